"""Families of equations read back: a line with a star, or of stacked gates, is one line for each of its equations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symgrad.errors import LatexSyntaxError

_RANGE = re.compile(r"\s*(?:\\q?quad\s*)?\((?P<star>\\[a-z]+) \\in \\\{(?P<letters>.*)\\\}\)\s*$")
_SCRIPT = r"(?<=[_^]\{)[^{}]*(?=\})"


def expanded_families(lines: Sequence[str]) -> list[str]:
    """Lines with each family written out, in the order in which the lines stand.

    A line whose star is told behind a later one, of those below each other, has that range. Raises LatexSyntaxError for
    a star that no line tells.

    >>> expanded_families([r"U_\\star = d_\\star h", r"b_\\star = d_\\star \\quad (\\star \\in \\{i, f\\})"])
    ['U_i = d_i h', 'U_f = d_f h', 'b_i = d_i', 'b_f = d_f']
    """
    star, letters = "", list[str]()
    read: list[list[str]] = []
    for line in reversed(lines):
        found = _RANGE.search(line)
        if found is not None:
            star, letters = found["star"], [letter.strip() for letter in found["letters"].split(",")]
            line = line[: found.start()]
        stands = star and re.search(rf"{re.escape(star)}(?![A-Za-z])", line)
        if not stands and r"\star" in line:
            raise LatexSyntaxError(f"a star that no line says the letters of: {line}")
        read.append([_with_letter(line, star, letter) for letter in letters] if stands else [line])
    return [line for told in reversed(read) for line in told]


def _with_letter(line: str, star: str, letter: str) -> str:
    """The line with a letter for the star; a blank that ends the command of the star in a script goes with it."""
    sign, marked = re.escape(star), f"\\{star}{{}}"
    inside = re.sub(_SCRIPT, lambda script: re.sub(rf"{sign} (?=[A-Za-z])", marked, script[0]), line)
    made = re.sub(rf"{sign}\{{\}}", lambda found: letter, inside)
    return re.sub(rf"{sign}(?![A-Za-z])", lambda found: letter, made)


_STACK = re.compile(r"\\begin\{bmatrix\} (.*?) \\end\{bmatrix\}")
_APPLIED = re.compile(r"(?P<functions>.*?) \{\\left\( (?P<inside>.*) \\right\)\}$")


def expanded_stacks(lines: Sequence[str]) -> list[str]:
    """Lines with each equation of stacked gates written out, row by row.

    >>> stack = r"\\begin{{bmatrix}} {} \\end{{bmatrix}}".format
    >>> expanded_stacks([f"{stack('i')} = {stack('W & U')} {stack('x h'.replace(' ', ' ' + chr(92) * 2 + ' '))}"])
    ['i = W x + U h']
    """
    return [row for line in lines for row in _rows_of(line)]


def _rows_of(line: str) -> list[str]:
    left, _, right = line.partition(" = ")
    if _STACK.fullmatch(left) is None:
        return [line]
    applied = _APPLIED.match(right)
    functions = _cells(applied["functions"]) if applied else None
    first, *biases = [_cells(part) for part in (applied["inside"] if applied else right).split(" + ")]
    made = [_sum(row, first[1:]) for row in first[0]] if len(first) > 1 else list(first[0])
    sums = [" + ".join([row, *(str(bias[0][place]) for bias in biases)]) for place, row in enumerate(made)]
    rows = [row if functions is None else f"{functions[0][place]}({row})" for place, row in enumerate(sums)]
    return [f"{name} = {row}" for name, row in zip(_cells(left)[0], rows, strict=True)]


def _cells(text: str) -> list[list[str]]:
    """The rows of each matrix of a product."""
    return [found.split(r" \\ ") for found in _STACK.findall(text)]


def _sum(row: str, vectors: Sequence[Sequence[str]]) -> str:
    return " + ".join(f"{matrix} {vector}" for matrix, vector in zip(row.split(" & "), vectors[0], strict=True))
