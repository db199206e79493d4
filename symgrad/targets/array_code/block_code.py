"""What is done in a block of steps: loops over its t, and operations for all of them at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from symgrad.lowering import TIME, Op, Value
from symgrad.lowering.passes import Loop, Run, is_sum, operations_of
from symgrad.targets.array_code.buffers import Buffers
from symgrad.targets.array_code.code_pieces import Code
from symgrad.targets.array_code.loop_code import LoopCode
from symgrad.targets.array_code.one_time import at_one_time, moved
from symgrad.targets.array_code.rooms import Clock, Rooms
from symgrad.targets.array_code.slots import is_stack, places_of, put_at_once


class BlockCode:
    """Writes what runs do in a block; ``read`` says of each value in which steps, ``last`` what is when they end."""

    def __init__(
        self, w: Any, rooms: Rooms, buffers: Buffers, clock: Clock, read: Mapping[Value, Collection[int]],
        last: Collection[Value],
    ) -> None:  # fmt: skip
        self._w, self._rooms, self._buffers, self._clock = w, rooms, buffers, clock
        self._read, self._last = read, last
        self._put: dict[Value, tuple[Value, str]] = {}  # what is put into a stack when it is made

    def write(self, run: Run, kept: Collection[Value]) -> None:
        """A run, of which ``kept`` is kept for all t."""
        alone = [
            step.out for step in run.steps
            if isinstance(step, Op) and step.out not in kept and step.kind != "shift" and not is_stack(step)
        ]  # fmt: skip
        stacks = [step for step in run.steps if isinstance(step, Op) and is_stack(step) and TIME in step.out.axes]
        self._put = put_at_once({op.out: places_of(op, timed=True) for op in stacks}, alone)
        for op in stacks:
            self._array(op, kept)
        for step in run.steps:
            if isinstance(step, Loop):
                self._loop(step, kept)
            elif is_sum(step):
                self._add_up(step)
            elif step.kind == "shift":
                self._shift(step)
                self._stored(step.out, kept)
            elif step in stacks:
                self._fill(step)
            elif step.out in self._put:
                whole, place = self._put[step.out]
                self._into(step, f"{self._w.code(whole).text}{place}")
            elif step.out in kept and step.out not in self._read:
                self._into(step, self._rooms.block(step.out))
            elif step.out not in self._rooms.of or step.out in kept:
                self._operation(step, kept)

    def _operation(self, op: Op, kept: Collection[Value]) -> None:
        """An operation for all t of a block."""
        w = self._w
        code = w.code_of(op)
        if op.out not in kept and w.stands_inside(op, code):
            w.codes[op.out] = code
        elif self._buffers.can_hold(op.out, code):
            w.depth[op.out] = 0
            self._into(op, self._place_of_operand(op, code, kept) or self._array(op, kept))
        else:
            w.add(op, op.out in kept)
            self._stored(op.out, kept)

    def _place_of_operand(self, op: Op, code: Code, kept: Collection[Value]) -> str:
        """The array of an operand that this alone reads, in one call, so that the result may stand there."""
        w = self._w
        if op.out in kept or op.out in w.named or not self._buffers.is_one_call(op.out, code):
            return ""
        if op.kind == "row" and len(op.args) > 1:  # it begins to write before it has read all
            return ""
        held = {stack for stack, _ in self._put.values()}  # whose pieces may be read besides
        alone = (
            w.code(arg).text for arg in op.args if arg.axes == op.out.axes and w.uses[arg] == 1 and arg not in held
        )
        return next(filter(self._buffers.owns, alone), "")

    def _array(self, op: Op, kept: Collection[Value]) -> str:
        """An array for what a block computes, of which it is a part where that is kept."""
        name = self._w.name_for(op)
        if op.out in kept:
            self._w.line(f"{name} = {self._rooms.block(op.out)}")
        else:
            self._buffers.array(op.out, name)
        self._w.codes[op.out] = Code(name)
        return str(name)

    def _into(self, op: Op, out: str) -> None:
        """Puts what an operation makes into an array that is there."""
        code = self._w.code_of(op)
        if self._buffers.can_hold(op.out, code):
            self._buffers.write(op.out, code, out)
        else:
            self._w.line(f"{out if '[' in out else f'{out}[...]'} = {code.text}")
        self._w.codes[op.out] = Code(out)

    def _fill(self, stack: Op) -> None:
        """Puts into a stack what is not there yet."""
        for value, place in places_of(stack, timed=True):
            if self._put.get(value) != (stack.out, place):
                self._w.line(f"{self._w.code(stack.out).text}{place} = {self._w.code(value).text}")

    def _add_up(self, op: Op) -> None:
        """Adds the sum over a block to that over the others."""
        w, code = self._w, self._w.code_of(op)
        text = code.text
        if self._buffers.can_hold(op.out, code):
            text = self._buffers.spare(op.out, -1)  # the others are for its parts
            self._buffers.write(op.out, code, text)
        w.line(f"{w.name_for(op)} += {text}")
        w.keep(op.out, w.name_for(op), w.name_for(op))

    def _stored(self, value: Value, kept: Collection[Value]) -> None:
        if value in kept:
            self._w.line(f"{self._rooms.block(value)} = {self._w.code(value).text}")

    def _loop(self, loop: Loop, kept: Collection[Value]) -> None:
        w, made = self._w, [op.out for op in operations_of(loop)]
        others = [v for v in made if v not in self._rooms.of and {*self._read.get(v, ())} - {id(loop)}]
        others += [op.args[0] for op in loop.carry if op.out in others and op.args[0] not in self._rooms.of]
        rooms = self._rooms.of_loop(loop, dict.fromkeys(others), self._buffers)
        for op in loop.carry:
            if op.args[0] in rooms and rooms[op.args[0]].row is None:  # the next block writes where that stands
                carry = w.code(at_one_time(op.out)).text
                w.line(f"{carry} = {carry}.copy()")
        for value, room in rooms.items():
            if room.row is None:
                w.codes[value] = Code(room.name)
            else:
                self._rooms.view(value, room.all)
        rooms |= {value: self._rooms.of[value] for value in made if value in kept}
        old = {op.out for op in loop.carry}  # with the new in one array, it stands there already
        stored = [value for value, room in rooms.items() if value not in old or room.row is None]
        LoopCode(w, loop, stored, self._last, self._buffers).write(self._clock.t, self._clock.size)

    def _shift(self, op: Op) -> None:
        """What is carried by no loop: the block moved by one step."""
        w, carry = self._w, self._w.code(at_one_time(op.out)).text
        new = w.bound(w.code(op.args[0]))
        w.assign(op.out, w.named.get(op.out) or op.out.name, moved(new.text, f"{carry}[None]", op.how).text)
        w.line(f"{carry} = {new.text}[{-1 if op.how > 0 else 0}].copy()")
