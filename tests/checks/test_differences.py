"""Numeric derivatives: against the derivative known, with the error that each states of itself."""

import numpy as np
import pytest

from symgrad.checks.differences import METHODS, derivatives
from symgrad.errors import ArgumentError, SymgradError

POINT = {"x": np.array([0.5, -1.2, 2.0]), "W": np.array([[1.0, 0.3, -0.7], [0.2, -1.0, 0.4]]), "b": np.array(0.3)}


def layer(p):
    return np.tanh(p["W"] @ p["x"] + p["b"])


def slopes(p):
    d = 1 - layer(p) ** 2
    return {"x": d[:, None] * p["W"], "W": np.einsum("i,ij,k->ijk", d, np.eye(2), p["x"]), "b": d}


@pytest.mark.parametrize(("method", "accuracy"), [("forward", 5e-8), ("central", 2e-10), ("complex", 5e-16)])
def test_the_accuracy_of_each_method(method, accuracy):
    found = derivatives(layer, POINT, ["x", "W", "b"], method).by_name
    for name, exact in slopes(POINT).items():
        assert found[name].value.shape == exact.shape
        assert np.abs(found[name].value - exact).max() < accuracy
        assert np.all(np.abs(found[name].value - exact) <= found[name].bound)


def test_a_forward_difference_is_no_better_than_it_says():
    """What the method cannot do: a difference that were exact to 1e-12 would be another method."""
    exact = slopes(POINT)["W"]
    assert np.abs(derivatives(layer, POINT, ["W"], "forward").by_name["W"].value - exact).max() > 1e-12


@pytest.mark.parametrize("method", METHODS)
def test_bounds_are_narrow_enough_to_see_an_error(method):
    found = derivatives(layer, POINT, ["W"], method)
    relative = {"forward": 2e-6, "central": 1e-8, "complex": 5e-12}[method]
    entries = np.abs(slopes(POINT)["W"])
    assert np.all((found.by_name["W"].bound <= relative * entries)[entries > 0.1])


def test_steps_and_tolerances_go_with_the_precision():
    single = {name: array.astype(np.float32) for name, array in POINT.items()}
    assert derivatives(layer, POINT, [], "forward").step == pytest.approx(2**-26)
    assert derivatives(layer, single, [], "forward").step == pytest.approx(2**-11.5)
    assert derivatives(layer, single, ["x"], "central").tolerance == pytest.approx(8 * (2.0**-23) ** (2 / 3))
    assert derivatives(layer, single, ["x"], tolerance=0.25).tolerance == 0.25


@pytest.mark.parametrize("x", [1e-9, 1e-6, 1.0, 1e6, 1e9])
@pytest.mark.parametrize("method", METHODS)
def test_the_step_finds_the_scale_of_a_steep_function(method, x):
    """The slope of log at 1e-9 changes by all of itself within the first step."""
    found = derivatives(lambda p: np.log(p["x"]), {"x": np.array(x)}, ["x"], method).by_name["x"]
    assert abs(found.value * x - 1) < 1e-4
    assert abs(found.value - 1 / x) <= found.bound


def test_at_the_end_of_a_domain_the_difference_goes_the_other_way():
    found = derivatives(lambda p: np.sqrt(1 - p["x"]), {"x": np.array(1 - 1e-9)}, ["x"]).by_name["x"]
    exact = -0.5 / np.sqrt(1 - (1 - 1e-9))
    assert abs(found.value - exact) <= found.bound < abs(exact) / 100


def test_where_the_function_is_not_finite_the_derivative_is_nan():
    for method in METHODS:
        found = derivatives(lambda p: np.log(p["x"]), {"x": np.array([0.0, 1.0])}, ["x"], method).by_name["x"]
        assert np.isnan(found.value[0]).all()
        assert np.isclose(found.value[1, 1], 1.0)


def test_an_array_without_entries():
    found = derivatives(lambda p: p["x"].sum(), {"x": np.zeros((0, 3))}, ["x"]).by_name["x"]
    assert found.value.shape == (0, 3)


def test_a_function_that_drops_the_imaginary_part_is_refused():
    with pytest.raises(SymgradError, match=r'analytic.*use method="central"'):
        derivatives(lambda p: np.abs(p["x"]), {"x": np.array(2.0)}, ["x"], "complex")


def test_a_function_with_two_values_is_refused():
    source = np.random.default_rng(0)
    with pytest.raises(SymgradError, match="two values at one point"):
        derivatives(lambda p: p["x"] + source.standard_normal(), {"x": np.array(2.0)}, ["x"])


def test_a_function_may_spoil_its_arguments():
    def spoils(p):
        p["x"] *= 2
        return p["x"].sum()

    point = {"x": np.array([1.0, 2.0])}
    assert np.allclose(derivatives(spoils, point, ["x"]).by_name["x"].value, 2.0)
    assert point["x"].tolist() == [1.0, 2.0]


def test_an_unknown_method():
    with pytest.raises(ArgumentError, match="one of forward, central, complex, but 'backward' came"):
        derivatives(layer, POINT, ["x"], "backward")
