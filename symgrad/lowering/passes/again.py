"""What is cheaper to compute again than to keep: a map of what a later run reads anyway.

    forward     o = sigmoid(pre_o)      backward    bar_pre_o = bar_h . tanh(c) . sigmoid_slope(pre_o)
                h = tanh(c) o                       bar_c = bar_h . tanh_slope(c) . o

Of these pre_o and c are kept, and o and tanh(c) are computed in both: for many t at once that is cheaper than the
memory. What is carried on is kept with what is carried in. A slot of a stack is a view, taken wherever it is read, so
that it is the stack that is kept.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from symgrad.lowering.array_program import TIME, Block, Op, Value
from symgrad.lowering.fresh_names import FreshNames
from symgrad.lowering.passes.loops import loop_of
from symgrad.lowering.passes.runs import in_runs


def views_apart(block: Block) -> Block:
    """The block in which what reads a slot outside of the loop that makes the stack takes it there."""
    loops = loop_of(block)
    names = FreshNames([*(value.name for value in block.inputs), *(op.out.name for op in block.ops)])
    given, copies = {*block.outputs.values()}, dict[Value, Value]()
    readers: dict[Value, set[int | None]] = {value: {None} for value in given}  # the loops in which each is read
    for op in reversed(block.ops):
        loop = loops.get(op.out)
        if op.is_view and loop is not None and readers.get(op.out, set()) - {loop}:
            copies[op.out] = replace(op.out, name=names.fresh(f"{op.out.name}_again"))
            readers.setdefault(op.args[0], set()).add(None)
        for arg in op.args:
            readers.setdefault(arg, set()).add(loop)
    ops: list[Op] = []
    for op in block.ops:
        loop = loops.get(op.out)
        outside = {view: copy for view, copy in copies.items() if loop is None or loops[view] != loop}
        ops.append(op.replaced(outside))
        if op.out in copies:
            ops.append(replace(op.replaced(copies), out=copies[op.out]))
    return replace(
        block, ops=tuple(ops), outputs={name: copies.get(value, value) for name, value in block.outputs.items()},
        copies={**block.copies, **{copy: view for view, copy in copies.items()}},
    )  # fmt: skip


def recomputed(block: Block) -> Block:
    """The block with such maps in each run that reads them."""
    runs = in_runs(block).runs
    where = {value: place for place, run in enumerate(runs) for value in run.made}
    names = FreshNames([*(value.name for value in block.inputs), *(op.out.name for op in block.ops)])
    copies: dict[Value, list[Op]] = {}  # of each run, behind the operation that they are copies of
    filled: dict[Value, Op] = {}
    for place, run in enumerate(runs):
        earlier = {value for value in run.reads if where.get(value, place) < place}
        found = _needed(block, earlier, _again(block, earlier, {v for v in where if where[v] < place}))
        again = {value: replace(value, name=names.fresh(f"{value.name}_again")) for value in found}
        for value, copy in again.items():
            copies.setdefault(value, []).append(replace(block.made[value].replaced(again), out=copy))
        for step in run.steps:
            own = (*step.carry, *step.ops) if not isinstance(step, Op) else (step,)
            filled |= {op.out: op.replaced(again) for op in own}
    ops = [part for op in block.ops for part in (filled.get(op.out, op), *copies.get(op.out, ()))]
    made = {copy.out: value for value, held in copies.items() for copy in held}
    return replace(block, ops=tuple(ops), copies={**block.copies, **made})


def _again(block: Block, read: Collection[Value], earlier: Collection[Value]) -> set[Value]:
    """The maps of earlier runs that need nothing but what is read anyway."""
    stay = {*block.outputs.values(), *(op.args[0] for op in block.ops if op.kind == "shift" and op.out in read)}
    for op in reversed(block.ops):  # a stack is given with its slots
        if op.is_view and block.copies.get(op.out, op.out) in stay:
            stay.add(op.args[0])
    found: set[Value] = set()
    for op in block.ops:
        if op.is_view and op.out in earlier:
            found.add(op.out)
        elif op.kind == "map" and op.out in earlier and op.out not in stay:
            kept = (arg for arg in op.args if TIME in arg.axes and arg in earlier and arg not in found)
            if all(arg in read or arg in stay for arg in kept):
                found.add(op.out)
    return found


def _needed(block: Block, read: Collection[Value], again: Collection[Value]) -> list[Value]:
    """Those that are read, and those that they are made of."""
    waiting = [value for value in read if value in again]
    found: dict[Value, None] = {}
    while waiting:
        value = waiting.pop()
        if value not in found:
            found[value] = None
            waiting += [arg for arg in block.made[value].args if arg in again]
    return [op.out for op in block.ops if op.out in found]
