"""A block of values and gradients cut in two: what gives the values, and what gives the gradient from what that kept.

    forward     x, W          -> h, and what the backward half reads of it: pre_f, c, ...
    backward    x, W, bar_h   -> bar_x, bar_W, of these and of what was kept

What is cheaper to compute again than to keep is computed again: of pre_f and f = sigmoid(pre_f) the first is kept, of c
and tanh(c) the state, of h and h at t - 1 what is given anyway.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from symgrad.lowering.array_program import Block, Op, Value

_CHEAP_PLACES = ("fill", "slot", "slots", "stack")


@dataclass(frozen=True)
class Halves:
    """Two blocks; ``kept`` is what the first gives to the second besides the inputs of both."""

    forward: Block
    backward: Block
    kept: tuple[Value, ...]


def halves(block: Block, given: Collection[str], late: Collection[Value]) -> Halves:
    """The block in two, of which the first gives these outputs; ``late`` inputs come to the second alone.

    Both take the inputs in their order, the second after them what is kept.
    """
    made = block.made
    first = _needed(made, (block.outputs[name] for name in given))
    rest = {name: value for name, value in block.outputs.items() if name not in given}
    after = _needed(made, rest.values()) - first
    read = {arg for value in after for arg in made[value].args if arg in first}
    read |= {value for value in rest.values() if value in first}
    cut = _Cut(block, first, {block.outputs[name] for name in given})
    kept = cut.kept(read)
    again = _needed({value: op for value, op in made.items() if value in first and value not in kept}, read)
    forward = [op for op in block.ops if op.out in first]
    backward = [op for op in block.ops if op.out in after or op.out in again]
    alike = {name: value for name, value in block.outputs.items() if name in given}
    return Halves(
        _half(block, forward, [one for one in block.inputs if one not in late], alike),
        _half(block, backward, [*block.inputs, *kept], rest),
        kept,
    )


def _half(block: Block, ops: Iterable[Op], inputs: Iterable[Value], outputs: Mapping[str, Value]) -> Block:
    """The part of a block that these operations are, with the names of what is in it."""
    ops, inputs = tuple(ops), tuple(inputs)
    here = {*inputs, *(op.out for op in ops)}
    names = {symbol: value for symbol, value in block.names.items() if value in here}
    return replace(block, inputs=inputs, ops=ops, outputs=outputs, names=names, copies={}, slots={})


def _needed(made: Mapping[Value, Op], values: Iterable[Value]) -> set[Value]:
    """What is computed of these, and of what they are made of, also by way of what is carried."""
    found, waiting = set[Value](), list(values)
    while waiting:
        value = waiting.pop()
        if value in made and value not in found:
            found.add(value)
            waiting += made[value].args
    return found


class _Cut:
    """Which values of the first half are kept for the second."""

    def __init__(self, block: Block, first: Collection[Value], given: Collection[Value]) -> None:
        self._made, self._first, self._given = block.made, first, given
        self._order = {op.out: place for place, op in enumerate(block.ops)}

    def kept(self, read: Collection[Value]) -> tuple[Value, ...]:
        """Of what is read the values that have to be kept, and what the others are computed from."""
        kept = {self._before_it_moved(value) for value in read}
        while True:
            free = (value for value in sorted(kept, key=self._place, reverse=True) if self._can_go(value, kept))
            value = next(free, None)
            if value is None:
                return tuple(sorted(kept, key=self._place))
            kept.remove(value)

    def _place(self, value: Value) -> int:
        return self._order[value]

    def _before_it_moved(self, value: Value) -> Value:
        """Of h at t - 1, h, unless its first value is computed besides."""
        op = self._made[value]
        still = op.kind == "shift" and not any(arg in self._first for arg in op.args[1:])
        return self._before_it_moved(op.args[0]) if still and op.args[0] in self._first else value

    def _can_go(self, value: Value, kept: Collection[Value]) -> bool:
        """Whether a value is computed again, entry by entry, of others that are kept; what is given costs nothing."""
        if value in self._given:
            return False
        others = {*kept} - {value}
        waiting, seen = [value], set[Value]()
        while waiting:
            op = self._made[waiting.pop()]
            seen.add(op.out)
            needed = [arg for arg in op.args if arg in self._first and arg not in others]
            if not _is_cheap(op) or (op.kind == "shift" and needed):
                return False
            waiting += [arg for arg in needed if arg not in seen]
        return True


def _is_cheap(op: Op) -> bool:
    return op.is_by_entries or op.kind == "shift" or (op.kind == "place" and op.how[0] in _CHEAP_PLACES)
