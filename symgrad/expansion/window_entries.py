"""The entries of convolutions, windows, sums and products along rows, from their definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.expansion.dense import dense, position
from symgrad.expressions.nodes import (
    Convolution,
    Correlation,
    CumulativeProduct,
    OneHot,
    Overlap,
    Scan,
    Windows,
)


def _inside(x: Any, i: int, j: int) -> Any:
    return x[i, j] if 0 <= i < x.shape[0] else sp.S.Zero


def _of_two(way: int) -> Callable[..., Any]:
    def rule(node: Any, a: Any, b: Any, start: Any, count: Any) -> Any:
        taps = range(b.shape[0])
        return dense(
            count, a.shape[1],
            lambda i, j: sp.Add(*(sp.Mul(_inside(a, i + int(start) + way * k, j), b[k, j]) for k in taps)),
        )  # fmt: skip

    return rule


def _windows(node: Any, x: Any, width: Any, stride: Any, count: Any) -> Any:
    many = int(count)
    return dense(x.shape[1] * many, width, lambda i, k: x[(i % many) * int(stride) + k, i // many])


def _overlap(node: Any, y: Any, stride: Any, n: Any, c: Any) -> Any:
    many = y.shape[0] // int(c)
    places = [(i, k) for i in range(many) for k in range(y.shape[1])]
    return dense(
        n, c, lambda l, j: sp.Add(*(y[j * many + i, k] for i, k in places if i * int(stride) + k == l))
    )  # fmt: skip


def _scan(node: Any, a: Any, b: Any, backward: Any) -> Any:
    """The sum over j of b_j times all a between j and i."""
    n, way = b.shape[0], -1 if backward else 1

    def entry(i: int, j: int) -> Any:
        sources = range(i, n) if backward else range(i + 1)
        return sp.Add(*(sp.Mul(b[l, j], *(a[k, j] for k in range(i, l, -way))) for l in sources))

    return dense(n, b.shape[1], entry)


def _product(node: Any, x: Any) -> Any:
    return dense(x.shape[0], x.shape[1], lambda i, j: sp.Mul(*(x[k, j] for k in range(i + 1))))


def _one_hot(node: Any, positions: Any, n: Any) -> Any:
    spots = [position(node, spot, n) for spot in positions]
    return dense(len(spots), n, lambda i, j: sp.Integer(spots[i] == j))


ENTRIES: Mapping[type, Callable[..., Any]] = MappingProxyType(
    {
        Convolution: _of_two(-1),
        Correlation: _of_two(1),
        Windows: _windows,
        Overlap: _overlap,
        Scan: _scan,
        CumulativeProduct: _product,
        OneHot: _one_hot,
    }
)
