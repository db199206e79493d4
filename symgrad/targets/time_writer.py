"""NumPy code of a program over time: a function for each stage, and one that runs them through t."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symgrad.equations import variables_in
from symgrad.program import Program
from symgrad.shapes import shape_of
from symgrad.symbols import Derived
from symgrad.targets.batching import Batch
from symgrad.targets.identifiers import Identifiers, as_identifier
from symgrad.targets.numpy import WIDTH, WrittenFunction, module_source, wrapped, written
from symgrad.targets.time_schedule import Pass, Room, Schedule, read_by
from symgrad.time import Output, Stage

FLAT = '''
def flat(values):
    """Times and samples as one axis."""
    return values.reshape(-1, *values.shape[2:])
'''
_LOOP = {1: "range(start, stop)", -1: "reversed(range(start, stop))"}
_BLOCKS = {1: "range(0, steps, {size})", -1: "reversed(range(0, steps, {size}))"}


@dataclass(frozen=True)
class StageFunction:
    """A stage as a function: what it takes and gives, in order, and its text."""

    stage: Stage
    name: str
    takes: tuple[Any, ...]
    gives: tuple[Any, ...]
    still: frozenset[Any]  # what it gives without an axis of its own, since nothing in it depends on t
    function: WrittenFunction


class TimeWriter:
    """Writes a program over time as a module; ``evaluate`` takes the inputs in order and gives the outputs in order.

    ``batched`` says whether everything that changes over time has an axis of samples after that of time. With
    ``again`` nothing is kept but what is carried, once a block; each block is run again when it is needed.
    """

    def __init__(self, plan: Schedule, batched: bool, block: int, again: bool, analytic: bool = False) -> None:
        self._plan, self._program = plan, plan.program
        self._batched, self._block, self._again, self._analytic = batched, block, again, analytic
        carried = [symbol for symbol in self._program.carried.values() if symbol not in self._program.inputs]
        taken = ["steps", "start", "stop", "t", "samples", "saved", "flat", "evaluate", "min", "range", "reversed"]
        taken += [f"{kind}_{place}" for place in range(1, len(plan.program.stages) + 1) for kind in ("step", "at_once")]
        self._identifiers = Identifiers(taken)
        self._names = self._identifiers.of([*self._program.inputs, *carried, *self._program.definitions])
        self._kept_names: dict[tuple[str | None, Any], str] = {}
        self._states = {
            symbol: (new, old, stage.direction)
            for stage in self._program.stages
            for new, old in stage.carry.items()
            for symbol in (new, old)
        }
        self._sums = {part for output in self._program.outputs if output.kind == "sum" for part in output.parts}
        self._rooms: Mapping[Any, Room] = plan.rooms
        self._functions = {
            id(stage): self._function(stage, place) for place, stage in enumerate(self._program.stages, 1)
        }

    def source(self) -> str:
        """The module."""
        told = ", ".join(as_identifier(output.symbol.name) for output in self._program.outputs)
        body = [*textwrap.wrap(f'"""Gives {told}."""', WIDTH, break_long_words=False), *self._opening()]
        if self._again:
            body += self._run_again()
        else:
            for one in self._plan.passes:
                body += [*self._before(one), *self._blocks(one, self._stages_of(one))]
        body += wrapped("return ", [self._result(output) for output in self._program.outputs], "")
        head = wrapped("def evaluate(", [self._names[symbol] for symbol in self._program.inputs], "):")
        text = "\n".join([*head, *(f"    {line}" for line in body)]) + "\n"
        own = WrittenFunction("evaluate", text, {"flat": FLAT.strip()} if self._batched and self._has_maps() else {})
        return module_source([*(made.function for made in self._functions.values()), own])

    # -- stages as functions -----------------------------------------------------------------------------------

    def _function(self, stage: Stage, place: int) -> StageFunction:
        kept = [s for s in stage.body.definitions if s in self._rooms or s in stage.carry or s in self._sums]
        body = self._with_sizes(stage.body.replace(stage.body.needed(kept), outputs=kept))
        varying = [symbol for symbol in body.inputs if symbol not in self._program.parameters]
        batched = frozenset(varying) if self._batched or not stage.direction else frozenset()
        batch = Batch(body, batched)
        still = frozenset(symbol for symbol in kept if not (batch.flags[symbol] or batch.summed[symbol]))
        name = f"at_once_{place}" if not stage.direction else f"step_{place}"
        made = written(body, batched, name, self._analytic)
        return StageFunction(stage, name, body.inputs, tuple(kept), still if batched else frozenset(), made)

    def _with_sizes(self, body: Program) -> Program:
        """The program with inputs that say how large things are, and those whose gradient is summed."""
        used = {variable for equation in body.equations for variable in variables_in(equation.rhs)}
        inputs = [symbol for symbol in body.inputs if symbol in used]
        wanted = [base for base in map(_base, body.definitions) if base in self._program.parameters]
        sizes = {dim for e in body.equations for dim in e.rhs.free_symbols if dim in body.dims}
        known = {dim for symbol in inputs for size in shape_of(symbol) for dim in size.free_symbols}
        for symbol in self._program.inputs:
            missing = sizes - known
            own = {dim for size in shape_of(symbol) for dim in size.free_symbols}
            if own & missing and symbol not in self._program.sequences:
                wanted.append(symbol)
                known |= own
        inputs += [symbol for symbol in dict.fromkeys(wanted) if symbol not in inputs]
        return body.replace(inputs=inputs, parameters=[s for s in body.parameters if s in inputs], carry={})

    # -- the run through t -------------------------------------------------------------------------------------

    def _opening(self) -> Iterator[str]:
        first = self._names[self._program.sequences[0]]
        yield f"steps = {first}.shape[0]"
        if self._batched and self._has_maps():
            yield f"samples = {first}.shape[1]"

    def _has_maps(self) -> bool:
        return any(not stage.direction for stage in self._program.stages)

    def _before(self, one: Pass) -> Iterator[str]:
        """First values of what is carried, and room for what is kept of it."""
        for stage in one.stages:
            for new, old in stage.carry.items():
                first = self._program.firsts.get(old)
                name = self._names[old]
                if first is None:
                    yield f"{name} = np.zeros_like({self._names[_base(old)]})"
                elif first != old:
                    yield f"{name} = {self._names[first]}"
                if self._state_room(new, old) == "all":
                    room = self._room("all", new)
                    yield f"{room} = np.empty((steps + 1, *{name}.shape), {name}.dtype)"
                    yield f"{room}[{0 if stage.direction == 1 else 'steps'}] = {name}"

    def _state_room(self, new: Any, old: Any) -> Room | None:
        rooms = {self._rooms.get(new), self._rooms.get(old)}
        return "all" if "all" in rooms else "block" if "block" in rooms else None

    def _stages_of(self, one: Pass) -> list[str]:
        return [line for stage in one.stages for line in self._stage(stage, one.direction)]

    def _blocks(self, one: Pass, lines: Sequence[str]) -> list[str]:
        blocks = _BLOCKS[one.direction].format(size=self._block)
        return [
            f"for start in {blocks}:",
            f"    stop = min(start + {self._block}, steps)",
            *(f"    {x}" for x in lines),
        ]

    def _run_again(self) -> list[str]:
        """The first pass once for what it carries, then block by block again before the second."""
        first, second = self._plan.passes
        states = [self._names[old] for stage in first.stages for old in stage.carry.values()]
        room = self._rooms
        given = {part for output in self._program.outputs if output.kind == "every" for part in output.parts}
        self._rooms = {symbol: "block" if symbol not in given else "all" for symbol in room}
        again = self._stages_of(first)
        before = [*self._before(first), "saved = []"]
        inside = {symbol for stage in first.stages for symbol in read_by(stage)} | given
        self._rooms = {symbol: kept for symbol, kept in self._rooms.items() if symbol in inside}
        once = self._blocks(first, [f"saved.append(({', '.join(states)},))", *self._stages_of(first)])
        self._rooms = {symbol: "block" if symbol not in given else "all" for symbol in room}
        before_second = list(self._before(second))
        again = [f"({', '.join(states)},) = saved.pop()", *again]
        lines = [*before, *once, *before_second, *self._blocks(second, [*again, *self._stages_of(second)])]
        self._rooms = room
        return lines

    def _stage(self, stage: Stage, direction: int) -> Iterator[str]:
        made = self._functions[id(stage)]
        yield from (self._at_once(made, direction) if not stage.direction else self._sweep(made))

    def _sweep(self, made: StageFunction) -> Iterator[str]:
        stage, direction = made.stage, made.stage.direction
        for new, old in stage.carry.items():
            if self._state_room(new, old) == "block":
                name = self._names[old]
                room = self._room("block", new)
                yield f"{room} = np.empty((stop - start + 1, *{name}.shape), {name}.dtype)"
                yield f"{room}[{0 if direction == 1 else 'stop - start'}] = {name}"
        yield f"for t in {_LOOP[direction]}:"
        inner = [*self._called(made, "t"), *self._broadcast(made), *self._allocated(made), *self._stored(made)]
        if stage.carry:
            inner.append(f"{self._listed(stage.carry.values())} = {self._listed(stage.carry)}")
        yield from (f"    {line}" for line in inner)

    def _called(self, made: StageFunction, place: str) -> list[str]:
        values = [self._value(symbol, made.stage, place) for symbol in made.takes]
        given = wrapped("", [self._names[symbol] for symbol in made.gives], " = ")
        *above, last = wrapped(f"{given[-1]}{made.name}(", values, ")")
        return [*given[:-1], *above, last]

    def _room(self, room: str | None, symbol: Any) -> str:
        """The array in which values of a variable are kept or added up, under a name that no variable has."""
        known = self._kept_names.get((room, symbol))
        if known is None:
            known = self._kept_names[room, symbol] = self._identifiers.fresh(f"{room}_{self._names[symbol]}")
        return known

    def _listed(self, symbols: Any) -> str:
        return ", ".join(self._names[symbol] for symbol in symbols)

    def _value(self, symbol: Any, stage: Stage, place: str) -> str:
        """An argument of a stage: at ``t``, or of a whole block."""
        name = self._names[symbol]
        if symbol in stage.carry.values() or symbol in self._program.parameters:
            return name
        whole = place == "block"
        if symbol in self._program.sequences:
            text = f"{name}[start:stop]" if whole else f"{name}[t]"
        elif symbol in self._states:
            text = self._state_value(symbol, whole)
        elif symbol not in self._rooms:
            return name  # a first value, which is there for its sizes
        elif self._rooms[symbol] == "all":
            text = f"{self._room('all', symbol)}[{'start:stop' if whole else 't'}]"
        else:
            text = f"{self._room('block', symbol)}{'' if whole else '[t - start]'}"
        return f"flat({text})" if whole and self._batched else text

    def _state_value(self, symbol: Any, whole: bool) -> str:
        new, old, direction = self._states[symbol]
        later = (symbol == new) == (direction == 1)
        room = self._state_room(new, old)
        name = self._room(room, new)
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
                    f"    {self._room(room, s)} = np.empty(({length}, *{n}.shape), {n}.dtype)"
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
                yield f"{self._room(self._rooms[symbol], symbol)}[{place}] = {self._names[symbol]}"

    def _broadcast(self, made: StageFunction) -> Iterator[str]:
        """What depends on nothing that changes over time stands for every t, and for every sample, all the same."""
        for symbol in made.gives:
            if symbol in made.still and symbol not in self._sums:  # a sum of what stands still is one of zeros
                name = self._names[symbol]
                rows = "samples" if made.stage.direction else "(stop - start)" + " * samples" * self._batched
                yield f"{name} = np.broadcast_to({name}, ({rows}, *{name}.shape))"

    def _at_once(self, made: StageFunction, direction: int) -> Iterator[str]:
        yield from self._called(made, "block")
        yield from self._broadcast(made)
        first = "start == 0" if direction == 1 else "stop == steps"
        for symbol in made.gives:
            name = self._names[symbol]
            if symbol in self._sums:
                total = self._room("sum", symbol)
                yield f"{total} = {name} if {first} else {total} + {name}"
                continue
            value = f"{name}.reshape(stop - start, samples, *{name}.shape[1:])" if self._batched else name
            if self._rooms.get(symbol) == "block":
                yield f"{self._room('block', symbol)} = {value}"
            elif symbol in self._rooms:
                shape = f"(steps, samples, *{name}.shape[1:])" if self._batched else f"(steps, *{name}.shape[1:])"
                yield f"if {first}:"
                yield f"    {self._room('all', symbol)} = np.empty({shape}, {name}.dtype)"
                yield f"{self._room('all', symbol)}[start:stop] = {value}"

    def _result(self, output: Output) -> str:
        if not output.parts:
            return f"np.zeros_like({self._names[_base(output.symbol)]})"
        return " + ".join(self._part(part, output.kind) for part in output.parts)

    def _part(self, part: Any, kind: str) -> str:
        name = self._names[part]
        if kind == "sum":
            return self._room("sum", part)
        if kind == "end":
            return name
        if part in self._states:
            new, _, direction = self._states[part]
            later = (part == new) == (direction == 1)
            return f"{self._room('all', new)}[{'1:' if later else ':-1'}]"
        if part in self._program.inputs:
            return name
        return self._room("all", part)


def _base(symbol: Any) -> Any:
    while isinstance(symbol, Derived):
        symbol = symbol.primal
    return symbol
