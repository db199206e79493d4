"""Sums over time, as equations with a time index hold them."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement, MatrixExpr

from symgrad.algebra import is_zero, raw
from symgrad.shapes import is_matrix
from symgrad.shown import Shown


class TimeSum(Shown):
    """Mixin: the sum of ``term`` over t from ``first`` to ``last``."""

    args: tuple[Any, ...]

    @property
    def term(self) -> Any:
        return self.args[0]

    @property
    def first(self) -> Any:
        return self.args[1]

    @property
    def last(self) -> Any:
        return self.args[2]

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"sum({printer.doprint(self.term)}, t = {self.first} .. {self.last})"


class ScalarTimeSum(TimeSum, sp.Expr):
    """A sum of scalars over time."""

    is_commutative = True


class MatrixTimeSum(TimeSum, MatrixExpr):
    """A sum of vectors or matrices over time."""

    @property
    def shape(self) -> tuple[Any, Any]:
        rows, columns = self.term.shape
        return rows, columns

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.Basic.__new__(MatrixElement, self, i, j)  # no simpler form


def sum_over_time(term: Any, first: Any, last: Any) -> Any:
    """The sum of a term over t."""
    if is_zero(term):
        return term
    return raw(MatrixTimeSum if is_matrix(term) else ScalarTimeSum, term, first, last)
