"""Runs through t as code: block by block, each block at once but for the loops in it.

for start in range(0, steps, 64):
    stop = min(start + 64, steps)
    block_x, f = x[start:stop], all_f[start:stop]       the block of what comes from outside, and of what is kept
    ahead_f = block_x @ W.T                             at once
    for t in range(stop - start):                       a loop
        f_t = sigmoid(ahead_f[t] + h_before_t @ U.T)
        f[t] = f_t
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from symgrad.lowering import BATCH, TIME, Op, Value
from symgrad.lowering.passes import Loop, Run, Runs, is_end, is_sum, operations_of
from symgrad.targets.array_code.code_pieces import Code
from symgrad.targets.array_code.loop_code import array_for, carried_in, loop_lines
from symgrad.targets.array_code.one_time import at_one_time, moved
from symgrad.targets.array_code.rooms import Clock, Room


@dataclass(frozen=True)
class Blocks:
    """How runs are cut: into blocks of so many steps.

    least   with samples a block has fewer steps, so that it stays in cache, but no fewer than these
    again   nothing is kept but what is carried, once a block; each block is run again when the second run needs it
    """

    size: int
    least: int
    again: bool = False


class RunCode:
    """Writes runs, and what stands between them; ``w`` writes the operations."""

    def __init__(self, w: Any, runs: Runs, blocks: Blocks) -> None:
        self._w, self._runs, self._blocks = w, runs, blocks
        self._clock = Clock(*map(w.identifiers.fresh, ("t", "start", "stop", "steps", "samples")))
        self._size = str(blocks.size)
        self._saved = w.identifiers.fresh("saved") if blocks.again else ""
        self._rooms: dict[Value, Room] = {}  # of what is kept for all t
        self._names: dict[tuple[Value, str], str] = {}
        self._last = {op.args[0] for op in runs.steps if isinstance(op, Op) and self._run_ended(op)}

    def write(self) -> None:
        """The lines."""
        w = self._w
        w.line(f"{self._clock.steps} = {w.lead_size(TIME)}")
        if any(BATCH in value.axes for value in w.block.inputs):
            w.line(f"{self._clock.samples} = {w.lead_size(BATCH)}")
            w.counted[BATCH] = self._clock.samples
            self._fewer()
        for step in self._runs.steps:
            if isinstance(step, Run):
                self._run(step)
            elif self._run_ended(step):
                name = w.name_for(step)
                w.line(f"{name} = {self._end(step)}")
                w.codes[step.out] = Code(name)
            else:
                w.add(step)

    def _fewer(self) -> None:
        """Blocks of fewer steps where there are samples."""
        size, least = self._blocks.size, self._blocks.least
        if least < size:
            self._size = self._w.identifiers.fresh("size")
            self._w.line(f"{self._size} = max({least}, {size} // max({self._clock.samples}, 1))")

    def _run_ended(self, op: Op) -> Run | None:
        """The run at whose end an operation takes a value of it."""
        if op.kind != "place" or not op.args or TIME not in op.args[0].axes:
            return None
        return next((run for run in self._runs.runs if op.args[0] in run.made and is_end(op, run.direction)), None)

    def _end(self, op: Op) -> str:
        """What a run has computed last."""
        value, run = op.args[0], self._run_ended(op)
        assert run is not None
        carry = next((one.out for one in run.carry if one.args[0] == value), value)
        if at_one_time(carry) in self._w.codes:
            return str(self._w.code(at_one_time(carry)).text)
        return f"{self._w.code(value).atom}[{op.how[2]}]"

    # -- runs

    def _run(self, run: Run) -> None:
        if not self._blocks.again:
            self._once(run, run.made.keys() & {*self._runs.kept})
        elif run is self._runs.runs[0]:
            given = run.made.keys() & self._runs.given
            sums = {step.out for step in run.steps if isinstance(step, Op) and is_sum(step)}
            self._once(run.needed({*given, *sums, *(run.made.keys() & self._last)}), given, save=True)
        else:
            self._twice(self._runs.runs[0], run)

    def _once(self, run: Run, kept: Collection[Value], save: bool = False) -> None:
        """A run by blocks; of what it computes ``kept`` is kept for all t."""
        self._before(run, kept)
        if save:
            self._w.line(f"{self._saved} = []")
        self._open(run)
        if save:
            self._w.line(f"{self._saved}.append({self._states(run)})")
        outside = self._views([run], kept)
        self._steps(run, kept, self._read_in([run]))
        self._close(outside)

    def _twice(self, first: Run, second: Run) -> None:
        """The second run; in each of its blocks that block of the first run is run again."""
        steps = tuple(step for step in first.steps if not (isinstance(step, Op) and is_sum(step)))
        again = Run(steps, first.direction).needed({value for value in second.reads if value not in self._rooms})
        given = second.made.keys() & self._runs.given
        self._before(second, given)
        self._open(second)
        self._w.line(f"{self._states(again)} = {self._saved}.pop()")
        outside = self._views([again, second], given)
        read = self._read_in([again, second])
        self._steps(again, (), read)
        self._steps(second, given, read)
        self._close(outside)

    def _states(self, run: Run) -> str:
        names = [self._w.code(at_one_time(op.out)).text for op in run.carry]
        return f"({', '.join(names)}{',' * (len(names) == 1)})"

    def _before(self, run: Run, kept: Collection[Value]) -> None:
        """First values of what is carried, arrays for what is kept, and sums that begin with zero."""
        w = self._w
        for op in run.carry:
            carried_in(w, op)
        for step in run.steps:
            if isinstance(step, Loop):
                self._rooms |= self._arrays(step, [op.out for op in operations_of(step) if op.out in kept], "all_")
            elif step.out in kept:
                name = self._name(step.out, "all_")
                array_for(w, step.out, name, self._clock.steps)
                self._rooms[step.out] = Room(name)
            elif is_sum(step):
                w.line(f"{w.name_for(step)} = 0.0")

    def _arrays(self, loop: Loop, values: Sequence[Value], mark: str) -> dict[Value, Room]:
        """Arrays for what a loop makes; old and new of what is carried are rows of one."""
        found: dict[Value, Room] = {}
        steps = self._clock.steps if mark == "all_" else self._clock.size
        for op in loop.carry:
            new, old = op.args[0], op.out
            if new in values and old in values and new not in found:
                assert old not in found, f"{old} has an array already, as what is carried on by another name"
                name, later = self._name(new, mark), loop.direction > 0
                array_for(self._w, new, name, f"{steps} + 1")
                self._w.line(f"{name}[{0 if later else steps}] = {self._w.code(at_one_time(old)).text}")
                found |= {new: Room(name, int(later)), old: Room(name, int(not later))}
        for value in values:
            if value not in found:
                found[value] = Room(self._name(value, "all_" if mark == "all_" else ""))
                array_for(self._w, value, found[value].name, steps)
        return found

    def _name(self, value: Value, mark: str) -> str:
        """The name of an array: of all t, of a block with a row more, or of a block, which equations have."""
        if (value, mark) not in self._names:
            named = self._w.named.get(value)
            plain = bool(named) and not mark and value not in self._w.block.inputs
            self._names[value, mark] = named if plain else self._w.identifiers.fresh(f"{mark}{named or value.name}")
        return self._names[value, mark]

    # -- blocks

    def _open(self, run: Run) -> None:
        """The loop over blocks."""
        w, clock, size = self._w, self._clock, self._size
        order = f"range(0, {clock.steps}, {size})"
        w.line(f"for {clock.start} in {order if run.direction > 0 else f'reversed({order})'}:")
        w.pad += "    "
        w.line(f"{clock.stop} = min({clock.start} + {size}, {clock.steps})")

    def _views(self, runs: Sequence[Run], kept: Collection[Value]) -> dict[Value, Code]:
        """The block of what comes from outside, and of what loops keep for all t; the codes that inputs had."""
        w = self._w
        made = {value for run in runs for value in run.made}
        loops = [step for run in runs for step in run.steps if isinstance(step, Loop)]
        stored = [op.out for loop in loops for op in operations_of(loop) if op.out in self._rooms]
        computed = {step.out for run in runs for step in run.steps if isinstance(step, Op) and step.out in kept}
        outside = {}
        for value in dict.fromkeys([*self._read_in(runs), *stored]):
            if TIME not in value.axes or value in computed or (value in made and value not in self._rooms):
                continue
            if value in w.block.inputs:
                outside[value] = w.code(value)
            room = Room(w.code(value).atom) if value in w.block.inputs else self._rooms[value]
            self._view(value, room.block(self._clock))
        w.begin_block(self._clock.size)
        return outside

    def _view(self, value: Value, text: str) -> None:
        name = self._name(value, "block_" if value in self._w.block.inputs else "")
        self._w.line(f"{name} = {text}")
        self._w.codes[value] = Code(name)

    def _close(self, outside: dict[Value, Code]) -> None:
        """The end of the loop over blocks."""
        w = self._w
        w.pad = w.pad[4:]
        w.begin_block("")
        w.codes |= outside
        for value, room in self._rooms.items():
            w.keep(value, room.all, room.name)

    @staticmethod
    def _read_in(runs: Iterable[Run]) -> dict[Value, set[int]]:
        """What is read in runs, and the steps that read it."""
        found: dict[Value, set[int]] = {}
        for step in (step for run in runs for step in run.steps):
            for op in operations_of(step):
                for arg in op.args:
                    found.setdefault(arg, set()).add(id(step))
        return found

    def _steps(self, run: Run, kept: Collection[Value], read: dict[Value, set[int]]) -> None:
        w = self._w
        for step in run.steps:
            if isinstance(step, Loop):
                self._loop(step, kept, read)
            elif is_sum(step):
                w.line(f"{w.name_for(step)} += {w.code_of(step).text}")
                w.keep(step.out, w.name_for(step), w.name_for(step))
            elif step.kind == "shift":
                self._shift(step)
                self._stored(step.out, kept)
            elif step.out in kept and step.out not in read:
                w.line(f"{self._rooms[step.out].block(self._clock)} = {w.code_of(step).text}")
            elif step.out not in self._rooms or step.out in kept:
                w.add(step, step.out in kept)
                self._stored(step.out, kept)

    def _stored(self, value: Value, kept: Collection[Value]) -> None:
        if value in kept:
            self._w.line(f"{self._rooms[value].block(self._clock)} = {self._w.code(value).text}")

    def _loop(self, loop: Loop, kept: Collection[Value], read: dict[Value, set[int]]) -> None:
        made = [op.out for op in operations_of(loop)]
        others = [value for value in made if value not in self._rooms and read.get(value, set()) - {id(loop)}]
        rooms = self._arrays(loop, others, "block_")
        for value, room in rooms.items():
            if room.row is None:
                self._w.codes[value] = Code(room.name)
            else:
                self._view(value, room.all)
        rooms |= {value: self._rooms[value] for value in made if value in kept}
        old = {op.out for op in loop.carry}  # with the new in one array, it stands there already
        stored = [value for value, room in rooms.items() if value not in old or room.row is None]
        loop_lines(self._w, loop, self._clock.t, self._clock.size, stored, self._last)

    def _shift(self, op: Op) -> None:
        """What is carried by no loop: the block moved by one step."""
        w, carry = self._w, self._w.code(at_one_time(op.out)).text
        new = w.bound(w.code(op.args[0]))
        w.assign(op.out, self._name(op.out, ""), moved(new.text, f"{carry}[None]", op.how).text)
        w.line(f"{carry} = {new.text}[{-1 if op.how > 0 else 0}]")
