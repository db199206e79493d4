"""A program over time as a paper tells it: equations at t, with t - 1 and t + 1 in them, boundaries, sums over t.

What a forward stage carries is a name at t - 1. What a backward stage carries is written out: the cotangent of y at t
is what comes from above, plus what the equations at t + 1 give back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.algebra import add, zero
from symgrad.errors import SymgradError
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import (
    At,
    Cotangent,
    Derived,
    Next,
    Seed,
    at,
    is_of_cotangent,
    layer_of,
    layers,
    time,
)
from symgrad.programs.equations import Equation, replace_variables, variables_in
from symgrad.time.made import made_among
from symgrad.time.stages import Output, TimeProgram
from symgrad.time.time_sums import sum_over_time

t, T = time("t"), time("T")


@dataclass(frozen=True)
class IndexedEquations:
    """A program over time, told with a time index.

    once      what has no time: equations of parameters alone
    first     what holds at t = 0: the first carries
    forward   what holds at t = 1, ..., T, in this order
    given     what is 1 or 0 by the time alone: whether a cotangent goes on, whether a step is the last one
    boundary  what holds at t = T + 1: every cotangent is zero
    backward  what holds at t = T, ..., 1, in this order
    closing   what is left when all t are done: sums over t, and the cotangents of the first carries
    """

    once: tuple[Equation, ...]
    first: tuple[Equation, ...]
    forward: tuple[Equation, ...]
    given: tuple[Equation, ...]
    boundary: tuple[Equation, ...]
    backward: tuple[Equation, ...]
    closing: tuple[Equation, ...]

    @property
    def equations(self) -> tuple[Equation, ...]:
        """All of them, in the order in which they are told."""
        return (*self.once, *self.first, *self.forward, *self.given, *self.boundary, *self.backward, *self.closing)


def indexed(program: TimeProgram) -> IndexedEquations:
    """The equations of a program over time, with t in them."""
    if any(_gradients_in(symbol) > 1 for symbol in program.definitions):
        raise SymgradError(
            "the gradient of a gradient through time runs forward again, and is not told with t and t + 1; compile it, "
            "unroll it, or take the tangent of the gradient, which is the same product."
        )
    told = _Telling(program)
    once: list[Equation] = []
    forward: list[Equation] = []
    backward: list[Equation] = []
    closing: list[Equation] = []
    for place, stage in enumerate(program.stages):
        if stage.times == "every":
            lines = backward if _is_told_backward(program, place) else forward
            lines += [
                Equation(at(equation.lhs, t), told.at_time(equation.rhs, t))
                for equation in stage.body.equations
                if equation.lhs not in told.folded and equation.lhs not in told.parts
            ]
        else:
            lines = closing if closing or stage.times == "sum" else once
            lines += [
                told.without_time(equation) for equation in stage.body.equations if equation.lhs not in told.parts
            ]
    told_at = backward if any(stage.direction == -1 for stage in program.stages) else forward
    told_at += [told.added_up(output) for output in program.outputs if output.parts != (output.symbol,)
                and output.kind == "every"]  # fmt: skip
    closing += [
        told.closed(output)
        for output in program.outputs
        if output.kind in ("end", "total") or (output.kind == "once" and output.parts != (output.symbol,))
    ]
    closing = _results_last(closing, [output.symbol for output in program.outputs], told.bases)
    return IndexedEquations(
        tuple(once),
        tuple(told.first()),
        tuple(forward),
        tuple(told.given()),
        tuple(_boundary([*forward, *backward, *closing])),
        tuple(backward),
        tuple(closing),
    )


def _is_told_backward(program: TimeProgram, place: int) -> bool:
    """Whether a stage is told among the lines for t = T, ..., 1: it runs so, or after one that does.

    What flows back from a loss is told there too, before the sweep that takes it on.
    """
    before = [stage.direction for stage in program.stages[: place + 1] if stage.direction]
    after = [stage.direction for stage in program.stages[place:] if stage.direction]
    if program.told and before and before[-1] == 1 and after[:1] == [-1]:
        return all(is_of_cotangent(symbol) for symbol in program.stages[place].body.definitions)
    return bool(before) and before[-1] == -1


class _Telling:
    def __init__(self, program: TimeProgram) -> None:
        self._program = program
        self._right = {e.lhs: e.rhs for stage in program.stages for e in stage.body.equations}
        self._carried = {old: (new, stage.direction) for stage in program.stages for new, old in stage.carry.items()}
        self.folded = frozenset(new for old, (new, _) in self._carried.items() if _is_next(old))
        self._summed = {symbol for stage in program.stages if stage.times == "sum" for symbol in stage.body.definitions}
        self._summed |= {part for output in program.outputs if output.kind == "total" for part in output.parts}
        self._last = [output.symbol for output in program.outputs if output.kind == "last"]
        self.bases = {old: new for old, (new, _) in self._carried.items()}
        self.bases |= {first: self.bases[old] for old, first in program.firsts.items() if first and old in self.bases}
        self.parts = frozenset(
            part
            for output in program.outputs
            if output.kind == "total" or (output.kind == "once" and output.parts != (output.symbol,))
            for part in output.parts
        )

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
        if symbol in self._program.still or (symbol not in self._right and symbol not in self._program.sequences):
            return symbol
        return at(symbol, time)

    def without_time(self, equation: Equation) -> Equation:
        """A sum over t, or an equation of what has no time."""
        return Equation(equation.lhs, self._untimed(equation.lhs))

    def _untimed(self, symbol: Any) -> Any:
        right = self.at_time(self._right[symbol], t)
        return _centred(right) if symbol in self._summed else right

    def first(self) -> Iterable[Equation]:
        """h at 0 is what the caller gives, or zero."""
        for old, (new, direction) in self._carried.items():
            if new not in self.folded:
                first = self._program.firsts.get(old)
                start = sp.S.Zero if direction == 1 else T + 1
                yield Equation(at(new, start), zero(shape_of(new)) if first is None else first)

    def given(self) -> Iterable[Equation]:
        """The sequences that no caller gives."""
        inputs, k = self._program.inputs, self._program.truncate
        keep, at_end = made_among(inputs, "keep"), made_among(inputs, "last")
        if keep and k is not None:
            yield Equation(
                at(keep, t), _by_cases(sp.S.Zero, sp.Eq(sp.Mod(t, k, evaluate=False), 0, evaluate=False), sp.S.One)
            )
        if at_end:
            yield Equation(at(at_end, t), _by_cases(sp.S.One, sp.Eq(t, T, evaluate=False), sp.S.Zero))

    def added_up(self, output: Output) -> Equation:
        """A result at t of which several stages give a part, or none."""
        terms = [self.at_time(part, t) for part in output.parts]
        return Equation(at(output.symbol, t), add(*terms) if terms else zero(shape_of(output.symbol)))

    def closed(self, output: Output) -> Equation:
        """What has no time and several parts, or what is carried out of the last step."""
        if output.kind == "end":
            return self._carried_out(output)
        terms = [self._untimed(part) for part in output.parts]
        return Equation(output.symbol, add(*terms) if terms else zero(shape_of(output.symbol)))

    def _carried_out(self, output: Output) -> Equation:
        """The cotangent of h at 0, which is h_prev: what the equations at 1 give back."""
        directions = dict(self._carried.values())
        forward = all(directions[part] == -1 for part in output.parts)
        start, first = (sp.S.Zero, sp.S.One) if forward else (T + 1, T)
        values = [self.at_time(self._right[part], first) for part in output.parts]
        name = at(_rebased(output.symbol, self.bases), start)
        return Equation(name, add(*values) if values else zero(shape_of(name)))


def _results_last(equations: Sequence[Equation], results: Sequence[Any], bases: Mapping[Any, Any]) -> list[Equation]:
    """What is given in its order, after what stands between; each after what it uses."""
    order = {one: place for place, symbol in enumerate(results, 1) for one in (symbol, _rebased(symbol, bases))}
    left = sorted(equations, key=lambda e: order.get(e.lhs.primal if isinstance(e.lhs, At) else e.lhs, 0))
    made: list[Equation] = []
    while left:
        waiting = {equation.lhs for equation in left}
        ready = next((e for e in left if waiting.isdisjoint(e.used)), left[0])
        left.remove(ready)
        made.append(ready)
    return made


def _by_cases(value: Any, condition: Any, otherwise: Any) -> Any:
    return sp.Piecewise((value, condition), (otherwise, True), evaluate=False)


def _is_next(symbol: Any) -> bool:
    return layer_of(symbol, Next) is not None


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
    times = {v.time for v in variables_in(term) if isinstance(v, At) and not is_of_cotangent(v)}
    if times != {t - 1}:
        return sum_over_time(term, sp.S.One, T)
    later = {v: at(v.primal, v.time + 1) for v in variables_in(term) if isinstance(v, At)}
    return sum_over_time(replace_variables(term, later), sp.S.Zero, T - 1)


def _gradients_in(symbol: Any) -> int:
    """How many cotangents of cotangents a name is."""
    return sum(isinstance(layer, (Cotangent, Seed)) for layer in layers(symbol))


def _boundary(equations: Iterable[Equation]) -> Iterable[Equation]:
    """Every cotangent that the equations at T take from T + 1, or those at 1 from 0, is zero there."""
    found: dict[Any, None] = {}
    for equation in equations:
        for symbol in equation.used:
            if isinstance(symbol, At) and is_of_cotangent(symbol):
                if symbol.time == t + 1:
                    found[at(symbol.primal, T + 1)] = None
                elif symbol.time == t - 1:
                    found[at(symbol.primal, sp.S.Zero)] = None
    return [Equation(symbol, zero(shape_of(symbol))) for symbol in found]
