"""Jacobians: by a variable, by one of its entries, by a matrix of scalars that is written out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import sympy as sp

from symgrad.algebra import mul, transpose, zero
from symgrad.algebra.blocks import concat, explicit, vec
from symgrad.calculus.identification import identify, kronecker_form
from symgrad.calculus.index_form import IndexedDerivative, entry_of, index_form, places_in
from symgrad.calculus.linearity import tangent
from symgrad.calculus.one_equation import flowing_to
from symgrad.calculus.properties import projected
from symgrad.calculus.simplification import simplify
from symgrad.calculus.variables_asked import Entries, Place, Stacked, gathered
from symgrad.errors import MissingRuleError
from symgrad.expressions.shapes import is_vector, shape_of, shape_text

Form = Literal["matrix", "index", "kronecker"]


def jacobian_by(expr: Any, what: Any, dot: Any, form: Form, letters: Iterable[str]) -> Any:
    """The derivative by what was asked for, rows following the expression; of a scalar the gradient.

    ``dot`` is a direction of the variable that no expression holds, ``letters`` are for the index form.
    """
    if isinstance(what, Entries):
        return _by_entries(expr, what, form)
    if not shape_of(expr) and form != "index":
        return gathered(what, lambda variable: flowing_to(variable, expr, sp.S.One))
    if isinstance(what, Place):
        return _by_place(expr, what, form, letters)
    if isinstance(what, Stacked):
        return _by_stacked(expr, what, dot, form)
    # The projection is linear and its own transpose, so that a Jacobian along it agrees with a projected gradient.
    move = tangent(expr, {what: projected(dot, what)})
    if form == "index":
        return index_form(move, dot, shape_of(expr), letters)
    if form == "kronecker" and shape_of(what):
        return simplify(kronecker_form(move, dot, shape_of(expr)))
    return simplify(identify(move, dot, shape_of(expr)))


def _by_place(expr: Any, place: Place, form: Form, letters: Iterable[str]) -> Any:
    """By one entry of a variable: it has the shape of the expression."""
    found = _along(expr, place)
    if form != "index":
        return found
    above = places_in(shape_of(expr), iter(letters))
    entry = entry_of(found, *above) if above else found
    return IndexedDerivative(entry, tuple(index for index in above if index != 0), ())


def _along(expr: Any, part: Any) -> Any:
    """How an expression moves with one scalar."""
    if not shape_of(expr):
        return gathered(part, lambda variable: flowing_to(variable, expr, sp.S.One))
    variable, direction = (part.variable, part.direction) if isinstance(part, Place) else (part, sp.S.One)
    move = tangent(expr, {variable: projected(direction, variable)})
    return zero(shape_of(expr)) if move is None else simplify(move)


def _by_stacked(expr: Any, what: Stacked, dot: Any, form: Form) -> Any:
    """By the vech of a variable: the Jacobian by vec of free entries, times the matrix from vech to vec.

    Source: Magnus and Neudecker, Matrix Differential Calculus, 1988, chapter 3, section 8.
    """
    shape = shape_of(expr)
    if form == "index":
        raise MissingRuleError(
            f"the vech of {what.variable} has no index for form='index'; ask for form='kronecker', or for the "
            f"derivative by {what.variable}."
        )
    if form == "matrix" and 1 not in shape:
        raise MissingRuleError(
            f"the derivative of something of shape {shape_text(shape)} with respect to a vector has 3 axes, so no "
            f"matrix holds it; ask for form='kronecker' (vec by vech), or for that of its vec or vech."
        )
    move = tangent(expr, {what.variable: dot})
    return simplify(mul(kronecker_form(move, dot, shape), what.spread))


def _by_entries(expr: Any, what: Entries, form: Form) -> Any:
    """By a matrix of scalars: a column for each of them, of the derivatives by it."""
    shape = shape_of(expr)
    if form == "index":
        raise MissingRuleError(
            "a matrix that is written out has no index for form='index'; ask for the derivative by one of its entries, "
            "or by a variable (sg.vector, sg.matrix)."
        )
    if not shape:
        return gathered(what, lambda variable: flowing_to(variable, expr, sp.S.One))
    slopes = [_along(expr, part) for part in what.parts]
    if len(slopes) == 1:
        return slopes[0]
    if form == "kronecker":
        rows, columns = map(int, what.shape)
        return _beside([vec(slopes[row * columns + column]) for column in range(columns) for row in range(rows)])
    if 1 not in shape or not what.is_line:
        axes = (1 if 1 in shape else 2) + (1 if what.is_line else 2)
        raise MissingRuleError(
            f"the derivative of something of shape {shape_text(shape)} with respect to a matrix of shape "
            f"{shape_text(what.shape)} has {axes} axes, so no matrix holds it; ask for form='kronecker' (vec by vec), "
            f"or by a list of the entries for a list of their derivatives."
        )
    return _beside([slope if is_vector(slope) else transpose(slope) for slope in slopes])


def _beside(columns: list[Any]) -> Any:
    """Columns one beside the other, by their entries where their number is known."""
    height = shape_of(columns[0])[0]
    if not height.is_Integer:
        return transpose(concat(*map(transpose, columns)))
    places = map(sp.Integer, range(height))
    return explicit(height, len(columns), [entry_of(column, row, sp.S.Zero) for row in places for column in columns])
