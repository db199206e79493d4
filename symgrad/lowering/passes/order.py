"""The order of products: a contraction of many arrays as one pair after the other, in the cheapest order."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

from symgrad.lowering.array_program import LEAD, Block, Op, Value


def in_pairs(block: Block) -> Block:
    """The block with two operands at most in each contraction."""
    taken = {*(value.name for value in block.inputs), *(op.out.name for op in block.ops)}
    ops: list[Op] = []
    for op in block.ops:
        while op.kind == "contract" and len(op.args) > 2:
            pair, op = _first_pair(op, taken)
            ops.append(pair)
        ops.append(op)
    return replace(block, ops=tuple(ops))


def _first_pair(op: Op, taken: set[str]) -> tuple[Op, Op]:
    """The pair to multiply first, and the contraction with its product in their place."""
    places = range(len(op.args))
    i, j = min(combinations(places, 2), key=lambda pair: _cost(op, *pair))
    to = _kept(op, i, j)
    axes = {
        letter: axis
        for k in (i, j)
        for letter, axis in zip(op.letters[k], op.args[k].axes, strict=True)
    }  # fmt: skip
    out = Value(_fresh(op.out.name, taken), tuple(axes[letter] for letter in to))
    pair = replace(op, out=out, args=(op.args[i], op.args[j]), letters=(op.letters[i], op.letters[j]), to=to)
    rest = [k for k in places if k not in (i, j)]
    args = [op.args[k] for k in rest]
    letters = [op.letters[k] for k in rest]
    return pair, replace(op, args=(*args[:i], out, *args[i:]), letters=(*letters[:i], to, *letters[i:]))


def _kept(op: Op, i: int, j: int) -> tuple[Any, ...]:
    """The letters that the product of a pair has: those that anything else needs."""
    others = {letter for k, letters in enumerate(op.letters) if k not in (i, j) for letter in letters} | {*op.to}
    found = [letter for letter in dict.fromkeys((*op.letters[i], *op.letters[j])) if letter in others]
    return (*(axis for axis in LEAD if axis in found), *(letter for letter in found if letter not in LEAD))


def _cost(op: Op, i: int, j: int) -> tuple[int, int, int]:
    """By how many axes the product loops, how many it keeps, and, last, how far to the left it stands."""
    loops = len({*op.letters[i], *op.letters[j]})
    return loops, len(_kept(op, i, j)), -i


def _fresh(name: str, taken: set[str]) -> str:
    k = 1
    while f"{name}_{k}" in taken:
        k += 1
    taken.add(f"{name}_{k}")
    return f"{name}_{k}"
