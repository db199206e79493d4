"""Losses of a step, of the last step, and both, against the complex step of the losses."""

import functools

import numpy as np
import pytest

import symgrad as sg
from tests.time.complex_step import point_of, pulled, slope, ways

n, k = sg.dims("n k")


@functools.cache
def recurrence(name):
    return sg.Recurrence(getattr(sg.cells, name)())


def against_the_complex_step(closed, backward, steps, samples=None, last=(), seed=1, change=None):
    """The gradient of the losses summed over time, or of the last one, against the complex step of the losses.

    ``closed`` takes a target for each step; one that ``backward`` takes once is the same at each.
    """
    point = point_of(closed, steps, seed=seed, samples=samples)
    once = [symbol.name for symbol in backward.program.constant if symbol.name in point]
    point |= {name: point[name][0] for name in once}

    def at_each_step(arrays):
        return {k: np.broadcast_to(v, (steps, *np.shape(v))) if k in once else v for k, v in arrays.items()}

    weights = {}
    for out in closed.outputs:
        lead = (steps,) if samples is None else (steps, samples)
        weights[out.name] = np.ones(lead)
        if out.name in last:
            weights[out.name][:-1] = 0.0
    found = backward.lambdify()(**(point | (change(point) if change else {})))
    names = [out.primal.name for out in backward.outputs]
    size = sum(np.abs(array).sum() for array in found.values())
    for way in ways(point, names, seed=2):
        assert abs(pulled(found, way) - slope(closed, at_each_step(point), at_each_step(way), weights)) < 1e-11 * size
    return found


H = {name: recurrence(name).symbol("h") for name in ("elman", "lstm", "gru")}
D, L, E = sg.vector("d", n), sg.scalar("L"), sg.scalar("E")
ERROR, END = (L, sg.dot(H["lstm"] - D, H["lstm"] - D)), (E, sg.dot(D, sg.exp(H["lstm"])))


def closed_by(cell, *losses):
    """The cell with losses among its equations: the same thing said in another way."""
    equations = [*cell.equations, *losses]
    return sg.Recurrence(sg.System(
        equations, outputs=[one[0] for one in losses], parameters=cell.parameters, carry=cell.carry))  # fmt: skip


@pytest.mark.parametrize("samples", [None, 3])
@pytest.mark.parametrize("steps", [1, 130])
@pytest.mark.parametrize(("given", "losses", "last"), [
    ({"loss": ERROR}, [ERROR], ()),
    ({"last": END}, [END], ("E",)),
    ({"loss": ERROR, "last": END}, [ERROR, END], ("E",)),
    ({"loss": sg.System([ERROR])}, [ERROR], ()),
    ({"loss": sg.Equation(*ERROR)}, [ERROR], ()),
])  # fmt: skip
def test_a_loss_at_each_step_one_at_the_last_and_both(given, losses, last, steps, samples):
    closed = closed_by(sg.cells.lstm(), *losses)
    found = against_the_complex_step(closed, recurrence("lstm").gradient(**given), steps, samples, last)
    assert set(found) == {f"bar_{symbol.name}" for symbol in (*recurrence("lstm").inputs, D)}


def test_a_target_that_is_off_is_seen():
    closed, backward = closed_by(sg.cells.lstm(), ERROR), recurrence("lstm").gradient(loss=ERROR)
    with pytest.raises(AssertionError):
        against_the_complex_step(closed, backward, 5, change=lambda point: {"d": point["d"] + 1e-8})
    with pytest.raises(AssertionError):  # a loss of every step is not one of the last
        against_the_complex_step(closed, recurrence("lstm").gradient(last=ERROR), 5)


def test_a_loss_may_be_weighed_by_its_cotangent():
    backward = recurrence("lstm").gradient(loss=ERROR, last=END).lambdify()
    point = point_of(closed_by(sg.cells.lstm(), ERROR, END), 4)
    whole = backward(**point)
    ones = np.ones(4)
    one, other = backward(**point, bar_L=2 * ones, bar_E=0.0), backward(**point, bar_L=0 * ones, bar_E=3.0)
    for key, array in whole.items():
        np.testing.assert_allclose(one[key] / 2 + other[key] / 3, array, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("samples", [None, 2])
def test_the_losses_of_the_package(samples):
    for name in ("elman", "gru"):
        cell = getattr(sg.cells, name)()
        for closed, given in (
            (sg.losses.squared_error(cell, "h"), "target"),
            (sg.losses.cotangent(cell, "h"), "delta"),
        ):
            r = sg.Recurrence(closed)
            assert [str(s) for s in r.sequences] == ["x", given]
            against_the_complex_step(r, r.gradient(), 6, samples)


@pytest.mark.parametrize("samples", [None, 3])
def test_softmax_cross_entropy_with_a_readout_of_its_own(samples):
    V, a, z = sg.matrix("V", k, n), sg.vector("a", k), sg.vector("z", k)
    h = H["gru"]
    readout = sg.System([(z, V * h + a)], parameters=[V, a], inputs=[h])
    loss = sg.losses.cross_entropy(readout, "z", target="target")
    backward = recurrence("gru").gradient(loss=loss)
    assert [str(s) for s in backward.parameters[-2:]] == ["V", "a"]
    assert str(backward.inputs[-2]) == "target" or "target" in map(str, backward.sequences)
    steps, sizes = 5, {"n": 3, "m": 2, "k": 4}
    source = np.random.default_rng(4)

    def drawn(symbol):
        lead = [steps] if symbol in backward.sequences else []
        lead += [samples] if samples and symbol not in backward.parameters else []
        return source.standard_normal((*lead, *(sizes[str(axis)] for axis in symbol.shape if axis != 1)))

    point = {s.name: drawn(s) for s in backward.inputs if s.name != "bar_loss"}
    point["target"] = np.abs(point["target"]) / np.abs(point["target"]).sum(axis=-1, keepdims=True)
    found = backward.lambdify()(**point)

    def total(**given):
        """The loss by hand, of the values of the cell."""
        state = recurrence("gru").lambdify()
        hidden = sg.targets.TimeFunction(recurrence("gru").program, analytic=True)(
            **{key: given[key] for key in state.arguments}
        )
        logits = hidden @ given["V"].T + given["a"]
        shares = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
        return -(given["target"] * shares).sum()

    names = [key for key in point if key != "target"]
    size = sum(np.abs(found[f"bar_{key}"]).sum() for key in names)
    for way in ways(point, names, seed=2):
        expected = np.imag(total(**{key: value + 1e-200j * way.get(key, 0) for key, value in point.items()})) / 1e-200
        assert abs(pulled(found, way) - expected) < 1e-11 * size


def test_a_loss_may_look_at_the_state_of_one_step_before():
    h, h_prev = H["elman"], recurrence("elman").symbol("h_prev")
    slow = (L, sg.dot(h - h_prev, h - h_prev))
    closed = closed_by(sg.cells.elman(), slow)
    for steps in (1, 2, 130):
        against_the_complex_step(closed, recurrence("elman").gradient(loss=slow), steps)


def test_names_of_a_loss_are_no_names_of_the_cell():
    cell = sg.cells.gru()
    h, n = cell.names.h, cell.names.h.shape[0]
    over_time = sg.Recurrence(cell)
    with pytest.raises(sg.NameClashError) as raised:
        over_time.gradient(loss=(sg.scalar("x"), sg.dot(h, h)))
    assert str(raised.value) == "loss: it defines x, but the cell has that name; give it another name."
    with pytest.raises(sg.ShapeError) as raised:
        over_time.gradient(loss=(sg.scalar("L"), sg.scalar("x") * sg.dot(h, h)))
    assert str(raised.value) == "loss: x is a scalar, but the cell's is (m,)."
    readout = sg.System([(sg.vector("z", n), 2 * h), (sg.scalar("L"), sg.total(sg.vector("z", n)))])
    lines = str(over_time.gradient(loss=readout, wrt="U")).splitlines()
    assert "z_loss[t] = 2 h[t]" in lines
    assert len([line for line in lines if line.startswith("z[t] =")]) == 1
