"""The document of a System with a time index: names, equations at t, the recursion back through time, sums over t."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from symgrad.documents import common_blocks
from symgrad.documents.checks import checked
from symgrad.documents.document import Block, Document, Heading, Paragraph
from symgrad.printing import Notation, latex_formula, latex_sides, legend
from symgrad.printing.labels import Labels
from symgrad.system.system import System
from symgrad.time import made_among, told_cut

if TYPE_CHECKING:
    from symgrad.checks import CheckReport


def time_document(
    system: System, title: str, notation: Notation, report: CheckReport | None, label: str, width: float
) -> Document:
    """The document of what holds at every t: names, equations by the time at which they hold, the check's table."""
    writer = _Writer(system, notation, label, width)
    check = checked(report) if report is not None else ()
    return Document(title, (*writer.names(), *writer.chapters(), *check))


class _Writer:
    def __init__(self, system: System, notation: Notation, label: str, width: float) -> None:
        self._system = system
        self._formula = latex_formula(system, notation)
        sides = latex_sides(system, notation)
        self._lines = [right for _, _, right in sides]
        self._sides = iter(sides)
        self._labels = Labels(f"eq:{label}:" if label else "eq:")
        self._width = width

    def names(self) -> Iterator[Block]:
        """The table of what comes from outside, with what changes over time."""
        yield from common_blocks.names(self._formula, self._kinds())
        words = legend(self._system, self._formula, self._lines)
        if words:
            yield Paragraph(f"{'; '.join(words)}.")

    def _kinds(self) -> Iterator[tuple[Any, str]]:
        system = self._system
        keep, cut = made_among(system.inputs, "keep"), told_cut(system.inputs, system.program.truncate)
        for symbol in system.inputs:
            if symbol == keep and cut:
                yield symbol, cut
            elif symbol in system.sequences:
                yield symbol, "given at every t"
            elif symbol in system.parameters:
                yield symbol, "parameter"
            else:
                yield symbol, "first value of what is carried"

    def chapters(self) -> Iterator[Block]:
        """The equations, by the time at which they hold."""
        told = self._system.indexed
        yield from self._chapter("At the beginning", told.first)
        yield from self._chapter("Forward, for $t = 1, \\dots, T$", told.forward)
        yield from self._chapter("At the boundary", told.boundary)
        yield from self._chapter("Backward, for $t = T, \\dots, 1$", told.backward)
        yield from self._chapter("Sums over time, and what goes back to the beginning", told.closing)

    def _chapter(self, heading: str, equations: Sequence[Any]) -> Iterator[Block]:
        sides = list(itertools.islice(self._sides, len(equations)))
        if not sides:
            return
        yield Heading(heading)
        yield common_blocks.display(sides, [self._labels.fresh(name) for name, _, _ in sides], self._width)
