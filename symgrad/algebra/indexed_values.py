"""Scalars with indices as values with axes, a letter for each: x[i] - y[j] is the matrix x 1' - 1 y' in i and j.

A letter runs over a part of each axis that it indexes: x[i + 1] for i = 0, ..., n - 2 is rows 1 to n - 1 of x.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.algebra import mul, ones_of, raw, transpose
from symgrad.algebra.blocks import diagonal, rows
from symgrad.algebra.lifting import lift
from symgrad.errors import MissingRuleError
from symgrad.expressions.nodes import Unit
from symgrad.expressions.shapes import is_vector, same_dimension, shape_of
from symgrad.expressions.traversal import postorder

Ranges = Mapping[Any, tuple[Any, Any]]  # letter -> first place, and how many


@dataclass(frozen=True)
class Indexed:
    """A scalar, a vector along one letter, or a matrix along two: rows the first, columns the second."""

    value: Any
    letters: tuple[Any, ...] = ()

    def along(self, *letters: Any) -> Any:
        """The value with these axes: turned where its own stand the other way round."""
        return self.value if self.letters == letters else transpose(self.value)


class UnfitIndexError(MissingRuleError):
    """Why a scalar with indices has no axes."""


class TooManyIndicesError(UnfitIndexError):
    """More than two indices meet in one factor."""


def indexed(scalar: Any, ranges: Ranges) -> Indexed:
    """A scalar formula of entries as a value along those of its indices that have a range.

    Raises UnfitIndexError where an index stands elsewhere than in an entry, or does not run over what it indexes.
    """
    if isinstance(scalar, MatrixElement):
        return _entry(scalar, ranges)
    parts = {part: _entry(part, ranges) for part in postorder(scalar, _goes_inside) if _is_at(part, ranges)}
    letters = tuple(letter for letter in ranges if any(letter in part.letters for part in parts.values()))
    if len(letters) > 2:
        raise TooManyIndicesError(f"{', '.join(map(str, letters))} meet in {scalar}, which has no matrix of two axes")
    names = {part: sp.Dummy() for part in parts}
    formula = scalar.xreplace(names)
    for letter in ranges:
        if formula.has(letter):
            raise UnfitIndexError(f"{letter} stands outside of an entry")
    if not letters:
        return Indexed(scalar)
    shape = tuple(ranges[letter][1] for letter in letters) + (sp.S.One,) * (2 - len(letters))
    values = {names[part]: _spread(one, letters, shape) for part, one in parts.items()}
    made = lift(formula, values, shape)
    if any(made.has(name) for name in values):
        raise UnfitIndexError(f"{letters[0]} stands in a part that has no form entry by entry")
    return Indexed(made, letters)


def is_spread(scalar: Any, ranges: Ranges) -> bool:
    """Whether parts of a formula run along letters that others do not: its matrix is larger than what it is made of."""
    if isinstance(scalar, MatrixElement):
        return False
    found = {frozenset(_letters(part, ranges)) for part in postorder(scalar, _goes_inside) if _is_at(part, ranges)}
    return len(found) > 1


def _goes_inside(node: Any) -> bool:
    return not isinstance(node, MatrixElement)


def _is_at(part: Any, ranges: Ranges) -> bool:
    return isinstance(part, MatrixElement) and bool(_letters(part, ranges) or part.args[0].has(*ranges))


def _letters(entry: Any, ranges: Ranges) -> list[Any]:
    return [letter for letter in ranges if any(place.has(letter) for place in entry.args[1:])]


def _entry(entry: Any, ranges: Ranges) -> Indexed:
    """An entry as the matrix that it is of, cut to what its letters run over."""
    matrix, *places = entry.args
    inside = next((letter for letter in ranges if matrix.has(letter)), None)
    if inside is not None:
        raise UnfitIndexError(f"{inside} stands in {matrix}, of which an entry is taken")
    axes = [_axis(matrix, place, size, ranges) for place, size in zip(places, shape_of(matrix), strict=True)]
    (row, above), (column, beside) = axes
    if row is None and column is None:
        return Indexed(entry)
    if row is column:
        if above != beside or not same_dimension(*shape_of(matrix)):
            raise UnfitIndexError(f"{row} runs along no diagonal of {matrix}")
        return Indexed(rows(diagonal(matrix), *above), (row,))
    if row is None:
        return Indexed(rows(_column(transpose(matrix), places[0]), *beside), (column,))
    if column is None:
        return Indexed(rows(_column(matrix, places[1]), *above), (row,))
    return Indexed(transpose(rows(transpose(rows(matrix, *above)), *beside)), (row, column))


def _axis(matrix: Any, place: Any, size: Any, ranges: Ranges) -> tuple[Any, tuple[Any, Any]]:
    """The letter of one place of an entry, with what it runs over; no letter where the place is fixed."""
    letter = next((letter for letter in ranges if place.has(letter)), None)
    if letter is None:
        return None, (place, sp.S.One)
    first, count = ranges[letter]
    start, end = first + place - letter, sp.expand(size - first - (place - letter) - count)
    if (place - letter).has(*ranges) or _is_below_zero(start) or _is_below_zero(end) or start.is_nonnegative is None:
        raise UnfitIndexError(f"it does not run over all entries of {matrix}, 0 to {size - 1}")
    return letter, (start, count)


def _is_below_zero(number: Any) -> bool:
    """Whether a count is below zero, or is so for some sizes and tells nothing then: n - m."""
    return bool(number.is_negative) or (number.is_nonnegative is None and len(number.free_symbols) > 1)


def _column(matrix: Any, place: Any) -> Any:
    if is_vector(matrix):
        return matrix
    return mul(matrix, raw(Unit, shape_of(matrix)[1], sp.S.One, place, sp.S.Zero))


def _spread(part: Indexed, letters: Sequence[Any], shape: Sequence[Any]) -> Any:
    """A value along all the letters, the same for each place of those that it has not."""
    if len(part.letters) == len(letters):
        return part.along(*letters)
    if not part.letters:
        return part.value
    if part.letters[0] == letters[0]:
        return mul(part.value, ones_of((sp.S.One, shape[1])))
    return mul(ones_of((shape[0], sp.S.One)), transpose(part.value))
