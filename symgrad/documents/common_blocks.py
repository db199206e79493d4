"""Blocks that the documents of systems have in common, with a time index or without one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from symgrad.documents.document import Block, Display, Heading, Table
from symgrad.expressions.shapes import shape_of
from symgrad.printing import aligned_lines
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


def display(told: Sequence[Told], own: Sequence[str], width: float) -> Display:
    """Equations and families of them, each under its own label, broken where they are wide."""
    once = told_once(told)
    rows = aligned_lines([(line.left, line.right, line.behind) for line in once], width, numbered=True)
    lines: list[str] = []
    labels: list[str] = []
    for label, parts in zip(own, rows, strict=True):
        lines += parts
        labels += [*[""] * (len(parts) - 1), label]
    return Display(tuple(lines), tuple(labels))
