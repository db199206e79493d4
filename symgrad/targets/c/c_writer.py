"""An array program as one function of C: its body, the arrays of its work space, and what it calls."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symgrad.lowering import BATCH, TIME, Block, Op, Value
from symgrad.lowering.array_program import Letter
from symgrad.targets.c.c_copies import CopyCode
from symgrad.targets.c.c_entries import EntryCode
from symgrad.targets.c.c_layout import Array, Layout, Place, canonical
from symgrad.targets.c.c_names import CNames
from symgrad.targets.c.c_nests import NestCode
from symgrad.targets.c.c_products import ProductCode
from symgrad.targets.c.c_schedule import Item, Nest, RunParts, Scheduling, is_view, space
from symgrad.targets.c.c_sizes import STEPS, factor_text, size_text
from symgrad.targets.c.c_storage import ALL, Storage
from symgrad.targets.c.c_vector_sources import POSITION
from symgrad.targets.c.c_vectors import CallCode

ROWS_OF_A_BLOCK = 256  # steps times samples: of so many rows a product is as fast as of all


@dataclass(frozen=True)
class Fault:
    """What may fail when the code runs: a position, or a singular matrix, and in which equation."""

    kind: str
    of: Any


@dataclass(frozen=True)
class CBody:
    """The body of a function: its lines, the arrays of its work space, its dimensions, arrays and results by name."""

    lines: tuple[str, ...]
    arrays: tuple[Array, ...]
    dims: Mapping[Any, str]
    inputs: Mapping[Value, str]
    results: Mapping[str, str]
    helpers: Mapping[str, str]
    faults: tuple[Fault, ...]
    kept: tuple[Value, ...]
    blocked: bool


class CWriter:
    """Writes the body.

    constant   inputs that are the same along some of their axes, TIME or BATCH, which their arrays lack
    positions  inputs whose numbers are of 64 bits
    """

    def __init__(
        self, block: Block, constant: Mapping[Value, Collection[Any]] | None = None, positions: Collection[Value] = ()
    ) -> None:
        self.block = block
        self.lines: list[str] = []
        self.pad = 1
        self._helpers: dict[str, str] = {}
        self._faults: list[Fault] = []
        self._names = CNames()
        self._name_of: dict[Value, str] = {}
        self.in_run = False
        self._counter = 0
        self.copies = CopyCode(self)
        steps = Scheduling(block).steps
        self.storage = Storage(block, steps)
        self.sizes = self._dimensions()
        inputs = {value: self._names.fresh(value.name) for value in block.inputs}
        still = constant or {}
        places = {
            value: self._given(value, name, still.get(value, ()), value in positions) for value, name in inputs.items()
        }
        results, direct = self._results()
        self.layout = Layout(self.storage, places, direct, self._names, self.sizes)
        for op in block.ops:
            if self.storage.is_stored(op.out):
                self.layout.place(op.out)
        self._write(steps)
        for name, value in block.outputs.items():
            if results[name] not in direct.values():
                self.copies.give(value, results[name])
        dims = {size: text for size, text in self.sizes.items() if size is not STEPS}
        self.body = CBody(
            tuple(self.lines), tuple(self.layout.arrays), dims, inputs, results, self._helpers, tuple(self._faults),
            tuple(self.layout.kept), any(isinstance(step, RunParts) for step in steps),
        )  # fmt: skip

    # -- names and sizes

    def _dimensions(self) -> dict[Any, str]:
        values = [*self.block.inputs, *(op.out for op in self.block.ops)]
        found = {symbol for value in values for axis in value.axes for symbol in axis.free_symbols}
        for op in self.block.ops:
            if op.kind == "map":
                found |= {one for one in op.how.free_symbols if not one.name.startswith("_")}
            elif op.kind in ("place", "along"):
                found |= {one for size in _sizes_in(op.how) for one in size.free_symbols if one.name[:1] != "_"}
        lead = [axis for axis in (TIME, BATCH) if axis in found]
        others = sorted(found - {*lead}, key=lambda symbol: str(symbol.name))
        named = {axis: axis.name for axis in lead}
        return {**named, **{symbol: self._names.fresh(str(symbol.name)) for symbol in others}, STEPS: "steps"}

    def _given(self, value: Value, name: str, constant: Collection[Any], position: bool) -> Place:
        kept = Value(name, tuple(axis for axis in value.axes if axis not in constant))
        strides = dict(
            zip((k for k, axis in enumerate(value.axes) if axis not in constant), canonical(kept), strict=True)
        )
        timed = TIME in kept.axes
        return Place(
            name, tuple(strides.get(k, 0) for k in range(len(value.axes))), "{t}" if timed else "", (), position
        )

    def _results(self) -> tuple[dict[str, str], dict[Value, str]]:
        """The name of the array of each result, and which values are made in theirs."""
        names: dict[str, str] = {}
        direct: dict[Value, str] = {}
        for name, value in self.block.outputs.items():
            names[name] = self._names.fresh(name)
            root = self.storage.root(value)
            plain = value == root and value not in self.block.inputs and not self.storage.carried(value)
            whole = TIME not in value.axes or self.storage.level.get(value, 0) == ALL
            if plain and whole and value not in direct:
                direct[value] = names[name]
        return names, direct

    def name_of(self, value: Value) -> str:
        """What a value is called in a nest."""
        if value not in self._name_of:
            self._name_of[value] = self._names.fresh(value.name)
        return self._name_of[value]

    @property
    def taken(self) -> Collection[str]:
        """Names that are used."""
        return self._names.taken

    def count(self) -> int:
        """A number that was not given before."""
        self._counter += 1
        return self._counter

    def size(self, size: Any) -> str:
        """A size as C."""
        return size_text(size, self.sizes)

    def factor(self, size: Any) -> str:
        """A size as a factor."""
        return factor_text(size, self.sizes)

    def told(self, op: Op) -> str:
        """Which equation an operation is of."""
        return f"equation of {op.of}" if op.of is not None else f"{op.out}"

    # -- lines

    def line(self, text: str) -> None:
        """A line."""
        self.lines.append(f"{'    ' * self.pad}{text}")

    def open(self, text: str) -> None:
        """A line that opens a brace."""
        self.line(text)
        self.pad += 1

    def close(self, count: int = 1) -> None:
        """Closes braces."""
        for _ in range(count):
            self.pad -= 1
            self.line("}")

    def loop_over(self, name: str, axis: Any) -> str:
        """The head of a loop."""
        if axis is TIME:
            return "for (long t = first_t; t < first_t + steps; t++) {"
        return f"for (long {name} = 0; {name} < {self.size(axis)}; {name}++) {{"

    def indices(self, lead: Sequence[Letter], t: str) -> dict[Letter, str]:
        """The indices of steps and samples in loops over them."""
        names = {letter: "t" if letter is TIME else f"k_{place}" for place, letter in enumerate(lead)}
        return {**names, TIME: t or "t"}

    def open_lead(self, lead: Mapping[Letter, Any], index: Mapping[Letter, str]) -> int:
        """Loops over axes of these sizes, those of the steps of a block outside of steps alone; how many."""
        loops = [one for one in lead if one is not TIME or not self._at_each]
        for one in loops:
            self.open(self.loop_over(index[one], lead[one]))
        return len(loops)

    def helper(self, name: str, source: str) -> None:
        """Notes a function that the code calls."""
        self._helpers[name] = source

    def needs_position(self) -> None:
        """Notes the function that looks at positions."""
        self.helper("position", POSITION)

    def fault(self, kind: str, op: Op) -> int:
        """The number of a fault."""
        self._faults.append(Fault(kind, op.of))
        return len(self._faults)

    def run_of(self, value: Value) -> int | None:
        """The run in which a value is made."""
        return self.storage.run_of(value)

    # -- steps

    def _write(self, steps: Sequence[Item | RunParts]) -> None:
        self._at_each = False
        for step in steps:
            if isinstance(step, RunParts):
                self._run(step)
            else:
                self._item(step, "")

    def _item(self, item: Item, t: str) -> None:
        if isinstance(item, Nest):
            NestCode(self, item, t).write()
        elif item.kind == "contract":
            ProductCode(self, item, t).write()
        elif item.kind == "place" and item.how[0] == "stack":
            NestCode(self, Nest((item,), space(item, bool(t))), t).write()
        elif item.kind == "place":
            if not is_view(item):
                EntryCode(self, item, t).write()
        else:
            CallCode(self, item, t).write()

    def _run(self, run: RunParts) -> None:
        """A run, block by block."""
        for item in run.after:
            for op in item.ops if isinstance(item, Nest) else (item,):
                if op.kind == "contract" and TIME not in op.out.axes:
                    self.copies.zero(op.out, op.to, "")
        for op in run.shifts:
            self.copies.first(op, run.direction)
        self.in_run = True
        mark = len(self.lines)
        self.open("for (long done = 0; done < T;) {")
        self.line("const long steps = T - done < K ? T - done : K;")
        self.line(f"const long first_t = {'done' if run.direction > 0 else 'T - done - steps'};")
        for item in run.before:
            self._item(item, "")
        if run.each or run.shifts:
            self._steps(run)
        for item in run.after:
            self._item(item, "")
        self.line("done += steps;")
        self.close()
        self.in_run = False
        self.lines[mark:mark] = self.copies.turns
        self.copies.turns = []

    def _steps(self, run: RunParts) -> None:
        self.open("for (long s = 0; s < steps; s++) {")
        self.line(f"const long t = first_t + {'s' if run.direction > 0 else '(steps - 1 - s)'};")
        self._at_each = True
        for item in run.each:
            self._item(item, "t")
        for op in run.shifts:
            if op.out not in self.storage.paired:
                self.copies.carried_on(op, run.direction)
        self._at_each = False
        self.line("(void)t;")
        self.close()


def _sizes_in(how: Any) -> list[Any]:
    if isinstance(how, tuple):
        return [size for one in how for size in _sizes_in(one)]
    return [how] if hasattr(how, "free_symbols") else []
