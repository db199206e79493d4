"""Sizes and shapes as such: when two agree, and how a reader sees them."""

from __future__ import annotations

from typing import Any

import sympy as sp

Shape = tuple[Any, ...]


def same_dimension(a: Any, b: Any) -> bool:
    """Whether two dimensions are equal as expressions, so that n + m and m + n are."""
    return bool(a == b or sp.expand(a - b) == 0)


def same_shape(left: Shape, right: Shape) -> bool:
    """Whether two shapes agree."""
    return left == right or (
        len(left) == len(right) and all(same_dimension(a, b) for a, b in zip(left, right, strict=True))
    )


def shape_text(shape: Shape) -> str:
    """A shape as a reader sees it: a scalar, (n,) for a vector, (n, m) for a matrix."""
    if not shape:
        return "a scalar"
    return f"({shape[0]},)" if shape[1] == 1 else f"({shape[0]}, {shape[1]})"
