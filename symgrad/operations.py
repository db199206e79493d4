"""What SymPy has no operator for: dot, hadamard, divide, outer, diag, total, mean, concat, sqrt, eigenvalue, expm.

Each checks the shapes of what it is given and raises ShapeError where they do not agree.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad import algebra, blocks, spectral
from symgrad.errors import ShapeError
from symgrad.intake import as_matrix, intake
from symgrad.nodes import (
    Concat,
    Diag,
    Diagonal,
    Dot,
    Eigenvalue,
    Eigenvector,
    FunctionAtom,
    MatrixMap,
    PseudoInverse,
    Total,
)  # fmt: skip
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


def eigenvalue(S: Any, i: Any) -> Any:
    """The i-th eigenvalue of a symmetric matrix S (n, n), from the smallest on, i from 0 to n - 1; a scalar.

    It has a derivative where no other eigenvalue equals it: dw = v' dS v with its unit eigenvector v (Magnus, On
    Differentiating Eigenvalues and Eigenvectors, 1985, theorem 1). Raises MissingRuleError where S is not known to be
    symmetric (``symmetric=True``, A + A', A'A), ShapeError where it is not square.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> S = sg.matrix("S", n, n, symmetric=True)
    >>> sg.gradient(eigenvalue(S, 0), S)
    eigenvector(S, 0)*eigenvector(S, 0).T
    """
    return _node(Eigenvalue, S, i)


def eigenvector(S: Any, i: Any) -> Any:
    """The eigenvector (n,) of a symmetric matrix S (n, n) that goes with ``eigenvalue(S, i)``.

    It has length 1, and its entry of largest size (the first of several) is positive. Its derivative is dv =
    (w I - S)^+ dS v, by the same theorem and under the same condition. Raises what ``eigenvalue`` raises.

    >>> eigenvector(sp.MatrixSymbol("A", 3, 3).T * sp.MatrixSymbol("A", 3, 3), 2).shape
    (3, 1)
    """
    return _node(Eigenvector, S, i)


def pinv(X: Any) -> Any:
    """The Moore-Penrose inverse (m, n) of a matrix X (n, m).

    Its derivative holds where the rank of X does not change nearby, as where it is full (Golub and Pereyra, The
    Differentiation of Pseudo-Inverses and Nonlinear Least Squares, 1973, equation 4.12).

    >>> pinv(sp.MatrixSymbol("X", 3, 2)).shape
    (2, 3)
    """
    return _node(PseudoInverse, X)


def expm(X: Any, *directions: Any) -> Any:
    """The exponential of a square matrix X (n, n), I + X + X^2/2 + ...; ``exp`` is that of each entry.

    With directions (n, n) after X it is the derivative along them: ``expm(X, E)``, printed L_expm(X; E), is the
    Frechet derivative of the exponential at X, linear in E (Higham, Functions of Matrices, 2008, chapter 3). The
    same holds of the other functions of a matrix. Raises ShapeError where X is not square.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> X, A = sg.matrix("X", n, n), sg.matrix("A", n, n)
    >>> sg.gradient(sp.Trace(expm(X)), X)
    expm(X).T
    >>> sg.gradient(sp.Trace(A * expm(X)), X)
    expm(X, A).T
    """
    return _node(MatrixMap, FunctionAtom(spectral.expm), X, *directions)


def sinm(X: Any, *directions: Any) -> Any:
    """The sine of a square matrix X (n, n), X - X^3/3! + ...; ``sin`` is that of each entry.

    >>> sinm(sp.MatrixSymbol("X", 3, 3)).shape
    (3, 3)
    """
    return _node(MatrixMap, FunctionAtom(spectral.sinm), X, *directions)


def cosm(X: Any, *directions: Any) -> Any:
    """The cosine of a square matrix X (n, n), I - X^2/2 + ...; ``cos`` is that of each entry.

    >>> cosm(sp.MatrixSymbol("X", 3, 3)).shape
    (3, 3)
    """
    return _node(MatrixMap, FunctionAtom(spectral.cosm), X, *directions)


def sinhm(X: Any, *directions: Any) -> Any:
    """The hyperbolic sine of a square matrix X (n, n), (expm(X) - expm(-X)) / 2; ``sinh`` is that of each entry.

    >>> sinhm(sp.MatrixSymbol("X", 3, 3)).shape
    (3, 3)
    """
    return _node(MatrixMap, FunctionAtom(spectral.sinhm), X, *directions)


def coshm(X: Any, *directions: Any) -> Any:
    """The hyperbolic cosine of a square matrix X (n, n), (expm(X) + expm(-X)) / 2; ``cosh`` is that of each entry.

    >>> coshm(sp.MatrixSymbol("X", 3, 3)).shape
    (3, 3)
    """
    return _node(MatrixMap, FunctionAtom(spectral.coshm), X, *directions)
