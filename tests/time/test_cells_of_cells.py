"""Masks for sequences of unequal length, and layers one above the other."""

import functools

import numpy as np
import pytest

import symgrad as sg
from tests.time.complex_step import moved, point_of, pulled, slope, ways, with_dots

LENGTHS = (5, 2, 1, 4)
STEPS = max(LENGTHS)
MASKED = ["elman", "lstm", "gru", "lstm_peephole", "mlstm", "slstm"]


@functools.cache
def plain(name):
    return sg.Recurrence(getattr(sg.cells, name)())


@functools.cache
def masked(name):
    return sg.Recurrence(getattr(sg.cells, name)(), mask=sg.scalar("there"))


def padded(name, seed=0):
    """A batch of sequences of unequal length, with garbage after their ends, and its mask."""
    point = point_of(plain(name).gradient(), STEPS, seed=seed, samples=len(LENGTHS))
    there = np.array([[float(t < length) for length in LENGTHS] for t in range(STEPS)])
    point["x"] = np.where(there[..., None] == 1, point["x"], 50 * point["x"][::-1])
    return point, there


def alone(name, point, b):
    """One sequence of the batch without its garbage."""
    g, length = plain(name).gradient(), LENGTHS[b]
    return {
        s.name: point[s.name]
        if s in g.parameters
        else point[s.name][:length, b]
        if s in g.sequences
        else point[s.name][b]
        for s in g.inputs
    }


@functools.cache
def single(name):
    """The gradient of the plain recurrence, compiled."""
    return plain(name).gradient().lambdify()


def each_alone(name, point):
    return [single(name)(**alone(name, point, b)) for b in range(len(LENGTHS))]


def zero_after_the_end(array, there):
    return array * there.reshape(*there.shape, *[1] * (array.ndim - 2))


def compared(name, found, rows, sequences=("x",)):
    r = plain(name)
    for symbol in r.inputs:
        key = f"bar_{symbol.name}"
        if symbol in r.parameters:
            expected = sum(row[key] for row in rows)
            np.testing.assert_allclose(found[key], expected, rtol=1e-9, atol=1e-11 * np.abs(expected).max())
            continue
        for b, row in enumerate(rows):
            value = found[key][: LENGTHS[b], b] if symbol.name in sequences else found[key][b]
            np.testing.assert_allclose(value, row[key], rtol=1e-9, atol=1e-11 * np.abs(row[key]).max())
    for b, length in enumerate(LENGTHS):
        assert not found["bar_x"][length:, b].any()


@pytest.mark.parametrize("every", [None, 2])
@pytest.mark.parametrize("name", MASKED)
def test_a_padded_sequence_has_the_gradients_that_it_has_alone(name, every):
    point, there = padded(name)
    for out in plain(name).outputs:
        point[f"bar_{out.name}"] = zero_after_the_end(point[f"bar_{out.name}"], there)
    found = masked(name).gradient().lambdify(checkpoint_every=every)(**point, there=there)
    assert "bar_there" not in found
    compared(name, found, each_alone(name, point))


@pytest.mark.parametrize("name", MASKED)
def test_what_is_carried_to_the_end_is_what_each_sequence_ends_with(name):
    """A cotangent at T is one at each sequence's own end."""
    point, there = padded(name, seed=1)
    given = {}
    for out in plain(name).outputs:
        bar = point[f"bar_{out.name}"] * (out in plain(name).carry)
        given[f"bar_{out.name}"], at_end = np.zeros_like(bar), np.zeros_like(bar)
        for b, length in enumerate(LENGTHS):
            given[f"bar_{out.name}"][STEPS - 1, b] = at_end[length - 1, b] = bar[0, b]
        point[f"bar_{out.name}"] = at_end
    found = masked(name).gradient().lambdify()(**(point | given), there=there)
    compared(name, found, each_alone(name, point))
    values = masked(name).lambdify()(**{s.name: point[s.name] for s in plain(name).inputs}, there=there)
    values = values if isinstance(values, dict) else {"h": values}
    for out in plain(name).carry:
        value = plain(name).lambdify(out)
        for b, length in enumerate(LENGTHS):
            own = value(**{key: array for key, array in alone(name, point, b).items()
                                                  if not key.startswith("bar_")})  # fmt: skip
            np.testing.assert_allclose(values[out.name][STEPS - 1, b], own[length - 1], rtol=1e-12)


def test_a_mask_that_ends_a_step_too_late_is_seen():
    point, there = padded("lstm")
    for out in plain("lstm").outputs:
        point[f"bar_{out.name}"] = zero_after_the_end(point[f"bar_{out.name}"], there)
    later = there.copy()
    later[2, 1] = 1.0
    other = zero_after_the_end(np.ones_like(point["bar_h"]), later)
    found = masked("lstm").gradient().lambdify()(**(point | {"bar_h": other}), there=later)
    with pytest.raises(AssertionError):
        compared("lstm", found, each_alone("lstm", point | {"bar_h": zero_after_the_end(other, there)}))


def test_a_mask_of_ones_is_none_and_may_be_one_for_all_samples():
    point, _ = padded("gru", seed=2)
    expected = plain("gru").gradient().lambdify()(**point)
    for there in (np.ones((STEPS, len(LENGTHS))), np.ones(STEPS), np.ones(STEPS, bool), np.ones(STEPS, int)):
        found = masked("gru").gradient().lambdify()(**point, there=there)
        for key, array in expected.items():
            np.testing.assert_allclose(found[key], array, rtol=1e-12, atol=1e-13)


def test_second_derivatives_under_a_mask():
    point, there = padded("lstm", seed=3)
    g = masked("lstm").gradient()
    point["there"] = there
    way = ways(point, [symbol.name for symbol in plain("lstm").inputs], seed=1)[0]
    found = g.tangent().lambdify()(**with_dots(point, way))
    for key, expected in moved(g, point, way).items():
        np.testing.assert_allclose(found[f"dot_{key}"], expected, rtol=1e-9, atol=1e-10 * np.abs(expected).max())


# -- layers ------------------------------------------------------------------------------------------------------

n, m, k = sg.dims("n m k")


def layer(size, below):
    """Elman's layer of any sizes."""
    x, h, h_prev = sg.vector("x", below), sg.vector("h", size), sg.vector("h_prev", size)
    W, U = sg.matrix("W", size, below), sg.matrix("U", size, size)
    return sg.System([(h, sg.tanh(W * x + U * h_prev))], outputs=[h], inputs=[x, h_prev], parameters=[W, U],
                     carry={h: h_prev})  # fmt: skip


def gated(size, below):
    """A minimal gated layer, whose output goes up beside its state."""
    x, f, y = sg.vector("x", below), sg.vector("f", size), sg.vector("y", size)
    h, h_prev = sg.vector("h", size), sg.vector("h_prev", size)
    W, U = sg.matrix("W", size, below), sg.matrix("U", size, size)
    return sg.System(
        [(f, sg.sigmoid(W * x)), (h, sg.hadamard(f, sg.tanh(U * h_prev)) + h_prev), (y, sg.tanh(h))],
        outputs=[y, h], inputs=[x, h_prev], parameters=[W, U], carry={h: h_prev})  # fmt: skip


def stack():
    return sg.stacked(layer(n, m), gated(n, n))


def test_layers_have_names_of_their_own():
    cell = stack()
    assert [str(s) for s in cell.inputs if s not in cell.parameters] == ["x", "h_prev_1", "h_prev_2"]
    assert [str(s) for s in cell.parameters] == ["W_1", "U_1", "W_2", "U_2"]
    assert [str(s) for s in cell.outputs] == ["h_1", "y_2", "h_2"]
    assert {str(a): str(b) for a, b in cell.carry.items()} == {"h_1": "h_prev_1", "h_2": "h_prev_2"}


@pytest.mark.parametrize("samples", [None, 3])
@pytest.mark.parametrize("steps", [1, 4, 130])
def test_two_layers_are_one_above_the_other(steps, samples):
    """By hand: the upper layer's gradient of its input is the lower layer's cotangent."""
    whole = sg.Recurrence(stack())
    point = point_of(whole.gradient(), steps, seed=1, samples=samples, scale=0.5)
    lower, upper = sg.Recurrence(layer(n, m)), sg.Recurrence(gated(n, n))
    below = {"x": point["x"], "h_prev": point["h_prev_1"], "W": point["W_1"], "U": point["U_1"]}
    hidden = lower.lambdify()(**below)
    above = {"x": hidden, "h_prev": point["h_prev_2"], "W": point["W_2"], "U": point["U_2"]}
    made = upper.gradient().lambdify()(**above, bar_y=point["bar_y_2"], bar_h=point["bar_h_2"])
    under = lower.gradient().lambdify()(**below, bar_h=made["bar_x"] + point["bar_h_1"])
    found = whole.gradient().lambdify()(**point)
    expected = {"bar_x": under["bar_x"]}
    expected |= {f"bar_{key}_1": under[f"bar_{key}"] for key in ("h_prev", "W", "U")}
    expected |= {f"bar_{key}_2": made[f"bar_{key}"] for key in ("h_prev", "W", "U")}
    assert found.keys() == expected.keys()
    for key, array in expected.items():
        np.testing.assert_allclose(found[key], array, rtol=1e-9, atol=1e-11 * np.abs(array).max())
    values = whole.lambdify()(**{symbol.name: point[symbol.name] for symbol in whole.inputs})
    np.testing.assert_allclose(values["y_2"], upper.lambdify("y")(**above), rtol=1e-12)


def test_three_layers_and_what_goes_up_said_by_name():
    cell = sg.stacked(layer(n, m), gated(n, n), layer(n, n), between=[{"x": "h"}, {"x": "h"}])
    r = sg.Recurrence(cell)
    point = point_of(r.gradient(), 4, seed=2, scale=0.5)
    found = r.gradient().lambdify()(**point)
    forward = {symbol.name: point[symbol.name] for symbol in r.inputs}
    size = sum(np.abs(array).sum() for array in found.values())
    weights = {out.name: point[f"bar_{out.name}"] for out in r.outputs}
    for way in ways(point, list(forward), seed=3):
        assert abs(pulled(found, way) - slope(r, forward, way, weights)) < 1e-11 * size
    by_default = sg.Recurrence(sg.stacked(layer(n, m), gated(n, n), layer(n, n))).lambdify("h_3")(**forward)
    assert np.abs(by_default - r.lambdify("h_3")(**forward)).max() > 1e-3
