"""A formula of a paper -> the same as the second reader is asked it: names as placeholders, marks in its spelling.

Where every array has one entry, a formula of arrays is one of numbers: transposes fall away, each product is the
same, a sum over an index adds equal terms. So it can be asked of a reader that knows numbers alone, which then says
what belongs together: brackets, signs, powers, how far a function, a fraction and a sum reach.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.nodes.formula_nodes import Span
from symgrad.latex_reading.nodes.meanings import (
    Call,
    Constant,
    Derivative,
    Divided,
    EntryOf,
    Kronecker,
    Meaning,
    Plus,
    Power,
    Statement,
    SumOver,
    Times,
    Transposed,
    Use,
)
from symgrad.latex_reading.second_reader.asked_spellings import NotAskedError, Spelling
from symgrad.latex_reading.second_reader.placeholders import TWICE, Head
from symgrad.latex_reading.tex.looks_removed import without_looks
from symgrad.latex_reading.tex.tex_macros import Macro, written_out
from symgrad.latex_reading.tex.tex_spellings import RELATIONS
from symgrad.latex_reading.tex.tex_tokens import Token, argument, tokens_of

LONGEST = 400  # tokens of one formula
_HIGHEST = 3  # exponentials on each other, whose values would be too long
_HIGHEST_POWER = 50
_GROWING = frozenset({"exp", "sinh", "cosh", "expm1"})
_FIRST = 10  # of the names, which have two digits

# Functions that the second reader knows, by what they are called here -> as it is asked for them
NATIVE: Mapping[str, str] = MappingProxyType(
    {name: f"\\{name}" for name in ("tanh", "sinh", "cosh", "sin", "cos", "tan", "exp", "arctan", "log")}
)
_OWN_SIGNS = frozenset({"exp", "sqrt", "norm |"})  # functions that a sign may say: e^x, a root, bars
_BARS = frozenset({"|", r"\vert", r"\lvert", r"\rvert", r"\|", r"\Vert", r"\lVert", r"\rVert"})
_OPENING = frozenset({"(", "[", r"\{", r"\lbrace", r"\lbrack"})
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "Stacked": "an array written out", "Choice": "cases", "Compared": "a comparison", "Part": "a range of rows",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A formula as the second reader is asked it; what each name in it is: a symbol, or a Head."""

    latex: str
    names: Mapping[str, Any]


def asked(
    statement: Statement, macros: Mapping[str, Macro], symbol: Callable[[Meaning], Any],
    function: Callable[[Call], Callable[..., Any]],
) -> Asked:  # fmt: skip
    """The right side of an equation as the second reader is asked it.

    symbol     what stands for a name, at its time and entries, or for a derivative
    function   what stands for a function that the second reader does not know
    Raises NotAskedError.
    """
    tokens = _side(statement, macros)
    if len(tokens) > LONGEST:
        raise NotAskedError(f"it is longer than {LONGEST} letters, signs and commands")
    if _tower(statement.right) > _HIGHEST:
        raise NotAskedError(f"powers stand on powers in it, more than {_HIGHEST}, or a high one")
    return _Asking(tokens, symbol, function).asked(statement.right)


def _tower(node: Meaning) -> int:
    """How many exponentials stand on each other; a high power counts as too many."""
    inside = max(map(_tower, node.parts), default=0)
    if isinstance(node, Call):
        return inside + (node.function in _GROWING)
    if not isinstance(node, Power):
        return inside
    exponent = node.exponent
    if isinstance(exponent, Constant) and exponent.text.isdecimal():
        return inside if int(exponent.text) <= _HIGHEST_POWER else _HIGHEST + 1
    return inside + 1


def _side(statement: Statement, macros: Mapping[str, Macro]) -> list[Token]:
    """The tokens of the side of a row in which the right side of the equation stands."""
    span, right = statement.span, statement.right
    try:
        _, _, tokens = without_looks(written_out(tokens_of(span.source, span.start, span.end), macros))
    except LatexSyntaxError:
        raise NotAskedError("a macro, or several rows, write it") from None
    spans = [node.span for node in right.walk()]
    first, last = min(one.start for one in spans), max(one.end for one in spans)
    sides: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.text == "{") - (token.text == "}")
        if token.text in RELATIONS and not depth:
            sides.append([])
        else:
            sides[-1].append(token)
    own = [side for side in sides if side and side[0].start <= first and last <= max(token.end for token in side)]
    if len(own) != 1:
        raise NotAskedError("a macro, or several rows, write it")
    return own[0]


class _Asking:
    """Writes one formula: which tokens are a name, a function or a sum, and which stand as they are."""

    def __init__(
        self, tokens: Sequence[Token], symbol: Callable[[Meaning], Any], function: Callable[[Call], Any]
    ) -> None:
        self.tokens, self.symbol, self.function = tokens, symbol, function
        self.names: dict[str, Any] = {}
        self.written: dict[int, tuple[int, str]] = {}  # first token -> behind the last, what is written for them
        self.taken: set[int] = set()

    def asked(self, node: Meaning) -> Asked:
        self._node(node)
        return Asked(Spelling(self.tokens, self.written, self.names).latex(), self.names)

    # What each token is

    def _node(self, node: Meaning, exponent: Meaning | None = None) -> None:
        if isinstance(node, Use | Derivative | Kronecker) or (isinstance(node, Constant) and node.everywhere):
            self._atom(node, exponent)
            return
        if isinstance(node, Call):
            self._call(node)
        elif isinstance(node, SumOver):
            self._sum(node)
        elif isinstance(node, Transposed | EntryOf):
            self._without_script(node, exponent)
        elif isinstance(node, Times):
            self._no_open_slash(node)
        elif not isinstance(node, Plus | Divided | Power | Constant):
            raise NotAskedError(f"{_WORDS[type(node).__name__]} stands in it")
        for part in node.parts:
            self._node(part, node.exponent if isinstance(node, Power) and part is node.body else None)

    def _range(self, node: Meaning) -> tuple[int, int]:
        """The tokens of a node: the first, and behind the last."""
        span = node.span
        own = [k for k, one in enumerate(self.tokens) if one.start >= span.start and one.end <= span.end]
        if not own or own[-1] - own[0] >= len(own) or any(self.tokens[k].source is not span.source for k in own):
            raise NotAskedError("a macro writes a part of it")
        return own[0], own[-1] + 1

    def _take(self, first: int, last: int, text: str) -> None:
        if not self.taken.isdisjoint(range(first, last)):
            raise NotAskedError("a macro writes several of its names")
        self.taken.update(range(first, last))
        self.written[first] = last, text

    def _name(self, meaning: Any) -> str:
        for name, known in self.names.items():
            if known is meaning or known == meaning:
                return name
        name = f"a_{{{_FIRST + len(self.names)}}}"
        self.names[name] = meaning
        return name

    def _atom(self, node: Meaning, exponent: Meaning | None) -> None:
        """A name: all its tokens but those of a power, which stand behind the name."""
        first, last = self._range(node)
        if exponent is not None and exponent.span.end <= node.span.end:
            power, behind = self._range(exponent)
            power -= self.tokens[power - 1].text == "{"
            behind += behind < last and self.tokens[behind].text == "}"
            if power <= first or self.tokens[power - 1].text != "^" or behind != last:
                raise NotAskedError("a power stands between the scripts of a name")
            last = power - 1
        number = sp.Rational(node.text) if isinstance(node, Constant) else None
        self._take(first, last, self._name(self.symbol(node) if number is None else number))

    def _call(self, node: Call) -> None:
        first, last = self._range(node)
        text = self.tokens[first].text
        bars = [k for k in range(first, last) if self.tokens[k].text in _BARS]
        if node.function.startswith("norm ") and bars[:1] == [first] and len(bars) > 1:
            self._bars(first, bars[-1], last)
            return
        if node.function in _OWN_SIGNS and not node.primes and text in ("e", r"\sqrt"):
            return
        if len(node.arguments) == 1 and not node.primes and node.function in NATIVE:
            if text in (rf"\{node.function}", r"\ln"):
                return
            self._take(*self._head(node, first), f"{NATIVE[node.function]} ")
            return
        self._take(*self._head(node, first), self._name(Head(self.function(node))))

    def _bars(self, first: int, closing: int, last: int) -> None:
        """Bars around what they hold; the label of a norm falls away."""
        behind = closing + 1
        if behind < last and self.tokens[behind].text == "_":
            behind = argument(self.tokens, behind + 1, self.tokens[closing])[1]
        if behind < last and self.tokens[behind].text != "^":
            raise NotAskedError("bars stand in an exponent in it")
        self._take(first, first + 1, r"\lvert")
        self._take(closing, behind, r"\rvert")

    def _head(self, node: Call, first: int) -> tuple[int, int]:
        """The tokens of the name of a function that is written before a bracket."""
        until = node.arguments[0].span.start
        depth = 0
        for k in range(first, len(self.tokens)):
            text = self.tokens[k].text
            if depth == 0 and (text in _OPENING or text == r"\left"):
                if k > first and "^" not in [one.text for one in self.tokens[first:k]]:
                    return first, k
                break
            if self.tokens[k].start >= until:
                break
            depth += (text == "{") - (text == "}")
        raise NotAskedError("a function stands in it that the second reader is told of, but without a bracket")

    def _sum(self, node: SumOver) -> None:
        if node.kind != "sum" or node.excluded:
            raise NotAskedError("a product over an index, or a sum that leaves one out, stands in it")
        first, _ = self._range(node)
        if self.tokens[first].text != r"\sum":
            raise NotAskedError("a sum that no sign says stands in it")
        place = first + 1
        while place < len(self.tokens) and self.tokens[place].text in ("_", "^", r"\limits", r"\nolimits"):
            script = self.tokens[place].text in ("_", "^")
            place = argument(self.tokens, place + 1, self.tokens[place])[1] if script else place + 1
        self._take(first, place, TWICE)

    def _without_script(self, node: Transposed | EntryOf, exponent: Meaning | None) -> None:
        """The mark of a transpose, or the index of an entry, falls away."""
        body = node.body
        if isinstance(node, Transposed) and isinstance(body, Use | Constant) and body.span.end >= node.span.end:
            if exponent is not None:
                raise NotAskedError("a power of a transpose stands in it")
            return  # it is one of the scripts of the name
        first, last = self._range(node)
        end = max(one.span.end for one in body.walk())
        sign = "^" if isinstance(node, Transposed) else "_"
        marks = [k for k in range(first, last) if self.tokens[k].text == sign and self.tokens[k].start >= end]
        if not marks:
            raise NotAskedError("a transpose or an entry that no script behind a bracket says stands in it")
        self._take(marks[-1], argument(self.tokens, marks[-1] + 1, self.tokens[marks[-1]])[1], "")

    def _no_open_slash(self, node: Times) -> None:
        """The second reader takes a / b c for a / (b c): it has habits here, and so has everybody."""
        for factor, sign in zip(node.factors, node.signs, strict=False):
            if sign == "" and isinstance(factor, Divided):
                first, last = self._range(factor)
                texts = [token.text for token in self.tokens[first:last]]
                if "/" in texts and texts[0] not in (*_OPENING, r"\left", "{", r"\frac", r"\dfrac", r"\tfrac"):
                    raise NotAskedError("a product without a sign stands behind a slash in it")


def written(statement: Statement, macros: Mapping[str, Macro]) -> str:
    """The right side of an equation as its author wrote it."""
    try:
        side = _side(statement, macros)
    except NotAskedError:
        return statement.right.span.shown
    return Span(statement.span.source, side[0].start, max(token.end for token in side)).shown
