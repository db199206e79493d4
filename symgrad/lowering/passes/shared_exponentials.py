"""A sigmoid and its slope of one argument, for many t at once, take one exponential.

    e = exp(-|x|),  sigmoid(x) = max(sign(x), e) / (1 + e),  sigmoid_slope(x) = e / (1 + e)^2

So what is computed again in a run costs little where its slope is computed there anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from symgrad.functions.elementwise import abs_, exp, sigmoid, sign
from symgrad.lowering.array_program import SLOT, TIME, Block, Op, Value, hole
from symgrad.lowering.fresh_names import FreshNames
from symgrad.lowering.holes import occurrences, rebuilt
from symgrad.lowering.passes.loops import loop_of
from symgrad.lowering.passes.runs import in_runs
from symgrad.lowering.stability.rows import sigmoid_slope

_X, _E, _ABOVE = hole(0), hole(1), hole(2)
INSIDE = exp.head(-abs_.head(_X))
GATE = sp.Mul(sp.Max(sign.head(_X), _E, evaluate=False), sp.Pow(_ABOVE, -1), evaluate=False)
SLOPE = sp.Mul(_X, sp.Pow(_E, -2), evaluate=False)


@dataclass(frozen=True)
class _Read:
    """A slope that a map takes of its k-th argument, which is a slot of what the sigmoid has, or all of it."""

    op: Op
    k: int
    slot: int | None


def shared_exponentials(block: Block) -> Block:
    """The block in which such sigmoids and slopes share theirs."""
    loops, where = loop_of(block), {value: run for run, one in enumerate(in_runs(block).runs) for value in one.made}
    names = FreshNames([*(value.name for value in block.inputs), *(op.out.name for op in block.ops)])
    order = {op.out: place for place, op in enumerate(block.ops)}
    before: dict[int, list[Op]] = {}
    made = block.made
    for op in block.ops:
        if op.kind != "map" or op.how != sigmoid.head(_X) or op.out in loops or TIME not in op.out.axes:
            continue
        alike = (one for one in block.ops if one.out not in loops and where.get(one.out) == where.get(op.out))
        reads = [read for one in alike for read in _reads(one, op, block.made)]
        reads = [one for one in reads if made[one.op.out] is one.op]  # of one slope each
        if reads:
            first = min(order[one.out] for one in (op, *(read.op for read in reads)))
            ops, gate = _parts(op, block.made, names)
            before.setdefault(first, []).extend(ops)
            made[op.out] = gate
            for read in reads:
                made[read.op.out], views = _with_slope(read, ops[-1], names)
                before[first] += views
    return replace(block, ops=tuple(
        one for place, op in enumerate(block.ops) for one in (*before.get(place, ()), made[op.out])
    ))  # fmt: skip


def _reads(op: Op, gate: Op, made: Mapping[Value, Op]) -> Iterator[_Read]:
    """The slopes in a map of what a sigmoid is of."""
    slopes = op.how.atoms(sigmoid_slope.head) if op.kind == "map" else ()
    base, start, count = _slots(gate.args[0], made)
    for k, arg in enumerate(op.args):
        if sigmoid_slope.head(hole(k)) not in slopes or occurrences(op.how)[hole(k)] != 1:
            continue
        other, slot, many = _slots(arg, made)
        if arg == gate.args[0]:
            yield _Read(op, k, None)
        elif other == base and many is None and count is not None and start <= slot < start + count:
            yield _Read(op, k, slot - start)


def _slots(value: Value, made: Mapping[Value, Op]) -> tuple[Value, int, int | None]:
    """What a value is a slot of, the first of its slots, and how many there are, None for one without their axis."""
    op = made.get(value)
    if op is None or not op.is_view:
        count = int(value.own[0]) if op is not None and SLOT in op.to else None
        return value, 0, count
    first = op.how[1]
    return op.args[0], first, op.how[2] - first if op.how[0] == "slots" else None


def _parts(op: Op, made: Mapping[Value, Op], names: FreshNames) -> tuple[list[Op], Op]:
    """What a sigmoid is of, e, 1 + e and the slope, in this order; and the sigmoid by these."""
    source, (arg,), (letters,) = made.get(op.args[0]), op.args, op.letters
    ops = list[Op]()
    if source is not None and source.is_view:  # which may stand further below
        arg = replace(arg, name=names.fresh(f"{arg.name}_inside"))
        ops.append(replace(source, out=arg))

    def part(name: str, how: Any, *args: Value) -> Op:
        out = replace(op.out, name=names.fresh(f"{name}_{op.out.name}"))
        ops.append(replace(op, out=out, how=how, args=args, letters=(letters, op.to, op.to)[: len(args)]))
        return ops[-1]

    e = part("exp", INSIDE, arg).out
    above = part("above", sp.Add(sp.S.One, _X, evaluate=False), e).out
    part("slope", SLOPE, e, above)
    return ops, replace(op, how=GATE, args=(op.args[0], e, above), letters=(letters, op.to, op.to))


def _with_slope(read: _Read, slope: Op, names: FreshNames) -> tuple[Op, list[Op]]:
    """A map that takes the slope as it is computed beside, and the view by which it does."""
    op, k, views, arg = read.op, read.k, list[Op](), slope.out
    if read.slot is not None:
        arg = replace(op.args[k], name=names.fresh(f"{slope.out.name}_{read.slot}"))
        to = tuple(letter for letter in slope.to if letter != SLOT)
        views = [Op(arg, "place", ("slot", read.slot), (slope.out,), (slope.to,), to, op.of)]
    how = _with(op.how, sigmoid_slope.head(hole(k)), hole(k))
    return replace(op, how=how, args=(*op.args[:k], arg, *op.args[k + 1 :])), views


def _with(formula: Any, part: Any, other: Any) -> Any:
    """A formula with another part in the place of one, and nothing else evaluated."""
    if formula == part:
        return other
    return rebuilt(formula.func, [_with(arg, part, other) for arg in formula.args]) if formula.has(part) else formula
