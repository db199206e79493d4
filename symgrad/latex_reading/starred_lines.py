"""Families of equations read back: a line with a star is one line for each letter that the star stands for."""

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
