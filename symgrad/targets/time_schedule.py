"""In which order a program over time is run, and what is kept of it.

Stages that run in one direction make a pass. A pass runs block by block, so that what only it needs is kept for one
block; what a later pass reads, or what is given at every t, is kept for all of them. What has no time stands between
the passes, before those that need it and after those of whose sums it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from symgrad.time import Stage, TimeProgram

Room: TypeAlias = Literal["all", "block"]
EACH = ("every", "last", "total")  # kinds of outputs for which the values at every t are kept


@dataclass(frozen=True)
class Pass:
    """Stages that run together, and their direction: 1 or -1, or 0 for one that has no time and is run once."""

    stages: tuple[Stage, ...]
    direction: int


@dataclass(frozen=True)
class Schedule:
    """The passes of a program, and for each name that is read again how long its values are kept."""

    program: TimeProgram
    passes: tuple[Pass, ...]
    rooms: dict[Any, Room]

    @property
    def kept(self) -> list[Any]:
        """The names whose value at every t is kept; h at t - 1 is kept with h."""
        new = {old: new for stage in self.program.stages for new, old in stage.carry.items()}
        return list(dict.fromkeys(new.get(symbol, symbol) for symbol, room in self.rooms.items() if room == "all"))


def schedule(program: TimeProgram) -> Schedule:
    """The passes: a stage that carries nothing runs with the one after it, the last ones with the one before."""
    passes = _passes(program.stages)
    rooms: dict[Any, Room] = {}
    made: dict[Any, int] = {}
    for place, one in enumerate(passes):
        for stage in one.stages:
            for symbol in read_by(stage):
                if symbol in made and made[symbol] < place:
                    rooms[symbol] = "all"
                elif symbol in made:
                    rooms.setdefault(symbol, "block")
            if stage.times == "every":
                made |= dict.fromkeys([*stage.carry.values(), *stage.body.definitions], place)
    for output in program.outputs:
        if output.kind in EACH:
            rooms |= dict.fromkeys([part for part in output.parts if part not in program.still], "all")
    return Schedule(program, passes, rooms)


def _passes(stages: Sequence[Stage]) -> tuple[Pass, ...]:
    passes: list[Pass] = []
    waiting: list[Stage] = []
    for stage in stages:
        if stage.times == "once":
            _close(passes, waiting)
            passes.append(Pass((stage,), 0))
            continue
        waiting.append(stage)
        if stage.direction and passes and passes[-1].direction == stage.direction:
            passes[-1] = Pass((*passes[-1].stages, *waiting), stage.direction)
        elif stage.direction:
            passes.append(Pass(tuple(waiting), stage.direction))
        if stage.direction:
            waiting.clear()
    _close(passes, waiting)
    return tuple(passes)


def _close(passes: list[Pass], waiting: list[Stage]) -> None:
    """Takes what waits for a sweep into the pass before it."""
    if waiting and passes and passes[-1].direction:
        passes[-1] = Pass((*passes[-1].stages, *waiting), passes[-1].direction)
    elif waiting:
        passes.append(Pass(tuple(waiting), 1))
    waiting.clear()


def read_by(stage: Stage) -> list[Any]:
    """What a stage reads of others."""
    own = {*stage.body.definitions, *stage.carry.values()}
    used = dict.fromkeys(variable for e in stage.body.equations for variable in e.used)
    return [symbol for symbol in used if symbol not in own]


def needed_for(stages: Sequence[Stage], wanted: Iterable[Any]) -> list[Stage]:
    """Those of the stages of a pass that carry something, or make what is wanted or what such stages read."""
    sought, found = set(wanted), list[Stage]()
    for stage in reversed(stages):
        if stage.carry or not sought.isdisjoint(stage.body.definitions):
            found.insert(0, stage)
            sought |= {*read_by(stage)}
    return found
