"""A derivative as it was measured, and how far it may be off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from symgrad.checks.rounding import Array


@dataclass(frozen=True)
class Measured:
    """A derivative by differences: axes of the numerator, then axes of the denominator; and what it may be off by."""

    value: Array
    bound: Array

    def then(self, other: Measured, shared: int) -> Measured:
        """The product of the chain rule: over the last axes of this one, the first ones of the other."""
        value = np.tensordot(self.value, other.value, shared)
        bound = np.tensordot(self.bound, np.abs(other.value) + other.bound, shared)
        return Measured(value, bound + np.tensordot(np.abs(self.value), other.bound, shared))

    def plus(self, other: Measured) -> Measured:
        """The sum."""
        return Measured(self.value + other.value, self.bound + other.bound)

    def map(self, change: Callable[[Array], Array]) -> Measured:
        """The same with value and bound in another shape."""
        return Measured(change(self.value), change(self.bound))


def rounded(value: Any, how: Any) -> Measured:
    """A value that is known, as far off as rounding may put it by the tolerance of a method."""
    array = np.asarray(value)
    scale = max(1.0, float(np.max(np.abs(array), initial=0.0)))
    return Measured(array, np.full(array.shape, scale * how.tolerance(float(np.finfo(float).eps))))
