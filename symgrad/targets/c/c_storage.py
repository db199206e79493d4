"""Where values stand in C: which array, at which strides, and how many steps of it are kept.

    for all t       what another run reads, or what is given; of what is carried one row more
    for a block     what is made in one part of a run and read in another
    for a step      what two nests of one step read; of what is carried two, by turns
    in registers    what only the nest reads that makes it

A slot is a part of its stack, and what is put into a stack is made there. The first product of a sum of products stands
where the sum will.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symgrad.lowering import TIME, Block, Op, Value
from symgrad.lowering.array_program import SLOT
from symgrad.lowering.passes import is_end
from symgrad.targets.c.c_accumulation import is_added
from symgrad.targets.c.c_schedule import Nest, RunParts, Steps, aligned, is_view

REGISTER, STEP, BLOCK, ALL = range(4)


class Storage:
    """The places of all values of a scheduled block."""

    def __init__(self, block: Block, steps: Steps) -> None:
        self.block, self.made = block, block.made
        self._steps = steps
        self._run_of: dict[Value, int] = {}
        self._part_of: dict[Value, str] = {}
        self._direction: dict[int, int] = {}
        self._readers = block.readers()
        self._note_parts()
        self.stack_of = dict(self._owned())  # a piece -> the stack in which it is made, and its first slot
        self.stands_in: dict[Value, Value] = {}
        self.paired = dict(self._paired())  # what is carried, before -> it, as it is now
        self.level = self._levels()
        self.stands_in = dict(self._standing())  # the first product of a sum -> the sum

    # -- who stands where

    def _note_parts(self) -> None:
        for place, step in enumerate(self._steps):
            if isinstance(step, RunParts):
                self._direction[place] = step.direction
                for part, items in (*step.parts, ("each", step.shifts)):
                    for op in (op for item in items for op in _ops_of(item)):
                        self._run_of[op.out], self._part_of[op.out] = place, part

    def _owned(self) -> Iterator[tuple[Value, tuple[Value, int]]]:
        taken = set[Value]()
        outputs = {*self.block.outputs.values()}
        for op in self.block.ops:
            if op.kind != "place" or op.how[0] != "stack":
                continue
            slot = 0
            for arg, letters in zip(op.args, op.letters, strict=True):
                source = self.made.get(arg)
                fits = (
                    (source is not None and source.kind in ("map", "contract", "row", "solve", "along")) or
                    (source is not None and source.kind == "place" and not is_view(source))
                )  # fmt: skip
                alike = self._run_of.get(arg) == self._run_of.get(op.out) and not (source and is_added(source))
                if fits and alike and arg not in taken and arg not in outputs and op.args.count(arg) == 1:
                    taken.add(arg)
                    yield arg, (op.out, slot)
                slot += int(arg.axes[letters.index(SLOT)]) if SLOT in letters else 1

    def _standing(self) -> Iterator[tuple[Value, Value]]:
        """Of W x + U h + b, which is kept: W x, onto which U h is added, is made where it will stand."""
        for op in self.block.ops:
            first = next((arg for arg in op.args if self._is_first(arg)), None) if op.kind == "map" else None
            if first is not None and self._readers_but_added(first) == [op] and first.axes == op.out.axes:
                at = op.args.index(first)
                kept = self.level.get(op.out, REGISTER) >= BLOCK and op.out not in self.paired.values()
                if op.letters[at] == op.to and kept and op.out not in self.stack_of and first not in self.stack_of:
                    yield first, op.out

    def _is_first(self, value: Value) -> bool:
        return value in self.made and self.made[value].kind == "contract" and any(
            is_added(op) and op.args[2] == value for op in self._readers.get(value, ()))  # fmt: skip

    def _readers_but_added(self, value: Value) -> list[Op]:
        return [op for op in self._readers.get(value, ()) if not (is_added(op) and op.args[2] == value)]

    def _paired(self) -> Iterator[tuple[Value, Value]]:
        """What is carried and its shift stand in one array."""
        taken = set[Value]()
        for step in self._steps:
            for op in step.shifts if isinstance(step, RunParts) else ():
                new = op.args[0]
                source = self.made.get(new)
                own = source is not None and not is_view(source) and source.kind != "shift" and not is_added(source)
                alike = self._run_of.get(new) == self._run_of[op.out] and self._part_of.get(new) == "each"
                free = new not in self.stack_of and new not in taken
                stack = source is not None and source.kind == "place" and source.how[0] == "stack"
                if own and alike and free and not stack:
                    taken.add(new)
                    yield op.out, new

    def root(self, value: Value) -> Value:
        """The value in whose array one stands."""
        while True:
            op = self.made.get(value)
            if value in self.paired:
                value = self.paired[value]
            elif value in self.stack_of:
                value = self.stack_of[value][0]
            elif value in self.stands_in:
                value = self.stands_in[value]
            elif op is not None and is_view(op):
                value = op.args[0]
            elif op is not None and is_added(op):
                value = op.args[2]
            else:
                return value

    # -- how long it is kept

    def _levels(self) -> dict[Value, int]:
        """Of each array how much of it is kept."""
        found: dict[Value, int] = {}
        ends: set[Value] = set()

        def wants(value: Value, level: int) -> None:
            root = self.root(value)
            found[root] = max(found.get(root, REGISTER), level)

        for place, step in enumerate(self._steps):
            parts = step.parts if isinstance(step, RunParts) else (("once", (step,)),)
            for part, item in ((part, item) for part, items in parts for item in items):
                inside = {op.out for op in item.ops} if isinstance(item, Nest) else set()
                for op in _ops_of(item):
                    for arg in op.args:
                        if self._is_at_end(op, arg):
                            wants(arg, STEP)
                            ends.add(self.root(arg))
                        elif not self._in_registers(op, arg, inside):
                            wants(arg, self._level_for(arg, place, part))
                    if not isinstance(item, Nest) and not is_view(op):
                        wants(op.out, STEP if part == "each" or TIME not in op.out.axes else BLOCK)
            for op in step.shifts if isinstance(step, RunParts) else ():
                wants(op.out, STEP)
                if op.out not in self.paired:
                    wants(op.args[0], self._level_for(op.args[0], place, "each"))
        for value in self.block.outputs.values():
            maker = self.made.get(value)
            if maker is None or not (maker.args and self._is_at_end(maker, maker.args[0])):
                wants(value, ALL)
        shifts = [op.out for step in self._steps if isinstance(step, RunParts) for op in step.shifts]
        for root in (*ends, *map(self.root, shifts)):  # what goes on from block to block
            if found.get(root, REGISTER) == BLOCK:
                found[root] = ALL
        return found

    def _is_at_end(self, op: Op, arg: Value) -> bool:
        """Whether an operation between the runs reads what is there anyway: the last step of a run."""
        run = self._run_of.get(self._base(arg))
        at = op.kind == "place" and op.how[0] == "at" and op.how[1] is TIME
        return at and run is not None and op.out not in self._run_of and is_end(op, self._direction[run])

    def _base(self, value: Value) -> Value:
        while value in self.made and is_view(self.made[value]) and TIME in self.made[value].args[0].axes:
            value = self.made[value].args[0]
        return value

    def _in_registers(self, op: Op, arg: Value, inside: set[Value]) -> bool:
        return arg in inside and (op.kind != "map" or aligned(op, arg))

    def _level_for(self, arg: Value, place: int, part: str) -> int:
        if TIME not in arg.axes or self._run_of.get(arg) != place:
            return ALL
        return STEP if part == "each" and self._part_of[arg] == "each" else BLOCK

    def is_stored(self, value: Value) -> bool:
        """Whether a value is written to its array."""
        return self.level.get(self.root(value), REGISTER) > REGISTER

    def run_of(self, value: Value) -> int | None:
        """The run in which a value is made; None for what has no time, or comes in."""
        return self._run_of.get(value)

    def carried(self, value: Value) -> int:
        """The direction in which what stands in an array of its own is carried; 0 where it is not."""
        return self._direction[self._run_of[value]] if value in self.paired.values() else 0


def _ops_of(item: Any) -> tuple[Op, ...]:
    return item.ops if isinstance(item, Nest) else (item,)
