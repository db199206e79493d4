"""Differences refined: steps of the size at which what is cut off and what is rounded are least together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from symgrad.checks.rounding import (
    Array,
    ArrayFunction,
    Point,
)

MOST_ATTEMPTS = 6


@dataclass(frozen=True)
class Difference:
    """A numeric derivative of shape (*shape of f, *shape of x), and a bound of the same shape.

    ``bound`` is how far an analytic derivative may be off before that speaks against it: what truncation and rounding
    may do, to the one and to the other. ``saturated`` says where the derivative is 0 here and is not with the inputs
    scaled down to 1: what is 0 there too is no matter of a flat place. ``constant`` says where f is the same at any
    point, so that its derivative is 0 and rounding alone is left of an analytic one.
    """

    value: Array
    bound: Array
    saturated: Array | None = None
    constant: Array | None = None

    def of(self, row: int) -> Difference:
        """That of one entry of f, where f is a vector."""
        saturated = None if self.saturated is None else self.saturated[row]
        constant = None if self.constant is None else self.constant[row]
        return Difference(self.value[row], self.bound[row], saturated, constant)

    def is_saturated(self, index: tuple[int, ...]) -> bool:
        """Whether one entry is."""
        return self.saturated is not None and bool(self.saturated[index])

    def is_constant(self, index: tuple[int, ...]) -> bool:
        """Whether f does not answer to one entry at all."""
        return self.constant is not None and bool(self.constant[index])


def copied(point: Point) -> dict[str, Array]:
    """The point with arrays of its own."""
    return {name: array.copy() for name, array in point.items()}


def _stacked(columns: Sequence[Array], value: Array, array: Array) -> Array:
    if not columns:
        return np.zeros(value.shape + array.shape)
    return np.stack(columns, axis=-1).reshape(value.shape + array.shape)


class Walk:
    """Differences of f along one entry after the other, with the steps that suit it."""

    def __init__(self, f: ArrayFunction, point: Point, value: Array, order: int, eps: float) -> None:
        self.f, self.point, self.value, self.order, self.eps = f, point, value, order, eps

    def first(self, name: str) -> Difference:
        """Each entry once, with the step that suits a function of unit scale; the bound is truncation alone."""
        found = [self._at(name, index, self._step(name, index)) for index in np.ndindex(self.point[name].shape)]
        return self._together(name, found)

    def refined(self, name: str, start: Difference, scale: Array) -> Difference:
        """The same, with better steps where there are some; the bound is truncation and rounding."""
        shape = self.value.shape
        values = start.value.reshape(*shape, -1)
        truncations = start.bound.reshape(*shape, -1)
        indices = np.ndindex(self.point[name].shape)
        found = [
            self._best(name, index, Difference(values[..., k], truncations[..., k]), scale)
            for k, index in enumerate(indices)
        ]
        return self._together(name, found)

    def _together(self, name: str, found: Sequence[Difference]) -> Difference:
        array = self.point[name]
        values, bounds = [each.value for each in found], [each.bound for each in found]
        return Difference(_stacked(values, self.value, array), _stacked(bounds, self.value, array))

    def _step(self, name: str, index: tuple[int, ...], order: int | None = None) -> float:
        """The best step of a method of some order, for a function of unit scale."""
        return float(self.eps ** (1 / ((order or self.order) + 1)) * max(1.0, abs(float(self.point[name][index]))))

    def _best(self, name: str, index: tuple[int, ...], start: Difference, scale: Array) -> Difference:
        step = self._step(name, index)
        coarsest = self._step(name, index, self.order + 1)
        finest = 16 * float(np.spacing(np.abs(self.point[name][index])))
        truncation, best = start, self._bounded(start, step, scale)
        for _ in range(MOST_ATTEMPTS):
            following = min(max(step * self._factor(truncation, step, scale), finest), coarsest)
            if following == step:
                break
            finer, step = following < step, following
            truncation = self._at(name, index, step)
            other = self._bounded(truncation, step, scale)
            better = (other.bound < best.bound) | ~np.isfinite(best.bound)
            if finer:  # where the two are apart the coarse one did not see how f bends
                better |= np.abs(other.value - best.value) > best.bound + 4 * self._noise(step, scale)
            best = Difference(np.where(better, other.value, best.value), np.where(better, other.bound, best.bound))
        return best

    def _bounded(self, found: Difference, step: float, scale: Array) -> Difference:
        return Difference(found.value, 4 * self._noise(step, scale) + 2 * found.bound)

    def _noise(self, step: float, scale: Array) -> Array:
        return 2 * self.eps * scale / step

    def _factor(self, found: Difference, step: float, scale: Array) -> float:
        """What to multiply the step by: less where truncation rules, more where rounding hides the value, or 1."""
        noise = float(np.max(self._noise(step, scale), initial=0.0))
        truncation = float(np.max(found.bound, initial=0.0))
        if not np.all(np.isfinite(self.value)):
            return 1.0
        if not np.isfinite(truncation):
            return 1 / 64
        if truncation > 4 * noise:
            return float((noise / truncation / self.order) ** (1 / (self.order + 1)))
        size = float(np.max(np.abs(found.value), initial=0.0))
        unresolved = noise > self.eps ** (self.order / (self.order + 1)) * size
        return 64.0 if truncation <= noise and unresolved else 1.0

    def _at(self, name: str, index: tuple[int, ...], step: float) -> Difference:
        """The difference quotient, and how far it is from that of twice the step; on the side where f is finite."""
        found = self._toward(name, index, step)
        if self.order == 1 and not np.all(np.isfinite(found.value)):
            other = self._toward(name, index, -step)
            return other if np.all(np.isfinite(other.value)) else found
        return found

    def _toward(self, name: str, index: tuple[int, ...], step: float) -> Difference:
        fine, coarse = self._quotient(name, index, step), self._quotient(name, index, 2 * step)
        return Difference(fine, np.abs(fine - coarse))

    def _quotient(self, name: str, index: tuple[int, ...], step: float) -> Array:
        ahead, there = self._moved(name, index, step)
        if self.order == 1:
            behind, here = self.value, self.point[name][index]
        else:
            behind, here = self._moved(name, index, -step)
        return np.asarray((ahead - behind) / (there - here))  # the step as it was represented, not as it was meant

    def _moved(self, name: str, index: tuple[int, ...], by: float) -> tuple[Array, Any]:
        moved = copied(self.point)
        moved[name][index] += by
        there = moved[name][index].copy()
        return np.asarray(self.f(moved)), there
