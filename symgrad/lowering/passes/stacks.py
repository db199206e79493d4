"""Stacks: several values of equal axes as one value with an axis of slots, and a slot of it as a value again."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import sympy as sp

from symgrad.lowering.array_program import LEAD, SLOT, TIME, Block, Letter, Op, Value
from symgrad.lowering.passes.loops import in_order, loop_of, strong_components


def with_slots(letters: Sequence[Letter]) -> tuple[Letter, ...]:
    """Letters with that of the slots behind TIME and BATCH."""
    return (*(one for one in letters if one in LEAD), SLOT, *(one for one in letters if one not in LEAD))


def slotted(axes: Sequence[Any], count: int) -> tuple[Any, ...]:
    """Axes with one of so many slots behind TIME and BATCH."""
    lead = [axis for axis in axes if axis in LEAD]
    return (*lead, sp.Integer(count), *axes[len(lead) :])


class Stacks:
    """A block in which values are put together."""

    def __init__(self, block: Block) -> None:
        self.ops: dict[Value, Op] = {op.out: op for op in block.ops}
        self.loops = loop_of(block)
        self._block = block
        self._inputs = {*block.inputs}
        self._slot: dict[Value, tuple[Value, int]] = {}
        self._known: dict[tuple[Value, ...], Value] = {}
        self._taken = {value.name for value in (*block.inputs, *self.ops)}
        self._after = _after_time(block)

    def block(self) -> Block:
        """The block as it is now, each operation after those that it reads."""
        parts = strong_components(tuple(self.ops.values()))
        slots: dict[Value, tuple[Value, ...]] = {}
        for value, (whole, _) in self._slot.items():
            slots[whole] = (*slots.get(whole, ()), value)
        return replace(self._block, ops=tuple(op for part in parts for op in in_order(part)), slots=slots)

    def current(self) -> Block:
        """The block, in no order."""
        return replace(self._block, ops=tuple(self.ops.values()))

    def slot(self, value: Value) -> tuple[Value, int] | None:
        """The stack in which a value stands, and where."""
        return self._slot.get(value)

    def is_free(self, value: Value) -> bool:
        """Whether a value may be copied into a stack, once and before all loops: a parameter, or made of one."""
        op = self.ops.get(value)
        return not value.lead and (
            value in self._inputs or (op is not None and all(a in self._inputs for a in op.args))
        )

    def stacked(self, values: Sequence[Value]) -> Value | None:
        """One value that holds these as its slots in order; None where they stand in stacks in another way."""
        key = tuple(values)
        if key in self._known:
            return self._known[key]
        slots = [self._slot.get(value) for value in values]
        if None not in slots and len({one[0] for one in slots if one}) == 1:
            return self._part([one for one in slots if one], values)
        if (any(slots) and any(value.lead for value in values)) or len({value.axes for value in values}) > 1:
            return None
        if not all(not value.lead or self._is_computed(value) for value in values):
            return None
        letters = _own_letters(values[0])
        out = Value(self.fresh(common(values)), slotted(values[0].axes, len(values)))
        self._add(Op(out, "place", ("stack",), key, (letters,) * len(values), with_slots(letters)))
        for place, value in enumerate(values):
            self._slot.setdefault(value, (out, place))
        self._known[key] = out
        return out

    def _is_computed(self, value: Value) -> bool:
        """Whether a value is written to its place in a stack; what comes in, or is carried in, would be copied."""
        op = self.ops.get(value)
        return op is not None and (op.is_by_entries or op.kind == "contract")

    def _part(self, slots: Sequence[tuple[Value, int]], values: Sequence[Value]) -> Value | None:
        whole, start = slots[0]
        if [place for _, place in slots] != list(range(start, start + len(slots))):
            return None
        size = int(whole.axes[len(whole.lead)])
        if len(values) == size:
            return whole
        out = Value(self.fresh(common(values)), slotted(values[0].axes, len(values)))
        letters = with_slots(_own_letters(values[0]))
        self._add(Op(out, "place", ("slots", start, start + len(values)), (whole,), (letters,), letters))
        self._known[tuple(values)] = out
        return out

    def _add(self, op: Op) -> None:
        self.ops[op.out] = op
        inside = {self.loops[arg] for arg in op.args if arg in self.loops}
        if len(inside) == 1 and op.args[0].lead:
            self.loops[op.out] = inside.pop()

    def merge(self, group: Sequence[Op], out: Value, op: Op) -> None:
        """Puts one operation in the place of a group: each of its results is a slot of the new one."""
        slots = [self._slot.get(one.out) for one in group]
        if group[0].out in self.loops:
            self.loops[out] = self.loops[group[0].out]
        self.ops[out] = op
        if None not in slots:
            self._fill(group, out, [one for one in slots if one])
        letters = _own_letters(group[0].out)
        for place, one in enumerate(group):
            self.ops[one.out] = replace(
                one, kind="place", how=("slot", place), args=(out,), letters=(with_slots(letters),), to=letters
            )
            if None in slots:
                self._slot[one.out] = (out, place)

    def _fill(self, group: Sequence[Op], out: Value, slots: Sequence[tuple[Value, int]]) -> None:
        """A stack of which these are slots already takes the new value in their place."""
        whole = slots[0][0]
        op = self.ops[whole]
        gone = {one.out for one in group}
        at = op.args.index(group[0].out)
        args = [arg for arg in op.args if arg not in gone]
        self.ops[whole] = _stack_of(op, (*args[:at], out, *args[at:]))

    def are_independent(self, group: Sequence[Op]) -> bool:
        """Whether no member is computed from another: within one t, where all of them are in one loop."""
        return not self.closes([arg for op in group for arg in op.args], group)

    def are_of_one_time(self, group: Sequence[Op]) -> bool:
        """Whether no member without a time waits for a run through t, as a sum over t does, that others come before."""
        return len({op.out in self._after for op in group if TIME not in op.out.axes}) < 2

    def closes(self, args: Iterable[Value], group: Sequence[Op]) -> bool:
        """Whether arguments are computed from a member: also a stack of them, by another value that stands in it."""
        outs, seen, loops = {op.out for op in group}, set[Value](), {self.loops.get(op.out) for op in group}
        loop = loops.pop() if len(loops) == 1 else None
        waiting = list(args)
        while waiting:
            value = waiting.pop()
            if value in outs:
                return True
            op = self.ops.get(value)
            if value in seen or op is None:
                continue
            seen.add(value)
            if op.kind != "shift" or loop is None or self.loops.get(value) != loop:
                waiting += op.args
        return False

    def fresh(self, name: str) -> str:
        """The name, with something behind it where it is taken."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name


def _after_time(block: Block) -> set[Value]:
    """The values without a time that are made of one with a time."""
    readers, met = block.readers(), {v for v in (*block.inputs, *(op.out for op in block.ops)) if TIME in v.axes}
    waiting = list(met)
    while waiting:
        for op in readers.get(waiting.pop(), ()):
            if op.out not in met:
                met.add(op.out)
                waiting.append(op.out)
    return {value for value in met if TIME not in value.axes}


def _stack_of(op: Op, args: tuple[Value, ...]) -> Op:
    letters = tuple(op.to if len(arg.axes) == len(op.to) else _own_letters(arg) for arg in args)
    return replace(op, args=args, letters=letters)


def _own_letters(value: Value) -> tuple[Letter, ...]:
    return (*value.lead, *range(len(value.own)))


def common(values: Sequence[Value]) -> str:
    """W_ifo for W_i, W_f, W_o; i_f_o for what begins differently."""
    names = [value.name for value in values]
    alike = sum(1 for _ in itertools.takewhile(lambda column: len(set(column)) == 1, zip(*names, strict=False)))
    start = names[0][:alike]
    start = start[: start.rfind("_") + 1]
    return start + "".join(name[len(start) :] for name in names) if start else "_".join(names)
