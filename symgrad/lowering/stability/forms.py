"""Nodes for what cancels in its plain form, and is computed by a function of its own instead.

sigmoid_complement(o, z)   1 - o                           for o = sigmoid(z)
softmax_complement(p)      1 - p                           for p = softmax(z)
softmax_centred(p, v)      v - <p, v> 1                    for p = softmax(z)
softmax_pull(p, v)         p . v - <p, v> p                for p = softmax(z)
softmax_difference(p, q)   p - q                           for p = softmax(z), q = softmax(x)
softmax_jacobian(p)        diag(p) - p p'                  for p = softmax(z)
log_softmax_jacobian(p)    I - 1 p'                        for p = softmax(z)
normalize_jacobian(y)      I - y y'                        for y = x / |x|
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.core.symbol import Str
from sympy.matrices.expressions.matexpr import MatrixElement, MatrixExpr

SQUARE = ("softmax_jacobian", "log_softmax_jacobian", "normalize_jacobian")


class StableForm(MatrixExpr):
    """A function of symgrad's generated code, by name, of vectors: args name, vectors; no reader meets it."""

    def __new__(cls, name: str | Str, *vectors: Any) -> StableForm:
        return super().__new__(cls, name if isinstance(name, Str) else Str(name), *vectors)

    @property
    def name(self) -> str:
        """The name of the function."""
        return str(self.args[0].name)

    @property
    def vectors(self) -> tuple[Any, ...]:
        """What it is applied to."""
        return tuple(self.args[1:])

    @property
    def shape(self) -> tuple[Any, Any]:
        rows, columns = self.args[1].shape
        return (rows, rows) if self.name in SQUARE else (rows, columns)

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.Basic.__new__(MatrixElement, self, i, j)  # no simpler form

    def doit(self, **hints: Any) -> Any:
        return self


class StableLines(MatrixExpr):
    """A StableForm of the rows (axis 1) or columns (0) of matrices: args name, axis, matrices."""

    def __new__(cls, name: str | Str, axis: Any, *matrices: Any) -> StableLines:
        return super().__new__(cls, name if isinstance(name, Str) else Str(name), sp.Integer(axis), *matrices)

    @property
    def name(self) -> str:
        """The name of the function."""
        return str(self.args[0].name)

    @property
    def axis(self) -> int:
        """The axis along which it runs."""
        return int(self.args[1])

    @property
    def matrices(self) -> tuple[Any, ...]:
        """What it is applied to."""
        return tuple(self.args[2:])

    @property
    def shape(self) -> tuple[Any, Any]:
        rows, columns = self.args[2].shape
        return rows, columns

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.Basic.__new__(MatrixElement, self, i, j)  # no simpler form

    def doit(self, **hints: Any) -> Any:
        return self
