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

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symgrad.lowering import BATCH, TIME, Op, Value
from symgrad.lowering.passes import Loop, Run, Runs, is_end, is_sum, operations_of
from symgrad.targets.array_code.block_code import BlockCode
from symgrad.targets.array_code.buffers import Buffers
from symgrad.targets.array_code.code_pieces import Code
from symgrad.targets.array_code.loop_code import carried_in, swapped
from symgrad.targets.array_code.one_time import at_one_time
from symgrad.targets.array_code.rooms import Clock, Room, Rooms


@dataclass(frozen=True)
class Blocks:
    """How runs are cut: into blocks of so many steps.

    least   with samples a block has fewer steps, so that it stays in cache, but no fewer than these
    rows    steps times samples of such a block
    again   nothing is kept but what is carried, once a block; each block is run again when the second run needs it
    """

    size: int
    least: int
    rows: int = 0
    again: bool = False


class RunCode:
    """Writes runs, and what stands between them; ``w`` writes the operations."""

    def __init__(self, w: Any, runs: Runs, blocks: Blocks) -> None:
        self._w, self._runs, self._blocks = w, runs, blocks
        self._clock = Clock(*map(w.identifiers.fresh, ("t", "start", "stop", "steps", "samples")))
        self._size = w.identifiers.fresh("size")
        self._saved = w.identifiers.fresh("saved") if blocks.again else ""
        self._rooms = Rooms(w, self._clock)
        self._last = {op.args[0] for op in runs.steps if isinstance(op, Op) and self._run_ended(op)}

    def write(self) -> None:
        """The lines."""
        w = self._w
        w.line(f"{self._clock.steps} = {w.lead_size(TIME)}")
        if any(BATCH in value.axes for value in w.block.inputs):
            w.line(f"{self._clock.samples} = {w.lead_size(BATCH)}")
            w.counted[BATCH] = self._clock.samples
        if self._runs.runs:
            self._size_lines()
        for step in self._runs.steps:
            if isinstance(step, Run):
                self._run(step)
            elif self._run_ended(step):
                name = w.name_for(step)
                w.line(f"{name} = {self._end(step)}")
                w.codes[step.out] = Code(name)
            else:
                w.add(step)

    def _size_lines(self) -> None:
        """How many steps a block has: fewer where there are samples, and no more than there are."""
        size, least, rows = self._blocks.size, self._blocks.least, self._blocks.rows
        fewer = least < size and self._clock.samples in self._w.counted.values()
        most = f"{size}, max({least}, {rows} // max({self._clock.samples}, 1))" if fewer else str(size)
        self._w.line(f"{self._size} = min({most}, {self._clock.steps})")

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
        kept = {*kept, *(op.args[0] for op in run.carry if op.out in kept and op.args[0] in run.made)}
        self._before(run, kept)
        if save:
            self._w.line(f"{self._saved} = []")
        buffers = self._open(run)
        if save:
            self._w.line(f"{self._saved}.append({self._states(run, '.copy()')})")
        outside = self._views([run], kept)
        self._block(buffers, self._read_in([run])).write(run, kept)
        self._close(outside, buffers)

    def _twice(self, first: Run, second: Run) -> None:
        """The second run; in each of its blocks that block of the first run is run again."""
        steps = tuple(step for step in first.steps if not (isinstance(step, Op) and is_sum(step)))
        again = Run(steps, first.direction).needed({value for value in second.reads if value not in self._rooms.of})
        given = second.made.keys() & self._runs.given
        self._before(second, given)
        buffers = self._open(second)
        self._w.line(f"{self._states(again)} = {self._saved}.pop()")
        outside = self._views([again, second], given)
        block = self._block(buffers, self._read_in([again, second]))
        block.write(again, ())
        block.write(second, given)
        self._close(outside, buffers)

    def _block(self, buffers: Buffers, read: Mapping[Value, Collection[int]]) -> BlockCode:
        return BlockCode(self._w, self._rooms, buffers, self._clock, read, self._last)

    def _states(self, run: Run, copied: str = "") -> str:
        names = [f"{self._w.code(at_one_time(op.out)).text}{copied}" for op in run.carry]
        return f"({', '.join(names)}{',' * (len(names) == 1)})"

    def _before(self, run: Run, kept: Collection[Value]) -> None:
        """First values of what is carried, arrays for what is kept, and sums that begin with zero."""
        w = self._w
        loops = [step for step in run.steps if isinstance(step, Loop)]
        moving = {value for loop in loops for value in swapped(loop, kept)}
        for op in run.carry:
            carried_in(w, op, own=op.args[0] in moving)
        for step in run.steps:
            if isinstance(step, Loop):
                self._rooms.of |= self._rooms.of_loop(step, [op.out for op in operations_of(step) if op.out in kept])
            elif step.out in kept:
                self._rooms.add(step.out)
            elif is_sum(step):
                w.line(f"{w.name_for(step)} = 0.0")

    # -- blocks

    def _open(self, run: Run) -> Buffers:
        """The loop over blocks; the buffers of these."""
        w, clock, size = self._w, self._clock, self._size
        order = f"range(0, {clock.steps}, {size})"
        buffers = Buffers(w, size, clock.size)
        w.line(f"for {clock.start} in {order if run.direction > 0 else f'reversed({order})'}:")
        w.pad += "    "
        w.line(f"{clock.stop} = min({clock.start} + {size}, {clock.steps})")
        buffers.begin_block()
        return buffers

    def _views(self, runs: Sequence[Run], kept: Collection[Value]) -> dict[Value, Code]:
        """The block of what comes from outside, and of what loops keep for all t; the codes that inputs had."""
        w = self._w
        made = {value for run in runs for value in run.made}
        loops = [step for run in runs for step in run.steps if isinstance(step, Loop)]
        stored = [op.out for loop in loops for op in operations_of(loop) if op.out in self._rooms.of]
        computed = {step.out for run in runs for step in run.steps if isinstance(step, Op) and step.out in kept}
        outside = {}
        for value in dict.fromkeys([*self._read_in(runs), *stored]):
            if TIME not in value.axes or value in computed or (value in made and value not in self._rooms.of):
                continue
            if value in w.inputs:
                outside[value] = w.code(value)
            room = Room(w.code(value).atom) if value in w.inputs else self._rooms.of[value]
            self._rooms.view(value, room.block(self._clock))
        w.begin_block(self._clock.size)
        return outside

    def _close(self, outside: dict[Value, Code], buffers: Buffers) -> None:
        """The end of the loop over blocks."""
        w = self._w
        w.pad = w.pad[4:]
        buffers.close()
        w.begin_block("")
        w.codes |= outside
        for value, room in self._rooms.of.items():
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
