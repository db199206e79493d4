"""Derivatives through time: forward mode is the tangent of each stage, reverse mode its transpose, run the other way.

What a stage carries from t - 1 to t has a cotangent that its transpose carries from t + 1 to t. No cell has a backward
recursion of its own: each stage is differentiated by :mod:`symgrad.calculus.modes`, and this module joins the results.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sympy as sp

from symgrad.algebra import add, scale
from symgrad.calculus.cancellation import cancelled, written_out
from symgrad.calculus.modes import gradient_program, latest, tangent_program
from symgrad.equations import Equation, replace_variables
from symgrad.symbols import (
    Cotangent,
    Seed,
    Share,
    Tangent,
    cotangent_of,
    is_scalar,
    next_of,
    seed_of,
    share_of,
    tangent_of,
)
from symgrad.symbols.variables import ScalarVariable
from symgrad.time.stages import Kind, Output, Stage, TimeProgram, program_of


class _Keep(ScalarVariable):
    """A type of its own, so that a user's ``keep`` is another variable."""


KEEP = _Keep("keep")  # at each t: whether a cotangent goes on from t + 1 to t; the runtime makes it


def generation_over_time(program: TimeProgram, kind: Any) -> int:
    """The generation of the next tangents or cotangents."""
    return 1 + max((latest(stage.body, kind) for stage in program.stages), default=0)


def gradient_over_time(
    program: TimeProgram,
    of: Sequence[Any],
    wrt: Sequence[Any],
    detached: Collection[Any] = (),
    truncated: bool = False,
    last: Collection[Any] = (),
) -> TimeProgram:
    """Backpropagation through time: the stages, then the transpose of each, the last one first.

    ``of`` are outputs of the program: each has a cotangent as a new input, at every t for what is given at every t.
    ``wrt`` are inputs: a sequence has a gradient at every t, a parameter the sum over t, a first carry what is carried
    back to it. Through what is ``detached`` nothing flows back from t + 1 to t; with ``truncated`` nothing does where
    the sequence ``keep`` is 0. A scalar's cotangent is 1 by default, at T alone if the scalar is among ``last``.
    """
    made = _Backward(program, generation_over_time(program, Cotangent), program.depending_on(wrt), frozenset(wrt))
    outputs = {output.symbol: output for output in program.outputs}
    for end in of:
        made.seeded(outputs[end], last)
    for place in reversed(range(len(program.stages))):
        made.transposed(place, detached, truncated)
    made.returned()
    return made.program(wrt, truncated).arranged()


@dataclass
class _Backward:
    """A backward pass in the making: the transposed stages so far, and what flows back to names of earlier ones."""

    source: TimeProgram
    generation: int
    moving: set[Any]
    wrt: frozenset[Any]
    stages: list[Stage] = field(default_factory=list)
    flows: dict[Any, list[Any]] = field(default_factory=dict)
    arriving: dict[Any, Any] = field(default_factory=dict)  # name -> cotangent that its last step carries out
    given: list[tuple[Any, str]] = field(default_factory=list)  # seeds and their kinds
    parts: dict[Any, list[Any]] = field(default_factory=dict)  # input -> the shares of its cotangent
    alone: dict[Any, Any] = field(default_factory=dict)  # share of one stage alone -> the cotangent that it is
    firsts: dict[Any, Any] = field(default_factory=dict)
    defaults: dict[Any, Any] = field(default_factory=dict)

    def seeded(self, output: Output, last: Collection[Any]) -> None:
        """The caller's cotangent of an output flows to each part of it."""
        seed = seed_of(output.symbol, self.generation)
        self.given.append((seed, output.kind))
        if is_scalar(output.symbol):
            self.defaults[seed] = "last" if output.symbol in last else sp.S.One
        for part in output.parts:
            if output.kind == "end":
                self.arriving[part] = seed
            else:
                self.flows.setdefault(part, []).append(seed)

    def transposed(self, place: int, detached: Collection[Any], truncated: bool) -> None:
        """Adds the transpose of one stage."""
        stage = self.source.stages[place]
        back = {new: cotangent_of(old, self.generation) for new, old in stage.carry.items() if old in self.moving}
        flowing = {new: bar for new, bar in back.items() if new in self.moving and new not in detached}
        read = {bar: self.flows.pop(stage.carry[new], []) for new, bar in back.items()}
        ends = [
            name for name in stage.body.definitions if name in self.moving and (name in self.flows or name in flowing)
        ]
        if not ends and not any(read.values()):
            return
        sources = [symbol for symbol in stage.body.inputs if symbol in self.moving]
        made = gradient_program(stage.body, ends, sources, generation=self.generation)
        equations = [equation for equation in made.equations if equation.lhs not in stage.body.definitions]
        seeds = dict(zip(ends, made.inputs[len(stage.body.inputs) :], strict=True))
        incoming = {new: self._incoming(bar, truncated) for new, bar in flowing.items()}
        equations = self._joined(seeds, incoming, equations)
        equations = [Equation(e.lhs, add(e.rhs, *read[e.lhs])) if read.get(e.lhs) else e for e in equations]
        equations = self._passed_on(stage, sources, place, equations)
        first = self._note_firsts(stage, back)
        carry = {bar: next_of(bar) for new, bar in back.items() if new in flowing or new in first}
        self.firsts |= {next_of(bar): self.arriving.get(new) for new, bar in back.items() if bar in carry}
        self.stages.append(Stage(program_of(equations, made, carry), -stage.direction if carry else 0))

    def _incoming(self, bar: Any, truncated: bool) -> Any:
        return scale(KEEP, next_of(bar)) if truncated and not is_scalar(bar) else (
            KEEP * next_of(bar) if truncated else next_of(bar)
        )  # fmt: skip

    def _joined(
        self, seeds: Mapping[Any, Any], incoming: Mapping[Any, Any], equations: list[Equation]
    ) -> list[Equation]:
        """The equations with what flows to each end in the place of its seed."""
        first, values = [], {}
        for end, seed in seeds.items():
            flows = [*self.flows.pop(end, []), *([incoming[end]] if end in incoming else [])]
            if not flows:
                flows = [sp.S.Zero if is_scalar(end) else sp.ZeroMatrix(*end.shape)]
            if len(flows) == 1 and isinstance(flows[0], Share) and not isinstance(seed, Seed):
                self.alone[flows[0]] = seed  # one stage gives the whole cotangent: bar_z, not a share of it
            elif isinstance(seed, Seed) or (len(flows) == 1 and end not in incoming):
                values[seed] = add(*flows)
            else:
                first.append(Equation(seed, add(*flows)))
        return first + [Equation(e.lhs, written_out(e.rhs, values)) for e in equations]

    def _passed_on(self, stage: Stage, sources: Sequence[Any], place: int, equations: list[Equation]) -> list[Equation]:
        """Notes what the stage gives back: to inputs a share of their cotangents, to earlier names what flows to them.

        What a stage without a carry gives back to an earlier name stands in the line of that name's cotangent.
        """
        renamed, written = {}, {}
        for symbol in sources:
            bar = cotangent_of(symbol, self.generation)
            read = symbol in self.source.carried.values()  # at t - 1, by a stage that does not carry it
            if symbol in stage.carry.values() or (not read and symbol in self.source.inputs and symbol not in self.wrt):
                continue
            renamed[bar] = share_of(bar, place + 1)
            if symbol in self.source.inputs and not read:
                self.parts.setdefault(symbol, []).append(renamed[bar])
            elif stage.direction:
                self.flows.setdefault(symbol, []).append(renamed[bar])
            else:
                written[symbol] = bar
        right = {equation.lhs: equation.rhs for equation in equations}
        for symbol, bar in written.items():
            self.flows.setdefault(symbol, []).append(replace_variables(right[bar], renamed))
        dropped = set(written.values())
        return [
            Equation(renamed.get(e.lhs, e.lhs), replace_variables(e.rhs, renamed))
            for e in equations
            if e.lhs not in dropped
        ]

    def _note_firsts(self, stage: Stage, back: Mapping[Any, Any]) -> list[Any]:
        """Notes what goes back to the first carries that are asked for; gives what is carried from them."""
        firsts = {new: self.source.firsts.get(stage.carry[new]) for new in back}
        found = [new for new, first in firsts.items() if first in self.wrt]
        for new in found:
            self.parts.setdefault(firsts[new], []).append(back[new])
        return found

    def returned(self) -> None:
        """An output that is an input has its cotangent at once, at every t."""
        for symbol in [one for one in self.flows if one in self.wrt]:
            share = share_of(cotangent_of(symbol, self.generation), len(self.source.stages) + 1)
            equations = [Equation(share, add(*self.flows.pop(symbol)))]
            self.parts.setdefault(symbol, []).append(share)
            self.stages.append(Stage(program_of(equations, self.source.stages[0].body, {}), 0))

    def program(self, wrt: Sequence[Any], truncated: bool) -> TimeProgram:
        """The whole: the stages as they were, then their transposes."""
        source = self.source
        outputs = [self._output(symbol) for symbol in wrt]
        sequences = [seed for seed, kind in self.given if kind == "every"]
        return TimeProgram(
            stages=(*source.stages, *self._with_plain_names()),
            inputs=(*source.inputs, *(seed for seed, _ in self.given), *([KEEP] if truncated else [])),
            sequences=(*source.sequences, *sequences, *([KEEP] if truncated else [])),
            parameters=(*source.parameters, *(seed for seed, kind in self.given if kind == "sum")),
            firsts={**source.firsts, **self.firsts},
            outputs=tuple(outputs),
            defaults={**source.defaults, **self.defaults},
        )

    def _output(self, symbol: Any) -> Output:
        source = self.source
        kind: Kind = "every" if symbol in source.sequences else "sum" if symbol in source.parameters else "end"
        bar, parts = cotangent_of(symbol, self.generation), self.parts.get(symbol, [])
        return Output(bar, kind, tuple(parts) if len(parts) > 1 else (bar,) if parts else ())

    def _with_plain_names(self) -> list[Stage]:
        """The stages, each cotangent that one of them alone gives under its own name, bar_W."""
        plain = self.alone | {
            parts[0]: cotangent_of(symbol, self.generation) for symbol, parts in self.parts.items() if len(parts) == 1
        }
        stages = [Stage(_renamed(stage.body, plain), stage.direction) for stage in self.stages]
        names = [symbol for stage in stages for symbol in stage.body.definitions]
        lines = {e.lhs: e for e in cancelled([e for stage in stages for e in stage.body.equations], names)}
        bodies = [program_of([lines[n] for n in s.body.definitions], s.body, s.carry) for s in stages]
        return [Stage(body, stage.direction) for body, stage in zip(bodies, stages, strict=True)]


def _renamed(body: Any, names: Mapping[Any, Any]) -> Any:
    equations = [Equation(names.get(e.lhs, e.lhs), replace_variables(e.rhs, names)) for e in body.equations]
    return body.replace(equations, outputs=[names.get(symbol, symbol) for symbol in body.outputs])


def tangent_over_time(program: TimeProgram, wrt: Sequence[Any]) -> TimeProgram:
    """Forward mode through time (real-time recurrent learning; Williams and Zipser, 1989).

    Each input among ``wrt`` has a tangent as a new input, each output has one instead of its value.
    """
    generation = generation_over_time(program, Tangent)
    moving = program.depending_on(wrt)
    stages = []
    for stage in program.stages:
        defined = [symbol for symbol in stage.body.definitions if symbol in moving]
        made = tangent_program(
            stage.body.replace(outputs=defined), [s for s in stage.body.inputs if s in moving], generation
        )
        tangents = {tangent_of(new, generation): tangent_of(old, generation) for new, old in stage.carry.items()
                    if new in moving and old in moving}  # fmt: skip
        equations = [*stage.body.equations, *(e for e in made.equations if e.lhs not in stage.body.definitions)]
        stages.append(Stage(program_of(equations, made, {**stage.carry, **tangents}), stage.direction))

    def moved(symbols: Sequence[Any]) -> list[Any]:
        return [tangent_of(symbol, generation) for symbol in symbols if symbol in wrt]

    dots = {symbol: tangent_of(symbol, generation) for symbol in wrt}
    firsts = {tangent_of(old, generation): dots.get(first) for old, first in program.firsts.items() if old in moving}
    optional = [symbol for symbol in wrt if isinstance(symbol, (Cotangent, Seed)) or symbol in program.firsts.values()]
    return replace(
        program,
        stages=tuple(stages),
        inputs=(*program.inputs, *dots.values()),
        sequences=(*program.sequences, *moved(program.sequences)),
        parameters=(*program.parameters, *moved(program.parameters)),
        firsts={**program.firsts, **firsts},
        outputs=tuple(_moved_output(output, moving, generation) for output in program.outputs),
        defaults={**program.defaults, **{dots[symbol]: sp.S.Zero for symbol in optional}},
    ).arranged()


def _moved_output(output: Output, moving: Collection[Any], generation: int) -> Output:
    parts = tuple(tangent_of(part, generation) for part in output.parts if part in moving)
    return Output(tangent_of(output.symbol, generation), output.kind, parts)
