"""Maxima in sums: what one maximum has taken is in no other."""

import numpy as np
import pytest

import symgrad as sg

N = sg.dims("n")
W, (X, Y, Z) = sg.vector("w", N), sg.vectors("x y z", N)


@pytest.mark.parametrize("names", ["x y z", "z y x", "y z x", "y x z", "x z y", "z x y"])
def test_a_maximum_inside_a_maximum_takes_its_term_once(names):
    """max(relu(y - z), x) + z: whichever name comes first, z is not counted twice."""
    x, y, z = sg.vectors(names, N)
    system = sg.System([(W, sg.larger(sg.relu(y - z), x) + z)])
    given = {x.name: np.array([1.0, 4.0]), y.name: np.array([5.0, -1.0]), z.name: np.array([2.0, 0.5])}
    np.testing.assert_array_equal(system.lambdify()(**given), [5.0, 4.5])
    assert all(system.check(method="complex", seed=seed) for seed in range(4))
    nested = sg.System([(W, sg.relu(sg.relu(y - z) + z - x) + x - sg.relu(x - z))])
    by_hand = np.maximum(np.maximum(given[y.name], given[z.name]), given[x.name])
    np.testing.assert_allclose(nested.lambdify()(**given), by_hand - np.maximum(given[x.name] - given[z.name], 0))
