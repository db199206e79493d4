"""A program with a batch: which of its names have an axis of samples, and where a sum over the samples is taken.

The arrays say which inputs have an axis. A name of a plain system then has one where something in its equation has one:
the program is a function F of stacked arrays. A derivative is the derivative of F, of any order:

    shared     what has no axis is used by every sample, so its cotangent is a sum over them
    once       what flows back from an equation without an axis (a penalty of W alone) is not part of that sum
    of F       the cotangent and the tangent of a name have an axis where the name has one, as ``Program.follows`` tells

So an equation for something shared is a sum of terms, each of which is summed over the samples if it has an axis, and
counts once if it has none; and what has an axis has it even where its equation holds nothing with one. What a caller
gives without an axis for something that has one (``bar_L`` = 1 of a loss L) stands for every sample, and its own
cotangent is, like that of anything without an axis, a sum. A cotangent with an axis for a gradient that is a sum asks
for each sample's own part of it: then what the gradient is by stands for every sample too.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from symgrad.calculus.batch_axes import follows_another
from symgrad.expressions.symbols import Cotangent, Derived, Inner, Next, Share, Tangent, is_variable
from symgrad.expressions.traversal import is_known, postorder
from symgrad.programs.program import Program


class Batch:
    """The names of a program that have a batch axis in front, given the inputs that come with one.

    ``wide`` are names that are known to have one, whatever their equations have become: in a stable form
    total(softmax(x)) is the number 1, and still one for each sample.

    flags   name -> whether its value has an axis
    summed  name -> whether its equation is a sum over the samples of something that has one
    spread  name -> whether it has one though nothing in its equation has; of an input: though it came without
    """

    def __init__(self, program: Program, batched: Collection[Any], wide: Collection[Any] = ()) -> None:
        self._program, self._wide = program, frozenset(wide)
        self._given = frozenset(batched)
        self._inputs = frozenset(program.inputs)
        self._follows = {**program.follows, **_told_by_the_names(program)}
        self.flags: dict[Any, bool] = {}
        self._decide_all()
        self._first = dict(self.flags)
        each = self._taken_apart(batched)
        if each:
            self._given |= each
            self.flags = {}
            self._decide_all()
        self.summed: dict[Any, bool] = {}
        self.spread: dict[Any, bool] = {
            symbol: self.flags[symbol] and symbol not in batched for symbol in program.inputs
        }
        self._carrying: dict[Any, bool] = {}
        for equation in program.equations:
            carries, flag = self.carries(equation.rhs), self.flags[equation.lhs]
            self.summed[equation.lhs] = carries and not flag
            self.spread[equation.lhs] = flag and not carries
            if equation.lhs not in program.follows and equation.lhs not in self._wide:
                self.flags[equation.lhs], self.spread[equation.lhs] = flag and carries, False

    @property
    def apart(self) -> frozenset[Any]:
        """The names whose value is not that of their equation's right-hand side: it is summed, or spread."""
        return frozenset(equation.lhs for equation in self._program.equations
                         if self.summed[equation.lhs] or self.spread[equation.lhs])  # fmt: skip

    @property
    def wide(self) -> frozenset[Any]:
        """The names that equations define and that have an axis, those aside that have one as they are taken apart."""
        return frozenset(symbol for symbol in self._program.definitions if self.flags[symbol] and self._first[symbol])

    def carries(self, expr: Any) -> bool:
        """Whether the value of an expression has a batch axis."""
        if is_variable(expr):
            return self.flags.get(expr, False)
        carrying = self._carrying
        for node in postorder(expr, lambda node: not is_variable(node) and not is_known(node, carrying)):
            if not is_variable(node) and node not in carrying:
                carrying[node] = any(
                    self.flags.get(arg, False) if is_variable(arg) else carrying[arg] for arg in node.args
                )
        return carrying[expr]

    def _taken_apart(self, batched: Collection[Any]) -> set[Any]:
        """The inputs that stand for every sample since the gradient by them is asked for sample by sample.

        That is so where a cotangent with an axis is given for a gradient that is a sum over the samples, or with such
        gradients a tangent with an axis for something without.
        """
        found: set[Any] = set()
        sums = any(map(follows_another, self._program.definitions))
        for given in batched:
            others = self._program.follows.get(given, ())
            apart = (other for other in others if follows_another(other) or (sums and isinstance(given, Tangent)))
            waiting = [other for other in apart if not self.flags[other]]
            while waiting:
                name = waiting.pop()
                if name not in found:
                    found.add(name)
                    waiting += self._others(name)
        return found.intersection(self._program.inputs)

    def _decide_all(self) -> None:
        for symbol in (*self._program.inputs, *self._program.definitions):
            self._decide(symbol)

    def _decide(self, symbol: Any) -> None:
        """Finds the flag of a name after those of the names that it follows; without recursion, chains are long."""
        stack = [symbol]
        while stack:
            name = stack[-1]
            others = self._others(name)
            waiting = [other for other in others if other not in self.flags]
            if waiting and name not in self.flags:
                stack += waiting
                continue
            stack.pop()
            if name not in self.flags:
                known = name in self._given or name in self._wide
                self.flags[name] = known or any(self.flags[other] for other in others)

    def _others(self, name: Any) -> tuple[Any, ...]:
        return self._follows.get(name) or self._program.uses(name)

    def collected(self, symbol: Any) -> str:
        """How an output that has an axis in the code is given without: the code that follows its name, or nothing.

        The cotangent of what came without an axis is the sum over the samples; anything else is the same for all.
        """
        bar = symbol
        while isinstance(bar, Tangent):
            bar = bar.primal
        of_input = isinstance(bar, Cotangent) and bar.primal in self._inputs
        if self.flags[symbol] and (not self._first[symbol] or (of_input and self.spread[bar.primal])):
            return ".sum(axis=0)" if isinstance(bar, Cotangent) else "[0].copy()"
        return ""


def _told_by_the_names(program: Program) -> dict[Any, tuple[Any, ...]]:
    """What cotangents follow of which nothing is written down, as those of stages: the nearest name that is here."""
    found = {}
    here = {*program.inputs}
    for symbol in program.definitions:
        if symbol not in program.follows and _is_of_cotangent(symbol):
            base = symbol.primal
            while base not in here and isinstance(base, Derived) and not isinstance(base, Inner):
                base = base.primal
            if base in here:
                found[symbol] = (base,)
        here.add(symbol)
    return found


def _is_of_cotangent(symbol: Any) -> bool:
    while isinstance(symbol, (Share, Next, Tangent)):
        symbol = symbol.primal
    return follows_another(symbol)
