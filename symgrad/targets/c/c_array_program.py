"""The array program that is written as C: what C computes again for one exp more is not kept.

The stable form of one entry is a map of what is inside: 1 - sigmoid(z) is sigmoid(-z). So of a gate its
pre-activation is kept alone. Broadcasts, and products that sum nothing, are maps too, and stand in registers where
a map reads them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import sympy as sp

from symgrad.functions.elementwise import sigmoid
from symgrad.lowering import Block, Op, hole, lower, lower_over_time
from symgrad.lowering.passes import fused, in_pairs, recomputed, stacked, views_apart, without_dead
from symgrad.targets.c.c_accumulation import accumulated

_OF_THE_INSIDE = {"sigmoid_complement": sigmoid.head(-hole(0))}


def once(program: Any, batched: Collection[Any], wide: Collection[Any]) -> Block:
    """The array program of a program without time."""
    block = as_maps(in_pairs(without_dead(lower(program, batched, wide))))
    return accumulated(as_maps(fused(replace(block, names={}))))


def over_time(program: Any, given: Collection[Any]) -> tuple[Block, dict[Any, Any]]:
    """The array program of a program over time, and which value each name is."""
    lowered = lower_over_time(program, given)
    block = replace(_of_insides(in_pairs(without_dead(lowered))), names={})
    block = accumulated(fused(as_maps(stacked(fused(block)))))
    return as_maps(fused(recomputed(views_apart(block)))), dict(lowered.names)


def as_maps(block: Block) -> Block:
    """The block with maps for what is the same by entries."""
    return replace(block, ops=tuple(map(_as_map, _of_insides(block).ops)))


def _of_insides(block: Block) -> Block:
    return without_dead(replace(block, ops=tuple(map(_of_inside, block.ops))))


def _of_inside(op: Op) -> Op:
    if op.kind == "row" and isinstance(op.how, str) and op.how in _OF_THE_INSIDE:
        return replace(op, kind="map", how=_OF_THE_INSIDE[op.how], args=op.args[1:], letters=op.letters[1:])
    return op


def _as_map(op: Op) -> Op:
    if op.kind == "place" and op.how[0] == "fill":
        how = hole(0) if op.args else sp.sympify(op.how[1])
        return replace(op, kind="map", how=how)
    if op.kind == "contract" and {letter for own in op.letters for letter in own} == set(op.to):
        how = sp.Mul(*(hole(k) for k in range(len(op.args))), evaluate=False) if len(op.args) > 1 else hole(0)
        return replace(op, kind="map", how=how)
    return op
