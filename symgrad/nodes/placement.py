"""Entries put into other places: diagonals, blocks, rows, units."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement, MatrixExpr

from symgrad.broadcasting import Broadcasting
from symgrad.refusals import NotBySympy


class Diag(NotBySympy, Broadcasting, MatrixExpr):
    """The diagonal matrix of a vector u (n, 1): shape (n, n)."""

    @property
    def argument(self) -> Any:
        return self.args[0]

    @property
    def shape(self) -> tuple[Any, Any]:
        rows = self.argument.shape[0]
        return rows, rows

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return self.argument[i, 0] * sp.KroneckerDelta(i, j)

    def _eval_transpose(self) -> Diag:
        return self

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"diag({printer.doprint(self.argument)})"


class Diagonal(NotBySympy, Broadcasting, MatrixExpr):
    """The diagonal of a square matrix X (n, n) as a vector: shape (n, 1)."""

    @property
    def argument(self) -> Any:
        return self.args[0]

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.argument.shape[0], sp.S.One

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return self.argument[i, i]

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"diagonal({printer.doprint(self.argument)})"


class Concat(NotBySympy, Broadcasting, MatrixExpr):
    """Blocks of equal width one below the other: [u; v], shape (n_u + n_v, m)."""

    @property
    def shape(self) -> tuple[Any, Any]:
        return sp.Add(*(block.shape[0] for block in self.args)), self.args[0].shape[1]

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.Basic.__new__(MatrixElement, self, i, j)  # no simpler form

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"concat({', '.join(printer.doprint(block) for block in self.args)})"


class Rows(NotBySympy, Broadcasting, MatrixExpr):
    """The rows start, ..., start + count - 1 of X: shape (count, m). It takes a Concat apart again."""

    @property
    def argument(self) -> Any:
        return self.args[0]

    @property
    def start(self) -> Any:
        return self.args[1]

    @property
    def count(self) -> Any:
        return self.args[2]

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.count, self.argument.shape[1]

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return self.argument[self.start + i, j]

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"rows({', '.join(printer.doprint(arg) for arg in self.args)})"


class Unit(NotBySympy, Broadcasting, MatrixExpr):
    """The matrix (n, m) with a one at row i, column j (from 0) and zeros elsewhere: args n, m, i, j."""

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[0], self.args[1]

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.KroneckerDelta(i, self.args[2]) * sp.KroneckerDelta(j, self.args[3])

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"unit({', '.join(printer.doprint(arg) for arg in self.args)})"
