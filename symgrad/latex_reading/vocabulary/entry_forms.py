"""Formulas by entries -> formulas of whole arrays: a letter counts an axis, and a sum over it contracts that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.expressions.shapes import is_vector, shape_of
from symgrad.latex_reading.nodes.compound_sizes import Compound
from symgrad.operations.operations import diag, diagonal, divide, dot, hadamard, ones, outer, total


@dataclass(frozen=True)
class Axes:
    """An expression whose axes letters count: a number has none, a vector one, a matrix two (rows, columns).

    Where ``letters`` is empty the expression is spoken of as a whole, whatever its shape.
    """

    expr: Any
    letters: tuple[str, ...] = ()


class NoMatrixForm(Exception):  # noqa: N818
    """A formula by entries is none of whole arrays, and why; without a reason more than two letters would be free."""


def size_of(letter: str, sizes: dict[str, Any]) -> Any:
    """How many a letter counts."""
    if letter not in sizes:
        raise NoMatrixForm(f"nothing stands here that has entries {letter}, so how many there are is open")
    return sizes[letter]


def aligned(value: Axes, letters: tuple[str, ...], sizes: dict[str, Any]) -> Any:
    """The expression with exactly these axes, repeated along those that it lacks."""
    if value.letters == letters or not value.letters:
        return value.expr
    alone = [letter for letter in value.letters if letter not in letters]
    if alone:
        raise NoMatrixForm(f"the index {alone[0]} stands on one side alone, and no sum runs over it")
    if len(letters) > 2:
        raise NoMatrixForm
    if value.letters == letters[::-1]:
        return value.expr.T
    one = value.letters[0]
    other = letters[1] if letters[0] == one else letters[0]
    spread = ones(size_of(other, sizes))
    return outer(value.expr, spread) if letters[0] == one else outer(spread, value.expr)


def scaled(left: Any, right: Any) -> Any:
    """A column that scales the rows of a matrix, or a row that scales its columns; either may stand first."""
    scale, array = (left, right) if 1 in shape_of(left) else (right, left)
    return diag(scale) * array if is_vector(scale) else array * diag(scale.T)


def letters_of_all(values: Sequence[Axes]) -> tuple[str, ...]:
    """The letters of several expressions, in the order in which the largest has them."""
    largest = max(values, key=lambda value: len(value.letters)).letters
    found = dict.fromkeys([*largest, *(letter for value in values for letter in value.letters)])
    if len(found) > 2:
        raise NoMatrixForm
    return tuple(found)


def product(values: Sequence[Axes], sizes: dict[str, Any]) -> Axes:
    """A product entry by entry, with nothing summed."""
    numbers = [value.expr for value in values if not value.letters]
    lettered = [value for value in values if value.letters]
    arrays = sum(bool(shape_of(number)) for number in numbers)
    if arrays > (not lettered):
        raise NoMatrixForm("entries and whole arrays stand in one product")
    if not lettered:
        return Axes(sp.Mul(*numbers))
    letters = letters_of_all(lettered)
    same = [
        value.expr if value.letters == letters else value.expr.T for value in lettered if {*value.letters} == {*letters}
    ]
    own = hadamard(*same) if same else None
    if len(letters) == 2:
        for k, letter in enumerate(letters):
            parts = [value.expr for value in lettered if value.letters == (letter,)]
            if not parts:
                continue
            vector = hadamard(*parts)
            if own is None and k == 0:
                rest = [value.expr for value in lettered if value.letters == (letters[1],)]
                return Axes(_scaled(numbers, outer(vector, hadamard(*rest))), letters)
            own = diag(vector) * own if k == 0 else own * diag(vector)
    return Axes(_scaled(numbers, own), letters)


def _scaled(numbers: Sequence[Any], own: Any) -> Any:
    number = sp.Mul(*numbers)
    return own if number == 1 else number * own


def contracted(values: Sequence[Axes], letter: str, sizes: dict[str, Any]) -> Axes:
    """A product, summed over one letter."""
    outside = [value for value in values if letter not in value.letters]
    inside = [value for value in values if letter in value.letters]
    if not inside:
        return product([*values, Axes(size_of(letter, sizes))], sizes)
    vectors = [value.expr for value in inside if len(value.letters) == 1]
    matrices = [(value.expr, value.letters) for value in inside if len(value.letters) == 2]
    own = hadamard(*vectors) if vectors else None
    # Matrices that count with the same other letter are one, entry by entry.
    by_other: dict[str, Any] = {}
    for expr, letters in matrices:
        other = letters[0] if letters[1] == letter else letters[1]
        upright = expr if letters[1] == letter else expr.T  # the letter counts its columns
        by_other[other] = hadamard(by_other[other], upright) if other in by_other else upright
    names = list(by_other)
    if not names:
        summed = Axes(dot(*vectors) if len(vectors) == 2 else total(own))
    elif len(names) == 1:
        first = by_other[names[0]]
        summed = Axes(first * (own if own is not None else ones(size_of(letter, sizes))), (names[0],))
    elif len(names) == 2:
        left, right = by_other[names[0]], by_other[names[1]]
        middle = left if own is None else left * diag(own)
        summed = Axes(middle * right.T, (names[0], names[1]))
    else:
        raise NoMatrixForm
    return product([*outside, summed], sizes) if outside else summed


def diagonal_of(value: Axes) -> Axes:
    """W_{ii}: both letters are one."""
    if len(value.letters) == 2 and value.letters[0] == value.letters[1]:
        return Axes(diagonal(value.expr), value.letters[:1])
    return value


def quotient(above: Axes, below: Axes, sizes: dict[str, Any]) -> Axes:
    """A quotient entry by entry."""
    if not below.letters and not shape_of(below.expr):
        return Axes(above.expr / below.expr, above.letters)
    if not above.letters and not below.letters:
        return Axes(divide(above.expr, below.expr))
    letters = letters_of_all([above, below])
    right = aligned(below, letters, sizes) if below.letters else below.expr
    left = aligned(above, letters, sizes) if above.letters else above.expr
    return Axes(divide(left, right), letters)


def of_blocks(rows: Sequence[Sequence[Any]]) -> Any:
    """A matrix of blocks, of which some may be numbers.

    Raises NoMatrixForm where they do not fit.
    """
    blocks = [[item if shape_of(item) else sp.Matrix([[item]]) for item in row] for row in rows]
    try:
        return sp.BlockMatrix(blocks)
    except ValueError:
        raise NoMatrixForm("the blocks of this matrix do not fit beside each other") from None


def rows_of(expr: Any, before: Compound, rows: Compound, size: Callable[[str], Any]) -> Any:
    """Some rows of an array: so many, behind so many."""
    start = before.at(size)
    stop = start + rows.at(size)
    return expr[start:stop] if shape_of(expr)[1] == 1 else expr[start:stop, :]


def sum_of(exprs: Sequence[Any]) -> Any:
    """The sum of terms of one shape; numbers among arrays stand for every entry."""
    large = [expr for expr in exprs if shape_of(expr)]
    if not large:
        return sp.Add(*exprs)
    shape = max((shape_of(expr) for expr in large), key=lambda one: sum(size != 1 for size in one))
    terms = [_spread(expr, shape) for expr in exprs]
    found = terms[0]
    for term in terms[1:]:
        found = found + term
    return found


def _spread(expr: Any, shape: Any) -> Any:
    """A number, or a line, in every place of an array of this shape."""
    own = shape_of(expr)
    if not own:
        return expr * ones(*shape)
    if own == shape:
        return expr
    return ones(shape[0]) * expr if own[0] == 1 else expr * ones(shape[1]).T


def in_halves(factors: list[Any]) -> Any:
    """The product of several; SymPy's time for one factor after the other would grow as the square of their number."""
    middle = len(factors) // 2
    return in_halves(factors[:middle]) * in_halves(factors[middle:]) if middle else factors[0]
