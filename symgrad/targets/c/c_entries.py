"""Entries put into other places, as loops of C; parts and slots are views, and what is filled is a map."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.errors import MissingRuleError
from symgrad.lowering import Op, Value, hole
from symgrad.lowering.array_program import LEAD, Letter
from symgrad.targets.c.c_formulas import CFormula


class EntryCode:
    """Writes one operation that puts entries elsewhere."""

    def __init__(self, w: Any, op: Op, t: str) -> None:
        self.w, self.op = w, op
        self.lead = [letter for letter in op.to if letter in LEAD]
        self.index = w.indices(self.lead, t)
        self.own = [letter for letter in op.to if letter not in LEAD]
        self.sizes = {letter: axis for value, letters in zip((*op.args, op.out), (*op.letters, op.to), strict=True)
                      for letter, axis in zip(letters, value.axes, strict=True)}  # fmt: skip
        self._depth = 0

    def write(self) -> None:
        """The loops over samples and steps, and the rule in them."""
        opened = self.w.open_lead({axis: axis for axis in self.lead}, self.index)
        self.w.open("{")
        rule = RULES.get(self.op.how[0])
        if rule is None:
            raise MissingRuleError(f"{self.w.told(self.op)}: no C form for {self.op.how[0]}; NumPy has it.")
        rule(self)
        self.w.close(opened + 1)

    def at(self, value: Value, letters: Sequence[Letter], index: Mapping[Letter, str]) -> str:
        """An entry, by the indices of its letters."""
        found = [{**self.index, **index}.get(letter, "") for letter in letters]
        return f"({self.w.layout.address(value, found)})[0]"

    def result(self, index: Mapping[Letter, str]) -> str:
        """An entry of the result."""
        return self.at(self.op.out, self.op.to, index)

    def loops(self, letters: Sequence[Letter], sizes: Mapping[Letter, Any] | None = None) -> dict[Letter, str]:
        """Loops over letters, and their indices."""
        names = {}
        for letter in letters:
            names[letter] = f"k_{len(self.lead) + self._depth}"
            self._depth += 1
            self.w.open(self.w.loop_over(names[letter], (sizes or self.sizes)[letter]))
        return names

    def ended(self, count: int) -> None:
        """Closes loops."""
        self._depth -= count
        self.w.close(count)

    def position(self, spot: Any, size: Any, first: int) -> str:
        """A position as C: made of sizes, or a value, which is looked at now."""
        held = [k for k in range(len(self.op.args) - first) if hole(k) in sp.sympify(spot).free_symbols]
        if not held:
            return f"({self.w.size(spot)})"
        (k,) = held
        name = f"spot_{len(self.lead) + self._depth}_{self.w.count()}"
        entry = self.at(self.op.args[k + first], self.op.letters[k + first], {})
        self.w.needs_position()
        self.w.line(f"const long {name} = sg_position((double){entry}, {self.w.size(size)}, fault);")
        self.w.line(f"if ({name} < 0) return {self.w.fault('position', self.op)};")
        return name


def _eye(code: EntryCode) -> None:
    names = code.loops(code.own)
    same = " == ".join(names[letter] for letter in code.own) if len(code.own) > 1 else "1"
    code.w.line(f"{code.result(names)} = {same};")
    code.ended(len(code.own))


def _diag(code: EntryCode) -> None:
    arg, letters = code.op.args[0], code.op.letters[0]
    (own,) = (letter for letter in letters if letter not in LEAD)
    names = code.loops(code.own)
    row, column = (names[letter] for letter in code.own)
    code.w.line(f"{code.result(names)} = {row} == {column} ? {code.at(arg, letters, {own: row})} : 0;")
    code.ended(len(code.own))


def _concat(code: EntryCode) -> None:
    start: Any = sp.S.Zero
    for arg, letters in zip(code.op.args, code.op.letters, strict=True):
        sizes = dict(zip(letters, arg.axes, strict=True))
        own = [letter for letter in letters if letter not in LEAD]
        names = code.loops(own, sizes)
        source = code.at(arg, letters, names)
        first = code.own[0]
        moved = names | {first: f"({names[own[0]]} + {code.w.size(start)})"} if start != 0 else names
        moved = {**moved, **{to: moved[letter] for to, letter in zip(code.own, own, strict=True)}}
        code.w.line(f"{code.result(moved)} = {source};")
        code.ended(len(own))
        start = start + sizes[own[0]]


def _entry(code: EntryCode) -> None:
    arg, letters = code.op.args[0], code.op.letters[0]
    own = [letter for letter in letters if letter not in LEAD]
    sizes = dict(zip(letters, arg.axes, strict=True))
    spots = {one: code.position(spot, sizes[one], 1) for one, spot in zip(own, code.op.how[1], strict=True)}
    code.w.line(f"{code.result({})} = {code.at(arg, letters, spots)};")


def _unit(code: EntryCode) -> None:
    spots = [code.position(spot, code.sizes[one], 0) for one, spot in zip(code.own, code.op.how[1], strict=True)]
    names = code.loops(code.own)
    asked = " && ".join(f"{names[one]} == {spot}" for one, spot in zip(code.own, spots, strict=True))
    code.w.line(f"{code.result(names)} = {asked};")
    code.ended(len(code.own))


def _explicit(code: EntryCode) -> None:
    sizes = [int(code.sizes[one]) for one in code.own]
    holes = {hole(k): f"(real){code.at(arg, code.op.letters[k], {})}" for k, arg in enumerate(code.op.args)}
    formula = CFormula(holes, code.w.sizes, code.w.told(code.op))
    for place, entry in enumerate(code.op.how[1]):
        spots = (place,) if len(sizes) == 1 else divmod(place, sizes[-1])
        index = {letter: str(spot) if spot else "" for letter, spot in zip(code.own, spots, strict=True)}
        code.w.line(f"{code.result(index)} = {formula.text(sp.sympify(entry))};")


def _commutation(code: EntryCode) -> None:
    height, width = (code.w.factor(size) for size in code.op.how[1:])
    names = code.loops(code.own)
    row, column = (names[letter] for letter in code.own)
    code.w.line(f"{code.result(names)} = {column} == ({row} % {width}) * {height} + {row} / {width};")
    code.ended(len(code.own))


def _merge(code: EntryCode) -> None:
    arg, letters = code.op.args[0], code.op.letters[0]
    sizes = dict(zip(letters, arg.axes, strict=True))
    names = code.loops([one for group in code.op.how[1] for one in group], sizes)
    index = {}
    for to, group in zip(code.own, code.op.how[1], strict=True):
        text = names[group[0]]
        for one in group[1:]:
            text = f"({text} * {code.w.factor(sizes[one])} + {names[one]})"
        index[to] = text
    code.w.line(f"{code.result(index)} = {code.at(arg, letters, names)};")
    code.ended(len(names))


def _split(code: EntryCode) -> None:
    arg, letters = code.op.args[0], code.op.letters[0]
    out_sizes = dict(zip(code.op.to, code.op.out.axes, strict=True))
    names = code.loops(code.own, out_sizes)
    own = [letter for letter in letters if letter not in LEAD]
    index = {}
    for one, group in zip(own, code.op.how[1], strict=True):
        text = names[group[0]]
        for other in group[1:]:
            text = f"({text} * {code.w.factor(out_sizes[other])} + {names[other]})"
        index[one] = text
    code.w.line(f"{code.result(names)} = {code.at(arg, letters, index)};")
    code.ended(len(code.own))


def _triangle(code: EntryCode) -> None:
    arg, letters = code.op.args[0], code.op.letters[0]
    names = code.loops(code.own)
    row, column = (names[letter] for letter in code.own)
    entry = code.at(arg, letters, dict(zip(_own(letters), (row, column), strict=True)))
    below, on, above = ("0" if one == 0 else entry if one == 1 else f"(real)0.5 * {entry}" for one in code.op.how[1:])
    code.w.line(f"{code.result(names)} = {row} > {column} ? {below} : {row} == {column} ? {on} : {above};")
    code.ended(2)


def _place_in_vech(row: str, column: str, size: str) -> str:
    """Where an entry on or below the diagonal stands, column by column."""
    return f"({column} * {size} + {row} - {column} * ({column} + 1) / 2)"


def _vech(code: EntryCode) -> None:
    arg, letters = code.op.args[0], code.op.letters[0]
    sizes = dict(zip(letters, arg.axes, strict=True))
    own = _own(letters)
    names = code.loops(own, sizes)
    row, column = (names[letter] for letter in own)
    to = _place_in_vech(row, column, code.w.factor(sizes[own[0]]))
    code.w.line(f"if ({row} >= {column}) {code.result({code.own[0]: to})} = {code.at(arg, letters, names)};")
    code.ended(2)


def _unvech(code: EntryCode) -> None:
    arg, letters = code.op.args[0], code.op.letters[0]
    names = code.loops(code.own)
    row, column = (names[letter] for letter in code.own)
    source = _place_in_vech(row, column, code.w.factor(code.op.out.own[0]))
    entry = code.at(arg, letters, {_own(letters)[0]: source})
    code.w.line(f"{code.result(names)} = {row} >= {column} ? {entry} : 0;")
    code.ended(2)


def _of_pairs(code: EntryCode, along_vec: int, condition: str) -> None:
    """A one where an entry of vec(X), along one axis, and one of vech(X) are the same."""
    size = code.w.factor(code.op.how[1])
    names = [*code.loops(code.own).values()]
    at, k = names[along_vec], names[1 - along_vec]
    row, column = f"({at} % {size})", f"({at} / {size})"
    there, opposite = (f"{k} == {_place_in_vech(*pair, size)}" for pair in ((row, column), (column, row)))
    text = condition.format(below=f"({row} >= {column} && {there})", above=f"({row} < {column} && {opposite})")
    code.w.line(f"{code.result(dict(zip(code.own, names, strict=True)))} = {text};")
    code.ended(2)


def _own(letters: Sequence[Letter]) -> list[Letter]:
    return [letter for letter in letters if letter not in LEAD]


RULES: Mapping[str, Callable[[EntryCode], None]] = MappingProxyType(
    {
        "eye": _eye,
        "diag": _diag,
        "concat": _concat,
        "entry": _entry,
        "unit": _unit,
        "explicit": _explicit,
        "commutation": _commutation,
        "triangle": _triangle,
        "vech": _vech,
        "unvech": _unvech,
        "duplication": lambda code: _of_pairs(code, 0, "{below} || {above}"),
        "elimination": lambda code: _of_pairs(code, 1, "{below}"),
        "merge": _merge,
        "split": _split,
    }
)
