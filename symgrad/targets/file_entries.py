"""The function that a caller of a file of code calls: it fills in what is left out, and takes one sample or many."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, Protocol

from symgrad.errors import SymgradError
from symgrad.printing import WIDTH
from symgrad.targets.arguments import axes_of, positions_of
from symgrad.targets.dimensions import Dimensions, size_text
from symgrad.targets.identifiers import Identifiers
from symgrad.time import Made, TimeProgram

INDENT = "    "


@dataclass(frozen=True)
class Library:
    """What a file says of its array library.

    called  its name, for people
    filled  the body of a function of (value, number, shape, like): the value, or the number, as an array of a shape
    typed   code of a condition as numbers of the type of another array
    ranged  code of 0, 1, ..., steps - 1, beside another array
    array   an array of the library from one of NumPy
    """

    called: str
    filled: str
    typed: str
    ranged: str
    array: Callable[[Any], Any]


class PythonFunction(Protocol):
    """A compiled function whose code is Python."""

    program: Any
    outputs: tuple[str, ...]

    def moving(self) -> frozenset[Any]:
        """The inputs that have an axis of samples where there is a batch."""

    def module(self, names: Mapping[str, frozenset[Any]]) -> str:
        """The text of a module with a function of each name, for these inputs with an axis of samples."""


class Entry:
    """The entry of a file.

    names          the identifiers of the inputs
    taken          the inputs that a caller gives; of these ``required`` may not be left out, ``optional`` may
    moving         the inputs that have an axis of samples where there is a batch
    takes_samples  whether an argument that is always given has one then
    """

    def __init__(self, function: PythonFunction, library: Library, name: str) -> None:
        self._function, self._library, self._program = function, library, function.program
        self._over_time = isinstance(function.program, TimeProgram)
        own = {name, f"_{name}", f"_{name}_of_samples", "filled", "given", "steps", "samples"}
        self.name, self.names = name, Identifiers(own).of(self._program.inputs)
        self.moving = function.moving()
        self.taken = [symbol for symbol in self._program.inputs if not isinstance(symbol, Made)]
        told = [symbol for symbol in self.taken if symbol not in self._program.defaults]
        self._sizes = dict(self._left_out(told))
        self.optional = frozenset(self._sizes)
        self.required = [symbol for symbol in self.taken if symbol not in self.optional]
        self._leading = next((symbol for symbol in told if symbol in self.moving), None)
        self.takes_samples = self._leading is not None
        self._like = self._alike(told)

    def _left_out(self, told: list[Any]) -> Iterator[tuple[Any, str]]:
        """What may be left out, with its own sizes as code; not what no array that is given tells the size of."""
        dimensions = Dimensions(SimpleNamespace(inputs=told), self.names)  # type: ignore[arg-type]
        for symbol in self.taken:
            if symbol in self._program.defaults:
                try:
                    yield symbol, "".join(f"{_size(axis, dimensions)}, " for axis in axes_of(symbol))
                except SymgradError:
                    continue

    def _alike(self, told: list[Any]) -> Any:
        """An argument of which the others take their type: over time a sequence, if there is one."""
        among = [symbol for symbol in told if symbol.name not in positions_of(self._program, ())] or told
        sequences = self._program.sequences if self._over_time else ()
        return next((symbol for symbol in among if symbol in sequences), next(iter(among), None))

    def module(self) -> str:
        """The functions that compute, of one sample and of many."""
        kinds = {f"_{self.name}": frozenset[Any]()}
        if self.takes_samples:
            kinds[f"_{self.name}_of_samples"] = self.moving
        return self._function.module(kinds)

    def text(self) -> str:
        """The source of the function."""
        lines = [f'"""Gives {self._results()}; the head of this file says more."""']
        if self._over_time:
            lines.append(f"steps = {self.names[self._like]}.shape[0]")
        if self._leading is not None:
            place = int(self._over_time and self._leading in self._program.sequences)
            name = self.names[self._leading]
            lines += [
                f"if {name}.ndim == {place + len(axes_of(self._leading)) + 1}:",
                f"{INDENT}samples = {name}.shape[{place}]",
                *(f"{INDENT}{line}" for line in self._call(f"_{self.name}_of_samples", "samples, ")),
            ]
        lines += self._call(f"_{self.name}", "")
        body = "\n".join(f"{INDENT}{line}" for line in lines)
        return f"{self._filling(body)}{self._signature()}\n{body}\n"

    def _signature(self) -> str:
        """The arguments, by keyword alone; those that may be left out come last."""
        told = [self.names[symbol] for symbol in self.required]
        told += [f"{self.names[symbol]}=None" for symbol in self.taken if symbol in self.optional]
        if not told:
            return f"def {self.name}():"
        line = f"def {self.name}(*, {', '.join(told)}):"
        if len(line) <= WIDTH:
            return line
        folded = textwrap.wrap(f"*, {', '.join(told)}", WIDTH - len(INDENT))
        return "\n".join([f"def {self.name}(", *(f"{INDENT}{part}" for part in folded), "):"])

    def _filling(self, body: str) -> str:
        if "filled(" not in body:
            return ""
        told = '"""The value as an array of this shape, or the number where there is none."""'
        return f"def filled(value, number, shape, like):\n{INDENT}{told}\n{INDENT}{self._library.filled}\n\n\n"

    def _call(self, called: str, samples: str) -> list[str]:
        """The lines that fill in what is left out, call, and name what comes out."""
        lines = [line for symbol in self._program.inputs for line in self._filled(symbol, samples)]
        passed = textwrap.wrap(", ".join(self.names[symbol] for symbol in self._program.inputs), WIDTH - 12)
        given = [f"{called}({', '.join(passed)})"]
        if len(passed) > 1 or len(given[0]) > WIDTH - 16:
            given = [f"{called}(", *(f"{INDENT}{part}" for part in passed), ")"]
        if len(self._function.outputs) == 1:
            return [*lines, f"return {given[0]}", *given[1:]]
        names = ", ".join(f'"{name}"' for name in self._function.outputs)
        told = [f"names = ({names})"]
        if len(told[0]) > WIDTH - 8:
            told = ["names = (", *(f"{INDENT}{part}" for part in textwrap.wrap(names, WIDTH - 16)), ")"]
        return [*lines, f"given = {given[0]}", *given[1:], *told, "return dict(zip(names, given))"]

    def _filled(self, symbol: Any, samples: str) -> Iterator[str]:
        """The line that makes an argument what the code takes, where it may be something else."""
        name, like = self.names[symbol], self.names.get(self._like, "")
        timed = self._over_time and symbol in (*self._program.sequences, *self._program.constant)
        if isinstance(symbol, Made):
            condition = self._condition(symbol).format(like=like)
            made = self._library.typed.format(condition=condition, like=like)
            yield f"{name} = {made}"
        elif symbol in self.optional:
            shape = f"{'steps, ' * timed}{samples * (symbol in self.moving)}{self._sizes[symbol]}"
            shape = shape if shape.count(", ") == 1 else shape.removesuffix(", ")
            yield f"{name} = filled({name}, {float(self._program.defaults[symbol])}, ({shape.rstrip(' ')}), {like})"
        elif self._over_time and symbol in self._program.constant:
            yield f"{name} = filled({name}, 0.0, (steps, *{name}.shape), {like})"

    def _condition(self, symbol: Made) -> str:
        """Where a sequence that the time alone says is 1."""
        if symbol.role == "last":
            return f"{self._library.ranged} == steps - 1"
        return f"({self._library.ranged} + 1) % {self._program.truncate or 'steps + 1'} != 0"

    def _results(self) -> str:
        names = self._function.outputs
        return names[0] if len(names) == 1 else "a dict by name"


def _size(axis: Any, dimensions: Dimensions) -> str:
    if axis.is_Integer:
        return str(axis)
    whole = dimensions.whole(axis)
    return whole or size_text(axis, {symbol: dimensions.read(symbol) for symbol in axis.free_symbols})
