"""Which values have a batch axis, and which gradients are summed over it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.algebra import split
from symgrad.equations import variables_in
from symgrad.nodes import Elementwise
from symgrad.program import Program
from symgrad.symbols import Cotangent, Derived, Seed


class Batch:
    """The names of a program that carry a batch axis in front, given the inputs that do.

    A shared quantity has no such axis; its cotangent is summed over the batch.
    """

    def __init__(self, program: Program, batched: Collection[Any]) -> None:
        self.flags: dict[Any, bool] = {symbol: symbol in batched for symbol in program.inputs}
        self.summed: dict[Any, bool] = {}
        for equation in program.equations:
            carries = self.carries(equation.rhs)
            self.summed[equation.lhs] = carries and self._is_of_shared(equation.lhs)
            self.flags[equation.lhs] = carries and not self.summed[equation.lhs]

    def carries(self, expr: Any) -> bool:
        """Whether the value of an expression has a batch axis."""
        return any(self.flags.get(variable, False) for variable in variables_in(expr))

    def _is_of_shared(self, symbol: Any) -> bool:
        """Whether a symbol is the cotangent of something that has no batch axis."""
        return _has_cotangent(symbol) and self._shared(symbol.primal)

    def _shared(self, symbol: Any) -> bool:
        while symbol not in self.flags and isinstance(symbol, Derived):
            symbol = symbol.primal
        return not self.flags.get(symbol, True)


def _has_cotangent(symbol: Any) -> bool:
    while isinstance(symbol, Derived):
        if isinstance(symbol, (Cotangent, Seed)):
            return True
        symbol = symbol.primal
    return False


def following(program: Program, batched: Collection[Any], follows: Mapping[Any, Collection[Any]]) -> frozenset[Any]:
    """The inputs that carry a batch axis: those given with one, and cotangents of outputs that depend on one."""
    given = set(batched)
    return frozenset(
        symbol for symbol in program.inputs if symbol in given or any(s in given for s in follows.get(symbol, ()))
    )


def is_flat(expr: Any) -> bool:
    """Whether every entry of a vector or a matrix is the same number, which is then all that its code says."""
    if isinstance(expr, (sp.OneMatrix, sp.ZeroMatrix)):
        return True
    if isinstance(expr, (sp.MatAdd, HadamardProduct)):
        return all(map(is_flat, expr.args))
    if isinstance(expr, HadamardPower):
        return is_flat(expr.base)
    if isinstance(expr, Elementwise):
        return is_flat(expr.argument)
    coefficient, body = split(expr)
    return coefficient != 1 and is_flat(body)
