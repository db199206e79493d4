"""A printed scalar formula, written as latex2sympy2 reads it rightly: names as placeholders, known commands alone.

What stands in no table here is refused: latex2sympy2 would read something else without a word.

    h_{prev,1}          v_{10}                       names, which it takes apart, shortens, or takes for Euler's e
    \\bigl( \\bigr)       ( )                          sizes
    x^2 (y)             v_{10}^2 \\cdot (v_{11})     a product, which it may take for a function of y
    \\log(x)             \\ln(x)                       its log has the base 10
    \\sigma(x)           v_{11}, and x by itself      functions that it lacks: it reads a product
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.errors import LatexSyntaxError

LONGEST = 4000  # characters; a reading takes a tenth of a second for a hundred of them
DEEPEST = 40  # brackets inside each other; its parser recurses
FIRST = 10  # of the placeholders, so that all have two digits or more: it writes v_1, but v_{10}

TWICE = r"\sum_{k=1}^{2}"  # a sum over an index, each of whose terms is the same

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|[0-9]+(?:\.[0-9]+)?|.", re.DOTALL)
_AS_THEY_ARE = frozenset(
    {
        "+", "-", "(", ")", "{", "}", "^", "/", r"\frac", r"\sqrt", r"\cdot", r"\tanh", r"\sinh", r"\cosh", r"\sin",
        r"\cos", r"\tan", r"\exp", r"\arctan", r"\operatorname{arsinh}", r"\pi", r"\lvert", r"\rvert",
        TWICE,
    }
)  # fmt: skip
_INSTEAD: Mapping[str, str] = MappingProxyType(
    {
        **{rf"\{size}{side}": "" for size in ("big", "Big", "bigg", "Bigg") for side in "lr"},
        r"\log": r"\ln",
        r"\,": " ",
    }
)
_FOREIGN: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        r"\sigma": lambda argument: 1 / (1 + sp.exp(-argument)),
        r"\operatorname{erf}": sp.erf,
        r"\operatorname{erfc}": sp.erfc,
        r"\operatorname{sign}": sp.sign,
        r"\max": sp.Max,
        r"\operatorname{relu}": lambda argument: sp.Max(argument, 0),
        r"\operatorname{step}": lambda argument: sp.Heaviside(argument, 0),
    }
)
_RELATIONS: Mapping[str, Any] = MappingProxyType({">": sp.Gt, "<": sp.Lt, r"\geq": sp.Ge, r"\leq": sp.Le})
_CASES = re.compile(r"\{cases\} (.*?) \\end\{cases\}", re.DOTALL)
_SCRIPTS = ("_", "'")
_APPLIED = re.compile(r"\\(?:[a-z]+|operatorname\{[a-z]+\})(?:\^(?:[0-9]|\{[0-9]+\}))?$")  # a function, or its power
_OPENING = re.compile(r"\s*(?:\\[Bb]igg?l)?\(")


@dataclass(frozen=True)
class Head:
    """What a name stands for that is a function, of what stands in the bracket behind it."""

    function: Callable[..., Any]


@dataclass(frozen=True)
class Call:
    """A function that latex2sympy2 lacks, and the LaTeX of its arguments, each to be read by itself."""

    function: Callable[..., Any]
    arguments: tuple[str, ...]


@dataclass
class Rewritten:
    """A formula as latex2sympy2 reads it, and what its placeholders stand for: a symbol, or a Call."""

    text: str = ""
    meanings: dict[str, Any] = field(default_factory=dict)

    def placeholder(self, meaning: Any) -> str:
        """The placeholder of a meaning, a new one for a new meaning."""
        for name, known in self.meanings.items():
            if known == meaning:
                return name
        name = f"v_{{{FIRST + len(self.meanings)}}}"
        self.meanings[name] = meaning
        return name


def rewritten(latex: str, names: Mapping[str, Any]) -> Rewritten:
    """The formula as latex2sympy2 reads it; ``names`` says what each printed name stands for.

    Raises LatexSyntaxError, with the place, for whatever it would not read, or not rightly.

    >>> x = sp.Symbol("x")
    >>> rewritten("2 x_1 (1 - x_1)", {"x_1": x}).text
    '2 v_{10} \\\\cdot (1 - v_{10})'
    """
    if len(latex) > LONGEST:
        raise LatexSyntaxError(f"a formula of {len(latex)} characters is too long to be read back ({LONGEST} are not).")
    longest_first = sorted(names, key=len, reverse=True)
    result, place, depth = Rewritten(), 0, 0
    while place < len(latex):
        name = next((name for name in longest_first if latex.startswith(name, place)), None)
        if name is not None and not _runs_on(latex, place, name):
            place += len(name)
            meaning = names[name]
            if isinstance(meaning, Head):
                inside, place = _argument(latex, place)
                meaning = Call(meaning.function, tuple(_split(inside, ", ")))
            result.text += result.placeholder(meaning)
            continue
        token, place = _token(latex, place)
        if token in _FOREIGN:
            inside, place = _argument(latex, place)
            call = Call(_FOREIGN[token], tuple(_split(inside, ", ")))
            result.text += result.placeholder(call)
        elif token == r"\begin":
            call, place = _cases(latex, place)
            result.text += result.placeholder(call)
        elif token in _AS_THEY_ARE or token in _INSTEAD or token[0].isdigit() or token.isspace():
            depth += (token in "({") - (token in ")}")
            result.text = _before_bracket(result.text) if token == "(" else result.text
            if depth < 0 or depth > DEEPEST:
                raise _refused(latex, place, "brackets that do not close, or too many inside each other")
            result.text += _INSTEAD.get(token, token)
        elif token == "e" and not latex.startswith(_SCRIPTS, place):
            result.text += token
        else:
            raise _refused(latex, place, f"{token!r}, which is no name and no command that is read rightly")
    if depth:
        raise _refused(latex, place, "a bracket that does not close")
    return result


def _before_bracket(text: str) -> str:
    """The text, with a sign after a factor: what opens after it would now and then be taken for its argument."""
    stripped = text.rstrip()
    if not stripped or stripped[-1] not in "})0123456789" or _APPLIED.search(stripped) or stripped.endswith(TWICE):
        return text
    return rf"{stripped} \cdot "


def _runs_on(latex: str, place: int, name: str) -> bool:
    """Whether a name at this place is only the beginning of a longer one, or the end of a command."""
    after = latex[place + len(name) : place + len(name) + 1]
    return after in _SCRIPTS or (name[-1:].isalpha() and "\\" in name and name[1:].isalpha() and after.isalpha())


def _token(latex: str, place: int) -> tuple[str, int]:
    if latex.startswith(TWICE, place):
        end = place + len(TWICE)
    elif latex.startswith(r"\operatorname{", place):
        end = latex.index("}", place) + 1
    else:
        found = _TOKEN.match(latex, place)
        assert found is not None
        end = found.end()
    return latex[place:end], end


def _argument(latex: str, place: int) -> tuple[str, int]:
    """What stands in the brackets that open here, of whatever size, and where they end."""
    opening = _OPENING.match(latex, place)
    if opening is None or opening[0][0].isspace():
        raise _refused(latex, place, "a function without brackets")
    start = end = opening.end()
    depth = 1
    while depth and end < len(latex):
        depth += (latex[end] == "(") - (latex[end] == ")")
        end += 1
    if depth:
        raise _refused(latex, place, "a bracket that does not close")
    return re.sub(r"\\[Bb]igg?r$", "", latex[start : end - 1]), end


def _split(text: str, sign: str) -> list[str]:
    """Text at each ``sign`` outside of brackets and braces."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character in "({") - (character in ")}")
        if depth == 0 and text.startswith(sign, place):
            parts.append(text[start:place])
            start = place + len(sign)
    return [*parts, text[start:]]


def _cases(latex: str, place: int) -> tuple[Call, int]:
    """A value by cases: each value and each side of a condition is read by itself, the conditions here."""
    found = _CASES.match(latex, place)
    if found is None or r"\begin" in found[1]:
        raise _refused(latex, place, "an environment that is not one of cases")
    arguments: list[str] = []
    rows: list[list[Any]] = []
    for line in _split(found[1], r" \\ "):
        value, condition = line.split(" & ")
        arguments.append(value)
        conditions = [] if condition == r"\text{otherwise}" else _split(condition, ", ")
        sides = [re.split(r" (>|<|\\geq|\\leq) ", one) for one in conditions]
        if any(len(one) != 3 for one in sides):
            raise _refused(latex, place, "a condition that is no comparison")
        arguments += [side for one in sides for side in (one[0], one[2])]
        rows.append([_RELATIONS[one[1]] for one in sides])

    def by_cases(*read: Any) -> Any:
        left = iter(read)
        return sp.Piecewise(
            *((next(left), sp.And(*(relation(next(left), next(left)) for relation in relations))) for relations in rows)
        )

    return Call(by_cases, tuple(arguments)), found.end()


def _refused(latex: str, place: int, what: str) -> LatexSyntaxError:
    line = latex[max(0, place - 40) : place + 40]
    return LatexSyntaxError(
        f"column {place}: {what} cannot be read back by latex2sympy2.\n{line}\n{' ' * (min(place, 40) - 1)}^"
    )
