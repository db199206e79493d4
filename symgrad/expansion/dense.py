"""Dense matrices of scalars: how they are made, multiplied and inverted, by the definitions."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

import sympy as sp
from sympy.combinatorics.permutations import Permutation

from symgrad.errors import ShapeError


def dense(rows: Any, columns: Any, entry: Callable[[int, int], Any]) -> Any:
    """The matrix whose entry at i, j is ``entry(i, j)``."""
    return sp.ImmutableDenseMatrix(int(rows), int(columns), lambda i, j: entry(int(i), int(j)))


def is_dense(value: Any) -> bool:
    return isinstance(value, sp.MatrixBase)


def times(left: Any, right: Any) -> Any:
    """The matrix product."""
    shared = range(left.shape[1])
    return dense(left.shape[0], right.shape[1], lambda i, j: sp.Add(*(sp.Mul(left[i, k], right[k, j]) for k in shared)))


def transpose(matrix: Any) -> Any:
    """Rows for columns."""
    return dense(matrix.shape[1], matrix.shape[0], lambda i, j: matrix[j, i])


def position(node: Any, index: Any, size: Any) -> int:
    """A position as a number; ShapeError where it is outside."""
    if not index.is_Integer:
        raise ShapeError(f"{node}: position {index} is no number; substitute one for it first.")
    if not 0 <= index < size:
        raise ShapeError(
            f"{node}: position {index}, from 0, is outside the {size} that there are; give sizes that fit."
        )
    return int(index)


def determinant(matrix: Any) -> Any:
    """Leibniz's formula."""
    size = matrix.shape[0]
    return sp.Add(
        *(
            sp.Mul(Permutation(order).signature(), *(matrix[i, order[i]] for i in range(size)))
            for order in map(list, permutations(range(size)))
        )
    )


def inverse(matrix: Any) -> Any:
    """Cramer's rule: the transposed cofactors over the determinant."""
    size = matrix.shape[0]
    whole = determinant(matrix)

    def entry(i: int, j: int) -> Any:
        return sp.Mul((-1) ** (i + j), determinant(matrix.minor_submatrix(j, i)), sp.Pow(whole, -1))

    return dense(size, size, entry)
