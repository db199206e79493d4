"""Sums of which a term is too large for any float, times what is too small: term by term."""

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.expressions.shapes import is_matrix
from symgrad.lowering.stability.scales import exponential, summed_exponentials

N = sg.dims("n")
A, B, M, Q, R, S = sg.scalars("a b m q r s")
W, X = sg.matrix("W", N, N), sg.vectors("x v", N)
LARGE = sg.larger(sg.exp(S), sg.abs(B))
WRITTEN = sg.System([(R, (A * sg.exp(S) + B) / LARGE**2)])
NAMED = sg.System([(Q, A / LARGE + B / LARGE**2), (R, Q * sg.exp(S))])
FACTOR = sg.System([(Q, A / LARGE + B / LARGE**2), (M, A * Q), (R, M * sg.exp(S))])
VECTORS = sg.System([(X[1], (A * sg.exp(S) + B) / LARGE**2 * (W * X[0]))])


def truth(s, power):
    """(a e + b) / e^power at a = 2, b = 3, with e = exp(s)."""
    e = mp.exp(mp.mpf(s))
    return (2 * e + 3) / e**power


@pytest.mark.parametrize("s", [400.0, 700.0, 1000.0])
@pytest.mark.parametrize(("system", "power", "factor"), [(WRITTEN, 2, 1), (NAMED, 1, 1), (FACTOR, 1, 2)])
def test_no_factor_overflows(system, power, factor, s):
    with np.errstate(all="ignore"):
        found = system.lambdify()(a=2.0, b=3.0, s=s)
    assert abs(mp.mpf(float(found)) - factor * truth(s, power)) <= 1e-11 * truth(s, power) + mp.mpf("1e-307")


def test_before_a_matrix_product():
    with np.errstate(all="ignore"):
        found = VECTORS.lambdify()(a=2.0, b=3.0, s=400.0, W=np.eye(2), x=np.array([1.0, 2.0]))
    np.testing.assert_allclose(found, np.array([1.0, 2.0]) * float(truth(400.0, 2)), rtol=1e-11)


def test_without_the_rule_they_do(monkeypatch):
    monkeypatch.setattr("symgrad.lowering.stability.scale_products._opened", lambda sight, expr, parts: expr)
    with np.errstate(all="ignore"):
        assert np.isnan(NAMED.lambdify()(a=2.0, b=3.0, s=1000.0))


@pytest.mark.parametrize("size", [1, 2, N])
def test_one_entry_of_a_softmax_of_equal_numbers_is_a_number(size):
    scale = exponential(S).times(summed_exponentials(S * sg.ones(size)).to_the(-sp.S.One))
    for told in (scale.value(()), scale.log(())):
        assert not is_matrix(told)
        assert not sg.gradient(told, S).has(sp.nan)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_column_times_a_row_stays_one_factor(sign):
    """SymPy's matrix product is a product to isinstance, but neither factor has the shape of the whole."""
    U, C, D, E = sg.vector("u", N), *(sg.matrix(name, N, N) for name in "CDE")
    grown = sg.exp(sign * W)
    system = sg.System([(U, X[0] + X[1]), (C, U * X[1].T), (D, grown - W), (E, sg.hadamard(grown, C, D))])
    w, x, v = np.array([[9.0, 1.0], [-2.0, 0.5]]), np.array([1.0, 2.0]), np.array([-3.0, 0.25])
    found = system.lambdify(outputs=[E])(W=w, x=x, v=v)
    np.testing.assert_allclose(found, np.exp(sign * w) * np.outer(x + v, v) * (np.exp(sign * w) - w), rtol=1e-11)
