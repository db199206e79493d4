"""How much rounding may do to a function and to its derivative: what a numeric check cannot tell from an error.

A sum of large terms that cancel has a rounding error of their size, not of its own. The terms are not to be seen from
outside. Their size is guessed from what each entry of x contributes to f, which is g x, and measured by the jitter of
f along a line: high differences of a smooth function vanish, those of its rounding errors do not.

Source: Moré and Wild, Estimating Computational Noise, SIAM Journal on Scientific Computing 33(3), 2011.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import comb
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = "np.ndarray[Any, Any]"
Point: TypeAlias = Mapping[str, Array]
ArrayFunction: TypeAlias = Callable[[Point], Array]

SAMPLES = 12
ORDER = 6
SHRUNK = (0.5, 0.25, 0.0)
FARTHEST = 1e3


def precision(*arrays: Array) -> float:
    """The spacing of numbers at 1 in the coarsest of some arrays: 2.2e-16 for float64, 1.2e-7 for float32."""
    return max(float(np.finfo(a.dtype if a.dtype.kind in "fc" else float).eps) for a in (np.empty(0), *arrays))


def inner_size(f: ArrayFunction, point: Point, value: Array, eps: float) -> Array:
    """The size of the numbers that f is made of, for each of its entries: |f|, or what its rounding errors tell."""
    return np.asarray(np.maximum(np.abs(value).astype(float), 4 * _jitter(f, point, eps) / eps))


def _jitter(f: ArrayFunction, point: Point, eps: float) -> Array:
    """The standard deviation of the rounding errors of f; 0 where none shows.

    The median of what three spacings show: a kink or a steep slope within the reach of one adds to it.
    """
    source = np.random.default_rng(0)
    found = []
    for spacing in (2.0**-10, eps ** (1 / 2), eps ** (3 / 4)):
        signs = {name: source.choice([-spacing, spacing], array.shape) for name, array in point.items()}
        samples = [_sample(f, point, signs, k - SAMPLES // 2) for k in range(SAMPLES)]
        differences = np.diff(np.stack(samples), n=ORDER, axis=0)
        found.append(np.sqrt(np.square(differences).mean(axis=0) / comb(2 * ORDER, ORDER)))
    return np.asarray(np.median(np.where(np.isfinite(found), found, 0.0), axis=0))


def _sample(f: ArrayFunction, point: Point, signs: Point, k: int) -> Array:
    moved = {name: (array * (1 + k * signs[name])).astype(array.dtype) for name, array in point.items()}
    return np.asarray(f(moved)).astype(float)


def nearby_size(f: ArrayFunction, point: Point, value: Array) -> Array:
    """The size of f where the inputs are smaller: what a function that is flat here is made of.

    A softmax whose largest entry is 1 to rounding gives a loss of 0, made of terms that are not small at all.
    """
    largest = np.zeros(value.shape)
    for factor in SHRUNK:
        try:
            found = np.abs(np.asarray(f({name: array * array.dtype.type(factor) for name, array in point.items()})))
        except (ArithmeticError, ValueError):  # outside of its domain a function may refuse
            continue
        largest = np.maximum(largest, np.where(np.isfinite(found), found, 0.0).astype(float))
    return largest


def magnitude(size: Array, nearby: Array, slopes: Mapping[str, Array], point: Point, eps: float) -> Array:
    """The size of f and of what each entry of x contributes to it, in mean square; of f nearby where both vanish."""
    total = np.square(size)
    for name, slope in slopes.items():
        parts = np.square((slope * point[name]).astype(float))
        total = total + np.where(np.isfinite(parts), parts, 0.0).reshape(*size.shape, -1).sum(axis=-1)
    found = np.sqrt(total)
    return np.where(found < eps ** (1 / 3) * nearby, nearby * largest_input(point), found)


def largest_input(point: Point) -> float:
    """The largest entry of the point, from 1 on; as far as it matters, since larger inputs saturate a function."""
    return min(max([1.0, *(float(np.abs(array).max(initial=0.0)) for array in point.values())]), FARTHEST)


def meeting(numbers: Array, array: Array) -> Array:
    """A number for each entry of f, shaped to meet the entries of x in (*shape of f, *shape of x)."""
    return numbers.reshape(numbers.shape + (1,) * array.ndim)


def rounding_of_derivative(slope: Array, scale: Array, point: Point, name: str, eps: float) -> Array:
    """The rounding error of an analytic derivative, one for each of its entries.

    Of sums that cancel it goes with the largest entry beside; of slopes such as 1 - y^2, where y is near 1, it is eps
    times whatever multiplies the slope, which the largest inputs stand for.
    """
    array = point[name]
    beside = np.abs(slope).reshape(*scale.shape, -1).max(axis=-1, initial=0.0)
    reach = largest_input(point) / np.maximum(1.0, np.abs(array))
    return np.asarray(eps * (64 * meeting(beside, array) + 8 * meeting(scale, array) * reach))
