"""The Taylor test: with the right gradient, f(x + h d) - f(x) - h g.d shrinks like h^2, with a wrong one like h."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Any

import numpy as np

from symgrad.checks.gradients import Called
from symgrad.checks.rounding import inner_size, precision

STEPS = tuple(4.0**-k for k in range(2, 14))
LEAST_ORDER = 1.5


@dataclass(frozen=True)
class TaylorTest:
    """Remainders along one direction; truthy when they shrink like h^2 until rounding hides them.

    steps       h, from large to small
    remainders  |f(x + h d) - f(x) - h g.d| at each
    orders      the powers of h by which the remainders above rounding shrink, from one step to the next
    verdict     "pass", "FAIL", "not finite" where the point is bad, or "not seen" where nothing moves f by more than
                rounding does, so that a wrong gradient would not be told from a right one
    seed        of the direction
    """

    steps: tuple[float, ...]
    remainders: tuple[float, ...]
    orders: tuple[float, ...]
    verdict: str
    seed: int

    def __bool__(self) -> bool:
        return self.verdict == "pass"

    def __str__(self) -> str:
        orders = [*(f"{order:.2f}" for order in self.orders), *[""] * len(self.steps)]
        lines = [
            f"{step:>12.1e}  {remainder:>12.3e}  {order:>6}".rstrip()
            for step, remainder, order in zip(self.steps, self.remainders, ["", *orders], strict=False)
        ]
        title = f"Taylor test, seed {self.seed}: {self.verdict}; the order should be 2, of a linear f all is rounding."
        return "\n".join([title, f"{'step':>12}  {'remainder':>12}  {'order':>6}", *lines])


def taylor(f: Callable[..., Any], grad: Any, at: Any, seed: int = 0) -> TaylorTest:
    """The Taylor test of a gradient along one random direction of the size of the point; arguments as check_gradient.

    >>> bool(taylor(lambda x: (x**3).sum(), lambda x: 3 * x**2, np.array([1.0, -2.0])))
    True
    >>> bool(taylor(lambda x: (x**3).sum(), lambda x: 3.001 * x**2, np.array([1.0, -2.0])))
    False
    """
    called = Called(at)
    point = called.point
    claimed = called.gradient(grad)
    source = np.random.default_rng(seed)
    direction = {
        name: source.choice([-1.0, 1.0], array.shape) * source.uniform(0.5, 1.0, array.shape) * _reach(array)
        for name, array in point.items()
        if name in claimed
    }
    with np.errstate(all="ignore"):
        value = called.scalar(f)
        slope = sum(float((claimed[name] * along).sum()) for name, along in direction.items())
        found = [_moved(called, f, direction, step) - float(value) for step in STEPS]
        eps = precision(value, *point.values())
        noise = 8 * eps * (float(inner_size(lambda arrays: called(f, arrays), point, value, eps)) + abs(slope))
    remainders = [abs(change - step * slope) for change, step in zip(found, STEPS, strict=True)]
    orders = _orders(remainders, noise)
    moves = [size for change, step in zip(found, STEPS, strict=True) for size in (abs(change), step * abs(slope))]
    if not np.isfinite([float(value), slope]).all() or not np.isfinite(remainders[-1]):
        verdict = "not finite"
    elif not any(array.size for array in direction.values()) or 0 < np.nanmax(moves) <= 16 * noise:
        verdict = "not seen"
    else:
        verdict = "pass" if all(order > LEAST_ORDER for order in orders[-2:]) else "FAIL"
    return TaylorTest(STEPS, tuple(remainders), orders, verdict, seed)


def _reach(array: Any) -> Any:
    return np.where(array == 0, 1.0, np.abs(array))


def _moved(called: Called, f: Callable[..., Any], direction: Mapping[str, Any], step: float) -> float:
    moved = {
        name: (array + step * direction[name]).astype(array.dtype) if name in direction else array
        for name, array in called.point.items()
    }
    return float(called(f, moved))


def _orders(remainders: list[float], noise: float) -> tuple[float, ...]:
    """The order from each step to the next, as far as both remainders stand out of the rounding errors.

    Steps that lead out of the domain of f are the large ones: what is told begins behind them.
    """
    inside = 1 + max((k for k, remainder in enumerate(remainders) if not np.isfinite(remainder)), default=-1)
    kept = list(takewhile(lambda remainder: remainder > 16 * noise, remainders[inside:]))
    return tuple(float(np.log(before / after) / np.log(4.0)) for before, after in pairwise(kept))
