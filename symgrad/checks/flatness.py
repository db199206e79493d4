"""Where a function is flat: saturated at this point, or constant, so that rounding alone is left of its derivative.

No single point tells the one from the other. So f is asked at points far apart, smaller and larger and of the other
sign. And where a slope is measured to all its digits, it is asked whether they are the digits of a number, which hardly
changes nearby, or of rounding errors, which do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import numpy as np

from symgrad.checks.rounding import Array, ArrayFunction, Point, inner_size, meeting

LARGE = 4.0  # an input from which on a function may be flat by saturation
FACTORS = (0.5, 2.0**-5, 2.0**-10, -1.0, 4.0, 16.0, -128.0)
FEWEST = 4  # points at which a function is finite and the same, before it is called constant
ROUNDINGS = 16  # how many a value may be off by
NEARBY = 4  # points at which a slope is measured again
AWAY = 1e-3  # how far they are, relative
STEADY = 1e-2  # how much a slope that is a number may change there, relative

Slopes: TypeAlias = Mapping[str, Array]  # of shape (*shape of f, *shape of x)
SlopesAt: TypeAlias = Callable[[Point], Slopes]


def saturated_slopes(slopes_at: SlopesAt, point: Point, slopes: Slopes) -> dict[str, Array]:
    """Where slopes are 0 that are not with the largest input scaled down to 1."""
    largest = max((float(np.abs(array).max(initial=0.0)) for array in point.values()), default=0.0)
    found = {name: np.zeros(slope.shape, bool) for name, slope in slopes.items()}
    if not LARGE < largest < np.inf or all(np.all(slope != 0) for slope in slopes.values()):
        return found
    try:
        near = slopes_at({name: (array / largest).astype(array.dtype) for name, array in point.items()})
    except (ArithmeticError, ValueError):  # outside of its domain a function may refuse
        return found
    return {
        name: (slope == 0) & (np.abs(near[name]) > 1e-4 * np.abs(near[name]).max(initial=0.0))
        for name, slope in slopes.items()
    }


def constant_entries(f: ArrayFunction, point: Point, value: Array, size: Array, unseen: Array, eps: float) -> Array:
    """Those entries of f, among the ones whose slopes are not seen, that are the same at points far apart.

    >>> one, point = np.array(1.0), {"x": np.array(3.0)}
    >>> bool(constant_entries(lambda at: at["x"] / at["x"], point, one, one, np.array(True), 2.2e-16))
    True
    """
    found, finite = unseen & np.isfinite(value), np.zeros(value.shape, int)
    source = np.random.default_rng(0)
    for factor, least in [*((factor, 0.0) for factor in FACTORS), (1.0, 1.0), (-1.0, 1.0)]:
        if not found.any():
            break
        far = {}
        for name, array in point.items():
            reached = np.where(np.abs(array) < least, least, array).astype(array.dtype)  # the tiny too
            far[name] = _scaled(reached, factor * source.uniform(0.75, 1.0, array.shape))
        try:
            there = np.asarray(f({name: array.copy() for name, array in far.items()}))
            allowed = ROUNDINGS * eps * np.maximum(size, inner_size(f, far, there, eps))
        except (ArithmeticError, ValueError):  # outside of its domain a function may refuse
            continue
        finite += np.isfinite(there)
        found &= ~np.isfinite(there) | (np.abs(there - value) <= allowed)
    return np.asarray(found & (finite >= FEWEST))


def tells_a_slope(size: Array, array: Array, eps: float) -> Array:
    """Where a function that is the same at points far apart is constant, and no slope is hidden by what it is added to.

    Beside 1e18 nothing is seen of x^2 where x is 1.
    """
    hidden = ROUNDINGS * eps * meeting(size, array) / np.maximum(1.0, np.abs(array))
    return np.asarray(hidden <= np.sqrt(eps))


def steady_slopes(slopes_at: SlopesAt, point: Point, slopes: Slopes) -> dict[str, Array]:
    """Where a slope is a number and no rounding error: not 0, and nearly the same at points nearby."""
    source = np.random.default_rng(0)
    found = {name: slope != 0 for name, slope in slopes.items()}
    for _ in range(NEARBY):
        factors = {name: 1 + AWAY * source.uniform(-1.0, 1.0, array.shape) for name, array in point.items()}
        there = slopes_at({name: _scaled(array, factors[name]) for name, array in point.items()})
        for name, slope in slopes.items():
            found[name] &= np.abs(there[name] - slope) <= STEADY * np.abs(slope)
    return found


def _scaled(array: Array, factors: Any) -> Array:
    """The array with each entry scaled; from 0 nothing would move."""
    return np.asarray((np.where(array == 0, 1.0, array) * factors).astype(array.dtype))
