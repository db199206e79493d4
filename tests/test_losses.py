"""Losses that close a system, against scalar diff, the complex step, and their textbook gradients."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.errors import NameClashError, ShapeError, UnboundNameError

LOSSES = {
    "squared error": lambda cell, output: sg.losses.squared_error(cell, output),
    "cross-entropy": lambda cell, output: sg.losses.cross_entropy(cell, output),
    "cotangent": lambda cell, output: sg.losses.cotangent(cell, output),
}


def logits():
    """An Elman cell with logits of its own, so that something recurrent is closed."""
    cell = sg.cells.elman()
    k, n = sg.dims("k n")
    z, V = sg.vector("z", k), sg.matrix("V", k, n)
    equations = [*cell.equations, (z, V * cell.symbol("h"))]
    parameters = [*cell.parameters, V]
    inputs = [symbol for symbol in cell.inputs if symbol not in cell.parameters]
    return sg.System(equations, inputs=inputs, parameters=parameters, outputs=["h", z], carry=cell.carry)


@pytest.mark.parametrize("loss", LOSSES)
def test_a_closed_system_keeps_inputs_parameters_and_carry(loss):
    cell = logits()
    closed = LOSSES[loss](cell, "z")
    assert type(closed) is sg.System
    assert [output.name for output in closed.outputs] == ["loss"]
    assert closed.inputs[:-1] == cell.inputs
    assert closed.parameters == cell.parameters
    assert closed.carry == cell.carry
    assert closed.equations[:-1] == cell.equations


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("method", ["forward", "complex"])
def test_gradients_match_differences(loss, method):
    closed = LOSSES[loss](logits(), "z")
    assert closed.check(method=method)


@pytest.mark.parametrize("loss", LOSSES)
def test_gradients_match_scalar_diff(loss):
    """By z, at 40 digits; the target is a distribution, as the cross-entropy asks."""
    closed = LOSSES[loss](logits(), "z").cut(logits().symbol("z"))
    expanded = closed.expand(n=2, m=3, k=3)
    entries = [symbol for symbol in expanded.inputs if symbol.name.startswith("z_")]
    share = iter((sp.Rational(1, 5), sp.Rational(1, 2), sp.Rational(3, 10)))
    at = {symbol: next(share) for symbol in expanded.inputs if symbol.name.startswith(("target", "delta"))}
    at |= {symbol: sp.Rational(k, 7) for k, symbol in enumerate(entries, 1)}
    expected = [sp.diff(expanded.equations[-1].rhs, entry).subs(at).evalf(40) for entry in entries]
    backward = closed.gradient(wrt="z").expand(k=3)
    found = [backward.inlined(bar).subs({**at, backward.symbol("bar_loss"): 1}).evalf(40) for bar in backward.outputs]
    assert all(abs(one - other) < sp.Float("1e-38", 40) for one, other in zip(found, expected, strict=True))
    assert all(expected)


def test_a_wrong_gradient_of_a_loss_is_found():
    """The squared error without its 2."""
    y, t = sg.vectors("y t", 3)
    closed = sg.losses.squared_error(sg.System([(y, t)], inputs=[t]), "y")
    f, at = closed.lambdify(), {"t": np.array([0.3, -1.0, 2.0]), "target": np.array([1.0, 0.5, 0.2])}
    right = closed.gradient().lambdify()(**at)
    assert sg.check_gradient(f, right, at)
    assert not sg.check_gradient(f, {name: value / 2 for name, value in right.items()}, at)


def test_the_textbook_gradients():
    regression = sg.cells.softmax_regression()
    assert str(sg.losses.cross_entropy(regression, "z").derivative("loss", "z")) == "∂loss/∂z = softmax(z) - target"
    assert str(sg.losses.squared_error(regression, "y").derivative("loss", "y")) == "∂loss/∂y = 2 (y - target)"
    assert str(sg.losses.cotangent(regression, "y").derivative("loss", "y")) == "∂loss/∂y = δ"


def test_scalar_and_matrix_outputs():
    unit = sg.losses.squared_error(sg.cells.notebook(), "h_1")
    assert str(unit.equations[-1]) == "loss = (h_1 - target)**2"
    memory = sg.losses.cotangent(sg.cells.mlstm(), "C", name="Delta")
    assert memory.symbol("Delta").shape == memory.symbol("C").shape
    assert unit.check(method="complex")
    assert memory.check(method="complex")


def test_the_caller_chooses_the_names():
    closed = sg.losses.squared_error(sg.cells.dense(), "y", target="t", loss="E")
    assert (closed.inputs[-1].name, closed.outputs[0].name) == ("t", "E")


def test_the_loss_of_large_logits_is_finite():
    f = sg.losses.cross_entropy(sg.cells.softmax_regression(), "z").lambdify()
    found = f(W=np.zeros((2, 3)), b=np.array([1000.0, -1000.0]), x=np.zeros(3), target=np.array([0.0, 1.0]))
    assert found == pytest.approx(2000.0)


def test_what_is_wrong_is_said():
    cell = sg.cells.elman()
    with pytest.raises(UnboundNameError, match=r"no q here\. There are inputs x, h_prev; param"):
        sg.losses.squared_error(cell, "q")
    with pytest.raises(NameClashError, match="two different things are named x"):
        sg.losses.cotangent(cell, "h", name="x")
    with pytest.raises(NameClashError, match="two different things are named h"):
        sg.losses.squared_error(cell, "h", loss="h")
    with pytest.raises(ShapeError, match=r"cross_entropy takes the logits, a vector, but h_1 is a scalar"):
        sg.losses.cross_entropy(sg.cells.notebook(), "h_1")
