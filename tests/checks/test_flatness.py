"""Where a slope is a number, and where it is a rounding error."""

import numpy as np

from symgrad.checks.flatness import steady_slopes


def test_slopes_that_hold_nearby_are_steady():
    point = {"x": np.array([1.0, -2.0, 3.0])}
    slopes = {"x": 2 * point["x"]}  # of x^2
    assert steady_slopes(lambda moved: {"x": 2 * moved["x"]}, point, slopes)["x"].all()


def test_noise_and_zeros_are_not():
    point = {"x": np.array([1.0, -2.0, 3.0])}
    noise = iter(np.random.default_rng(1).normal(size=(50, 3)))
    slopes = {"x": 1e-16 * next(noise)}
    assert not steady_slopes(lambda moved: {"x": 1e-16 * next(noise)}, point, slopes)["x"].any()
    zeros = {"x": np.zeros(3)}
    assert not steady_slopes(lambda moved: zeros, point, zeros)["x"].any()
