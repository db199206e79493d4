"""What goes along rows, entry by entry from its definition: the oracle of operations of the kind ``along``."""

import itertools

import numpy as np
import sympy as sp

from symgrad.lowering import LEAD


def of_along(op, args, sizes):
    """The result of one operation: for each sample and step on its own."""
    word, *how = op.how
    how = [int(sp.sympify(one).xreplace(sizes)) for one in how]
    shape = tuple(int(sp.sympify(axis).xreplace(sizes)) for axis in op.out.axes)
    lead = [one for one in LEAD if any(one in letters for letters in op.letters)]
    made = np.zeros(shape)
    for place in itertools.product(*(range(int(sizes[one])) for one in lead)):
        at = dict(zip(lead, place, strict=True))
        given = []
        for array, letters in zip(args, op.letters, strict=True):
            own = array[tuple(at[one] for one in letters if one in LEAD)]
            given.append(own if own.ndim == 2 else own[:, None])
        to = tuple(at[one] for one in op.to if one in LEAD)
        own = RULES[word](shape[len(to) :], *given, *how)
        made[to] += own.reshape(shape[len(to) :])  # of what the result lacks it is the sum
    return made


def _correlate(shape, a, b, start, turned):
    b = b[::-1] if turned else b
    y = np.zeros((shape[0], a.shape[1]))
    for i, k in itertools.product(range(shape[0]), range(len(b))):
        if 0 <= i + start + k < len(a):
            y[i] += a[i + start + k] * b[k]
    return y


def _windows(shape, x, width, stride, count):
    places = itertools.product(range(x.shape[1]), range(count))
    return np.array([x[i * stride : i * stride + width, j] for j, i in places])


def _overlap(shape, y, stride, n, c):
    x = np.zeros((n, c))
    many = len(y) // c
    for row, k in itertools.product(range(len(y)), range(y.shape[1])):
        x[row % many * stride + k, row // many] += y[row, k]
    return x


def _scan(shape, a, b, back):
    order = range(len(b))[::-1] if back else range(len(b))
    z, before = np.zeros_like(b), np.zeros(b.shape[1])
    for i in order:
        before = z[i] = a[i] * before + b[i]
    return z


RULES = {
    "correlate": _correlate,
    "windows": _windows,
    "overlap": _overlap,
    "cumsum": lambda shape, x, back: _scan(shape, np.ones_like(x), x, back),
    "cumprod": lambda shape, x: np.array([np.prod(x[: i + 1], axis=0) for i in range(len(x))]),
    "linear_scan": _scan,
    "take": lambda shape, spots, x, n: (spots.round() == np.arange(n)) @ x,
    "put": lambda shape, spots, y, n: (spots.round() == np.arange(n)).T @ y,
    "one_hot": lambda shape, spots, n: (spots.round() == np.arange(n)).astype(float),
}
