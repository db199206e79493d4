"""Loops over t as code: what is carried has names, what is kept goes into arrays, the rest is of one t."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symgrad.lowering import TIME, Op, Value
from symgrad.lowering.holes import levels
from symgrad.lowering.passes import Loop
from symgrad.targets.array_code.code_pieces import Code
from symgrad.targets.array_code.one_time import at_one_time, of_one_time
from symgrad.targets.array_code.rooms import Clock, Room

NESTED = 40  # levels of one line: Python's parser does not like depth


def carried_in(w: Any, op: Op) -> str:
    """Gives what is carried its first value; the name that it has."""
    if len(op.args) > 1:
        first = w.code(op.args[1]).text
    else:
        first = f"np.zeros({w.shape(at_one_time(op.out))}, dtype={w.dtype})"
    return w.assign(at_one_time(op.out), f"{op.out.name}_t", first)


def array_for(w: Any, value: Value, room: Room, steps: str) -> None:
    """An array for the values of so many steps."""
    longer = "" if room.row is None else " + 1"
    inner = [*map(w.lead_size, at_one_time(value).lead), *(w.size(size).text for size in value.own)]
    shape = f"({', '.join([f'{steps}{longer}', *inner])})" if inner else f"{steps}{longer}"
    w.line(f"{room.name} = np.empty({shape}, dtype={w.dtype})")


def loop_lines(w: Any, loop: Loop, clock: Clock, order: str, rooms: Mapping[Value, Room], always: set[Value]) -> None:
    """The loop; what is in ``rooms`` is read there, or kept if the loop makes it. ``always`` has a line of its own."""
    outside = dict(w.codes)
    inside = {op.out for op in (*loop.ops, *loop.carry)}
    carry = {op.out: w.code(at_one_time(op.out)) for op in loop.carry}
    w.line(f"for {clock.t} in {order}:")
    w.pad += "    "
    for op in loop.carry:
        if op.out in rooms and rooms[op.out].row is None:
            w.line(f"{rooms[op.out].at_time(clock)} = {carry[op.out].text}")
    new = {op.args[0] for op in loop.carry} | always
    for op in loop.ops:
        for arg in op.args:
            if TIME in arg.axes and arg not in inside:
                room = rooms.get(arg) or Room(w.code(arg).atom, not clock.start)
                w.codes[at_one_time(arg)] = Code(room.at_time(clock))
        _one(w, op, op.out in new or op.out in rooms)
        if op.out in rooms:
            w.line(f"{rooms[op.out].at_time(clock)} = {w.code(at_one_time(op.out)).text}")
    pairs = [(carry[op.out].text, w.code(at_one_time(op.args[0])).text) for op in loop.carry]
    w.line(" = ".join(", ".join(side) for side in zip(*pairs, strict=True)))  # all at once: one may be another
    w.pad = w.pad[4:]
    w.codes = outside | {at_one_time(value): w.codes[at_one_time(value)] for value in always if value in inside}


def _one(w: Any, op: Op, named: bool) -> None:
    """An operation at one t."""
    one = of_one_time(op)
    code = w.code_of(one)
    own = levels(op.how) if op.kind == "map" else 1
    w.depth[op.out] = own + max((w.depth.get(arg, 0) for arg in op.args), default=0)
    alone = w.uses[op.out] == 1 and w.depth[op.out] < NESTED
    if alone and not named and op.out not in w.named:
        w.codes[one.out] = code
        return
    w.depth[op.out] = 0
    w.assign(one.out, f"{op.out.name}_t", code.text)
