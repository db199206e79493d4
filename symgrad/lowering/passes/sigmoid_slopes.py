"""The slope of a sigmoid: o . (1 - o) is a function of z where o = sigmoid(z), and takes fewer operations as such."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import sympy as sp

from symgrad.lowering.array_program import Block, Op, Value, hole
from symgrad.lowering.holes import occurrences, put_in, rebuilt
from symgrad.lowering.stability.rows import sigmoid_slope


def sigmoid_slopes(block: Block) -> Block:
    """The block in which each 1 - o that is only ever multiplied by o is, with it, the slope of the sigmoid.

    What is read as 1 - o besides, as by a GRU, stays.
    """
    made, readers, given = block.made, block.readers(), {*block.outputs.values(), *block.names.values()}
    for op in block.ops:
        if op.kind != "row" or op.how != "sigmoid_complement" or op.letters != (op.to, op.to) or op.out in given:
            continue
        products = [made[reader.out] for reader in readers.get(op.out, ())]
        places = [place for one in products if (place := _beside(op.out, op.args[0], one)) is not None]
        if len(places) == len(products):
            made |= {product.out: _without(product, place) for product, place in zip(products, places, strict=True)}
            slope = replace(op, kind="map", how=sigmoid_slope(hole(0)), args=op.args[1:], letters=op.letters[1:])
            made[op.out] = slope
    return replace(block, ops=tuple(made.values()))


def _beside(complement: Value, value: Value, op: Op) -> int | None:
    """The place among the arguments at which a product has the value itself beside its complement."""
    if op.kind != "map" or not isinstance(op.how, sp.Mul) or op.args.count(complement) != 1:
        return None
    other, factors = op.args.index(complement), Counter(op.how.args)
    for place, (arg, letters) in enumerate(zip(op.args, op.letters, strict=True)):
        ends = (hole(place), hole(other))
        if arg == value and letters == op.letters[other] and all(
            factors[end] == 1 and occurrences(op.how)[end] == 1 for end in ends
        ):  # fmt: skip
            return place
    return None


def _without(op: Op, gone: int) -> Op:
    """A product without one of its factors."""
    kept = [place for place in range(len(op.args)) if place != gone]
    factors: Sequence[sp.Expr] = [factor for factor in op.how.args if factor != hole(gone)]
    how = put_in(rebuilt(sp.Mul, factors), {hole(place): hole(new) for new, place in enumerate(kept)})
    args = tuple(op.args[place] for place in kept)
    return replace(op, how=how, args=args, letters=tuple(op.letters[place] for place in kept))
