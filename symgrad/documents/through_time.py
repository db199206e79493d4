"""The document of a System over time: names, equations at t, the recursion back through time, sums over t."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from symgrad.documents import common_blocks
from symgrad.documents.document import Block, Heading, Paragraph
from symgrad.printing import Notation, equation_names, labels_of, latex_formula, legend
from symgrad.printing.sections import SECTIONS
from symgrad.system.system import System
from symgrad.time import made_among


def time_blocks(
    system: System, notation: Notation, label: str, width: float, parts: Collection[str],
    families: Sequence[str] | str | bool,
) -> Iterator[Block]:  # fmt: skip
    """What holds at every t: names, and the equations by the time at which they hold."""
    told = system.told
    formula = latex_formula(told, notation)
    if "names" in parts:
        yield from common_blocks.names(formula, _kinds(told))
    lines = common_blocks.told(told, notation, [part for part in parts if part in SECTIONS], families)
    words = legend(told, formula, [line.latex.right for line in lines])
    if words:
        yield Paragraph(f"{'; '.join(words)}.")
    labels = labels_of(told, f"eq:{label}:" if label else "eq:")
    names = iter(equation_names(told))
    for heading, equations in _chapters(told):
        here = {*itertools.islice(names, len(equations))}
        own = [line for line in lines if line.latex.names[0] in here]
        if own:
            yield Heading(heading)
            yield common_blocks.display(own, [labels[line.latex.names[0]] for line in own], width)


def _kinds(system: Any) -> Iterator[tuple[Any, str]]:
    """What comes from outside, each with whether it changes over time."""
    keep = made_among(system.inputs, "keep")
    for symbol in system.inputs:
        if symbol == keep and system.program.told_cut:
            yield symbol, system.program.told_cut
        elif symbol in system.sequences:
            yield symbol, "given at every t"
        elif symbol in system.parameters:
            yield symbol, "parameter"
        else:
            yield symbol, "first value of what is carried"


def _chapters(system: Any) -> Iterator[tuple[str, Sequence[Any]]]:
    """The equations in their order, by the time at which they hold."""
    told = system.indexed
    yield "Without time", told.once
    yield "At the beginning", told.first
    yield "Forward, for $t = 1, \\dots, T$", told.forward
    yield "By the time alone", told.given
    yield "At the boundary", told.boundary
    yield "Backward, for $t = T, \\dots, 1$", told.backward
    for place, sweep in enumerate(told.again):
        yield (
            ("Backward again, for $t = T, \\dots, 1$" if place % 2 else "Forward again, for $t = 1, \\dots, T$"),
            sweep,
        )
    yield "Sums over time", told.closing
