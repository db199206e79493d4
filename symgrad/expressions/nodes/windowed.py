"""What goes along the rows of a vector, or of each column of a matrix: convolutions, windows, sums and products so far.

Rows outside of an argument are zero. ``backward`` is 0 or 1.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sympy as sp

from symgrad.expressions.nodes.facts import size_of
from symgrad.expressions.nodes.node import MatrixNode, Node, Taken
from symgrad.expressions.nodes.placement import Explicit


class _OfTwo(Node):
    """Mixin: sums of products of two sequences a (n, c) and b (m, c): args a, b, start, count; shape (count, c)."""

    roles, keeps_matrices = "llss", True

    @property
    def start(self) -> Any:
        return self.args[2]

    @property
    def count(self) -> Any:
        return self.args[3]

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.count, self.args[0].shape[1]

    def sized_as(self, axis: int) -> tuple[Any, int] | None:
        return (self.args[0], 1) if axis else None

    def taken(self) -> Collection[Taken]:
        """Of what lies within the longer one, the shorter one does."""
        a, b = self.args[:2]
        over = sp.expand(size_of(a, 0) - size_of(b, 0))
        for longer, shorter, more in ((a, b, over), (b, a, -over)):
            if sp.expand(self.count - more) == 1:
                return ((sp.S.Zero, size_of(shorter, 0), longer, 0),)
        return ((sp.S.Zero, None, self, 0),)


class Convolution(_OfTwo, MatrixNode):
    """The rows start, ..., start + count - 1 of a * b: y_i = sum over k of a_(i + start - k) b_k."""

    word = "convolve"


class Correlation(_OfTwo, MatrixNode):
    """The lags start, ..., start + count - 1 of a with b: y_i = sum over k of a_(i + start + k) b_k."""

    word = "correlate"


class Windows(MatrixNode):
    """The windows of a sequence X (n, c), a row for each: args X, width, stride, count; shape (c count, width).

    Entry (i, k) is x_(i stride + k); the windows of the first column come first.
    """

    word, roles, keeps_matrices = "windows", "lsss", True

    @property
    def shape(self) -> tuple[Any, Any]:
        return sp.Mul(self.args[0].shape[1], self.args[3]), self.args[1]

    def taken(self) -> Collection[Taken]:
        x, width, stride, count = self.args
        return (sp.S.Zero, width, x, 0), (sp.S.Zero, sp.expand((count - 1) * stride + width), x, 0)


class Overlap(MatrixNode):
    """Windows Y (c count, width) put where they were, and added: args Y, stride, n, c; shape (n, c)."""

    word, roles, keeps_matrices = "overlap", "lsss", True

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[2], self.args[3]


class Scan(MatrixNode):
    """z_i = a_i z_(i - 1) + b_i of a and b (n, c), or z_i = a_i z_(i + 1) + b_i: args a, b, backward."""

    word, roles, keeps_matrices = "linear_scan", "vls", True

    @property
    def backward(self) -> Any:
        return self.args[2]

    @property
    def sums(self) -> bool:
        """Whether it is the sum of b so far."""
        return isinstance(self.args[0], sp.OneMatrix)

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[1].shape

    def sized_as(self, axis: int) -> tuple[Any, int]:
        return self.args[1], axis

    def _sympystr(self, printer: Any) -> str:
        given = self.args[1:2] if self.sums else self.args[:2]
        told = ", ".join(printer.doprint(arg) for arg in given)
        word = "cumsum" if self.sums else self.word
        return f"{word}({told}, reverse=True)" if self.backward else f"{word}({told})"


class CumulativeProduct(MatrixNode):
    """y_i = x_1 ... x_i of the rows of X (n, c)."""

    word, roles, keeps_matrices = "cumprod", "v", True

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[0].shape

    def sized_as(self, axis: int) -> tuple[Any, int]:
        return self.args[0], axis


class OneHot(MatrixNode):
    """The rows e_i' for the positions i, from 0, in a vector of k of them: args positions, n; shape (k, n)."""

    word, roles, keeps_matrices = "one_hot", "ps", True

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[0].shape[0], self.args[1]

    def taken(self) -> Collection[Taken]:
        spots = self.args[0]
        each = spots.entries if isinstance(spots, Explicit) else (spots,)
        return tuple((spot, None, self, 1) for spot in each)
