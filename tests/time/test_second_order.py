"""Second derivatives through time: forward over reverse, reverse over reverse, and forward mode itself."""

import functools

import numpy as np
import pytest

import symgrad as sg
from tests.time.complex_step import moved, point_of, ways, with_dots


@functools.cache
def recurrence(name):
    return sg.Recurrence(getattr(sg.cells, name)())


@functools.cache
def second(name):
    """(gradient, its tangent compiled)."""
    g = recurrence(name).gradient(of="h")
    return g, g.tangent().lambdify()


@pytest.mark.parametrize("samples", [None, 3])
@pytest.mark.parametrize("steps", [1, 4, 23])
@pytest.mark.parametrize("name", ["elman", "lstm", "gru"])
def test_the_hessian_vector_product_against_the_complex_step_of_the_gradient(name, steps, samples):
    g, product = second(name)
    point = point_of(g, steps, seed=steps, samples=samples)
    names = [symbol.name for symbol in g.inputs]
    assert list(product.arguments) == [*names, *(f"dot_{key}" for key in names)]
    for way in ways(point, names, seed=1, count=1)[:1]:
        found = product(**with_dots(point, way))
        assert list(found) == [f"dot_bar_{symbol.name}" for symbol in recurrence(name).inputs]
        for key, expected in moved(g, point, way).items():
            np.testing.assert_allclose(found[f"dot_{key}"], expected, rtol=1e-9, atol=1e-11 * np.abs(expected).max())


@pytest.mark.parametrize("steps", [1, 4, 23])
@pytest.mark.parametrize("name", ["elman", "lstm", "gru"])
def test_the_hessian_is_symmetric(name, steps):
    g, product = second(name)
    point = point_of(g, steps, seed=steps)
    names = [symbol.name for symbol in recurrence(name).inputs]
    u, v = ways(point, names, seed=2)[:2]
    seeds = {"dot_bar_h": np.zeros_like(point["bar_h"])}
    hu, hv = (product(**with_dots(point, way), **seeds) for way in (u, v))
    left, right = (sum((one[key] * made[f"dot_bar_{key}"]).sum() for key in names) for one, made in ((u, hv), (v, hu)))
    assert abs(left - right) < 1e-10 * abs(left)
    assert abs(left) > 1e-3


def test_a_hessian_vector_product_at_another_point_is_seen():
    g, product = second("gru")
    point = point_of(g, 4, seed=4)
    way = ways(point, [symbol.name for symbol in g.inputs], seed=1)[0]
    found = product(**with_dots(point | {"b_z": point["b_z"] + 1e-7}, way))
    expected = moved(g, point, way)["bar_U_z"]
    assert np.abs(found["dot_bar_U_z"] - expected).max() > 1e-9 * np.abs(expected).max()


def test_tangents_of_first_carries_and_of_cotangents_are_zero_by_default():
    g, product = second("lstm")
    point = point_of(g, 3, seed=5)
    way = ways(point, [symbol.name for symbol in g.inputs], seed=1)[0]
    optional = {"h_prev", "c_prev", "bar_h"}
    short = product(**with_dots(point, {key: value for key, value in way.items() if key not in optional}))
    whole = product(**with_dots(point, {key: value * (key not in optional) for key, value in way.items()}))
    for key, array in whole.items():
        np.testing.assert_array_equal(short[key], array)


@pytest.mark.parametrize("name", ["elman", "lstm", "gru"])
@pytest.mark.parametrize("samples", [None, 2])
def test_the_gradient_of_a_gradient_is_the_hessian_vector_product(name, samples):
    """Reverse over reverse: the Hessian is symmetric, so its rows are its columns."""
    g, product = second(name)
    inputs = [symbol.name for symbol in recurrence(name).inputs]
    twice = g.gradient(wrt=inputs).lambdify()
    point = point_of(g, 4, seed=6, samples=samples)
    way = ways(point, inputs, seed=3)[0]
    forward = product(**with_dots(point, way))
    backward = twice(**point, **{f"bar2_bar_{key}": value for key, value in way.items()})
    for key in inputs:
        expected = forward[f"dot_bar_{key}"]
        np.testing.assert_allclose(backward[f"bar2_{key}"], expected, rtol=1e-9, atol=1e-12 * np.abs(expected).max())


def test_the_gradient_of_one_parameters_gradient():
    g = recurrence("gru").gradient(wrt="U_r")
    point = point_of(g, 5, seed=7)
    (way,) = ways(point, ["U_r"], seed=1, count=1)[:1]
    found = g.gradient(of="bar_U_r").lambdify()(**point, bar2_bar_U_r=way["U_r"])
    whole = recurrence("gru").gradient().tangent(wrt="U_r").lambdify()(**point, dot_U_r=way["U_r"])
    for symbol in recurrence("gru").inputs:
        np.testing.assert_allclose(found[f"bar2_{symbol.name}"], whole[f"dot_bar_{symbol.name}"], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found["bar2_bar_h"], recurrence("gru").tangent(wrt="U_r").lambdify()(
        **{key: value for key, value in point.items() if key != "bar_h"}, dot_U_r=way["U_r"]), rtol=1e-9)  # fmt: skip


@pytest.mark.parametrize("name", ["elman", "lstm", "mlstm"])
def test_forward_mode_is_how_the_outputs_move(name):
    r = recurrence(name)
    for steps, samples in ((1, None), (4, None), (130, 2)):
        point = point_of(r, steps, seed=8, samples=samples)
        way = ways(point, [symbol.name for symbol in r.inputs], seed=1)[0]
        found = r.tangent().lambdify()(**with_dots(point, way))
        found = found if isinstance(found, dict) else {"dot_h": found}
        for key, expected in moved(r, point, way).items():
            np.testing.assert_allclose(found[f"dot_{key}"], expected, rtol=1e-9, atol=1e-11 * np.abs(expected).max())
