"""Files of Python code that stand alone: they import their array library and nothing else.

Each opens with the equations in text, the shapes, how to call it, and what it was checked against.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symgrad.functions.special_sources import OF_SCIPY
from symgrad.printing import WIDTH, broken, text_equations
from symgrad.targets.arguments import axes_of
from symgrad.targets.file_checks import Checked, checked, file_type
from symgrad.targets.file_entries import Entry, Library, PythonFunction
from symgrad.targets.identifiers import Identifiers
from symgrad.time import TimeProgram, indexed

NUMPY = Library(
    "NumPy",
    "return np.broadcast_to(np.asarray(number if value is None else value, dtype=like.dtype), shape)",
    "np.asarray({condition}, dtype={like}.dtype)",
    "np.arange(steps)",
    lambda array: array,
)


def code_file(function: PythonFunction, library: Library, name: str, dtype: str | None = None) -> str:
    """The text of a file that defines ``name``, a function of arrays by keyword as ``function`` is.

    It computes in the type of its arrays; ``dtype`` is that in which it is checked.
    Raises SymgradError where what the code gives is not what the equations, written out entry by entry, give.
    """
    entry = Entry(function, library, Identifiers().fresh(name))
    code = f"{entry.module()}\n\n{entry.text()}"
    found = checked(function.program, entry, library.array, code, file_type(dtype))
    told = "\n\n".join([*_head(function.program, entry, library, found), found.told])
    quoted = told.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'"""{quoted}\n"""\n\n{code}'


def _head(program: Any, entry: Entry, library: Library, found: Checked) -> list[str]:
    """What the head of the file tells: equations, shapes, how to call it."""
    needed = f"{library.called} and SciPy" if OF_SCIPY in entry.module() else library.called
    opened = f"{entry.name}: a function of arrays by keyword. symgrad wrote it; it needs {needed} alone."
    equations = [line for told in text_equations(shown(program)) for line in broken(told, WIDTH - 4)]
    arguments = [(entry.names[s], _shapes(program, entry, s)) for s in entry.taken]
    results = [(name, _result_shapes(program, name, found)) for name in _results(program)]
    call = f"{entry.name}({', '.join(f'{entry.names[s]}={entry.names[s]}' for s in entry.required)})"
    return [
        "\n".join(textwrap.wrap(opened, WIDTH)),
        _section("Equations", equations),
        _section("Arguments", _columns(arguments)),
        _section(f"Results, {'one array' if len(results) == 1 else 'a dict by name'}", _columns(results)),
        _section("Call", textwrap.wrap(call, WIDTH - 4, subsequent_indent="    ")),
    ]


def _section(title: str, lines: Sequence[str]) -> str:
    return f"{title}\n\n" + textwrap.indent("\n".join(lines), "    ")


def _columns(rows: Sequence[tuple[str, str]]) -> list[str]:
    width = max((len(name) for name, _ in rows), default=0) + 2
    return [f"{name:<{width}}{told}" for name, told in rows]


def _shapes(program: Any, entry: Entry, symbol: Any) -> str:
    lead = ["T"] if isinstance(program, TimeProgram) and symbol in program.sequences else []
    told = _with_samples(lead, symbol, symbol in entry.moving and entry.takes_samples)
    if symbol in entry.optional:
        told += f"; {float(program.defaults[symbol]):g} where it is left out"
    return told


def _result_shapes(program: Any, name: str, found: Checked) -> str:
    output = _results(program)[name]
    lead = ["T"] if getattr(output, "kind", "") == "every" else []
    return _with_samples(lead, getattr(output, "symbol", output), name in found.by_sample)


def _results(program: Any) -> dict[str, Any]:
    return {getattr(output, "symbol", output).name: output for output in program.outputs}


def _with_samples(lead: Sequence[str], symbol: Any, wide: bool) -> str:
    axes = [str(axis) for axis in axes_of(symbol)]
    told = _shape_text([*lead, *axes])
    return f"{told} or, with samples, {_shape_text([*lead, 'B', *axes])}" if wide else told


def _shape_text(sizes: Sequence[str]) -> str:
    return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"


@dataclass(frozen=True)
class _Told:
    """A program over time as print reads one: its names, and its equations with t in them."""

    inputs: tuple[Any, ...]
    parameters: tuple[Any, ...]
    outputs: tuple[Any, ...]
    carry: Mapping[Any, Any]
    equations: tuple[Any, ...]
    names: Any

    @property
    def definitions(self) -> dict[Any, Any]:
        """Each name that an equation defines, and its right-hand side."""
        return {equation.lhs: equation.rhs for equation in self.equations}


def shown(program: Any) -> Any:
    """A program as its equations are told: over time those of each step."""
    if not isinstance(program, TimeProgram):
        return program
    outputs = tuple(output.symbol for output in program.outputs)
    equations = indexed(program).equations
    return _Told(program.inputs, program.parameters, outputs, program.carried, equations, program.names)
