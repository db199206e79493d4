"""Every cell against a second writing from its paper: its values, and its gradients against autograd's."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.programs.equations import Equation
from tests.cells import against_autograd
from tests.cells.against_autograd import (
    cases,
    distance,
    far,
    function_of,
    gradient_distances,
    unseen,
    value_distances,
)
from tests.cells.written_again import IDLE, SECOND

RECURRENT = [name for name in sg.cells.__all__ if getattr(sg.cells, name)().carry]


def test_every_cell_is_written_again():
    assert sorted(set(sg.cells.__all__) - set(SECOND)) == [], "add a function to a file in tests/cells/written_again"
    assert sorted(set(SECOND) - set(sg.cells.__all__)) == [], "add its row; or, of a helper, begin its name with _"


@pytest.mark.parametrize("name", SECOND)
def test_one_step(name):
    assert far(value_distances(name, SECOND[name])) == {}
    assert far(value_distances(name, SECOND[name], seed=100)) == {}
    function = function_of(getattr(sg.cells, name)(), over_time=False)
    found = gradient_distances(name, SECOND[name], function=function)
    assert found
    assert far(found) == {}
    assert far(gradient_distances(name, SECOND[name], samples=3, function=function)) == {}


@pytest.mark.parametrize("name", RECURRENT)
def test_through_time(name):
    cell = getattr(sg.cells, name)()
    function = function_of(cell, over_time=True)
    sparing = function_of(cell, over_time=True, checkpoint_every=2)
    for steps, samples in cases():
        for one in (function, sparing):
            assert far(gradient_distances(name, SECOND[name], steps, samples, one)) == {}, (steps, samples)


@pytest.mark.parametrize("name", SECOND)
def test_every_gradient_is_seen(name):
    """None is zero at the points that are compared, where a wrong one might be right."""
    steps = 5 if getattr(sg.cells, name)().carry else None
    assert unseen(name, SECOND[name], steps) == IDLE.get(name, set())


# -- what is wrong is found ------------------------------------------------------------------------------------------


def spoilt(p):
    """The GRU with the weights of its gates exchanged."""
    return SECOND["gru"]({**p, "W_z": p["W_r"], "W_r": p["W_z"]})


def test_a_spoilt_second_writing_is_found():
    assert set(far(value_distances("gru", spoilt))) == {"h"}
    assert {"W_z", "W_r", "x"} <= set(far(gradient_distances("gru", spoilt)))
    for steps, samples in cases():
        assert far(gradient_distances("gru", spoilt, steps, samples)), (steps, samples)


@pytest.mark.parametrize("wrong", ["bar_U", "bar_x", "bar_h_prev"])
def test_a_spoilt_gradient_is_found(wrong):
    backward = sg.cells.elman().gradient()
    turned = [Equation(e.lhs, -e.rhs if e.lhs.name == wrong else e.rhs) for e in backward.equations]
    found = gradient_distances("elman", SECOND["elman"], function=backward.replace(turned).lambdify())
    assert set(far(found)) == {wrong.removeprefix("bar_")}


def test_a_slip_that_only_a_second_step_shows_is_found():
    """The state of one step before is cut out of the gradient: right for T = 1, and wrong from T = 2 on."""
    function = sg.Recurrence(sg.cells.elman()).gradient(truncate=1).lambdify()
    found = {steps: far(gradient_distances("elman", SECOND["elman"], steps, None, function)) for steps in (1, 2)}
    assert found[1] == {}
    assert set(found[2]) >= {"U", "W", "b", "x"}


def test_what_is_no_number_or_of_another_shape_is_far():
    assert distance(np.array([np.nan]), np.zeros(1)) == np.inf
    assert distance(np.zeros(2), np.zeros(1)) == np.inf
    assert set(far({"h": np.nan})) == {"h"}


def test_a_gradient_that_forgets_a_property_is_far(monkeypatch):
    """Covariances move along symmetric directions, weights along those that keep their sum."""
    monkeypatch.setattr(against_autograd, "_as_allowed", lambda gradient, properties: gradient)
    assert set(far(gradient_distances("kalman", SECOND["kalman"]))) == {"P_prev", "Q", "R"}
    assert set(far(gradient_distances("ntm_addressing", SECOND["ntm_addressing"]))) == {"w_prev"}
