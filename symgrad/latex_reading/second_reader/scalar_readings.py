"""What a formula of a paper is where every array has one entry: a SymPy expression of numbers, by our own reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.expressions.symbols import scalar
from symgrad.latex_reading.formulas.expressions_read import LOWERED
from symgrad.latex_reading.formulas.lowering_rules import Lowering, Rule
from symgrad.latex_reading.nodes.formula_nodes import Span
from symgrad.latex_reading.nodes.meanings import Call, Derivative, Kronecker, Meaning, SumOver, Times, Use
from symgrad.latex_reading.shapes.shape_search import Solution
from symgrad.latex_reading.vocabulary.entry_forms import Axes
from symgrad.latex_reading.vocabulary.functions_read import ENTRYWISE

_OF_NUMBERS = frozenset({"sqrt", "max", "min"})
_NORMS = frozenset({"norm |", "norm ‖", "norm ‖1", "norm ‖2", "norm ‖F"})


class Scalars:
    """The symbols and the functions of one text where every array has one entry.

    shown   each symbol -> how its author writes it
    """

    def __init__(self) -> None:
        self.shown: dict[Any, str] = {}
        self._symbols: dict[Meaning, Any] = {}
        self._functions: dict[tuple[str, int], Callable[..., Any]] = {}

    def symbol(self, node: Meaning) -> Any:
        """The symbol of a name, at its time and entries, or of a derivative."""
        if node not in self._symbols:
            self._symbols[node] = scalar(f"x_{len(self._symbols)}")
        made, text = self._symbols[node], " ".join(node.span.text.split())
        self.shown[made] = min(self.shown.get(made, text), text, key=len)
        return made

    def function(self, node: Call) -> Callable[..., Any]:
        """A function, or a slope of one, of numbers; the same for the same."""
        key = node.function, node.primes
        if key not in self._functions:
            self._functions[key] = self._made(node.span, node.function, node.primes)
        return self._functions[key]

    def reading(self, node: Meaning) -> Any:
        """The expression of a formula.

        Raises NoMatrixForm where it has none of numbers.
        """
        kinds = {id(one): ("scalar",) * len(one.signs) for one in node.walk() if isinstance(one, Times)}
        lowering = Lowering(Solution({}, kinds, {}, 0), self.symbol, lambda size: size, _named, self._rules)
        return lowering.of(node).expr

    @property
    def _rules(self) -> Mapping[type, Rule]:
        return MappingProxyType({**LOWERED, SumOver: _twice, Call: _call, Kronecker: LOWERED[Derivative]})

    def _made(self, span: Span, name: str, primes: int) -> Callable[..., Any]:
        def applied(*arguments: Any) -> Any:
            stand_ins = [Use(span, f"argument {k}") for k in range(len(arguments))]
            symbols = {self.symbol(one): argument for one, argument in zip(stand_ins, arguments, strict=True)}
            return self.reading(Call(span, name, tuple(stand_ins), primes)).xreplace(symbols)

        return applied


def _named(name: str) -> Callable[..., Any]:
    return sp.Function(name)


def _twice(lowering: Lowering, node: SumOver) -> Axes:
    """A sum over an index adds equal terms: of two."""
    return Axes(2 * lowering.of(node.body).expr)


def _call(lowering: Lowering, node: Call) -> Axes:
    """A function of every entry; any other is one that is left open."""
    if node.function in ENTRYWISE or node.function in _OF_NUMBERS:
        return LOWERED[Call](lowering, node)
    arguments = [lowering.of(argument).expr for argument in node.arguments]
    if node.function in _NORMS:
        return Axes(sp.Abs(arguments[0]))
    return Axes(sp.Function(node.function + "'" * node.primes)(*arguments))
