"""Blocks that the documents of systems have in common, with a time index or without one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any, NamedTuple

from symgrad.documents.document import Block, Display, Heading, Table
from symgrad.expressions.shapes import shape_of
from symgrad.printing import Notation, aligned_lines, told_lines, typst_rows, typst_told
from symgrad.printing.formula import Formula
from symgrad.printing.star_families import Told, told_once


def names(formula: Formula, kinds: Iterable[tuple[Any, str]]) -> Iterator[Block]:
    """The table of symbols, each with what it is."""
    yield Heading("Names")
    rows = tuple(_row(formula, symbol, kind) for symbol, kind in kinds)
    yield Table(("symbol", "in code", "shape", "what it is"), rows)


def _row(formula: Formula, symbol: Any, kind: str) -> tuple[str, ...]:
    sizes = [formula(size) for size in shape_of(symbol)]
    shape = ", ".join(sizes[:1] if sizes[1:] == ["1"] else sizes)
    return f"${formula(symbol)}$", f"`{symbol.name}`", f"$({shape})$", kind


class Line(NamedTuple):
    """An equation, or a family of them, as it is told in LaTeX, and in Typst when that is asked for."""

    latex: Told
    place: int
    in_typst: Callable[[], Sequence[Told]]  # of all lines that are told with this one

    @property
    def typst(self) -> Told:
        return self.in_typst()[self.place]


def told(program: Any, notation: Notation, sections: Collection[str], families: Sequence[str] | bool) -> list[Line]:
    """The equations of these sections, and families of them."""
    lines = told_lines(program, notation, None, list(sections), families)
    in_typst = cache(partial(typst_told, lines, program, notation))
    return [Line(line, place, in_typst) for place, line in enumerate(lines)]


def display(lines: Sequence[Line], labels: Sequence[str], width: float) -> Display:
    """Equations and families of them, each under its own label, broken where they are wide."""
    made = _displayed(partial(aligned_lines, numbered=True), [line.latex for line in lines], labels, width)
    return replace(made, others=(("typst", partial(_typst_display, lines, labels, width)),))


def _typst_display(lines: Sequence[Line], labels: Sequence[str], width: float) -> Display:
    return _displayed(typst_rows, [line.typst for line in lines], labels, width)


def _displayed(rows: Callable[..., Any], lines: Sequence[Told], labels: Sequence[str], width: float) -> Display:
    once = [(line.left, line.right, line.behind) for line in told_once(lines)]
    return labelled(rows(once, width), labels)


def labelled(rows: Iterable[Sequence[str]], labels: Iterable[str]) -> Display:
    """The lines of equations, the last of each with its label."""
    lines: list[str] = []
    own: list[str] = []
    for parts, label in zip(rows, labels, strict=True):
        lines += parts
        own += [*[""] * (len(parts) - 1), label]
    return Display(tuple(lines), tuple(own))
