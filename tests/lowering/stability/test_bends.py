"""Derivatives of log(log(1 + exp(s))), against many digits."""

import mpmath as mp
import numpy as np
import pytest

import symgrad as sg
from symgrad.lowering.stability.rows import softplus_bend

N = sg.dims("n")
L, R, S = sg.scalars("L r s")
X, Y, Z = (sg.vector(name, N) for name in ("x", "y", "z"))
SCALARS = sg.System([(R, sg.log(1 + sg.exp(S))), (L, sg.log(R))])
VECTORS = sg.System([(Y, sg.log(sg.softplus(X)))])
POINTS = (-700.0, -110.0, -40.0, -3.1, -2.9, -1e-9, 1.5, 3.0, 40.0, 700.0)


def is_close(found, true, tolerance):
    return abs(mp.mpf(float(found)) - true) <= tolerance * abs(true)


def truth(x, order):
    with mp.workdps(700):
        return mp.diff(lambda s: mp.log(mp.log1p(mp.exp(s))), mp.mpf(float(x)), order, h=mp.mpf(10) ** -120)


def found_at(system, name, x):
    """The first three derivatives."""
    kind, derived, made = x.dtype.type, system.gradient(wrt=name), []
    point = {name: x, "bar_y": np.ones_like(x), f"dot_{name}": np.ones_like(x), f"dot2_{name}": np.ones_like(x)}
    for _ in range(3):
        function = derived.lambdify()
        made.append(kind(1) * function(**{key: one for key, one in point.items() if key in function.arguments}))
        derived = derived.tangent(wrt=name)
    return made


@pytest.mark.parametrize(("kind", "tolerance"), [(np.float64, 1e-12), (np.float32, 1e-5)])
def test_three_derivatives(kind, tolerance):
    points = [x for x in POINTS if kind is np.float64 or abs(x) < 80]
    whole = found_at(VECTORS, "x", np.array(points, kind))
    for k, x in enumerate(points):
        one = found_at(SCALARS, "s", np.array(x, kind))
        for order in (1, 2, 3):
            true = truth(kind(x), order)
            assert is_close(one[order - 1], true, tolerance), (x, order)
            assert is_close(whole[order - 1][k], true, tolerance), (x, order)


def test_the_function_itself():
    for x in (*POINTS, -30.0, -10.0, -3.0):
        with mp.workdps(700):
            e = mp.exp(mp.mpf(x))
            true = 1 / (1 + e) - e / (1 + e) / mp.log1p(e)
        assert is_close(sg.lambdify(softplus_bend(S))(s=x), true, 1e-13), x


def test_without_the_rule_they_are_lost(monkeypatch):
    monkeypatch.setattr("symgrad.lowering.stability.cancelling_sums.over_softplus", lambda sight, expr: expr)
    assert not is_close(found_at(SCALARS, "s", np.array(-40.0))[1], truth(-40.0, 2), 1e-12)
