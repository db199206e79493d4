"""Entries put into other places: diagonals, blocks, rows, units."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.expressions.nodes.node import MatrixNode


class Diag(MatrixNode):
    """The diagonal matrix of a vector u (n, 1): shape (n, n)."""

    word = "diag"

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


class Diagonal(MatrixNode):
    """The diagonal of a square matrix X (n, n) as a vector: shape (n, 1)."""

    word = "diagonal"

    @property
    def argument(self) -> Any:
        return self.args[0]

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.argument.shape[0], sp.S.One

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return self.argument[i, i]


class Concat(MatrixNode):
    """Blocks of equal width one below the other: [u; v], shape (n_u + n_v, m)."""

    word = "concat"

    @property
    def shape(self) -> tuple[Any, Any]:
        return sp.Add(*(block.shape[0] for block in self.args)), self.args[0].shape[1]


class Explicit(MatrixNode):
    """A matrix whose entries are written out: args rows, columns, then the entries row by row."""

    word, roles = "matrix", "ssv"

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[0], self.args[1]

    @property
    def entries(self) -> tuple[Any, ...]:
        return self.args[2:]

    def at(self, i: int, j: int) -> Any:
        """The entry at row i, column j, from 0."""
        return self.args[2 + i * int(self.args[1]) + j]

    @property
    def lines(self) -> list[list[Any]]:
        """The entries, a list for each row."""
        rows, columns = map(int, self.shape)
        return [[self.at(i, j) for j in range(columns)] for i in range(rows)]

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        known = sp.sympify(i).is_Integer and sp.sympify(j).is_Integer
        return self.at(int(i), int(j)) if known else super()._entry(i, j)

    def _sympystr(self, printer: Any) -> str:
        return f"Matrix({[[printer.doprint(entry) for entry in line] for line in self.lines]})".replace("'", "")


class Rows(MatrixNode):
    """The rows start, ..., start + count - 1 of X: shape (count, m). It takes a Concat apart again."""

    word, roles = "rows", "vs"

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


class Unit(MatrixNode):
    """The matrix (n, m) with a one at row i, column j (from 0) and zeros elsewhere: args n, m, i, j."""

    word, roles = "unit", "ssp"

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[0], self.args[1]

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.KroneckerDelta(i, self.args[2]) * sp.KroneckerDelta(j, self.args[3])
