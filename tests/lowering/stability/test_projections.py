"""The slope of h = C q / (n . q) by q, where C and n are nearly of one direction, against exact fractions."""

import itertools
from fractions import Fraction

import numpy as np
import pytest

import symgrad as sg
from symgrad.lowering.stability import stable

N = sg.dims("n")
K, W, Q, H, NORM, START = (sg.vector(name, N) for name in ("k", "w", "q", "h", "norm", "start"))
C, FIRST = sg.matrix("C", N, N), sg.matrix("first", N, N)
F, G, S = sg.scalars("f g s")
READ = sg.dot(NORM, Q)
BELOW = {
    "plain": READ,
    "absolute": sg.abs(READ),
    "larger": sg.larger(sg.abs(READ), S),
    "of two": sg.larger(S, sg.abs(READ)),
}
PLACES = (("plain", 0.0), ("absolute", 0.0), *itertools.product(("larger", "of two"), (1e-60, 1e3)))
SIZES = ((1e-20, 1.0), (1.0, 1e-20), (1e-40, 3.0), (0.5, 0.75))  # of what was there and of what came


def gradient(below):
    memory = [(C, F * FIRST + G * sg.outer(W, K)), (NORM, F * START + G * K), (H, C * Q / BELOW[below])]
    return sg.System(memory, outputs=[H]).gradient(wrt="q")


def arrays(f, g, s):
    source = np.random.default_rng(5)
    point = {name: source.uniform(0.5, 2.0, 3) for name in ("k", "w", "q", "start")}
    return point | {
        "first": source.uniform(0.5, 2.0, (3, 3)),
        "f": f,
        "g": g,
        "s": s,
        "bar_h": np.array([1.0, -0.5, 2.0]),
    }


def truth(point, bounded):
    """The slope as a fraction; ``bounded`` says that what is below is the bound."""
    exact = {key: np.vectorize(Fraction, otypes=[object])(value) for key, value in point.items()}
    f, g = exact["f"].item(), exact["g"].item()
    norm = f * exact["start"] + g * exact["k"]
    v = (f * exact["first"] + g * np.outer(exact["w"], exact["k"])).T @ exact["bar_h"]
    if bounded:
        return v / exact["s"].item()
    below = norm @ exact["q"]
    return (v - (v @ exact["q"]) / below * norm) / below


def is_right(found, true):
    return all(abs(Fraction(float(one)) - exact) <= abs(exact) / 10**12 for one, exact in zip(found, true, strict=True))


def found_at(function, point):
    return function(**{key: value for key, value in point.items() if key in function.arguments})


@pytest.mark.parametrize(("f", "g"), SIZES)
@pytest.mark.parametrize(("below", "s"), PLACES)
def test_the_slope_keeps_its_digits(below, s, f, g):
    point = arrays(f, g, s)
    assert is_right(found_at(gradient(below).lambdify(), point), truth(point, s > 1))


def test_without_the_rule_it_is_lost(monkeypatch):
    monkeypatch.setattr("symgrad.lowering.stability.cancelling_sums.projected", lambda sight, expr: expr)
    point = arrays(1e-20, 1.0, 0.0)
    assert not is_right(found_at(gradient("plain").lambdify(), point), truth(point, bounded=False))


def test_what_has_nothing_in_common_stays():
    system = sg.System([(C, F * FIRST), (NORM, F * START + G * K), (H, C * Q / READ)], outputs=[H]).gradient(wrt="q")
    line = dict(stable(system).definitions)[system.symbol("bar_q")]
    assert line == dict(system.definitions)[system.symbol("bar_q")]
