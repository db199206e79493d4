"""What SymPy has no operator for: dot, hadamard, divide, outer, diag, total, mean, concat, ones, sqrt.

Each checks the shapes of what it is given and raises ShapeError where they do not agree.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad import algebra, blocks
from symgrad.errors import ShapeError
from symgrad.intake import as_matrix, intake
from symgrad.nodes import Concat, Diag, Diagonal, Dot, Total
from symgrad.shapes import is_matrix, is_vector, shape_of, shape_text


def _node(kind: Any, *args: Any) -> Any:
    return intake(sp.Basic.__new__(kind, *map(sp.sympify, args)))


def dot(u: Any, v: Any) -> Any:
    """The scalar product of two vectors, or of two matrices of one shape (tr(A^T B)).

    >>> x, y = sp.MatrixSymbol("x", 3, 1), sp.MatrixSymbol("y", 3, 1)
    >>> dot(x, y)
    dot(x, y)
    """
    return _node(Dot, u, v)


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
    left, right = (as_matrix(intake(side), sp.sympify(side)) for side in (u, v))
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
    return _node(Diagonal, X)


def total(X: Any) -> Any:
    """The sum of the entries of a vector or a matrix.

    >>> total(sp.MatrixSymbol("x", 3, 1))
    total(x)
    """
    return _node(Total, X)


def mean(X: Any) -> Any:
    """The mean of the entries of a vector or a matrix.

    >>> mean(sp.MatrixSymbol("x", 3, 1))
    total(x)/3
    """
    taken = intake(X)
    return total(taken) / sp.Mul(*shape_of(taken))


def norm_1(X: Any) -> Any:
    """The sum of the absolute values of the entries; its gradient is 0 where an entry is.

    >>> norm_1(sp.MatrixSymbol("x", 3, 1))
    total(Abs(x))
    """
    return total(blocks.apply(sp.Abs, intake(X)))


def norm_squared(X: Any) -> Any:
    """The sum of the squares of the entries: of a matrix, its Frobenius norm squared.

    >>> norm_squared(sp.MatrixSymbol("x", 3, 1))
    dot(x, x)
    """
    return dot(X, X)


def concat(*blocks: Any) -> Any:
    """Vectors one below the other, [u; v]: shape (n_u + n_v,); or matrices with as many columns as each other.

    >>> concat(sp.MatrixSymbol("x", 3, 1), sp.MatrixSymbol("y", 2, 1)).shape
    (5, 1)
    """
    return _node(Concat, *blocks)


def ones(n: Any, m: Any = 1) -> Any:
    """The vector (n,) or the matrix (n, m) whose entries are all one.

    >>> ones(3).shape
    (3, 1)
    """
    return sp.OneMatrix(n, m)


def sqrt(x: Any) -> Any:
    """The square root of a scalar, or of every entry.

    >>> sqrt(sp.MatrixSymbol("x", 3, 1)).shape
    (3, 1)
    """
    return algebra.power(intake(x), sp.Rational(1, 2))
