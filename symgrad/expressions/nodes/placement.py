"""Entries put into other places: diagonals, blocks, rows, units."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import sympy as sp

from symgrad.expressions.nodes.node import EntryOf, MatrixNode, Taken


class Diag(MatrixNode):
    """The diagonal matrix of a vector u (n, 1): shape (n, n)."""

    word, roles, keeps_matrices, opens = "diag", "l", True, True

    @property
    def argument(self) -> Any:
        return self.args[0]

    @property
    def shape(self) -> tuple[Any, Any]:
        rows = self.argument.shape[0]
        return rows, rows

    def entry(self, i: Any, j: Any, of: EntryOf) -> Any:
        return sp.Mul(of(self.argument, i, sp.S.Zero), sp.KroneckerDelta(i, j))

    def turned(self, transpose: Callable[[Any], Any]) -> Diag:
        return self

    def _eval_transpose(self) -> Diag:
        return self


class Diagonal(MatrixNode):
    """The diagonal of a square matrix X (n, n) as a vector: shape (n, 1)."""

    word, roles = "diagonal", "l"

    @property
    def argument(self) -> Any:
        return self.args[0]

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.argument.shape[0], sp.S.One

    def entry(self, i: Any, j: Any, of: EntryOf) -> Any:
        return of(self.argument, i, i)


class Concat(MatrixNode):
    """Blocks of equal width one below the other: [u; v], shape (n_u + n_v, m)."""

    word, roles, together = "concat", "l", True
    agree, keeps_matrices = "stacked", True

    @property
    def shape(self) -> tuple[Any, Any]:
        return sp.Add(*(block.shape[0] for block in self.args)), self.args[0].shape[1]


class Explicit(MatrixNode):
    """A matrix whose entries are written out: args rows, columns, then the entries row by row."""

    word, roles, together, opens = "matrix", "ssl", True, True

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

    def entry(self, i: Any, j: Any, of: EntryOf) -> Any | None:
        known = sp.sympify(i).is_Integer and sp.sympify(j).is_Integer
        return self.at(int(i), int(j)) if known else None

    def turned(self, transpose: Callable[[Any], Any]) -> Any:
        columns = zip(*self.lines, strict=True)
        return self.func(self.args[1], self.args[0], *(entry for column in columns for entry in column))

    def _sympystr(self, printer: Any) -> str:
        return f"Matrix({[[printer.doprint(entry) for entry in line] for line in self.lines]})".replace("'", "")


class Rows(MatrixNode):
    """The rows start, ..., start + count - 1 of X: shape (count, m). It takes a Concat apart again."""

    word, roles = "rows", "ls"

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

    def taken(self) -> Collection[Taken]:
        return ((self.start, self.count, self.argument, 0),)

    def entry(self, i: Any, j: Any, of: EntryOf) -> Any:
        return of(self.argument, self.start + i, j)


class Unit(MatrixNode):
    """The matrix (n, m) with a one at row i, column j (from 0) and zeros elsewhere: args n, m, i, j."""

    word, roles, opens = "unit", "ssp", True

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[0], self.args[1]

    def taken(self) -> Collection[Taken]:
        return tuple((place, None, self, axis) for axis, place in enumerate(self.args[2:]))

    def entry(self, i: Any, j: Any, of: EntryOf) -> Any:
        return sp.Mul(sp.KroneckerDelta(i, self.args[2]), sp.KroneckerDelta(j, self.args[3]))

    def turned(self, transpose: Callable[[Any], Any]) -> Any:
        rows, columns, i, j = self.args
        return self.func(columns, rows, j, i)
