"""Indices as Python writes them: entries ``x[i]``, ``X[i, j]`` and parts ``x[1:3]``, ``X[:, 0]``, counted from 0."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.arguments.refusals import seen, short
from symgrad.arguments.sympified import sympified
from symgrad.errors import ArgumentError, ShapeError, SymgradError


def indexed(matrix: Any, key: Any) -> tuple[Any, Any]:
    """The places (i, j) of an entry, or two pairs (start, stop) of a part. A negative number counts from the end."""
    rows, columns = matrix.shape
    if not isinstance(key, tuple):
        key = _two(matrix, key)
    if len(key) != 2:
        raise _no_index(matrix, key)
    axes = zip(key, (rows, columns), strict=True)
    if any(isinstance(part, slice) for part in key):
        first, second = (_span(matrix, part, size) for part, size in axes)
    else:
        first, second = (_place(matrix, part, size) for part, size in axes)
    return first, second


def _two(matrix: Any, key: Any) -> tuple[Any, Any]:
    """One index as two: into a vector, into a row, or rows of a matrix.

    SymPy counts one number along the rows of a matrix, NumPy takes a row: whoever writes it means one of the two.
    """
    rows, columns = matrix.shape
    if columns == 1:
        return (key, slice(None)) if isinstance(key, slice) else (key, 0)
    if isinstance(key, slice):
        return key, slice(None)
    if rows == 1:
        return 0, key
    raise ShapeError(
        f"{short(matrix)}[{key}] is not defined, since {seen(matrix)}; write X[i, j] for an entry, X[i, :] for a row, "
        f"X[:, j] for a column."
    )


def _no_index(matrix: Any, key: Any) -> SymgradError:
    return ArgumentError(
        f"{short(matrix)} has two axes: an entry is X[i, j] (of a vector x[i]), a part X[1:3, :] (x[1:3]), but {key!r} "
        f"came as an index."
    )


def _counted(matrix: Any, index: Any, size: Any) -> Any:
    """A place from 0, for a number or an expression that may be an integer."""
    if isinstance(index, (bool, str)) or index is None:
        raise _no_index(matrix, index)
    taken = sympified(index)
    if not isinstance(taken, sp.Expr) or taken.is_Matrix or taken.is_integer is False:
        raise _no_index(matrix, index)
    return taken + size if taken.is_Integer and taken.is_negative else taken


def _place(matrix: Any, index: Any, size: Any) -> Any:
    counted = _counted(matrix, index, size)
    if (counted - size).is_nonnegative or counted.is_negative:
        raise ShapeError(f"there is no index {index} in {short(matrix)}, counted from 0, since {seen(matrix)}.")
    return counted


def _span(matrix: Any, part: Any, size: Any) -> tuple[Any, Any]:
    """(start, stop) of a slice, or of one index."""
    if not isinstance(part, slice):
        start = _place(matrix, part, size)
        return start, start + 1
    if part.step not in (None, 1):
        raise ShapeError(
            f"a part of {short(matrix)} has the step 1, but {part.step} came; put parts together by sg.concat(...)."
        )
    start = sp.S.Zero if part.start is None else _counted(matrix, part.start, size)
    stop = size if part.stop is None else _counted(matrix, part.stop, size)
    if start.is_negative or (stop - size).is_positive or (stop - start).is_nonpositive:
        raise ShapeError(
            f"{short(matrix)} has no part from {start} up to, not including, {stop}, counted from 0, since "
            f"{seen(matrix)}."
        )
    return start, stop
