"""The state of one lowering: from what formulas mean to expressions of whole arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

import sympy as sp

from symgrad.errors import MissingRuleError
from symgrad.expressions.shapes import shape_of
from symgrad.latex_reading.nodes.meanings import (
    Affine,
    Call,
    Meaning,
    Power,
    SumOver,
    Use,
    matched,
)
from symgrad.latex_reading.nodes.sizes_unified import Size
from symgrad.latex_reading.shapes.shape_search import Solution
from symgrad.latex_reading.tex.tex_tokens import MOST_DIGITS
from symgrad.latex_reading.vocabulary.entry_forms import (
    Axes,
    NoMatrixForm,
    aligned,
    contracted,
    diagonal_of,
)
from symgrad.latex_reading.vocabulary.functions_read import digits_of, is_huge
from symgrad.operations.gathering import one_hot
from symgrad.operations.operations import ones

_NUMBERS: Mapping[str, Any] = MappingProxyType({"1/2": sp.Rational(1, 2), "inf": sp.oo, "pi": sp.pi, "e": sp.E})

_THREE_AXES = (
    "more than two indices are free at once, and an array of three or more axes has no matrix form; "
    "give an inner sum a name of its own"
)

_TOLD = "told by a class"  # the letter of an entry that a class tells

Rule: TypeAlias = Callable[["Lowering", Any], Axes]


class Lowering:
    """Makes the expressions of one text.

    symbol   the symbol of a variable at a time
    size     the SymPy size of one that was found
    rows     whether samples are rows, of each of which a softmax is taken
    sizes    the size that each letter counts in the statement at hand
    slopes   those of functions that came with primes, by function, order and shape
    """

    def __init__(
        self, solution: Solution, symbol: Callable[[Any], Any], size: Callable[[Size], Any],
        function: Callable[[str], Callable[[Any], Any]], rules: Mapping[type, Rule], rows: bool = False,
    ) -> None:  # fmt: skip
        self.solution, self.symbol, self.size, self.function = solution, symbol, size, function
        self.rules, self.rows = rules, rows
        self.sizes: dict[str, Any] = {}
        self.slopes: dict[Any, Any] = {}

    def whole(self, node: Meaning, letters: Sequence[str] = ()) -> Any:
        """The expression of a side whose free letters are these, as one of whole arrays.

        Raises MissingRuleError where it has no matrix form.
        """
        try:
            value = self.of(node)
            own = tuple(dict.fromkeys(letters))
            return aligned(value, own, self.sizes) if value.letters else value.expr
        except NoMatrixForm as error:
            raise MissingRuleError(f"{node.span.shown}: {error if error.args else _THREE_AXES}.") from None

    def of(self, node: Meaning) -> Axes:
        """The expression of a node, with the letters that are free in it."""
        value = self.rules[type(node)](self, node)
        number = value.expr.args[0] if value.expr.args else value.expr
        if sp.nan in (value.expr, number):
            node.span.source.refused(node.span.start, "no number comes out here, as of 0 times infinity.")
        if isinstance(number, sp.Rational) and digits_of(number) > MOST_DIGITS:
            node.span.source.refused(node.span.start, f"a number of more than {MOST_DIGITS} digits comes out here.")
        if isinstance(node, Call | Power) and is_huge(value.expr):
            node.span.source.refused(
                node.span.start, f"a number of more than {MOST_DIGITS} digits comes out here; give it a name."
            )
        return value

    def hot(self, told: Meaning, letter: str, size: Any) -> Axes:
        """1 at the entry that a class tells, counted from 1, along a letter."""
        position = self.of(told)
        self.sizes.setdefault(letter, size)
        if not shape_of(position.expr):
            return Axes(one_hot(position.expr - 1, size), (letter,))
        if len(position.letters) != 1:
            raise NoMatrixForm("a class is a number, or one for each entry of a column")
        return Axes(one_hot(position.expr - ones(shape_of(position.expr)[0]), size), (*position.letters, letter))

    def entries(self, expr: Any, places: Sequence[Affine | Meaning]) -> Axes:
        """Entries of a vector or a matrix: letters are axes, numbers are entries counted from one."""
        shape = shape_of(expr)
        if not shape:
            return Axes(expr)
        told = next((k for k, place in enumerate(places) if not isinstance(place, Affine)), None)
        if told is not None:
            own = [Affine(_TOLD) if k == told else place for k, place in enumerate(places)]
            whole = self.entries(expr, own)
            class_ = places[told]
            assert isinstance(class_, Meaning)
            return contracted([whole, self.hot(class_, _TOLD, self.sizes[_TOLD])], _TOLD, self.sizes)
        if shape[1] == 1 and len(places) == 1:
            shape = shape[:1]
        letters: list[str] = []
        fixed: list[Any] = []
        for place in places:
            assert isinstance(place, Affine)
            if place.offset and place.letter:
                raise NoMatrixForm(f"an entry with the number {place} has no matrix form")
            fixed.append(sp.Integer(place.offset - 1) if not place.letter else slice(None))
            letters += [place.letter] if place.letter else []
        for place, size in zip(places, shape, strict=False):
            if isinstance(place, Affine) and place.letter and place.letter != ":":
                self.sizes[place.letter] = size
        if all(one != slice(None) for one in fixed):
            return Axes(expr[fixed[0], 0] if len(fixed) == 1 else expr[fixed[0], fixed[1]])
        if any(one != slice(None) for one in fixed) or len(shape) != len(places):
            return self._lines(expr, places, fixed)
        named = tuple(letter for letter in letters if letter != ":")
        return diagonal_of(Axes(expr, named if len(named) == len(letters) else ()))

    def counted(self, node: SumOver) -> dict[str, Any]:
        """Let the letter of a sum count what its body says, whatever it counted before; the sizes before."""
        before = dict(self.sizes)
        self.sizes.pop(node.letter, None)
        every = [*node.body.walk()]
        for use in every:
            known = isinstance(use, Use) and use.variable in self.solution.shapes  # not what tells which entry
            if known and isinstance(use, Use) and Affine(node.letter) in use.entries:
                shape = shape_of(self.symbol(Use(use.span, use.variable, use.time)))
                place = use.entries.index(Affine(node.letter))
                if len(shape) > place:
                    self.sizes[node.letter] = shape[place]
        for pair in filter(None, map(matched, every)):
            for one, other in ((pair.left, pair.right), (pair.right, pair.left)):
                if one.letter == node.letter and other.letter in self.sizes:
                    self.sizes.setdefault(node.letter, self.sizes[other.letter])
        return before

    def _lines(self, expr: Any, places: Sequence[Affine | Meaning], fixed: Sequence[Any]) -> Axes:
        """A row or a column of a matrix, by its number."""
        if len(fixed) == 1 or fixed[0] != slice(None):
            line = expr[fixed[0], :].T
            rest = places[1:]
        else:
            line, rest = expr[:, fixed[1]], places[:1]
        letters = tuple(one.letter for one in rest if isinstance(one, Affine) and one.letter != ":")
        return Axes(line, letters)
