"""A block as NumPy code, line by line: what has the name of an equation, or is read twice, gets a line of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from symgrad.arguments.sympified import sympified
from symgrad.expressions.symbols import Derived
from symgrad.expressions.symbols.legal_names import is_code_name
from symgrad.functions.elementwise import row_of
from symgrad.lowering import TIME, Block, Op, Value, hole
from symgrad.lowering.holes import levels
from symgrad.lowering.passes import Loop, scheduled
from symgrad.programs.program import Program
from symgrad.targets.array_code.axes import aligned, index_of_ones
from symgrad.targets.array_code.code_pieces import Code, Level
from symgrad.targets.array_code.contractions import contraction
from symgrad.targets.array_code.map_formulas import Formula
from symgrad.targets.array_code.one_time import at_one_time, of_one_time, shifted
from symgrad.targets.array_code.placements import place
from symgrad.targets.array_code.reads import reads_of
from symgrad.targets.array_code.solvers import row, solution
from symgrad.targets.dimensions import Dimensions, size_text
from symgrad.targets.function_sources import note_source
from symgrad.targets.identifiers import Identifiers
from symgrad.targets.ownership import is_new
from symgrad.time import TimeProgram

NESTED = 40  # levels of one line: Python's parser does not like depth


class Writer:
    """Writes the body of one function: assignments in ``lines``, the helpers that they call in ``helpers``.

    ``analytic`` asks for code that is holomorphic in its arguments; no variable gets a ``reserved`` name.
    """

    def __init__(
        self,
        program: Program | TimeProgram,
        block: Block,
        outputs: Sequence[Any],
        analytic: bool = False,
        reserved: Collection[str] = (),
    ) -> None:
        self.program, self.block, self.analytic = program, block, analytic
        self.lines: list[str] = []
        self.helpers: dict[str, str] = {}
        self._identifiers = Identifiers(reserved)
        self._names = self._identifiers.of(
            dict.fromkeys([*program.inputs, *program.definitions, *block.names, *outputs])
        )
        self._dimensions = Dimensions(program, self._names)
        self._outputs = tuple(outputs)
        self._step_name = ""  # of the variable that counts the steps
        self._pad = ""  # in front of a line: what stands in a loop is indented
        self._codes = self._of_inputs()
        self._depth: dict[Value, int] = {}
        self._texts: dict[Value, str] = {}  # of what has a line
        self._named = self._of_equations()
        steps = scheduled(block).steps
        self._uses = reads_of(block, steps)
        self._wanted = self._arguments_of_functions()
        for step in steps:
            if isinstance(step, Loop):
                self.loop(step)
            else:
                self._add(step)

    # -- what the rules of operations ask

    def name(self, symbol: Any) -> str:
        """The identifier of a symbol."""
        return self._names[symbol]

    def told(self, symbol: Any) -> str:
        """The code name of a symbol, for comments; its identifier where it is none."""
        return str(symbol.name) if is_code_name(str(symbol.name)) else self._names[symbol]

    def code(self, value: Value) -> Code:
        """The code of a value: its name, or what it is where nothing else reads it."""
        return self._codes[value]

    def number(self, formula: Any) -> Code:
        """A formula of numbers and sizes."""
        return Formula(self, {}).code(formula)

    def bound(self, code: Code) -> Code:
        """A piece under a name of its own."""
        if code.text.isidentifier() or code.constant:
            return code
        name = self._identifiers.part()
        self.line(f"{name} = {code.text}")
        return Code(name)

    def line(self, text: str) -> None:
        """Writes a line."""
        self.lines.append(f"{self._pad}{text}")

    def helper(self, source: str) -> None:
        """Notes the source of functions that the code calls, under each name that it defines."""
        note_source(self.helpers, source)

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
        while isinstance(base, Derived) and base not in self.program.inputs:
            base = base.primal
        value = self.block.names.get(base)
        if value is None or value not in self.block.inputs or value.axes != op.out.axes or index_of_ones(base, "0"):
            return None
        return self._codes[value].text

    @property
    def dtype(self) -> str:
        """The type of the arrays that came, for arrays that are made."""
        arrays = [self._names[symbol] for symbol in self.program.inputs if symbol in self.program.movable]
        line = f"dtype = np.result_type({', '.join(arrays) or 'float'})"
        if line not in self.lines:
            self.lines.insert(0, line)
        return "dtype"

    # -- lines

    def _of_inputs(self) -> dict[Value, Code]:
        """The arrays that come in, without their axes of size 1."""
        found = {}
        for symbol, value in zip(self.program.inputs, self.block.inputs, strict=True):
            index = index_of_ones(symbol, "0")
            found[value] = Code(f"{self._names[symbol]}{index}")
        return found

    def _of_equations(self) -> dict[Value, str]:
        """The name of a value: of the first equation whose value it is, or of what comes out."""
        named: dict[Value, str] = {}
        shifts = {op.out for op in self.block.ops if op.kind == "shift"}
        for symbol, value in self.block.names.items():
            named.setdefault(value, self._identifiers.fresh(value.name) if value in shifts else self._names[symbol])
        for symbol, value in zip(self._outputs, self.block.outputs.values(), strict=True):
            if value not in named:
                name = self._names[symbol]
                named[value] = self._identifiers.fresh(name) if name in named.values() else name
        return named

    def _arguments_of_functions(self) -> dict[Value, str]:
        """pre_h for the argument of the function that h is."""
        return {
            op.args[0]: f"pre_{self._named[op.out]}"
            for op in self.block.ops
            if op.kind == "map" and op.out in self._named and op.how.args == (hole(0),) and row_of(op.how.func)
        }

    def _add(self, op: Op) -> None:
        """The code of an operation, in a line of its own or for where it is read."""
        code = RULES[op.kind](self, op)
        own = levels(op.how) if op.kind == "map" else 1
        depth = own + max((self._depth.get(arg, 0) for arg in op.args), default=0)
        alone = self._uses[op.out] <= 1 and depth < NESTED
        if op.out in self._named or not (alone or code.text.isidentifier() or code.constant):
            name = self._named.get(op.out) or self._part(op)
            self.line(f"{name} = {code.text}")
            self._texts[op.out], self._depth[op.out] = code.text, 0
            code = Code(name)
        else:
            self._depth[op.out] = depth
        self._codes[op.out] = code

    def _part(self, op: Op) -> str:
        wanted = self._wanted.get(op.out) or self._told(op)
        return self._identifiers.fresh(wanted, first=1) if wanted else self._identifiers.part()

    def _told(self, op: Op) -> str:
        """tanh_s for tanh(s); nothing for what has no short name."""
        head = op.how.func if op.kind == "map" and op.how.args == (hole(0),) else op.how if op.kind == "row" else None
        name = getattr(head, "name", None) or getattr(head, "__name__", "")
        if not name or len(op.args) != 1 or not (argument := self._codes[op.args[0]].text).isidentifier():
            return ""
        return re.sub(r"\W+", "_", f"{name}_{argument}".lower())

    def loop(self, loop: Loop) -> None:
        """A loop over t: what is kept goes into arrays, what is carried into names; the rest is of one t."""
        read = {*loop.keeps, *(op.args[0] for op in loop.carry if op.out in loop.keeps)}
        kept = [op.out for op in loop.ops if op.out in read]
        steps, outside = self.lead_size(TIME), dict(self._codes)
        for op in loop.carry:  # the value of the step before, or after
            self._assign(at_one_time(op.out), f"{op.out.name}_t", self._first(op))
        arrays = {value: self._named.get(value) or self._identifiers.fresh(value.name) for value in kept}
        for value, name in arrays.items():
            self.line(f"{name} = np.empty({self.shape(value)}, dtype={self.dtype})")
        self._step_name = self._step_name or self._identifiers.fresh("t")
        order = f"range({steps})" if loop.direction > 0 else f"reversed(range({steps}))"
        self.line(f"for {self._step_name} in {order}:")
        self._pad += "    "
        self._step(loop, arrays)
        self._pad, self._codes = self._pad[4:], outside
        for value, name in arrays.items():
            self._codes[value], self._texts[value] = Code(name), "np.zeros(1)"  # new
        for op in loop.carry:
            if op.out in loop.keeps:
                self._add(op)

    def _step(self, loop: Loop, arrays: Mapping[Value, str]) -> None:
        """What is done at one t."""
        new = {op.args[0] for op in loop.carry}
        for op in loop.ops:
            for arg in op.args:
                if TIME in arg.axes and at_one_time(arg) not in self._codes:
                    self._codes[at_one_time(arg)] = Code(f"{self._codes[arg].atom}[{self._step_name}]")
            one = of_one_time(op)
            code = RULES[op.kind](self, one)
            own = levels(op.how) if op.kind == "map" else 1
            self._depth[op.out] = own + max((self._depth.get(arg, 0) for arg in op.args), default=0)
            alone = self._uses[op.out] == 1 and self._depth[op.out] < NESTED
            if alone and op.out not in arrays and op.out not in self._named and op.out not in new:
                self._codes[one.out] = code
                continue
            self._depth[op.out] = 0
            self._assign(one.out, f"{op.out.name}_t", code.text)
            if op.out in arrays:
                self.line(f"{arrays[op.out]}[{self._step_name}] = {self._codes[one.out].text}")
        carried = [
            (self._codes[at_one_time(op.out)].text, self._codes[at_one_time(op.args[0])].text) for op in loop.carry
        ]
        self.line(" = ".join(", ".join(side) for side in zip(*carried, strict=True)))  # all at once: one may be another

    def _assign(self, value: Value, wanted: str, text: str) -> None:
        name = self._identifiers.fresh(wanted)
        self.line(f"{name} = {text}")
        self._codes[value] = Code(name)

    def _first(self, op: Op) -> str:
        """What is carried into the first step."""
        if len(op.args) > 1:
            return self._codes[op.args[1]].text
        return f"np.zeros({self.shape(at_one_time(op.out))}, dtype={self.dtype})"

    # -- what comes out

    def returned(self) -> list[str]:
        """The outputs, each copied where it might share its memory with an input or with an output before it."""
        texts, before, lines = [], set[Value](), {*self._named.values()}
        for symbol, value in zip(self._outputs, self.block.outputs.values(), strict=True):
            code, name = self._codes[value], self._names[symbol]
            own = is_new(self._texts.get(value, code.text)) and value not in before
            before.add(value)
            text = f"{code.atom}{index_of_ones(symbol, 'None')}"
            if name not in lines and symbol not in self.program.inputs:  # equal to another name, which has the line
                self.lines.append(f"{name} = {text}")
                lines.add(name)
                text = name
            texts.append(text if own else f"{text}.copy()")
        return texts

    def clashes(self) -> frozenset[str]:
        """What the helpers define, where the code has one of these names for something else: then all of them."""
        return frozenset(self.helpers) if self._identifiers.used.intersection(self.helpers) else frozenset()


def _map(w: Writer, op: Op) -> Code:
    leaves = {
        hole(k): aligned(w.code(arg), letters, op.to)
        for k, (arg, letters) in enumerate(zip(op.args, op.letters, strict=True))
    }
    return Formula(w, leaves).code(op.how)


RULES: Mapping[str, Callable[[Any, Op], Code]] = MappingProxyType(
    {"map": _map, "contract": contraction, "row": row, "place": place, "solve": solution, "shift": shifted}
)
