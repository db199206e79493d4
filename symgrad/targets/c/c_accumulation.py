"""Sums of products: W x + U h + b is one product that is added onto another, and the rest.

The product that is added has as its last argument the one onto which it is added, so that it comes after it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sympy as sp

from symgrad.lowering import Block, Op, Value, hole
from symgrad.lowering.holes import occurrences, rebuilt


def accumulated(block: Block) -> Block:
    """The block with such sums."""
    readers, outputs, made = block.readers(), {*block.outputs.values()}, block.made
    order = {op.out: k for k, op in enumerate(block.ops)}
    ops = dict(made)
    for op in block.ops:
        for total in op.how.atoms(sp.Add) if op.kind == "map" else ():
            terms = [k for k in _plain_terms(op, total) if _is_product(op.args[k], made, readers, outputs)]
            terms.sort(key=lambda k: order[_base(op.args[k], made)])
            added = [k for k in terms[1:] if made[op.args[k]].kind == "contract"]
            if added:
                ops[op.out] = _without(ops[op.out], total, added)
            for k in added:
                product = made[op.args[k]]
                args = (*product.args, op.args[terms[0]])
                ops[op.args[k]] = replace(product, args=args, letters=(*product.letters, product.to))
    return replace(block, ops=tuple(ops.values()))


def is_added(op: Op) -> bool:
    """Whether a product is added onto its last argument."""
    return op.kind == "contract" and len(op.args) == 3


def _plain_terms(op: Op, total: Any) -> list[int]:
    """The arguments that are terms of a sum as they are, and stand in the map nowhere else."""
    times = occurrences(op.how)
    return [
        k for k, (arg, letters) in enumerate(zip(op.args, op.letters, strict=True))
        if hole(k) in total.args and times[hole(k)] == 1 and letters == op.to and arg.axes == op.out.axes
        and op.args.count(arg) == 1
    ]  # fmt: skip


def _base(value: Value, made: Mapping[Value, Op]) -> Value:
    while value in made and made[value].is_view:
        value = made[value].args[0]
    return value


def _is_product(
    value: Value, made: Mapping[Value, Op], readers: Mapping[Value, Sequence[Op]], outputs: Collection[Value]
) -> bool:
    """Whether a value is a product of two that one map alone reads, or slots of one, each of which one reads."""
    if value in outputs or len(readers.get(value, ())) != 1 or value not in made:
        return False
    op = made[value]
    if not op.is_view:
        return op.kind == "contract" and len(op.args) == 2
    base = op.args[0]
    if base not in made or made[base].kind != "contract" or base in outputs:
        return False
    views = readers[base]
    slots = [slot for view in views if view.is_view for slot in _slots_of(view)]
    return all(view.is_view for view in views) and len(slots) == len(set(slots))


def _slots_of(view: Op) -> range:
    return range(view.how[1], view.how[2] if view.how[0] == "slots" else view.how[1] + 1)


def _without(op: Op, total: Any, gone: Collection[int]) -> Op:
    """A map with some terms of a sum left out; they stay its arguments, since it comes after them."""
    terms = [term for term in total.args if term not in {hole(k) for k in gone}]
    rest = terms[0] if len(terms) == 1 else total.func(*terms, evaluate=False)
    made = replace(op, how=_with(op.how, total, rest))
    assert made.how.free_symbols.isdisjoint({hole(k) for k in gone}), f"{op}: added twice"
    return made


def _with(formula: Any, part: Any, other: Any) -> Any:
    """A formula with another part in the place of one."""
    if formula == part:
        return other
    if not formula.has(part):
        return formula
    return rebuilt(formula.func, [_with(arg, part, other) for arg in formula.args])
