"""Arrays that are made once and written at every step, or in every block of steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from symgrad.lowering import TIME, Value
from symgrad.targets.array_code.code_pieces import Code
from symgrad.targets.array_code.in_place import calls
from symgrad.targets.array_code.in_place_sources import IN_PLACE
from symgrad.targets.array_code.one_time import at_one_time
from symgrad.targets.function_sources import names_defined

_IN_PLACE = {source: names_defined(source)[0] for source in IN_PLACE.values()}


class Buffers:
    """The buffers of one run: their lines stand before its blocks, and those of a block at its beginning."""

    def __init__(self, w: Any, size: str, block: str) -> None:
        """``size`` is how many steps the longest block has, ``block`` how many this one has."""
        self._w, self._size, self._block = w, size, block
        self._dtype = w.dtype  # the line that says it stands above all of these
        self._outer, self._pad = len(w.lines), w.pad
        self._inner = self._outer
        self._before: list[str] = []
        self._at_beginning: list[str] = []
        self._own: set[str] = set()
        self._spares: dict[tuple[Any, int], str] = {}

    def begin_block(self) -> None:
        """From here on lines are in a block."""
        self._inner = len(self._w.lines)

    def close(self) -> None:
        """Writes the lines of the buffers to their places."""
        lines, pad = self._w.lines, self._pad
        lines[self._inner : self._inner] = [f"{pad}    {line}" for line in self._at_beginning]
        lines[self._outer : self._outer] = [f"{pad}{line}" for line in self._before]

    def array(self, value: Value, name: str, more: int = 0) -> None:
        """An array of this name for a value of one step, or of a block, that may have some rows ``more``."""
        w = self._w
        self._own.add(name)
        inner = [w.lead_size(axis) for axis in value.lead if axis != TIME] + [w.size(size).text for size in value.own]
        if TIME not in value.axes:
            self._before.append(f"{name} = {w.empty}({shape_of_sizes(inner)}, {self._dtype})")
            return
        room, rest = w.identifiers.fresh(f"room_{name}"), f" + {more}" * (more > 0)
        self._before.append(f"{room} = {w.empty}({shape_of_sizes([f'{self._size}{rest}', *inner])}, {self._dtype})")
        self._at_beginning.append(f"{name} = {room}[:{self._block}{rest}]")

    def reshaped(self, value: Value, name: str, shape: str) -> str:
        """An array of these in another shape, under a name of its own that stands where it does."""
        other = self._w.identifiers.again(f"{name}_as_rows")
        line = f"{other} = {name}.reshape({shape})"
        lines = self._at_beginning if TIME in value.axes else self._before
        if line not in lines:
            lines.append(line)
        return str(other)

    def owns(self, name: str) -> bool:
        """Whether an array of this name was made here."""
        return name in self._own

    def spare(self, value: Value, k: int = 0) -> str:
        """One of the arrays like a value that are free."""
        key = (value.axes, k)
        if key not in self._spares:
            self._spares[key] = self._w.identifiers.fresh("spare")
            self.array(value, self._spares[key])
        return self._spares[key]

    def can_hold(self, value: Value, code: Code) -> bool:
        """Whether there are calls that compute this anywhere."""
        return bool(value.axes) and bool(self._calls(value, code, "out", lambda k: ""))

    def is_one_call(self, value: Value, code: Code) -> bool:
        """Whether one call computes this, which reads all before it writes."""
        return len(self._calls(value, code, "out", lambda k: "")) == 1 and not code.flat

    def write(self, value: Value, code: Code, out: str) -> None:
        """Writes the calls that compute a value into an array, or a part of one."""
        if code.flat and "," in out:  # a reshaped part is a copy, and what is written there is lost
            self._w.line(f"{out} = {code.text}")
            return
        if code.flat and self.owns(out):
            out, code = self.reshaped(value, out, code.flat), replace(code, flat="")
        lines = self._calls(value, code, out, lambda k: self.spare(value, k))
        if len(lines) > 1:
            self._w.line(f"# {out} = {code.text}")
        for line in lines:
            self._w.line(line)

    def _calls(self, value: Value, code: Code, out: str, spare: Any) -> list[str]:
        helpers = {name for name, source in self._w.helpers.items() if _IN_PLACE.get(source) == name}
        return calls(code.text, out, spare, helpers, code.flat)


def array_for(w: Any, value: Value, name: str, steps: str, given: bool = False) -> None:
    """An array for the values of so many steps; a new one in every call, where it is ``given`` to the caller."""
    inner = [*map(w.lead_size, at_one_time(value).lead), *(w.size(size).text for size in value.own)]
    shape = shape_of_sizes([steps, *inner])
    kept = w.in_place and not given
    w.line(f"{name} = {w.empty}({shape}, {w.dtype})" if kept else f"{name} = np.empty({shape}, dtype={w.dtype})")


def shape_of_sizes(sizes: Sequence[str]) -> str:
    """A shape as code."""
    return sizes[0] if len(sizes) == 1 else f"({', '.join(sizes)})"
