"""A backward pass written in Python: the first of its names that is wrong is found."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.errors import ShapeError, UnboundNameError

n, m = sg.dims("n m")
W, x, b = sg.matrix("W", n, m), sg.vector("x", m), sg.vector("b", n)
z, h = sg.vectors("z h", n)
LAYER = sg.System([(z, W * x + b), (h, sg.tanh(z))], parameters=[W, b])
rng = np.random.default_rng(3)
AT = {"W": rng.normal(size=(3, 4)), "x": rng.normal(size=4), "b": rng.normal(size=3)}


def backward(W, x, b, bar_h, slope=lambda h: 1 - h**2, turn=False):
    h = np.tanh(W @ x + b)
    dz = bar_h * slope(h)
    return {"dz": dz, "db": dz, "dW": np.outer(dz, x) * (-1 if turn else 1), "dx": W.T @ dz}


@pytest.mark.parametrize("method", ["forward", "central", "complex"])
def test_a_right_pass_passes(method):
    report = sg.check_gradient(LAYER, backward, AT, method=method)
    assert report
    assert [*dict.fromkeys(entry.name for entry in report.entries)] == ["dz", "db", "dW", "dx"]
    assert report.notes == ()


def test_the_first_that_is_wrong_is_named():
    report = sg.check_gradient(LAYER, lambda **given: backward(**given, slope=lambda h: 1 - h), AT)
    assert not report
    assert report.notes == ("From the outputs back, the first that is wrong is dz.",)
    assert report.failures[0].name == "dz"


def test_what_is_right_before_it_is_not_blamed():
    report = sg.check_gradient(LAYER, lambda **given: backward(**given, turn=True), AT)
    assert {entry.name for entry in report.failures} == {"dW"}
    assert report.notes[0].endswith("is dW.")


def test_a_given_cotangent_is_taken():
    bar_h = np.array([1.0, 0.0, 0.0])
    seen = []
    report = sg.check_gradient(
        LAYER, lambda **given: seen.append(given["bar_h"]) or backward(**given), {**AT, "bar_h": bar_h}
    )
    assert report
    np.testing.assert_array_equal(seen[0], bar_h)


def test_a_loss_needs_no_cotangent():
    L = sg.scalar("L")
    system = sg.System([*LAYER.equations, (L, sg.dot(h, h))], parameters=[W, b])

    def loss_backward(W, x, b):
        value = np.tanh(W @ x + b)
        return {"bar_h": 2 * value, "bar_z": 2 * value * (1 - value**2)}

    assert sg.check_gradient(system, loss_backward, AT)


def test_wrong_names_and_shapes():
    with pytest.raises(UnboundNameError, match=r"^the backward pass gives dq, but the system has W, b, x, z, h\.$"):
        sg.check_gradient(LAYER, lambda **given: {"dq": given["b"]}, AT)
    with pytest.raises(ShapeError, match=r"^db has the shape \(4,\), but b has \(3,\)\.$"):
        sg.check_gradient(LAYER, lambda **given: {"db": given["x"]}, AT)
    with pytest.raises(ShapeError, match=r"^a backward pass gives a dict of arrays by name, but ndarray came\.$"):
        sg.check_gradient(LAYER, lambda **given: given["b"], AT)
