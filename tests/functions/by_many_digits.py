"""Derivatives of a plain formula by mpmath, and how far numbers are off: an oracle without a line of symgrad."""

import mpmath as mp
import numpy as np

DIGITS, FAR_DIGITS = 60, 1000  # far out a slope is what is left of numbers that begin with hundreds of equal digits
LIMITS = {  # of the value, of the gradient and of the Hessian-vector product, relative
    np.float64: (1e-14, 1e-13, 2e-12),
    np.float32: (1e-6, 2e-5, 2e-4),
}
TINY = {np.float64: mp.mpf("1e-110"), np.float32: mp.mpf("1e-34")}


def digits(point):
    """How many are taken at a point."""
    return FAR_DIGITS if max(map(abs, point)) > 50 else DIGITS


def value(plain, point):
    """The number of a formula at a point."""
    with mp.workdps(DIGITS):
        return +plain(*map(mp.mpf, point))


def slope(plain, point, k):
    """Its derivative by the argument k."""
    with mp.workdps(digits(point)):
        at = [*map(mp.mpf, point)]
        return mp.diff(lambda step: plain(*at[:k], at[k] + step, *at[k + 1 :]), 0)


def slopes_of_sides(plain, point, k):
    """The slopes of the two sides by the argument k, by tiny steps."""
    with mp.workdps(DIGITS):
        at, step = [*map(mp.mpf, point)], mp.mpf("1e-25")
        middle = plain(*at)
        return [(plain(*at[:k], at[k] + side * step, *at[k + 1 :]) - middle) / (side * step) for side in (-1, 1)]


def product(plain, point, direction, k):
    """The entry k of the Hessian times a direction."""
    with mp.workdps(digits(point)):
        at, along = [*map(mp.mpf, point)], [*map(mp.mpf, direction)]

        def moved(step, far):
            pairs = enumerate(zip(at, along, strict=True))
            return plain(*[one + far * by + (step if j == k else 0) for j, (one, by) in pairs])

        return mp.diff(moved, (0, 0), (1, 1))


def is_off(found, exact, limit, kind):
    """By how much a number is off, relative, where that is above a limit; 0 where it is not."""
    error = abs(mp.mpf(float(found)) - exact) / max(abs(exact), TINY[kind])
    return float(error) if not error <= limit else 0.0


def directions(arrays):
    """A direction for each array, another one for each: a loss of a difference would not move along one."""
    return {
        name: np.linspace(0.75 - 0.5 * k, 0.25 * k - 1.25, array.size).reshape(array.shape)
        for k, (name, array) in enumerate(arrays.items())
    }


def moved(arrays, steps):
    """Numbers a step further: (name, direction, how far) for each."""
    at = {name: np.array(array, float).astype(object) for name, array in arrays.items()}
    at = {name: np.vectorize(mp.mpf, otypes=[object])(array) for name, array in at.items()}
    for name, direction, far in steps:
        at[name] = at[name] + np.vectorize(mp.mpf, otypes=[object])(np.asarray(direction, float)) * far
    return [array.tolist() if np.ndim(array) else array.item() if hasattr(array, "item") else array
            for array in at.values()]  # fmt: skip


def derivatives(plain, arrays, digits, wrt=None):
    """Value, gradient and Hessian-vector product, along :func:`directions`, of a scalar of nested lists of numbers."""
    wanted = [*arrays] if wrt is None else wrt
    along = [(name, by) for name, by in directions(arrays).items() if name in wanted]

    def whole(*steps):
        return plain(*moved(arrays, steps))

    with mp.workdps(digits):
        slopes, bends = {}, {}
        for name, array in ((name, arrays[name]) for name in wanted):
            slopes[name], bends[name] = np.empty(array.shape, object), np.empty(array.shape, object)
            for place in np.ndindex(*array.shape):
                unit = np.zeros(array.shape)
                unit[place] = 1.0
                slopes[name][place] = mp.diff(lambda t: whole((name, unit, t)), 0)  # noqa: B023
                bends[name][place] = mp.diff(
                    lambda t, r: whole((name, unit, t), *((one, by, r) for one, by in along)),  # noqa: B023
                    (0, 0), (1, 1),
                )  # fmt: skip
        return whole(), slopes, bends


def off(found, wanted, kind):
    """How far numbers are off, beside the largest of them."""
    wanted = np.asarray(wanted, object)
    largest = max(TINY[kind], *(abs(one) for one in wanted.ravel()))
    difference = np.vectorize(lambda a, b: abs(mp.mpf(float(a)) - b), otypes=[object])(np.asarray(found), wanted)
    return float(max(difference.ravel()) / largest)
