"""A block as NumPy code, line by line: what has the name of an equation, or is read twice, gets a line of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from symgrad.arguments.sympified import sympified
from symgrad.expressions.symbols import Derived
from symgrad.expressions.symbols.legal_names import is_code_name
from symgrad.lowering import TIME, Block, Op, Value, hole
from symgrad.lowering.array_program import SLOT
from symgrad.lowering.holes import levels
from symgrad.lowering.passes import Loop, in_runs, scheduled
from symgrad.programs.program import Program
from symgrad.targets.array_code.axes import aligned, index_of_ones
from symgrad.targets.array_code.code_pieces import Code, Level
from symgrad.targets.array_code.contractions import contraction
from symgrad.targets.array_code.in_place_sources import IN_PLACE
from symgrad.targets.array_code.line_names import applied_name, named_values, wanted_names
from symgrad.targets.array_code.loop_code import whole_loop
from symgrad.targets.array_code.map_formulas import Formula
from symgrad.targets.array_code.one_time import shifted
from symgrad.targets.array_code.placements import place
from symgrad.targets.array_code.reads import parts_of, reads_of
from symgrad.targets.array_code.run_code import Blocks, RunCode
from symgrad.targets.array_code.slots import BelowEachOther
from symgrad.targets.array_code.solvers import OF_WHOLE_ARRAYS
from symgrad.targets.dimensions import Dimensions, size_text
from symgrad.targets.function_sources import note_source
from symgrad.targets.identifiers import Identifiers
from symgrad.targets.ownership import is_new
from symgrad.time import TimeProgram

EMPTY = "empty = np.empty"
NESTED = 40  # levels of one line: Python's parser does not like depth


class Writer:
    """Writes the body of one function: assignments in ``lines``, the helpers that they call in ``helpers``.

    ``analytic`` asks for code that is holomorphic in its arguments; no variable gets a ``reserved`` name. With
    ``blocks`` what has a time is done block by block.
    """

    def __init__(
        self,
        program: Program | TimeProgram,
        block: Block,
        outputs: Sequence[Any],
        analytic: bool = False,
        reserved: Collection[str] = (),
        blocks: Blocks | None = None,
    ) -> None:
        self.program, self.block, self.analytic = program, block, analytic
        self.inputs = frozenset({*program.inputs, *block.inputs})  # the symbols, and the values that they are
        self.lines: list[str] = []
        self.helpers: dict[str, str] = {}
        self.identifiers = Identifiers(reserved)
        self._names = self.identifiers.of(
            dict.fromkeys([*program.inputs, *program.definitions, *block.names, *outputs])
        )
        self._dimensions = Dimensions(program, self._names)
        self._outputs = tuple(outputs)
        self._counter = ""  # the variable that counts the steps
        self._flat: dict[str, str] = {}  # an array -> the name under which times and samples are one axis of it
        self.joined: dict[Value, Code] = {}  # of stacks, the array in which the slots stand below each other
        self.counted: dict[Any, str] = {}  # how many samples there are, and how many steps a block has, in one
        self.in_place = blocks is not None  # what is computed is written where it stands
        self.at_once = not isinstance(program, TimeProgram)  # there is no time
        self.pad = ""  # in front of a line: what stands in a loop is indented
        self.codes = self._of_inputs()
        self.depth: dict[Value, int] = {}
        self.texts: dict[Value, str] = {}  # of what has a line
        self.roots: dict[Value, str] = {}  # the array that a value is, or is a part of
        self._lines: dict[Value, str] = {}  # the names of what has a line and no equation
        self.named = named_values(block, self._outputs, self._names, self.identifiers)
        self._write(blocks)

    def _write(self, blocks: Blocks | None) -> None:
        """All lines."""
        if blocks is not None:
            runs = in_runs(self.block)
            self._look_ahead([part for run in runs.runs for part in parts_of(run)])
            RunCode(self, runs, blocks).write()
            return
        steps = scheduled(self.block).steps
        self._look_ahead([step.ops for step in steps if isinstance(step, Loop)])
        for step in steps:
            if isinstance(step, Loop):
                self._counter = self._counter or self.identifiers.fresh("t")
                whole_loop(self, step, self._counter)
            else:
                self.add(step)

    def _look_ahead(self, parts: Sequence[Sequence[Op]]) -> None:
        """How often each value is read, and for what, where these parts are done many times."""
        self.uses = reads_of(self.block, parts)
        self._wanted = wanted_names(self.block, self.named, parts)

    # -- what the rules of operations ask

    def name(self, symbol: Any) -> str:
        """The identifier of a symbol."""
        return self._names[symbol]

    def told(self, symbol: Any) -> str:
        """The code name of a symbol, for comments; its identifier where it is none."""
        return str(symbol.name) if is_code_name(str(symbol.name)) else self._names[symbol]

    def code(self, value: Value) -> Code:
        """The code of a value: its name, or what it is where nothing else reads it."""
        return self.codes[value]

    def number(self, formula: Any) -> Code:
        """A formula of numbers and sizes."""
        return Formula(self, {}).code(formula)

    def bound(self, code: Code) -> Code:
        """A piece under a name of its own."""
        if code.text.isidentifier() or code.constant:
            return code
        name = self.identifiers.part()
        self.line(f"{name} = {code.text}")
        return Code(name)

    def line(self, text: str) -> None:
        """Writes a line."""
        self.lines.append(f"{self.pad}{text}")

    def helper(self, source: str) -> None:
        """Notes the source of functions that the code calls, under each name that it defines."""
        in_place = IN_PLACE.get(source.strip()) if self.in_place and not self.analytic else None
        note_source(self.helpers, in_place or source)

    def size(self, size: Any) -> Code:
        """A dimension as code: a number, or read off the shape of an array."""
        size = sympified(size)
        if size.is_Number:
            return Code(str(size), constant=True)
        if size.is_Symbol:
            return Code(self._dimensions.read(size), constant=True)
        whole = self._dimensions.whole(size)
        if whole is not None:
            return Code(whole, constant=True)
        text = size_text(size, {symbol: self._dimensions.read(symbol) for symbol in size.free_symbols})
        return Code(text, Level.SUM if size.is_Add else Level.PRODUCT, constant=True)

    def lead_size(self, axis: Any) -> str:
        """How many samples or steps there are."""
        if axis in self.counted:
            return self.counted[axis]
        pairs = zip(self.program.inputs, self.block.inputs, strict=True)
        symbol, value = next((symbol, value) for symbol, value in pairs if axis in value.lead)
        return f"{self._names[symbol]}.shape[{value.lead.index(axis)}]"

    def shape(self, value: Value) -> str:
        """The shape of a value."""
        sizes = [*map(self.lead_size, value.lead), *(self.size(size).text for size in value.own)]
        return sizes[0] if len(sizes) == 1 else f"({', '.join(sizes)})"

    def alike(self, op: Op) -> str | None:
        """The input that a result has the shape of, as a gradient has it; None where there is none."""
        base = op.of
        while isinstance(base, Derived) and base not in self.inputs:
            base = base.primal
        value = self.block.names.get(base)
        if TIME in self.counted and TIME in op.out.axes:
            return None
        if value is None or value not in self.inputs or value.axes != op.out.axes or index_of_ones(base, "0"):
            return None
        return self.codes[value].text

    @property
    def dtype(self) -> str:
        """The type of the arrays that came, for arrays that are made."""
        arrays = [self._names[symbol] for symbol in self.program.inputs if symbol in self.program.movable]
        line = f"dtype = np.result_type({', '.join(arrays) or 'float'})"
        if line not in self.lines:
            self.lines.insert(0, line)
        return "dtype"

    @property
    def empty(self) -> str:
        """What makes arrays that may stay between calls."""
        self.helper(EMPTY)
        return "empty"

    # -- lines

    def _of_inputs(self) -> dict[Value, Code]:
        """The arrays that come in, without their axes of size 1."""
        found = {}
        for symbol, value in zip(self.program.inputs, self.block.inputs, strict=True):
            index = index_of_ones(symbol, "0")
            found[value] = Code(f"{self._names[symbol]}{index}")
        return found

    def add(self, op: Op, always: bool = False) -> None:
        """The code of an operation, in a line of its own or for where it is read."""
        code = self.code_of(op)
        if self.stands_inside(op, code) and not always:
            self.codes[op.out] = code
            return
        name = self.name_for(op)
        self.line(f"{name} = {code.text}")
        self.texts[op.out], self.depth[op.out] = code.text, 0
        self.codes[op.out] = Code(name)

    def stands_inside(self, op: Op, code: Code) -> bool:
        """Whether code is put where it is read: what has no name and is read once, or costs nothing."""
        own = levels(op.how) if op.kind == "map" else 1
        self.depth[op.out] = depth = own + max((self.depth.get(arg, 0) for arg in op.args), default=0)
        if op.out in self.named:
            return False
        is_product = op.kind == "contract" and len(op.args) == 2 and TIME in op.out.axes and bool(op.out.own)
        alone = self.uses[op.out] <= 1 and depth < NESTED and not (self.in_place and is_product)
        return alone or code.text.isidentifier() or code.constant or op.out in self.joined

    def name_for(self, op: Op) -> str:
        """The name of the line of an operation."""
        name = self.named.get(op.out) or self._lines.get(op.out)
        if name is None and op.is_view and op.out in self.block.copies:
            first = self.block.copies[op.out]
            name = self._lines[op.out] = self.named.get(first) or self.identifiers.again(first.name)
        if name is None:
            wanted = self._wanted.get(op.out) or applied_name(op, self.codes) or op.out.name * (SLOT in op.to)
            name = self.identifiers.fresh(wanted, first=1) if wanted else self.identifiers.part()
            self._lines[op.out] = name
        return name

    def code_of(self, op: Op) -> Code:
        """The code of an operation."""
        return RULES[op.kind](self, op)

    def assign(self, value: Value, wanted: str, text: str) -> str:
        """A line for a value; the name that it has there, and each time."""
        name = self.line_name(value, wanted)
        self.line(f"{name} = {text}")
        self.codes[value] = Code(name)
        return name

    def line_name(self, value: Value, wanted: str) -> str:
        """The name of the lines of a value, the same each time."""
        return self._lines.get(value) or self._lines.setdefault(value, self.identifiers.fresh(wanted))

    def keep(self, value: Value, text: str, root: str) -> None:
        """A value that stands in an array of the code's own from here on."""
        self.codes[value], self.texts[value], self.roots[value] = Code(text), "np.zeros(1)", root

    def begin_block(self, size: str) -> None:
        """From here on code is in a block of so many steps; in none, where that is empty."""
        self.counted = {axis: text for axis, text in [*self.counted.items(), (TIME, size)] if text}
        self._flat.clear()

    def flat(self, code: Code) -> Code:
        """An array over times and samples with one axis for both."""
        stack = code if isinstance(code, BelowEachOther) else None
        whole = self.bound((stack and stack.whole) or code).text
        if whole not in self._flat:
            self._flat[whole] = self.identifiers.again(f"flat_{whole}")
            width = stack.width if stack else f"{whole}.shape[-1]"
            self.line(f"{self._flat[whole]} = {whole}.reshape(-1, {width})")
        return Code(self._flat[whole])

    # -- what comes out

    def returned(self) -> list[str]:
        """The outputs, each copied where it might share its memory with an input or with an output before it."""
        texts, before, lines = [], set[Any](), {*self.named.values()}
        for symbol, value in zip(self._outputs, self.block.outputs.values(), strict=True):
            code, name = self.codes[value], self._names[symbol]
            root = self.roots.get(value, value)
            own = is_new(self.texts.get(value, code.text)) and root not in before
            before.add(root)
            text = f"{code.atom}{index_of_ones(symbol, 'None')}"
            if name not in lines and symbol not in self.inputs:  # equal to another name, which has the line
                self.lines.append(f"{name} = {text}")
                lines.add(name)
                text = name
            texts.append(text if own else f"{text}.copy()")
        return texts

    def clashes(self) -> frozenset[str]:
        """What the helpers define, where the code has one of these names for something else: then all of them."""
        return frozenset(self.helpers) if self.identifiers.used.intersection(self.helpers) else frozenset()


def _map(w: Writer, op: Op) -> Code:
    leaves = {
        hole(k): aligned(w.code(arg), letters, op.to)
        for k, (arg, letters) in enumerate(zip(op.args, op.letters, strict=True))
    }
    return Formula(w, leaves).code(op.how)


RULES: Mapping[str, Callable[[Any, Op], Code]] = MappingProxyType(
    {"map": _map, "contract": contraction, "place": place, "shift": shifted, **OF_WHOLE_ARRAYS}
)
