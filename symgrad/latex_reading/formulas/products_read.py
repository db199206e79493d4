"""The kinds of product between two operands -> expressions; convolutions with the lags that are beneath their sign."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.algebra.windowing import convolution, correlation
from symgrad.expressions.shapes import shape_of
from symgrad.latex_reading.names.scripts_parted import lags_of
from symgrad.latex_reading.vocabulary.entry_forms import scaled
from symgrad.operations.operations import divide, dot, ones, outer


def _divided(left: Any, right: Any) -> Any:
    """A quotient entry by entry, in which a number stands for every entry."""
    if not shape_of(right):
        return left / right
    return divide(left if shape_of(left) else left * ones(*shape_of(right)), right)


KINDS: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {
        "divide": _divided,
        "outer": outer,
        "dot": dot,
        "scaled": scaled,
        "kronecker": lambda left, right: sp.KroneckerProduct(left, right),
    }
)


def _half(width: Any) -> Any:
    return (width - 1) // 2 if width.is_Integer else sp.expand((width - 1) / 2)


# A mode, and of which side the sizes are -> the first entry, or the first lag, and how many, of sizes n and m
_CONVOLVED: Mapping[str, Callable[[Any, Any], tuple[Any, Any]]] = MappingProxyType(
    {
        "full": lambda n, m: (sp.S.Zero, n + m - 1),
        "valid": lambda n, m: (m - 1, n - m + 1),
        "valid of the right": lambda n, m: (n - 1, m - n + 1),
        "same": lambda n, m: (_half(m), n),
        "same as the right": lambda n, m: (_half(n), m),
    }
)
_CORRELATED: Mapping[str, Callable[[Any, Any], tuple[Any, Any]]] = MappingProxyType(
    {
        "full": lambda n, m: (1 - m, n + m - 1),
        "valid": lambda n, m: (sp.S.Zero, n - m + 1),
        "valid of the right": lambda n, m: (n - m, m - n + 1),
        "same": lambda n, m: (_half(m) + 1 - m, n),
    }
)
_WINDOWED = MappingProxyType(
    {"convolution": (convolution, _CONVOLVED, 1), "correlation": (correlation, _CORRELATED, 0)}
)


def is_windowed(kind: str) -> bool:
    """Whether a kind of product is a convolution or a correlation."""
    return kind.partition(" ")[0] in _WINDOWED


def windowed(kind: str, left: Any, right: Any, size: Callable[[Any], Any]) -> Any:
    """A convolution or a correlation; its mode, or the range that stands beneath its sign, is in the kind."""
    name, _, mode = kind.partition(" ")
    build, modes, first = _WINDOWED[name]
    lags = lags_of(mode)
    if lags is None:
        return build(left, right, *modes[mode](shape_of(left)[0], shape_of(right)[0]))
    start, count = (one.at(size) for one in lags)
    return build(left, right, start - first, count)
