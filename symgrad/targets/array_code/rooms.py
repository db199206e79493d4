"""Arrays in which values of many t are kept, and how code finds a block of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from symgrad.lowering import Value
from symgrad.lowering.passes import Loop
from symgrad.targets.array_code.buffers import Buffers, array_for
from symgrad.targets.array_code.code_pieces import Code
from symgrad.targets.array_code.one_time import at_one_time


@dataclass(frozen=True)
class Clock:
    """The identifiers that code counts with: one t of a block, the block from ``start`` to before ``stop``, and all."""

    t: str
    start: str
    stop: str
    steps: str
    samples: str

    @property
    def size(self) -> str:
        """How many steps a block has."""
        return f"{self.stop} - {self.start}"


@dataclass(frozen=True)
class Room:
    """An array of the values of many t.

    row   where it has one row more, that of the first t: what is carried in stands in the other; None if it has none
    """

    name: str
    row: int | None = None

    @property
    def all(self) -> str:
        """All values."""
        return self.name if self.row is None else f"{self.name}[{'1:' if self.row else ':-1'}]"

    def block(self, clock: Clock) -> str:
        """The values of a block."""
        later = " + 1" if self.row else ""
        return f"{self.name}[{clock.start}{later}:{clock.stop}{later}]"


class Rooms:
    """The arrays of what is kept: ``of`` all t, each with its room; a caller gets those of ``outputs``."""

    def __init__(self, w: Any, clock: Clock) -> None:
        self.of: dict[Value, Room] = {}
        self._w, self._clock = w, clock
        self._outputs = {*w.block.outputs.values()}
        self._names: dict[tuple[Value, str], str] = {}

    def add(self, value: Value) -> None:
        """One for what is computed for all t of a block at once."""
        self.of[value] = Room(self._name(value, "all_"))
        self._array(value, self.of[value].name, None)

    def of_loop(self, loop: Loop, values: Collection[Value], buffers: Buffers | None = None) -> dict[Value, Room]:
        """Those for what a loop makes, for all t or in the ``buffers`` of a block.

        Old and new of what is carried are rows of one.
        """
        found: dict[Value, Room] = {}
        for op in loop.carry:
            new, old = op.args[0], op.out
            if new in values and old in values and new not in found:
                assert old not in found, f"{old} has an array already, as what is carried on by another name"
                name, later = self._name(new, "block_" if buffers else "all_"), loop.direction > 0
                self._array(new, name, buffers, {new, old}, more=1)
                first = 0 if later else self._clock.size if buffers else self._clock.steps
                carry = self._w.code(at_one_time(old)).text
                self._w.line(f"{name}[{first}] = {carry}")
                if buffers:  # it may stand in the row that is written next, the only one of a block of one step
                    self._w.line(f"{carry} = {name}[{first}]")
                found |= {new: Room(name, int(later)), old: Room(name, int(not later))}
        for value in values:
            if value not in found:
                found[value] = Room(self._name(value, "" if buffers else "all_"))
                self._array(value, found[value].name, buffers)
        return found

    def view(self, value: Value, text: str) -> None:
        """A part of an array under the name of its value."""
        name = self._name(value, "block_" if value in self._w.inputs else "")
        self._w.line(f"{name} = {text}")
        self._w.codes[value] = Code(name)

    def block(self, value: Value) -> str:
        """The part of an array that is of a block."""
        return self.of[value].block(self._clock)

    def _array(
        self, value: Value, name: str, buffers: Buffers | None, held: Collection[Value] = (), more: int = 0
    ) -> None:
        if buffers:
            buffers.array(value, name, more)
            return
        given = not self._outputs.isdisjoint(held or (value,))
        array_for(self._w, value, name, f"{self._clock.steps}{f' + {more}' * (more > 0)}", given)

    def _name(self, value: Value, mark: str) -> str:
        """The name of an array: of all t, of a block with a row more, or of a block, which equations have."""
        if (value, mark) not in self._names:
            named = self._w.named.get(value)
            plain = bool(named) and not mark and value not in self._w.inputs
            self._names[value, mark] = named if plain else self._w.identifiers.fresh(f"{mark}{named or value.name}")
        return self._names[value, mark]
