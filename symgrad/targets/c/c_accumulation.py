"""Sums of products: W x + U h + b is one product that is added onto another, and the rest.

The product that is added has as its last argument the one onto which it is added, so that it comes after it. Sums over
time are left alone: each is complete after its run.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sympy as sp

from symgrad.lowering import TIME, Block, Op, Value, hole
from symgrad.lowering.holes import occurrences, rebuilt
from symgrad.lowering.passes import is_sum


def accumulated(block: Block) -> Block:
    """The block with such sums."""
    return _slot_by_slot(_one_by_one(block))


def _one_by_one(block: Block) -> Block:
    """Products that one map adds to another product."""
    readers, outputs, made = block.readers(), {*block.outputs.values()}, block.made
    order = {op.out: k for k, op in enumerate(block.ops)}
    ops = dict(made)
    for op in block.ops:
        for total in _sums(op):
            terms = [k for k in _plain_terms(op, total) if _is_product(op.args[k], made, readers, outputs)]
            terms.sort(key=lambda k: order[_base(op.args[k], made)])
            added = [k for k in terms[1:] if made[op.args[k]].kind == "contract"]
            if added:
                ops[op.out] = _without(ops[op.out], total, added)
            for k in added:
                ops[op.args[k]] = _onto(made[op.args[k]], op.args[terms[0]])
    return replace(block, ops=tuple(ops.values()))


def _slot_by_slot(block: Block) -> Block:
    """Products of which every slot is added to the same slot of another product, one after the other."""
    changed: Block | None = block
    while changed is not None:
        block = changed
        changed = next((made for op in block.ops if (made := _with_all_slots(block, op)) is not None), None)
    return block


def _with_all_slots(block: Block, op: Op) -> Block | None:
    """The block with one such product added onto another; None where it is not such a one."""
    readers, outputs, made = block.readers(), {*block.outputs.values()}, block.made
    views = readers.get(op.out, [])
    if op.kind != "contract" or len(op.args) != 2 or not views or op.out in outputs or TIME not in op.out.axes:
        return None
    found = [_beside(view, made, readers, outputs) for view in views]
    places = [one for one in found if one is not None]
    firsts = {one[0] for one in places}
    if len(places) < len(found) or len(firsts) != 1 or len({one[1] for one in places}) < len(places):
        return None
    (first,) = firsts
    order = [one.out for one in block.ops]
    alone = len([one for one in readers[first] if not is_added(one)]) == len(views)
    if not alone or first.axes != op.out.axes or order.index(first) > order.index(op.out):
        return None
    ops = dict(made)
    for _, reader, total, place in places:
        ops[reader] = _without(made[reader], total, [place])
    ops[op.out] = _onto(op, first)
    return replace(block, ops=tuple(ops.values()))


def _beside(
    view: Op, made: Mapping[Value, Op], readers: Mapping[Value, Sequence[Op]], outputs: Collection[Value]
) -> tuple[Value, Value, Any, int] | None:
    """What a view of a product is added to: that product, and the map, the sum in it, and the term that does so."""
    if not view.is_view or view.out in outputs or len(readers.get(view.out, ())) != 1:
        return None
    (reader,) = readers[view.out]
    for total in _sums(reader):
        terms = _plain_terms(reader, total)
        place = reader.args.index(view.out)
        for k in terms if place in terms else ():
            other = made.get(reader.args[k])
            if k != place and other is not None and other.is_view and other.how == view.how:
                base = made.get(other.args[0])
                alone = len(readers[other.out]) == 1 and other.out not in outputs
                if base is not None and base.kind == "contract" and len(base.args) == 2 and alone:
                    return other.args[0], reader.out, total, place
    return None


def _sums(op: Op) -> list[Any]:
    """The sums in a map, each before those that stand in it."""
    parts = sp.preorder_traversal(op.how) if op.kind == "map" else ()
    return list(dict.fromkeys(part for part in parts if part.is_Add))


def _onto(product: Op, first: Value) -> Op:
    """A product that is added onto another."""
    return replace(product, args=(*product.args, first), letters=(*product.letters, product.to))


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
        return op.kind == "contract" and len(op.args) == 2 and not is_sum(op)
    base = op.args[0]
    if base not in made or made[base].kind != "contract" or base in outputs or is_sum(made[base]):
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
