"""Where the values of a variable stand in code: arrays of all t or of one block of them, and how one t is found there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Clock:
    """The identifiers that code counts with: one t, and a block of them from ``start`` to before ``stop``.

    start   empty where there are no blocks
    """

    t: str
    start: str = ""
    stop: str = ""
    steps: str = ""


@dataclass(frozen=True)
class Room:
    """An array in which the values of many t stand.

    whole   those of all t, or else those of a block
    row     in an array with one row more, which holds what is carried in: the row of the first t; None without one
    """

    name: str
    whole: bool = True
    row: int | None = None

    def at_time(self, clock: Clock) -> str:
        """The value at one t."""
        place = clock.t if self.whole else f"{clock.t} - {clock.start}"
        return f"{self.name}[{place}{' + 1' if self.row else ''}]"

    def of_block(self, clock: Clock) -> str:
        """The values of a block."""
        if not self.whole:
            return self.of_all()
        later = " + 1" if self.row else ""
        return f"{self.name}[{clock.start}{later}:{clock.stop}{later}]"

    def of_all(self) -> str:
        """All values."""
        return self.name if self.row is None else f"{self.name}[{'1:' if self.row else ':-1'}]"
