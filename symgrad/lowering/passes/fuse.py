"""Maps into maps: a formula that one other formula reads becomes a part of it, but never goes into a loop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from symgrad.lowering.array_program import Block, Op, Value, hole
from symgrad.lowering.holes import can_hold, levels, mask_in, occurrences, put_in
from symgrad.lowering.passes.loops import loop_of

DEEPEST = 30  # levels of a formula: deeper ones stay apart, so that nothing recurses over them


def fused(block: Block, kept: Collection[Value] = ()) -> Block:
    """The block with each map that one map of the same axes alone reads put into that; outputs and ``kept`` stay."""
    stay, loops = {*block.outputs.values(), *kept}, loop_of(block)
    readers = block.readers()
    made: dict[Value, Op] = {}
    depth: dict[Value, int] = {}
    for op in block.ops:
        if op.kind == "map":
            inner = [one for one in _fitting(op, made, readers, stay) if loops.get(one.out) == loops.get(op.out)]
            whole = levels(op.how) + max((depth[one.out] for one in inner), default=0)
            if inner and whole <= DEEPEST:
                op = _put_together(op, inner)
            depth[op.out] = whole if inner and whole <= DEEPEST else levels(op.how)
        made[op.out] = op
    fewer = replace(block, ops=tuple(made.values()))
    read = {arg for op in fewer.ops for arg in op.args} | stay
    return replace(fewer, ops=tuple(op for op in fewer.ops if op.out in read or op.kind != "map"))


def _fitting(op: Op, made: Mapping[Value, Op], readers: Mapping[Value, Sequence[Op]], stay: set[Value]) -> list[Op]:
    """The arguments that are maps which this one alone reads, and once, at the same entries."""
    times, uses = Counter(op.args), occurrences(op.how)
    found = []
    for k, (arg, letters) in enumerate(zip(op.args, op.letters, strict=True)):
        inner = made.get(arg)
        if inner is None or inner.kind != "map" or arg in stay or times[arg] > 1 or not can_hold(op.how, inner.how):
            continue
        is_mask = mask_in(inner.how) is not None  # a condition, which every product asks by itself
        alone = is_mask or (len(readers[arg]) == 1 and uses[hole(k)] == 1)
        if alone and len(letters) == len(op.to) and set(letters) == set(op.to):
            found.append(inner)
    return found


def _put_together(op: Op, inner: list[Op]) -> Op:
    """The formula with the formulas of some of its arguments in their places."""
    by_value = {one.out: one for one in inner}
    places: dict[tuple[Value, tuple[Any, ...]], Any] = {}

    def placed(value: Value, letters: tuple[Any, ...]) -> Any:
        return places.setdefault((value, letters), hole(len(places)))

    filling = {}
    for k, (value, letters) in enumerate(zip(op.args, op.letters, strict=True)):
        one = by_value.get(value)
        if one is None:
            filling[hole(k)] = placed(value, letters)
            continue
        names = dict(zip(one.to, letters, strict=True))
        parts = {
            hole(j): placed(arg, tuple(names[letter] for letter in own))
            for j, (arg, own) in enumerate(zip(one.args, one.letters, strict=True))
        }
        filling[hole(k)] = put_in(one.how, parts)
    made = put_in(op.how, filling)
    if made.free_symbols.isdisjoint(places.values()):  # zero times something
        return replace(op, kind="place", how=("fill", made), args=(), letters=())
    args, letters = zip(*places, strict=True)
    return replace(op, how=made, args=args, letters=letters)
