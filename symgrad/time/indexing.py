"""A program over time as a paper tells it: equations at t, with t - 1 and t + 1 in them, boundaries, sums over t.

What a forward stage carries is a name at t - 1. What a backward stage carries is written out: the cotangent of y at t
is what comes from above, plus what the equations at t + 1 give back.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.algebra import add, is_zero, zero
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import (
    At,
    Derived,
    Next,
    at,
    is_of_cotangent,
    layer_of,
    time,
)
from symgrad.programs.equations import Equation, replace_variables, variables_in
from symgrad.programs.program import Program
from symgrad.time.made import made_among
from symgrad.time.stages import Output, TimeProgram
from symgrad.time.time_sums import sum_over_time

t, T = time("t"), time("T")


@dataclass(frozen=True)
class IndexedEquations:
    """A program told by the time at which its equations hold; of a plain one all hold once.

    once      what has no time: a plain program, equations of parameters alone
    first     what holds at t = 0: the first carries
    forward   what holds at t = 1, ..., T, in this order
    given     what is 1 or 0 by the time alone: whether a cotangent goes on, whether a step is the last one
    boundary  what holds at t = T + 1: every cotangent is zero
    backward  what holds at t = T, ..., 1, in this order
    again     what runs forward again, backward again, ..., where a gradient is differentiated
    closing   what is left when all t are done: sums over t, and the cotangents of the first carries
    """

    once: tuple[Equation, ...] = ()
    first: tuple[Equation, ...] = ()
    forward: tuple[Equation, ...] = ()
    given: tuple[Equation, ...] = ()
    boundary: tuple[Equation, ...] = ()
    backward: tuple[Equation, ...] = ()
    again: tuple[tuple[Equation, ...], ...] = ()
    closing: tuple[Equation, ...] = ()

    @property
    def equations(self) -> tuple[Equation, ...]:
        """All of them, in the order in which they are told."""
        again = itertools.chain(*self.again)
        return (
            *self.once,
            *self.first,
            *self.forward,
            *self.given,
            *self.boundary,
            *self.backward,
            *again,
            *self.closing,
        )


def indexed(program: Program | TimeProgram) -> IndexedEquations:
    """The equations of a program, over time with t in them."""
    if isinstance(program, Program):
        return IndexedEquations(once=program.equations)
    told = _Telling(program)
    once: list[Equation] = []
    closing: list[Equation] = []
    places = list(_sweeps_of(program))
    sweeps: list[list[Equation]] = [[] for _ in range(max(1, *places) + 1)]
    for stage, place in zip(program.stages, places, strict=True):
        if stage.times == "every":
            sweeps[place] += [
                Equation(at(equation.lhs, t), told.at_time(equation.rhs, t))
                for equation in stage.body.equations
                if equation.lhs not in told.folded and equation.lhs not in told.parts
            ]
        else:
            lines = closing if closing or stage.times == "sum" else once
            lines += [
                told.without_time(equation) for equation in stage.body.equations if equation.lhs not in told.parts
            ]
    sweeps[max(places, default=0)] += [
        told.added_up(output) for output in program.outputs if output.parts != (output.symbol,)
        and output.kind == "every"
    ]  # fmt: skip
    closing += [
        told.closed(output)
        for output in program.outputs
        if output.kind in ("end", "total") or (output.kind == "once" and output.parts != (output.symbol,))
    ]
    closing = _results_last(closing, [output.symbol for output in program.outputs], told.bases)
    (forward, backward, *again), first = map(tuple, sweeps), tuple(told.first())
    return IndexedEquations(
        once=tuple(once),
        first=first,
        forward=forward,
        given=tuple(told.given()),
        boundary=tuple(_boundary([*itertools.chain(*sweeps), *closing], first)),
        backward=backward,
        again=tuple(again),
        closing=tuple(closing),
    )


def _sweeps_of(program: TimeProgram) -> Iterator[int]:
    """For each stage the sweep in which it is told: 0 forward, 1 backward, 2 forward again, ...

    What has no order is told with the sweep before it; what flows back from a loss with that which takes it on.
    """
    place = 0
    for number, stage in enumerate(program.stages):
        if stage.direction == (-1, 1)[place % 2]:
            place += 1
        later = next((other.direction for other in program.stages[number:] if other.direction), 0)
        of_loss = program.told and not place and later == -1 and any(s.direction for s in program.stages[:number])
        yield place + bool(of_loss and all(is_of_cotangent(symbol) for symbol in stage.body.definitions))


class _Telling:
    def __init__(self, program: TimeProgram) -> None:
        self._program = program
        self._right = {e.lhs: e.rhs for stage in program.stages for e in stage.body.equations}
        self._carried = {old: (new, stage.direction) for stage in program.stages for new, old in stage.carry.items()}
        self._firsts = {new: program.firsts.get(old) for old, (new, _) in self._carried.items() if _is_next(old)}
        self._starts = {self._right[new]: new for new, first in self._firsts.items()
                        if first is not None and self._right[new] in self._right}  # fmt: skip
        self.folded = frozenset(new for new in self._firsts if self._is_folded(new))
        self._summed = {symbol for stage in program.stages if stage.times == "sum" for symbol in stage.body.definitions}
        self._summed |= {part for output in program.outputs if output.kind == "total" for part in output.parts}
        self.bases = {old: new for old, (new, _) in self._carried.items()}
        self.bases |= {first: self._started(new) for old, (new, _) in self._carried.items()
                       if (first := program.firsts.get(old)) is not None}  # fmt: skip
        self.parts = frozenset(
            part
            for output in program.outputs
            if output.kind == "total" or (output.kind == "once" and output.parts != (output.symbol,))
            for part in output.parts
        )

    def _is_folded(self, new: Any) -> bool:
        """Whether what it is stands where it is read: it is one other name, or zero before the first step."""
        right = self._right[new]
        if self._firsts[new] is not None:
            return self._starts.get(right) == new
        terms = right.args if right.is_Add or right.is_MatAdd else () if is_zero(right) else (right,)
        return all(any(self._is_zero_outside(symbol) for symbol in variables_in(term)) for term in terms)

    def _started(self, new: Any) -> Any:
        """The name that has the first value of what is carried."""
        return self._right[new] if new in self.folded else new

    def _is_zero_outside(self, symbol: Any) -> bool:
        """Whether a name is zero at t = 0 and at t = T + 1: a cotangent, unless one is given there."""
        timed = symbol in self._program.sequences or (symbol in self._right and symbol not in self._program.still)
        return timed and is_of_cotangent(symbol) and symbol not in self._starts

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
        return sum_over_time(right, sp.S.One, T) if symbol in self._summed else right

    def first(self) -> Iterable[Equation]:
        """h at 0 is what the caller gives, or zero."""
        for old, (new, direction) in self._carried.items():
            first = self._program.firsts.get(old)
            start = sp.S.Zero if direction == 1 else T + 1
            if first is not None or new not in self.folded:
                yield Equation(at(self._started(new), start), zero(shape_of(new)) if first is None else first)

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


def _boundary(equations: Iterable[Equation], first: Iterable[Equation]) -> Iterable[Equation]:
    """Every cotangent that the equations at T take from T + 1, or those at 1 from 0, is zero there, if not given."""
    given = {equation.lhs for equation in first}
    found: dict[Any, None] = {}
    for equation in equations:
        for symbol in equation.used:
            if isinstance(symbol, At) and is_of_cotangent(symbol):
                if symbol.time == t + 1:
                    found[at(symbol.primal, T + 1)] = None
                elif symbol.time == t - 1:
                    found[at(symbol.primal, sp.S.Zero)] = None
    return [Equation(symbol, zero(shape_of(symbol))) for symbol in found if symbol not in given]
