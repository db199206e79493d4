"""Points: shapes by the program, numbers by the seed, and what is given stays."""

import numpy as np
import pytest

from symgrad.errors import ArgumentError, ShapeError, UnboundNameError
from symgrad.expressions.symbols import dims, matrix, scalar, vector
from symgrad.functions.elementwise import tanh
from symgrad.operations.operations import concat, dot
from symgrad.programs.program import Program
from symgrad.targets import random_point

n, m = dims("n m")
W, x, u, b, y = matrix("W", n, m), vector("x", m), vector("u", n), scalar("b"), vector("y", n)


def layer():
    return Program([(y, tanh(b * W * x) + u)], inputs=[x, u], parameters=[W, b])


def shapes(point):
    return {name: array.shape for name, array in point.items()}


def test_every_input_has_an_array_of_its_shape():
    assert shapes(random_point(layer())) == {"x": (2,), "u": (3,), "W": (3, 2), "b": ()}


def test_sizes_come_from_what_is_given():
    assert shapes(random_point(layer(), {x: np.ones(5)})) == {"x": (5,), "u": (2,), "W": (2, 5), "b": ()}
    assert shapes(random_point(layer(), {"x": np.ones(2)}))["W"] == (3, 2)
    assert shapes(random_point(layer(), sizes={"n": 7}))["W"] == (7, 2)


def test_sizes_inside_a_sum_of_dimensions():
    both = matrix("V", n, n + m)
    program = Program([(y, both * concat(u, x))])
    assert shapes(random_point(program, {"V": np.ones((2, 6))})) == {"V": (2, 6), "u": (2,), "x": (4,)}
    with pytest.raises(ShapeError, match="at: V is"):
        random_point(program, {"V": np.ones((4, 3))})


def test_a_batch_axis_is_kept():
    point = random_point(layer(), {"x": np.ones((10, 4))})
    assert shapes(point) == {"x": (10, 4), "u": (2,), "W": (2, 4), "b": ()}


def test_the_seed_decides():
    one, again, other = random_point(layer()), random_point(layer(), seed=0), random_point(layer(), seed=1)
    assert all(np.array_equal(one[name], again[name]) for name in one)
    assert not any(np.array_equal(one[name], other[name]) for name in one)


def test_parameters_are_scaled_by_their_columns():
    point = random_point(layer(), sizes={"n": 200, "m": 100})
    assert point["W"].std() == pytest.approx(0.1, rel=0.05)
    assert point["u"].std() == pytest.approx(1.0, rel=0.15)


def test_what_is_given_stays_and_is_a_copy():
    given = np.array([1.0, 2.0])
    point = random_point(layer(), {"x": given, "b": 3})
    given[0] = 9.0
    assert point["x"].tolist() == [1.0, 2.0]
    assert point["b"].dtype == float
    assert random_point(layer(), {"x": np.ones(2, np.float32)})["W"].dtype == np.float32


def test_wrong_points():
    with pytest.raises(UnboundNameError, match="no input q; its inputs are x, u, W, b"):
        random_point(layer(), {"q": 1.0})
    with pytest.raises(UnboundNameError, match="no input y"):
        random_point(layer(), {y: np.ones(2)})
    with pytest.raises(UnboundNameError, match="no dimension k; its dimensions are"):
        random_point(layer(), sizes={"k": 1})
    with pytest.raises(ShapeError, match=r"W is \(n, m\), but an array of shape \(3,\) came"):
        random_point(layer(), {"W": np.ones(3)})
    with pytest.raises(ShapeError, match="m is 4 by what else was given, but its array has 3 there"):
        random_point(layer(), {"W": np.ones((2, 3)), "x": np.ones(4)})
    with pytest.raises(ArgumentError, match="complex128"):
        random_point(layer(), {"b": 1j})


def test_a_fixed_size_must_be_met():
    v = vector("v", 3)
    program = Program([(b, dot(v, v))])
    assert shapes(random_point(program)) == {"v": (3,)}
    with pytest.raises(ShapeError, match="3 is 3"):
        random_point(program, {"v": np.ones(4)})
