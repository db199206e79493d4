"""What the verbs of a System do where its equations stand in stages that run along t or against it."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from symgrad import checks, targets
from symgrad.errors import ShapeError, SymgradError, UnboundNameError
from symgrad.expansion import expand
from symgrad.programs.bindings import defaults_of, named
from symgrad.programs.equations import Equation, Name, Names, names_of
from symgrad.programs.program import Program
from symgrad.system.asked import Asked
from symgrad.time import (
    IndexedEquations,
    Made,
    TimeProgram,
    at_one_time,
    giving,
    gradient_over_time,
    indexed,
    made_among,
    simplified,
    substituted,
    tangent_over_time,
    told_cut,
    unrolled,
)

if TYPE_CHECKING:
    from symgrad.checks import CheckReport
    from symgrad.lowering import Block


class OverTime:
    """A program of stages over time; each method is a verb of System, or the part of it that differs."""

    def __init__(self, program: TimeProgram) -> None:
        self.program = program
        self.outputs = tuple(output.symbol for output in program.outputs)
        self.sequences, self.carry = program.sequences, program.carried

    @property
    def indexed(self) -> IndexedEquations:
        return indexed(self.program)

    def told(self, lines: list[str], equations: Sequence[Equation]) -> list[str]:
        """Where a truncated gradient is cut is told in words."""
        keep, cut = made_among(self.program.inputs, "keep"), told_cut(self.program.inputs, self.program.truncate)
        pairs = zip(equations, lines, strict=True)
        kept = [line for equation, line in pairs if keep is None or getattr(equation.lhs, "primal", None) != keep]
        return [*kept, f"{keep.name}[t] = {cut}"] if keep and cut else kept

    def gradient(self, asked: Asked, values: bool) -> TimeProgram:
        asked.require_steps()
        held = self._among(asked.detach, (), asked.carry, "carried output")  # a loss may leave out what nothing reads
        program, losses = asked.closed(self.program)
        closed = OverTime(program)
        ends, sources = losses or self.ends(asked.of), closed.sources(asked.wrt)
        return gradient_over_time(program, ends, sources, held, asked.truncate, values, told=losses)

    def tangent(self, wrt: Names) -> TimeProgram:
        return tangent_over_time(self.program, self.sources(wrt))

    def at_one_time(self, names: Collection[Name] = ()) -> Program:
        summed = {s for stage in self.program.stages if stage.times == "sum" for s in stage.body.definitions}
        for name in names:
            if any(name in (symbol, symbol.name) for symbol in summed):
                raise SymgradError(
                    f"derivative: {name} is a sum over time, and this is of one t; write some steps out by unroll and "
                    f"ask there, or take the gradient of it."
                )
        return at_one_time(self.program)

    def simplified(self) -> TimeProgram:
        return simplified(self.program)

    def substituted(self, values: Mapping[Name, Any]) -> TimeProgram:
        inputs = self.program.inputs
        return substituted(self.program, {self._among([n], (), inputs, "input")[0]: v for n, v in values.items()})

    def replaced(self, equations: Any, changes: Mapping[str, Any]) -> TimeProgram:
        others = [name for name in changes if name not in ("outputs", "defaults")]
        if equations is not None or others:
            raise SymgradError(
                f"replace: over time outputs= and defaults= can be others, but {(others or ['equations'])[0]}= came; "
                f"change the cell, or what unroll writes out."
            )
        program = self.giving(changes.get("outputs"))
        given = defaults_of(changes.get("defaults") or {}, self.program.symbol, self.program.inputs)
        return dataclasses.replace(program, defaults={**program.defaults, **given})

    def unrolled(self, steps: int) -> Program:
        if steps < 1:
            raise ShapeError(f"unroll: a sequence has at least one step, but T = {steps} came.")
        return unrolled(self.program, steps)

    def expanded(self, sizes: dict[str, int]) -> Program:
        if "steps" not in sizes:
            raise SymgradError("expand: over time it is of so many steps, which come first: expand(3, n=2).")
        return expand(self.unrolled(sizes.pop("steps")), **sizes)

    def giving(self, outputs: Names) -> TimeProgram:
        """The program with these outputs: names that it gives, or that its equations define."""
        if outputs is None:
            return self.program
        among = [*self.outputs, *self.program.definitions]
        return giving(self.program, self._among(outputs, (), among, "output, nor is it defined"))

    def compiled(self, outputs: Names, target: Any, checkpoint_every: int | None, readable: bool) -> Any:
        return targets.lambdify_over_time(self.giving(outputs), target, checkpoint_every, readable)

    def array_program(self, batched: Any) -> Block:
        given = batched if isinstance(batched, bool) else self._among(batched, (), self.program.inputs, "input")
        return targets.array_program_over_time(self.program, given)

    def checked(self, of: Names, wrt: Names, at: Mapping[Any, Any] | None, method: str, seed: int) -> CheckReport:
        ends = self.ends(of)
        backward = gradient_over_time(self.program, ends, self.sources(wrt))
        return checks.check_over_time(checks.only(self.program, ends), backward, at, method, seed)

    def ends(self, of: Names) -> tuple[Any, ...]:
        return self._among(of, self.outputs, self.outputs, "output")

    def sources(self, wrt: Names) -> tuple[Any, ...]:
        own = [s for s in self.program.movable if s not in self.program.masks and not isinstance(s, Made)]
        return self._among(wrt, own, self.program.inputs, "input")

    def _among(self, names: Names, default: Iterable[Any], among: Iterable[Any], what: str) -> tuple[Any, ...]:
        """The symbols for names; of two with one name, as a seed and its cotangent, the one that is ``among`` these."""
        known = dict.fromkeys(among)
        alike = named(known)

        def found(name: Name) -> Any:
            if name in known:
                return name
            symbol = self.program.symbol(name)
            return alike.get(symbol.name, symbol)

        chosen = tuple(default if names is None else dict.fromkeys(map(found, names_of(names))))
        for symbol in chosen:
            if symbol not in known:
                raise UnboundNameError(f"{symbol} is no {what}; there are {', '.join(dict.fromkeys(map(str, known)))}.")
        return chosen
