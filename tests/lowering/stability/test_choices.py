"""Stable forms inside formulas of scalars that choose among values."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg

N = sg.dims("n")
R, S = sg.scalars("r s")
X, Y = sg.vector("x", N), sg.vector("y", N)
T = sp.Symbol("t", real=True)


def softplus_by_cases(z):
    return sp.Piecewise((sp.log(1 + sp.exp(z)), z > -5000), (z, True))


def scalar():
    system = sg.System([(R, softplus_by_cases(S))])
    return [float(f(s=1000.0)) for f in (system.lambdify(), system.gradient().lambdify())]


def test_of_a_scalar():
    assert scalar() == [1000.0, 1.0]


def test_of_every_entry():
    system = sg.System([(Y, X.applyfunc(sp.Lambda(T, softplus_by_cases(T))))])
    x = np.array([1000.0, -40.0])
    np.testing.assert_allclose(system.lambdify()(x=x), [1000.0, np.log1p(np.exp(-40.0))], rtol=1e-12)
    slope = system.gradient().lambdify()(x=x, bar_y=np.ones(2))
    np.testing.assert_allclose(slope, [1.0, np.exp(-40.0) / (1 + np.exp(-40.0))], rtol=1e-12)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_without_the_pass_it_is_lost(monkeypatch):
    monkeypatch.setattr("symgrad.lowering.stability.stable_rules.Rewriting._inside", lambda self, expr: expr)
    assert not np.isfinite(scalar()).all()
