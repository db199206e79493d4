"""Sums and products so far, linear recurrences and shifts, along a vector or each column of a matrix."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra import ones_of, transpose, zero
from symgrad.algebra.blocks import concat, rows
from symgrad.algebra.intake import intake
from symgrad.algebra.lines import line_axis
from symgrad.algebra.matrices_written_out import as_matrix
from symgrad.algebra.windowing import cumulative_product, scan
from symgrad.arguments.signatures import FLAG, INTEGER, taking
from symgrad.arguments.sympified import sympified
from symgrad.errors import ArgumentError, ShapeError
from symgrad.expressions.shapes import is_matrix, same_shape, shape_of, shape_text


@taking(axis=INTEGER, reverse=FLAG)
def cumsum(x: Any, axis: int = 0, reverse: bool = False) -> Any:
    """The sums so far, y_i = x_1 + ... + x_i, of a vector (n,) or of each column of a matrix; of each row with axis=1.

    With ``reverse`` they are those from i to the end, x_i + ... + x_n, which is also how a cotangent flows back.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> x, y = sg.vector("x", n), sg.vector("y", n)
    >>> print(sg.System([(y, cumsum(x))]).gradient())
    bar_x = revcumsum(bar_y)
    """
    return _along("cumsum", lambda taken: scan(ones_of(shape_of(taken)), taken, sp.Integer(bool(reverse))), x, axis)


@taking(axis=INTEGER)
def cumprod(x: Any, axis: int = 0) -> Any:
    """The products so far, y_i = x_1 ... x_i, of a vector (n,) or of each column of a matrix; of each row with axis=1.

    Its derivative holds no quotient, so it is right where an entry is 0: dy_i = x_i dy_(i-1) + y_(i-1) dx_i.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> x, y = sg.vector("x", n), sg.vector("y", n)
    >>> print(sg.System([(y, cumprod(x))]).gradient())
    y = cumprod(x)
    bar_x = [𝟏; y[1 .. n - 1]] ⊙ revscan([x[2 .. n]; 0], bar_y)
    """
    return _along("cumprod", cumulative_product, x, axis)


@taking(reverse=FLAG)
def linear_scan(a: Any, b: Any, reverse: bool = False) -> Any:
    """The linear recurrence z_i = a_i z_(i-1) + b_i with z_0 = 0, of vectors (n,), or of the columns of matrices.

    With ``reverse`` it is z_i = a_i z_(i+1) + b_i from the last entry on, which is also how a cotangent flows back
    (Martin and Cundy, Parallelizing Linear Recurrent Neural Nets Over Sequence Length, 2018). Raises ShapeError where
    the two have not one shape.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> a, b = sg.vectors("a b", n)
    >>> sg.gradient(sg.total(linear_scan(a, b)), b)
    linear_scan(concat(rows(a, 1, n - 1), 0), 1, reverse=True)
    """
    left, right = (as_matrix(intake(side), sympified(side)) for side in (a, b))
    for side in (left, right):
        if not is_matrix(side):
            raise ShapeError(f"linear_scan takes two vectors or matrices of one shape, but {side} is a scalar.")
    if not same_shape(shape_of(left), shape_of(right)):
        raise ShapeError(
            f"linear_scan takes two of one shape, but {left} is {shape_text(shape_of(left))} and {right} is "
            f"{shape_text(shape_of(right))}."
        )
    return scan(left, right, sp.Integer(bool(reverse)))


def shift(x: Any, places: Any = 1) -> Any:
    """The rows moved down by so many places, or up by a negative number; zeros come in, and rows that leave are lost.

    ``places`` is a whole number, or made of sizes. What flows back is shifted the other way.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> x, y = sg.vector("x", n), sg.vector("y", n)
    >>> print(sg.System([(y, shift(x, 1))]).gradient())
    bar_x = [(bar_y)[2 .. n]; 0]
    """
    taken, by = _moved("shift", x, places)
    n, columns = shape_of(taken)
    down = not by.could_extract_minus_sign()
    size = by if down else -by
    if by == 0:
        return taken
    if sp.expand(n - size).is_positive is False:
        return zero((n, columns))
    left = sp.expand(n - size)
    if down:
        return concat(zero((size, columns)), rows(taken, 0, left))
    return concat(rows(taken, size, left), zero((size, columns)))


def roll(x: Any, places: Any = 1) -> Any:
    """The rows moved down by so many places, or up by a negative number; what leaves comes in at the other end.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> print(sg.text(roll(sg.vector("x", n), 1)))
    [x_n; x[1 .. n - 1]]
    """
    taken, by = _moved("roll", x, places)
    n = shape_of(taken)[0]
    if n.is_Integer and by.is_Integer:
        by = by % n
    if by == 0 or n == 1:
        return taken
    size = sp.expand(n + by) if by.could_extract_minus_sign() else by
    left = sp.expand(n - size)
    if left.is_negative or size.is_negative:
        raise ShapeError(f"roll: {taken} has {n} rows, but they were moved by {places}.")
    return concat(rows(taken, left, size), rows(taken, 0, left))


def _moved(name: str, x: Any, places: Any) -> tuple[Any, Any]:
    taken, by = as_matrix(intake(x), sympified(x)), sympified(places)
    if not is_matrix(taken):
        raise ShapeError(f"{name} takes a vector or a matrix, but {taken} is a scalar.")
    if is_matrix(by) or by.is_integer is not True:
        raise ArgumentError(f"{name}: rows move by a whole number of places, or by a size, but {places} came.")
    return taken, sp.expand(by)


def _along(name: str, build: Any, x: Any, axis: int) -> Any:
    taken = as_matrix(intake(x), sympified(x))
    if not is_matrix(taken):
        raise ShapeError(f"{name} takes a vector or a matrix, but {taken} is a scalar.")
    if line_axis(name, taken, axis) == 1:
        return transpose(build(transpose(taken)))
    return build(taken)
