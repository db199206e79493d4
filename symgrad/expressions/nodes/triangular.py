"""Triangles of matrices, their entries as a vector (vech), and the factors that are triangular."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import sympy as sp

from symgrad.expressions.nodes.node import EntryOf, MatrixNode, Node, Taken
from symgrad.expressions.traversal import told_inside


class _OfOne(Node):
    """Mixin: what is made of one matrix or vector, which comes first."""

    @property
    def argument(self) -> Any:
        return self.args[0]


class Triangle(_OfOne, MatrixNode):
    """X (n, n) with its entries below, on and above the diagonal times a number each: args X and the three numbers.

    (1, 1, 0) is the lower triangle; (1, 1/2, 0), with half of the diagonal, is in the differential of a factorization.
    """

    word, roles, opens = "tril", "ls", True

    @property
    def weights(self) -> tuple[Any, Any, Any]:
        """The numbers of what is below, on and above the diagonal."""
        return self.args[1:]

    @property
    def shape(self) -> tuple[Any, Any]:
        rows = self.argument.shape[0]
        return rows, rows

    def sized_as(self, axis: int) -> tuple[Any, int]:
        return self.argument, 0

    def entry(self, i: Any, j: Any, of: EntryOf) -> Any | None:
        if not (sp.sympify(i).is_Integer and sp.sympify(j).is_Integer):
            return None
        weight = self.weights[1 if i == j else 0 if i > j else 2]
        return sp.Mul(weight, of(self.argument, i, j)) if weight != 0 else sp.S.Zero

    def turned(self, transpose: Callable[[Any], Any]) -> Any | None:
        below, on_diagonal, above = self.weights
        half = on_diagonal == sp.S.Half  # that of an upper triangle has no word of its own
        return None if half else self.func(transpose(self.argument), above, on_diagonal, below)

    def _sympystr(self, printer: Any) -> str:
        return f"{triangle_word(self)}({told_inside(self, self.args[:1], printer)})"


_WORDS = {(1, 1, 0): "tril", (0, 1, 1): "triu", (1, sp.S.Half, 0): "half_tril", (1, 0, 0): "strict_tril",
          (0, 0, 1): "strict_triu"}  # fmt: skip


def triangle_word(node: Triangle) -> str:
    """What a triangle is called in plain text.

    >>> triangle_word(Triangle(sp.MatrixSymbol("X", 3, 3), sp.S.One, sp.S.One, sp.S.Zero))
    'tril'
    """
    return _WORDS[node.weights]


class Vech(_OfOne, MatrixNode):
    """The entries of X (n, n) on and below the diagonal, column by column: shape (n (n + 1) / 2, 1)."""

    word, roles = "vech", "l"

    @property
    def shape(self) -> tuple[Any, Any]:
        return count_of_triangle(self.argument.shape[0]), sp.S.One


class Unvech(_OfOne, MatrixNode):
    """The lower triangular matrix (n, n) whose vech is x (n (n + 1) / 2, 1): args x, n."""

    word, roles = "unvech", "ls"

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[1], self.args[1]


class Duplication(MatrixNode):
    """The D with vec(S) = D vech(S) for symmetric S (n, n): args n; shape (n n, n (n + 1) / 2)."""

    word, roles = "duplication", "s"

    @property
    def shape(self) -> tuple[Any, Any]:
        (size,) = self.args
        return sp.Pow(size, 2), count_of_triangle(size)


class Elimination(MatrixNode):
    """The L with vech(X) = L vec(X) for any X (n, n): args n; shape (n (n + 1) / 2, n n)."""

    word, roles = "elimination", "s"

    @property
    def shape(self) -> tuple[Any, Any]:
        (size,) = self.args
        return count_of_triangle(size), sp.Pow(size, 2)


def count_of_triangle(size: Any) -> Any:
    """How many entries of a matrix (n, n) stand on and below its diagonal.

    >>> count_of_triangle(sp.Integer(3))
    6
    """
    return sp.Mul(sp.S.Half, size, sp.Add(size, 1))


class Cholesky(_OfOne, MatrixNode):
    """The lower triangular L (n, n) with a positive diagonal and L L^T = A, of a positive definite A."""

    word, told = "cholesky", "a Cholesky factor"

    @property
    def shape(self) -> tuple[Any, Any]:
        rows = self.argument.shape[0]
        return rows, rows

    def sized_as(self, axis: int) -> tuple[Any, int]:
        return self.argument, 0


class _FactorOfQR(_OfOne):
    """Mixin: of A (m, n) = Q R of full column rank, R upper triangular with a positive diagonal."""

    told, keeps_matrices = "a factor of QR", True

    def taken(self) -> Collection[Taken]:
        return ((sp.S.Zero, self.argument.shape[1], self.argument, 0),)  # as many rows as columns, at least


class OrthogonalFactor(_FactorOfQR, MatrixNode):
    """The Q (m, n) of A (m, n) = Q R, with orthonormal columns."""

    word = "qr_q"

    @property
    def shape(self) -> tuple[Any, Any]:
        rows, columns = self.argument.shape
        return rows, columns

    def sized_as(self, axis: int) -> tuple[Any, int]:
        return self.argument, axis


class TriangularFactor(_FactorOfQR, MatrixNode):
    """The R (n, n) of A (m, n) = Q R, upper triangular with a positive diagonal."""

    word = "qr_r"

    @property
    def shape(self) -> tuple[Any, Any]:
        columns = self.argument.shape[1]
        return columns, columns

    def sized_as(self, axis: int) -> tuple[Any, int]:
        return self.argument, 1
