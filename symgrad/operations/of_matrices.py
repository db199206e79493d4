"""Eigenvalues, pseudo-inverses and functions of a matrix, as a user writes them.

Each checks the shapes of what it is given and raises ShapeError where they do not agree.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra import mul, spectra, transpose
from symgrad.algebra.intake import intake
from symgrad.arguments.sympified import sympified
from symgrad.errors import ShapeError
from symgrad.expressions.nodes import Eigenvalue, Eigenvector, FunctionAtom, MatrixMap, PseudoInverse
from symgrad.expressions.shapes import is_matrix


def _node(kind: Any, *args: Any) -> Any:
    return intake(sp.Basic.__new__(kind, *(arg if isinstance(arg, FunctionAtom) else sympified(arg) for arg in args)))


def _of_matrix(name: str, kind: Any, X: Any, *args: Any) -> Any:
    """A function of a matrix; its further arguments are matrices, or one index."""
    if not is_matrix(sympified(X)):
        raise ShapeError(f"{name} takes a matrix, but {X} is a scalar.")
    return _node(kind, X, *args)


def _of_function(row: Any, X: Any, directions: tuple[Any, ...]) -> Any:
    if not is_matrix(sympified(X)):
        raise ShapeError(
            f"{row.name} takes a square matrix, but {X} is a scalar; of a scalar it is that of sg.{row.name[:-1]}."
        )
    return _node(MatrixMap, FunctionAtom(row), X, *directions)


def _index(name: str, i: Any) -> Any:
    taken = sympified(i)
    if is_matrix(taken) or taken.is_integer is False or taken.is_negative:
        raise ShapeError(f"{name}: i is a whole number from 0 on, but {i} came.")
    return taken


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
    return _of_matrix("eigenvalue", Eigenvalue, S, _index("eigenvalue", i))


def eigenvector(S: Any, i: Any) -> Any:
    """The eigenvector (n,) of a symmetric matrix S (n, n) that goes with ``eigenvalue(S, i)``.

    It has length 1, and its entry of largest size (the first of several) is positive. Its derivative is dv =
    (w I - S)^+ dS v, by the same theorem and under the same condition. Raises what ``eigenvalue`` raises.

    >>> eigenvector(sp.MatrixSymbol("A", 3, 3).T * sp.MatrixSymbol("A", 3, 3), 2).shape
    (3, 1)
    """
    return _of_matrix("eigenvector", Eigenvector, S, _index("eigenvector", i))


def pinv(X: Any) -> Any:
    """The Moore-Penrose inverse (m, n) of a matrix X (n, m).

    Its derivative holds where the rank of X does not change nearby, as where it is full (Golub and Pereyra, The
    Differentiation of Pseudo-Inverses and Nonlinear Least Squares, 1973, equation 4.12).

    >>> pinv(sp.MatrixSymbol("X", 3, 2)).shape
    (2, 3)
    """
    return _of_matrix("pinv", PseudoInverse, X)


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
    return _of_function(spectra.expm, X, directions)


def sinm(X: Any, *directions: Any) -> Any:
    """The sine of a square matrix X (n, n), X - X^3/3! + ...; ``sin`` is that of each entry.

    >>> sinm(sp.MatrixSymbol("X", 3, 3)).shape
    (3, 3)
    """
    return _of_function(spectra.sinm, X, directions)


def cosm(X: Any, *directions: Any) -> Any:
    """The cosine of a square matrix X (n, n), I - X^2/2 + ...; ``cos`` is that of each entry.

    >>> cosm(sp.MatrixSymbol("X", 3, 3)).shape
    (3, 3)
    """
    return _of_function(spectra.cosm, X, directions)


def sinhm(X: Any, *directions: Any) -> Any:
    """The hyperbolic sine of a square matrix X (n, n), (expm(X) - expm(-X)) / 2; ``sinh`` is that of each entry.

    >>> sinhm(sp.MatrixSymbol("X", 3, 3)).shape
    (3, 3)
    """
    return _of_function(spectra.sinhm, X, directions)


def coshm(X: Any, *directions: Any) -> Any:
    """The hyperbolic cosine of a square matrix X (n, n), (expm(X) + expm(-X)) / 2; ``cosh`` is that of each entry.

    >>> coshm(sp.MatrixSymbol("X", 3, 3)).shape
    (3, 3)
    """
    return _of_function(spectra.coshm, X, directions)


def sqrtm(X: Any, *directions: Any) -> Any:
    """The principal square root of a square matrix X (n, n) that has no real eigenvalue below 0: sqrtm(X)^2 is X.

    ``sqrt`` is that of each entry. SymPy's ``X**(1/2)`` is this one. Its derivative along E solves
    S L + L S = E (Higham, Functions of Matrices, 2008, chapter 6). Print has X^{1/2}. Raises ShapeError where X is not
    square.

    >>> import symgrad as sg
    >>> X = sg.matrix("X", 3, 3)
    >>> sg.gradient(sp.Trace(sqrtm(X)), X)
    (1/2)*(sqrtm(X)**(-1)).T
    """
    return _of_function(spectra.sqrtm, X, directions)


def logm(X: Any, *directions: Any) -> Any:
    """The principal logarithm of a square matrix X (n, n) that has no real eigenvalue at or below 0.

    ``log`` is that of each entry; a power X^s is ``expm(s * logm(X))`` (Higham, Functions of Matrices, 2008, chapter
    11). Raises ShapeError where X is not square.

    >>> import symgrad as sg
    >>> X = sg.matrix("X", 3, 3)
    >>> sg.gradient(sp.Trace(logm(X)), X)
    (X**(-1)).T
    """
    return _of_function(spectra.logm, X, directions)


def nuclear_norm(X: Any) -> Any:
    """The sum of the singular values of a matrix X (n, m) of full column rank, tr (X'X)^(1/2); a scalar.

    Its gradient is the orthogonal factor U V' of X (Fazel, Matrix Rank Minimization with Applications, 2002). Raises
    ShapeError where X is a scalar.

    >>> import symgrad as sg
    >>> X = sg.matrix("X", 3, 2)
    >>> sg.gradient(nuclear_norm(X), X)
    X*sqrtm(X.T*X)**(-1)
    """
    taken = _taken("nuclear_norm", X)
    return intake(sp.Trace(sqrtm(mul(transpose(taken), taken))))


def singular_value(X: Any, i: Any) -> Any:
    """The i-th singular value of a matrix X (n, m), from the smallest of m on, i from 0 to m - 1; a scalar.

    It has a derivative where it is not 0 and no other equals it (Stewart and Sun, Matrix Perturbation Theory, 1990).
    The largest, i = m - 1, is the spectral norm. Raises ShapeError where X is a scalar or i no whole number from 0 on.

    >>> import symgrad as sg
    >>> X = sg.matrix("X", 3, 2)
    >>> singular_value(X, 1)
    sqrt(eigenvalue(X.T*X, 1))
    """
    taken = _taken("singular_value", X)
    return intake(sp.sqrt(eigenvalue(mul(transpose(taken), taken), i)))


def solve(A: Any, b: Any) -> Any:
    """The solution x of A x = b, for A (n, n), a vector b (n,) or a matrix (n, m): A^-1 b, which code solves for.

    What flows back solves with A' (Giles, Collected Matrix Derivative Results, 2008). Raises ShapeError where A is not
    square or b has not its rows.

    >>> import symgrad as sg
    >>> A, b = sg.matrix("A", 3, 3), sg.vector("b", 3)
    >>> sg.gradient(sg.total(solve(A, b)), b)
    (A**(-1)).T*1
    """
    return intake(sp.MatMul(sp.Inverse(_taken("solve", A)), _taken("solve", b)))


def adjugate(A: Any) -> Any:
    """The adjugate of an invertible matrix A (n, n): det(A) A^-1 (Magnus and Neudecker, Matrix Calculus, 1988).

    Raises ShapeError where A is not square.

    >>> import symgrad as sg
    >>> A = sg.matrix("A", 3, 3)
    >>> adjugate(A)
    Determinant(A)*A**(-1)
    """
    taken = _taken("adjugate", A)
    return intake(sp.MatMul(sp.Determinant(taken), sp.Inverse(taken)))


def _taken(name: str, X: Any) -> Any:
    if not is_matrix(sympified(X)):
        raise ShapeError(f"{name} takes a matrix, but {X} is a scalar.")
    return intake(X)
