"""Long right-hand sides on several lines: broken before operators, outside of brackets where that is enough."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from symgrad.printing.widths import width_of

SAFETY = 0.95  # the widths are estimates
_LINE, DEPTH, _SPARE = 10.0, 30.0, 3.0  # what a line more costs, a break inside a bracket, a line half empty (squared)
_TIGHT, _OVERFULL = 1000.0, 1e6  # a line that may be too wide, and one that surely is
COSTS = {"+": 0.0, "-": 0.0, r"\odot": 4.0, r"\oslash": 6.0, r"\otimes": 6.0}
FACTOR = 8.0  # for a product without a sign
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_OPENING = frozenset({"(", "[", r"\langle", r"\lvert", r"\lVert", r"\{"})
_CLOSING = frozenset({")", "]", r"\rangle", r"\rvert", r"\rVert", r"\}"})
_FACTORS = ("(", r"\frac", r"\begin{bmatrix}", r"\bigl", r"\Bigl", r"\biggl", r"\Biggl", r"\operatorname", r"\max")
_NAMES = (r"\mathbf", r"\boldsymbol", r"\tilde", r"\hat", r"\bar")
_TAKES_MORE = re.compile(r"(?:[-+=,;(\[&]|\\(?:odot|oslash|otimes|cdot|det|log|partial|delta|mathrm\{d\}|[Bb]igg?l.))$")
# What takes more behind its scripts.
_SIGN = re.compile(r"\\(?:sum|prod|int|partial|nabla|log|max|min|lim|mathrm\{d\})$")
_CONVOLUTION = re.compile(r"(?:\s(?:\*|\\star)|\\mathbin\{\\mathsf\{(?:conv|corr)\}\})$")  # which takes more, too
DEEPEST = 3  # deeper breaks are indented no further


class Break(NamedTuple):
    """A place where a line may end: the position, how deep in brackets, the operator that follows, the cost."""

    position: int
    depth: int
    operator: str
    cost: float


def broken(text: str, width: float) -> list[str]:
    """A formula in as few lines as fit the width (in points), the later ones indented; one line where that fits.

    A line begins with the operator before which it was broken, with a dot for a product without a sign.

    >>> broken("a x + b y + c z", 40.0)
    ['a x + b y', '\\\\quad {} + c z']
    """
    if width_of(text) <= SAFETY * width:
        return [text]
    chosen = best_breaks(text, list(breaks_in(text)), width, width_of, _indent)
    starts = [0, *(place.position for place in chosen)]
    pieces = [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return [pieces[0], *(_continued(piece, place) for piece, place in zip(pieces[1:], chosen, strict=True))]


def _continued(piece: str, place: Break) -> str:
    return _indent(place) + ("{} " if place.operator else r"{} \cdot ") + piece


def _indent(place: Break) -> str:
    return r"\quad " * (1 + min(place.depth, DEEPEST))


def breaks_in(text: str) -> Iterator[Break]:
    """The places before operators, outside of braces and of environments."""
    braces = depth = 0
    tokens = list(_TOKEN.finditer(text))
    for number, found in enumerate(tokens):
        token, position = found[0], found.start()
        before = text[:position].rstrip()
        free = braces == 0 and number > 0 and tokens[number - 1][0].isspace()
        if free and token in COSTS and not _takes_more(before):
            yield Break(position, depth, token, DEPTH * depth + COSTS[token])
        elif free and text.startswith(_FACTORS, position) and not _takes_more(before):
            yield Break(position, depth, "", DEPTH * depth + FACTOR)
        elif free and before.endswith((")", "]")) and (token.isalnum() or token.startswith(_NAMES)):
            yield Break(position, depth, "", DEPTH * (depth + 1) + FACTOR)  # one name alone on a line, if need be
        braces += (token in ("{", r"\begin")) - (token in ("}", r"\end"))
        depth += (token in _OPENING) - (token in _CLOSING)


def _takes_more(text: str) -> bool:
    """Whether a text ends in a sign that means nothing by itself: an operator, a sum with limits, a convolution."""
    base = _without_scripts(text)
    return bool(_TAKES_MORE.search(text) or _SIGN.search(base) or _CONVOLUTION.search(base))


def _without_scripts(text: str) -> str:
    while len(text) > 1:
        start = len(text) - 1
        if text.endswith("}") and not text.endswith("\\}"):
            depth = 0
            for start in range(len(text) - 1, -1, -1):
                depth += (text[start] == "}") - (text[start] == "{")
                if depth == 0:
                    break
        if start < 1 or text[start - 1] not in "_^":
            break
        text = text[: start - 1].rstrip()
    return text


def best_breaks(
    text: str,
    places: Sequence[Break],
    width: float,
    width_of: Callable[[str], float],
    indent: Callable[[Break], str],
) -> list[Break]:
    """The breaks that cost least: few lines, little in brackets, sums before products."""
    starts = [0, *(place.position for place in places)]
    parts = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    ends = list(itertools.accumulate(map(width_of, parts), initial=0.0))
    costs, origins = [0.0], [0]
    for end in range(1, len(ends)):
        options = []
        for start in range(end):
            line = ends[end] - ends[start]
            if start:
                line += width_of(indent(places[start - 1]))
            options.append((costs[start] + _LINE + _badness(line, width), start))
        cost, origin = min(options)
        if end <= len(places):
            cost += places[end - 1].cost
        costs.append(cost)
        origins.append(origin)
    chosen = []
    place = origins[-1]
    while place:
        chosen.append(places[place - 1])
        place = origins[place]
    return chosen[::-1]


def _badness(line: float, width: float) -> float:
    sure = SAFETY * width
    spare = (sure - line) / sure
    if line > width:
        return -_OVERFULL * spare
    return -_TIGHT * spare if spare < 0 else _SPARE * spare**2
