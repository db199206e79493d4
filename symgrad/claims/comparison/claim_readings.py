"""Other ways to read a claim: cotangents as rows, Jacobians of whole arrays, products and columns entry by entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from symgrad.claims.forward.claim_values import ClaimValues
from symgrad.claims.interpreter.formula_values import BROADCAST, LAID, Scope, flipped
from symgrad.claims.marks.marks_meant import Mark
from symgrad.latex_reading.nodes.meanings import Meaning, Times

Array = Any


class RowMarks(ClaimValues):
    """The values of claims where delta, said to be the cotangent of a column, is a row."""

    def marked(self, name: str, mark: Mark, now: int | None, scope: Scope) -> Array:
        """The value of a cotangent."""
        return flipped(super().marked(name, mark, now, scope))


class Flattened(ClaimValues):
    """The values of claims where a derivative is the matrix of all partial ones, arrays written out as columns."""

    def arranged(
        self, scope: Scope, rows: Array, above: tuple[int, int], below: tuple[int, int], above_entries: Any,
        below_entries: Any,
    ) -> Array:  # fmt: skip
        """A Jacobian, with one row for each entry of what is differentiated."""
        if above_entries or below_entries:
            return super().arranged(scope, rows, above, below, above_entries, below_entries)
        return rows.reshape(above[0] * above[1], below[0] * below[1])

    def _upright(self, scope: Scope, value: Array, entries: tuple[Any, ...]) -> Array:
        return super()._upright(scope, value, entries) if entries else value.reshape(1, -1)


class Entrywise(ClaimValues):
    """The values of claims where a sign that may stand for several products is meant entry by entry."""

    SIGNS = (r"\cdot", r"\times", "*")

    @classmethod
    def open_in(cls, formula: Meaning, conventions: Mapping[str, str]) -> str:
        """Such signs in a formula of which nothing is said, in words."""
        signs = {sign for node in formula.walk() if isinstance(node, Times) for sign in node.signs}
        return " and ".join(sign for sign in cls.SIGNS if sign in signs and sign not in conventions)

    def scope(self, letters: Mapping[str, int], *nodes: Meaning, dotted: str = "dot") -> Scope:
        """Where formulas of claims are valued."""
        own = super().scope(letters, *nodes, dotted=dotted)
        return replace(own, conventions={**dict.fromkeys(self.SIGNS, "hadamard"), **own.conventions})


class Spread(ClaimValues):
    """The values of claims where a column beside a matrix in a sum stands for each column, and a row for each row."""

    def scope(self, letters: Mapping[str, int], *nodes: Meaning, dotted: str = "dot") -> Scope:
        """Where formulas of claims are valued."""
        own = super().scope(letters, *nodes, dotted=dotted)
        return replace(own, conventions={**own.conventions, BROADCAST: "said"})


class Laid(ClaimValues):
    """The values of claims in another layout, which tells columns from rows: two of one kind have no product."""

    def scope(self, letters: Mapping[str, int], *nodes: Meaning, dotted: str = "dot") -> Scope:
        """Where formulas of claims are valued."""
        own = super().scope(letters, *nodes, dotted=dotted)
        return replace(own, conventions={**own.conventions, LAID: "said"})
