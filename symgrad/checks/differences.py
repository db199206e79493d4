"""Numeric derivatives of any function of named arrays, each with the error that it may have.

A forward difference with step h is off by h f''/2 (truncation) plus about eps |f| / h (rounding); at its best step,
sqrt(eps), neither can be better than about 1e-8 in float64. A central difference is off by h^2 f'''/6 and reaches
1e-10 at the step eps^(1/3). The complex step, Im f(x + ih) / h, subtracts nothing and is exact to rounding; it needs
an analytic f that takes complex arrays.

How large f'' is nobody tells. So each difference is taken with steps h and 2h too, which differ by the truncation
error, and where one of the two errors outweighs the other the step is moved and the better result kept.

Source: Nocedal and Wright, Numerical Optimization, 2006, chapter 8; Squire and Trapp, Using Complex Variables to
Estimate Derivatives of Real Functions, SIAM Review 40(1), 1998.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from symgrad.checks.flatness import Slopes, constant_entries, saturated_slopes, steady_slopes, tells_a_slope
from symgrad.checks.refinement import Difference, Walk, _stacked, copied
from symgrad.checks.rounding import (
    Array,
    ArrayFunction,
    Point,
    inner_size,
    largest_input,
    magnitude,
    meeting,
    nearby_size,
    precision,
    rounding_of_derivative,
)
from symgrad.errors import ArgumentError, SymgradError


@dataclass(frozen=True)
class Derivatives:
    """Numeric derivatives by name, and the step and the relative tolerance that they go with."""

    by_name: Mapping[str, Difference]
    step: float
    tolerance: float


@dataclass(frozen=True)
class Method:
    """How derivatives are taken: the step relative to max(1, |x|), and the relative tolerance that goes with it.

    order      the power of the step that the truncation error goes with; None where there is no such error
    step       for arrays of a precision eps
    tolerance  what two right results may differ by, relative to the entry, on top of the error bound
    """

    order: int | None
    step: Callable[[float], float]
    tolerance: Callable[[float], float]


METHODS: Mapping[str, Method] = {
    "forward": Method(1, lambda eps: eps ** (1 / 2), lambda eps: 8 * eps ** (1 / 2)),
    "central": Method(2, lambda eps: eps ** (1 / 3), lambda eps: 8 * eps ** (2 / 3)),
    "complex": Method(None, lambda eps: 1e-200 if eps < 1e-10 else 1e-30, lambda eps: 2**12 * eps),
}


def method_named(name: str) -> Method:
    """The method of a name; ArgumentError lists what there is."""
    if name not in METHODS:
        raise ArgumentError(f"method is one of {', '.join(METHODS)}, but {name!r} came.")
    return METHODS[name]


def derivatives(
    f: ArrayFunction, point: Point, names: Sequence[str], method: str = "forward", tolerance: float | None = None
) -> Derivatives:
    """The derivative of f(point) with respect to each of the named arrays.

    ``f`` takes a dict of arrays and returns an array of any shape; ``point`` holds arrays of floats. ``tolerance``
    replaces the relative one of the method. Raises SymgradError where f has two values at one point, or (complex
    step) drops the imaginary part.

    >>> found = derivatives(lambda p: p["x"] ** 2, {"x": np.array(3.0)}, ["x"], "complex")
    >>> float(found.by_name["x"].value)
    6.0
    """
    how = method_named(method)
    with np.errstate(all="ignore"):
        value = np.asarray(f(copied(point)))
        if not np.array_equal(value, np.asarray(f(copied(point))), equal_nan=True):
            raise SymgradError("the function gives two values at one point; fix its random numbers before a check.")
        eps = precision(value, *point.values())
        size, nearby = inner_size(f, point, value, eps), nearby_size(f, point, value)
        allowed = how.tolerance(eps) if tolerance is None else tolerance
        if how.order is None:
            slopes = {name: _complex_steps(f, point, name, how.step(eps)) for name in names}
            spreads = {name: np.zeros_like(slope) for name, slope in slopes.items()}
        else:
            walk = Walk(f, point, value, how.order, eps)
            starts = {name: walk.first(name) for name in names}
            scale = magnitude(size, nearby, {name: start.value for name, start in starts.items()}, point, eps)
            refined = {name: walk.refined(name, start, scale) for name, start in starts.items()}
            slopes = {name: found.value for name, found in refined.items()}
            spreads = {name: found.bound for name, found in refined.items()}
        slopes = {
            name: np.where(meeting(np.isfinite(value), point[name]), slope, np.nan) for name, slope in slopes.items()
        }
        scale = magnitude(size, nearby, slopes, point, eps)
        bounds = {
            name: spreads[name] + rounding_of_derivative(slope, scale, point, name, eps) + allowed * np.abs(slope)
            for name, slope in slopes.items()
        }
        flat = saturated_slopes(lambda at: _slopes(f, at, names, how.order), point, slopes)
        still = _constant(f, point, value, size, slopes, bounds, how)
        least = np.maximum(size, largest_input(point))  # a function that is 0 anywhere has no size of its own
        found = {}
        for name in names:
            told = still[name] & tells_a_slope(size, point[name], eps)
            slope = np.where(told, 0.0, slopes[name])
            rounding = rounding_of_derivative(np.zeros_like(slope), least, point, name, eps)
            bound = np.where(told, rounding, bounds[name])
            found[name] = Difference(slope, bound, (flat[name] | still[name]) & ~told, told)
    return Derivatives(found, how.step(eps), allowed)


def _slopes(f: ArrayFunction, point: Point, names: Sequence[str], order: int | None) -> dict[str, Array]:
    """Derivatives at another point: by the complex step, or roughly."""
    if order is None:
        return {name: _complex_steps(f, point, name, 1e-30) for name in names}
    value = np.asarray(f(copied(point)))
    walk = Walk(f, point, value, 1, precision(value, *point.values()))
    return {name: walk.first(name).value for name in names}


def _constant(
    f: ArrayFunction, point: Point, value: Array, size: Array, slopes: Slopes, bounds: Slopes, how: Method
) -> dict[str, Array]:
    """Where f is constant: no slope of an entry of f is seen, and none is steady where the method subtracts nothing."""
    eps = precision(value, *point.values())
    unseen = [(np.abs(slope) <= bounds[name]).reshape(*value.shape, -1).all(axis=-1) for name, slope in slopes.items()]
    same = constant_entries(f, point, value, size, np.logical_and.reduce([np.isfinite(value), *unseen]), eps)
    found = {name: np.broadcast_to(meeting(same, point[name]), slope.shape) for name, slope in slopes.items()}
    if how.order is None and any(np.any(found[name] & (slope != 0)) for name, slope in slopes.items()):
        steady = steady_slopes(lambda at: _slopes(f, at, list(slopes), None), point, slopes)
        found = {name: found[name] & ~steady[name] for name in slopes}
    return found


def _complex_steps(f: ArrayFunction, point: Point, name: str, step: float) -> Array:
    lifted = {key: array.astype(np.result_type(array.dtype, np.complex64)) for key, array in point.items()}
    columns = []
    for index in np.ndindex(point[name].shape):
        moved = copied(lifted)
        moved[name][index] += 1j * step
        value = np.asarray(f(moved))
        if not np.iscomplexobj(value):
            raise SymgradError(
                'method="complex" needs a function that is analytic and takes complex arrays, but the imaginary part '
                'fell (abs, max, real, float, norm do that); use method="central".'
            )
        columns.append(value.imag / step)
    return _stacked(columns, np.asarray(f(copied(point))), point[name])
