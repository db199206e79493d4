"""Copies and zeros: what is carried first, what is given, and matrices that are turned once, before the steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symgrad.lowering import TIME, Op, Value
from symgrad.lowering.array_program import Letter
from symgrad.targets.c.c_layout import Place
from symgrad.targets.c.c_sizes import product


class CopyCode:
    """Writes loops that copy."""

    def __init__(self, w: Any) -> None:
        self._w = w
        self._known: dict[tuple[Any, ...], str] = {}
        self.turns: list[str] = []  # lines that stand before the run at hand

    def first(self, op: Op, direction: int) -> None:
        """The first value of what is carried."""
        start = "0" if direction > 0 else "(T - 1)"
        if len(op.args) == 1:
            self.zero(op.out, op.to, start)
        else:
            self._copy(op.out, op.to, op.args[1], op.letters[1], {TIME: start})

    def carried_on(self, op: Op, direction: int) -> None:
        """What is carried and has no array in common with what it becomes."""
        following = f"t {'+' if direction > 0 else '-'} 1"
        self._w.open(f"if ({following} {'< T' if direction > 0 else '>= 0'}) {{")
        source = self._w.layout.place(op.args[0])
        self._copy(op.out, op.to, op.args[0], op.letters[0], {TIME: f"({following})"}, source, "t")
        self._w.close()

    def _copy(
        self, to: Value, letters: Sequence[Letter], source: Value, own: Sequence[Letter], index: Mapping[Letter, str],
        place: Place | None = None, t: str = "",
    ) -> None:  # fmt: skip
        kept = [letter for letter in letters if letter not in index]
        sizes = dict(zip(letters, to.axes, strict=True))
        names = {letter: f"k_{at}" for at, letter in enumerate(kept)}
        for letter in kept:
            self._w.open(self._w.loop_over(names[letter], sizes[letter]))
        target = self._w.layout.address(to, [{**names, **index}[letter] for letter in letters])
        came = self._w.layout.address(source, [t if letter is TIME else names[letter] for letter in own], place)
        self._w.line(f"({target})[0] = (real)({came})[0];" if len(kept) == 0 else f"({target})[0] = ({came})[0];")
        self._w.close(len(kept))

    def zero(self, value: Value, letters: Sequence[Letter], t: str) -> None:
        """Zeros everywhere, at one t where there is one."""
        kept = [letter for letter in letters if letter is not TIME or not t]
        sizes = dict(zip(letters, value.axes, strict=True))
        names = {letter: "t" if letter is TIME else f"k_{at}" for at, letter in enumerate(kept)}
        for letter in kept:
            self._w.open(self._w.loop_over(names[letter], sizes[letter]))
        index = [names.get(letter, t) for letter in letters]
        self._w.line(f"({self._w.layout.address(value, index)})[0] = 0;")
        self._w.close(len(kept))

    def give(self, value: Value, name: str) -> None:
        """A result that stands elsewhere is copied."""
        self._w.open("{")
        self._w.line("long at = 0;")
        names = [f"k_{place}" for place in range(len(value.axes))]
        for index, axis in zip(names, value.axes, strict=True):
            self._w.open(f"for (long {index} = 0; {index} < {self._w.size(axis)}; {index}++) {{")
        self._w.line(f"{name}[at++] = (real)({self._w.layout.address(value, names)})[0];")
        self._w.close(len(names) + 1)

    # -- matrices that are turned once

    def turned(
        self, value: Value, letters: Sequence[Letter], columns: Sequence[Letter], summed: Sequence[Letter],
        sizes: Mapping[Letter, Any],
    ) -> str:  # fmt: skip
        """The array in which a matrix stands with these columns next to each other."""
        key = value, tuple(letters), tuple(columns), tuple(summed)
        if key in self._known:
            return self._known[key]
        order = [*summed, *columns]
        name = self._w.layout.spare(f"{value.name}_turned", product(sizes[one] for one in order))
        names = {letter: f"k_{at}" for at, letter in enumerate(order)}
        w = self._w
        kept, w.lines, pad, w.pad = w.lines, [], w.pad, 1
        at = ""
        for one in order:
            self._w.open(self._w.loop_over(names[one], sizes[one]))
            at = f"({at}) * {self._w.factor(sizes[one])} + {names[one]}" if at else names[one]
        source = self._w.layout.address(value, [names[letter] for letter in letters])
        self._w.line(f"{name}[{at}] = ({source})[0];")
        self._w.close(len(order))
        self.turns += w.lines
        w.lines, w.pad = kept, pad
        self._known[key] = name
        return name
