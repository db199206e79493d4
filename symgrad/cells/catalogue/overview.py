"""All cells in one table: paper, carry, number of parameters, size of the backward pass. It builds every cell."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import sympy as sp

from symgrad import cells, printing
from symgrad.cells.catalogue import CATALOGUE, CatalogueRow
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.symbols.variables import is_size
from symgrad.system.system import System

_HANGING = 4  # how far what does not fit in one line stands in
_ABOVE, _BETWEEN = 4, "  "  # the columns that stand in the first line of a narrow table; what is between columns
_LEGEND = (
    "Name, paper and year; what is carried from one step to the next; parameters, as a number of entries; "
    "lines/symbols of the backward pass. symgrad show NAME prints one cell."
)


class CellSize(NamedTuple):
    """What the overview tells of a cell.

    row         of the catalogue
    carry       the names that it hands to the next step; "-" where there are none
    parameters  the number of their entries, in the sizes of the cell
    lines       of the backward pass, beyond the forward one
    symbols     the variables that these lines have, each as often as it stands there
    """

    row: CatalogueRow
    carry: str
    parameters: str
    lines: int
    symbols: int


def size_of(name: str) -> CellSize:
    """The row of the overview of one cell, which is built and differentiated.

    >>> size = size_of("elman")
    >>> size.carry, size.parameters, size.lines, size.symbols
    ('h', 'm n + n² + n', 6, 17)
    """
    make: Callable[[], System] = getattr(cells, name)
    cell = make()
    own = [equation for equation in cell.gradient().equations if equation.lhs not in cell.definitions]
    entries = sp.expand(sp.Add(*(sp.Mul(*shape_of(symbol)) for symbol in cell.parameters)))
    carry = ", ".join(str(new) for new in cell.carry)
    symbols = sum(1 + _variables_in(equation.rhs) for equation in own)
    return CellSize(CATALOGUE[name], carry or "-", printing.text(entries), len(own), symbols)


def _variables_in(expr: Any) -> int:
    """How often variables stand in an expression, sizes left out."""
    count, stack = 0, [expr]
    while stack:
        node = stack.pop()
        if not is_variable(node):
            stack.extend(node.args)
        elif not is_size(node):
            count += 1
    return count


def overview(names: Sequence[str] | None = None, width: int = printing.WIDTH) -> str:
    """The table of these cells, by default of all, in lines of text that fit the width.

    Where a row does not, its last columns stand below.
    """
    table = [_columns(size_of(name)) for name in names or CATALOGUE]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    one_line = sum(widths) + len(_BETWEEN) * (len(widths) - 1) <= width
    parts = [(0, len(widths))] if one_line else [(0, _ABOVE), (_ABOVE, len(widths))]
    lines = []
    for row in table:
        padded = list(map(str.ljust, row, widths))
        for first, last in parts:
            margin = " " * _HANGING if first else ""
            text = margin + _BETWEEN.join(padded[first:last]).rstrip()
            lines += textwrap.wrap(text, width, subsequent_indent=" " * _HANGING) if len(text) > width else [text]
    legend = textwrap.wrap(_LEGEND, width, initial_indent=" " * _HANGING, subsequent_indent=" " * _HANGING)
    return "\n".join([*lines, "", *legend])


def _columns(size: CellSize) -> tuple[str, ...]:
    source = size.row.source
    backward = f"{size.lines}/{size.symbols}"
    return size.row.name, source.first_authors, str(source.year), size.carry, size.parameters, backward
