"""A program over time written out step by step: ``h_at_1``, ``h_at_2``, ... It shares nothing with ``modes``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symgrad.algebra import add, zero
from symgrad.equations import Equation, replace_variables
from symgrad.program import Program
from symgrad.shapes import shape_of
from symgrad.symbols import Seed, variable_of
from symgrad.time.stages import Output, Stage, TimeProgram


def unrolled(program: TimeProgram, steps: int, kind: type[Program]) -> Any:
    """The program of ``steps`` steps, of the type ``kind``; a name at time t has ``_at_t`` behind it."""
    made = _Unrolling(program, steps)
    for stage in program.stages:
        made.run(stage)
    outputs = [symbol for output in program.outputs for symbol in made.given(output)]
    inputs = [symbol for one in program.inputs for symbol in made.values_of(one)]
    return kind(
        [*made.equations],
        outputs=outputs,
        inputs=[symbol for symbol in inputs if symbol not in program.parameters],
        parameters=program.parameters,
        defaults={symbol: number for one, number in made.defaults.items() for symbol in made.values_of(one)},
        derived=True,
    )


class _Unrolling:
    def __init__(self, program: TimeProgram, steps: int) -> None:
        self.program = program
        self.times = range(1, steps + 1)
        self.equations: list[Equation] = []
        self.defaults = {one: number for one, number in program.defaults.items() if number != "last"}
        self._at: dict[tuple[Any, int], Any] = {
            (symbol, t): at_step(symbol, t) for symbol in program.sequences for t in self.times
        }
        self._last: dict[Any, Any] = {}

    def values_of(self, symbol: Any) -> list[Any]:
        """The symbols that stand for an input: one for each step of a sequence."""
        if symbol in self.program.sequences:
            return [self._at[symbol, t] for t in self.times]
        return [symbol]

    def run(self, stage: Stage) -> None:
        """Adds the equations of one stage, step by step."""
        carried = {old: self._first(old) for old in stage.carry.values()}
        for t in self.times if stage.direction >= 0 else reversed(self.times):
            self._step(stage, t, carried)
            carried = {old: self._at[new, t] for new, old in stage.carry.items()}
        self._last |= {new: carried[old] for new, old in stage.carry.items()}

    def _first(self, carried: Any) -> Any:
        first = self.program.firsts.get(carried)
        return zero(shape_of(carried)) if first is None else first

    def _step(self, stage: Stage, t: int, carried: Mapping[Any, Any]) -> None:
        self._at |= {(old, t): value for old, value in carried.items()}
        values = {symbol: self._at.get((symbol, t), symbol) for symbol in stage.body.inputs}
        for equation in stage.body.equations:
            values[equation.lhs] = self._at[equation.lhs, t] = at_step(equation.lhs, t)
            right = replace_variables(equation.rhs, {old: new for old, new in values.items() if old != new})
            self.equations.append(Equation(values[equation.lhs], right))

    def given(self, output: Output) -> list[Any]:
        """The symbols of an output; its sums are new equations."""
        if output.kind == "every":
            return [self._total(output, at_step(output.symbol, t), [self._at[p, t] for p in output.parts])
                    for t in self.times]  # fmt: skip
        if output.kind == "end":
            return [self._total(output, output.symbol, [self._last[part] for part in output.parts])]
        terms = [self._at[part, t] for part in output.parts for t in self.times]
        return [self._total(output, output.symbol, terms)]

    def _total(self, output: Output, name: Any, terms: list[Any]) -> Any:
        if terms == [name]:
            return name
        self.equations.append(Equation(name, add(*terms) if terms else zero(shape_of(name))))
        return name


def at_step(symbol: Any, t: int) -> Any:
    """The name of a variable at step t, counted from 1."""
    name = f"{'given_' if isinstance(symbol, Seed) else ''}{symbol.name}_at_{t}"
    return variable_of(name, shape_of(symbol))
