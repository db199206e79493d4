"""Sums over time, as equations with a time index hold them."""

from __future__ import annotations

from typing import Any

from symgrad.algebra import is_zero, raw
from symgrad.expressions.nodes.node import MatrixNode, Node, ScalarNode
from symgrad.expressions.nodes.node_rules import Rules, rebuilt
from symgrad.expressions.shapes import is_matrix


class TimeSum(Node):
    """Mixin: the sum of ``term`` over t from ``first`` to ``last``."""

    word, roles, is_told_only = "sum", "vs", True
    rules = Rules(intake=rebuilt)

    @property
    def term(self) -> Any:
        return self.args[0]

    @property
    def first(self) -> Any:
        return self.args[1]

    @property
    def last(self) -> Any:
        return self.args[2]

    def _sympystr(self, printer: Any) -> str:
        return f"sum({printer.doprint(self.term)}, t = {self.first} .. {self.last})"


class ScalarTimeSum(TimeSum, ScalarNode):
    """A sum of scalars over time."""


class MatrixTimeSum(TimeSum, MatrixNode):
    """A sum of vectors or matrices over time."""

    @property
    def shape(self) -> tuple[Any, Any]:
        rows, columns = self.term.shape
        return rows, columns


def sum_over_time(term: Any, first: Any, last: Any) -> Any:
    """The sum of a term over t."""
    if is_zero(term):
        return term
    return raw(MatrixTimeSum if is_matrix(term) else ScalarTimeSum, term, first, last)
