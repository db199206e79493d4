"""Stacking: products that share an operand are one product, and maps of one formula one map, with an axis of slots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from symgrad.lowering.array_program import Block, Op, Value, hole
from symgrad.lowering.passes.dead import without_dead
from symgrad.lowering.passes.families import Families, Products, fan_ins, fan_outs
from symgrad.lowering.passes.stacks import Stacks, common, slotted, with_slots


def stacked(block: Block) -> Block:
    """The block with such products and maps put together."""
    stacking = _Stacking(block)
    for group in sorted(fan_ins(block), key=lambda group: -len(group.ops)):
        stacking.sum_of_products(group)
    for group in sorted(fan_outs(block), key=lambda group: -len(group.ops)):
        stacking.products(group)
    while stacking.all_maps():  # what is stacked makes its readers alike
        pass
    return without_dead(stacking.stacks.block())


class _Stacking:
    def __init__(self, block: Block) -> None:
        self.families = Families(block)
        self.stacks = Stacks(block)

    def _place(self, value: Value) -> int:
        place = self.families.place(value)
        return len(self.families.rank) if place is None else place

    def sum_of_products(self, group: Products) -> None:
        """The sum of U_k' p_k over all k as one product, which sums over the slots."""
        total = group.ends
        assert total is not None
        ops = sorted(group.ops, key=lambda op: min(map(self._place, op.args)))
        sides = [self.stacks.stacked([op.args[place] for op in ops]) for place in (0, 1)]
        if sides[0] is None or sides[1] is None or self.stacks.closes([sides[0], sides[1]], [total]):
            return
        gone = {op.out for op in ops}
        rest = [k for k, arg in enumerate(total.args) if arg not in gone]
        out = Value(self.stacks.fresh(f"sum_{total.out.name}"), ops[0].out.axes) if rest else total.out
        letters = tuple(map(with_slots, ops[0].letters))
        product = Op(out, "contract", None, (sides[0], sides[1]), letters, ops[0].to, total.of)
        if out != total.out and total.out in self.stacks.loops:
            self.stacks.loops[out] = self.stacks.loops[total.out]
        self.stacks.ops[out] = product
        if rest:
            self.stacks.ops[total.out] = _with_one_term(total, rest, out, ops[0].to)

    def products(self, group: Products) -> None:
        """W_k x of all k as one product, whose slots they are."""
        ops = [op for op in group.ops if self.stacks.ops.get(op.out) is op]
        place = group.places[0]
        ops.sort(key=lambda op: self._place(op.args[place]))
        if len(ops) < 2 or len({op.args[place] for op in ops}) < len(ops) or not self._fits(ops):
            return
        if not (self.stacks.are_independent(ops) and self.stacks.are_of_one_time(ops)):
            return
        if not ops[0].out.own and not all(self.stacks.is_free(op.args[place]) for op in ops):
            return  # sums of products entry by entry gain nothing
        side = self.stacks.stacked([op.args[place] for op in ops])
        if side is None or self.stacks.closes([side], ops):
            return
        first, other = ops[0], ops[0].args[1 - place]
        name = f"{side.name}_{other.name}" if _is_part(first) else _joined_name(ops)
        out = Value(self.stacks.fresh(name), slotted(first.out.axes, len(ops)))
        args = (side, other) if place == 0 else (other, side)
        letters = tuple(with_slots(one) if k == place else one for k, one in enumerate(first.letters))
        self.stacks.merge(ops, out, Op(out, "contract", None, args, letters, with_slots(first.to), first.of))

    def alike(self) -> list[list[Op]]:
        """Groups of maps, and of sums of one value, of one pattern, in the order of their classes."""
        found: dict[Any, list[Op]] = {}
        for op in self.stacks.ops.values():
            one = op.is_by_entries or (op.kind == "contract" and len(op.args) == 1)
            if one and self.families.place(op.out) is not None:
                marks = tuple((arg.axes, self._mark(arg)) for arg in op.args)
                key = (op.kind, op.how, op.letters, op.to, op.out.axes, marks, self.stacks.loops.get(op.out))
                found.setdefault(key, []).append(op)
        groups = (sorted(ops, key=lambda op: self._place(op.out)) for ops in found.values())
        return [run for ops in groups for run in self._runs(ops)]

    def _mark(self, arg: Value) -> Any:
        return None if self.families.place(arg) is not None or not arg.lead else arg

    def _runs(self, ops: Iterable[Op]) -> list[list[Op]]:
        """Those whose classes stand next to each other."""
        runs: list[list[Op]] = []
        for op in ops:
            if runs and self._place(op.out) == self._place(runs[-1][-1].out) + 1:
                runs[-1].append(op)
            else:
                runs.append([op])
        return [run for run in runs if len(run) > 1]

    def all_maps(self) -> int:
        """Puts together what is alike now; how many groups that were."""
        return sum(self.maps(group) for group in self.alike())

    def maps(self, group: Sequence[Op]) -> bool:
        """One map in the place of several; whether it could be done."""
        first = group[0]
        if any(self.stacks.ops.get(op.out) is not op for op in group) or not self.stacks.are_independent(group):
            return False
        if not self._fits(group) or not any(arg.lead for arg in first.args) or not self.stacks.are_of_one_time(group):
            return False
        columns = [list(column) for column in zip(*(op.args for op in group), strict=True)]
        if not all(self._can_stack(column, first.kind) for column in columns):
            return False
        if all(len(set(column)) == 1 for column in columns):
            return False
        args = [column[0] if len(set(column)) == 1 else self.stacks.stacked(column) for column in columns]
        if None in args or self.stacks.closes([arg for arg in args if arg is not None], group):
            return False
        letters = tuple(
            with_slots(one) if len(set(column)) > 1 else one for one, column in zip(first.letters, columns, strict=True)
        )
        out = Value(self.stacks.fresh(_joined_name(group)), slotted(first.out.axes, len(group)))
        values = tuple(arg for arg in args if arg is not None)
        self.stacks.merge(group, out, replace(first, out=out, args=values, letters=letters, to=with_slots(first.to)))
        return True

    def _fits(self, group: Sequence[Op]) -> bool:
        """Whether the results stand in no stack yet, or all in one, next to each other and as pieces of their own."""
        slots = [self.stacks.slot(op.out) for op in group]
        if not any(slots):
            return True
        held = [one for one in slots if one is not None]
        if len(held) < len(slots) or len({one[0] for one in held}) > 1:
            return False
        whole = self.stacks.ops[held[0][0]]
        at = [one[1] for one in held]
        pieces = whole.kind == "place" and whole.how == ("stack",) and all(op.out in whole.args for op in group)
        return pieces and at == list(range(at[0], at[0] + len(at)))

    def _can_stack(self, column: Sequence[Value], kind: str) -> bool:
        if len(set(column)) == 1:
            return kind in ("map", "row")
        if len(set(column)) < len(column):
            return False
        if all(map(self.stacks.is_free, column)) or all(self.stacks.slot(value) for value in column):
            return True
        made = [self.stacks.ops.get(value) for value in column]
        return all(op is not None and op.kind == "map" and self.stacks.slot(op.out) is None for op in made)


def _with_one_term(total: Op, rest: Sequence[int], out: Value, to: tuple[Any, ...]) -> Op:
    """A sum with one term in the place of those that are not among ``rest``."""
    gone = {hole(k) for k in range(len(total.args)) if k not in rest}
    kept = total.how.func(*(term for term in total.how.args if term not in gone), sum_hole := hole(len(total.args)))
    names = {hole(k): hole(place) for place, k in enumerate(rest)} | {sum_hole: hole(len(rest))}
    return replace(
        total, how=kept.xreplace(names), args=(*(total.args[k] for k in rest), out),
        letters=(*(total.letters[k] for k in rest), to),
    )  # fmt: skip


def _is_part(op: Op) -> bool:
    """Whether a value is a part of an equation, with no name of its own."""
    return op.out.name.rpartition("_")[2].isdigit()


def _joined_name(ops: Sequence[Op]) -> str:
    return common([op.out for op in ops])
