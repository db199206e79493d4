"""A program over time written out step by step: ``h_at_1``, ``h_at_2``, ... It shares nothing with ``modes``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from symgrad.algebra import add, zero
from symgrad.errors import ShapeError, SymgradError
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import Seed, layer_of, variable_of
from symgrad.programs.equations import Equation, replace_variables
from symgrad.programs.program import Program
from symgrad.time.new_names import names_apart
from symgrad.time.stages import Output, Stage, TimeProgram


def unrolled(program: Program | TimeProgram, steps: int) -> Program:
    """The program of ``steps`` steps, without time; a name at time t has ``_at_t`` behind it.

    Where that is another name already, a number follows: ``h_at_1_2``.
    """
    if isinstance(program, Program):
        raise SymgradError(
            "unroll writes out steps, but these equations hold once; sg.Recurrence puts a cell at every t."
        )
    if steps < 1:
        raise ShapeError(f"unroll: a sequence has at least one step, but T = {steps} came.")
    made = _Unrolling(program, steps)
    for stage in program.stages:
        made.run(stage)
    outputs = [symbol for output in program.outputs for symbol in made.given(output)]
    inputs = [symbol for one in program.inputs for symbol in made.values_of(one)]
    return Program(
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
        self.defaults = dict(program.defaults)
        self._names = _names_by_step(program, self.times)
        self._at: dict[tuple[Any, int], Any] = {
            (symbol, t): self._at_step(symbol, t) for symbol in program.sequences for t in self.times
        }
        self._last: dict[Any, Any] = {}

    def _at_step(self, symbol: Any, t: int) -> Any:
        return variable_of(self._names[symbol, t], shape_of(symbol))

    def values_of(self, symbol: Any) -> list[Any]:
        """The symbols that stand for an input: one for each step of a sequence."""
        if symbol in self.program.sequences:
            return [self._at[symbol, t] for t in self.times]
        return [symbol]

    def run(self, stage: Stage) -> None:
        """Adds the equations of one stage, step by step."""
        if stage.times == "once":
            self.equations += stage.body.equations
            return
        if stage.times == "sum":
            self._added_up(stage)
            return
        carried = {old: self._first(old) for old in stage.carry.values()}
        for t in self.times if stage.direction >= 0 else reversed(self.times):
            self._step(stage, t, carried)
            carried = {old: self._at[new, t] for new, old in stage.carry.items()}
        self._last |= {new: carried[old] for new, old in stage.carry.items()}

    def _added_up(self, stage: Stage) -> None:
        """The equations of a stage of sums, their terms written out."""
        for equation in stage.body.equations:
            terms = [self._valued(equation.rhs, {s: self._at.get((s, t), s) for s in stage.body.inputs})
                     for t in self.times]  # fmt: skip
            self.equations.append(Equation(equation.lhs, add(*terms)))

    def _first(self, carried: Any) -> Any:
        first = self.program.firsts.get(carried)
        return zero(shape_of(carried)) if first is None else first

    def _step(self, stage: Stage, t: int, carried: Mapping[Any, Any]) -> None:
        self._at |= {(old, t): value for old, value in carried.items()}
        values = {symbol: self._at.get((symbol, t), symbol) for symbol in stage.body.inputs}
        for equation in stage.body.equations:
            values[equation.lhs] = self._at[equation.lhs, t] = self._at_step(equation.lhs, t)
            self.equations.append(Equation(values[equation.lhs], self._valued(equation.rhs, values)))

    def _valued(self, expr: Any, values: Mapping[Any, Any]) -> Any:
        return replace_variables(expr, {old: new for old, new in values.items() if old != new})

    def given(self, output: Output) -> list[Any]:
        """The symbols of an output; where several parts add up to it, its sum is a new equation."""
        if output.kind == "every":
            return [self._total(self._at_step(output.symbol, t), [self._at.get((p, t), p) for p in output.parts])
                    for t in self.times]  # fmt: skip
        times = {"last": self.times[-1:], "total": self.times}.get(output.kind, ())
        parts = [self._last[part] for part in output.parts] if output.kind == "end" else list(output.parts)
        return [self._total(output.symbol, [self._at.get((p, t), p) for t in times for p in parts] if times else parts)]

    def _total(self, name: Any, terms: list[Any]) -> Any:
        if terms == [name]:
            return name
        self.equations.append(Equation(name, add(*terms) if terms else zero(shape_of(name))))
        return name


def _names_by_step(program: TimeProgram, times: Iterable[int]) -> dict[tuple[Any, int], str]:
    """The names of what changes over time, at each step, counted from 1."""
    every = [symbol for stage in program.stages if stage.times == "every" for symbol in stage.body.definitions]
    given = [output.symbol for output in program.outputs if output.kind == "every"]
    moving = dict.fromkeys((*program.sequences, *every, *given))
    told = {symbol: f"{'given_' * (layer_of(symbol, Seed) is not None)}{symbol.name}" for symbol in moving}
    wanted = {(symbol, t): f"{name}_at_{t}" for symbol, name in told.items() for t in times}
    still = set(program.inputs).difference(program.sequences)  # an output may be one, and it keeps its name
    return names_apart(wanted, [symbol for symbol in program.taken if symbol not in moving or symbol in still])
