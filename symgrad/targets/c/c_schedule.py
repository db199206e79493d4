"""In which order C does it: nests of loops over the entries of maps, and of each run what is done for a block of steps.

A run goes through t in blocks. Products of what is known for all t are one product for a block, before its steps; sums
over t, and products that no step waits for, one after them. All else is done at each t. Maps over the same entries that
are ready together are one nest, in which values stay in registers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from symgrad.lowering import TIME, Block, Op, Value
from symgrad.lowering.array_program import SLOT
from symgrad.lowering.passes import Loop, Run, in_runs, is_sum, operations_of


@dataclass(frozen=True)
class Nest:
    """Maps over the same entries, with the views of what they make; ``axes`` are those of the loops."""

    ops: tuple[Op, ...]
    axes: tuple[Any, ...]


Item: TypeAlias = Nest | Op


@dataclass(frozen=True)
class RunParts:
    """A run: what is done before, in and after the steps of a block, and what is carried."""

    direction: int
    before: tuple[Item, ...]
    each: tuple[Item, ...]
    after: tuple[Item, ...]
    shifts: tuple[Op, ...]

    @property
    def parts(self) -> tuple[tuple[str, tuple[Item, ...]], ...]:
        """The parts by name."""
        return ("before", self.before), ("each", self.each), ("after", self.after)


Steps: TypeAlias = tuple[Item | RunParts, ...]


class Scheduling:
    """The schedule of a block."""

    def __init__(self, block: Block) -> None:
        self.made = block.made
        self.steps: Steps = self._steps(block)

    def _steps(self, block: Block) -> Steps:
        found: list[Item | RunParts] = []
        waiting: list[Op] = []
        for step in in_runs(block).steps:
            if isinstance(step, Run):
                found += [*self._arranged(waiting, False), self._parts(step)]
                waiting = []
            else:
                waiting.append(step)
        return (*found, *self._arranged(waiting, False))

    def _parts(self, run: Run) -> RunParts:
        ops = [op for step in run.steps for op in operations_of(step)]
        inner = {op.out for step in run.steps if isinstance(step, Loop) or step.kind == "shift"
                 for op in operations_of(step)}  # fmt: skip
        moving, feeding = set(inner), set(inner)
        for op in ops:
            if not moving.isdisjoint(op.args):
                moving.add(op.out)
        for op in reversed(ops):
            if op.out in feeding:
                feeding.update(op.args)
        before = {op.out for op in ops if _is_large(op) and op.out not in moving}
        for op in reversed(ops):
            if op.out in before:
                before.update(arg for arg in op.args if arg in self.made)
        after = {op.out for op in ops if is_sum(op) or (_is_large(op) and op.out in moving and op.out not in feeding)}
        for op in ops:
            if not after.isdisjoint(op.args):
                after.add(op.out)
        body = [op for op in ops if op.kind != "shift"]
        return RunParts(
            run.direction,
            self._arranged([op for op in body if op.out in before], False),
            self._arranged([op for op in body if op.out not in before and op.out not in after], True),
            self._arranged([op for op in body if op.out in after], False),
            tuple(op for op in ops if op.kind == "shift"),
        )

    # -- nests

    def _arranged(self, ops: Sequence[Op], at_each: bool) -> tuple[Item, ...]:
        """Operations as nests and what stands between them."""
        here = {op.out for op in ops}
        todo, done, items = list(ops), set[Value](), list[Item]()

        def waits(op: Op) -> set[Value]:
            return {arg for arg in op.args if arg in here} - done

        while todo:
            views = [op for op in todo if is_view(op) and not waits(op)]
            if views:
                items += views
                done.update(op.out for op in views)
                todo = [op for op in todo if op.out not in done]
                continue
            first = next((op for op in todo if op.kind == "map" and not waits(op)), None)
            if first is not None:
                nest = self._nest(first, todo, waits, at_each)
                items.append(Nest(tuple(nest), space(first, at_each)))
            else:
                nest = [next(op for op in todo if not waits(op))]
                items += nest
            done.update(op.out for op in nest)
            todo = [op for op in todo if op.out not in done]
        return tuple(items)

    def _nest(self, first: Op, todo: Sequence[Op], waits: Any, at_each: bool) -> list[Op]:
        """All that can stand in one nest with a map."""
        found: dict[Value, Op] = {first.out: first}
        axes = space(first, at_each)
        more = True
        while more:
            more = False
            for op in todo:
                if op.out in found or not (is_slotted(op) or op.kind == "map"):
                    continue
                left = waits(op)
                if not left <= found.keys() or space(op, at_each) != axes:
                    continue
                if op.kind != "map" or all(aligned(op, arg) for arg in left):
                    found[op.out] = op
                    more = True
        return [op for op in todo if op.out in found]


def is_view(op: Op) -> bool:
    """Whether an operation is a part of an array, which costs nothing."""
    return op.kind == "place" and op.how[0] in ("slot", "slots", "part", "at")


def is_slotted(op: Op) -> bool:
    """Whether an operation is a view of slots, or a stack."""
    return op.kind == "place" and op.how[0] in ("slot", "slots", "stack")


def space(op: Op, at_each: bool) -> tuple[Any, ...]:
    """The axes over which the entries of a map run, slots aside."""
    pairs = zip(op.to, op.out.axes, strict=True)
    return tuple(axis for letter, axis in pairs if letter != SLOT and not (at_each and axis is TIME))


def aligned(op: Op, arg: Value) -> bool:
    """Whether an operation reads a value at the very entry that it makes."""
    wanted = [letter for letter in op.to if letter != SLOT]
    return all(
        [letter for letter in letters if letter != SLOT] == wanted
        for value, letters in zip(op.args, op.letters, strict=True)
        if value == arg
    )


def _is_large(op: Op) -> bool:
    """Whether an operation is worth doing for many t at once."""
    return op.kind == "contract" and TIME in op.out.axes
