"""What the verbs of a System do where its equations hold once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from symgrad import checks, targets
from symgrad.calculus.modes import gradient_program, tangent_program
from symgrad.calculus.simplification import simplify
from symgrad.errors import SymgradError
from symgrad.expansion import expand
from symgrad.programs.equations import Equation, Name, Names
from symgrad.programs.program import Program
from symgrad.system.asked import Asked, require_no_time
from symgrad.time import IndexedEquations

if TYPE_CHECKING:
    from symgrad.checks import CheckReport
    from symgrad.lowering import Block


class Plain:
    """A program of one stage, without a direction; each method is a verb of System, or the part of it that differs."""

    sequences: tuple[Any, ...] = ()

    def __init__(self, program: Program) -> None:
        self.program = program
        self.outputs, self.carry = program.outputs, program.carry

    @property
    def indexed(self) -> IndexedEquations:
        return IndexedEquations(once=self.program.equations)

    def told(self, lines: list[str], equations: Sequence[Equation]) -> list[str]:
        return lines

    def gradient(self, asked: Asked, values: bool) -> Program:
        asked.require_no_time()
        program, ends = asked.closed(self.program)
        return gradient_program(program, ends or asked.of, asked.wrt, values)

    def tangent(self, wrt: Names) -> Program:
        return tangent_program(self.program, wrt)

    def at_one_time(self, names: Collection[Name] = ()) -> Program:
        return self.program

    def simplified(self) -> Program:
        return self.program.replace([Equation(e.lhs, simplify(e.rhs)) for e in self.program.equations])

    def substituted(self, values: Mapping[Name, Any]) -> Program:
        return self.program.substitute(values)

    def replaced(self, equations: Any, changes: Mapping[str, Any]) -> Program:
        return self.program.replace(equations, **changes)

    def unrolled(self, steps: int) -> Program:
        raise SymgradError(
            "unroll: these equations hold once, and have no steps; sg.Recurrence puts a cell at every t."
        )

    def expanded(self, sizes: Mapping[str, int]) -> Program:
        return expand(self.program, **sizes)

    def giving(self, outputs: Names) -> Program:
        wanted = self.program.symbols(outputs, self.outputs)
        return self.program.replace(self.program.needed(wanted), outputs=wanted, carry={})

    def compiled(self, outputs: Names, target: Any, checkpoint_every: int | None, readable: bool) -> Any:
        require_no_time("lambdify", "checkpoint_every", checkpoint_every, "keeps the state of some steps")
        require_no_time("lambdify", "readable", readable, "writes loops over time as people do")
        return targets.lambdify(self.giving(outputs), target=target)

    def array_program(self, batched: Any) -> Block:
        moving = [symbol for symbol in self.program.inputs if symbol not in self.program.parameters]
        given = moving * batched if isinstance(batched, bool) else self.program.symbols(batched, ())
        return targets.array_program(self.program, given)

    def checked(self, of: Names, wrt: Names, at: Mapping[Any, Any] | None, method: str, seed: int) -> CheckReport:
        program = self.program
        ends, sources = program.symbols(of, program.outputs), program.symbols(wrt, program.movable)
        return checks.check_program(program, gradient_program(program, ends, sources), ends, sources, at, method, seed)
