"""Families: values that stand beside each other, as W_i, W_f, W_o, W_g do, and the order in which they are stacked.

Products that share an operand make one (W_k x of all k), and so do sums of products (the sum of U_k' p_k). What belongs
to one k is a class: W_i, U_i, b_i, bar_pre_i. The order of classes is the one in which most of what is treated alike
stands together: o, i, f, g for an LSTM, whose first three are sigmoids and whose last three are multiplied by bar_c.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import sympy as sp

from symgrad.lowering.array_program import LEAD, Block, Op, Value, hole
from symgrad.lowering.holes import occurrences
from symgrad.lowering.passes.loops import loop_of

MOST = 7  # classes of which every order is tried


@dataclass(frozen=True)
class Products:
    """Products that can be one: ``ops``, and of each the places of the operands that are to be stacked.

    ends  the sum that they are terms of, where it is that which makes them one
    """

    ops: tuple[Op, ...]
    places: tuple[int, ...]
    ends: Op | None = None


def fan_outs(block: Block) -> list[Products]:
    """Products that share an operand."""
    loops, found = loop_of(block), dict[Any, list[Op]]()
    for op in block.ops:
        if op.kind == "contract" and len(op.args) == 2:
            for place in (0, 1):
                key = (op.letters, op.to, op.args[1 - place], place, op.args[place].axes, loops.get(op.out))
                found.setdefault(key, []).append(op)
    groups = [Products(tuple(ops), (key[3],)) for key, ops in found.items()]
    return [group for group in groups if len({op.args[group.places[0]] for op in group.ops}) > 1]


def fan_ins(block: Block) -> list[Products]:
    """Terms of one sum that are products of one pattern, each of which nothing else reads."""
    made, readers, groups = block.made, block.readers(), list[Products]()
    given = {*block.outputs.values()}
    for total in block.ops:
        if total.kind != "map" or not isinstance(total.how, sp.Add):
            continue
        found: dict[Any, list[Op]] = {}
        stands = occurrences(total.how)
        for k, arg in enumerate(total.args):
            op = made.get(arg)
            once = hole(k) in total.how.args and stands[hole(k)] == 1  # X w + X' w is twice one value where X is 1 1'
            alone = op is not None and len(readers[arg]) == 1 and arg not in given and once
            if op is not None and alone and op.kind == "contract" and len(op.args) == 2 and total.letters[k] == op.to:
                found.setdefault((op.letters, op.to, *(one.axes for one in op.args)), []).append(op)
        for ops in found.values():
            if all(len({op.args[place] for op in ops}) == len(ops) > 1 for place in (0, 1)):
                groups.append(Products(tuple(ops), (0, 1), total))
    return groups


class Families:
    """Which values of a block are of one class, and in which order the classes stand."""

    def __init__(self, block: Block) -> None:
        self._parent: dict[Value, Value] = {}
        self._block = block
        self._products = [*fan_outs(block), *fan_ins(block)]
        for group in self._products:
            for op in group.ops:
                stacked = [op.args[place] for place in group.places]
                self._join(*stacked, *(() if group.ends else (op.out,)))
        self._apart = [[op.args[group.places[-1]] for op in group.ops] for group in self._products]
        self._spread()
        self.rank: Mapping[Value, int] = self._ranked()

    def place(self, value: Value) -> int | None:
        """The place of a value's class, None where it has none."""
        return self.rank.get(self._find(value)) if value in self._parent else None

    def _find(self, value: Value) -> Value:
        while self._parent.get(value, value) != value:
            value = self._parent[value]
        return value

    def _join(self, *values: Value) -> None:
        for value in values:
            self._parent.setdefault(value, value)
            self._parent[self._find(value)] = self._find(values[0])

    def _are_apart(self, one: Value, other: Value) -> bool:
        return any({one, other} <= {self._find(member) for member in group} for group in self._apart)

    def _spread(self) -> None:
        """What a map makes of one class is of that class; two classes that meet in a sum are one, if not apart."""
        readers, made = self._block.readers(), self._block.made
        before: dict[Value, Value] = {}
        while before != self._parent:
            before = dict(self._parent)
            for op in self._block.ops:
                if not op.is_by_entries and not (op.kind == "contract" and len(op.args) == 1):
                    continue
                classes = list(dict.fromkeys(self._find(arg) for arg in op.args if arg in self._parent))
                is_sum = op.kind == "map" and op.how.has(sp.Add)
                if len(classes) == 2 and is_sum and not self._are_apart(*classes):
                    self._join(*classes)
                    classes = classes[:1]
                if len(classes) == 1 and op.out not in self._parent:
                    self._join(classes[0], op.out)
                if op.out in self._parent:
                    self._join(op.out, *self._of_it_alone(op, readers, made))

    def _of_it_alone(self, op: Op, readers: Mapping[Value, Sequence[Op]], made: Mapping[Value, Op]) -> list[Value]:
        """What this operation alone reads: maps of the same axes, and parameters."""
        return [
            arg for arg in op.args
            if arg not in self._parent and len(readers[arg]) == 1
            and ((arg in made and made[arg].kind == "map" and arg.axes == op.out.axes)
                 or (arg not in made and not arg.lead and arg.own == op.out.own))
        ]  # fmt: skip

    def _ranked(self) -> dict[Value, int]:
        classes = list(dict.fromkeys(map(self._find, self._parent)))
        sets = [found for found in self._alike(classes) if 1 < len(found) < len(classes)]
        if len(classes) > MOST:
            return {one: place for place, one in enumerate(classes)}
        best = max(permutations(classes), key=lambda order: sum(_is_together(order, one) for one in sets), default=())
        return {one: place for place, one in enumerate(best)}

    def _alike(self, classes: Sequence[Value]) -> Iterable[set[Value]]:
        """Sets of classes of which one formula is applied, or that stand together in products."""
        loops, found = loop_of(self._block), dict[Any, set[Value]]()
        for op in self._block.ops:
            if op.is_by_entries and op.out in self._parent:
                key = (op.how, op.out.axes, tuple(self._mark(arg) for arg in op.args), loops.get(op.out))
                found.setdefault(key, set()).add(self._find(op.out))
        yield from found.values()
        for group in self._products:
            yield {self._find(op.args[group.places[0]]) for op in group.ops}

    def _mark(self, arg: Value) -> Any:
        """Equal for arguments in which alike maps may differ."""
        return (arg.axes, None if arg in self._parent or not any(axis in LEAD for axis in arg.axes) else arg)


def _is_together(order: Sequence[Value], found: set[Value]) -> bool:
    places = [order.index(one) for one in found]
    return max(places) - min(places) == len(places) - 1
