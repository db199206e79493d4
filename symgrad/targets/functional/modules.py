"""Functional code as modules: imports, the sources that it calls, and functions, in the words of a library."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Any

from symgrad.lowering import Block
from symgrad.lowering.array_program import LEAD
from symgrad.targets.function_sources import check_free, noted_sources
from symgrad.targets.functional.aligned_axes import sizes_text
from symgrad.targets.functional.functional_writer import FunctionalWriter
from symgrad.targets.functional.library_spellings import Spelling
from symgrad.targets.numpy import WIDTH, WrittenFunction, wrapped

_MATH = re.compile(r"\bmath\.")


def of_block(
    spelling: Spelling, program: Any, block: Block, name: str, outputs: Sequence[Any], given: Sequence[Any] = (),
    keeps: Sequence[Any] | None = None,
) -> WrittenFunction:  # fmt: skip
    """An array program as the text of a function; ``program`` is what it was lowered from.

    The block takes what is ``given`` after the inputs of the program, and gives what it ``keeps`` after its outputs: a
    tuple then, of one too.
    """
    writer = FunctionalWriter(spelling, program, block, outputs, given, keeps or ())
    if clashes := writer.clashes():
        writer = FunctionalWriter(spelling, program, block, outputs, given, keeps or (), clashes)
    returned = writer.returned()
    if keeps is not None and len(returned) == 1:
        returned = [f"({returned[0]},)"]
    parameters = [writer.name(symbol) for symbol in (*program.inputs, *given)]
    names = ", ".join(map(writer.told, outputs))
    told = [*textwrap.wrap(f'"""Gives {names}.', WIDTH, break_long_words=False), "", *shapes_told(writer), '"""']
    found = wrapped(spelling.given, writer.arrays(), ")") if spelling.given else []
    made = [line for lines in writer.head.values() for line in lines]
    lines = [*told, *found, *made, *writer.lines, *wrapped("return ", returned or ["()"], "")]
    body = "\n".join(f"    {line}" if line else "" for line in lines)
    head = "\n".join(wrapped(f"def {name}(", parameters, "):"))
    return WrittenFunction(name, f"{head}\n{body}\n", writer.helpers)


def shapes_told(writer: FunctionalWriter) -> list[str]:
    """Lines with the shapes of what comes in and of what is given, names of one shape in one line."""
    lines = []
    for word, pairs in (("takes", writer.taken()), ("gives", writer.given())):
        groups: dict[str, list[str]] = {}
        for name, value in pairs:
            axes = [axis.name if axis in LEAD else str(axis) for axis in value.axes]
            groups.setdefault(sizes_text(axes) if axes else "()", []).append(name)
        for shape, names in groups.items():
            lines += textwrap.wrap(f"{word} {', '.join(names)}: {shape}", WIDTH, break_long_words=False,
                                   subsequent_indent="    ")  # fmt: skip
    return lines


def module_source(spelling: Spelling, functions: Sequence[WrittenFunction]) -> str:
    """A module of functions in the words of a library: it imports that library alone."""
    helpers = noted_sources(function.helpers for function in functions)
    sources = list(dict.fromkeys(helpers.values()))
    check_free(helpers, [function.name for function in functions])
    texts = [*(f"{source}\n" for source in sources), *(function.text for function in functions)]
    imports = spelling.imports.strip() + "\n"
    if any(map(_MATH.search, texts)):
        imports = f"import math\n\n{imports}"
    return spelling.respelled("\n\n".join([imports, *texts]))
