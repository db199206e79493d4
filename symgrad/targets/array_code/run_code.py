"""Runs through t as code: block by block, each block at once but for the loops in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from symgrad.lowering import TIME, Op, Value
from symgrad.lowering.passes import Loop, Run, Runs, is_end, is_sum, operations_of
from symgrad.targets.array_code.code_pieces import Code
from symgrad.targets.array_code.loop_code import array_for, carried_in, loop_lines
from symgrad.targets.array_code.one_time import at_one_time
from symgrad.targets.array_code.rooms import Clock, Room

_LOOP = {1: "range({start}, {stop})", -1: "reversed(range({start}, {stop}))"}
_BLOCKS = {1: "range(0, {steps}, {size})", -1: "reversed(range(0, {steps}, {size}))"}


@dataclass(frozen=True)
class Blocks:
    """How runs are cut: into blocks of so many steps.

    again   nothing is kept but what is carried, once a block; each block is run again when the second run needs it
    """

    size: int
    again: bool = False


class RunCode:
    """Writes runs, and what stands between them; ``w`` writes the operations."""

    def __init__(self, w: Any, runs: Runs, blocks: Blocks) -> None:
        self._w, self._runs, self._blocks = w, runs, blocks
        self._clock = Clock(*map(w.identifiers.fresh, ("t", "start", "stop", "steps")))
        self._saved = w.identifiers.fresh("saved") if blocks.again else ""
        self._given = runs.given
        self._rooms: dict[Value, Room] = {}  # of what is kept for all t
        self._names: dict[tuple[Value, str], str] = {}
        self._ends = {op.args[0] for op in runs.steps if isinstance(op, Op) and self._end_of(op)}

    def write(self) -> None:
        """The lines."""
        self._w.line(f"{self._clock.steps} = {self._w.lead_size(TIME)}")
        for step in self._runs.steps:
            if isinstance(step, Run):
                self._run(step)
            elif self._end_of(step):
                self._w.line(f"{self._w.name_for(step)} = {self._end(step)}")
                self._w.codes[step.out] = Code(self._w.name_for(step))
            else:
                self._w.add(step)

    def _end_of(self, op: Op) -> Run | None:
        """The run at whose end an operation takes a value of it."""
        if op.kind != "place" or not op.args or TIME not in op.args[0].axes:
            return None
        return next((run for run in self._runs.runs if op.args[0] in run.made and is_end(op, run.direction)), None)

    def _end(self, op: Op) -> str:
        """What a run has computed last."""
        value, run = op.args[0], self._end_of(op)
        assert run is not None
        carry = next((one for one in run.carry if one.args[0] == value), None)
        if carry is not None:
            return self._w.code(at_one_time(carry.out)).text
        if at_one_time(value) in self._w.codes:
            return self._w.code(at_one_time(value)).text
        if value in self._rooms:
            return f"{self._rooms[value].of_all()}[{op.how[2]}]"
        return f"{self._w.code(value).atom}[{op.how[2]}]"

    # -- runs

    def _run(self, run: Run) -> None:
        if not self._blocks.again:
            kept = {value for value in self._runs.kept if value in run.made}
            self._lines(run, kept)
        elif run is self._runs.runs[0]:
            made = run.made
            ends = {value for value in self._ends if value in made}
            sums = {step.out for step in run.steps if isinstance(step, Op) and is_sum(step)}
            kept = self._given.intersection(made)
            self._lines(run.needed({*kept, *sums, *ends}), kept, save=True)
        else:
            self._second_time(self._runs.runs[0], run)

    def _lines(self, run: Run, kept: set[Value], save: bool = False) -> None:
        """A run by blocks; of what it computes ``kept`` is kept for all t."""
        rooms = self._rooms_for(run, kept)
        self._before(run, rooms)
        if save:
            self._w.line(f"{self._saved} = []")
        states = self._states(run)
        self._open(run)
        if save:
            self._w.line(f"{self._saved}.append(({states},))")
        outside = self._inside([run])
        self._steps(run, rooms)
        self._close(outside, rooms)

    def _second_time(self, first: Run, second: Run) -> None:
        """The second run; in each of its blocks that block of the first run is run again."""
        kept = self._given.intersection(second.made)
        again = Run(tuple(step for step in first.steps if not (isinstance(step, Op) and is_sum(step))), first.direction)
        again = again.needed({value for value in second.reads if value not in self._rooms})
        read = second.reads
        rooms = self._rooms_for(second, kept)
        for value, room in self._rooms_for(again, set(), read).items():
            rooms.setdefault(value, room)
        self._before(second, {value: room for value, room in rooms.items() if value in second.made})
        self._open(second)
        self._w.line(f"({self._states(again)},) = {self._saved}.pop()")
        outside = self._inside([again, second])
        self._steps(again, rooms)
        self._steps(second, rooms)
        self._close(outside, rooms)

    def _states(self, run: Run) -> str:
        return ", ".join(self._w.code(at_one_time(op.out)).text for op in run.carry)

    def _open(self, run: Run) -> None:
        """The loop over blocks."""
        clock, size = self._clock, self._blocks.size
        order = _BLOCKS[run.direction].format(steps=clock.steps, size=size)
        self._w.line(f"for {clock.start} in {order}:")
        self._w.pad += "    "
        self._w.line(f"{clock.stop} = min({clock.start} + {size}, {clock.steps})")

    def _inside(self, runs: Sequence[Run]) -> dict[Value, Code]:
        """What comes from outside is read block by block from here on; the codes that it had."""
        w, outside = self._w, dict(self._w.codes)
        made = {value for run in runs for value in run.made}
        reads = Counter(arg for run in runs for step in run.steps if isinstance(step, Op) for arg in step.args)
        for value in dict.fromkeys(arg for run in runs for step in run.steps for op in operations_of(step) for arg in op.args):
            if TIME in value.axes and (value not in made or value in self._rooms):
                room = self._rooms.setdefault(value, Room(w.code(value).atom))
                w.codes[value] = Code(room.of_block(self._clock))
                if reads[value] > 1:
                    w.line(f"{self._name(value, 'block_')} = {w.code(value).text}")
                    w.codes[value] = Code(self._name(value, "block_"))
        w.block_size = f"{self._clock.stop} - {self._clock.start}"
        return outside

    def _close(self, outside: dict[Value, Code], rooms: dict[Value, Room]) -> None:
        """The end of the loop over blocks."""
        w = self._w
        w.pad, w.block_size = w.pad[4:], ""
        inputs = {*w.block.inputs}
        w.codes = {value: code for value, code in w.codes.items() if value not in inputs} | {
            value: code for value, code in outside.items() if value in inputs
        }
        self._rooms |= {value: room for value, room in rooms.items() if room.whole}
        for value, room in self._rooms.items():
            if value not in inputs:
                w.keep(value, room.of_all(), room.name)

    # -- rooms

    def _rooms_for(self, run: Run, kept: set[Value], read: Iterable[Value] = ()) -> dict[Value, Room]:
        """Arrays for what is kept for all t, and for what loops make and others read: those of a block."""
        found: dict[Value, Room] = {}
        for step in run.steps:
            if isinstance(step, Loop):
                others = {arg for one in run.steps if one is not step for arg in Run((one,), 1).reads} | {*read}
                made = [op.out for op in (*step.carry, *step.ops)]
                sought = {v: v in kept for v in made if (v in others or v in kept) and v not in self._rooms}
                found |= self._states_together(step, sought)
                found |= {v: Room(self._name(v, ""), whole) for v, whole in sought.items() if v not in found}
            elif step.out in kept and step.out not in self._rooms and not is_sum(step):
                found[step.out] = Room(self._name(step.out, ""))
        return found

    def _states_together(self, loop: Loop, sought: dict[Value, bool]) -> dict[Value, Room]:
        """Old and new of what is carried as rows of one array."""
        found: dict[Value, Room] = {}
        for op in loop.carry:
            new, old = op.args[0], op.out
            if new in sought and old in sought and new not in found:
                whole = sought[new] or sought[old]
                name = self._name(new, "all_" if whole else "block_")
                later = loop.direction > 0
                found |= {new: Room(name, whole, int(later)), old: Room(name, whole, int(not later))}
        return found

    def _name(self, value: Value, mark: str) -> str:
        if (value, mark) not in self._names:
            named = self._w.named.get(value)
            own = named if named and not mark else self._w.identifiers.fresh(f"{mark}{named or value.name}")
            self._names[value, mark] = own
        return self._names[value, mark]

    # -- a run

    def _before(self, run: Run, rooms: dict[Value, Room]) -> None:
        """First values of what is carried, arrays for what is kept of it, and sums that begin with zero."""
        w = self._w
        for op in run.carry:
            carried_in(w, op)
        self._arrays(run, {value: room for value, room in rooms.items() if room.whole}, self._clock.steps)
        for step in run.steps:
            if isinstance(step, Op) and is_sum(step):
                w.line(f"{w.name_for(step)} = 0.0")

    def _arrays(self, run: Run, rooms: dict[Value, Room], steps: str) -> None:
        made: set[str] = set()
        for value, room in rooms.items():
            if room.name not in made:
                array_for(self._w, value, room, steps)
                made.add(room.name)
        for op in run.carry:
            room = rooms.get(op.out)
            if room is not None and room.row is not None:
                place = "0" if run.direction > 0 else steps
                self._w.line(f"{room.name}[{place}] = {self._w.code(at_one_time(op.out)).text}")

    def _steps(self, run: Run, rooms: dict[Value, Room]) -> None:
        for step in run.steps:
            if isinstance(step, Loop):
                self._loop(step, rooms)
            elif step.kind == "shift":
                self._shift(step, rooms)
            elif is_sum(step):
                self._w.line(f"{self._w.name_for(step)} += {self._w.code_of(step).text}")
                self._w.keep(step.out, self._w.name_for(step), self._w.name_for(step))
            else:
                self._at_once(step, rooms)

    def _at_once(self, op: Op, rooms: dict[Value, Room]) -> None:
        """What is done for a block at once."""
        if op.out in rooms:
            self._stored(op.out, rooms[op.out], self._w.code_of(op).text)
        elif op.out not in self._rooms:
            self._w.add(op)

    def _stored(self, value: Value, room: Room, text: str) -> None:
        place = room.of_block(self._clock)
        self._w.line(f"{place} = {text}")
        self._w.codes[value] = Code(place)

    def _loop(self, loop: Loop, rooms: dict[Value, Room]) -> None:
        clock = self._clock
        own = Run((loop,), loop.direction)
        here = {value: room for value, room in rooms.items() if value in own.made}
        self._arrays(own, {v: r for v, r in here.items() if not r.whole}, f"{clock.stop} - {clock.start}")
        order = _LOOP[loop.direction].format(start=clock.start, stop=clock.stop)
        read = {value: room for value, room in self._rooms.items() if value not in own.made}
        loop_lines(self._w, loop, clock, order, {**read, **rooms}, self._ends)
        for value, room in here.items():
            self._w.codes[value] = Code(room.of_block(clock))

    def _shift(self, op: Op, rooms: dict[Value, Room]) -> None:
        """What is carried by no loop: the block moved by one step."""
        w, carry = self._w, self._w.code(at_one_time(op.out)).text
        new = w.bound(w.code(op.args[0])).text
        parts = [f"{carry}[None]", f"{new}[:-1]"] if op.how > 0 else [f"{new}[1:]", f"{carry}[None]"]
        text = f"np.concatenate([{', '.join(parts)}])"
        if op.out in rooms:
            self._stored(op.out, rooms[op.out], text)
        else:
            w.assign(op.out, self._name(op.out, ""), text)
        w.line(f"{carry} = {new}[{-1 if op.how > 0 else 0}]")
