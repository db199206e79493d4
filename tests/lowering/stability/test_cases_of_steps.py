"""What flows through the larger of two keeps its digits: r = exp(s - m) + exp(a - m) with m the larger of s and a."""

import mpmath as mp
import numpy as np
import pytest

import symgrad as sg
from symgrad.lowering.stability import stable

N = sg.dims("n")
S, A, B, M, R, L = sg.scalars("s a b m r L")
X, Y, Z, V = (sg.vector(name, N) for name in ("x", "y", "z", "v"))
SCALARS = sg.System([(M, sg.larger(S, A)), (R, sg.exp(S - M) + sg.exp(A - M))])
VECTORS = sg.System([(Z, sg.larger(X, Y)), (V, sg.exp(X - Z) + sg.exp(Y - Z)), (L, sg.total(V))])
POINTS = ((40.0, 0.0), (0.0, 40.0), (-110.0, -50.0), (3.0, 2.5), (1000.0, 400.0))


def truths(s, a):
    """Of 1 + exp(-|s - a|): the first two derivatives by s, and by s and a in turn."""
    gap = mp.mpf(s) - mp.mpf(a)
    small = mp.exp(-abs(gap))
    return -mp.sign(gap) * small, small, -small


def is_close(found, true):
    return abs(mp.mpf(float(found)) - true) <= mp.mpf("1e-12") * abs(true)


@pytest.mark.parametrize(("s", "a"), POINTS)
def test_of_scalars(s, a):
    gradient = SCALARS.gradient()
    first, second = gradient.lambdify(), gradient.tangent().lambdify()
    slope, own, mixed = truths(s, a)
    found = first(s=s, a=a)
    assert is_close(found["bar_s"], slope)
    assert is_close(found["bar_a"], -slope)
    moves = {"dot_s": 1.0, "dot_a": 0.0}
    found = second(s=s, a=a, **{key: move for key, move in moves.items() if key in second.arguments})
    assert is_close(found["dot_bar_s"], own)
    assert is_close(found["dot_bar_a"], mixed)


def test_of_vectors():
    x, y = map(np.array, zip(*POINTS, strict=True))
    found = VECTORS.gradient().lambdify()(x=x, y=y)
    for k, (s, a) in enumerate(POINTS):
        slope = truths(s, a)[0]
        assert is_close(found["bar_x"][k], slope)
        assert is_close(found["bar_y"][k], -slope)


LINES = sg.System([(M, sg.larger(S, A)), (R, B * (S - M) + A - M)])  # the smaller less the larger, for any B


def test_what_is_large_goes_where_it_has_no_part():
    found = LINES.gradient().lambdify()(s=40.0, a=0.0, b=1e17)
    assert (found["bar_s"], found["bar_a"]) == (-1.0, 1.0)


def test_a_scalar_chooses_among_vectors():
    system = sg.System([(V, X + Y), (Z, sg.step(S) * (Y - V) + V)])  # Y where s is positive, and X + Y elsewhere
    x, y = np.full(2, 1e17), np.array([1.0, 3.0])
    function = system.lambdify()
    np.testing.assert_array_equal(function(x=x, y=y, s=1.0), y)
    np.testing.assert_array_equal(function(x=x, y=y, s=-1.0), x + y)


def test_without_the_rule_they_are_lost(monkeypatch):
    monkeypatch.setattr("symgrad.lowering.stability.cancelling_sums.by_cases", lambda sight, expr: expr)
    assert LINES.gradient().lambdify()(s=40.0, a=0.0, b=1e17)["bar_s"] != -1.0


def test_a_step_without_anything_that_cancels_stays():
    system = sg.System([(Z, sg.hadamard(X, sg.step(Y)) + V)])
    assert stable(system) == system
