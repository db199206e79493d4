"""Long right-hand sides of Typst on several lines: broken before operators, at the places that cost least."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symgrad.printing.line_breaks import COSTS, DEEPEST, DEPTH, FACTOR, SAFETY, Break, best_breaks
from symgrad.printing.typst_widths import FUNCTIONS, TOKEN, typst_width

_KINDS = {
    "+": COSTS["+"], "-": COSTS["-"], "dot.o": COSTS[r"\odot"], "slash.o": COSTS[r"\oslash"],
    "times.o": COSTS[r"\otimes"],
}  # fmt: skip
_MORE = "+ - = , ; & dot.o slash.o times.o dot.op det log partial nabla delta sum max min"
_TAKES_MORE = frozenset(_MORE.split())
_CONVOLUTIONS = ("ast.op", "star.op")
_CONVOLUTION = re.compile(r"(?:ast|star)\.op(?:_(?:\([^()]*\)|[^\s()]+))?\s*$")  # which takes more, too


def broken_typst(text: str, width: float) -> list[str]:
    """A formula in as few lines as fit the width (in points), the later ones indented; one line where that fits.

    >>> broken_typst("a x + b y + c z", 40.0)
    ['a x + b y', 'quad + c z']
    """
    if typst_width(text) <= SAFETY * width:
        return [text]
    chosen = best_breaks(text, list(_breaks_in(text)), width, typst_width, _indent)
    starts = [0, *(place.position for place in chosen)]
    pieces = [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return [pieces[0], *(_continued(piece, place) for piece, place in zip(pieces[1:], chosen, strict=True))]


def _indent(place: Break) -> str:
    return "quad " * (1 + min(place.depth, DEEPEST))


def _continued(piece: str, place: Break) -> str:
    return _indent(place) + ("" if place.operator else "dot.op ") + piece


def _breaks_in(text: str) -> Iterator[Break]:
    """The places before operators and factors, outside of scripts and of the arguments of functions."""
    inside: list[bool] = []  # for each open bracket, whether it is a script's, a function's, or has a script
    whole = _with_scripts(text)
    before, glued = "", ""  # the part before, and what touches the token
    for found in TOKEN.finditer(text):
        token = found[0]
        if token.isspace():
            glued = ""
            continue
        free = before and not glued and not any(inside) and before not in _TAKES_MORE and not _opens(before)
        free = free and token not in _CONVOLUTIONS and not _CONVOLUTION.search(text[: found.start()])
        depth = len(inside)
        if free and token in _KINDS:
            yield Break(found.start(), depth, token, DEPTH * depth + _KINDS[token])
        elif free and (token == "(" or token in ("frac", "mat", "op")) and not _summed(text[: found.start()]):
            yield Break(found.start(), depth, "", DEPTH * depth + FACTOR)
        elif free and before in (")", "]") and (token[0].isalnum() or token[0] == '"'):
            yield Break(found.start(), depth, "", DEPTH * (depth + 1) + FACTOR)
        if _opens(token):
            inside.append(glued in ("_", "^") or glued in FUNCTIONS or found.start() in whole)
        elif token in (")", "]", "⟩") and inside:
            inside.pop()
        before = glued = token


def _with_scripts(text: str) -> set[int]:
    """Where the brackets open that have a script: Typst sets what wears one in one piece."""
    opened: list[int] = []
    found = set()
    for place, sign in enumerate(text):
        if _opens(sign):
            opened.append(place)
        elif sign in ")]⟩" and opened:
            start = opened.pop()
            if text[place + 1 : place + 2] in ("_", "^"):
                found.add(start)
    return found


def _opens(token: str) -> bool:
    return token in ("(", "[", "⟨")


def _summed(before: str) -> bool:
    """Whether a text ends in the sign of a sum with its limits, which has no meaning by itself."""
    return before.rpartition("sum_(")[2].rstrip().endswith(("^T", "^n", "^m")) and "sum_(" in before
