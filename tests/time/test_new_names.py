"""A name that is made of another one, b_1 of b, is never that of something else: each case beside a loop."""

import numpy as np
import pytest

import symgrad as sg
from symgrad import time

n = sg.dims("n")
SIZE, STEPS = 2, 3


def cell(sequence, parameter):
    """h = tanh(sequence - parameter + h_prev)."""
    x, p, h, h_prev = (sg.vector(name, n) for name in (sequence, parameter, "h", "h_prev"))
    return sg.System([(h, sg.tanh(x - p + h_prev))], inputs=[x, h_prev], parameters=[p], carry={h: h_prev})


def run(xs, p):
    """The states of a cell by a loop."""
    states = [np.zeros(SIZE)]
    for x in xs:
        states.append(np.tanh(x - p + states[-1]))
    return np.array(states[1:])


def arrays_for(system):
    """Random arrays: of the one sequence, then of each parameter in order, by name."""
    source = np.random.default_rng(3)
    sequence, *others = [*system.sequences, *system.parameters]
    made = {sequence.name: source.standard_normal((STEPS, SIZE))}
    return made | {symbol.name: source.standard_normal(SIZE) for symbol in others}


@pytest.mark.parametrize(
    ("lower", "upper", "names"),
    [
        (("x", "b"), ("x", "b"), ["x", "b_1", "b_2"]),
        (("b_1", "b"), ("x", "b"), ["b_1", "b_1_2", "b_2"]),
        (("b_2", "c"), ("x", "b"), ["b_2", "c_1", "b_2_2"]),
        (("n_1", "n"), ("x", "n_1"), ["n_1", "n_1_2", "n_1_2_2"]),
    ],
)
def test_layers(lower, upper, names):
    whole = sg.Recurrence(sg.stacked(cell(*lower), cell(*upper)))
    assert [symbol.name for symbol in (*whole.sequences, *whole.parameters)] == names
    arrays = arrays_for(whole)
    xs, first, second = arrays.values()
    below = run(xs, first)
    np.testing.assert_allclose(whole.lambdify("h_1")(**arrays), below, rtol=1e-14)
    np.testing.assert_allclose(whole.lambdify("h_2")(**arrays), run(below, second), rtol=1e-14)


def test_the_sizes_of_layers():
    """The state of the layer above is as long as it wants to be, whatever the sizes below are called."""
    m, n_2 = sg.dims("m n_2")

    def layer(size, below):
        x, h, h_prev = sg.vector("x", below), sg.vector("h", size), sg.vector("h_prev", size)
        W = sg.matrix("W", size, below)
        return sg.System([(h, sg.tanh(W * x + h_prev))], inputs=[x, h_prev], parameters=[W], carry={h: h_prev})

    whole = sg.stacked(layer(n_2, n), layer(n, m))
    assert [str(size) for size in whole.dims] == ["n", "n_2", "n_2_2"]
    found = sg.Recurrence(whole).lambdify("h_2")(x=np.ones((1, 3)), W_1=np.ones((2, 3)), W_2=np.ones((4, 2)))
    np.testing.assert_allclose(found, [np.full(4, np.tanh(2 * np.tanh(3)))], rtol=1e-14)
    both = layer(n, m)
    assert [str(s) for s in sg.stacked(sg.stacked(both, both), both).dims] == ["m", "n", "n_2", "n_2_2"]


def test_what_goes_up_may_be_what_came_in():
    """Beside the output of the layer below, an input of it."""
    x, below, h, h_prev = (sg.vector(name, n) for name in ("x", "below", "h", "h_prev"))
    both = sg.System(
        [(h, sg.tanh(x + 2 * below + h_prev))], inputs=[x, below, h_prev], parameters=[], carry={h: h_prev}
    )
    whole = sg.stacked(cell("x", "b"), both, between=[{"x": "h", "below": "x"}])
    assert str(whole).splitlines()[1] == "h_2 = tanh(2 x + h_prev_2 + h_1)"


@pytest.mark.parametrize(
    ("forward", "backward", "names"),
    [
        (("x", "b"), ("x", "b"), ["x", "b_forward", "b_backward"]),
        (("b_forward", "b"), ("b_forward", "b"), ["b_forward", "b_forward_2", "b_backward"]),
        (("b_backward", "c"), ("b_backward", "b"), ["b_backward", "c_forward", "b_backward_2"]),
        (("h_prev_backward", "c"), ("h_prev_backward", "b"), ["h_prev_backward", "c_forward", "b_backward"]),
    ],
)
def test_directions(forward, backward, names):
    whole = sg.bidirectional(cell(*forward), cell(*backward))
    assert [symbol.name for symbol in (*whole.sequences, *whole.parameters)] == names
    arrays = arrays_for(whole)
    xs, first, second = arrays.values()
    expected = np.concatenate([run(xs, first), run(xs[::-1], second)[::-1]], axis=1)
    np.testing.assert_allclose(whole.lambdify()(**arrays), expected, rtol=1e-14)


def test_a_sequence_that_bears_the_name_of_the_output():
    """Two directions of which the second one's sequence, or a parameter, is called as what both give."""
    h, g, b, h_prev = (sg.vector(name, n) for name in ("h", "g", "b", "h_prev"))
    x = sg.vector("x", n)
    ahead = sg.System([(h, sg.tanh(x - b + h_prev))], inputs=[x, h_prev], parameters=[b], carry={h: h_prev})
    back = sg.System([(g, sg.tanh(h - x - b + h_prev))], inputs=[x, h, h_prev], parameters=[b], carry={g: h_prev})
    whole = sg.bidirectional(ahead, back)
    assert [symbol.name for symbol in whole.outputs] == ["h_2"]
    source = np.random.default_rng(4)
    xs, hs = source.standard_normal((2, STEPS, SIZE))
    found = whole.lambdify()(x=xs, h=hs, b_forward=np.zeros(SIZE), b_backward=np.ones(SIZE))
    expected = [run(xs, np.zeros(SIZE)), run((hs - xs)[::-1], np.ones(SIZE))[::-1]]
    np.testing.assert_allclose(found, np.concatenate(expected, axis=1), rtol=1e-14)


@pytest.mark.parametrize("name", ["b", "x_at_1", "h_at_2"])
def test_steps(name):
    recurrence = sg.Recurrence(cell("x", name))
    unrolled = recurrence.unroll(STEPS)
    arrays = arrays_for(recurrence)
    xs, p = arrays.values()
    moving = [symbol.name for symbol in unrolled.inputs if symbol.name not in (name, "h_prev")]
    found = unrolled.lambdify()(**dict(zip(moving, xs, strict=True)), **{name: p, "h_prev": np.zeros(SIZE)})
    np.testing.assert_allclose(list(found.values()), run(xs, p), rtol=1e-14)
    assert list(found) == [f"h_at_{t}_2" if f"h_at_{t}" == name else f"h_at_{t}" for t in range(1, STEPS + 1)]


def test_steps_of_two_cotangents_of_one_name():
    """The argument inside h is called pre_h, and so is an equation of the author's: both have a cotangent."""
    x, h, h_prev, pre = (sg.vector(name, n) for name in ("x", "h", "h_prev", "pre_h"))
    equations = [(pre, x * 2), (h, sg.tanh(pre + h_prev))]
    recurrence = sg.Recurrence(sg.System(equations, outputs=[h], inputs=[x, h_prev], carry={h: h_prev}), sequences="x")
    unrolled = recurrence.gradient(wrt="x").unroll(STEPS)
    source = np.random.default_rng(5)
    xs, bars = source.standard_normal((2, STEPS, SIZE))
    states = run(2 * xs, 0.0)
    carried, expected = np.zeros(SIZE), [None] * STEPS
    for t in reversed(range(STEPS)):
        carried = (bars[t] + carried) * (1 - states[t] ** 2)
        expected[t] = 2 * carried
    given = {f"x_at_{t + 1}": xs[t] for t in range(STEPS)} | {f"given_bar_h_at_{t + 1}": bars[t] for t in range(STEPS)}
    found = unrolled.lambdify()(**given, h_prev=np.zeros(SIZE))
    np.testing.assert_allclose([found[f"bar_x_at_{t + 1}"] for t in range(STEPS)], expected, rtol=1e-13)


def test_a_mask():
    """h_new of the author's is not the state before it is masked."""
    masked = sg.Recurrence(cell("x", "h_new"), mask=sg.scalar("mask"))
    arrays = arrays_for(sg.Recurrence(cell("x", "h_new")))
    xs, p = arrays.values()
    found = masked.lambdify()(**arrays, mask=np.array([1.0, 1.0, 0.0]))
    states = run(xs, p)
    np.testing.assert_allclose(found, [states[0], states[1], states[1]], rtol=1e-14)


def test_an_equation_of_a_loss():
    """e of the loss gives way to e of the cell, but not to the target e_loss."""
    x, e, h, h_prev, target, L = (*(sg.vector(name, n) for name in ("x", "e", "h", "h_prev", "e_loss")), sg.scalar("L"))
    inner = sg.System([(e, 2 * x), (h, sg.tanh(e + h_prev))], outputs=[h], carry={h: h_prev})
    loss = sg.System([(e, h - target), (L, sg.dot(e, e))], outputs=[L])
    xs, targets = np.random.default_rng(6).standard_normal((2, STEPS, SIZE))
    found = sg.Recurrence(inner, sequences="x").value_and_gradient(loss=loss, wrt="x").lambdify()(x=xs, e_loss=targets)
    states = run(2 * xs, 0.0)
    np.testing.assert_allclose(found["L"], ((states - targets) ** 2).sum(axis=1), rtol=1e-14)
    carried = np.zeros(SIZE)
    for t in reversed(range(STEPS)):
        carried = (2 * (states[t] - targets[t]) + carried) * (1 - states[t] ** 2)
        np.testing.assert_allclose(found["bar_x"][t], 2 * carried, rtol=1e-12)


def test_the_jacobian_of_a_state():
    recurrence = sg.Recurrence(cell("x", "d_h_d_h_prev"))
    arrays = arrays_for(recurrence)
    states, whole, expected = run(*arrays.values()), np.eye(SIZE), [1.0]
    for state in states[::-1]:
        whole = whole @ np.diag(1 - state**2)
        expected.append(np.linalg.norm(whole, 2))
    np.testing.assert_allclose(recurrence.state_jacobian().norms(**arrays).norms, expected, rtol=1e-13)


def test_names_that_python_reads_as_one():
    assert time.names_apart({"a": "φ_1", "b": "ϕ_1"}, []) == {"a": "φ_1", "b": "ϕ_1_2"}
    assert time.names_apart({"a": "φ_1"}, [sg.scalar("ϕ_1")]) == {"a": "φ_1_2"}
    assert time.names_apart({"a": "b_2", "b": "b_2_2"}, [sg.scalar("b_2")]) == {"a": "b_2_3", "b": "b_2_2"}
