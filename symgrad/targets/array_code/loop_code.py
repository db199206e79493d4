"""Loops over t as code: what is carried has names, what is kept goes into arrays, the rest is of one t."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from symgrad.lowering import TIME, Op, Value
from symgrad.lowering.passes import Loop
from symgrad.targets.array_code.buffers import Buffers, array_for
from symgrad.targets.array_code.code_pieces import Code
from symgrad.targets.array_code.one_time import at_one_time, of_one_time
from symgrad.targets.array_code.slots import is_stack, joined_letter, joined_part, joined_shape, places_of, put_at_once
from symgrad.targets.ownership import is_new


def carried_in(w: Any, op: Op, own: bool = False) -> None:
    """Gives what is carried its first value, in an array of its ``own`` where that is written to."""
    if len(op.args) > 1:
        first = w.code(op.args[1]).text
        first = f"np.array({first}, dtype={w.dtype})" if own else first
    else:
        first = f"np.zeros({w.shape(at_one_time(op.out))}, dtype={w.dtype})"
    w.assign(at_one_time(op.out), f"{op.out.name}_t", first)


def swapped(loop: Loop, kept: Collection[Value]) -> set[Value]:
    """What goes to and fro between two arrays: made and carried, once, and not kept."""
    made = {op.out for op in loop.ops if at_one_time(op.out).axes}
    carried = [op.args[0] for op in loop.carry]
    return {value for value in made if carried.count(value) == 1 and value not in kept}


def whole_loop(w: Any, loop: Loop, t: str) -> None:
    """A loop over all t, and what it carries as one array where that is read."""
    read = {*loop.keeps, *(op.args[0] for op in loop.carry if op.out in loop.keeps)}
    for op in loop.carry:
        carried_in(w, op)
    steps, kept = w.lead_size(TIME), [op.out for op in loop.ops if op.out in read]
    for value in kept:
        name = w.named.get(value) or w.identifiers.fresh(value.name)
        array_for(w, value, name, steps)
        w.keep(value, name, name)
    LoopCode(w, loop, kept).write(t, steps)
    for op in loop.carry:
        if op.out in loop.keeps:
            w.add(op)


class LoopCode:
    """Writes a loop: of what it makes ``kept`` goes into arrays, ``last`` is read when it has ended.

    With ``buffers`` what is computed is written where it stands, and no array is made at a step.
    """

    def __init__(
        self, w: Any, loop: Loop, kept: Collection[Value], last: Collection[Value] = (), buffers: Buffers | None = None
    ) -> None:
        self._w, self._loop, self._last, self._buffers = w, loop, last, buffers
        self._arrays = {value: w.code(value).atom for value in kept}
        self._swapped = swapped(loop, kept) if buffers else set()
        self._stacks = {op.out: places_of(op) for op in loop.ops if op.out in self._arrays and is_stack(op)}
        self._carried = {op.args[0] for op in loop.carry}
        self._named = self._carried.union(last, kept)
        alone = [op.out for op in loop.ops if op.out not in self._arrays and op.out not in self._carried]
        self._put = put_at_once(self._stacks, alone)

    def write(self, t: str, steps: str) -> None:
        """The lines of the loop over so many steps, which ``t`` counts."""
        w, loop = self._w, self._loop
        outside, inside = dict(w.codes), {op.out for op in (*loop.ops, *loop.carry)}
        w.line(f"for {t} in {f'range({steps})' if loop.direction > 0 else f'reversed(range({steps}))'}:")
        w.pad += "    "
        for op in loop.carry:
            if op.out in self._arrays:
                w.line(f"{self._arrays[op.out]}[{t}] = {w.code(at_one_time(op.out)).text}")
        for stack in self._stacks:
            w.assign(at_one_time(stack), f"{stack.name}_t", f"{self._arrays[stack]}[{t}]")
            self._join(stack, t)
        for op in loop.ops:
            for arg in op.args:
                if TIME in arg.axes and arg not in inside:
                    w.codes[at_one_time(arg)] = Code(f"{w.code(arg).atom}[{t}]")
            self._operation(op, t)
        self._carried_on()
        w.pad = w.pad[4:]
        w.codes = outside | {
            at_one_time(value): w.code(at_one_time(value)) for value in inside.intersection(self._last)
        }

    def _join(self, stack: Value, t: str) -> None:
        """The slots of a stack below each other, taken from all steps of a block at once."""
        parts = {stack} | {op.out for op in self._loop.ops if op.is_view and op.how[0] == "slots" and stack in op.args}
        products = [op for op in self._loop.ops if op.kind == "contract" and parts.intersection(op.args)]
        if (
            self._buffers
            and self._buffers.owns(self._arrays[stack])
            and any(joined_letter(op) is not None for op in products)
        ):
            flat = self._buffers.reshaped(stack, self._arrays[stack], joined_shape(self._w, stack))
            self._w.joined[at_one_time(stack)] = Code(f"{flat}[{t}]")

    def _operation(self, op: Op, t: str) -> None:
        w, one = self._w, at_one_time(op.out)
        if op.out in self._stacks:
            for arg, place in self._stacks[op.out]:
                if self._put.get(arg) != (op.out, place):
                    w.line(f"{w.code(one).text}{place} = {w.code(at_one_time(arg)).text}")
            return
        code = w.code_of(of_one_time(op))
        if op.is_view and at_one_time(op.args[0]) in w.joined:
            w.joined[one] = joined_part(w, of_one_time(op))
        if w.stands_inside(op, code) and op.out not in self._named and op.out not in self._put:
            w.codes[one] = code
            return
        w.depth[op.out] = 0
        if op.out in self._put:
            stack, place = self._put[op.out]
            self._into(one, code, f"{w.code(at_one_time(stack)).text}{place}")
        elif op.out in self._arrays and self._has_own(op, code):
            self._into(one, code, w.assign(one, f"{op.out.name}_t", f"{self._arrays[op.out]}[{t}]"))
        elif op.out in self._arrays or self._buffers is None or not self._has_own(op, code):
            name = w.assign(one, f"{op.out.name}_t", code.text)
            if op.out in self._arrays:
                w.line(f"{self._arrays[op.out]}[{t}] = {name}")
        else:
            name = w.line_name(one, f"{op.out.name}_t")
            self._buffers.array(one, name)
            self._into(one, code, name)

    def _has_own(self, op: Op, code: Code) -> bool:
        """Whether a value has an array of its own: what is carried has, since the next step writes over all others."""
        one = at_one_time(op.out)
        if not (self._buffers and one.axes):
            return False
        return self._buffers.can_hold(one, code) or (op.out in self._carried and not is_new(code.text))

    def _into(self, one: Value, code: Code, out: str) -> None:
        """Puts a value into an array that is there."""
        if self._buffers and self._buffers.can_hold(one, code):
            self._buffers.write(one, code, out)
        else:
            self._w.line(f"{out if '[' in out else f'{out}[...]'} = {code.text}")
        self._w.codes[one] = Code(out)

    def _carried_on(self) -> None:
        """What is carried goes to the next step, all at once: one may be another."""
        pairs = []
        for op in self._loop.carry:
            old, new = (self._w.code(at_one_time(value)).text for value in (op.out, op.args[0]))
            pairs.append((old, new))
            if op.args[0] in self._swapped:
                pairs.append((new, old))
        self._w.line(" = ".join(", ".join(side) for side in zip(*pairs, strict=True)))
