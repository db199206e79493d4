"""Derivatives with respect to a variable that has a property: projected on the directions in which it can move.

The projection is linear and its own transpose, so that a Jacobian along it and a gradient that it is applied to agree.
A symmetric matrix moves along symmetric ones, so its gradient is (G + G')/2, where G is the gradient as if the
entries were free. (The Matrix Cookbook, equation 138, counts each pair of entries as one variable instead, and
writes G + G' - diag(G).) A triangular matrix moves along triangular ones, so its gradient is
that triangle of G. A distribution moves along vectors that sum to zero; an orthogonal matrix along its
tangent space (Edelman, Arias and Smith, 1998, equation 2.3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sympy as sp

from symgrad.algebra import add, diag, mul, negate, ones_of, scale, total, transpose
from symgrad.algebra.blocks import diagonal
from symgrad.algebra.lines import Lines
from symgrad.algebra.triangles import tril, triu
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import Cotangent, Tangent, has_property
from symgrad.programs.equations import Equation


def along_properties(equations: Iterable[Equation], symbols: Iterable[Any]) -> list[Equation]:
    """The equations, the cotangents of these symbols projected."""
    free, made = set(symbols), []
    for equation in equations:
        symbol = equation.lhs.primal
        along = projected(equation.rhs, symbol) if symbol in free else equation.rhs
        made.append(equation if along is equation.rhs else Equation(equation.lhs, along))
    return made


def projected(gradient: Any, variable: Any) -> Any:
    """A direction of a variable, or a gradient by it, as the part of it that the variable's property allows."""
    while isinstance(variable, (Cotangent, Tangent)):
        variable = variable.primal
    for claim, project in _PROJECTIONS:
        if has_property(variable, claim):
            return project(gradient, variable)
    return gradient


def _symmetric(gradient: Any, variable: Any) -> Any:
    return scale(sp.Rational(1, 2), add(gradient, transpose(gradient)))


def _diagonal(gradient: Any, variable: Any) -> Any:
    return diag(diagonal(gradient))


def _orthogonal(gradient: Any, variable: Any) -> Any:
    return add(gradient, negate(mul(variable, _symmetric(mul(transpose(variable), gradient), variable))))


def _sums_to_one(gradient: Any, variable: Any) -> Any:
    return add(gradient, scale(-total(gradient) / shape_of(variable)[0], ones_of(shape_of(variable))))


def _rows_sum_to_one(gradient: Any, variable: Any) -> Any:
    lines = Lines(1)
    mean = scale(1 / lines.count(variable), lines.total(gradient))
    return add(gradient, negate(lines.spread(mean, variable)))


# The first claim that holds decides: a diagonal matrix is symmetric too.
_PROJECTIONS: tuple[tuple[str, Callable[[Any, Any], Any]], ...] = (
    ("diagonal", _diagonal),
    ("orthogonal", _orthogonal),
    ("symmetric", _symmetric),
    ("lower", lambda gradient, variable: tril(gradient)),
    ("upper", lambda gradient, variable: triu(gradient)),
    ("sums_to_one", _sums_to_one),
    ("rows_sum_to_one", _rows_sum_to_one),
)
