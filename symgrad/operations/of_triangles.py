"""Triangles of a matrix, vech, and the factorizations of Cholesky and QR, as a user writes them.

Each checks the shapes of what it is given and raises ShapeError where they do not agree.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra.intake import intake
from symgrad.algebra.triangles import duplication as _duplication
from symgrad.algebra.triangles import elimination as _elimination
from symgrad.arguments.sympified import sympified
from symgrad.errors import ShapeError
from symgrad.expressions.nodes import Cholesky, OrthogonalFactor, Triangle, TriangularFactor, Unvech, Vech
from symgrad.expressions.shapes import is_matrix
from symgrad.expressions.symbols.declaring import size_of


def _of_matrix(name: str, kind: Any, X: Any, *args: Any) -> Any:
    if not is_matrix(sympified(X)):
        raise ShapeError(f"{name} takes a matrix, but {X} is a scalar.")
    return intake(sp.Basic.__new__(kind, sympified(X), *map(sympified, args)))


def tril(X: Any) -> Any:
    """The lower triangle of a square matrix X (n, n): its entries on and below the diagonal, and zeros.

    It is linear, and its own transpose in reverse mode: what flows back is the lower triangle.

    >>> import symgrad as sg
    >>> A, X = sg.matrix("A", 3, 3), sg.matrix("X", 3, 3)
    >>> sg.gradient(sg.dot(A, tril(X)), X)
    tril(A)
    """
    return _of_matrix("tril", Triangle, X, 1, 1, 0)


def triu(X: Any) -> Any:
    """The upper triangle of a square matrix X (n, n): its entries on and above the diagonal, and zeros.

    >>> import symgrad as sg
    >>> A, X = sg.matrix("A", 3, 3), sg.matrix("X", 3, 3)
    >>> sg.gradient(sg.dot(A, triu(X)), X)
    triu(A)
    """
    return _of_matrix("triu", Triangle, X, 0, 1, 1)


def vech(X: Any) -> Any:
    """The entries of a square matrix X (n, n) on and below the diagonal, column by column: n (n + 1)/2 of them.

    Of a symmetric variable, or a lower triangular one, a derivative may be asked by it, ``sg.gradient(f, sg.vech(S))``:
    each entry then counts as one variable, so the gradient is D' vec(G) with the duplication matrix D and the gradient
    G by S, and a Jacobian is that by vec(S) times D (Magnus and Neudecker, Matrix Differential Calculus, 1988,
    chapter 3, section 8).

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> S = sg.matrix("S", n, n, symmetric=True)
    >>> sg.gradient(sp.Trace(S), vech(S))
    duplication(n).T*vec(I)
    """
    return _of_matrix("vech", Vech, X)


def unvech(x: Any, n: Any) -> Any:
    """The lower triangular matrix (n, n) whose vech is x, a vector of n (n + 1)/2 entries.

    >>> import symgrad as sg
    >>> unvech(sg.vector("x", 6), 3).shape
    (3, 3)
    """
    return _of_matrix("unvech", Unvech, x, size_of("unvech", n))


def duplication(n: Any) -> Any:
    """The matrix D (n n, n (n + 1)/2) with vec(S) = D vech(S) for every symmetric S (n, n), printed D_n.

    Source: Magnus and Neudecker, The Elimination Matrix: Some Lemmas and Applications, 1980.

    >>> duplication(3).shape
    (9, 6)
    """
    return _duplication(size_of("duplication", n))


def elimination(n: Any) -> Any:
    """The matrix L (n (n + 1)/2, n n) with vech(X) = L vec(X) for every X (n, n), printed L_n; L D = I.

    Source: Magnus and Neudecker, The Elimination Matrix: Some Lemmas and Applications, 1980.

    >>> import symgrad as sg
    >>> sg.simplify(elimination(3) * duplication(3))
    I
    """
    return _elimination(size_of("elimination", n))


def cholesky(A: Any) -> Any:
    """The lower triangular L (n, n) with a positive diagonal and L L' = A, of a positive definite A (n, n).

    Its differential is L P(L^-1 dA L^-T), where P(X), printed as a capital Phi, is the lower triangle of X with half of
    the diagonal; what flows back to A is L^-T P(L' bar_L) L^-1 (Giles, Collected Matrix Derivative Results for Forward
    and Reverse Mode Algorithmic Differentiation, 2008; Murray, Differentiation of the Cholesky Decomposition, 2016).

    Raises ShapeError where A is not square, MissingRuleError where it is not known to be symmetric (``symmetric=True``,
    ``positive_definite=True``, A A' + I). Code raises DomainError where A is not positive definite; JAX gives nan.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> A = sg.matrix("A", n, n, positive_definite=True)
    >>> sg.gradient(2 * sg.total(sg.log(sg.diagonal(cholesky(A)))), A)
    A**(-1)
    """
    return _of_matrix("cholesky", Cholesky, A)


def qr(A: Any) -> tuple[Any, Any]:
    """Q (m, n) and R (n, n) of A (m, n) = Q R: ``qr_q(A)`` and ``qr_r(A)``.

    Q has orthonormal columns, and R is upper triangular with a positive diagonal, which makes the two unique; A has
    full column rank, so m >= n. With C = Q' dA R^-1, dR is T R and dQ is dA R^-1 - Q T, where T is the upper triangle
    of C + C' with half of its diagonal (Walter and Lehmann, Algorithmic Differentiation of Linear Algebra Functions
    with Application in Optimum Experimental Design, 2010; Townsend, Differentiating the QR Decomposition, 2018).

    Raises ShapeError where A has more columns than rows. Code raises DomainError where columns of A depend on one
    another; that of the targets array-api, jax and torch gives nan there.

    >>> import symgrad as sg
    >>> Q, R = qr(sg.matrix("A", 3, 2))
    >>> Q.shape, R.shape, sg.simplify(Q.T * Q)
    ((3, 2), (2, 2), I)
    """
    return qr_q(A), qr_r(A)


def qr_q(A: Any) -> Any:
    """The Q (m, n) of A = Q R, with orthonormal columns; see ``qr``.

    >>> qr_q(sp.MatrixSymbol("A", 3, 2)).shape
    (3, 2)
    """
    return _of_matrix("qr_q", OrthogonalFactor, A)


def qr_r(A: Any) -> Any:
    """The R (n, n) of A = Q R, upper triangular with a positive diagonal; see ``qr``.

    >>> qr_r(sp.MatrixSymbol("A", 3, 2)).shape
    (2, 2)
    """
    return _of_matrix("qr_r", TriangularFactor, A)
