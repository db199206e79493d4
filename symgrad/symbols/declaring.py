"""How a user declares dimensions, scalars, vectors and matrices."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.errors import ShapeError
from symgrad.symbols.variables import MatrixVariable, ScalarVariable


def _one_or_many(names: str, made: list[Any]) -> Any:
    return made[0] if len(made) == 1 and "," not in names else tuple(made)


def _split(names: str) -> list[str]:
    return names.replace(",", " ").split()


def dims(names: str) -> Any:
    """Symbolic dimensions: positive integer Symbols, one for each name.

    >>> n, m = dims("n m")
    >>> n.is_positive
    True
    """
    return _one_or_many(names, [sp.Symbol(name, integer=True, positive=True) for name in _split(names)])


def scalar(name: str, latex: str | None = None) -> ScalarVariable:
    """A scalar variable, shape ().

    ``latex`` is the name that it prints with; without one it follows from ``name`` by rule.

    >>> scalar("b_o", latex="b_{o}")
    b_o
    """
    return ScalarVariable(name, latex)


def scalars(names: str) -> Any:
    """Several scalars at once.

    >>> scalars("i f o")
    (i, f, o)
    """
    return _one_or_many(names, [scalar(name) for name in _split(names)])


def vector(name: str, n: Any, latex: str | None = None, *, sums_to_one: bool = False) -> MatrixVariable:
    """A vector of n entries: a MatrixSymbol with one column, shape (n, 1), given as an array of shape (n,).

    ``sums_to_one`` declares that its entries do (a distribution, a one-hot target), which simplifies results.

    >>> vector("x", 3).shape
    (3, 1)
    """
    return MatrixVariable(name, n, 1, latex, ("sums_to_one",) if sums_to_one else ())


def vectors(names: str, n: Any) -> Any:
    """Several vectors of n entries at once.

    >>> vectors("x y", 3)
    (x, y)
    """
    return _one_or_many(names, [vector(name, n) for name in _split(names)])


def matrix(
    name: str,
    n: Any,
    m: Any,
    latex: str | None = None,
    *,
    symmetric: bool = False,
    diagonal: bool = False,
    orthogonal: bool = False,
    positive_definite: bool = False,
) -> MatrixVariable:
    """A matrix of n rows and m columns, of a square one also its properties.

    A property simplifies results (the transpose of a symmetric matrix is itself, the inverse of an orthogonal one
    its transpose), and a gradient with respect to the matrix follows it: it is the one among the directions in which
    the matrix can move. Positive definite and diagonal matrices are symmetric too.

    >>> matrix("W", 2, 3).shape
    (2, 3)
    """
    claims = {
        "diagonal": diagonal,
        "orthogonal": orthogonal,
        "positive_definite": positive_definite,
        "symmetric": symmetric or diagonal or positive_definite,
    }
    properties = tuple(claim for claim, made in claims.items() if made)
    if properties and n != m:
        raise ShapeError(f"matrix {name}: a matrix that is {properties[0]} is square, but its shape is ({n}, {m}).")
    return MatrixVariable(name, n, m, latex, properties)


def matrices(names: str, n: Any, m: Any) -> Any:
    """Several matrices of n rows and m columns at once.

    >>> matrices("W V", 2, 3)
    (W, V)
    """
    return _one_or_many(names, [matrix(name, n, m) for name in _split(names)])
