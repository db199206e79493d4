"""Arrays of the work space, and where in them each value stands: bases, strides and rows as C."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from symgrad.lowering import TIME, Op, Value
from symgrad.targets.c.c_accumulation import is_added
from symgrad.targets.c.c_names import CNames
from symgrad.targets.c.c_schedule import is_view
from symgrad.targets.c.c_sizes import factor_text, product, size_text
from symgrad.targets.c.c_storage import ALL, BLOCK, Storage

OF_BLOCK = "({t} - first_t)"  # the row of a t where rows of a block are kept
_EVEN, _ODD = "({t} & 1)", "(({t} & 1) ^ 1)"


@dataclass(frozen=True)
class Place:
    """Where a value stands: an array, the stride of each axis of the value, where the row of a t is, what is added."""

    base: str
    strides: tuple[Any, ...]
    row: str = ""  # of t, "" where there is one row
    offset: tuple[str, ...] = ()
    position: bool = False  # whether its numbers are of 64 bits whatever the others are

    def without(self, axis: int, offset: str = "") -> Place:
        """The place without an axis of the value, further by an offset."""
        strides = self.strides[:axis] + self.strides[axis + 1 :]
        return replace(self, strides=strides, offset=(*self.offset, offset) if offset else self.offset)


@dataclass(frozen=True)
class Array:
    """An array of the work space: a row has ``size`` numbers, and there are ``rows``."""

    name: str
    size: Any
    rows: str


class Layout:
    """The places of a scheduled block; ``given`` are the arrays that come from outside, ``results`` those that go."""

    def __init__(
        self, storage: Storage, given: Mapping[Value, Place], results: Mapping[Value, str], names: CNames,
        sizes: Mapping[Any, str],
    ) -> None:  # fmt: skip
        self._storage, self._names, self.sizes = storage, names, sizes
        self._places: dict[Value, Place] = dict(given)
        self._results = results
        self._bases: dict[Value, str] = {}
        self.arrays: list[Array] = []
        self.kept: list[Value] = []  # those of which all t are kept, and which nobody is given

    def place(self, value: Value) -> Place:
        """Where a value stands."""
        if value not in self._places:
            self._places[value] = self._found(value)
        return self._places[value]

    def _found(self, value: Value) -> Place:
        storage, op = self._storage, self._storage.made.get(value)
        if value in storage.paired:
            return self._row_of(storage.paired[value], old=True)
        if value in storage.paired.values():
            return self._row_of(value)
        if value in storage.stack_of:
            return self.slots_of(value, *storage.stack_of[value])
        if value in storage.stands_in:
            return self.place(storage.stands_in[value])
        if op is not None and is_added(op):
            return self.place(op.args[2])
        if op is not None and is_view(op):
            return VIEWS[op.how[0]](self, op)
        return self._row_of(value)

    # -- arrays

    def _row_of(self, value: Value, old: bool = False) -> Place:
        """The place of what has an array of its own, or, of what is carried, of what stood there before."""
        base, direction = self._array(value)
        strides = canonical(value)
        if TIME not in value.axes:
            return Place(base, strides)
        level = self._storage.level.get(value, 0)
        if direction:
            later = "({t} + 1)"
            kept = ("{t}", later) if direction > 0 else (later, "{t}")
            rows = kept if level == ALL else (_EVEN, _ODD)
            return Place(base, strides, rows[0] if old else rows[1])
        return Place(base, strides, "{t}" if level == ALL else OF_BLOCK if level == BLOCK else "")

    def _array(self, value: Value) -> tuple[str, int]:
        """The name of the array of a value, and the direction in which it is carried."""
        direction = self._storage.carried(value)
        if value in self._results:
            return self._results[value], direction
        known = self._bases.get(value)
        if known is None:
            known = self._bases[value] = self._names.fresh(value.name)
            level = self._storage.level.get(value, 0)
            rows = "1"
            if TIME in value.axes:
                rows = {ALL: "T", BLOCK: "K"}.get(level, "1")
                if direction:
                    rows = "(T + 1)" if level == ALL else "2"
                if level == ALL:
                    self.kept.append(value)
            self.arrays.append(Array(known, product(axis for axis in value.axes if axis is not TIME), rows))
        return known, direction

    def spare(self, wanted: str, size: Any) -> str:
        """An array more, of so many numbers."""
        name = self._names.fresh(wanted)
        self.arrays.append(Array(name, size, "1"))
        return name

    def slots_of(self, value: Value, stack: Value, slot: int) -> Place:
        """The place of a piece in its stack."""
        whole, axis = self.place(stack), len(stack.lead)
        offset = self.scaled(slot, whole.strides[axis])
        if len(value.axes) == len(stack.axes):
            return replace(whole, offset=(*whole.offset, offset) if offset else whole.offset)
        return whole.without(axis, offset)

    def scaled(self, count: Any, stride: Any) -> str:
        """An offset of so many strides; "" for none."""
        return size_text(count * stride, self.sizes) if count != 0 and stride != 0 else ""

    # -- text

    def address(self, value: Value, index: Sequence[str], place: Place | None = None) -> str:
        """The place of an entry as a pointer; an index "" is 0."""
        place = place or self.place(value)
        terms = [place.base, *place.offset]
        for axis, stride, at in zip(value.axes, place.strides, index, strict=True):
            text = place.row.format(t=at) if axis is TIME and at and place.row else at
            if axis is TIME and (not place.row or (at == "first_t" and place.row == OF_BLOCK)):
                continue
            if text and stride != 0:
                terms.append(text if stride == 1 else f"{text} * {factor_text(stride, self.sizes)}")
        return " + ".join(terms)


def canonical(value: Value) -> tuple[Any, ...]:
    """The strides of an array whose rows follow each other."""
    return tuple(product(value.axes[k + 1 :]) for k in range(len(value.axes)))


def _slot(layout: Layout, op: Op) -> Place:
    return layout.slots_of(op.out, op.args[0], op.how[1])


def _part(layout: Layout, op: Op) -> Place:
    (arg,), letters = op.args, op.letters[0]
    place, axis = layout.place(arg), len(arg.lead)
    offset = layout.scaled(op.how[1], place.strides[axis])
    moved = replace(place, offset=(*place.offset, offset) if offset else place.offset)
    return moved if len(op.to) == len(letters) else moved.without(axis)


def _at(layout: Layout, op: Op) -> Place:
    (arg,), (_, axis, index) = op.args, op.how
    place, where = layout.place(arg), list(op.letters[0]).index(axis)
    text = str(index) if index >= 0 else f"({layout.sizes[axis]} - {-index})"
    if axis is TIME:
        text = place.row.format(t=text) if place.row else ""
    stride = place.strides[where]
    offset = f"{text} * {factor_text(stride, layout.sizes)}" if text and text != "0" and stride != 0 else ""
    return replace(place.without(where, offset), row="" if axis is TIME else place.row)


VIEWS: Mapping[str, Any] = MappingProxyType({"slot": _slot, "slots": _slot, "part": _part, "at": _at})
