"""Contractions as C: each becomes calls of one product of matrices, with a stride for rows and columns of each.

The letters of an einsum are rows (of the left and the result), columns (of the right and the result), or summed.
Letters that follow each other in memory are one; of those that do not there is a loop, as of what both and the result
have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symgrad.lowering import BATCH, TIME, Op, Value
from symgrad.lowering.array_program import Letter
from symgrad.targets.c.c_accumulation import is_added
from symgrad.targets.c.c_sizes import STEPS, product, same


@dataclass(frozen=True)
class Side:
    """An operand or the result: its value, and the stride of each letter."""

    value: Value
    letters: tuple[Letter, ...]
    strides: Mapping[Letter, Any]
    base: str = ""  # instead of the place of the value


class ProductCode:
    """Writes one contraction, of the block of steps at hand where it has a time and ``t`` is none."""

    def __init__(self, w: Any, op: Op, t: str) -> None:
        self._w, self._op, self._t = w, op, t
        args = op.args[:2] if is_added(op) else op.args
        self._sides = [self._side(arg, letters) for arg, letters in zip(args, op.letters, strict=False)]
        self._to = self._side(op.out, op.to)
        pairs = [(value.axes, own) for value, own in zip((*op.args, op.out), (*op.letters, op.to), strict=True)]
        self._sizes = {letter: axis for axes, own in pairs for letter, axis in zip(own, axes, strict=True)}
        if TIME in self._sizes and not t:
            self._sizes[TIME] = STEPS
        over_time = TIME in {one for own in op.letters for one in own} and TIME not in op.to and not t
        self._adds = is_added(op) or over_time

    def _side(self, value: Value, letters: Sequence[Letter]) -> Side:
        place = self._w.layout.place(value)
        strides: dict[Letter, Any] = {}
        for letter, stride in zip(letters, place.strides, strict=True):
            if letter is not TIME or not self._t:
                strides[letter] = strides.get(letter, 0) + stride
        kept = tuple(letter for letter in dict.fromkeys(letters) if letter is not TIME or not self._t)
        return Side(value, kept, strides)

    def write(self) -> None:
        """The calls."""
        letters = {letter for side in self._sides for letter in side.letters}
        gone = [letter for letter in dict.fromkeys(one for side in self._sides for one in side.letters)
                if letter not in self._to.letters]  # fmt: skip
        if len(self._sides) == 1:
            self._sum(gone)
        elif any(sum(letter in side.letters for side in self._sides) < 2 for letter in gone):
            self._entries(gone)
        else:
            assert letters >= {*self._to.letters}
            self._product(gone)

    # -- sums

    def _address(self, side: Side, index: Mapping[Letter, str], op_letters: Sequence[Letter]) -> str:
        if side.base:
            return side.base
        t = {TIME: self._t} if self._t else {TIME: "first_t"}
        found = [{**t, **index}.get(letter, "") for letter in op_letters]
        return str(self._w.layout.address(side.value, found))

    def _letters(self, side: Side) -> Sequence[Letter]:
        if side is self._to:
            return self._op.to
        return self._op.letters[self._sides.index(side)] if side in self._sides else side.letters

    def _sum(self, gone: Sequence[Letter]) -> None:
        """The sum of one array; each row is added to the result."""
        w, (side,) = self._w, self._sides
        self._zero()
        kept = list(self._to.letters)
        inner = next((one for one in reversed(kept) if side.strides[one] == 1), None)
        order = [*(one for one in kept if one != inner), *gone] if inner is not None else [*kept, *gone]
        if inner is None and gone:
            self._accumulated(kept, gone, [side])
            return
        names = self._open(order)
        w.line("SG_VECTOR")
        names |= self._open([inner], len(order))
        to = self._address(self._to, names, self._op.to)
        w.line(f"({to})[0] += ({self._address(side, names, self._op.letters[0])})[0];")
        w.close(len(order) + 1)

    def _entries(self, gone: Sequence[Letter]) -> None:
        self._zero()
        self._accumulated(list(self._to.letters), gone, self._sides)

    def _accumulated(self, kept: Sequence[Letter], gone: Sequence[Letter], sides: Sequence[Side]) -> None:
        """Entry by entry, each a sum of products."""
        w = self._w
        names = self._open(kept)
        w.open("{")
        w.line("real sum = 0;")
        names |= self._open(gone, len(kept))
        factors = " * ".join(
            f"({self._address(side, names, letters)})[0]"
            for side, letters in zip(sides, self._op.letters, strict=False)
        )
        w.line(f"sum += {factors};")
        w.close(len(gone))
        w.line(f"({self._address(self._to, names, self._op.to)})[0] += sum;")
        w.close(len(kept) + 1)

    def _open(self, letters: Sequence[Letter], before: int = 0) -> dict[Letter, str]:
        names = {}
        for place, letter in enumerate(letters):
            names[letter] = "t" if letter is TIME else f"k_{before + place}"
            if letter is TIME:
                self._w.open("for (long t = first_t; t < first_t + steps; t++) {")
            else:
                self._w.open(self._w.loop_over(names[letter], self._sizes[letter]))
        return names

    def _zero(self) -> None:
        if not self._adds:
            self._w.copies.zero(self._op.out, self._op.to, self._t)

    # -- products

    def _product(self, gone: Sequence[Letter]) -> None:
        left, right, to = *self._sides, self._to
        shared = [one for one in to.letters if one in left.letters and one in right.letters]
        rows = [one for one in to.letters if one in left.letters and one not in shared]
        columns = [one for one in to.letters if one in right.letters and one not in shared]
        if (not columns or (rows and self._stride(to, columns) != 1)) and self._stride(to, rows) == 1:
            left, right, rows, columns = right, left, columns, rows
        summed = list(gone)
        loops = list(shared)
        for group, sides in ((rows, (left, to)), (columns, (right, to)), (summed, (left, right))):
            while any(self._stride(side, group) is None for side in sides):
                loops.append(group.pop(0))
        right = self._turned(right, columns, summed, loops)
        added = self._adds or any(one in gone for one in loops)
        if added and not self._adds:
            self._zero()
        names = self._open(loops)
        w = self._w
        numbers = [
            w.size(product(self._sizes[one] for one in group)) for group in (rows, columns, summed)
        ]  # fmt: skip
        strides = [
            w.size(self._stride(side, group) or 0)
            for side, group in ((left, rows), (left, summed), (right, summed), (right, columns), (to, rows),
                                (to, columns))
        ]  # fmt: skip
        a, b, c = (self._address(side, names, self._letters(side)) for side in (left, right, to))
        w.line(
            f"sg_product({', '.join(numbers)}, {a}, {strides[0]}, {strides[1]}, {b}, {strides[2]}, {strides[3]}, "
            f"{c}, {strides[4]}, {strides[5]}, {int(added)});"
        )
        w.close(len(loops))

    def _stride(self, side: Side, group: Sequence[Letter]) -> Any:
        """The one stride of letters that follow each other in memory; None where they do not."""
        if not group:
            return 0
        for one, other in zip(group, group[1:], strict=False):
            if not same(side.strides[one], side.strides[other] * self._sizes[other]):
                return None
        return side.strides[group[-1]]

    def _turned(
        self, right: Side, columns: Sequence[Letter], summed: Sequence[Letter], loops: Sequence[Letter]
    ) -> Side:
        """A matrix that each step multiplies by, with its columns next to each other; turned once, before the steps."""
        w = self._w
        still = not {TIME, BATCH} & {*right.value.axes} and w.in_run and w.run_of(right.value) is None
        if not still or loops or not columns or not summed or self._stride(right, columns) == 1:
            return right
        if self._stride(right, summed) is None:
            return right
        width = product(self._sizes[one] for one in columns)
        name = w.copies.turned(right.value, self._letters(right), columns, summed, self._sizes)
        strides = {}
        for group, last in ((summed, width), (columns, 1)):
            stride: Any = last
            for one in reversed(group):
                strides[one] = stride
                stride = stride * self._sizes[one]
        return Side(right.value, right.letters, strides, name)
