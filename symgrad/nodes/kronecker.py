"""What the Kronecker product needs around it: its two partial contractions, vec, and the commutation matrix."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement, MatrixExpr

from symgrad.broadcasting import Broadcasting
from symgrad.refusals import NotBySympy


class KroneckerLeft(NotBySympy, Broadcasting, MatrixExpr):
    """The A that makes <A x B, C> = <A, KroneckerLeft(C, B)>: entry (i, j) is <C_ij, B>, C_ij the blocks of C.

    C is (m p, n q), B is (p, q); shape (m, n).
    """

    @property
    def shape(self) -> tuple[Any, Any]:
        (mp, nq), (p, q) = self.args[0].shape, self.args[1].shape
        return sp.cancel(mp / p), sp.cancel(nq / q)

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.Basic.__new__(MatrixElement, self, i, j)  # no simpler form

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"kronecker_left({printer.doprint(self.args[0])}, {printer.doprint(self.args[1])})"


class KroneckerRight(NotBySympy, Broadcasting, MatrixExpr):
    """The B that makes <A x B, C> = <B, KroneckerRight(C, A)>: the sum of A_ij C_ij, C_ij the blocks of C.

    C is (m p, n q), A is (m, n); shape (p, q).
    """

    @property
    def shape(self) -> tuple[Any, Any]:
        (mp, nq), (m, n) = self.args[0].shape, self.args[1].shape
        return sp.cancel(mp / m), sp.cancel(nq / n)

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.Basic.__new__(MatrixElement, self, i, j)  # no simpler form

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"kronecker_right({printer.doprint(self.args[0])}, {printer.doprint(self.args[1])})"


class Vec(NotBySympy, Broadcasting, MatrixExpr):
    """The columns of X (n, m) one below the other: shape (n m, 1)."""

    @property
    def argument(self) -> Any:
        return self.args[0]

    @property
    def shape(self) -> tuple[Any, Any]:
        return sp.Mul(*self.argument.shape), sp.S.One

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.Basic.__new__(MatrixElement, self, i, j)  # no simpler form

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"vec({printer.doprint(self.argument)})"


class Unvec(NotBySympy, Broadcasting, MatrixExpr):
    """The matrix (n, m) whose columns are x (n m, 1) cut into m pieces: args x, n, m."""

    @property
    def argument(self) -> Any:
        return self.args[0]

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[1], self.args[2]

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.Basic.__new__(MatrixElement, self, i, j)  # no simpler form

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"unvec({', '.join(printer.doprint(arg) for arg in self.args)})"


class Commutation(NotBySympy, Broadcasting, MatrixExpr):
    """The permutation K with K vec(X) = vec(X^T) for X of shape (n, m): args n, m; shape (n m, n m)."""

    @property
    def shape(self) -> tuple[Any, Any]:
        size = sp.Mul(*self.args)
        return size, size

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.Basic.__new__(MatrixElement, self, i, j)  # no simpler form

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"commutation({', '.join(printer.doprint(arg) for arg in self.args)})"
