"""Maps into maps: a formula that one other formula reads becomes a part of it, but never goes into a loop."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from symgrad.lowering.array_program import Block, Op, Value, hole
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
            inner = [
                made[arg]
                for arg in op.args
                if _goes_into(arg, op, made, readers, stay) and loops.get(arg) == loops.get(op.out)
            ]
            levels = _levels(op.how) + max((depth[one.out] for one in inner), default=0)
            if inner and levels <= DEEPEST:
                op = _put_together(op, inner)
            else:
                levels = _levels(op.how)
            depth[op.out] = levels
        made[op.out] = op
    whole = replace(block, ops=tuple(made.values()))
    read = {arg for op in whole.ops for arg in op.args} | stay
    return replace(whole, ops=tuple(op for op in whole.ops if op.out in read or op.kind != "map"))


def _goes_into(arg: Value, op: Op, made: dict[Value, Op], readers: dict[Value, list[Op]], stay: set[Value]) -> bool:
    """Whether an argument is a map that this one alone reads, at the same entries."""
    inner = made.get(arg)
    if inner is None or inner.kind != "map" or arg in stay:
        return False
    ours = [letters for value, letters in zip(op.args, op.letters, strict=True) if value == arg]
    return len(readers[arg]) == len(ours) == 1 and set(ours[0]) == set(op.to) and len(ours[0]) == len(op.to)


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
        filling[hole(k)] = one.how.xreplace(parts)
    made = op.how.xreplace(filling)
    args, letters = zip(*places, strict=True)
    return replace(op, how=made, args=args, letters=letters)


def _levels(formula: Any) -> int:
    """How deep a formula is."""
    return 1 + max(map(_levels, formula.args), default=0) if formula.args else 0
