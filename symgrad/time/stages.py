"""A program over time: stages that are run one after the other, each a program that holds at every t.

    forward     t = 1, ..., T     the cell: x at t and h at t - 1 in, h at t out
    backward    t = T, ..., 1     its transpose: what t + 1 gave back in, what t gives back out
    at once     every t           what carries nothing from one t to the next: gradients of inputs, sums over time

What a stage carries is its program's ``carry``: what is given at one step -> the input that takes it at the next. The
result may be given at every t, summed over t, or be what a stage carries out of its last step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from symgrad.equations import Equation, variables_in
from symgrad.errors import NameClashError, UnboundNameError
from symgrad.program import Program

Kind: TypeAlias = Literal["every", "sum", "end"]


@dataclass(frozen=True)
class Stage:
    """A program that holds at every t; ``direction`` is 1 from t = 1 to T, -1 from T to 1, 0 where t has no order."""

    body: Program
    direction: int

    @property
    def carry(self) -> Mapping[Any, Any]:
        """What is carried: output of one step -> input of the next."""
        return self.body.carry


@dataclass(frozen=True)
class Output:
    """A result: the sum of ``parts``, names of stages; none of them for a zero.

    kind    "every": the value at each t; "sum": the sum over t; "end": what is carried out of a stage's last step
    """

    symbol: Any
    kind: Kind
    parts: tuple[Any, ...]


@dataclass(frozen=True)
class TimeProgram:
    """Stages, and the arrays that they take and give.

    inputs      everything that comes from outside, in the order of the arguments
    sequences   inputs with a value at each t
    parameters  inputs that stay the same over time and batch
    firsts      what a stage carries in -> the input that holds its first value, None for zero
    outputs     what is given, in order
    defaults    input -> the number that it has when a caller leaves it out; "last": 1 at T and 0 before

    Raises NameClashError for a name bound in two stages, UnboundNameError for one bound in none.
    """

    stages: tuple[Stage, ...]
    inputs: tuple[Any, ...]
    sequences: tuple[Any, ...]
    parameters: tuple[Any, ...]
    firsts: Mapping[Any, Any]
    outputs: tuple[Output, ...]
    defaults: Mapping[Any, Any]

    def __post_init__(self) -> None:
        bound: set[Any] = {*self.inputs}
        for stage in self.stages:
            for symbol in stage.body.inputs:
                if symbol not in bound and symbol not in stage.carry.values() and symbol not in stage.body.dims:
                    raise UnboundNameError(
                        f"a program over time: {symbol} is used in {stage.body!r} and bound nowhere."
                    )
            for symbol in stage.body.definitions:
                if symbol in bound:
                    raise NameClashError(f"a program over time: {symbol} is bound twice, the second time in "
                                         f"{stage.body!r}.")  # fmt: skip
                bound.add(symbol)
            bound |= set(stage.carry.values())

    @property
    def definitions(self) -> dict[Any, int]:
        """The names that equations define, each with the place of its stage."""
        return {symbol: place for place, stage in enumerate(self.stages) for symbol in stage.body.definitions}

    @property
    def carried(self) -> dict[Any, Any]:
        """All carries of all stages: output of one step -> input of the next."""
        return {new: old for stage in self.stages for new, old in stage.carry.items()}

    @property
    def symbols(self) -> tuple[Any, ...]:
        """Every name: inputs, what stages carry in, and what equations define."""
        carried = [symbol for symbol in self.carried.values() if symbol not in self.inputs]
        return (*self.inputs, *carried, *self.definitions)

    def depending_on(self, sources: Iterable[Any]) -> set[Any]:
        """The names that depend on some inputs, themselves among them, also by way of what is carried."""
        found = set(sources)
        found |= {carried for carried, first in self.firsts.items() if first in found}
        while True:
            before = len(found)
            for stage in self.stages:
                for equation in stage.body.equations:
                    if any(used in found for used in stage.body.uses(equation.lhs)):
                        found.add(equation.lhs)
                found |= {old for new, old in stage.carry.items() if new in found}
            if len(found) == before:
                return found

    def pruned(self) -> TimeProgram:
        """The program without equations and carries on which no output depends."""
        needed = {part for output in self.outputs for part in output.parts}
        carried_out = {part for output in self.outputs if output.kind == "end" for part in output.parts}
        kept: list[Stage] = []
        for stage in reversed(self.stages):
            body, live = stage.body, dict[Any, Any]()
            while True:
                equations = body.needed([*needed, *live])
                used = {variable for equation in equations for variable in variables_in(equation.rhs)}
                found = {new: old for new, old in stage.carry.items() if old in used | needed or new in carried_out}
                if found.keys() == live.keys():
                    break
                live = found
            needed |= used
            if equations:
                kept.append(Stage(program_of(equations, body, live), stage.direction if live else 0))
        return replace(self, stages=tuple(reversed(kept)))

    def arranged(self) -> TimeProgram:
        """The program with what carries nothing taken out of each stage: it is done for every t at once."""
        return replace(self, stages=tuple(part for stage in self.stages for part in _taken_apart(stage))).pruned()


def program_of(equations: Sequence[Equation], like: Program, carry: Mapping[Any, Any]) -> Program:
    """A program of these equations, whose inputs are what they use; all that it defines is given."""
    defined = {equation.lhs for equation in equations}
    used = dict.fromkeys(variable for equation in equations for variable in variables_in(equation.rhs))
    inputs = [symbol for symbol in used if symbol not in defined and symbol not in like.dims]
    inputs += [old for old in carry.values() if old not in used]
    return like.replace(
        equations, inputs=inputs, parameters=[symbol for symbol in like.parameters if symbol in inputs],
        outputs=list(defined), carry=carry, defaults={}, follows={},
    )  # fmt: skip


def _taken_apart(stage: Stage) -> list[Stage]:
    """What does not depend on what is carried, what is carried, and what depends on it but is not carried."""
    if not stage.direction:
        return [stage]
    body = stage.body
    moving = {*stage.carry.values(), *stage.carry}
    for equation in body.equations:
        if any(used in moving for used in body.uses(equation.lhs)):
            moving.add(equation.lhs)
    inner = [equation for equation in body.needed(stage.carry) if equation.lhs in moving]
    named = {equation.lhs for equation in inner}
    before = [equation for equation in body.equations if equation.lhs not in moving | named]
    after = [equation for equation in body.equations if equation.lhs in moving - named]
    parts = [(before, {}, 0), (inner, stage.carry, stage.direction), (after, {}, 0)]
    return [Stage(program_of(equations, body, carry), way) for equations, carry, way in parts if equations]
