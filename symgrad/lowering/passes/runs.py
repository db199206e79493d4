"""Runs through t: loops of one direction that follow each other, with the work for many t at once that goes with them.

A run goes block by block, so that what it alone needs is kept for one block. What a later run reads is kept for all t:
so what has a time is computed as late as it can be, in the run that reads it first. Sums over t are complete after
their run, and what is made of them stands between the runs.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from symgrad.lowering.array_program import TIME, Block, Op, Value
from symgrad.lowering.passes.loops import Loop, scheduled

Step: TypeAlias = Op | Loop


@dataclass(frozen=True)
class Run:
    """Steps that go through t together, from its first to its last where the direction is 1, back where it is -1."""

    steps: tuple[Step, ...]
    direction: int

    @functools.cached_property
    def made(self) -> dict[Value, Op]:
        """The values with a time that are computed here."""
        return {op.out: op for step in self.steps for op in operations_of(step) if TIME in op.out.axes}

    @functools.cached_property
    def carry(self) -> tuple[Op, ...]:
        """What goes from one step to the next, and so from one block to the next."""
        return tuple(op for step in self.steps for op in operations_of(step) if op.kind == "shift")

    @functools.cached_property
    def reads(self) -> set[Value]:
        """The values that are read here."""
        return {arg for step in self.steps for op in operations_of(step) for arg in op.args}

    def needed(self, wanted: set[Value]) -> Run:
        """The steps that carry something, or that make what is wanted or what such steps read."""
        sought, found = set(wanted), list[Step]()
        for step in reversed(self.steps):
            ops = operations_of(step)
            if isinstance(step, Loop) or step.kind == "shift" or not sought.isdisjoint(op.out for op in ops):
                found.append(step)
                sought.update(arg for op in ops for arg in op.args)
        return Run(tuple(reversed(found)), self.direction)


@dataclass(frozen=True)
class Runs:
    """A block in the order in which it runs: runs, and between them operations without a time."""

    steps: tuple[Op | Run, ...]
    outputs: tuple[Value, ...]

    @functools.cached_property
    def runs(self) -> list[Run]:
        """The runs in order."""
        return [step for step in self.steps if isinstance(step, Run)]

    @functools.cached_property
    def directions(self) -> list[int]:
        """Their directions."""
        return [run.direction for run in self.runs]

    @functools.cached_property
    def given(self) -> set[Value]:
        """The values with a time that are given, or read at another t than that at which their run ends."""
        ends = {value: run.direction for run in self.runs for value in run.made}
        found = {value for value in self.outputs if value in ends}
        for step in self.steps:
            if isinstance(step, Op) and step.kind == "place" and step.args and TIME in step.args[0].axes:
                direction = ends.get(step.args[0], 0)
                if direction and not is_end(step, direction):
                    found.add(step.args[0])
        return found

    @functools.cached_property
    def kept(self) -> list[Value]:
        """The values of which those at every t are kept: what is given, and what another run reads."""
        ends = {value: place for place, run in enumerate(self.runs) for value in run.made}
        found = dict[Value, None]()
        for place, run in enumerate(self.runs):
            reads = (arg for step in run.steps for op in operations_of(step) for arg in op.args)
            found |= dict.fromkeys(arg for arg in reads if ends.get(arg, place) != place)
        return list(found | dict.fromkeys(value for value in ends if value in self.given))


def is_end(op: Op, direction: int) -> bool:
    """Whether an operation takes the value at the t at which a run of this direction ends."""
    return bool(op.how[0] == "at" and op.how[2] == (-1 if direction > 0 else 0))


def operations_of(step: Step) -> tuple[Op, ...]:
    """The operations of a step."""
    return (*step.carry, *step.ops) if isinstance(step, Loop) else (step,)


def in_runs(block: Block) -> Runs:
    """The block as runs through t."""
    return _Levels(block).runs()


class _Levels:
    """For each step the number of its run, from 1; of what has no time, that of the run after which it is done."""

    def __init__(self, block: Block) -> None:
        self._block = block
        self._steps = scheduled(block).steps
        self._directions: list[int] = []  # of each run; 0 where nothing in it has one
        self._of: dict[Value, int] = {}
        levels = [self._earliest(step) for step in self._steps]
        self._levels = self._latest(levels)

    def runs(self) -> Runs:
        """The runs, each followed by what is made of its results alone."""
        pairs = list(zip(self._steps, self._levels, strict=True))
        found: list[Op | Run] = list(self._without_time(0))
        for level, direction in enumerate(self._directions, 1):
            steps = tuple(step for step, own in pairs if own == level and has_time(step))
            found += [Run(steps, direction or 1), *self._without_time(level)]
        return Runs(tuple(found), tuple(self._block.outputs.values()))

    def _without_time(self, level: int) -> Iterator[Op]:
        for step, own in zip(self._steps, self._levels, strict=True):
            if own == level and isinstance(step, Op) and not has_time(step):
                yield step

    def _earliest(self, step: Step) -> int:
        """The first run in which a step can be done; 0 where it needs none."""
        ops = operations_of(step)
        own = {op.out for op in ops}
        level = max((self._ready(arg, step) for op in ops for arg in op.args if arg not in own), default=0)
        direction = _direction_of(step)
        if direction:
            level = self._run_of(direction, max(level, 1))
        elif is_sum(step) or (_is_at(step) and ops[0].args[0] in self._of):
            level = max(level, 1)
        if has_time(step):
            self._directions += [0] * (level - len(self._directions))
        self._of |= dict.fromkeys(own, level)
        return level

    def _ready(self, arg: Value, step: Step) -> int:
        level = self._of.get(arg, 0)
        return level + 1 if level and TIME not in arg.axes and has_time(step) else level

    def _run_of(self, direction: int, first: int) -> int:
        """The first run from a number on that has this direction, or none yet, or a new one."""
        for level in range(first, len(self._directions) + 1):
            if self._directions[level - 1] in (0, direction):
                self._directions[level - 1] = direction
                return level
        self._directions += [0] * (first - 1 - len(self._directions))
        self._directions.append(direction)
        return len(self._directions)

    def _latest(self, earliest: Sequence[int]) -> list[int]:
        """Each step in the run that reads it first."""
        readers: dict[Value, int] = {}
        outputs = {*self._block.outputs.values()}
        found = []
        for step, level in reversed(list(zip(self._steps, earliest, strict=True))):
            ops = operations_of(step)
            if has_time(step):
                level = max(level, 1)
                read = [readers.get(op.out) for op in ops]
                if isinstance(step, Op) and not is_sum(step) and not _direction_of(step) and step.out not in outputs:
                    level = max(level, read[0] or 0)
                if not self._directions:
                    self._directions.append(0)
            for op in ops:
                for arg in op.args:
                    wanted = level if has_time(step) else 0
                    readers[arg] = min(readers.get(arg, wanted), wanted)
            found.append(level)
        return found[::-1]


def has_time(step: Step) -> bool:
    """Whether a step belongs to a run: it makes something for each t, or a sum over them."""
    return isinstance(step, Loop) or TIME in step.out.axes or is_sum(step)


def is_sum(step: Step) -> bool:
    """Whether a step is a sum over t."""
    return isinstance(step, Op) and step.kind == "contract" and TIME not in step.out.axes and any(
        TIME in arg.axes for arg in step.args
    )  # fmt: skip


def _is_at(step: Any) -> bool:
    return isinstance(step, Op) and step.kind == "place" and step.how[0] == "at"


def _direction_of(step: Step) -> int:
    return step.direction if isinstance(step, Loop) else int(step.how) if step.kind == "shift" else 0
