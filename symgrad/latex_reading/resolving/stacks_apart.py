"""Stacked gates: an equation between columns of names and of what they are is one equation for each row.

Zaremba, Sutskever and Vinyals (2014) write (i; f; o; g) = (sigm; sigm; sigm; tanh) T (x; h). What stands whole on the
right has as many rows for each name: the first block is the first name's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symgrad.latex_reading.nodes.meanings import Block, Call, Constant, Meaning, Plus, Stacked, Statement, Times, Use
from symgrad.latex_reading.tex.tex_spellings import FUNCTIONS
from symgrad.latex_reading.vocabulary.functions_read import ENTRYWISE

_SIGMOIDS = frozenset({r"\sigma", r"\mathrm{sigm}"})


def stacks_apart(statement: Statement) -> Iterator[Statement]:
    """The equation of each row, where the left side stacks what it defines; else the equation itself."""
    left = statement.left
    if not isinstance(left, Stacked) or len(left.rows) < 2 or any(len(row) != 1 for row in left.rows):
        yield statement
        return
    for place, (name,) in enumerate(left.rows):
        right = _row(statement.right, place, len(left.rows))
        yield replace(statement, left=name, right=right, member=place + 1)


def _row(node: Meaning, place: int, count: int) -> Meaning:
    """The part of a column, of so many, that is one row."""
    if isinstance(node, Constant):
        return node
    if isinstance(node, Stacked) and len(node.rows) == count and all(len(row) == 1 for row in node.rows):
        return node.rows[place][0]
    if isinstance(node, Plus):
        return replace(node, terms=tuple(_row(term, place, count) for term in node.terms))
    if isinstance(node, Call) and len(node.arguments) == 1 and node.function in ENTRYWISE:
        return replace(node, arguments=(_row(node.arguments[0], place, count),))
    if isinstance(node, Times):
        found = _of_functions(node, place, count) or _of_blocks(node, place, count)
        if found is not None:
            return found
    return Block(node.span, node, place, count)


def _of_functions(node: Times, place: int, count: int) -> Meaning | None:
    """The function of a row, of the row of the argument behind the column of functions."""
    column, *behind = node.factors
    if not isinstance(column, Stacked) or len(column.rows) != count or not behind or node.signs[0]:
        return None
    names = [_function(row[0]) for row in column.rows if len(row) == 1]
    if len(names) != count or not all(names):
        return None
    rest = behind[0] if len(behind) == 1 else Times(node.span, tuple(behind), node.signs[1:])
    return Call(node.span, names[place], (_row(rest, place, count),))


def _function(node: Meaning) -> str:
    """The function of every entry that a name alone in a column is, "" where it is none."""
    if not isinstance(node, Use) or node.entries or node.time is not None:
        return ""
    word = node.variable.removeprefix("\\")
    known = "sigmoid" if node.variable in _SIGMOIDS else FUNCTIONS.get(word, "")
    return known if known in ENTRYWISE else ""


def _of_blocks(node: Times, place: int, count: int) -> Meaning | None:
    """The row of a matrix of blocks, times the column behind it."""
    first, *behind = node.factors
    if not isinstance(first, Stacked) or len(first.rows) != count or len(behind) != 1 or node.signs[0]:
        return None
    cells, column = first.rows[place], _cells(behind[0])
    if len(cells) < 2 or len(column) != len(cells):
        return None
    terms = [Times(node.span, pair, ("",)) for pair in zip(cells, column, strict=True)]
    return Plus(node.span, ("+",) * len(terms), tuple(terms))


def _cells(node: Meaning) -> list[Meaning]:
    if not isinstance(node, Stacked) or any(len(row) != 1 for row in node.rows):
        return []
    return [row[0] for row in node.rows]
