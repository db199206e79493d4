"""The order of products: a contraction of many arrays as one pair after the other, in the cheapest order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

from symgrad.lowering.array_program import LEAD, Block, Op, Value
from symgrad.lowering.fresh_names import FreshNames


def in_pairs(block: Block) -> Block:
    """The block with two operands at most in each contraction."""
    names = FreshNames([*(value.name for value in block.inputs), *(op.out.name for op in block.ops)])
    ops: list[Op] = []
    for op in block.ops:
        while op.kind == "contract" and len(op.args) > 2:
            pair, op = _first_pair(op, names)
            ops.append(pair)
        ops.append(op)
    return replace(block, ops=tuple(ops))


def _first_pair(op: Op, names: FreshNames) -> tuple[Op, Op]:
    """The pair to multiply first, and the contraction with its product in their place."""
    places = range(len(op.args))
    held = Counter(letter for letters in (*op.letters, op.to) for letter in {*letters})
    i, j = min(_pairs(op), key=lambda pair: _cost(op, held, *pair))
    to = _kept(op, held, i, j)
    axes = {
        letter: axis
        for k in (i, j)
        for letter, axis in zip(op.letters[k], op.args[k].axes, strict=True)
    }  # fmt: skip
    out = Value(names.numbered(op.out.name), tuple(axes[letter] for letter in to))
    pair = replace(op, out=out, args=(op.args[i], op.args[j]), letters=(op.letters[i], op.letters[j]), to=to)
    rest = [k for k in places if k not in (i, j)]
    args = [op.args[k] for k in rest]
    letters = [op.letters[k] for k in rest]
    return pair, replace(op, args=(*args[:i], out, *args[i:]), letters=(*letters[:i], to, *letters[i:]))


def _pairs(op: Op) -> list[tuple[int, int]]:
    """Pairs that may come first: of those that have a letter in common, as neighbours have, there are few."""
    places: dict[Any, list[int]] = {}
    for k, letters in enumerate(op.letters):
        for letter in {*letters} - {*LEAD}:
            places.setdefault(letter, []).append(k)
    common = sorted({pair for several in places.values() for pair in combinations(several, 2)})
    return common or list(combinations(range(len(op.args)), 2))


def _kept(op: Op, held: Mapping[Any, int], i: int, j: int) -> tuple[Any, ...]:
    """The letters that the product of a pair has: those that anything else needs."""
    both = Counter([*{*op.letters[i]}, *{*op.letters[j]}])
    found = [letter for letter in dict.fromkeys((*op.letters[i], *op.letters[j])) if held[letter] > both[letter]]
    return (*(axis for axis in LEAD if axis in found), *(letter for letter in found if letter not in LEAD))


def _cost(op: Op, held: Mapping[Any, int], i: int, j: int) -> tuple[int, int, int]:
    """By how many axes the product loops, how many it keeps, and, last, how far to the left it stands."""
    loops = len({*op.letters[i], *op.letters[j]})
    return loops, len(_kept(op, held, i, j)), -i
