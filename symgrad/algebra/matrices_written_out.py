"""Matrices that a user wrote out: by their entries, by their blocks, and the determinants of their powers."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad import algebra
from symgrad.algebra import blocks, written
from symgrad.errors import ShapeError
from symgrad.expressions.shapes import is_matrix


def as_matrix(taken: Any, written: Any) -> Any:
    """What was written as a 1 x 1 matrix and is a number after the intake, as a matrix again."""
    if is_matrix(taken) or not is_matrix(written):
        return taken
    return algebra.scale(taken, algebra.ones_of((sp.S.One, sp.S.One)))


def explicit(node: Any, rows: Any, columns: Any, *entries: Any) -> Any:
    """A matrix by its entries, each of them a number or a scalar; where one is a matrix, all are blocks."""
    if rows == 0 or columns == 0:
        raise ShapeError(f"{node} has no entries; leave it out.")
    scalars = [written.as_scalar(entry) for entry in entries]
    if any(map(is_matrix, scalars)):
        return _of_blocks(node, int(columns), entries)
    return blocks.explicit(rows, columns, scalars)


def _of_blocks(node: Any, columns: int, entries: tuple[Any, ...]) -> Any:
    """Rows of blocks: each row is the transpose of its blocks' transposes one below the other."""
    as_written = node.args[2] if isinstance(node, sp.ImmutableDenseMatrix) else node.args[2:]
    parts = list(map(as_matrix, entries, as_written))
    lines = [parts[start : start + columns] for start in range(0, len(parts), columns)]
    beside = [algebra.transpose(written.concat(node, *map(algebra.transpose, line))) for line in lines]
    return written.concat(node, *beside)
