"""Whether the two sides of a claim are one, or differ: entry by entry, with names for numbers, in bounded work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from symgrad.claims.comparison.judging import Judge, Truth
from symgrad.claims.exact.exact_numbers import Exact
from symgrad.claims.exact.exact_points import Point
from symgrad.claims.exact.exact_ring import NotExactError, Ring
from symgrad.claims.exact.exact_world import STEPS, ExactWorld, shortened
from symgrad.claims.forward.claim_values import ClaimValues
from symgrad.claims.forward.forward_pass import Forward
from symgrad.claims.forward.measured_truths import Seeds, Truths
from symgrad.claims.interpreter.formula_values import NoValueError, flipped, shape_of_array
from symgrad.latex_reading.nodes.meanings import Constant, Meaning, SumOver, Use

Array = Any
MOST_OF_CLAIM = 6_000  # products of two terms, a few microseconds each
MOST_OF_TEXT = 30_000

# What may come of formulas that have no exact form: NumPy's own errors about objects among them.
_NO_FORM = (NotExactError, NoValueError, ValueError, IndexError, TypeError, AttributeError, ArithmeticError)


@dataclass(frozen=True)
class Shown:
    """What is shown of two sides: that they are one, or that they differ, or neither.

    difference   of two entries that differ, of which one at least is not zero, at numbers of many digits
    """

    same: bool = False
    difference: str = ""


class Exactness:
    """Compares the claims of one text, each within what work is left for it."""

    def __init__(self, forward: Forward, steps: int, seeds: Seeds, step: bool) -> None:
        self.ring = Ring(MOST_OF_CLAIM)
        self.left = MOST_OF_TEXT
        self.point = Point(self.ring)
        self.few = all(map(_of_few_steps, forward.statements()))
        self.truths = Truths(ExactWorld(forward, steps, self.ring, step), shortened(seeds, step))

    def shown(
        self, values: ClaimValues, left: Meaning, right: Meaning, truth: Truth | None = None, *, early: bool = False,
        turned: bool = False,
    ) -> Shown:  # fmt: skip
        """What is shown of the sides at every entry; ``values`` are of the world of ``truths``.

        truth    stands for the left side where it is given
        early    before the last step alone
        turned   whether the right side is the transpose of the left
        """
        if not (self.few and _of_few_steps(left) and _of_few_steps(right)):
            return Shown()
        self.ring.left = most = min(MOST_OF_CLAIM, self.left)
        try:
            return self._shown(values, left, right, truth, early, turned)
        except _NO_FORM:
            return Shown()
        finally:
            self.left -= most - max(self.ring.left, 0)

    def _shown(
        self, values: ClaimValues, left: Meaning, right: Meaning, truth: Truth | None, early: bool, turned: bool
    ) -> Shown:
        every = []
        for letters in Judge([values]).assignments(values, left, right):
            if early and any(letters.get(one) == values.world.steps for one in values.world.forward.times):
                continue
            values.ambiguous = False
            found = self._compared(values, letters, left, right, truth, turned, "dot")
            if not found.same and values.ambiguous:
                other = self._compared(values, letters, left, right, truth, turned, "hadamard")
                found = other if other.same or not other.difference else found
            if not found.same and not found.difference:
                return found
            every.append(found)
        different = next((one for one in every if one.difference), None)
        return different or Shown(bool(every))

    def _compared(
        self, values: ClaimValues, letters: Mapping[str, int], left: Meaning, right: Meaning, truth: Truth | None,
        turned: bool, dotted: str,
    ) -> Shown:  # fmt: skip
        scope = values.scope(letters, left, right, dotted=dotted)
        true = truth(values, letters) if truth is not None else scope.of(left)
        said = replace(scope, rows=true.shape[-2]).of(right)
        true = flipped(true) if turned else true
        if isinstance(right, Constant) and right.text == "0":
            said = np.zeros(shape_of_array(true))
        if shape_of_array(said) != shape_of_array(true):
            return Shown()
        left_over = [one for one in (true - said).ravel() if not self._is_nothing(one)]
        if not left_over:
            return Shown(True)
        return Shown(False, next((told for one in left_over if (told := self._told(one))), ""))

    def _is_nothing(self, difference: Any) -> bool:
        return self.ring.is_nothing(difference.value) if isinstance(difference, Exact) else not difference

    def _told(self, difference: Any) -> str:
        """How large a difference is; "" where it may be none."""
        if not isinstance(difference, Exact):
            return str(difference)
        return self.point.told(difference.value)


def _of_few_steps(node: Meaning) -> bool:
    """Whether a formula speaks of no step that two steps of time do not have: of h_3 it does, and of T - 2."""
    times = [
        time
        for one in node.walk()
        for time in ((one.time,) if isinstance(one, Use) else (one.low, one.high) if isinstance(one, SumOver) else ())
        if time is not None
    ]
    return all(abs(time.offset) <= (1 if time.letter else STEPS) for time in times)
