"""Sums of powers of one sigmoid: factored where they are lost far out, against many digits."""

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.lowering.stability import stable

N = sg.dims("n")
Q, R, S, A = sg.scalars("q r s a")
P, Z, X, V = (sg.vector(name, N) for name in ("p", "z", "x", "v"))
POINTS = (40.0, -40.0, 110.0, -110.0, 3e-9)


def line(system, name):
    return str(dict(stable(system).definitions)[system.symbol(name)])


@pytest.mark.parametrize(
    ("equations", "right"),
    [
        ([(Q, sg.sigmoid(S)), (R, 2 * Q**3 - 3 * Q**2 + Q)], "-q*tanh(s/2)*sigmoid(-s)"),
        ([(Q, sg.sigmoid(S)), (R, A * Q - A * Q**2)], "a*q*sigmoid(-s)"),
        ([(Q, sg.exp(S)), (R, 1 / (1 + Q) - 2 / (1 + Q) ** 2 + 1 / (1 + Q) ** 3)], "sigmoid(-s)*sigmoid(s)**2"),
        ([(Q, sg.sigmoid(S - A)), (R, Q**2 - Q)], "-q*sigmoid(a - s)"),
        ([(Q, sg.exp(S)), (R, (1 + 3 * Q + 2 * Q**2) / (1 + Q) ** 2 - 1 / (1 + Q))], "2*sigmoid(s)"),
    ],
)
def test_forms(equations, right):
    told = line(sg.System(equations), "r")
    assert sp.sympify(told) - sp.sympify(right) == 0


def third_of_softplus(x):
    e = mp.exp(mp.mpf(x))
    return e * (1 - e) / (1 + e) ** 3


def found_third(x):
    system = sg.System([(R, sg.log(1 + sg.exp(S)))]).gradient().tangent(wrt="s").tangent(wrt="s")
    return system.lambdify()(s=x, dot_s=1.0, dot2_s=1.0)


@pytest.mark.parametrize("point", POINTS)
def test_a_third_derivative_written_out(point):
    with mp.workdps(80):
        true = third_of_softplus(point)
        assert abs(found_third(point) - true) <= 1e-12 * abs(true)


def test_without_the_factors_it_is_lost(monkeypatch):
    monkeypatch.setattr("symgrad.lowering.stability.cancelling_sums.factored", lambda analysis, expr: expr)
    with mp.workdps(80):
        true = third_of_softplus(40.0)
        assert not abs(found_third(40.0) - true) <= 1e-12 * abs(true)


def test_shares_of_two_sigmoids_that_are_both_below_any_float():
    f, i, h = sg.vector("f", N), sg.vector("i", N), sg.vector("h", N)
    system = sg.System([(f, sg.sigmoid(Z)), (i, sg.sigmoid(X)), (h, sg.hadamard(sg.divide(i, f + i), V))])
    z, x, v = np.array([-1000.0, -800.0]), np.array([-1001.0, 3.0]), np.array([2.0, 0.5])
    share = [mp.mpf(1) / (1 + mp.e), mp.mpf(1)]  # of exp(-1001) beside exp(-1000), and of nearly 1 beside nothing
    made = system.value_and_gradient().lambdify()(z=z, x=x, v=v, bar_h=np.ones(2))
    np.testing.assert_allclose(made["h"], [float(s * w) for s, w in zip(share, v, strict=True)], rtol=1e-12)
    np.testing.assert_allclose(made["bar_x"][0], float(share[0] * (1 - share[0]) * v[0]), rtol=1e-12)


def test_a_sum_that_loses_nothing_stays_as_it_is():
    system = sg.System([(Q, sg.sigmoid(S)), (R, A * Q + A * Q**2)])
    assert stable(system) == system
