"""Derivatives of sqrt(x^2 + c), against many digits."""

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.expressions.scalar_forms import terms_expanded
from symgrad.lowering.stability import roots

N = sg.dims("n")
R, S, Q = sg.scalars("r s q")
X, Z = sg.vectors("x z", N)
POINTS = (1000.0, -110.0, 40.0, 1e-9)


def truths(x, c):
    """The first three derivatives, by hand."""
    x, root = mp.mpf(float(x)), mp.sqrt(mp.mpf(float(x)) ** 2 + mp.mpf(1) / c)
    return x / root, 1 / (c * root**3), -3 * x / (c * root**5)


def derivatives(kind, x, c):
    system = sg.System([(R, sg.sqrt(S**2 + sp.Rational(1, c)))])
    first = system.gradient()
    second = first.tangent(wrt="s")
    third = second.tangent(wrt="s")
    point = {"s": kind(x), "dot_s": kind(1), "dot2_s": kind(1)}
    return [
        f(**{k: point[k] for k in point if k in f.arguments}) for f in (g.lambdify() for g in (first, second, third))
    ]


@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("c", [100, 3])
def test_three_derivatives(point, c, kind):
    with mp.workdps(60):
        for found, true in zip(derivatives(kind, point, c), truths(kind(point), c), strict=True):
            assert abs(mp.mpf(float(found)) - true) <= (1e-12 if kind is np.float64 else 1e-5) * abs(true)


@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.parametrize("named", [True, False])
def test_of_vectors(named, kind):
    """Entry by entry, with a name for the root or within a sum."""
    root = sg.sqrt(sg.hadamard(X, X) + S * sg.ones(N))
    system = sg.System([(Z, root), (Q, sg.total(Z))] if named else [(Q, sg.total(root))])
    first = system.gradient(wrt="x")
    second = first.tangent(wrt="x")
    point = {"x": np.array(POINTS, kind), "s": kind(0.25), "dot_x": np.ones(4, kind), "dot2_x": np.ones(4, kind)}
    for order, derived in enumerate((first, second, second.tangent(wrt="x"))):
        function = derived.lambdify()
        found = function(**{k: point[k] for k in point if k in function.arguments})
        with mp.workdps(60):
            for one, x in zip(found, point["x"], strict=True):
                true = truths(x, 4)[order]
                assert abs(mp.mpf(float(one)) - true) <= (1e-12 if kind is np.float64 else 1e-5) * abs(true)


def test_the_root_of_a_matrix_product():
    """No factor of W x stands for an entry of it."""
    W = sg.matrix("W", N, N)
    system = sg.System([(Z, sg.sqrt(sg.hadamard(W * X, W * X) + sg.ones(N)))])
    values = {"W": np.array([[1.0, 1e6], [-3.0, 0.5]]), "x": np.array([2.0, 1.0])}
    directions = {"dot_x": np.array([1.0, -2.0]), "dot2_x": np.array([0.5, 3.0])}
    found = system.tangent(wrt="x").tangent(wrt="x").lambdify()(**values, **directions)
    a, first, second = (values["W"] @ one for one in (values["x"], *directions.values()))
    np.testing.assert_allclose(found, first * second * (1 + a**2) ** -1.5, rtol=1e-12)


def test_without_the_rule_they_are_lost(monkeypatch):
    monkeypatch.setattr("symgrad.lowering.stability.cancelling_sums.over_root", lambda sight, expr: expr)
    with mp.workdps(60):
        true = truths(1000.0, 100)[1]
        assert not abs(derivatives(np.float64, 1000.0, 100)[1] - true) <= 1e-12 * abs(true)


def test_formulas_that_are_long_when_multiplied_out_stay_as_they_are(monkeypatch):
    class Guarded:
        """SymPy, whose ``expand`` takes short formulas alone."""

        def __getattr__(self, name):
            return getattr(sp, name)

        def expand(self, formula):
            assert terms_expanded(formula) <= roots.MOST_EXPANDED
            return sp.expand(formula)

    monkeypatch.setattr(roots, "sp", Guarded())
    a, b, c, s = sg.scalars("a b c s")
    root = sp.sqrt(s**2 + 1)
    long = (a + b + c) ** 9 * (a + s + 2) ** 9 * (b + s * c + 1) ** 9
    value = sg.lambdify(1 / root - s**2 * long / root**3)
    point = {"a": 0.1, "b": 0.2, "c": 0.3, "s": 0.5}
    expected = (1 / root - s**2 * long / root**3).subs({symbol: point[symbol.name] for symbol in (a, b, c, s)})
    assert value(**point) == pytest.approx(float(expected), rel=1e-12)
    short = sg.lambdify(1 / root - s**2 / root**3)  # which is 1 / root^3
    assert short(s=1e8) == pytest.approx(1e-24, rel=1e-12)
