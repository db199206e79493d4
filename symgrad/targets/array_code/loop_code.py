"""Loops over t as code: what is carried has names, what is kept goes into arrays, the rest is of one t."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from symgrad.lowering import TIME, Op, Value
from symgrad.lowering.holes import levels
from symgrad.lowering.passes import Loop
from symgrad.targets.array_code.code_pieces import Code
from symgrad.targets.array_code.one_time import at_one_time, of_one_time
from symgrad.targets.array_code.slots import is_stack, places_of

NESTED = 40  # levels of one line: Python's parser does not like depth


def carried_in(w: Any, op: Op) -> None:
    """Gives what is carried its first value."""
    if len(op.args) > 1:
        first = w.code(op.args[1]).text
    else:
        first = f"np.zeros({w.shape(at_one_time(op.out))}, dtype={w.dtype})"
    w.assign(at_one_time(op.out), f"{op.out.name}_t", first)


def array_for(w: Any, value: Value, name: str, steps: str) -> None:
    """An array for the values of so many steps."""
    inner = [*map(w.lead_size, at_one_time(value).lead), *(w.size(size).text for size in value.own)]
    shape = f"({', '.join([steps, *inner])})" if inner else steps
    w.line(f"{name} = np.empty({shape}, dtype={w.dtype})")


def loop_lines(w: Any, loop: Loop, t: str, steps: str, kept: Collection[Value], last: Collection[Value] = ()) -> None:
    """The loop over so many steps; of what it makes ``kept`` goes into arrays, ``last`` is read when it has ended."""
    outside, inside = dict(w.codes), {op.out for op in (*loop.ops, *loop.carry)}
    arrays = {value: w.code(value).atom for value in kept}
    carry = {op.out: w.code(at_one_time(op.out)).text for op in loop.carry}
    order = f"range({steps})" if loop.direction > 0 else f"reversed(range({steps}))"
    w.line(f"for {t} in {order}:")
    w.pad += "    "
    for value in (value for value in carry if value in arrays):
        w.line(f"{arrays[value]}[{t}] = {carry[value]}")
    stacks = {op.out: places_of(op) for op in loop.ops if op.out in arrays and is_stack(op)}
    for stack in stacks:
        w.assign(at_one_time(stack), f"{stack.name}_t", f"{arrays[stack]}[{t}]")
    put = _put_at_once(loop, {value for value in arrays if value not in stacks}, stacks)
    named = {op.args[0] for op in loop.carry}.union(last, arrays)
    for op in loop.ops:
        for arg in op.args:
            if TIME in arg.axes and arg not in inside:
                w.codes[at_one_time(arg)] = Code(f"{w.code(arg).atom}[{t}]")
        if op.out in stacks:
            for arg, place in stacks[op.out]:
                if put.get(arg) != (op.out, place):
                    w.line(f"{w.code(at_one_time(op.out)).text}{place} = {w.code(at_one_time(arg)).text}")
        elif op.out in put:
            stack, place = put[op.out]
            text = f"{w.code(at_one_time(stack)).text}{place}"
            w.line(f"{text} = {w.code_of(of_one_time(op)).text}")
            w.codes[at_one_time(op.out)], w.depth[op.out] = Code(text), 0
        else:
            _one(w, op, op.out in named)
            if op.out in arrays:
                w.line(f"{arrays[op.out]}[{t}] = {w.code(at_one_time(op.out)).text}")
    pairs = [(carry[op.out], w.code(at_one_time(op.args[0])).text) for op in loop.carry]
    w.line(" = ".join(", ".join(side) for side in zip(*pairs, strict=True)))  # all at once: one may be another
    w.pad = w.pad[4:]
    w.codes = outside | {at_one_time(value): w.code(at_one_time(value)) for value in inside.intersection(last)}


def _put_at_once(
    loop: Loop, kept: Collection[Value], stacks: Mapping[Value, Sequence[tuple[Value, str]]]
) -> dict[Value, tuple[Value, str]]:
    """What is put into a stack that is kept when it is made: the stack, and where. Not what is carried or kept too."""
    alone = {op.out for op in loop.ops} - {*kept, *stacks} - {op.args[0] for op in loop.carry}
    found: dict[Value, tuple[Value, str]] = {}
    for stack, pieces in stacks.items():
        for value, place in pieces:
            if value in alone:
                found.setdefault(value, (stack, place))
    return found


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
