"""Variance and standard deviation, norms of any order, and the cosine of the angle between two vectors."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra import add, dot, mul, negate, power
from symgrad.algebra.blocks import apply
from symgrad.algebra.intake import intake
from symgrad.algebra.lines import Lines, line_axis
from symgrad.algebra.matrices_written_out import as_matrix
from symgrad.arguments.signatures import WHOLE, taking
from symgrad.arguments.sympified import sympified
from symgrad.errors import ArgumentError, ShapeError
from symgrad.expressions.shapes import is_matrix, same_shape, shape_of, shape_text
from symgrad.operations import of_vectors


@taking(correction=WHOLE)
def variance(X: Any, axis: int | None = None, correction: int = 0) -> Any:
    """The variance of the entries of a vector or a matrix, the mean of (x - mean)^2; or that of each row or column.

    With ``axis`` it is a vector, with an entry for each row (1) or column (0). ``correction`` is taken from the number
    of entries in the divisor: 0 by default as in NumPy, 1 (Bessel's) for the estimate from a sample.

    Its gradient is 2 (x - mean) / n: the mean moves too, but the differences from it have the sum 0.

    >>> import symgrad as sg
    >>> variance(sg.matrix("X", 3, 2), axis=0).shape
    (2, 1)
    """
    lines, taken, centred = _centred("variance", X, axis)
    return mul(_share("variance", lines, taken, correction), lines.dot(centred, centred))


@taking(correction=WHOLE)
def standard_deviation(X: Any, axis: int | None = None, correction: int = 0) -> Any:
    """The square root of the variance of a vector or a matrix, or of that of each row (axis=1) or column (axis=0).

    It is the norm of x - mean over the square root of n - correction; where all entries are equal, its kink, it has
    the gradient 0.

    >>> import symgrad as sg
    >>> x = sg.vector("x", 4)
    >>> print(sg.text(standard_deviation(x)))
    ‖x - (𝟏ᵀ x) 𝟏 / 4‖ / 2
    """
    lines, taken, centred = _centred("standard_deviation", X, axis)
    share = _share("standard_deviation", lines, taken, correction)
    return mul(sp.sqrt(share), of_vectors.norm(centred, axis=lines.axis))


def p_norm(X: Any, p: Any = 2, axis: int | None = None) -> Any:
    """The p-norm of a vector, (sum of |x_i|^p)^(1/p), or of the entries of a matrix; or of each row or column.

    ``p`` is a number above 0, or infinity (``sp.oo``, ``float("inf")``) for the largest |x_i|. At its kinks: with
    p = 1 the slope by an entry that is 0 is 0; with p = 2 the gradient at the zero vector is 0; with infinity it goes
    to the first of the largest entries. For other p nothing is known at the zero vector: code gives nan there. The
    sum of |x_i|^p has to be in the range of floats.

    Raises ArgumentError for a p that is none, as for an axis that there is not.

    >>> import symgrad as sg
    >>> x = sg.vector("x", 3)
    >>> print(sg.text(p_norm(x, 3)))
    (𝟏ᵀ |x|³)^(1/3)
    """
    taken, order = as_matrix(intake(X), sympified(X)), sympified(p)
    if not is_matrix(taken):
        raise ShapeError(f"p_norm takes a vector or a matrix, but {taken} is a scalar.")
    if is_matrix(order) or not order.is_number or order.is_extended_positive is not True:
        raise ArgumentError(f"p_norm: p is a number above 0 or infinity, but {p} came.")
    lines = Lines(line_axis("p_norm", taken, axis))
    if order == 2:
        return of_vectors.norm(taken, axis=lines.axis)
    sizes = apply(sp.Abs, taken)
    if order.is_infinite:
        if lines.axis is None and shape_of(taken)[1] != 1:
            return of_vectors.maximum(of_vectors.maximum(sizes, axis=1))
        return of_vectors.maximum(sizes, axis=lines.axis)
    exact = sp.nsimplify(order, rational=True) if order.is_Float else order
    return power(lines.total(power(sizes, exact)), 1 / exact)


def cosine_similarity(u: Any, v: Any, axis: int | None = None) -> Any:
    """The cosine of the angle between two vectors, u.v / (||u|| ||v||), a scalar; or between their rows or columns.

    It is the scalar product of the two brought to length 1: no length makes it overflow. The cosine with
    a zero vector is 0; it has no slope there, and code gives nan.

    >>> import symgrad as sg
    >>> u, v = sg.vectors("u v", sg.dims("n"))
    >>> print(sg.text(cosine_similarity(u, v)))
    (u / ‖u‖)·(v / ‖v‖)
    """
    left, right = (as_matrix(intake(side), sympified(side)) for side in (u, v))
    if not is_matrix(left) or not is_matrix(right) or not same_shape(shape_of(left), shape_of(right)):
        raise ShapeError(
            f"cosine_similarity takes two vectors or matrices of one shape, but {left} is "
            f"{shape_text(shape_of(left))} and {right} is {shape_text(shape_of(right))}."
        )
    lines = Lines(line_axis("cosine_similarity", left, axis))
    units = [of_vectors.normalize(side, axis=lines.axis) for side in (left, right)]
    return dot(*units) if lines.axis is None else lines.dot(*units)


def _centred(name: str, X: Any, axis: int | None) -> tuple[Lines, Any, Any]:
    """What is summed along, the argument, and the argument less its mean."""
    taken = as_matrix(intake(X), sympified(X))
    if not is_matrix(taken):
        raise ShapeError(f"{name} takes a vector or a matrix, but {taken} is a scalar.")
    lines = Lines(line_axis(name, taken, axis))
    mean = mul(1 / lines.count(taken), lines.total(taken))
    return lines, taken, add(taken, negate(lines.spread(mean, taken)))


def _share(name: str, lines: Lines, taken: Any, correction: int) -> Any:
    count = lines.count(taken) - int(correction)
    if count.is_positive is False:
        raise ArgumentError(f"{name}: correction={correction} leaves nothing of {lines.count(taken)} entries.")
    return 1 / count
