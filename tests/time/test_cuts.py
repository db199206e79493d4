"""Truncated gradients, against a loop in which the complex step is stopped where nothing should flow."""

import functools

import numpy as np
import pytest

import symgrad as sg
from symgrad.targets import compile_numpy
from tests.time.complex_step import STEP, point_of, pulled, ways

CELLS = ["elman", "lstm", "gru", "lstm_peephole"]


@functools.cache
def recurrence(name):
    return sg.Recurrence(getattr(sg.cells, name)())


@functools.cache
def plain(name):
    return recurrence(name).gradient()


@functools.cache
def truncated(name, k):
    return recurrence(name).gradient(truncate=k)


@functools.cache
def step(name):
    return compile_numpy(getattr(sg.cells, name)(), analytic=True)


def cut_loop(name, point, way, cut):
    """The slope of the sum of cotangent times output; what ``cut`` names after step t goes on as a constant."""
    r = recurrence(name)
    given = {s.name: point[s.name] + STEP * 1j * way.get(s.name, 0) for s in r.inputs}
    state = {old.name: given[old.name] for old in r.carry.values()}
    total = 0
    for t in range(1, len(point["x"]) + 1):
        found = step(name)(**(given | state | {"x": given["x"][t - 1]}))
        found = found if isinstance(found, dict) else {r.outputs[0].name: found}
        total += sum((point[f"bar_{out.name}"][t - 1] * found[out.name]).sum() for out in r.outputs)
        state = {old.name: found[new.name].real + 0j if new.name in cut(t) else found[new.name]
                 for new, old in r.carry.items()}  # fmt: skip
    return total.imag / STEP


@functools.cache
def compiled(g, every):
    return g.lambdify(checkpoint_every=every)


def agrees(name, g, steps, cut, samples=None, every=None):
    point = point_of(plain(name), steps, seed=steps, samples=samples)
    found = compiled(g, every)(**point)
    names = [symbol.name for symbol in recurrence(name).inputs]
    assert all(found[f"bar_{key}"].shape == point[key].shape for key in names)
    size = sum(np.abs(array).sum() for array in found.values())
    errors = [abs(pulled(found, way) - cut_loop(name, point, way, cut)) for way in ways(point, names, seed=1)]
    return max(errors) < 1e-11 * size


def every_so_often(name, k):
    carried = [new.name for new in recurrence(name).carry]
    return lambda t: carried if t % k == 0 else []


def never(t):
    return []


@pytest.mark.parametrize("samples", [None, 2])
@pytest.mark.parametrize("k", [1, 3, 7, 100])
@pytest.mark.parametrize("name", CELLS)
def test_truncation_cuts_the_carry_after_every_k_steps(name, k, samples):
    g = truncated(name, k)
    for steps in (1, 2, 7, 20):
        assert agrees(name, g, steps, every_so_often(name, k), samples)
    assert agrees(name, g, 20, every_so_often(name, k), samples, every=3)


def test_what_is_printed_says_where_it_is_cut():
    cut = truncated("elman", 5)
    assert str(cut).splitlines()[-1] == "keep[t] = 0 at t = 5, 10, ..., else 1"
    rows = [row for block in sg.document(cut, check=False).blocks for row in getattr(block, "rows", ())]
    assert rows[-1] == ("$\\mathrm{keep}$", "`keep`", "$()$", "0 at t = 5, 10, ..., else 1")
    assert "keep" not in str(recurrence("elman").gradient())


def test_truncation_is_not_the_default_and_its_place_matters():
    plain, cut = recurrence("gru").gradient(), recurrence("gru").gradient(truncate=3)
    assert agrees("gru", plain, 7, never)
    assert not agrees("gru", cut, 7, never)
    assert not agrees("gru", plain, 7, every_so_often("gru", 3))
    assert not agrees("gru", cut, 7, every_so_often("gru", 2))
    assert not agrees("gru", cut, 7, lambda t: every_so_often("gru", 3)(t + 1))


@pytest.mark.parametrize("samples", [None, 2])
@pytest.mark.parametrize(("name", "held"), [
    ("lstm", "h"), ("lstm", "c"), ("lstm", ["h", "c"]), ("lstm_peephole", "y"), ("elman", "h"), ("gru", "h"),
])  # fmt: skip
def test_through_what_is_detached_nothing_flows_back_in_time(name, held, samples):
    g = recurrence(name).gradient(detach=held)
    names = [held] if isinstance(held, str) else held
    for steps in (1, 2, 6):
        assert agrees(name, g, steps, lambda t: names, samples)
    assert not agrees(name, g, 6, never, samples)
    assert not agrees(name, plain(name), 6, lambda t: names, samples)


def test_what_is_carried_and_never_read_may_be_detached_from_a_loss_too():
    """k is carried, and no loss needs it: h_t = tanh(w h_{t-1} + x_t), L = h^2, by a loop."""
    h, h_prev, k, k_prev, x, w, loss = sg.scalars("h h_prev k k_prev x w L")
    equations, carry = [(h, sg.tanh(w * h_prev + x)), (k, 2 * x)], {h: h_prev, k: k_prev}
    cell = sg.System(equations, outputs=[h], inputs=[x, h_prev, k_prev], parameters=[w], carry=carry)
    r = sg.Recurrence(cell)
    xs, at = np.array([0.3, -0.2, 0.7]), 0.8
    states, expected = [0.25], 0.0
    for step in xs:
        states.append(np.tanh(at * states[-1] + step))
        expected += 2 * states[-1] * (1 - states[-1] ** 2) * states[-2]
    for held in ("h", ["h", "k"], [k, h]):
        found = r.gradient(wrt="w", loss=(loss, h**2), detach=held).lambdify()(x=xs, h_prev=0.25, w=at)
        np.testing.assert_allclose(found, expected, rtol=1e-14)
    assert r.gradient(loss=(loss, h**2), detach="k") == r.gradient(loss=(loss, h**2))


def test_both_at_once():
    g = recurrence("lstm").gradient(detach="h", truncate=3)
    assert agrees("lstm", g, 8, lambda t: ["h", "c"] if t % 3 == 0 else ["h"])


def test_the_gradient_of_the_first_lstm_keeps_the_carousel_alone():
    """What flows back through the state alone is not scaled: the error carousel of Hochreiter and Schmidhuber."""
    told = sg.Recurrence(sg.cells.lstm_1997()).gradient(of="y", detach="y")
    lines = {str(equation.lhs): equation.rhs for equation in told.indexed.backward}
    carried = [arg for arg in lines["bar_s[t]"].args if "t + 1" in str(arg)]
    assert [str(arg) for arg in carried] == ["bar_s[t + 1]"]
    assert not any("[t + 1]" in str(rhs) for name, rhs in lines.items() if name != "bar_s[t]")


def test_truncation_goes_through_second_derivatives():
    g = recurrence("elman").gradient(truncate=2)
    point = point_of(recurrence("elman").gradient(), 5)
    way = {"U": np.random.default_rng(1).standard_normal(point["U"].shape)}
    found = g.tangent(wrt="U").lambdify()(**point, dot_U=way["U"])
    up, down = (g.lambdify()(**(point | {"U": point["U"] + h * way["U"]})) for h in (1e-5, -1e-5))
    for key, array in found.items():
        slope = (up[key.removeprefix("dot_")] - down[key.removeprefix("dot_")]) / 2e-5
        np.testing.assert_allclose(array, slope, rtol=1e-6, atol=1e-8)


def gated(name):
    """A recurrence with a gate of this name, and its gradient cut after two steps, of a loss of the last step."""
    n = sg.dims("n")
    gate, h, h_prev, x = sg.scalar(name), sg.vector("h", n), sg.vector("h_prev", n), sg.vector("x", n)
    y, loss = sg.vector("y", n), sg.scalar("L")
    cell = sg.System([(h, sg.tanh(x + h_prev) * gate)], inputs=[x, h_prev, gate])
    r = sg.Recurrence(cell, sequences=["x", name], carry={"h": "h_prev"})
    return r.gradient(truncate=2, last=(loss, sg.dot(h - y, h - y)))


@pytest.mark.parametrize("name", ["keep", "last", "keep_2"])
def test_what_the_runtime_makes_gives_way_to_names_of_the_author(name, rng):
    other, found = gated("g"), gated(name)
    lines = str(found).splitlines()
    made = [line.split("[t]")[0] for line in lines if " t = 2, 4, ..." in line or " t = T" in line]
    assert len({*made, name}) == 3
    assert f"bar_{name}[t] = bar_h[t]·tanh(x[t] + h[t-1])" in lines
    shapes = {"x": (5, 3), "g": (5,), "h_prev": (3,), "y": (3,)}
    point = {key: rng.normal(size=shape) for key, shape in shapes.items()}
    expected = other.lambdify()(**point)
    values = found.lambdify()(**{name if key == "g" else key: value for key, value in point.items()})
    assert all(np.array_equal(values[f"bar_{name}" if key == "bar_g" else key], expected[key]) for key in expected)
    assert bool(found.gradient(wrt=[name]).check())
