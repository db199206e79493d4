"""Derivatives that hold no variable, 2 I or a zero: they are computed, checked and told all the same."""

import numpy as np
import pytest

import symgrad as sg

n, m = sg.dims("n m")
x, y, z, t = *sg.vectors("x y z", n), sg.vector("t", m)
a, b = sg.scalars("a b")
STILL = {
    "linear": (sg.System([(y, 2 * x)]), "y", "x", 2 * np.eye(3)),
    "a sum": (sg.System([(y, x + z)]), "y", "x", np.eye(3)),
    "the identity": (sg.System([(y, x)]), "y", "x", np.eye(3)),
    "by itself": (sg.System([(y, sg.tanh(x))]), "y", "y", np.eye(3)),
    "a part": (sg.System([(y, sg.concat(x, t)[:n, :])]), "y", "x", np.eye(3)),
    "zero": (sg.System([(y, sg.tanh(x))], inputs=[x, z]), "y", "z", np.zeros((3, 3))),
    "a zero of two sizes": (sg.System([(y, sg.tanh(x))], inputs=[x, t]), "y", "t", np.zeros((3, 2))),
    "a size as a number": (sg.System([(b, a * n + sg.total(x))]), "b", "a", np.float64(3)),
}


@pytest.mark.parametrize("name", STILL)
def test_a_derivative_without_variables_is_computed_and_checked(name):
    system, above, below, expected = STILL[name]
    derivation = system.derivative(above, below)
    function = derivation.lambdify()
    arrays = {symbol.name: np.ones(2 if symbol == t else 3) for symbol in (x, y, z, t)}
    found = function(**{argument: arrays[argument] for argument in function.arguments})
    np.testing.assert_array_equal(found, expected)
    assert derivation.check(method="complex") or not expected.any()
    assert not derivation.check(method="complex").failures
    assert "## Check" in sg.markdown(sg.document(derivation))


def test_no_input_is_kept_that_tells_nothing():
    W = sg.matrix("W", n, m)
    assert sg.System([(y, W * t + x)]).derivative("y", "t").lambdify().arguments == ("W",)
    assert sg.System([(y, W * t + x)]).derivative("y", "x").lambdify().arguments == ("x",)
