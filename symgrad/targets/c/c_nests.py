"""Nests of loops over the entries of maps: values are loaded once, and stored where somebody else reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symgrad.lowering import TIME, Op, Value, hole
from symgrad.lowering.array_program import SLOT, Letter
from symgrad.targets.c.c_formulas import CFormula
from symgrad.targets.c.c_schedule import Nest, is_slotted


class NestCode:
    """Writes one nest; ``t`` is the index of the time where that is none of its loops."""

    def __init__(self, w: Any, nest: Nest, t: str) -> None:
        self._w, self._nest, self._t = w, nest, t
        self._index = [f"k_{place}" if axis is not TIME else "t" for place, axis in enumerate(nest.axes)]
        self._known: dict[tuple[Value, int, tuple[str, ...]], str] = {}  # (value, slot, index) -> its name here
        self._made = {op.out: op for op in nest.ops}
        self._used: set[str] = set()
        self.heads: list[str] = []  # pointers to rows, in front of the innermost loop
        self.body: list[str] = []

    def write(self) -> None:
        """The loops, and in them the maps in order."""
        for op in self._nest.ops:
            if op.kind == "map":
                self._map(op)
            elif op.how[0] == "stack":
                self._copies(op)
        w, axes = self._w, self._nest.axes
        if not self.body:
            return
        bare = len(axes) == 1 and bool(self.heads)
        if bare:
            w.open("{")
        for at, axis in enumerate(axes):
            if at == len(axes) - 1:
                for head in self.heads:
                    w.line(head)
                w.line("SG_VECTOR")
            w.open(w.loop_over(self._index[at], axis))
        if not axes:
            w.open("{")
            self.body = [*self.heads, *self.body]
        for line in self.body:
            w.line(line)
        w.close(max(len(axes), 1) + bare)

    # -- values

    def _index_of(self, value: Value, letters: Sequence[Letter], op: Op, slot: int) -> list[str]:
        """The index of each axis of a value that an operation reads or makes."""
        wanted = [letter for letter in op.to if letter != SLOT and (letter is not TIME or "t" in self._index)]
        names = {letter: self._index[place] for place, letter in enumerate(wanted)}
        return [
            self._t if letter is TIME and letter not in names else str(slot or "") if letter == SLOT else names[letter]
            for letter in letters
        ]

    def _map(self, op: Op) -> None:
        count = int(op.out.axes[op.to.index(SLOT)]) if SLOT in op.to else 1
        for slot in range(count):
            used = op.how.free_symbols
            leaves = {
                hole(k): self._read(arg, letters, op, slot)
                for k, (arg, letters) in enumerate(zip(op.args, op.letters, strict=True)) if hole(k) in used
            }  # fmt: skip
            wide = any(self._w.layout.place(arg).position for arg in op.args if arg in self._w.block.inputs)
            text = CFormula(leaves, self._w.sizes, self._w.told(op), "double" if wide else "real").text(op.how)
            self._put(op, slot, f"(real){text}" if wide else text)

    def _put(self, op: Op, slot: int, text: str) -> None:
        index = self._index_of(op.out, op.to, op, slot)
        name = self._fresh(op.out, slot if SLOT in op.to else None)
        self.body.append(f"const real {name} = {text};")
        self._known[op.out, slot, tuple(index)] = name
        if self._w.storage.is_stored(op.out):
            self.body.append(f"{self._entry(op.out, index, 'real')} = {name};")

    def _copies(self, op: Op) -> None:
        """What stands elsewhere is copied into a stack."""
        w, at = self._w, 0
        for arg, letters in zip(op.args, op.letters, strict=True):
            count = int(arg.axes[letters.index(SLOT)]) if SLOT in letters else 1
            if w.storage.stack_of.get(arg) != (op.out, at) and w.storage.is_stored(op.out):
                for slot in range(count):
                    text = self._read(arg, letters, op, slot)
                    index = self._index_of(op.out, op.to, op, at + slot)
                    self.body.append(f"{self._entry(op.out, index, 'real')} = {text};")
            at += count

    def _read(self, value: Value, letters: Sequence[Letter], op: Op, slot: int) -> str:
        """The name of an entry: of what is made here a register."""
        base, at, own = self._resolved(value, slot if SLOT in letters else 0, list(letters))
        index = self._index_of(base, own, op, at)
        key = base, at, tuple(index)
        if key not in self._known:
            name = self._fresh(base, at if SLOT in own else None)
            kind = "double" if self._w.layout.place(base).position else "real"
            self.body.append(f"const {kind} {name} = {self._entry(base, index, 'const real')};")
            self._known[key] = name
        return self._known[key]

    def _resolved(self, value: Value, slot: int, letters: list[Letter]) -> tuple[Value, int, list[Letter]]:
        """What a slot is a slot of, as far as that is made in this nest."""
        while value in self._made and is_slotted(self._made[value]):
            op = self._made[value]
            if op.how[0] == "stack":
                value, slot, letters = _piece(op, slot, letters)
                continue
            axis = len(op.args[0].lead)
            if SLOT not in letters:
                letters = [*letters[:axis], SLOT, *letters[axis:]]
            value, slot = op.args[0], slot + op.how[1]
        return value, slot, letters

    def _entry(self, value: Value, index: Sequence[str], kind: str) -> str:
        """An entry in its array, by a pointer to its row."""
        w, inner = self._w, self._index[-1] if self._index else ""
        place = w.layout.place(value)
        kind = kind.replace("real", "double") if place.position else kind
        outer = [at if at != inner else "" for at in index]
        strides = [stride for stride, at in zip(place.strides, index, strict=True) if at == inner and inner]
        row = w.layout.address(value, outer)
        if inner == "t" and "t" in index:
            return f"({w.layout.address(value, list(index))})[0]"
        pointer = self._pointer(kind, value, row)
        stride = sum(strides)
        if stride == 0:
            return f"{pointer}[0]"
        return f"{pointer}[{inner}]" if stride == 1 else f"{pointer}[{inner} * {w.factor(stride)}]"

    def _pointer(self, kind: str, value: Value, row: str) -> str:
        head = next((head for head in self.heads if head.endswith(f" = {row};")), None)
        if head is not None and (kind.startswith("const") or not head.startswith("const")):
            return head[: -len(f" = {row};")].rpartition("*")[2]
        name = self._fresh_name(f"{self._w.name_of(value)}_at")
        self.heads.append(f"{kind} *{name} = {row};")
        return name

    def _fresh(self, value: Value, slot: int | None) -> str:
        return self._fresh_name(self._w.name_of(value) + ("" if slot is None else f"_{slot}"))

    def _fresh_name(self, wanted: str) -> str:
        name, k = wanted, 1
        while name in self._used or name in self._w.taken:
            k += 1
            name = f"{wanted}_{k}"
        self._used.add(name)
        return name


def _piece(op: Op, slot: int, letters: list[Letter]) -> tuple[Value, int, list[Letter]]:
    """The piece of a stack in which a slot stands, the slot of it that it is, and its letters."""
    at = 0
    for arg, own in zip(op.args, op.letters, strict=True):
        count = int(arg.axes[own.index(SLOT)]) if SLOT in own else 1
        if slot < at + count:
            kept = letters if SLOT in own else [letter for letter in letters if letter != SLOT]
            return arg, slot - at, kept
        at += count
    raise AssertionError(f"{op} has no slot {slot}")
