"""The slope of a sigmoid: o . (1 - o) is a function of z where o = sigmoid(z), and takes fewer operations as such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sympy as sp

from symgrad.lowering.array_program import Block, Op, Value, hole
from symgrad.lowering.holes import put_in, rebuilt
from symgrad.lowering.stability.rows import sigmoid_slope


def slopes(block: Block) -> Block:
    """The block in which each 1 - o that is only ever multiplied by o is, with it, the slope of the sigmoid.

    What is read as 1 - o besides, as by a GRU, stays.
    """
    readers, given = block.readers(), {*block.outputs.values(), *block.names.values()}
    found = {
        op.out: op.args[0]
        for op in block.ops
        if op.kind == "row" and op.how == "sigmoid_complement" and op.letters == (op.to, op.to) and op.out not in given
        and all(_beside(op.out, op.args[0], reader) is not None for reader in readers.get(op.out, ()))
    }  # fmt: skip
    ops = []
    for op in block.ops:
        if op.out in found:
            op = replace(op, kind="map", how=sigmoid_slope(hole(0)), args=op.args[1:], letters=op.letters[1:])
        for complement in [arg for arg in op.args if arg in found]:
            op = _without(op, _beside(complement, found[complement], op))
        ops.append(op)
    return replace(block, ops=tuple(ops))


def _beside(complement: Value, value: Value, op: Op) -> int | None:
    """The place among the arguments at which a product has the value itself beside its complement."""
    if op.kind != "map" or not isinstance(op.how, sp.Mul) or op.args.count(complement) != 1:
        return None
    other = op.args.index(complement)
    for place, (arg, letters) in enumerate(zip(op.args, op.letters, strict=True)):
        alone = all(hole(place) not in factor.free_symbols for factor in op.how.args if factor != hole(place))
        if arg == value and letters == op.letters[other] and {hole(place), hole(other)} <= {*op.how.args} and alone:
            return place
    return None


def _without(op: Op, gone: int | None) -> Op:
    """A product without one of its factors."""
    kept = [place for place in range(len(op.args)) if place != gone]
    factors: Sequence[sp.Expr] = [factor for factor in op.how.args if gone is None or factor != hole(gone)]
    how = put_in(rebuilt(sp.Mul, factors), {hole(place): hole(new) for new, place in enumerate(kept)})
    args = tuple(op.args[place] for place in kept)
    return replace(op, how=how, args=args, letters=tuple(op.letters[place] for place in kept))
