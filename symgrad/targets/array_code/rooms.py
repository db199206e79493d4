"""Arrays in which values of many t are kept, and how code finds a block of them."""

from __future__ import annotations

from dataclasses import dataclass


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
