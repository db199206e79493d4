"""Recurrences of a user's own systems, what they say of themselves, and their errors."""

import functools
import inspect

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from tests.time.complex_step import moved, point_of, pulled, slope, ways, with_dots

n, m, k = sg.dims("n m k")


@functools.cache
def recurrence(name):
    return sg.Recurrence(getattr(sg.cells, name)())


def fast_weights():
    """Linear attention: S = S_prev + v k', y = S q."""
    S, S_prev = sg.matrix("S", n, m), sg.matrix("S_prev", n, m)
    x, v, key, q, y = sg.vector("x", k), sg.vector("v", n), sg.vector("key", m), sg.vector("q", m), sg.vector("y", n)
    W_v, W_k, W_q = sg.matrix("W_v", n, k), sg.matrix("W_k", m, k), sg.matrix("W_q", m, k)
    return sg.System(
        [(v, W_v * x), (key, W_k * x), (q, W_q * x), (S, S_prev + sg.outer(v, key)), (y, S * q)],
        outputs=[y], parameters=[W_v, W_k, W_q], carry={S: S_prev})  # fmt: skip


def delta_rule():
    """Fast weights that learn by the delta rule, and forget: S = g S_prev + (v - S_prev k) k'."""
    S, S_prev = sg.matrix("S", n, m), sg.matrix("S_prev", n, m)
    key, v, q, y, g = sg.vector("key", m), sg.vector("v", n), sg.vector("q", m), sg.vector("y", n), sg.scalar("g")
    return sg.System(
        [(S, g * S_prev + sg.outer(v - S_prev * key, key)), (y, sg.tanh(S_prev * q))],
        outputs=[y, S], parameters=[g], carry={S: S_prev})  # fmt: skip


def scalars_alone():
    s, s_prev, u, w = sg.scalars("s s_prev u w")
    return sg.System([(s, sg.tanh(w * s_prev + u))], parameters=[w], carry={s: s_prev})


def read_before():
    """An output that reads the state of one step before, the state itself, and the input: all of them outputs."""
    x, h, h_prev, y = sg.vector("x", m), sg.vector("h", n), sg.vector("h_prev", n), sg.scalar("y")
    W, U, v = sg.matrix("W", n, m), sg.matrix("U", n, n), sg.vector("v", n)
    return sg.System([(h, sg.tanh(W * x + U * h_prev)), (y, sg.dot(v, h_prev))], outputs=[h, y, h_prev, x],
                     parameters=[W, U, v], carry={h: h_prev})  # fmt: skip


def delay():
    """x of two steps before, by way of two carries of which one hands the other on."""
    x, p, p_prev, q, q_prev, y = (sg.vector(name, m) for name in ("x", "p", "p_prev", "q", "q_prev", "y"))
    a = sg.vector("a", m)
    return sg.System([(p, sg.hadamard(a, x)), (q, p_prev), (y, sg.tanh(q_prev))], outputs=[y], parameters=[a],
                     carry={p: p_prev, q: q_prev})  # fmt: skip


def two_apart():
    """Two states that know nothing of each other, and a parameter that the first does not use."""
    x, h, h_prev, c, c_prev = (sg.vector(name, n) for name in ("x", "h", "h_prev", "c", "c_prev"))
    a, b = sg.vectors("a b", n)
    return sg.System([(h, sg.tanh(x + sg.hadamard(a, h_prev))), (c, sg.sigmoid(x + sg.hadamard(b, c_prev)))],
                     outputs=[h, c], parameters=[a, b], carry={h: h_prev, c: c_prev})  # fmt: skip


@functools.cache
def own(made):
    r = sg.Recurrence(made())
    return r, r.gradient()


@functools.cache
def compiled(made, every):
    return own(made)[1].lambdify(checkpoint_every=every)


OWN = [fast_weights, delta_rule, scalars_alone, read_before, delay, two_apart]


@pytest.mark.parametrize("samples", [None, 3])
@pytest.mark.parametrize("steps", [1, 2, 5, 130])
@pytest.mark.parametrize("made", OWN)
def test_a_system_of_ones_own_goes_through_time(made, steps, samples):
    r, g = own(made)
    point = point_of(g, steps, seed=1, samples=samples, scale=0.5)
    for every in (None, 7):
        found = compiled(made, every)(**point)
        weights = {out.name: point[f"bar_{out.name}"] for out in r.outputs}
        forward = {symbol.name: point[symbol.name] for symbol in r.inputs}
        size = sum(np.abs(array).sum() for array in found.values())
        for way in ways(point, list(forward), seed=2):
            assert abs(pulled(found, way) - slope(r, forward, way, weights)) < 1e-11 * size
        for symbol in r.inputs:
            assert found[f"bar_{symbol.name}"].shape == point[symbol.name].shape


@pytest.mark.parametrize("made", OWN)
def test_and_its_second_derivatives_do(made):
    r, g = own(made)
    point = point_of(g, 3, seed=1, samples=2, scale=0.5)
    way = ways(point, [symbol.name for symbol in r.inputs], seed=2)[0]
    found = g.tangent().lambdify()(**with_dots(point, way))
    for key, expected in moved(g, point, way).items():
        np.testing.assert_allclose(found[f"dot_{key}"], expected, rtol=1e-9, atol=1e-11)


def test_the_unit_of_the_notebook_says_what_varies():
    cell = sg.cells.notebook()
    given = {cell.symbol("s_1"): cell.symbol("s_1_prev")}
    r = sg.Recurrence(cell, carry=given, sequences=["x_1", "h_1_prev", "i_1", "f_1", "o_1"])
    assert [str(s) for s in r.parameters] == ["V_a1", "U_a1", "b_1"]
    assert r.carry == given
    for steps in (1, 6):
        assert r.check(method="complex", at={"x_1": np.random.default_rng(1).standard_normal((steps, 3))})


def test_a_gradient_of_one_output_has_the_shapes_of_all_inputs():
    r = sg.Recurrence(two_apart())
    for samples in (None, 3):
        point = point_of(r.gradient(), 4, samples=samples)
        found = r.gradient(of="h").lambdify()(**{key: value for key, value in point.items() if key != "bar_c"})
        assert {key: array.shape for key, array in found.items()} == {
            f"bar_{symbol.name}": point[symbol.name].shape for symbol in r.inputs
        }
        assert not found["bar_b"].any()
        assert not found["bar_c_prev"].any()


LOOP = [
    "all_h",
    "block_bar_h",
    "sum_bar_W",
    "h_before_t",
    "ahead_h",
    "block_x",
    "flat_block_x",
    "evaluate",
    "stop",
    "steps",
    "min",
    "range",
    "reversed",
    "samples",
    "saved",
    "start",
    "t",
    "np",
    "keep",
    "flat",
]


@pytest.mark.parametrize("name", LOOP)
def test_a_users_name_is_not_one_of_the_loops_own(name):
    for kind in (sg.vector(name, m), sg.matrix(name, n, m)):
        x, h, h_prev = sg.vector("x", m), sg.vector("h", n), sg.vector("h_prev", n)
        W, U = sg.matrix("W", n, m), sg.matrix("U", n, n)
        is_vector = kind.shape[1] == 1
        inner = W * kind if is_vector else kind * x
        cell = sg.System([(h, sg.tanh(inner + U * h_prev))], parameters=[W, U] if is_vector else [kind, U],
                         carry={h: h_prev})  # fmt: skip
        r = sg.Recurrence(cell)
        point = point_of(r.gradient(), 3, samples=2)
        found = r.gradient().lambdify(checkpoint_every=2)(**point)
        forward = {symbol.name: point[symbol.name] for symbol in r.inputs}
        for way in ways(point, list(forward), seed=1, count=1):
            assert pulled(found, way) == pytest.approx(slope(r, forward, way, {"h": point["bar_h"]}), rel=1e-11)


def test_nothing_of_a_gradient_knows_how_many_steps_there_are():
    g = recurrence("lstm").gradient(of="h")
    assert len(g.equations) == 34
    assert "steps" not in inspect.signature(sg.Recurrence.gradient).parameters
    source = g.lambdify().source
    for steps in (1, 17):
        g.lambdify()(**point_of(g, steps))
    assert g.lambdify().source == source


def test_a_cotangent_is_given_beside_the_seed_of_its_name():
    """bar_h that comes in is what the caller gives at each t; bar_h that goes out has what flows back too."""
    g = recurrence("elman").gradient()
    point = point_of(g, 4)
    x, W, U, b, bars = (point[name] for name in ("x", "W", "U", "b", "bar_h"))
    states = [point["h_prev"]]
    for step in x:
        states.append(np.tanh(W @ step + U @ states[-1] + b))
    expected, flows = np.zeros_like(bars), 0.0
    for t in reversed(range(4)):
        expected[t] = bars[t] + flows
        flows = U.T @ (expected[t] * (1 - states[t + 1] ** 2))
    np.testing.assert_allclose(g.lambdify("bar_h")(**point), expected, rtol=1e-12)
    assert str(g.replace(outputs=["bar_h", "bar_b"])).splitlines()[3] == "bar_h[t] = Δ_h[t] + Uᵀ bar_pre_h[t+1]"
    assert g.replace(outputs=g.symbol("bar_h")) == g.replace(outputs="bar_h")


def test_inputs_outputs_and_names():
    r = recurrence("lstm")
    assert [str(s) for s in r.sequences] == ["x"]
    assert [str(s) for s in r.outputs] == ["h", "c"]
    assert {str(a): str(b) for a, b in r.carry.items()} == {"h": "h_prev", "c": "c_prev"}
    assert r.names.W_i == r.symbol("W_i") == sg.cells.lstm().names.W_i
    assert repr(r).startswith("<Recurrence (x, h_prev, c_prev, W_i, ")
    g = r.gradient(of="h", wrt=["b_i", "x"])
    assert [str(s) for s in g.outputs] == ["bar_b_i", "bar_x"]
    assert str(g.lambdify()).startswith("<NumPy function over time (x, h_prev, c_prev, W_i, ")


@pytest.mark.parametrize("made", [lambda: sg.Recurrence(sg.cells.elman()), sg.cells.elman])
def test_defaults_are_real_numbers_of_inputs(made):
    system = made()
    for default in (sg.dims("n"), sp.I, sg.scalar("s")):
        with pytest.raises(sg.ArgumentError, match=r"^defaults: b is given a real number, .* but \w came\.$"):
            system.replace(defaults={"b": default})
    with pytest.raises(sg.UnboundNameError, match=r"^defaults: h should be an input"):
        system.replace(defaults={"h": 1.0})
    with pytest.raises(sg.UnboundNameError, match=r"^no q here"):
        system.replace(defaults={"q": 1.0})
    system = system.replace(defaults={"b": 2})
    arrays = {"W": np.zeros((3, 2)), "U": np.zeros((3, 3)), "h_prev": np.zeros(3), "x": np.ones((1, 2))}
    np.testing.assert_allclose(system.lambdify()(**arrays), np.tanh([[2.0, 2.0, 2.0]]))
