"""The pass over a whole program: definitions in other equations and other stages are seen, and nothing else changes."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.expressions.traversal import postorder
from symgrad.lowering.stability import StableForm, stable, stable_over_time

N, M = sg.dims("n m")
X, Z, P, V, T = (sg.vector(name, N) for name in ("x", "z", "p", "v", "t"))
W, U = sg.matrix("W", N, M), sg.vector("u", M)
A, L, Q, R, S = sg.scalars("a L q r s")


def line(system, name):
    """The right-hand side of one name, in its stable form."""
    return str(dict(stable(system).definitions)[system.symbol(name)])


@pytest.mark.parametrize(
    ("equations", "name", "right"),
    [
        ([(Q, sg.sigmoid(S)), (R, 1 - Q)], "r", "sigmoid(-s)"),
        ([(Q, sg.sigmoid(S)), (R, A - A * Q)], "r", "a*sigmoid(-s)"),
        ([(Q, sg.sigmoid(S)), (R, Q - 1)], "r", "-sigmoid(-s)"),
        ([(Q, sg.sigmoid(S)), (R, 1 - 2 * Q)], "r", "-tanh(s/2)"),
        ([(Q, 1 / (1 + sg.exp(-S))), (R, 1 - Q)], "r", "sigmoid(-s)"),
        ([(Q, sg.tanh(S)), (R, 1 - Q**2)], "r", "tanh_slope(s)"),
        ([(Q, sg.tanh(S)), (R, 1 - Q)], "r", "2*sigmoid(-2*s)"),
        ([(Q, sg.exp(S)), (R, Q - 1)], "r", "expm1(s)"),
        ([(Q, sg.normal_cdf(S)), (R, 1 - Q)], "r", "normal_cdf(-s)"),
        ([(Q, sg.exp(S)), (R, sg.log(1 + Q))], "r", "softplus(s)"),
        ([(Q, sg.sigmoid(S)), (R, sg.log(Q))], "r", "-softplus(-s)"),
        ([(Q, sg.sigmoid(S)), (A, 1 - Q), (R, sg.log(A))], "r", "-softplus(s)"),
        ([(Q, sg.exp(S)), (R, Q / (Q + 1))], "r", "sigmoid(s)"),
        ([(P, sg.softmax(Z)), (V, sg.log(P))], "v", "log_softmax(z)"),
        ([(P, sg.softmax(Z)), (Q, sg.log(P[1, 0]))], "q", "log_softmax(z)[1, 0]"),
        ([(P, sg.exp(Z)), (Q, sg.total(P)), (V, P / Q)], "v", "softmax(z)"),
        ([(P, sg.exp(Z)), (Q, sg.log(sg.total(P)))], "q", "logsumexp(z)"),
        ([(Q, sg.log(1 + S))], "q", "log1p(s)"),
        ([(Q, sg.log(sg.cosh(S)))], "q", "log_cosh(s)"),
        ([(Q, sp.sqrt(sg.dot(X, X)))], "q", "norm(x)"),
    ],
)
def test_forms_through_names(equations, name, right):
    assert line(sg.System(equations), name) == right


def test_an_argument_that_another_line_needs_has_a_line_of_its_own():
    system = sg.System([(P, sg.sigmoid(W * U)), (V, sg.hadamard(1 - P, X))])
    told = [str(equation) for equation in stable(system).equations]
    assert told[0] == "pre_p = W*u"
    assert told[1] == "p = sigmoid(pre_p)"
    form = next(n for n in postorder(stable(system).equations[2].rhs) if isinstance(n, StableForm))
    assert form.name == "sigmoid_complement"
    assert [str(vector) for vector in form.vectors] == ["p", "pre_p"]


def test_a_name_of_the_user_is_no_name_of_the_pass():
    pre = sg.vector("pre_p", N)
    system = sg.System([(P, sg.sigmoid(W * U)), (V, sg.hadamard(1 - P, pre))])
    point = {"W": np.ones((2, 2)), "u": np.full(2, 20.0), "pre_p": np.ones(2)}
    np.testing.assert_allclose(system.lambdify()(**point), 1 / (1 + np.exp(40.0)), rtol=1e-12)


def test_what_needs_no_form_stays_as_it_is():
    cell = sg.System([(V, W * U + X), (P, sg.hadamard(V, sg.sigmoid(Z)))])
    assert stable(cell) == cell


def test_the_definition_of_a_gate_is_seen_from_the_backward_stage():
    program = sg.Recurrence(sg.cells.lstm()).gradient(of="h", wrt="b_i").program
    names = {
        node.name
        for stage in stable_over_time(program).stages
        for equation in stage.body.equations
        for node in postorder(equation.rhs)
        if isinstance(node, StableForm)
    }
    assert names == {"sigmoid_complement"}


def test_the_inputs_and_outputs_are_the_same():
    gradient = sg.cells.lstm().gradient()
    assert stable(gradient).inputs == gradient.inputs
    assert stable(gradient).outputs == gradient.outputs


@pytest.mark.parametrize("value", [(0.3, 0.2, -1.0), (1000.0, -1000.0, 0.0), (40.0, 0.0, -40.0)])
def test_a_complement_beside_its_value_is_the_function_itself(value):
    x = np.array(value)
    system = sg.System([(P, sg.sigmoid(X)), (V, 1 - P), (Z, sg.tanh(X)), (T, 1 - sg.hadamard(Z, Z))], outputs=[V, T])
    found = system.lambdify()(x=x)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(found["v"], 1 / (1 + np.exp(x)), rtol=1e-12, atol=1e-300)
        np.testing.assert_allclose(found["t"], 1 / np.cosh(x) ** 2, rtol=1e-12, atol=1e-300)


def test_with_a_batch_each_sample_has_its_own():
    system = sg.System([(P, sg.softmax(Z)), (L, -sg.dot(T, sg.log(P)))]).gradient(wrt="z")
    z = np.array([[1000.0, 0.0, -5.0], [0.0, 40.0, 1.0]])
    t = np.array([[0.0, 1.0, 0.0], [0.25, 0.25, 0.5]])
    whole = system.lambdify()(z=z, t=t)
    for k in range(2):
        np.testing.assert_allclose(whole[k], system.lambdify()(z=z[k], t=t[k]), rtol=1e-12)


@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_the_precision_of_the_arrays_is_kept(kind):
    system = sg.System([(P, sg.softmax(Z)), (L, -sg.dot(T, sg.log(P)))])
    made = system.value_and_gradient().lambdify()(z=np.ones(3, kind), t=np.ones(3, kind))
    assert {array.dtype for array in made.values()} == {np.dtype(kind)}


def test_log_sum_exp_keeps_what_is_beside_the_largest():
    np.testing.assert_allclose(sg.lambdify(sg.logsumexp(X))(x=np.array([0.0, -40.0])), np.exp(-40.0), rtol=1e-12)


def test_rms_norm_takes_the_mean_of_the_squares():
    x = np.array([3.0, -1.0, 2.0])
    found = sg.lambdify(sg.rms_norm(X))(x=x)
    np.testing.assert_allclose(found, x / np.sqrt((9.0 + 1.0 + 4.0) / 3 + 1e-5), rtol=1e-12)
    assert sg.System([(V, sg.rms_norm(X))]).check(at={"x": x}, method="complex")
