"""Scalars made of the entries of vectors and matrices."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.refusals import NotBySympy


class Dot(NotBySympy, sp.Expr):
    """The sum of the products of corresponding entries: u . v for vectors, tr(A^T B) for matrices."""

    is_commutative = True

    @property
    def left(self) -> Any:
        return self.args[0]

    @property
    def right(self) -> Any:
        return self.args[1]

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"dot({printer.doprint(self.left)}, {printer.doprint(self.right)})"


class Total(NotBySympy, sp.Expr):
    """The sum of all entries of a vector or a matrix."""

    is_commutative = True

    @property
    def argument(self) -> Any:
        return self.args[0]

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"total({printer.doprint(self.argument)})"
