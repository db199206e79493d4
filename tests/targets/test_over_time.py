"""Compiled programs over time: every recurrent cell against the complex step, batches, blocks, checkpoints, memory."""

import functools
import tracemalloc

import numpy as np
import pytest

import symgrad as sg
from symgrad.targets import TimeFunction
from symgrad.targets.numpy_over_time import BLOCK
from symgrad.targets.points import random_sequences
from tests.own_cells import REPRESENTATIVE

CELLS = [name for name in REPRESENTATIVE if getattr(sg.cells, name)().carry]
STEP = 1e-200


@functools.cache
def recurrence(name):
    return sg.Recurrence(getattr(sg.cells, name)())


@functools.cache
def gradient(name):
    return recurrence(name).gradient()


@functools.cache
def compiled(name, checkpoint_every=None):
    return gradient(name).lambdify(checkpoint_every=checkpoint_every)


@functools.cache
def analytic(name):
    return TimeFunction(recurrence(name).program, analytic=True)


def point_of(system, steps, seed=0, samples=None):
    """Random arrays for the inputs of a system over time; with samples all but the parameters have an axis of them."""
    source = np.random.default_rng(seed)
    one = random_sequences(system.program, seed=seed)
    made = {}
    for symbol in system.inputs:
        array = one[symbol.name]
        lead = ()
        if symbol in system.sequences:
            array, lead = array[0], (steps,)
        if samples is not None and symbol not in system.parameters:
            lead = (*lead, samples)
        made[symbol.name] = source.standard_normal((*lead, *array.shape)) if lead else array
    return made


def by_name(system, found):
    return found if isinstance(found, dict) else {system.outputs[0].name: found}


def along(name, point, direction):
    """The complex step of the sum of cotangent times output in one direction of all inputs."""
    r = recurrence(name)
    bars = {out.name: point[f"bar_{out.name}"] for out in r.outputs}
    moved = {s.name: point[s.name] + STEP * 1j * direction[s.name] for s in r.inputs}
    found = by_name(r, analytic(name)(**moved))
    return sum((bar * found[out]).sum() for out, bar in bars.items()).imag / STEP


def directions(r, point, count, seed):
    """Random directions, and one of each input alone."""
    source = np.random.default_rng(seed)
    drawn = [{s.name: source.standard_normal(point[s.name].shape) for s in r.inputs} for _ in range(count)]
    return [*drawn, *({k: v * (k == s.name) for k, v in drawn[0].items()} for s in r.inputs)]


@pytest.mark.parametrize("steps", [1, 2, 5, 50])
@pytest.mark.parametrize("name", CELLS)
def test_every_recurrent_cell_against_the_complex_step(name, steps):
    r, point = recurrence(name), point_of(gradient(name), steps, seed=steps)
    found = compiled(name)(**point)
    assert list(found) == [f"bar_{s.name}" for s in r.inputs]
    for symbol in r.inputs:
        assert found[f"bar_{symbol.name}"].shape == point[symbol.name].shape
    size = sum(np.abs(array).sum() for array in found.values())
    for way in directions(r, point, 2, seed=steps):
        claimed = sum((found[f"bar_{key}"] * value).sum() for key, value in way.items())
        assert abs(claimed - along(name, point, way)) < 1e-11 * size


def test_the_complex_step_sees_a_gradient_that_is_off():
    point = point_of(gradient("lstm"), 5, seed=5)
    found = compiled("lstm")(**(point | {"b_f": point["b_f"] + 1e-8}))
    way = directions(recurrence("lstm"), point, 1, seed=5)[0]
    claimed = sum((found[f"bar_{key}"] * value).sum() for key, value in way.items())
    size = sum(np.abs(array).sum() for array in found.values())
    assert abs(claimed - along("lstm", point, way)) > 1e-11 * size


@pytest.mark.parametrize("name", ["elman", "lstm", "gru", "mlstm"])
def test_the_check_of_a_recurrence_is_entry_by_entry(name):
    for steps in (1, 2, 5):
        r = recurrence(name)
        x = np.random.default_rng(1).standard_normal((steps, 3))
        report = r.check(method="complex", at={"x": x})
        assert report
        assert len(report.entries) > 20


# -- batches -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [1, 4, BLOCK + 2])
@pytest.mark.parametrize("name", CELLS)
def test_a_batch_is_what_each_sample_is_alone(name, steps):
    r, samples = recurrence(name), 3
    point = point_of(gradient(name), steps, seed=7, samples=samples)
    function = compiled(name)
    whole = function(**point)
    places = {s.name: int(s in gradient(name).sequences) for s in gradient(name).inputs
              if s not in gradient(name).parameters}  # fmt: skip
    rows = [
        function(**{k: np.take(v, b, axis=places[k]) if k in places else v for k, v in point.items()})
        for b in range(samples)
    ]
    for symbol in r.inputs:
        key, each = f"bar_{symbol.name}", [row[f"bar_{symbol.name}"] for row in rows]
        shared = symbol in r.parameters
        expected = sum(each) if shared else np.stack(each, axis=places[symbol.name])
        assert whole[key].shape == point[symbol.name].shape
        np.testing.assert_allclose(whole[key], expected, rtol=1e-9, atol=1e-11 * np.abs(expected).max())


@pytest.mark.parametrize("steps", [1, 4, BLOCK + 2])
def test_what_all_samples_share_has_a_gradient_summed_over_them(steps):
    """A first carry, a sequence, and both at once, without an axis of samples."""
    point = point_of(gradient("lstm"), steps, seed=8, samples=3)
    function = compiled("lstm")
    for shared in (["h_prev"], ["x"], ["c_prev", "x"], ["bar_h"], ["x", "h_prev", "c_prev", "bar_h"]):
        axes = {"x": 1, "bar_h": 1, "h_prev": 0, "c_prev": 0}
        given = {k: np.take(v, 0, axis=axes[k]) if k in shared else v for k, v in point.items()}
        wide = {
            k: np.repeat(np.expand_dims(v, axes[k]), 3, axis=axes[k]) if k in shared else v for k, v in given.items()
        }
        found, expected = function(**given), function(**wide)
        for key, array in expected.items():
            own = key.removeprefix("bar_")
            summed = array.sum(axis=axes[own]) if own in shared else array
            assert found[key].shape == given[own].shape
            np.testing.assert_allclose(found[key], summed, rtol=1e-12, atol=1e-12)


def test_first_carries_are_zero_by_default_with_a_batch_and_without():
    for samples in (None, 3):
        point = point_of(gradient("lstm"), 4, seed=9, samples=samples)
        zeros = {key: np.zeros_like(point[key]) for key in ("h_prev", "c_prev")}
        left_out = {k: v for k, v in point.items() if k not in zeros}
        expected, found = compiled("lstm")(**(point | zeros)), compiled("lstm")(**left_out)
        for key in found:
            whole = expected[key].sum(axis=0) if samples and key in ("bar_h_prev", "bar_c_prev") else expected[key]
            np.testing.assert_allclose(found[key], whole, rtol=1e-13, atol=1e-14)


def test_the_values_are_those_of_the_cell_run_step_by_step():
    r, point = recurrence("lstm"), point_of(recurrence("lstm"), 6, seed=10, samples=2)
    cell = sg.cells.lstm().lambdify()
    state, found = {"h_prev": point["h_prev"], "c_prev": point["c_prev"]}, r.lambdify()(**point)
    for t in range(6):
        made = cell(**(point | state | {"x": point["x"][t]}))
        np.testing.assert_allclose(found["h"][t], made["h"], rtol=1e-13)
        np.testing.assert_allclose(found["c"][t], made["c"], rtol=1e-13)
        state = {"h_prev": made["h"], "c_prev": made["c"]}
    np.testing.assert_array_equal(r.lambdify("h")(**point), found["h"])


@pytest.mark.parametrize("samples", [None, 3])
@pytest.mark.parametrize("name", CELLS)
def test_numbers_of_32_bits_stay_so(name, samples):
    point = {k: v.astype(np.float32) for k, v in point_of(gradient(name), 3, seed=1, samples=samples).items()}
    for checkpoint_every in (None, 2):
        found = compiled(name, checkpoint_every)(**point)
        assert {array.dtype for array in found.values()} == {np.dtype(np.float32)}
        wide = compiled(name)(**{k: v.astype(float) for k, v in point.items()})
        for key, array in found.items():
            np.testing.assert_allclose(array, wide[key], rtol=5e-3, atol=1e-3 * np.abs(wide[key]).max())
    assert {a.dtype for a in by_name(recurrence(name), recurrence(name).lambdify()(
        **{s.name: point[s.name] for s in recurrence(name).inputs})).values()} == {np.dtype(np.float32)}  # fmt: skip


def test_what_is_given_is_left_as_it_was_and_nothing_given_back_is_a_view():
    point = point_of(gradient("gru"), 4, seed=2)
    before = {key: array.copy() for key, array in point.items()}
    found = compiled("gru")(**point)
    for array in found.values():
        assert array.flags.writeable
        array += 1.0
    for key, array in before.items():
        np.testing.assert_array_equal(point[key], array)


@pytest.mark.parametrize("every", [None, 2])
def test_an_input_that_is_an_output_is_given_as_a_copy(every):
    x, h, h_prev = sg.vectors("x h h_prev", sg.dims("n"))
    cell = sg.System([(h, sg.tanh(x + h_prev))], parameters=[], carry={h: h_prev}, outputs=[h, x])
    both = sg.Recurrence(cell, sequences=[x]).value_and_gradient(of=["h", "x"])
    point = point_of(both, 5)
    found = both.lambdify(checkpoint_every=every)(**point)
    np.testing.assert_array_equal(found["x"], point["x"])
    arrays = [*found.values()]
    for k, array in enumerate(arrays):
        assert not any(np.shares_memory(array, other) for other in [*point.values(), *arrays[:k]])


# -- blocks and checkpoints --------------------------------------------------------------------------------------


@pytest.mark.parametrize("samples", [None, 2])
@pytest.mark.parametrize("steps", [1, 50, 130])
@pytest.mark.parametrize("name", ["elman", "lstm", "gru_reset_after", "slstm", "mlstm", "min_gru"])
def test_a_checkpoint_every_so_often_gives_the_same(name, steps, samples):
    point = point_of(gradient(name), steps, seed=3, samples=samples)
    expected = compiled(name)(**point)
    for every in (1, 7, 64, 1000):
        found = compiled(name, every)(**point)
        assert found.keys() == expected.keys()
        for key, array in expected.items():
            np.testing.assert_allclose(found[key], array, rtol=1e-12, atol=1e-14 * np.abs(array).max(), err_msg=key)


@pytest.mark.parametrize("every", [None, 7])
def test_more_steps_than_a_block_has(every):
    """300 steps against the complex step: they cross the border of a block twice and more."""
    assert 2 * BLOCK < 300
    r, point = recurrence("lstm"), point_of(gradient("lstm"), 300, seed=4)
    found = compiled("lstm", every)(**point)
    size = sum(np.abs(array).sum() for array in found.values())
    for way in directions(r, point, 2, seed=1):
        claimed = sum((found[f"bar_{key}"] * value).sum() for key, value in way.items())
        assert abs(claimed - along("lstm", point, way)) < 1e-12 * size


# -- memory ------------------------------------------------------------------------------------------------------


def peak_of(function, point):
    """The most bytes in use at a time while the function runs, beyond those before it."""
    function(**{k: v[:2] if k in ("x", "bar_h", "bar_c") else v for k, v in point.items()})  # compiles
    tracemalloc.start()
    try:
        function(**point)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@functools.cache
def memory(name, steps=1000, size=64, every=None):
    """(peak, bytes of what is kept at every t, bytes of the sequences that are given and made)."""
    g = gradient(name)
    source = np.random.default_rng(0)
    sizes = {"n": size, "m": size}
    point = {}
    for symbol in g.inputs:
        shape = [sizes[str(axis)] for axis in symbol.shape if axis != 1]
        lead = [steps] if symbol in g.sequences else []
        point[symbol.name] = source.standard_normal((*lead, *shape)) / 8
    function = compiled(name, every)
    results = 0
    for output in g.program.outputs:
        shape = [sizes[str(axis)] for axis in output.symbol.shape if axis != 1]
        results += int(np.prod(shape)) * 8 * (steps if output.kind == "every" else 1)
    return peak_of(function, point), len(function.kept) * steps * size * 8, results


def test_memory_is_what_the_stored_states_need(capsys):
    peak, kept, results = memory("lstm", steps=2000)
    with capsys.disabled():
        print(f"\nLSTM, 2000 steps of 64: peak {peak:,} bytes; kept states {kept:,}; results {results:,}")
    assert kept == 6 * 2000 * 64 * 8  # what gates and candidate are functions of, the state, the output
    assert kept < peak < 1.2 * (kept + results)


def test_gates_are_computed_again_and_what_is_carried_is_not():
    function = sg.Recurrence(sg.cells.lstm()).gradient(of="h").lambdify()
    assert function.kept == ("pre_o", "pre_i", "pre_f", "pre_g", "c", "h")
    backward = function.source.split("bar_h_prev_after_t = ")[1]
    assert backward.count("o_i_f_again = np.maximum(") == 1  # of three gates, for all t of a block at once
    assert "c_before * o_i_f" not in backward


def test_a_checkpoint_saves_memory(capsys):
    peak, _, results = memory("lstm")
    less = {every: memory("lstm", every=every)[0] for every in (10, 32)}
    with capsys.disabled():
        print(f"\nLSTM, 1000 steps of 64: peak {peak:,} bytes; with checkpoint_every: {less}; results {results:,}")
    assert all(found - results < 0.3 * (peak - results) for found in less.values())


def test_memory_grows_with_the_number_of_steps_and_no_faster():
    first, second = memory("gru", steps=500)[0], memory("gru", steps=1000)[0]
    assert second < 2.1 * first
