"""What a rule sees: the definitions of the names of a program, and what expressions are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from symgrad.expressions.nodes import Reduction, VectorMap, application
from symgrad.expressions.symbols import is_variable
from symgrad.lowering.stability.analysis import Analysis
from symgrad.operations.of_vectors import softmax


@dataclass(frozen=True)
class Sight:
    """What a program is made of: ``value(symbol)`` is what a name stands for, ``plain(symbol)`` the same as written.

    ``near`` is the analysis for which a name of a sum is itself.
    """

    analysis: Analysis
    near: Analysis
    value: Callable[[Any], Any]
    plain: Callable[[Any], Any]

    def applied(self, expr: Any, *heads: Any) -> Any | None:
        """The argument where an expression, or what it is the name of, is one of some functions of every entry."""
        value = self.value(expr) if is_variable(expr) else expr
        head, argument = application(value)
        return argument if head in heads else None

    def softmax_lines(self, expr: Any) -> int | None:
        """The axis where an expression, or what it is the name of, is the softmax of each row or column."""
        value = self.value(expr) if is_variable(expr) else expr
        return value.head.lines.axis if isinstance(value, VectorMap) and value.head.whole is softmax else None

    def of_vector(self, expr: Any, row: Any) -> Any | None:
        """The argument where an expression, or what it is the name of, is a function of a vector."""
        value = self.value(expr) if is_variable(expr) else expr
        return value.argument if isinstance(value, (VectorMap, Reduction)) and value.head == row else None
