"""What an expression is lowered to: a value, or a number of sizes, at a row and a column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.lowering.array_program import LEAD, Letter, Value


@dataclass(frozen=True)
class Term:
    """What an expression is, at a row and a column: a value with the letters of its axes, or a number of sizes."""

    value: Value | None
    letters: tuple[Letter, ...] = ()
    number: Any = sp.S.One

    def at(self, letters: Mapping[Letter, Letter]) -> Term:
        """The same at another row and column."""
        return Term(self.value, tuple(letters.get(one, one) for one in self.letters), self.number)


def own_axes(shape: Sequence[Any]) -> dict[Letter, Any]:
    """The letters of a shape, each with its size: 0 of the rows, 1 of the columns, none of what is 1."""
    return {letter: size for letter, size in enumerate(shape) if size != 1}


def ordered(letters: Iterable[Letter]) -> tuple[Letter, ...]:
    """Letters in the order of axes: TIME, BATCH, then those of an operation's own."""
    found = set(letters)
    return (*(axis for axis in LEAD if axis in found), *sorted(letter for letter in found if letter not in LEAD))
