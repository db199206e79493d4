"""Loops: the strongly connected parts of a block, which ``shift`` alone closes; all else is for every t at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from symgrad.lowering.array_program import Block, Op, Value


@dataclass(frozen=True)
class Loop:
    """Operations that are done once for each t, in the order of the direction.

    carry  the shifts: what the loop reads of the step before
    keeps  the values of which those at every t are read after the loop
    """

    ops: tuple[Op, ...]
    direction: int
    carry: tuple[Op, ...]
    keeps: tuple[Value, ...]

    def __str__(self) -> str:
        way = "up" if self.direction > 0 else "down"
        head = f"loop t {way}, keeps {', '.join(map(str, self.keeps)) or 'nothing'}"
        return "\n".join([head, *(f"    {op}" for op in (*self.carry, *self.ops))])


@dataclass(frozen=True)
class Scheduled:
    """A block in the order in which it runs: operations, and loops of them."""

    inputs: tuple[Value, ...]
    steps: tuple[Op | Loop, ...]
    outputs: Mapping[str, Value]

    def __str__(self) -> str:
        given = ", ".join(f"{name} = {value}" if name != value.name else name for name, value in self.outputs.items())
        return "\n".join([f"inputs {', '.join(map(str, self.inputs))}", *map(str, self.steps), f"outputs {given}"])


def scheduled(block: Block) -> Scheduled:
    """The block with its cycles as loops."""
    steps: list[Op | Loop] = []
    for part in strong_components(block.ops):
        alone = len(part) == 1 and part[0].out not in part[0].args
        steps.append(part[0] if alone else _loop(part, block))
    return Scheduled(block.inputs, tuple(steps), block.outputs)


def _loop(part: Sequence[Op], block: Block) -> Loop:
    inside = {op.out for op in part}
    carry = tuple(op for op in part if op.kind == "shift")
    directions = {op.how for op in carry}
    assert len(directions) == 1, f"a loop that runs both ways: {', '.join(map(str, inside))}"
    body = [op for op in in_order(part) if op.kind != "shift"]
    read = {arg for op in block.ops if op.out not in inside for arg in op.args} | {*block.outputs.values()}
    return Loop(
        tuple(body), directions.pop(), carry,
        tuple(op.out for op in part if op.out in read),
    )  # fmt: skip


def in_order(ops: Sequence[Op]) -> list[Op]:
    """The operations each after those that it reads at one t: what is carried comes first."""
    cut = [replace(op, args=()) if op.kind == "shift" else op for op in ops]
    made = {op.out: op for op in ops}
    return [made[op.out] for part in strong_components(cut) for op in part]


def loop_of(block: Block) -> dict[Value, int]:
    """The loop, by a number, that a value is part of; those of none are absent."""
    parts = strong_components(block.ops)
    return {op.out: k for k, part in enumerate(parts) if len(part) > 1 for op in part}


def strong_components(ops: Sequence[Op]) -> list[list[Op]]:
    """The strongly connected parts, each after those that it reads (Tarjan, 1972), without recursion."""
    made = {op.out: op for op in ops}
    index: dict[Value, int] = {}
    low: dict[Value, int] = {}
    stack: list[Value] = []
    waiting: set[Value] = set()
    found: list[list[Op]] = []

    def entered(value: Value) -> tuple[Value, Iterator[Any]]:
        index[value] = low[value] = len(index)
        stack.append(value)
        waiting.add(value)
        return value, iter(made[value].args)

    for root in ops:
        work = [] if root.out in index else [entered(root.out)]
        while work:
            value, args = work[-1]
            following = next((arg for arg in args if arg in made), None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[value])
                if low[value] == index[value]:
                    place = stack.index(value)
                    waiting.difference_update(stack[place:])
                    found.append([made[one] for one in stack[place:]])
                    del stack[place:]
            elif following not in index:
                work.append(entered(following))
            elif following in waiting:
                low[value] = min(low[value], index[following])
    return found
