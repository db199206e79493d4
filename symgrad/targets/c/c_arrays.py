"""Arrays as C takes them, and what C says of them when they do not do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from symgrad.errors import ArgumentError, DomainError
from symgrad.targets.c.c_writer import Fault

SINGLE, DOUBLE = np.dtype(np.float32), np.dtype(np.float64)


_TOLD = {
    "not positive definite": "a matrix is not positive definite, so it has no Cholesky factor; give a symmetric matrix "
    "of positive eigenvalues.",
    "without full column rank": "columns of a matrix depend on one another, but QR needs full column rank; give a "
    "matrix whose columns are linearly independent.",
}


def told_fault(fault: Fault, index: float, size: float) -> Exception:
    """A position that is none, or a singular matrix, as an error of symgrad."""
    if fault.kind == "position":
        count = int(size)
        return ArgumentError(f"a position among {count} is a whole number from 0 to {count - 1}, but {index} came.")
    if fault.kind in _TOLD:
        return DomainError(f"the equation of {fault.of}: {_TOLD[fault.kind]}")
    return DomainError(
        f"the equation of {fault.of}: a singular matrix has no inverse, which the gradient det(A) inv(A)^T of a "
        f"determinant has in it too; give a matrix that has one."
    )


def in_rows(array: Any, kind: Any) -> Any:
    """The array as C takes it: of this type, its entries one after the other, and NumPy's own."""
    made = np.array(array, kind, order="C", copy=None)
    return made if made.flags.aligned else made.copy()


def kind_of(arrays: Mapping[str, Any], positions: Collection[str]) -> Any:
    """float32 where all arrays are, else float64. Raises ArgumentError for a type that C does not have."""
    kinds: dict[Any, str] = {}
    for name, array in arrays.items():
        if name not in positions:
            kinds.setdefault(array.dtype.newbyteorder("="), name)
    for kind, name in kinds.items():
        if kind not in (SINGLE, DOUBLE):
            raise ArgumentError(
                f"{name}: an array of type {kind} came, but C has float32 and float64; give one of these, or take "
                f"target='numpy'."
            )
    return SINGLE if set(kinds) == {SINGLE} else DOUBLE
