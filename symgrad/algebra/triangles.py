"""Triangles of matrices, vech, and the factors of Cholesky and QR, in simplest form like the nodes of the algebra.

Sources: Magnus and Neudecker, The Elimination Matrix: Some Lemmas and Applications, 1980, for vech and its matrices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

from symgrad.algebra import diag, is_zero, mul, power, raw, scale, split, transpose, zero
from symgrad.algebra.blocks import diagonal, unvec, vec
from symgrad.algebra.sides import LOWER, UPPER, sides
from symgrad.arguments.sympified import sympified
from symgrad.errors import MissingRuleError, ShapeError
from symgrad.expressions.nodes import (
    Cholesky,
    Duplication,
    Elimination,
    OrthogonalFactor,
    Triangle,
    TriangularFactor,
    Unvech,
    Vech,
)
from symgrad.expressions.nodes.triangular import count_of_triangle
from symgrad.expressions.shapes import same_dimension, shape_of, shape_text


def tril(expr: Any, on_diagonal: Any = sp.S.One) -> Any:
    """The lower triangle of a square matrix, its diagonal times a number."""
    return triangle(expr, sp.S.One, on_diagonal, sp.S.Zero)


def triu(expr: Any, on_diagonal: Any = sp.S.One) -> Any:
    """The upper triangle of a square matrix, its diagonal times a number."""
    return triangle(expr, sp.S.Zero, on_diagonal, sp.S.One)


def triangle(expr: Any, below: Any, on_diagonal: Any, above: Any) -> Any:
    """A triangle of a matrix, by the numbers of what is below, on and above the diagonal; see ``nodes.Triangle``."""
    coefficient, body = split(expr)
    if is_zero(body):
        return expr
    known = sides(body)
    if shape_of(body) == (1, 1) or known >= {LOWER, UPPER}:
        return scale(on_diagonal, expr)
    below = sp.S.Zero if UPPER in known else below  # what is zero there already counts as taken away
    above = sp.S.Zero if LOWER in known else above
    if below == above == 0:
        return scale(sp.Mul(coefficient, on_diagonal), diag(diagonal(body)))
    if on_diagonal == 1 and known:
        return expr
    return scale(coefficient, _bare(body, below, on_diagonal, above))


def _bare(body: Any, below: Any, on_diagonal: Any, above: Any) -> Any:
    """The node; one with half of the diagonal is a lower triangle, or the transpose of one."""
    if isinstance(body, Triangle):
        inner = body.weights
        if (inner[0] == 1 or below == 0) and (inner[2] == 1 or above == 0) and inner[1] in (0, 1):
            return triangle(body.argument, below, sp.Mul(inner[1], on_diagonal), above)
    if on_diagonal == sp.S.Half and below == 0:
        return transpose(raw(Triangle, transpose(body), above, on_diagonal, below))
    return raw(Triangle, body, below, on_diagonal, above)


def vech(expr: Any) -> Any:
    """The entries on and below the diagonal, column by column."""
    coefficient, body = split(expr)
    if is_zero(body):
        return zero((count_of_triangle(shape_of(body)[0]), sp.S.One))
    if shape_of(body) == (1, 1):
        return expr
    if isinstance(body, Unvech):
        return scale(coefficient, body.argument)
    if isinstance(body, Triangle) and body.weights[:2] == (1, 1):
        return scale(coefficient, vech(body.argument))
    return scale(coefficient, raw(Vech, body))


def unvech(expr: Any, size: Any) -> Any:
    """The lower triangular matrix of these entries."""
    size = sympified(size)
    coefficient, body = split(expr)
    if is_zero(body):
        return zero((size, size))
    if size == 1:
        return expr
    if isinstance(body, Vech):
        return scale(coefficient, tril(body.argument))
    return scale(coefficient, raw(Unvech, body, size))


def duplication(size: Any) -> Any:
    """The D with vec(S) = D vech(S) for symmetric S."""
    size = sympified(size)
    return raw(sp.Identity, size) if size == 1 else raw(Duplication, size)


def elimination(size: Any) -> Any:
    """The L with vech(X) = L vec(X)."""
    size = sympified(size)
    return raw(sp.Identity, size) if size == 1 else raw(Elimination, size)


def cholesky(expr: Any) -> Any:
    """The Cholesky factor, a positive number in front outside."""
    coefficient, body = split(expr)
    if coefficient.is_number and coefficient.is_positive and coefficient != 1:
        return scale(sp.sqrt(coefficient), cholesky(body))
    if isinstance(expr, sp.Identity):
        return expr
    if shape_of(expr) == (1, 1):
        return power(expr, sp.S.Half)
    return raw(Cholesky, expr)


def _checked_cholesky(node: Any, argument: Any) -> Any:
    """The factor of what a user wrote.

    It raises ShapeError where the matrix is not square, MissingRuleError where it is not known to be symmetric.
    """
    _require_square(node, argument)
    if transpose(argument) not in (argument, transpose(transpose(argument))):
        raise MissingRuleError(
            f"no rule for {node}: a symmetric matrix alone has a Cholesky factor, and {argument} is not known to be "
            f"symmetric; declare it with symmetric=True or positive_definite=True, or write it as one (A*A.T + "
            f"sp.Identity(n), (A + A.T)/2)."
        )
    return cholesky(argument)


def _checked_square(build: Callable[..., Any]) -> Callable[..., Any]:
    """The check of what a user wrote of a square matrix; ShapeError where it is of another one."""

    def checked(node: Any, argument: Any, *others: Any) -> Any:
        _require_square(node, argument)
        return build(argument, *others)

    return checked


def _checked_unvech(node: Any, argument: Any, size: Any) -> Any:
    """The matrix of what a user wrote; ShapeError where the entries are not as many as a triangle has."""
    wanted = (count_of_triangle(size), sp.S.One)
    if not all(map(same_dimension, shape_of(argument) or (0, 0), wanted)):
        raise ShapeError(
            f"{node}: the triangle of a matrix of {size} rows has {wanted[0]} entries, but {argument} is "
            f"{shape_text(shape_of(argument))}."
        )
    return unvech(argument, size)


def _require_square(node: Any, argument: Any) -> None:
    shape = shape_of(argument)
    if not shape or not same_dimension(*shape):
        raise ShapeError(f"{node} needs a square matrix, but {argument} is {shape_text(shape)}.")


def _checked_factor(kind: type) -> Callable[[Any, Any], Any]:
    """The check of what a user wrote: a factor of A = Q R; ShapeError where A has more columns than rows."""

    def checked(node: Any, argument: Any) -> Any:
        shape = shape_of(argument)
        if not shape or (shape[1] - shape[0]).is_positive:
            raise ShapeError(
                f"{node} needs a matrix with at least as many rows as columns, but {argument} is {shape_text(shape)}; "
                f"of a wide one take that of its transpose."
            )
        return raw(kind, argument)

    return checked


def of_symmetric_vech(expr: Any, size: Any) -> Any:
    """The symmetric matrix whose vech is a vector: unvec(D x)."""
    return unvec(mul(duplication(size), expr), size, size)


def sums_of_opposites(expr: Any) -> Any:
    """D' vec(X): the adjoint of x -> unvec(D x)."""
    return mul(transpose(duplication(shape_of(expr)[0])), vec(expr))


# What a user wrote of these, checked and in simplest form: rows of the table of the intake.
CHECKED: Mapping[type, Callable[..., Any]] = {
    Cholesky: _checked_cholesky,
    OrthogonalFactor: _checked_factor(OrthogonalFactor),
    TriangularFactor: _checked_factor(TriangularFactor),
    Triangle: _checked_square(triangle),
    Vech: _checked_square(vech),
    Unvech: _checked_unvech,
    Duplication: lambda node, size: duplication(size),
    Elimination: lambda node, size: elimination(size),
}
