"""Norms of the Jacobian of a state by earlier ones, along the runs of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def norms_of_blocks(rows: Sequence[Sequence[Any]], place: slice) -> tuple[Any, Any]:
    """Norms and bounds of each run of a batch (T + 1, B), from blocks (T, N, M) or (T, B, N, M), row by row.

    They are (T + 1,) where no block has samples.
    """
    samples = {block.shape[1] for row in rows for block in row if block.ndim == 4}
    if not samples:
        return _norms_along(_in_blocks(rows), place)
    each = ([[block[:, b] if block.ndim == 4 else block for block in row] for row in rows] for b in range(*samples))
    norms, bounds = zip(*(_norms_along(_in_blocks(one), place) for one in each), strict=True)
    return np.stack(norms, axis=1), np.stack(bounds, axis=1)


def _in_blocks(rows: Sequence[Sequence[Any]]) -> Any:
    """Matrices of every step (T, N, N) from those of their blocks, row by row."""
    return np.concatenate([np.concatenate(row, axis=2) for row in rows], axis=1)


def _norms_along(steps: Any, place: slice) -> tuple[Any, Any]:
    """Spectral norms of the block at ``place`` of the products of the last k steps, k = 0, 1, ..., and their bounds."""
    whole = np.eye(steps.shape[-1])
    norms, bounds = [1.0], [1.0]
    for step in steps[::-1]:
        whole = whole @ step
        norms.append(float(np.linalg.norm(whole[place, place], 2)))
        bounds.append(bounds[-1] * float(np.linalg.norm(step, 2)))
    return np.array(norms), np.array(bounds)
