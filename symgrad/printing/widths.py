"""How wide a formula comes out, in points, in the display style of a paper in ten point Computer Modern.

An estimate: letters by class, scripts and fractions by their parts. It is there to break lines, and a test holds it
to what LaTeX itself measures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

from symgrad.printing.latex_commands import LATEX_COMMANDS
from symgrad.printing.macros import expanded

OF_A_NUMBER = 30.0  # what the number of an equation takes, in points
ARTICLE = 345.0  # \\textwidth of LaTeX's article, in points

_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}_^]|\s+|.", re.DOTALL)
_LETTERS: Mapping[str, float] = MappingProxyType(
    {
        **dict.fromkeys("iljt", 3.6), **dict.fromkeys("cefrsz'", 4.8), **dict.fromkeys("abdghknopquvxy", 5.5),
        **dict.fromkeys("mw", 8.2), **dict.fromkeys("IJ", 5.3), **dict.fromkeys("MW", 10.2),
        **dict.fromkeys("0123456789", 5.0), **dict.fromkeys("()[]|", 3.9), **dict.fromkeys(",;", 4.5),
        **dict.fromkeys("+-", 12.3), "=": 13.4, ".": 2.8, "/": 5.0, "*": 5.0, ":": 7.0,
    }
)  # fmt: skip
_CAPITAL = 7.6
_COMMANDS: Mapping[str, float] = MappingProxyType(
    {
        **dict.fromkeys((r"\odot", r"\oslash", r"\otimes"), 12.3), r"\cdot": 7.3, r"\circ": 9.5, r"\top": 7.8,
        r"\quad": 10.0, r"\qquad": 20.0, r"\,": 1.7, r"\;": 2.8, "\\ ": 3.4, r"\infty": 10.0, r"\partial": 5.7,
        r"\prime": 3.0, r"\nabla": 8.4, r"\sum": 16.0, r"\varphi": 6.6, r"\alpha": 6.4, r"\tanh": 22.5, r"\sinh": 20.5,
        r"\cosh": 21.0, r"\sin": 13.3, r"\cos": 14.0, r"\tan": 15.0, r"\exp": 16.0, r"\log": 13.5, r"\det": 14.0,
        r"\max": 19.0, r"\arctan": 32.0, r"\lVert": 5.0, r"\rVert": 5.0, r"\lvert": 2.8, r"\rvert": 2.8,
        r"\langle": 3.9, r"\rangle": 3.9, r"\\": 0.0,
    }
)  # fmt: skip
# A bracket takes the size that the command in front of it asks for.
_MORE: Mapping[str, float] = MappingProxyType({"big": 0.7, "Big": 2.1, "bigg": 3.5, "Bigg": 3.7})
_BRACE, _CELL_ENDS = frozenset("}"), frozenset({"&", r"\\", r"\end"})
_GREEK_LETTER = 5.8
_MACRO = 9.0  # of an author's, of which nothing is known: a bold capital letter
_DEFINITIONS: ContextVar[Mapping[str, str]] = ContextVar("definitions", default=MappingProxyType({}))
_SCRIPT = 0.76
_BAR = 2.4  # beside a fraction
_AROUND, _COLUMN = 8.5, 10.0  # brackets with their spaces, and the space between columns


def width_of(latex: str) -> float:
    """The width of a formula in points.

    >>> width_of("x") < width_of("x_1") < width_of("x_1 + y")
    True
    """
    definitions = _DEFINITIONS.get()
    return _Measure(expanded(latex, definitions) if definitions else latex).group(frozenset())


@contextmanager
def measuring(definitions: Mapping[str, str]) -> Iterator[None]:
    """Inside it the macros of an author are as wide as what they are defined as."""
    before = _DEFINITIONS.set(definitions)
    try:
        yield
    finally:
        _DEFINITIONS.reset(before)


class _Measure:
    def __init__(self, latex: str) -> None:
        self.tokens = _TOKEN.findall(latex)
        self.place = 0

    def group(self, ends: frozenset[str]) -> float:
        """The width up to a token that ends the group, which is taken too."""
        width, scripts = 0.0, [0.0]
        while self.place < len(self.tokens):
            token = self._take()
            if token in ends:
                break
            if token in "_^":
                scripts.append(_SCRIPT * self.argument())
            elif not token.isspace():
                width += max(scripts)
                scripts = [0.0]
                width += self._token(token)
        return width + max(scripts)

    def rows(self) -> list[float]:
        """The widths of the rows of an environment, up to its end, which is taken too."""
        widths = [0.0]
        token = ""
        while token != r"\end":
            widths[-1] += self.group(_CELL_ENDS)
            token = self.tokens[self.place - 1] if self.place < len(self.tokens) else r"\end"
            if token == r"\\":
                widths.append(0.0)
            elif token == "&":
                widths[-1] += _COLUMN
        self.argument()
        return widths

    def argument(self) -> float:
        """The width of what follows: a group, or one token."""
        while self.place < len(self.tokens) and self.tokens[self.place].isspace():
            self.place += 1
        if self.place >= len(self.tokens):
            return 0.0
        return self._token(self._take())

    def _take(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1]

    def _token(self, token: str) -> float:
        if token == "{":
            return self.group(_BRACE)
        if token in _ARGUMENTS:
            return _ARGUMENTS[token](self)
        size = token.lstrip("\\").removesuffix("l").removesuffix("r")
        if token.startswith("\\") and size in _MORE:
            return _MORE[size] + self.argument()
        if token.startswith("\\"):
            return _COMMANDS.get(token, _GREEK_LETTER if token[1:] in LATEX_COMMANDS else _MACRO)
        return _LETTERS.get(token, _CAPITAL if token.isupper() else 5.0)


def _fraction(measure: _Measure) -> float:
    return max(measure.argument(), measure.argument()) + _BAR


def _begin(measure: _Measure) -> float:
    """A matrix or cases: the widest of the rows, and the brackets around them."""
    measure.argument()
    return max(measure.rows()) + _AROUND


def _left_out(measure: _Measure) -> float:
    measure.argument()
    return 0.0


_ARGUMENTS: Mapping[str, Callable[[_Measure], float]] = MappingProxyType(
    {
        r"\frac": _fraction,
        r"\sqrt": lambda measure: 8.3 + measure.argument(),
        r"\operatorname": lambda measure: 0.95 * measure.argument() + 1.7,
        r"\mathrm": lambda measure: 0.95 * measure.argument(),
        r"\text": lambda measure: 0.95 * measure.argument(),
        r"\mathbf": lambda measure: 1.12 * measure.argument(),
        r"\boldsymbol": lambda measure: 1.12 * measure.argument(),
        r"\label": _left_out,
        r"\begin": _begin,
        r"\end": _left_out,
        **dict.fromkeys(
            (r"\bar", r"\dot", r"\hat", r"\tilde", r"\overline", r"\widehat", r"\widetilde"),
            lambda measure: measure.argument(),
        ),
    }
)
