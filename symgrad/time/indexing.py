"""A program over time as a paper tells it: equations at t, with t - 1 and t + 1 in them, boundaries, sums over t.

What a forward stage carries is a name at t - 1. What a backward stage carries is written out: the cotangent of y at t
is what comes from above, plus what the equations at t + 1 give back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.algebra import add, zero
from symgrad.equations import Equation, replace_variables, variables_in
from symgrad.errors import SymgradError
from symgrad.shapes import shape_of
from symgrad.symbols import At, Cotangent, Derived, Next, Seed, at
from symgrad.time.stages import Output, TimeProgram
from symgrad.time.sums import sum_over_time

t, T = sp.Symbol("t", integer=True, positive=True), sp.Symbol("T", integer=True, positive=True)


@dataclass(frozen=True)
class IndexedEquations:
    """A program over time, told with a time index.

    first     what holds at t = 0: the first carries
    forward   what holds at t = 1, ..., T, in this order
    boundary  what holds at t = T + 1: every cotangent is zero
    backward  what holds at t = T, ..., 1, in this order
    closing   what is left when all t are done: sums over t, and the cotangents of the first carries
    """

    first: tuple[Equation, ...]
    forward: tuple[Equation, ...]
    boundary: tuple[Equation, ...]
    backward: tuple[Equation, ...]
    closing: tuple[Equation, ...]

    @property
    def equations(self) -> tuple[Equation, ...]:
        """All of them, in the order in which they are told."""
        return (*self.first, *self.forward, *self.boundary, *self.backward, *self.closing)


def indexed(program: TimeProgram) -> IndexedEquations:
    """The equations of a program over time, with t in them."""
    if any(_gradients_in(symbol) > 1 for symbol in program.definitions):
        raise SymgradError(
            "the gradient of a gradient through time runs forward again, and is not told with t and t + 1; compile it, "
            "unroll it, or take the tangent of the gradient, which is the same product."
        )
    told = _Telling(program)
    summed = {part for output in program.outputs if output.kind == "sum" for part in output.parts}
    forward: list[Equation] = []
    backward: list[Equation] = []
    for place, stage in enumerate(program.stages):
        around = [other.direction for other in program.stages[: place + 1] if other.direction]
        lines = forward if not around or around[-1] == 1 else backward
        lines += [
            Equation(at(equation.lhs, t), told.at_time(equation.rhs, t))
            for equation in stage.body.equations
            if equation.lhs not in summed and equation.lhs not in told.folded
        ]
    told_at = backward if any(stage.direction == -1 for stage in program.stages) else forward
    told_at += [told.added_up(output) for output in program.outputs if output.parts != (output.symbol,)
                and output.kind == "every"]  # fmt: skip
    closing = [told.closed(output) for output in program.outputs if output.kind != "every"]
    return IndexedEquations(
        tuple(told.first()), tuple(forward), tuple(_boundary([*backward, *closing])), tuple(backward), tuple(closing)
    )


class _Telling:
    def __init__(self, program: TimeProgram) -> None:
        self._program = program
        self._right = {e.lhs: e.rhs for stage in program.stages for e in stage.body.equations}
        self._carried = {old: (new, stage.direction) for stage in program.stages for new, old in stage.carry.items()}
        self.folded = frozenset(new for old, (new, _) in self._carried.items() if _is_next(old))

    def at_time(self, expr: Any, time: Any) -> Any:
        """An expression whose names stand for their values at a time."""
        return replace_variables(expr, {v: self._value(v, time) for v in variables_in(expr)})

    def _value(self, symbol: Any, time: Any) -> Any:
        if symbol in self._carried:
            new, direction = self._carried[symbol]
            before = time - direction
            return self.at_time(self._right[new], before) if new in self.folded else at(new, before)
        if symbol in self.folded:
            return self.at_time(self._right[symbol], time)
        if symbol in self._right or symbol in self._program.sequences:
            return at(symbol, time)
        return symbol

    def first(self) -> Iterable[Equation]:
        """h at 0 is what the caller gives, or zero."""
        for old, (new, direction) in self._carried.items():
            if new not in self.folded:
                first = self._program.firsts.get(old)
                start = sp.S.Zero if direction == 1 else T + 1
                yield Equation(at(new, start), zero(shape_of(new)) if first is None else first)

    def added_up(self, output: Output) -> Equation:
        """A result at t of which several stages give a part, or none."""
        terms = [self.at_time(part, t) for part in output.parts]
        return Equation(at(output.symbol, t), add(*terms) if terms else zero(shape_of(output.symbol)))

    def closed(self, output: Output) -> Equation:
        """A sum over t, or what is carried out of the last step."""
        if output.kind == "end":
            return self._carried_out(output)
        terms = [_centred(self.at_time(self._right[part], t)) for part in output.parts]
        return Equation(output.symbol, add(*terms) if terms else zero(shape_of(output.symbol)))

    def _carried_out(self, output: Output) -> Equation:
        """The cotangent of h at 0, which is h_prev: what the equations at 1 give back."""
        directions = dict(self._carried.values())
        forward = all(directions[part] == -1 for part in output.parts)
        start, first = (sp.S.Zero, sp.S.One) if forward else (T + 1, T)
        values = [self.at_time(self._right[part], first) for part in output.parts]
        name = at(_rebased(output.symbol, {old: new for old, (new, _) in self._carried.items()}), start)
        return Equation(name, add(*values) if values else zero(shape_of(name)))


def _is_next(symbol: Any) -> bool:
    while isinstance(symbol, Derived) and not isinstance(symbol, Next):
        symbol = symbol.primal
    return isinstance(symbol, Next)


def _rebased(symbol: Any, names: Mapping[Any, Any]) -> Any:
    """The cotangent of h, for the cotangent of h_prev."""
    if symbol in names:
        return names[symbol]
    if not isinstance(symbol, Derived):
        return symbol
    made: Any = type(symbol)
    return made(_rebased(symbol.primal, names), symbol.generation)


def _centred(term: Any) -> Any:
    """A sum over t with its forward quantities at t: of delta at t + 1 and y at t, rather than at t and t - 1."""
    times = {v.time for v in variables_in(term) if isinstance(v, At) and not _is_of_cotangent(v)}
    if times != {t - 1}:
        return sum_over_time(term, sp.S.One, T)
    later = {v: at(v.primal, v.time + 1) for v in variables_in(term) if isinstance(v, At)}
    return sum_over_time(replace_variables(term, later), sp.S.Zero, T - 1)


def _gradients_in(symbol: Any) -> int:
    """How many cotangents of cotangents a name is."""
    count = 0
    while isinstance(symbol, Derived):
        count += isinstance(symbol, (Cotangent, Seed))
        symbol = symbol.primal
    return count


def _is_of_cotangent(symbol: Any) -> bool:
    while isinstance(symbol, Derived):
        if isinstance(symbol, (Cotangent, Seed)):
            return True
        symbol = symbol.primal
    return False


def _boundary(equations: Iterable[Equation]) -> Iterable[Equation]:
    """Every cotangent that the equations at T take from T + 1, or those at 1 from 0, is zero there."""
    found: dict[Any, None] = {}
    for equation in equations:
        for symbol in variables_in(equation.rhs):
            if isinstance(symbol, At) and _is_of_cotangent(symbol):
                if symbol.time == t + 1:
                    found[at(symbol.primal, T + 1)] = None
                elif symbol.time == t - 1:
                    found[at(symbol.primal, sp.S.Zero)] = None
    return [Equation(symbol, zero(shape_of(symbol))) for symbol in found]
