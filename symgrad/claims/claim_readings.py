"""Other ways to read a claim: cotangents under names of their own as rows, columns that stand for a whole matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from symgrad.claims.claim_values import ClaimValues
from symgrad.claims.formula_values import BROADCAST, Scope, flipped
from symgrad.claims.marks_meant import Mark
from symgrad.latex_reading.meanings import Meaning

Array = Any


class RowMarks(ClaimValues):
    """The values of claims where delta, said to be the cotangent of a column, is a row."""

    def marked(self, name: str, mark: Mark, now: int | None, scope: Scope) -> Array:
        """The value of a cotangent."""
        return flipped(super().marked(name, mark, now, scope))


class Spread(ClaimValues):
    """The values of claims where a column beside a matrix in a sum stands for each column, and a row for each row."""

    def scope(self, letters: Mapping[str, int], *nodes: Meaning, dotted: str = "dot") -> Scope:
        """Where formulas of claims are valued."""
        own = super().scope(letters, *nodes, dotted=dotted)
        return replace(own, conventions={**own.conventions, BROADCAST: "said"})
