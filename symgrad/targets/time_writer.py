"""NumPy code of a program over time: a function for each stage, and one that runs them through t."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from symgrad.lowering.time_samples import base_of
from symgrad.targets.identifiers import Identifiers, as_identifier
from symgrad.targets.numpy import WIDTH, WrittenFunction, module_source, wrapped
from symgrad.targets.time_functions import StageFunction, name_of, stage_function
from symgrad.targets.time_results import Results
from symgrad.targets.time_schedule import EACH, Pass, Room, Schedule, needed_for
from symgrad.time import Stage

FLAT = '''
def flat(values):
    """Times and samples as one axis."""
    return values.reshape(-1, *values.shape[2:])
'''
_LOOP = {1: "range(start, stop)", -1: "reversed(range(start, stop))"}
_BLOCKS = {1: "range(0, steps, {size})", -1: "reversed(range(0, steps, {size}))"}
_SAID = ("steps", "start", "stop", "t", "samples", "saved", "flat", "evaluate", "min", "range", "reversed")


class TimeWriter:
    """Writes a program over time as a module; ``evaluate`` takes the inputs in order and gives the outputs in order.

    ``batched`` are the names that have an axis of samples after that of time. With ``again`` nothing is kept but what
    is carried, once a block; each block is run again when it is needed.
    """

    def __init__(
        self, plan: Schedule, batched: frozenset[Any], block: int, again: bool, analytic: bool = False
    ) -> None:
        self._plan, self._program = plan, plan.program
        self._batched, self._block, self._again = batched, block, again
        stages = list(enumerate(self._program.stages, 1))
        carried = [symbol for symbol in self._program.carried.values() if symbol not in self._program.inputs]
        taken = [*_SAID, *(name_of(stage, place) for place, stage in stages)]
        self._identifiers = Identifiers(taken)
        self._names = self._identifiers.of([*self._program.inputs, *carried, *self._program.definitions])
        self._kept_names: dict[tuple[str | None, Any], str] = {}
        self._states = {
            symbol: (new, old, stage.direction)
            for stage in self._program.stages
            for new, old in stage.carry.items()
            for symbol in (new, old)
        }
        self._sums = {s for stage in self._program.stages if stage.times == "sum" for s in stage.body.definitions}
        self._sequences = {*self._program.sequences, *self._program.constant}
        self._rooms: Mapping[Any, Room] = plan.rooms
        self._functions = {
            id(stage): stage_function(self._program, stage, place, self._rooms, batched, analytic)
            for place, stage in stages
        }

    def source(self) -> str:
        """The module."""
        told = ", ".join(as_identifier(output.symbol.name) for output in self._program.outputs)
        body = [*textwrap.wrap(f'"""Gives {told}."""', WIDTH, break_long_words=False), *self._opening()]
        timed = [one for one in self._plan.passes if one.direction]
        for one in self._plan.passes:
            if not one.direction:
                body += self._called(self._functions[id(one.stages[0])], "")
            elif not self._again:
                body += [*self._before(one), *self._blocks(one, self._stages_of(one.stages, one.direction))]
            elif one is timed[0]:
                body += self._first_time(one)
            else:
                body += self._second_time(timed[0], one)
        given = Results(self._program, self._batched, self._names, self.room)
        body += wrapped("return ", given.texts(), "")
        head = wrapped("def evaluate(", [self._names[symbol] for symbol in self._program.inputs], "):")
        text = "\n".join([*head, *(f"    {line}" for line in body)]) + "\n"
        own = WrittenFunction("evaluate", text, {"flat": FLAT.strip()} if "flat(" in text else {})
        return module_source([*(made.function for made in self._functions.values()), own])

    # -- the run through t -------------------------------------------------------------------------------------

    def _opening(self) -> Iterator[str]:
        first = next(symbol for symbol in self._program.inputs if symbol in self._sequences)
        yield f"steps = {self._names[first]}.shape[0]"
        given = next((symbol for symbol in self._program.inputs if symbol in self._batched), None)
        if given is not None:
            yield f"samples = {self._names[given]}.shape[{int(given in self._sequences)}]"

    def _before(self, one: Pass) -> Iterator[str]:
        """First values of what is carried, and room for what is kept of it."""
        for stage in one.stages:
            for new, old in stage.carry.items():
                first = self._program.firsts.get(old)
                name = self._names[old]
                if first is None:
                    yield f"{name} = np.zeros_like({self._names[base_of(old, self._program.inputs)]})"
                elif first != old:
                    yield f"{name} = {self._names[first]}"
                if self._state_room(new, old) == "all":
                    room = self.room("all", new)
                    yield f"{room} = np.empty((steps + 1, *{name}.shape), {name}.dtype)"
                    yield f"{room}[{0 if stage.direction == 1 else 'steps'}] = {name}"

    def _state_room(self, new: Any, old: Any) -> Room | None:
        rooms = {self._rooms.get(new), self._rooms.get(old)}
        return "all" if "all" in rooms else "block" if "block" in rooms else None

    def _stages_of(self, stages: Sequence[Stage], direction: int) -> list[str]:
        return [line for stage in stages for line in self._stage(stage, direction)]

    def _blocks(self, one: Pass, lines: Sequence[str]) -> list[str]:
        blocks = _BLOCKS[one.direction].format(size=self._block)
        return [
            f"for start in {blocks}:",
            f"    stop = min(start + {self._block}, steps)",
            *(f"    {x}" for x in lines),
        ]

    def _given(self) -> set[Any]:
        return {part for output in self._program.outputs if output.kind in EACH for part in output.parts}

    def _first_time(self, one: Pass) -> list[str]:
        """The first pass, for what it carries and for what is given."""
        states = [self._names[old] for stage in one.stages for old in stage.carry.values()]
        given, stages = self._given(), needed_for(one.stages, self._given() | self._sums)
        inside = {
            s for stage in stages for s in (*stage.body.inputs, *stage.body.definitions)
        } & self._plan.rooms.keys()
        self._rooms = {symbol: "all" if symbol in given else "block" for symbol in inside}
        saved = [f"saved.append(({', '.join(states)},))", *self._stages_of(stages, one.direction)]
        return [*self._before(one), "saved = []", *self._blocks(one, saved)]

    def _second_time(self, first: Pass, second: Pass) -> list[str]:
        """The second pass; in each of its blocks that block of the first pass is run again."""
        states = [self._names[old] for stage in first.stages for old in stage.carry.values()]
        given = self._given()
        self._rooms = {symbol: "all" if symbol in given else "block" for symbol in self._plan.rooms}
        before = list(self._before(second))
        stages = [stage for stage in first.stages if stage.times == "every"]
        lines = [f"({', '.join(states)},) = saved.pop()", *self._stages_of(stages, first.direction)]
        return [*before, *self._blocks(second, [*lines, *self._stages_of(second.stages, second.direction)])]

    def _stage(self, stage: Stage, direction: int) -> Iterator[str]:
        made = self._functions[id(stage)]
        yield from (self._at_once(made, direction) if not stage.direction else self._sweep(made))

    def _sweep(self, made: StageFunction) -> Iterator[str]:
        stage, direction = made.stage, made.stage.direction
        for new, old in stage.carry.items():
            if self._state_room(new, old) == "block":
                name = self._names[old]
                room = self.room("block", new)
                yield f"{room} = np.empty((stop - start + 1, *{name}.shape), {name}.dtype)"
                yield f"{room}[{0 if direction == 1 else 'stop - start'}] = {name}"
        yield f"for t in {_LOOP[direction]}:"
        inner = [*self._called(made, "t"), *self._broadcast(made), *self._allocated(made), *self._stored(made)]
        if stage.carry:
            inner.append(f"{self._listed(stage.carry.values())} = {self._listed(stage.carry)}")
        yield from (f"    {line}" for line in inner)

    def _called(self, made: StageFunction, place: str) -> list[str]:
        values = [self._one(s) if s in made.sized else self._value(s, made.stage, place) for s in made.takes]
        given = wrapped("", [self._names[symbol] for symbol in made.gives], " = ")
        *above, last = wrapped(f"{given[-1]}{made.name}(", values, ")")
        return [*given[:-1], *above, last]

    def _listed(self, symbols: Any) -> str:
        return ", ".join(self._names[symbol] for symbol in symbols)

    def _one(self, symbol: Any) -> str:
        """The value of an input at one time, of one sample."""
        axes = ", ".join(["0"] * ((symbol in self._sequences) + (symbol in self._batched)))
        return f"{self._names[symbol]}[{axes}]" if axes else self._names[symbol]

    def room(self, room: str | None, symbol: Any) -> str:
        """The array in which values of a variable are kept or added up, under a name that no variable has."""
        known = self._kept_names.get((room, symbol))
        if known is None:
            known = self._kept_names[room, symbol] = self._identifiers.fresh(f"{room}_{self._names[symbol]}")
        return known

    def _value(self, symbol: Any, stage: Stage, place: str) -> str:
        """An argument of a stage: at ``t``, or of a whole block."""
        name = self._names[symbol]
        if symbol in self._sums:
            return self.room("sum", symbol)
        if symbol in stage.carry.values() or symbol in self._program.still:
            return name
        whole = place == "block"
        if symbol in self._sequences:
            text = f"{name}[start:stop]" if whole else f"{name}[t]"
        elif symbol in self._states:
            text = self._state_value(symbol, whole)
        elif self._rooms[symbol] == "all":
            text = f"{self.room('all', symbol)}[{'start:stop' if whole else 't'}]"
        else:
            text = f"{self.room('block', symbol)}{'' if whole else '[t - start]'}"
        if not (whole and self._is_wide(self._functions[id(stage)])):
            return text
        return f"flat({text})" if symbol in self._batched else f"np.repeat({text}, samples, axis=0)"

    def _is_wide(self, made: StageFunction) -> bool:
        """Whether a stage that is done for many t at once has times and samples along its axis."""
        return not self._batched.isdisjoint([*made.gives, *(s for s in made.takes if s not in made.sized)])

    def _state_value(self, symbol: Any, whole: bool) -> str:
        new, old, direction = self._states[symbol]
        later = (symbol == new) == (direction == 1)
        room = self._state_room(new, old)
        name = self.room(room, new)
        if room == "all":
            return f"{name}[start{' + 1' * later}:stop{' + 1' * later}]" if whole else f"{name}[t{' + 1' * later}]"
        if whole:
            return f"{name}[1:]" if later else f"{name}[:-1]"
        return f"{name}[t - start{' + 1' * later}]"

    def _allocated(self, made: StageFunction) -> list[str]:
        """Room for what a sweep gives, made at its first step."""
        lines = []
        first = {("all", 1): "t == 0", ("all", -1): "t == steps - 1",
                 ("block", 1): "t == start", ("block", -1): "t == stop - 1"}  # fmt: skip
        for room, length in (("all", "steps"), ("block", "stop - start")):
            kept = [s for s in made.gives if s not in self._states and self._rooms.get(s) == room]
            if kept:
                lines.append(f"if {first[room, made.stage.direction]}:")
                lines += [
                    f"    {self.room(room, s)} = np.empty(({length}, *{n}.shape), {n}.dtype)"
                    for s, n in zip(kept, map(self._names.get, kept), strict=True)
                ]
        return lines

    def _stored(self, made: StageFunction) -> Iterator[str]:
        for symbol in made.gives:
            if symbol in self._states:
                if self._state_room(*self._states[symbol][:2]):
                    yield f"{self._state_value(symbol, whole=False)} = {self._names[symbol]}"
            elif symbol in self._rooms:
                place = "t" if self._rooms[symbol] == "all" else "t - start"
                yield f"{self.room(self._rooms[symbol], symbol)}[{place}] = {self._names[symbol]}"

    def _broadcast(self, made: StageFunction) -> Iterator[str]:
        """What depends on nothing that changes over time stands for every t, and for every sample, all the same."""
        wide = self._is_wide(made)
        rows = "samples" if made.stage.direction else f"(stop - start){' * samples' * wide}"
        for symbol in made.gives:
            if symbol in made.bare:
                name = self._names[symbol]
                yield f"{name} = np.broadcast_to({name}, ({rows}, *np.shape({name})))"

    def _at_once(self, made: StageFunction, direction: int) -> Iterator[str]:
        yield from self._called(made, "block")
        yield from self._broadcast(made)
        first = "start == 0" if direction == 1 else "stop == steps"
        axes = ", samples" * self._is_wide(made)
        for symbol in made.gives:
            name = self._names[symbol]
            if symbol in self._sums:
                total = self.room("sum", symbol)
                yield f"{total} = {name} if {first} else {total} + {name}"
                continue
            value = f"{name}.reshape(stop - start, samples, *{name}.shape[1:])" if axes else name
            if self._rooms.get(symbol) == "block":
                yield f"{self.room('block', symbol)} = {value}"
            elif symbol in self._rooms:
                yield f"if {first}:"
                room = self.room("all", symbol)
                yield f"    {room} = np.empty((steps{axes}, *{name}.shape[1:]), {name}.dtype)"
                yield f"{room}[start:stop] = {value}"
