"""The NumPy target: a program as a function of arrays by keyword, with its source."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symgrad.functions.special_sources import OF_MPMATH, OF_SCIPY
from symgrad.lowering import Block, lower
from symgrad.lowering.batching import Batch
from symgrad.lowering.passes import fused, in_pairs, sigmoid_slopes, without_dead
from symgrad.lowering.stability import stable
from symgrad.output import write_file
from symgrad.programs.bindings import check_apart
from symgrad.programs.program import Program
from symgrad.targets.arguments import Arguments, inputs_named, refuse_positional
from symgrad.targets.array_code.freed import freed
from symgrad.targets.array_code.run_code import Blocks
from symgrad.targets.array_code.writer import Writer
from symgrad.targets.code_files import NUMPY, code_file
from symgrad.targets.continuation import check_continued
from symgrad.targets.function_sources import check_free, noted_sources
from symgrad.targets.plans import KEPT, Plan, Signature, planned, signature
from symgrad.targets.running import FAILURES, compiled, failure

_MATH = re.compile(r"\bmath\.")
WIDTH = 84  # of a line of generated code, without its indent


class NumpyFunction:
    """A compiled program: call it with arrays by keyword, by code name.

    It gives the array itself where there is one output, otherwise a dict by code name. A scalar is (), a vector (n,), a
    matrix (n, m); one axis more in front is a batch. What has no such axis is shared, and its gradient is summed over
    the batch. Integers become float64; float32 stays float32, complex stays complex; truth values, positions and
    Python's own numbers leave the type to the arrays beside them.

    Where complex arrays come, each function is its continuation from the real line: sigmoid(z) is 1 / (1 + exp(-z)),
    and what is chosen (by relu, abs, a maximum, a condition) is chosen by real parts. Functions that are computed for
    real numbers alone (erf, gelu, eigenvalues, pinv) refuse them.

    arguments, outputs   the names, in order
    source               the code where nothing has a batch axis; ``source_for(batched=[...])`` where those do

    Raises ArgumentError for a missing or unknown name, for what is not an array of numbers and where NumPy's linear
    algebra fails (a singular matrix has no inverse, float16 none at all), ShapeError for an array of the wrong shape.
    """

    def __init__(self, program: Program, analytic: bool = False, name: str = "evaluate") -> None:
        check_apart(program.inputs, "arguments")
        check_apart(program.outputs, "outputs")
        self.program = program
        self._stable: dict[frozenset[Any], Program] = {}  # by the names that are summed or spread over the samples
        self._analytic = analytic
        self._name = name
        self._arguments = Arguments(program)
        self._compiled: dict[tuple[frozenset[Any], bool], Any] = {}  # by what has a batch, and for complex arrays
        self._plans: dict[Signature, Plan] = {}
        self.arguments: tuple[str, ...] = tuple(symbol.name for symbol in program.inputs)
        self.outputs: tuple[str, ...] = tuple(symbol.name for symbol in program.outputs)
        self._gives_one = len(self.outputs) == 1
        self.source: str = self.source_for()

    def source_for(self, batched: Collection[Any] = ()) -> str:
        """The code for the case that these inputs, by name or symbol, have a batch axis."""
        return module_source([self._written(inputs_named(self.program, batched), self._analytic)])

    def moving(self) -> frozenset[Any]:
        """The inputs that have an axis of samples where there is a batch: all but parameters."""
        return frozenset(self.program.inputs).difference(self.program.parameters)

    def module(self, names: Mapping[str, frozenset[Any]]) -> str:
        """A module with a function of each name, for the case that these inputs have a batch axis."""
        return module_source([self._written(batched, self._analytic, name) for name, batched in names.items()])

    def file_text(self, name: str, dtype: str | None = None) -> str:
        """A file of code that needs NumPy alone: it defines ``name``, says how it was checked, in ``dtype``."""
        return code_file(self, NUMPY, name, dtype)

    def save(self, path: str, dtype: str | None = None) -> None:
        """Writes :meth:`file_text`; the function has the name of the file. Raises SymgradError where it cannot."""
        write_file(path, self.file_text(Path(path).stem, dtype))

    def __call__(self, /, *positional: Any, **arrays: Any) -> Any:
        if positional:
            refuse_positional(self.arguments)
        known = signature(arrays)
        plan = self._plans.get(known) if known is not None else None
        if plan is None:
            plan = self._planned(arrays)
            if known is not None:
                if len(self._plans) >= KEPT:
                    self._plans.clear()
                self._plans[known] = plan
        try:
            found = plan.run(arrays)
        except FAILURES as error:
            raise failure(error) from None
        return found if self._gives_one else dict(zip(self.outputs, found, strict=True))

    def _planned(self, arrays: dict[str, Any]) -> Plan:
        """The plan of a call whose arrays pass all checks."""
        spelled = self._arguments.spelled(arrays)
        given, batched = self._arguments.taken(spelled)
        argument = self._arguments.complex_among(given)
        key = batched, self._analytic or bool(argument)
        function = self._compiled.get(key)
        if function is None:
            function = self._compiled[key] = self._made(batched, argument)
        return planned(function, spelled, self._arguments.completed(given), dict(zip(spelled, arrays, strict=True)))

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_compiled": {}, "_plans": {}}  # compiled code cannot be pickled

    def _made(self, batched: frozenset[Any], argument: str) -> Any:
        """The function for these batches, and for complex arrays where an ``argument`` is one."""
        written = self._written(batched, self._analytic or bool(argument))
        if argument and not self._analytic:
            check_continued(written.helpers, argument)
        return compiled(module_source([written]), self._name, self._name)

    def _written(self, batched: frozenset[Any], analytic: bool, name: str = "") -> WrittenFunction:
        batch = Batch(self.program, batched)
        if batch.apart not in self._stable:
            self._stable[batch.apart] = stable(self.program, batch.apart)
        program = self._stable[batch.apart]
        block = _block_of(lower(program, batched, batch.wide))
        return of_block(program, block, name or self._name, analytic, program.outputs)

    def __repr__(self) -> str:
        return f"<NumPy function ({', '.join(self.arguments)}) -> ({', '.join(self.outputs)})>"


def compile_numpy(program: Program, analytic: bool = False, name: str = "evaluate") -> NumpyFunction:
    """A program as a NumPy function; ``analytic`` code is for complex arrays near the real line: the complex step."""
    return NumpyFunction(program, analytic, name)


@dataclass(frozen=True)
class WrittenFunction:
    """One function of a module: its text, and by name the sources of the functions that it calls."""

    name: str
    text: str
    helpers: Mapping[str, str]


def of_block(
    program: Any, block: Block, name: str, analytic: bool, outputs: Sequence[Any], blocks: Blocks | None = None
) -> WrittenFunction:
    """An array program as the text of a function; ``program`` is what it was lowered from."""
    writer = Writer(program, block, outputs, analytic, blocks=blocks)
    clashes = writer.clashes()
    if clashes:
        writer = Writer(program, block, outputs, analytic, clashes, blocks)
    returned = writer.returned()
    parameters = [writer.name(symbol) for symbol in program.inputs]
    given = ", ".join(map(writer.told, outputs))
    told = textwrap.wrap(f'"""Gives {given}."""', WIDTH, break_long_words=False)
    body_lines = freed(writer, returned) if writer.at_once else writer.lines
    lines = [*told, *body_lines, *wrapped("return ", returned or ["()"], "")]
    body = "\n".join(f"    {line}" for line in lines)
    head = "\n".join(wrapped(f"def {name}(", parameters, "):"))
    return WrittenFunction(name, f"{head}\n{body}\n", writer.helpers)


def _block_of(block: Block) -> Block:
    """The array program that is written."""
    block = sigmoid_slopes(in_pairs(without_dead(block)))
    return fused(block, block.names.values())


def module_source(functions: Sequence[WrittenFunction]) -> str:
    """A module of functions: imports, the helpers of all of them, then they."""
    helpers = noted_sources(function.helpers for function in functions)
    sources = list(dict.fromkeys(helpers.values()))
    check_free(helpers, [function.name for function in functions])
    texts = [function.text for function in functions]
    brought = [source for source in (OF_MPMATH, OF_SCIPY) if source in sources]
    imports = "\n".join([*brought[: OF_MPMATH in sources], "import numpy as np", *brought[OF_MPMATH in sources :], ""])
    if any(_MATH.search(text) for text in (*sources, *texts)):
        imports = f"import math\n\n{imports}"
    parts = [*(f"{source}\n" for source in sources if source not in brought), *texts]
    return "\n\n".join([imports, *parts])


def wrapped(start: str, items: Sequence[str], end: str) -> list[str]:
    """A list of names on one line where they fit, else on lines of their own between brackets."""
    line = f"{start}{', '.join(items)}{end}"
    if len(line) <= WIDTH:
        return [line]
    opened, closed = (start, end) if start.endswith("(") else (f"{start}(", f"){end}")
    folded = textwrap.wrap(", ".join(items), WIDTH, break_long_words=False)
    return [opened, *(f"    {part}" for part in folded), closed]
