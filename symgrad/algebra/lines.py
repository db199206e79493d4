"""Sums along the whole of a vector or a matrix, along each of its rows or each of its columns, in the same words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.algebra.bare import ones_of
from symgrad.algebra.constructors import diag, dot, mul, total, transpose
from symgrad.algebra.entrywise import hadamard
from symgrad.arguments.refusals import short
from symgrad.arguments.signatures import INTEGER
from symgrad.errors import ArgumentError
from symgrad.expressions.nodes import LineReduction
from symgrad.expressions.shapes import is_matrix, is_vector, shape_of


@dataclass(frozen=True)
class Lines:
    """What is summed along: the rows of a matrix (``axis`` 1), its columns (0), or all that there is (None).

    A sum is a scalar of the whole, and a vector with an entry for each line otherwise: a column, of columns too.
    """

    axis: int | None = None

    def total(self, x: Any) -> Any:
        """The sum of the entries of each line."""
        if self.axis is None:
            return total(x)
        return mul(x, _ones(x, 1)) if self.axis == 1 else mul(transpose(x), _ones(x, 0))

    def dot(self, left: Any, right: Any) -> Any:
        """The sum of the products of corresponding entries of each line."""
        return dot(left, right) if self.axis is None else self.total(hadamard(left, right))

    def spread(self, number: Any, like: Any) -> Any:
        """What each line has, at each of its entries."""
        if self.axis is None:
            return mul(number, ones_of(shape_of(like)))
        return mul(number, transpose(_ones(like, 1))) if self.axis == 1 else mul(_ones(like, 0), transpose(number))

    def times(self, number: Any, x: Any) -> Any:
        """Each line times what it has."""
        if self.axis is None:
            return mul(number, x)
        return mul(diag(number), x) if self.axis == 1 else mul(x, diag(number))

    def shared(self, vector: Any, like: Any) -> Any:
        """A vector along the lines, the same in each of them."""
        if self.axis is None:
            return vector
        return mul(_ones(like, 0), transpose(vector)) if self.axis == 1 else mul(vector, transpose(_ones(like, 1)))

    def count(self, x: Any) -> Any:
        """How many entries a line has."""
        shape = shape_of(x)
        return sp.Mul(*shape) if self.axis is None else shape[self.axis]


def spread_reduction(expr: Any) -> Any | None:
    """The r of r 1' with a function r of each row, and of 1 r' with one of each column; None for anything else."""
    if not isinstance(expr, sp.MatMul) or len(expr.args) != 2:
        return None
    left, right = expr.args
    if isinstance(left, LineReduction) and isinstance(right, sp.OneMatrix):
        return left if left.head.axis == 1 else None
    if isinstance(left, sp.OneMatrix) and isinstance(right, sp.Transpose) and isinstance(right.arg, LineReduction):
        return right.arg if right.arg.head.axis == 0 else None
    return None


def line_axis(name: str, argument: Any, axis: Any) -> int | None:
    """The axis of the lines that are meant: 1 for rows, 0 for columns, None for the whole.

    Of a vector, which has but one axis, 0 is the whole. Raises ArgumentError for an axis that there is not.
    """
    axes = 1 if is_vector(argument) else 2
    if axis is None or (axes == 1 and INTEGER.fits(axis) and axis in (0, -1)):
        return None
    if not INTEGER.fits(axis) or axis not in range(-axes, axes) or not is_matrix(argument):
        has = "a vector, which has the axis 0 alone" if axes == 1 else "a matrix: axis=1 takes rows, axis=0 columns"
        what = has if is_matrix(argument) else "a scalar, which has none"
        raise ArgumentError(f"{name}: axis={short(axis)} came, but {argument} is {what}.")
    return int(axis) % axes


def _ones(x: Any, axis: int) -> Any:
    return ones_of((shape_of(x)[axis], sp.S.One))
