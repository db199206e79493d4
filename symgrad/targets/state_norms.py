"""Norms of the Jacobian of a state by earlier ones, along one run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def in_blocks(rows: Sequence[Sequence[Any]]) -> Any:
    """Matrices of every step (T, N, N) from those of their blocks, row by row."""
    return np.concatenate([np.concatenate(row, axis=2) for row in rows], axis=1)


def norms_along(steps: Any, place: slice) -> tuple[Any, Any]:
    """Spectral norms of the block at ``place`` of the products of the last k steps, k = 0, 1, ..., and their bounds."""
    whole = np.eye(steps.shape[-1])
    norms, bounds = [1.0], [1.0]
    for step in steps[::-1]:
        whole = whole @ step
        norms.append(float(np.linalg.norm(whole[place, place], 2)))
        bounds.append(bounds[-1] * float(np.linalg.norm(step, 2)))
    return np.array(norms), np.array(bounds)
