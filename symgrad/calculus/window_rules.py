"""The tangents and the transposes of what goes along rows: convolutions, windows, sums and products so far.

The transpose of a convolution is a correlation, that of a correlation a convolution or a correlation; windows are
put back where they were; a linear recurrence is run the other way (Blelloch, Prefix Sums and Their Applications,
1990; Martin and Cundy, Parallelizing Linear Recurrent Neural Nets Over Sequence Length, 2018).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.algebra import add, hadamard
from symgrad.algebra.windowing import after, before, convolution, correlation, overlap, scan, windows
from symgrad.expressions.nodes import Convolution, Correlation, CumulativeProduct, Overlap, Scan, Windows
from symgrad.expressions.shapes import shape_of

Moves = Sequence[Any]


def _of_two(build: Callable[..., Any]) -> Callable[[Any, Moves, Any], Any]:
    """The product rule."""

    def rule(node: Any, moves: Moves, value: Any) -> Any:
        a, b, *window = node.args
        terms = [] if moves[0] is None else [build(moves[0], b, *window)]
        terms += [] if moves[1] is None else [build(a, moves[1], *window)]
        return add(*terms)

    return rule


def _scan(node: Any, moves: Moves, value: Any) -> Any:
    """dz_i = a_i dz_(i - 1) + (z_(i - 1) da_i + db_i)."""
    a, _, backward = node.args
    terms = [] if moves[1] is None else [moves[1]]
    if moves[0] is not None:
        terms.append(hadamard(after(value) if backward else before(value), moves[0]))
    return scan(a, add(*terms), backward)


def _product(node: Any, moves: Moves, value: Any) -> Any:
    """dy_i = x_i dy_(i - 1) + y_(i - 1) dx_i, right at zeros of x too, where dx over x is not."""
    return scan(node.args[0], hadamard(before(value, 1), moves[0]))


def _back(node: Any, k: int, bar: Any) -> Any:
    a, _, backward = node.args
    end = 1 if node.sums else 0
    return scan(before(a, end) if backward else after(a, end), bar, 1 - backward)


def _to_convolution(node: Any, k: int, bar: Any) -> Any:
    other = node.args[1 - k]
    return correlation(bar, other, -node.start, shape_of(node.args[k])[0])


def _to_correlation(node: Any, k: int, bar: Any) -> Any:
    a, b = node.args[:2]
    if k == 0:
        return convolution(bar, b, -node.start, shape_of(a)[0])
    return correlation(a, bar, node.start, shape_of(b)[0])


TANGENTS: Mapping[type, Callable[[Any, Moves, Any], Any]] = MappingProxyType(
    {
        Convolution: _of_two(convolution),
        Correlation: _of_two(correlation),
        Windows: lambda node, moves, value: windows(moves[0], *node.args[1:]),
        Overlap: lambda node, moves, value: overlap(moves[0], *node.args[1:]),
        Scan: _scan,
        CumulativeProduct: _product,
    }
)
TRANSPOSES: Mapping[type, Callable[[Any, int, Any], Any]] = MappingProxyType(
    {
        Convolution: _to_convolution,
        Correlation: _to_correlation,
        Windows: lambda node, k, bar: overlap(bar, node.args[2], *shape_of(node.args[0])),
        Overlap: lambda node, k, bar: windows(
            bar, shape_of(node.args[0])[1], node.args[1], sp.cancel(shape_of(node.args[0])[0] / node.args[3])
        ),
        Scan: _back,
    }
)
