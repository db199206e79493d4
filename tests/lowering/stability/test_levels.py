"""A vector less its mean, where what is the same in every entry is larger by far."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.lowering.stability import stable

N = sg.dims("n")
V, X, Z = (sg.vector(name, N) for name in ("v", "x", "z"))
S = sg.scalar("s")
LARGE = X + S * sg.ones(N)
MEAN = sg.total(V) / N
NAMED = sg.System([(V, LARGE), (Z, 3 * V - 3 * MEAN * sg.ones(N))])
WRITTEN = sg.System([(Z, S * LARGE - S * sg.total(LARGE) / N * sg.ones(N))])
POINT = {"x": np.array([1.0, 2.0, 6.0]), "s": 1e20}


@pytest.mark.parametrize(("system", "factor"), [(NAMED, 3.0), (WRITTEN, 1e20)])
def test_the_rest_keeps_its_digits(system, factor):
    np.testing.assert_allclose(system.lambdify()(**POINT), factor * np.array([-2.0, -1.0, 3.0]), rtol=1e-14)


def test_without_the_rule_it_is_lost(monkeypatch):
    monkeypatch.setattr("symgrad.lowering.stability.cancelling_sums.levelled", lambda sight, expr: expr)
    assert not np.allclose(NAMED.lambdify()(**POINT), [-6.0, -3.0, 9.0])


def test_another_multiple_of_the_mean_stays():
    system = sg.System([(V, LARGE), (Z, 3 * V - 2 * MEAN * sg.ones(N))])
    assert stable(system) == system
