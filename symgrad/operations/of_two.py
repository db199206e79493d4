"""Functions of two scalars, entry by entry: the larger, the smaller, a choice, logaddexp, hypot; and clip.

A scalar beside a vector or a matrix counts for every entry. Each raises ShapeError where shapes do not agree.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Not, Or

from symgrad.algebra import add, mul, negate, ones_of
from symgrad.algebra.intake import intake
from symgrad.algebra.lifting import lift, of_every_entry
from symgrad.errors import ArgumentError, ShapeError
from symgrad.expressions.nodes.functional import slot
from symgrad.expressions.shapes import Shape, is_matrix, same_shape, shape_of, shape_text
from symgrad.functions import special_heads
from symgrad.functions.elementwise import relu
from symgrad.operations import of_vectors


def maximum(u: Any, v: Any = None, axis: int | None = None) -> Any:
    """The larger of two, entry by entry: u + relu(v - u); of one argument its largest entry.

    Where the two are equal it has the slope of u (1) and none of v. Of one vector it is the largest entry, a scalar,
    at ties the first; of a matrix, with ``axis``, that of each row (1) or column (0), a vector.

    >>> import symgrad as sg
    >>> x, y = sg.vectors("x y", sg.dims("n"))
    >>> print(sg.text(maximum(x, y)), sg.text(maximum(x)))
    max(y, x) max(x)
    """
    if v is None:
        return of_vectors.maximum(u, axis=axis)
    left, right = _two("maximum", u, v, axis)
    return add(left, relu_of(add(right, negate(left))))


def minimum(u: Any, v: Any = None, axis: int | None = None) -> Any:
    """The smaller of two, entry by entry: u - relu(u - v); of one argument its smallest entry.

    Where the two are equal it has the slope of u (1) and none of v. Of one vector it is the smallest entry, a scalar,
    at ties the first; of a matrix, with ``axis``, that of each row (1) or column (0), a vector.

    >>> import symgrad as sg
    >>> x, y = sg.vectors("x y", sg.dims("n"))
    >>> print(sg.text(minimum(x, y)), sg.text(minimum(x)))
    min(y, x) -max(-x)
    """
    if v is None:
        return negate(of_vectors.maximum(negate(intake(u)), axis=axis))
    left, right = _two("minimum", u, v, axis)
    return add(left, negate(relu_of(add(left, negate(right)))))


def clip(x: Any, low: Any = None, high: Any = None) -> Any:
    """The entries of x brought between two bounds, low and high; a bound that is None is none.

    The bounds, the lower one first, are numbers, scalars or of the shape of x. At a bound, a kink, the slope
    by x is 0, and that by the bound 1. Raises ArgumentError where both bounds are None.

    >>> import symgrad as sg
    >>> x = sg.vector("x", sg.dims("n"))
    >>> print(sg.text(clip(x, -1, 1)))
    [-1 if x ≤ -1; 1 if x ≥ 1; x otherwise]
    """
    if low is None and high is None:
        raise ArgumentError("clip: a lower or an upper bound was expected, but both are None; give low= or high=.")
    taken = intake(x)
    sides = [bound if bound is None else intake(bound) for bound in (low, high)]
    values = {slot(k): at_every_entry("clip", side, shape_of(taken)) if is_matrix(side) else side
              for k, side in enumerate((taken, *sides), 1) if side is not None}  # fmt: skip
    return lift(_clipped(*sides), values, shape_of(taken))


def _clipped(low: Any, high: Any) -> Any:
    """The formula of x, of two bounds, by cases."""
    x, cases = slot(1), []
    if low is not None:
        bound = low if low.is_number else slot(2)
        cases.append((bound, x <= bound))
    if high is not None:
        bound = high if high.is_number else slot(3)
        cases.append((bound, x >= bound))
    return sp.Piecewise(*cases, (x, True))


def where(condition: Any, u: Any, v: Any) -> Any:
    """u where the condition holds, v elsewhere, entry by entry.

    ``condition`` is a comparison of scalars, as ``a > b``, or a mask: a scalar, a vector or a matrix that is 0 where
    it does not hold. No derivative goes to it, and none to what is not chosen, whatever its value is there.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> x, y, mask, out = sg.vectors("x y mask out", n)
    >>> print(sg.System([(out, where(mask, x, y))]).gradient(wrt=[x, y]))
    bar_x = bar_out ⊙ [1 if mask ≠ 0; 0 otherwise]
    bar_y = bar_out ⊙ [0 if mask ≠ 0; 1 otherwise]
    """
    if isinstance(condition, (Relational, And, Or, Not)):
        return _where_it_holds(condition, u, v)
    mask = intake(condition)
    shape = next((shape_of(side) for side in (mask, *map(intake, (u, v))) if is_matrix(side)), ())
    values = {slot(k): at_every_entry("where", side, shape) for k, side in enumerate((mask, u, v), 1)}
    return lift(sp.Piecewise((slot(2), sp.Ne(slot(1), 0)), (slot(3), True)), values, shape)


def _where_it_holds(condition: Any, u: Any, v: Any) -> Any:
    """One of two by a condition of scalars."""
    left, right = _two("where", u, v)
    if not is_matrix(left):
        return intake(sp.Piecewise((left, condition), (right, True)))
    values = {slot(1): left, slot(2): right}
    return lift(sp.Piecewise((slot(1), condition), (slot(2), True)), values, shape_of(left))


def logaddexp(u: Any, v: Any) -> Any:
    """The logarithm of a sum of two exponentials, log(e^u + e^v), entry by entry, which no argument makes overflow.

    Its slopes are e^u / (e^u + e^v) and e^v / (e^u + e^v): the logistic functions of u - v and of v - u.

    >>> import symgrad as sg
    >>> u, v = sg.scalars("u v")
    >>> print(sg.text(sg.gradient(logaddexp(u, v), u)))
    sigmoid(u - v)
    """
    return _of_head(special_heads.logaddexp, "logaddexp", u, v)


def hypot(u: Any, v: Any) -> Any:
    """The length of the hypotenuse, sqrt(u^2 + v^2), entry by entry, without overflow and underflow.

    Its slopes are u / hypot(u, v) and v / hypot(u, v). At (0, 0), where it has a kink, there is none: code gives nan.

    >>> import symgrad as sg
    >>> u, v = sg.scalars("u v")
    >>> print(sg.text(sg.gradient(hypot(u, v), u)))
    u / hypot(u, v)
    """
    return _of_head(special_heads.hypot, "hypot", u, v)


def relu_of(x: Any) -> Any:
    """The rectified linear unit of an expression, in simplest form."""
    return intake(relu(x))


def _of_head(head: Any, name: str, u: Any, v: Any) -> Any:
    left, right = _two(name, u, v)
    return intake(of_every_entry(head, (left, right))) if is_matrix(left) else intake(head(left, right))


def _two(name: str, u: Any, v: Any, axis: int | None = None) -> tuple[Any, Any]:
    """Two of one shape."""
    if axis is not None:
        raise ArgumentError(f"{name}: axis={axis} came with two arguments; it goes with one vector or matrix.")
    sides = [intake(side) for side in (u, v)]
    shape = next((shape_of(side) for side in sides if is_matrix(side)), ())
    left, right = (at_every_entry(name, side, shape) for side in sides)
    return left, right


def at_every_entry(name: str, side: Any, shape: Shape) -> Any:
    """A scalar at every entry of this shape; ShapeError for what has another one."""
    taken = intake(side)
    if not is_matrix(taken):
        return mul(taken, ones_of(shape)) if shape else taken
    if not shape or not same_shape(shape_of(taken), shape):
        raise ShapeError(
            f"{name} takes scalars and what has one shape, here {shape_text(shape)}, but {taken} is "
            f"{shape_text(shape_of(taken))}."
        )
    return taken
