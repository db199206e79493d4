"""A claim between differentials, d phi = tr(A dX): each d is how a variable moves where those on the right move."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from functools import cached_property
from typing import Any

import numpy as np

from symgrad.claims.forward.claim_values import ClaimValues
from symgrad.claims.forward.forward_pass import Bump
from symgrad.claims.forward.forward_world import STEP, Run
from symgrad.claims.interpreter.formula_values import NoValueError, Scope
from symgrad.claims.marks.marks_meant import Mark, Meant
from symgrad.claims.marks.names_reached import Reach
from symgrad.latex_reading.nodes.meanings import Statement, Use

Array = Any


def moved_names(claim: Statement, meant: Meant, reach: Reach) -> frozenset[str]:
    """The variables whose differentials stand on the right side; none where the claim is one of cotangents.

    A cotangent follows from those of what its variable acts on, a differential from those of what acts on it.
    """
    left = _variable(claim.left, meant)
    right = {_variable(node, meant) for node in claim.right.walk()} - {""}
    if not left or not right or not all(left in reach.after(name) for name in right):
        return frozenset()
    return frozenset() if right & reach.after(left) else frozenset(right)


def _variable(node: Any, meant: Meant) -> str:
    """The variable of a mark that the text itself shows, as d before a name."""
    mark = meant.mark(node) if isinstance(node, Use) else None
    plain = mark is not None and mark.kind == "cotangent" and not mark.argument and mark.through is None
    if mark is None or not plain or not isinstance(mark.of, Use):
        return ""
    return mark.of.variable if node.variable == f"d{mark.of.variable}" else ""


class Differentials(ClaimValues):
    """The values of claims where dX is how X moves.

    moved   the variables of the right side, of which those move by themselves on which no other acts
    """

    moved: Collection[str] = ()
    reach: Reach

    @cached_property
    def _moving(self) -> Run:
        others = {name: {one for one in self.moved if name in self.reach.after(one)} for name in self.moved}
        return Run(self.world, [self._bump(name) for name in sorted(self.moved) if not others[name]])

    def _bump(self, name: str) -> Bump:
        digest = hashlib.sha256(f"d{name}#{self.world.seed}".encode()).digest()
        step = np.random.default_rng(int.from_bytes(digest[:8], "big")).uniform(0.2, 1.2, self.world.shape(name))
        return Bump(1j * STEP * step, name)

    def marked(self, name: str, mark: Mark, now: int | None, scope: Scope) -> Array:
        """How a variable moves."""
        if self.world.forward.timed or not isinstance(mark.of, Use):
            raise NoValueError("differentials are judged where nothing has steps.")
        return np.imag(self._moving.value(mark.of.variable, None)) / STEP
