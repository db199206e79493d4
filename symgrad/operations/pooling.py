"""The windows of a vector or of the columns of a matrix, and what pooling makes of each."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra import mul, ones_of
from symgrad.algebra.blocks import unvec
from symgrad.algebra.intake import intake
from symgrad.algebra.matrices_written_out import as_matrix
from symgrad.algebra.windowing import windows as cut
from symgrad.arguments.sympified import sympified
from symgrad.errors import ArgumentError, ShapeError
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.operations.of_vectors import maximum, of_lines


def windows(x: Any, width: Any, stride: Any = 1) -> Any:
    """The windows of a vector x (n,), a row for each: entry (i, k) is x_(i stride + k); shape (count, width).

    count is (n - width) / stride + 1, rounded down; ``windows(x, m) * w`` is ``correlate(x, w)``. Of a matrix (n, c)
    they are those of each column, shape (c count, width), of the first column first. What flows back is added where
    windows overlap. ``stride`` is a number, ``width`` a number or a size. Raises ShapeError where the count is not
    known: with a stride of 2 write the size n of x as 2*k.

    >>> import symgrad as sg
    >>> windows(sg.vector("x", 6), 2, stride=2).shape
    (3, 2)
    >>> windows(sg.vector("x", 2 * sg.dims("k")), 3, stride=2).shape
    (k - 1, 3)
    """
    return _windows("windows", x, width, stride)


def mean_pool(x: Any, width: int, stride: int | None = None) -> Any:
    """The mean of each window of a vector (n,), shape (count,), or of each column of a matrix (n, c), (count, c).

    ``stride`` is ``width`` where it is not given; count is (n - width) / stride + 1, rounded down. Raises ShapeError
    where the count is not known: with a stride of 2 write the size n of x as 2*k.

    >>> import symgrad as sg
    >>> mean_pool(sg.vector("x", 2 * sg.dims("k")), 2)
    (1/2)*windows(x, 2, 2, k)*1
    """
    made = _windows("mean_pool", x, _number("mean_pool", "width", width), _stride("mean_pool", width, stride))
    size = shape_of(made)[1]
    return _as_columns(x, mul(1 / size, made, ones_of((size, sp.S.One))))


def max_pool(x: Any, width: int, stride: int | None = None) -> Any:
    """The largest entry of each window of a vector (n,), shape (count,), or of each column of a matrix, (count, c).

    ``stride`` is ``width`` where it is not given; count is (n - width) / stride + 1, rounded down. At ties the first
    of the largest has the slope, as in :func:`maximum`. Raises ShapeError where the count is not known: with a stride
    of 2 write the size n of x as 2*k.

    >>> import symgrad as sg
    >>> print(sg.text(max_pool(sg.vector("x", 2 * sg.dims("k")), 2)))
    maxpool_2(x)
    """
    made = _windows("max_pool", x, _number("max_pool", "width", width), _stride("max_pool", width, stride))
    return _as_columns(x, of_lines(maximum, 1, made))


def _as_columns(x: Any, pooled: Any) -> Any:
    columns = shape_of(as_matrix(intake(x), sympified(x)))[1]
    return pooled if columns == 1 else unvec(pooled, sp.cancel(shape_of(pooled)[0] / columns), columns)


def _windows(name: str, x: Any, width: Any, stride: Any) -> Any:
    taken, wide = as_matrix(intake(x), sympified(x)), sympified(width)
    if not is_matrix(taken):
        raise ShapeError(f"{name} takes a vector or a matrix, but {taken} is a scalar.")
    if is_matrix(wide) or wide.is_integer is not True or wide.is_positive is not True:
        raise ArgumentError(f"{name}: width is a whole number from 1 on, or a size, but {width} came.")
    by = _number(name, "stride", stride)
    return cut(taken, wide, by, _count(name, taken, shape_of(taken)[0], wide, by))


def _count(name: str, x: Any, n: Any, width: Any, stride: Any) -> Any:
    """How many windows there are: the largest whole number not above (n - width) / stride + 1."""
    number, sizes = sp.expand((n - width) / stride + 1).as_coeff_Add()
    if not all(term.as_coeff_Mul()[0].is_Integer for term in sp.Add.make_args(sizes)):
        raise ShapeError(
            f"{name}: {x} has {n} rows, so it is not known how many windows of {width} fit at a stride of {stride}; "
            f"give its size as a number, or as {stride}*k with k = sg.dims('k')."
        )
    count = sizes + sp.floor(number)
    if count.is_positive is False:
        raise ShapeError(f"{name}: {x} has {n} rows, so no window of {width} fits; give a width of at most {n}.")
    return count


def _stride(name: str, width: Any, stride: Any) -> Any:
    return width if stride is None else _number(name, "stride", stride)


def _number(name: str, what: str, value: Any) -> Any:
    number = sympified(value)
    if is_matrix(number) or not number.is_Integer or number < 1:
        raise ArgumentError(f"{name}: {what} is a whole number from 1 on, but {value} came.")
    return number
