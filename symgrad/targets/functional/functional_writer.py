"""A block as functional code: every line gives a name to an array, and nothing is written into one.

The names, the lines and the formulas are those of the NumPy writer; what differs is what the standard has no word for.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from symgrad.functions.elementwise import ElementwiseFunction
from symgrad.lowering import Block, Op, Value
from symgrad.lowering.array_program import hole
from symgrad.lowering.passes import Loop, scheduled
from symgrad.lowering.stability import rows
from symgrad.targets.array_code.axes import index_of_ones
from symgrad.targets.array_code.code_pieces import Code, Level
from symgrad.targets.array_code.map_formulas import is_one_call
from symgrad.targets.array_code.writer import Writer
from symgrad.targets.function_sources import names_defined, note_source
from symgrad.targets.functional.aligned_axes import aligned, is_new, sizes_text
from symgrad.targets.functional.functional_loops import FunctionalLoop, shifted
from symgrad.targets.functional.library_spellings import Spelling
from symgrad.targets.functional.portable_formulas import PortableFormula
from symgrad.targets.functional.portable_places import place
from symgrad.targets.functional.portable_products import contraction
from symgrad.targets.functional.portable_rows import along
from symgrad.targets.functional.row_calls import row, solution
from symgrad.targets.numpy import WIDTH, wrapped

RESERVED = frozenset({"xp", "jnp", "jax", "torch", "device", "namespace", "array_namespace", "numpy", "device_of"})
_OF_FORMS = frozenset(one.head for one in vars(rows).values() if isinstance(one, ElementwiseFunction))


class FunctionalWriter(Writer):
    """Writes the body of one function in a spelling: assignments in ``lines``, ``head`` stands before them."""

    def __init__(
        self, spelling: Spelling, program: Any, block: Block, outputs: Sequence[Any], given: Sequence[Any] = (),
        keeps: Sequence[Any] = (), reserved: Collection[str] = (),
    ) -> None:  # fmt: skip
        self.spelling, self._given, self._keeps = spelling, tuple(given), tuple(keeps)
        self.head: dict[str, list[str]] = {}
        self.ends: dict[Value, Code] = {}  # of what a loop carries, the value after its last step
        super().__init__(program, block, [*outputs, *keeps], reserved=RESERVED.union(reserved))

    def _of_inputs(self) -> dict[Value, Code]:
        count = len(self.program.inputs)
        found = {
            value: Code(f"{self._names[symbol]}{index_of_ones(symbol, '0')}")
            for symbol, value in zip(self.program.inputs, self.block.inputs[:count], strict=True)
        }
        kept = zip(self._given, self.block.inputs[count:], strict=True)
        return found | {value: Code(self._names[key]) for key, value in kept}

    def lead_size(self, axis: Any) -> str:
        """How many samples or steps there are."""
        pairs = zip(self.program.inputs, self.block.inputs, strict=False)
        symbol, value = next((symbol, value) for symbol, value in pairs if axis in value.lead)
        return f"{self._names[symbol]}.shape[{value.lead.index(axis)}]"

    def _write(self, blocks: Any) -> None:
        steps = scheduled(self.block).steps
        self._look_ahead([step.ops for step in steps if isinstance(step, Loop)])
        for step in steps:
            if isinstance(step, Loop):
                FunctionalLoop(self, step).write()
            else:
                self.add(step)

    # -- what the rules of operations ask

    def number(self, formula: Any) -> Code:
        """A formula of numbers and sizes."""
        return PortableFormula(self, {}).code(formula)

    def size(self, size: Any) -> Code:
        """A dimension as code; of one that is solved for, by functions of Python's numbers."""
        code = super().size(size)
        return replace(code, text=code.text.replace("np.", "math.")) if "np." in code.text else code

    def array(self, code: Code) -> Code:
        """A piece as an array."""
        return PortableFormula(self, {}).array(code)

    def helper(self, source: str) -> None:
        """Notes the source of a function that the code calls, unless the library has it itself."""
        (name,) = names_defined(source)
        if name not in self.spelling.native:
            note_source(self.helpers, self.spelling.sources.get(name, source))

    def helped(self, name: str, source: str, *arguments: Code) -> Code:
        """A call of a function that has a source."""
        self.helper(source)
        return Code(f"{name}(xp, {', '.join(argument.text for argument in arguments)})")

    def templated(self, template: str, sources: Sequence[str], code: Code) -> Code:
        """A function of every entry by its template."""
        for source in sources:
            self.helper(source)
        if template.count("{x}") > 1:
            code = self.bound(code)
        inside = code.text if "({x})" in template or ", {x})" in template else code.atom
        return Code(template.replace("{x}", inside), Level.ATOM if is_one_call(template) else Level.SUM)

    @staticmethod
    def is_own(row_: ElementwiseFunction) -> bool:
        """Whether a function of every entry is one of symgrad's, whatever a user's own is called."""
        return row_.is_known or row_.head in _OF_FORMS

    def needs_device(self) -> None:
        """Arrays are made on the device of those that came."""
        if self.spelling.places:
            first = next(iter(self.arrays()), None)
            self.head["device"] = [f"device = {first}.device" if first else "device = None"]

    @property
    def dtype(self) -> str:
        """The type of the arrays that came, for arrays that are made."""
        self.needs_device()
        arrays = self.arrays()
        told = wrapped("dtype = xp.result_type(", arrays, ")") if arrays else ["dtype = xp.float64"]
        self.head["dtype"] = [f"dtype = {arrays[0]}.dtype"] if arrays and self.spelling.one_type else told
        return "dtype"

    def arrays(self) -> list[str]:
        """The arrays that came, by which libraries, types and devices are found."""
        movable = [self._names[symbol] for symbol in self.program.inputs if symbol in self.program.movable]
        return movable or [self._names[symbol] for symbol in self.program.inputs]

    def shape(self, value: Value) -> str:
        """The shape of a value."""
        return sizes_text([*map(self.lead_size, value.lead), *(self.size(size).text for size in value.own)])

    def full(self, value: Value, number: Code) -> Code:
        """An array of one number everywhere."""
        if not number.constant:
            return Code(f"xp.broadcast_to({number.text}, {self.shape(value)})")
        if self.spelling.alike and self.arrays() and number.text == "0.0":
            return Code(f"xp.zeros_like({self.arrays()[0]}, shape={self.shape(value)}, dtype={self.dtype})")
        if number.text == "0.0":
            return Code(f"xp.zeros({self.shape(value)}, dtype={self.dtype}, device=device)")
        return Code(f"xp.full({self.shape(value)}, {number.text}, dtype={self.dtype}, device=device)")

    def counter(self) -> str:
        """The variable that counts the steps."""
        self._counter = self._counter or self.identifiers.fresh("t")
        return self._counter

    def call(self, function: str, items: Sequence[str]) -> None:
        """A call, on as many lines as it needs."""
        line = f"{function}({', '.join(items)})"
        if len(line) + len(self.pad) <= WIDTH:
            self.line(line)
            return
        self.line(f"{function}(")
        for item in items:
            for k, part in enumerate(textwrap.wrap(f"{item},", WIDTH - 4, break_long_words=False)):
                self.line(f"    {' ' * (k > 0)}{part}")
        self.line(")")

    def code_of(self, op: Op) -> Code:
        """The code of an operation."""
        return RULES[op.kind](self, op)

    def keep(self, value: Value, text: str, root: str) -> None:
        """What a loop has kept: a value in an array of its own from here on."""
        self.codes[value], self.texts[value], self.roots[value] = Code(text), "xp.stack([])", root

    def taken(self) -> list[tuple[str, Value]]:
        """What the function takes, by name."""
        symbols = (*self.program.inputs, *self._given)
        return [(self.told(symbol), value) for symbol, value in zip(symbols, self.block.inputs, strict=True)]

    def given(self) -> list[tuple[str, Value]]:
        """What it gives, by name."""
        pairs = zip(self._outputs, self.block.outputs.values(), strict=True)
        return [(self.told(symbol), value) for symbol, value in pairs]

    def returned(self) -> list[str]:
        """The outputs, each copied where it might share its memory with an input or with an output before it."""
        texts, lines, before = [], {*self.named.values()}, set[Value]()
        count = len(self._outputs) - len(self._keeps)
        for k, (symbol, value) in enumerate(zip(self._outputs, self.block.outputs.values(), strict=True)):
            ones = index_of_ones(symbol, "None") if k < count else ""
            name, text = self._names[symbol], f"{self.codes[value].atom}{ones}"
            if name not in lines and symbol not in self.program.inputs and text != name:
                self.lines.append(f"{name} = {text}")
                lines.add(name)
                text = name
            own = is_new(self.texts.get(value, "")) and value not in before
            before.add(value)
            texts.append(f"xp.asarray({text}, copy=True)" if self.spelling.copies and k < count and not own else text)
        return texts


def _map(w: Any, op: Op) -> Code:
    leaves = {
        hole(k): aligned(w.code(arg), letters, op.to)
        for k, (arg, letters) in enumerate(zip(op.args, op.letters, strict=True))
    }
    return PortableFormula(w, leaves).code(op.how)


RULES: Mapping[str, Callable[[Any, Op], Code]] = MappingProxyType(
    {
        "map": _map, "contract": contraction, "row": row, "place": place, "solve": solution, "along": along,
        "shift": shifted,
    }
)  # fmt: skip
