"""Two cells on one sequence, in both directions, and the loop's work done ahead."""

import dataclasses

import numpy as np
import pytest

import symgrad as sg
from symgrad.lowering.passes import in_runs
from symgrad.targets import TimeFunction
from symgrad.targets.numpy_over_time import block_over_time
from symgrad.targets.points import random_sequences
from symgrad.time import arranged
from tests.systems import lstm

SIZE, STEPS = 3, 5


def arrays_of(system, steps=STEPS, seed=0):
    """Random arrays for the parameters and the sequence x."""
    source = np.random.default_rng(seed)
    made = {s.name: source.standard_normal([SIZE] * (1 + (s.shape[1] != 1))) / 2 for s in system.parameters}
    return made | {"x": source.standard_normal((steps, SIZE))}


def test_it_is_one_cell_forward_and_one_on_the_sequence_turned_round():
    both, one = sg.bidirectional(sg.cells.gru()), sg.Recurrence(sg.cells.gru()).lambdify()
    arrays = arrays_of(both)
    found = both.lambdify()(**arrays)
    parts = {
        way: {name.removesuffix(f"_{way}"): array for name, array in arrays.items() if name.endswith(f"_{way}")}
        for way in ("forward", "backward")
    }
    np.testing.assert_allclose(found[:, :SIZE], one(x=arrays["x"], **parts["forward"]), rtol=1e-14)
    np.testing.assert_allclose(found[:, SIZE:], one(x=arrays["x"][::-1], **parts["backward"])[::-1], rtol=1e-14)


@pytest.mark.parametrize("names", [("elman", "elman"), ("lstm", "gru")])
def test_its_gradient_beside_the_complex_step_and_the_unrolled_system(names):
    both = sg.bidirectional(*(getattr(sg.cells, name)() for name in names))
    report = both.check(method="complex")
    assert report, str(report)
    unrolled, backward = both.unroll(2), both.gradient().unroll(2)
    whole = unrolled.gradient()
    source = np.random.default_rng(1)
    point = {
        s.name: source.standard_normal([int(d) if d.is_Integer else SIZE * (2 if "2" in str(d) else 1) for d in s.shape
                                        if d != 1]) for s in whole.inputs
    }  # fmt: skip
    given = {f"given_{name}" if name.startswith("bar_") else name: array for name, array in point.items()}
    first, second = whole.lambdify(), backward.lambdify()
    found = second(**{name: given[name] for name in second.arguments})
    for name, wanted in first(**point).items():
        np.testing.assert_allclose(found[name], wanted, rtol=1e-12, atol=1e-14)


def test_with_a_mask_each_direction_begins_at_the_end_of_its_sequence():
    both = sg.bidirectional(sg.cells.elman(), mask=sg.scalar("mask"))
    arrays = arrays_of(both, steps=4)
    function = both.lambdify()
    alone = function(mask=np.ones(4), **arrays)
    padded = np.concatenate([arrays["x"], np.full((3, SIZE), 7.0)])
    longer = function(**(arrays | {"x": padded, "mask": np.array([1.0] * 4 + [0.0] * 3)}))
    np.testing.assert_allclose(longer[:4], alone, rtol=1e-14)
    assert both.check(method="complex")


def test_hessian_vector_products_of_both_directions_are_symmetric():
    product = sg.bidirectional(sg.cells.elman()).gradient(wrt=["U_forward", "U_backward", "x"]).tangent(
        wrt=["U_forward", "U_backward", "x"]
    )  # fmt: skip
    function = product.lambdify()
    arrays = arrays_of(sg.bidirectional(sg.cells.elman())) | {"bar_h": np.ones((STEPS, 2 * SIZE))}
    source = np.random.default_rng(3)
    moved = ("U_forward", "U_backward", "x")
    u, v = ({f"dot_{k}": source.standard_normal(arrays[k].shape) for k in moved} for _ in "uv")
    left, right = function(**arrays, **u), function(**arrays, **v)
    one = sum((v[f"dot_{k}"] * left[f"dot_bar_{k}"]).sum() for k in moved)
    other = sum((u[f"dot_{k}"] * right[f"dot_bar_{k}"]).sum() for k in moved)
    assert one == pytest.approx(other, rel=1e-11)


def test_outputs_that_are_no_vectors_are_refused():
    h, h_prev, x, w = sg.scalars("h h_prev x w")
    cell = sg.System([(h, sg.tanh(w * h_prev + x))], parameters=[w], carry={h: h_prev})
    with pytest.raises(sg.ShapeError, match="should be vectors, but they are a scalar and a scalar"):
        sg.bidirectional(cell)


def test_work_that_depends_on_nothing_carried_is_done_ahead():
    block = block_over_time(arranged(sg.Recurrence(lstm()).program))
    (run,) = in_runs(block).runs
    *ahead, loop = run.steps
    maps = [op for op in ahead if op.kind == "map"]
    assert list(map(str, maps)) == ["ahead_ifog[T, 4, n] = W_ifog_x + b_ifog[Si]"]
    assert (run.direction, loop.direction) == (1, 1)
    assert [op.args[0].name for op in ahead if op.kind == "contract"] == ["W_ifog"]
    views = [op for op in ahead if op.is_view]
    assert {op.args[0] for op in views} == {op.out for op in maps}
    assert {op.out for op in views} <= {arg for op in loop.ops for arg in op.args}


@pytest.mark.parametrize("name", ["elman", "lstm", "gru", "mgu", "min_gru", "slstm", "lstm_layer_norm"])
def test_the_same_numbers_with_and_without_work_ahead(name, monkeypatch):
    backward = sg.Recurrence(getattr(sg.cells, name)()).gradient()
    ahead = TimeFunction(backward.program)
    monkeypatch.setattr("symgrad.targets.numpy_over_time.ahead", lambda block: block)
    plain = TimeFunction(dataclasses.replace(backward.program))
    assert "ahead_" in ahead.source
    assert plain.source != ahead.source
    arrays = random_sequences(backward.program)
    for (key, one), other in zip(ahead(**arrays).items(), plain(**arrays).values(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-13, err_msg=key)


TWO_DIRECTIONS = """\
h_forward[0] = h_prev_forward
h_backward[T+1] = h_prev_backward
h_forward[t] = tanh(W_forward x[t] + U_forward h_forward[t-1] + b_forward)
h_backward[t] = tanh(W_backward x[t] + U_backward h_backward[t+1] + b_backward)
h[t] = [h_forward[t]; h_backward[t]]"""


def test_each_direction_begins_at_its_own_end_in_print():
    assert str(sg.bidirectional(sg.cells.elman())) == TWO_DIRECTIONS
    lines = str(sg.bidirectional(sg.cells.elman()).gradient(wrt=["h_prev_forward", "h_prev_backward"])).splitlines()
    assert {"bar_h_forward[T+1] = 0", "bar_h_backward[0] = 0"} <= {*lines}
    assert lines[-2:] == [
        "bar_h_forward[0] = U_forwardᵀ (bar_h_forward[1] ⊙ (1 - h_forward[1]²))",
        "bar_h_backward[T+1] = U_backwardᵀ (bar_h_backward[T] ⊙ (1 - h_backward[T]²))",
    ]
