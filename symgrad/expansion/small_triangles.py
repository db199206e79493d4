"""The entries of triangles, of vech with its matrices, and of the factors of Cholesky and QR, by their recursions.

Sources: Golub and Van Loan, Matrix Computations, 2013: the recursion of Cholesky (4.2.5) by columns, and Gram and
Schmidt's (5.2.7) for QR.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sympy as sp

from symgrad.expansion.dense import dense
from symgrad.expressions import nodes


def _triangle(node: Any, matrix: Any, below: Any, on: Any, above: Any) -> Any:
    """A number for each place that is not zero: nan stays out of the others."""

    def entry(i: int, j: int) -> Any:
        weight = on if i == j else below if i > j else above
        return sp.S.Zero if weight == 0 else sp.Mul(weight, matrix[i, j])

    return dense(matrix.shape[0], matrix.shape[0], entry)


def _places(size: Any) -> Iterator[tuple[int, int]]:
    """The places on and below the diagonal, column by column."""
    return ((i, j) for j in range(int(size)) for i in range(j, int(size)))


def _vech(node: Any, matrix: Any) -> Any:
    return sp.ImmutableDenseMatrix([matrix[place] for place in _places(matrix.shape[0])])


def _unvech(node: Any, vector: Any, size: Any) -> Any:
    known = dict(zip(_places(size), vector, strict=True))
    return dense(size, size, lambda i, j: known.get((i, j), sp.S.Zero))


def _duplication(node: Any, size: Any) -> Any:
    """Row j n + i of D picks the entry of the pair {i, j}."""
    n, places = int(size), list(_places(size))
    return dense(
        n * n, len(places), lambda row, k: sp.Integer(places[k] == (max(row % n, row // n), min(row % n, row // n)))
    )


def _elimination(node: Any, size: Any) -> Any:
    n, places = int(size), list(_places(size))
    return dense(len(places), n * n, lambda k, column: sp.Integer(places[k] == (column % n, column // n)))


def _cholesky(node: Any, matrix: Any) -> Any:
    """L_jj^2 is A_jj less what stands before it, and L_ij L_jj is A_ij less that."""
    made: dict[tuple[int, int], Any] = {}
    for i, j in _places(matrix.shape[0]):
        rest = matrix[i, j] - sp.Add(*(made[i, k] * made[j, k] for k in range(j)))
        made[i, j] = sp.sqrt(rest) if i == j else rest / made[j, j]
    return dense(matrix.shape[0], matrix.shape[0], lambda i, j: made.get((i, j), sp.S.Zero))


def _gram_schmidt(matrix: Any) -> tuple[list[list[Any]], dict[tuple[int, int], Any]]:
    """The columns of Q, and the entries of R."""
    columns: list[list[Any]] = []
    made: dict[tuple[int, int], Any] = {}
    for j in range(matrix.shape[1]):
        left = list(matrix[:, j])
        for k, q in enumerate(columns):
            made[k, j] = sp.Add(*(a * b for a, b in zip(q, matrix[:, j], strict=True)))
            left = [entry - made[k, j] * a for entry, a in zip(left, q, strict=True)]
        made[j, j] = sp.sqrt(sp.Add(*(entry**2 for entry in left)))
        columns.append([entry / made[j, j] for entry in left])
    return columns, made


def _orthogonal_factor(node: Any, matrix: Any) -> Any:
    columns = _gram_schmidt(matrix)[0]
    return dense(matrix.shape[0], matrix.shape[1], lambda i, j: columns[j][i])


def _triangular_factor(node: Any, matrix: Any) -> Any:
    made = _gram_schmidt(matrix)[1]
    return dense(matrix.shape[1], matrix.shape[1], lambda i, j: made.get((i, j), sp.S.Zero))


ENTRIES: Mapping[type, Callable[..., Any]] = {
    nodes.Triangle: _triangle,
    nodes.Vech: _vech,
    nodes.Unvech: _unvech,
    nodes.Duplication: _duplication,
    nodes.Elimination: _elimination,
    nodes.Cholesky: _cholesky,
    nodes.OrthogonalFactor: _orthogonal_factor,
    nodes.TriangularFactor: _triangular_factor,
}
