"""The backward pass of a program over time: the transpose of each stage, the last one first, and what joins them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sympy as sp

from symgrad.algebra import add, is_zero, scale
from symgrad.calculus.cancellation import cancelled, written_out
from symgrad.calculus.modes import gradient_program
from symgrad.errors import SymgradError
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import Seed, Share, cotangent_of, is_scalar, next_of, seed_of, share_of
from symgrad.programs.equations import Equation, replace_variables
from symgrad.time.made import Role, made_beside
from symgrad.time.stages import Kind, Output, Stage, TimeProgram, Times, at_each_time, program_of, renamed


@dataclass
class Backward:
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
    follows: dict[Any, Any] = field(default_factory=dict)

    def seeded(self, output: Output) -> None:
        """The caller's cotangent of an output flows to each part of it."""
        seed = seed_of(output.symbol, self.generation)
        self.given.append((seed, output.kind))
        self.follows[seed] = self.source.axes_of(output)
        if is_scalar(output.symbol):
            self.defaults[seed] = sp.S.One
        for part in output.parts:
            if output.kind == "end":
                self.arriving[part] = seed
                continue
            flow = seed
            if output.kind == "last":
                at_end = made_beside(self.source.taken, "last")
                flow = scale(at_end, seed) if shape_of(seed) else at_end * seed
            if output.kind in ("every", "last") and part in self.source.still:
                share = share_of(seed, 1)
                self._add([Equation(share, flow)], self.source.stages[0].body, {}, 0, "sum")
                flow = share
            self.flows.setdefault(part, []).append(flow)

    def _add(
        self, equations: Sequence[Equation], like: Any, carry: Mapping[Any, Any], direction: int, times: Times
    ) -> None:
        if equations:
            self.stages.append(
                Stage(program_of(equations, like, carry, self.source.inputs), direction if carry else 0, times)
            )

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
        used = {symbol for name in stage.body.definitions for symbol in stage.body.uses(name)}
        used |= {*stage.carry.values()}
        sources = [symbol for symbol in stage.body.inputs if symbol in self.moving and symbol in used]
        body, terms = at_each_time(stage)
        made = gradient_program(body, [terms.get(end, end) for end in ends], sources, generation=self.generation)
        equations = [equation for equation in made.equations if equation.lhs not in stage.body.definitions]
        seeds = dict(zip(ends, made.inputs[len(stage.body.inputs) :], strict=False))  # sizes may come after them
        incoming = {new: self._incoming(bar, truncated) for new, bar in flowing.items()}
        equations = self._joined(seeds, incoming, equations)
        equations = [Equation(e.lhs, add(e.rhs, *read[e.lhs])) if read.get(e.lhs) else e for e in equations]
        equations, summed = self._passed_on(stage, sources, place, equations)
        first = self._note_firsts(stage, back)
        carry = {bar: next_of(bar) for new, bar in back.items() if new in flowing or new in first}
        self.firsts |= {next_of(bar): self.arriving.get(new) for new, bar in back.items() if bar in carry}
        self._add(equations, made, carry, -stage.direction, "once" if stage.times == "once" else "every")
        self._add(summed, made, {}, 0, "sum")

    def _incoming(self, bar: Any, truncated: bool) -> Any:
        if not truncated:
            return next_of(bar)
        keep = made_beside(self.source.taken, "keep")
        return keep * next_of(bar) if is_scalar(bar) else scale(keep, next_of(bar))

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

    def _passed_on(
        self, stage: Stage, sources: Sequence[Any], place: int, equations: list[Equation]
    ) -> tuple[list[Equation], list[Equation]]:
        """Notes what the stage gives back: to inputs a share of their cotangents, to earlier names what flows to them.

        What a stage without a carry gives back to an earlier name stands in the line of that name's cotangent. What is
        given back at every t to what has no time is to be summed: these equations are the second ones.
        """
        renamed, written, summed = {}, {}, set[Any]()
        right = {equation.lhs: equation.rhs for equation in equations}
        dropped = set[Any]()
        for symbol in sources:
            bar = cotangent_of(symbol, self.generation)
            if is_zero(right[bar]) and symbol not in stage.carry.values():
                dropped.add(bar)
                continue
            read = symbol in self.source.carried.values()  # at t - 1, by a stage that does not carry it
            if symbol in stage.carry.values() or (not read and symbol in self.source.inputs and symbol not in self.wrt):
                continue
            renamed[bar] = share_of(bar, place + 1)
            if symbol in self.source.still and stage.times != "once":
                summed.add(renamed[bar])
            if symbol in self.source.inputs and not read:
                self.parts.setdefault(symbol, []).append(renamed[bar])
            elif stage.direction or renamed[bar] in summed:
                self.flows.setdefault(symbol, []).append(renamed[bar])
            else:
                written[symbol] = bar
        for symbol, bar in written.items():
            self.flows.setdefault(symbol, []).append(replace_variables(right[bar], renamed))
        dropped |= {*written.values()}
        made = [
            Equation(renamed.get(e.lhs, e.lhs), replace_variables(e.rhs, renamed))
            for e in equations
            if e.lhs not in dropped
        ]
        return [e for e in made if e.lhs not in summed], [e for e in made if e.lhs in summed]

    def _note_firsts(self, stage: Stage, back: Mapping[Any, Any]) -> list[Any]:
        """Notes what goes back to the first carries that are asked for; gives what is carried from them."""
        firsts = {new: self.source.firsts.get(stage.carry[new]) for new in back}
        found = [new for new, first in firsts.items() if first in self.wrt]
        for new in found:
            self.parts.setdefault(firsts[new], []).append(back[new])
        return found

    def returned(self) -> None:
        """An output that is an input has its cotangent at once, at every t or, of a parameter, summed."""
        for symbol in [one for one in self.flows if one in self.wrt]:
            share = share_of(cotangent_of(symbol, self.generation), len(self.source.stages) + 1)
            equations = [Equation(share, add(*self.flows.pop(symbol)))]
            self.parts.setdefault(symbol, []).append(share)
            times: Times = "once" if symbol in self.source.still else "every"
            self._add(equations, self.source.stages[0].body, {}, 0, times)

    def program(self, given: Sequence[Output], wrt: Sequence[Any], truncate: int | None) -> TimeProgram:
        """The whole: the stages as they were, then their transposes; ``given`` are outputs as before."""
        source = self.source
        if truncate and source.truncate not in (None, truncate):
            raise SymgradError(
                f"this is cut after every {source.truncate} steps already; a derivative of it is cut there too, and "
                f"not after every {truncate}."
            )
        outputs = [*given, *(self._output(symbol) for symbol in wrt)]
        roles: dict[Role, Any] = {"keep": truncate, "last": self._has_last()}
        made = [made_beside(source.taken, role) for role, is_used in roles.items() if is_used]
        made = [symbol for symbol in made if symbol not in source.inputs]
        sequences = [*(seed for seed, kind in self.given if kind == "every"), *made]
        return TimeProgram(
            stages=(*source.stages, *self._with_plain_names()),
            inputs=(*source.inputs, *(seed for seed, _ in self.given), *made),
            sequences=(*source.sequences, *sequences),
            parameters=(*source.parameters, *(seed for seed, kind in self.given if kind == "once")),
            firsts={**source.firsts, **self.firsts},
            outputs=tuple(outputs),
            defaults={**source.defaults, **self.defaults},
            follows={**source.follows, **self.follows, **dict.fromkeys(made, ())},
            constant=(*source.constant, *(seed for seed, kind in self.given if kind in ("last", "total"))),
            truncate=truncate or source.truncate,
            each=source.each,
            masks=source.masks,
            losses=source.losses,
        )

    def _has_last(self) -> bool:
        return any(kind == "last" for _, kind in self.given)

    def _output(self, symbol: Any) -> Output:
        source = self.source
        kinds: dict[Kind, Any] = {"every": source.sequences, "total": source.constant, "once": source.parameters}
        kind: Kind = next((kind for kind, symbols in kinds.items() if symbol in symbols), "end")
        bar, parts = cotangent_of(symbol, self.generation), self.parts.get(symbol, [])
        return Output(bar, kind, (bar,) if _is_share(parts) else tuple(parts))

    def _with_plain_names(self) -> list[Stage]:
        """The stages, each cotangent that one of them alone gives under its own name, bar_W."""
        plain = self.alone | {
            parts[0]: cotangent_of(symbol, self.generation) for symbol, parts in self.parts.items() if _is_share(parts)
        }
        stages = [replace(stage, body=renamed(stage.body, plain)) for stage in self.stages]
        names = [symbol for stage in stages for symbol in stage.body.definitions]
        sums = [symbol for stage in stages if stage.times == "sum" for symbol in stage.body.definitions]
        forward = {e.lhs: e.rhs for stage in self.source.stages for e in stage.body.equations}
        equations = [e for stage in stages for e in stage.body.equations]
        lines = {e.lhs: e for e in cancelled(equations, names, forward, sums)}
        return [
            replace(s, body=program_of([lines[n] for n in s.body.definitions], s.body, s.carry, self.source.inputs))
            for s in stages
        ]


def _is_share(parts: Sequence[Any]) -> bool:
    """Whether one stage alone gives a cotangent, and does not carry it out."""
    return len(parts) == 1 and isinstance(parts[0], Share)
