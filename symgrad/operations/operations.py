"""What SymPy has no operator for: dot, hadamard, divide, outer, diag, total, mean, concat, rows, ones, sqrt, rsqrt.

Each checks the shapes of what it is given and raises ShapeError where they do not agree.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad import algebra
from symgrad.algebra import blocks, mul
from symgrad.algebra.intake import intake
from symgrad.algebra.lines import Lines, line_axis
from symgrad.algebra.matrices_written_out import as_matrix
from symgrad.arguments.sympified import sympified
from symgrad.errors import ShapeError
from symgrad.expressions.nodes import Concat, Diag, Diagonal, Dot, Total
from symgrad.expressions.shapes import is_matrix, is_vector, shape_of, shape_text
from symgrad.expressions.symbols.declaring import size_of
from symgrad.functions.elementwise import relu


def _node(kind: Any, *args: Any) -> Any:
    return intake(sp.Basic.__new__(kind, *map(sympified, args)))


def dot(u: Any, v: Any, axis: int | None = None) -> Any:
    """The scalar product of two vectors, or of two matrices of one shape (tr(A^T B)).

    With ``axis`` it is that of each row (1) or column (0) of the one with that of the other: a vector.

    >>> x, y = sp.MatrixSymbol("x", 3, 1), sp.MatrixSymbol("y", 3, 1)
    >>> dot(x, y)
    dot(x, y)
    >>> dot(sp.MatrixSymbol("X", 3, 2), sp.MatrixSymbol("Y", 3, 2), axis=1).shape
    (3, 1)
    """
    lines = _lines("dot", u, axis)
    return _node(Dot, u, v) if lines.axis is None else lines.total(hadamard(u, v))


def hadamard(*factors: Any) -> Any:
    """The entry-by-entry product of vectors or matrices of one shape; scalars among them scale it.

    >>> x, y = sp.MatrixSymbol("x", 3, 1), sp.MatrixSymbol("y", 3, 1)
    >>> hadamard(x, y).shape
    (3, 1)
    """
    taken = [intake(factor) for factor in factors]
    matrices = [factor for factor in taken if is_matrix(factor)]
    if len(matrices) > 1:
        _node(HadamardProduct, *matrices)  # for its check of shapes
    return algebra.hadamard(*taken)


def divide(u: Any, v: Any) -> Any:
    """The entry-by-entry quotient of two vectors or matrices of one shape; either may be a scalar.

    >>> x, y = sp.MatrixSymbol("x", 3, 1), sp.MatrixSymbol("y", 3, 1)
    >>> divide(x, y).shape
    (3, 1)
    """
    left, right = intake(u), intake(v)
    if is_matrix(left) and is_matrix(right):
        _node(HadamardProduct, left, right)
    return blocks.divide(left, right)


def outer(u: Any, v: Any) -> Any:
    """The matrix u v^T (n, m) of two vectors (n,) and (m,).

    >>> x, y = sp.MatrixSymbol("x", 3, 1), sp.MatrixSymbol("y", 2, 1)
    >>> outer(x, y)
    x*y.T
    """
    left, right = (as_matrix(intake(side), sympified(side)) for side in (u, v))
    for side in (left, right):
        if not is_vector(side):
            raise ShapeError(f"outer takes two vectors, but {side} is {shape_text(shape_of(side))}.")
    return blocks.outer(left, right)


def diag(u: Any) -> Any:
    """The diagonal matrix (n, n) of a vector (n,).

    >>> diag(sp.MatrixSymbol("x", 3, 1)).shape
    (3, 3)
    """
    return _node(Diag, u)


def diagonal(X: Any) -> Any:
    """The diagonal (n,) of a square matrix (n, n).

    >>> diagonal(sp.MatrixSymbol("X", 3, 3)).shape
    (3, 1)
    """
    if not is_matrix(sympified(X)):
        raise ShapeError(f"diagonal takes a square matrix, but {X} is a scalar.")
    return _node(Diagonal, X)


def total(X: Any, axis: int | None = None) -> Any:
    """The sum of the entries of a vector or a matrix; with ``axis``, of each row (1) or column (0), a vector.

    Raises ArgumentError for an axis that there is not.

    >>> total(sp.MatrixSymbol("x", 3, 1))
    total(x)
    >>> total(sp.MatrixSymbol("X", 3, 2), axis=0).shape
    (2, 1)
    """
    lines = _lines("total", X, axis)
    return _node(Total, X) if lines.axis is None else lines.total(intake(X))


def mean(X: Any, axis: int | None = None) -> Any:
    """The mean of the entries of a vector or a matrix; with ``axis``, of each row (1) or column (0), a vector.

    >>> mean(sp.MatrixSymbol("x", 3, 1))
    total(x)/3
    """
    lines, taken = _lines("mean", X, axis), intake(X)
    return total(taken) / lines.count(taken) if lines.axis is None else mul(1 / lines.count(taken), lines.total(taken))


def _lines(name: str, X: Any, axis: int | None) -> Lines:
    return Lines(None if axis is None else line_axis(name, as_matrix(intake(X), sympified(X)), axis))


def larger(u: Any, v: Any) -> Any:
    """The larger of two scalars, or of two vectors or matrices of one shape entry by entry: u + relu(v - u).

    A scalar beside a vector or a matrix counts for every entry. Where the two are equal it has the slope of u; the
    larger of u and 0 is relu(u), whose slope is 0 there.

    >>> a, b = sp.symbols("a b")
    >>> larger(a, b)
    a + relu(-a + b)
    """
    left, right = intake(u), intake(v)
    if is_matrix(left) != is_matrix(right):  # a scalar counts for every entry
        ones = algebra.ones_of(shape_of(left) or shape_of(right))
        left, right = (side if is_matrix(side) else mul(side, ones) for side in (left, right))
    if shape_of(left) != shape_of(right):
        raise ShapeError(
            f"larger takes two of one shape, but {left} is {shape_text(shape_of(left))} and {right} is "
            f"{shape_text(shape_of(right))}."
        )
    if algebra.is_zero(left) or algebra.is_zero(right):
        return relu(right if algebra.is_zero(left) else left)
    return algebra.add(left, relu(algebra.add(right, algebra.negate(left))))


def norm_1(X: Any, axis: int | None = None) -> Any:
    """The sum of the absolute values of the entries, or those of each row or column; its gradient is 0 where one is.

    >>> norm_1(sp.MatrixSymbol("x", 3, 1))
    total(Abs(x))
    """
    return total(blocks.apply(sp.Abs, intake(X)), axis)


def norm_squared(X: Any, axis: int | None = None) -> Any:
    """The sum of the squares of the entries, of a matrix its Frobenius norm squared; or of each row or column.

    >>> norm_squared(sp.MatrixSymbol("x", 3, 1))
    dot(x, x)
    """
    return dot(X, X, axis)


def concat(*blocks: Any) -> Any:
    """Vectors one below the other, [u; v]: shape (n_u + n_v,); or matrices with as many columns as each other.

    >>> concat(sp.MatrixSymbol("x", 3, 1), sp.MatrixSymbol("y", 2, 1)).shape
    (5, 1)
    """
    return _node(Concat, *blocks)


def rows(X: Any, start: Any, count: Any) -> Any:
    """The rows start, ..., start + count - 1, counted from 0, of a vector (n,) or a matrix (n, m).

    It gives shape (count,) or (count, m), and takes a stack apart again that ``concat`` or a packed parameter makes;
    ``start`` and ``count`` may be symbolic.

    >>> n = sp.Symbol("n", integer=True, positive=True)
    >>> rows(sp.MatrixSymbol("x", 4 * n, 1), n, n).shape
    (n, 1)
    """
    taken, first, number = as_matrix(intake(X), sympified(X)), sympified(start), sympified(count)
    if not is_matrix(taken):
        raise ShapeError(f"rows takes a vector or a matrix, but {taken} is a scalar.")
    for place in (first, number):
        if is_matrix(place) or place.is_integer is False:
            raise ShapeError(
                f"rows: the first row and their count are whole numbers or made of sizes, but {place} came."
            )
    height = shape_of(taken)[0]
    below = sp.expand(height - first - number)
    if first.is_negative or below.is_negative or number.is_positive is False:
        raise ShapeError(
            f"rows: {taken} has {height} rows, but {number} of them from row {first} on, counted from 0, were asked "
            f"for."
        )
    return blocks.rows(taken, first, number)


def ones(n: Any, m: Any = 1) -> Any:
    """The vector (n,) or the matrix (n, m) whose entries are all one.

    >>> ones(3).shape
    (3, 1)
    """
    return algebra.ones_of((size_of("ones", n), size_of("ones", m)))


def sqrt(x: Any) -> Any:
    """The square root of a scalar, or of every entry.

    >>> sqrt(sp.MatrixSymbol("x", 3, 1)).shape
    (3, 1)
    """
    return algebra.power(intake(x), sp.Rational(1, 2))


def rsqrt(x: Any) -> Any:
    """One over the square root of a scalar, or of every entry; its slope is -x^(-3/2) / 2.

    >>> rsqrt(sp.MatrixSymbol("x", 3, 1)).shape
    (3, 1)
    """
    return algebra.power(intake(x), sp.Rational(-1, 2))
