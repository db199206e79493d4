"""What the verbs of a System do with each kind of program: equations that hold once, and stages over time.

Each method is the verb of that name, or the part of it that differs; what a verb means is told by System alone.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from symgrad import checks, targets
from symgrad.arguments.signatures import COUNT, MAPPING, NAMES, optional, require
from symgrad.calculus.modes import gradient_program, tangent_program
from symgrad.errors import SymgradError, UnboundNameError
from symgrad.expansion import expand
from symgrad.programs.bindings import defaults_of, named
from symgrad.programs.equations import Equation, Name, Names, names_of
from symgrad.programs.holder import Holder, held_once
from symgrad.programs.program import Program
from symgrad.time import (
    Made,
    TimeProgram,
    giving,
    gradient_over_time,
    made_among,
    substituted,
    tangent_over_time,
    unrolled,
    with_loss,
)

if TYPE_CHECKING:
    from symgrad.checks import CheckReport
    from symgrad.lowering import Block


class Asked(NamedTuple):
    """The arguments of :meth:`symgrad.System.gradient`, and what may be named in ``detach``."""

    of: Names
    wrt: Names
    loss: Any
    last: Any
    parameters: Names
    truncate: int | None
    detach: Names
    carry: Collection[Any]

    def closed(self, program: Any) -> tuple[Any, tuple[Any, ...]]:
        """The program with its losses as outputs, and what these are."""
        if self.loss is None and self.last is None:
            if self.parameters is not None:
                raise SymgradError("gradient: parameters= names what a loss uses besides; give loss= or last= too.")
            return program, ()
        if self.of is not None:
            raise SymgradError("gradient: of= names outputs and loss= or last= gives a loss; say one of the two.")
        names = [str(getattr(name, "name", name)) for name in names_of(self.parameters)]
        ends: list[Any] = []
        for given, at_end in ((self.loss, False), (self.last, True)):
            if given is not None:
                declared = isinstance(given, (Holder, Program))
                closing: Program = held_once(given, "a loss") if declared else Program([given])
                program = with_loss(program, closing, names, declared, at_end)
                ends += closing.outputs
        for name in names:
            if name not in {symbol.name for symbol in program.parameters}:
                raise UnboundNameError(f"gradient: parameters= names {name}, but no loss uses it.")
        return program, tuple(ends)


class Plain:
    """A program of one stage, without a direction."""

    sequences: tuple[Any, ...] = ()

    def __init__(self, program: Program) -> None:
        self.program = program
        self.outputs, self.carry = program.outputs, program.carry

    def told(self, lines: list[str], equations: Sequence[Equation]) -> list[str]:
        return lines

    def gradient(self, asked: Asked, values: bool) -> Program:
        _require_no_time("gradient: last= is a loss of the last step", asked.last)
        _require_no_time("gradient: truncate= cuts what flows back through time", asked.truncate)
        _require_no_time("gradient: detach= cuts what flows back through time", asked.detach)
        program, losses = asked.closed(self.program)
        return gradient_program(program, losses or asked.of, asked.wrt, values)

    def tangent(self, wrt: Names) -> Program:
        return tangent_program(self.program, wrt)

    def substituted(self, values: Mapping[Name, Any]) -> Program:
        return self.program.substitute(values)

    def replaced(self, equations: Any, changes: Mapping[str, Any]) -> Program:
        return self.program.replace(equations, **changes)

    def expanded(self, sizes: Mapping[str, int]) -> Program:
        return expand(self.program, **sizes)

    def compiled(self, outputs: Names, target: Any, checkpoint_every: int | None, readable: bool) -> Any:
        _require_no_time("lambdify: checkpoint_every= keeps the state of some steps", checkpoint_every)
        _require_no_time("lambdify: readable= writes one loop over time each way", readable or None)
        return targets.compiled_for(giving(self.program, self.program.symbols(outputs, self.outputs)), target)

    def array_program(self, batched: Any) -> Block:
        return targets.array_program(self.program, batched is True or self.program.symbols(batched or None, ()))

    def checked(self, of: Names, wrt: Names, at: Mapping[Any, Any] | None, method: str, seed: int) -> CheckReport:
        program = self.program
        ends, sources = program.symbols(of, program.outputs), program.symbols(wrt, program.movable)
        return checks.check_program(program, gradient_program(program, ends, sources), ends, sources, at, method, seed)


def _require_no_time(told: str, value: Any) -> None:
    """Raises SymgradError for an argument that means something over time alone."""
    if value is not None:
        raise SymgradError(f"{told}, but these equations hold once; sg.Recurrence puts a cell at every t.")


class OverTime:
    """A program of stages, which run along t or against it."""

    def __init__(self, program: TimeProgram) -> None:
        self.program = program
        self.outputs = tuple(output.symbol for output in program.outputs)
        self.sequences, self.carry = program.sequences, program.carried

    def told(self, lines: list[str], equations: Sequence[Equation]) -> list[str]:
        """Where a truncated gradient is cut is told in words."""
        keep, cut = made_among(self.program.inputs, "keep"), self.program.told_cut
        pairs = zip(equations, lines, strict=True)
        kept = [line for equation, line in pairs if keep is None or getattr(equation.lhs, "primal", None) != keep]
        return [*kept, f"{keep.name}[t] = {cut}"] if keep and cut else kept

    def gradient(self, asked: Asked, values: bool) -> TimeProgram:
        if asked.truncate is not None and not COUNT.fits(asked.truncate):
            raise SymgradError(f"gradient: truncate is a number of steps, 1 or more, but {asked.truncate!r} came.")
        held = self._among(asked.detach, (), asked.carry, "carried output")  # a loss may leave out what nothing reads
        program, losses = asked.closed(self.program)
        ends, sources = losses or self._ends(asked.of), OverTime(program)._sources(asked.wrt)
        return gradient_over_time(program, ends, sources, held, asked.truncate, values, told=losses)

    def tangent(self, wrt: Names) -> TimeProgram:
        return tangent_over_time(self.program, self._sources(wrt))

    def substituted(self, values: Mapping[Name, Any]) -> TimeProgram:
        inputs = self.program.inputs
        return substituted(self.program, {self._among([n], (), inputs, "input")[0]: v for n, v in values.items()})

    def replaced(self, equations: Any, changes: Mapping[str, Any]) -> TimeProgram:
        others = [*changes.keys() - {"outputs", "defaults"}, *(["equations"] if equations is not None else [])]
        if others:
            raise SymgradError(
                f"replace: over time outputs= and defaults= can be others, but {min(others)}= came; change the cell."
            )
        require("System.replace", "outputs", optional(NAMES), changes.get("outputs"))
        require("System.replace", "defaults", optional(MAPPING), changes.get("defaults"))
        program = self._giving(changes.get("outputs"))
        given = defaults_of(changes.get("defaults") or {}, self.program.symbol, self.program.inputs)
        return dataclasses.replace(program, defaults={**program.defaults, **given})

    def expanded(self, sizes: dict[str, int]) -> Program:
        if "steps" not in sizes:
            raise SymgradError("expand: over time it is of so many steps, which come first: expand(3, n=2).")
        return expand(unrolled(self.program, sizes.pop("steps")), **sizes)

    def compiled(self, outputs: Names, target: Any, checkpoint_every: int | None, readable: bool) -> Any:
        return targets.compiled_for(self._giving(outputs), target, checkpoint_every, readable)

    def array_program(self, batched: Any) -> Block:
        given = batched is True or self._among(batched or None, (), self.program.inputs, "input")
        return targets.array_program(self.program, given)

    def checked(self, of: Names, wrt: Names, at: Mapping[Any, Any] | None, method: str, seed: int) -> CheckReport:
        ends, sources = self._ends(of), self._sources(wrt)
        backward = gradient_over_time(self.program, ends, sources)
        return checks.check_program(self.program, backward, ends, sources, at, method, seed)

    def _giving(self, outputs: Names) -> TimeProgram:
        """The program with these outputs: names that it gives, or that its equations define."""
        among = [*self.outputs, *self.program.definitions]
        names = self._among(outputs, (), among, "output, nor is it defined")
        return giving(self.program, names) if names else self.program

    def _ends(self, of: Names) -> tuple[Any, ...]:
        return self._among(of, self.outputs, self.outputs, "output")

    def _sources(self, wrt: Names) -> tuple[Any, ...]:
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
