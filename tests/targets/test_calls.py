"""Calls of compiled functions: the checks of one hold for the next of the same shapes, and none is lost."""

import pickle
import sys

import numpy as np
import pytest

import symgrad as sg
from symgrad.targets import random_point
from symgrad.targets.plans import KEPT

n, m = sg.dims("n m")
W, x, y = sg.matrix("W", n, m), sg.vector("x", m), sg.vector("y", n)
s = sg.scalar("s")


def layer():
    return sg.System([(y, s * sg.tanh(W * x))], parameters=[W])


def calls_of(function, **arrays):
    """The Python functions that a call goes through, by file and name."""
    seen = []

    def note(frame, event, _):
        if event == "call" and not frame.f_code.co_filename.startswith("<symgrad"):
            seen.append(frame.f_code.co_name)

    sys.setprofile(note)
    try:
        function(**arrays)
    finally:
        sys.setprofile(None)
    return [name for name in seen if name not in ("<listcomp>", "note")]


@pytest.mark.parametrize("scalar", [0.5, np.float64(0.5), np.array(0.5), 1])
def test_a_call_of_known_shapes_goes_through_three_functions(scalar):
    function = layer().lambdify()
    given = {"W": np.ones((3, 2)), "x": np.ones(2), "s": scalar}
    assert len(calls_of(function, **given)) > 20
    assert calls_of(function, **given) == ["__call__", "signature", "run"]


@pytest.mark.parametrize("made", [lambda: layer().lambdify(), lambda: sg.Recurrence(sg.cells.elman()).lambdify()])
def test_arrays_without_names_are_an_error(made):
    function = made()
    with pytest.raises(sg.ArgumentError) as raised:
        function(np.ones((3, 2)))
    assert (
        str(raised.value) == f"arrays are given by name; call with {', '.join(f'{n}=...' for n in function.arguments)}."
    )


def test_the_notebook_too():
    function = sg.cells.notebook().derivative("h_1", "V_a1").lambdify()
    point = random_point(function.program, seed=0)
    function(**point)
    assert calls_of(function, **point) == ["__call__", "signature", "run"]


def test_what_is_wrong_is_said_after_right_calls_too():
    function = layer().lambdify()
    good = {"W": np.ones((3, 2)), "x": np.ones(2), "s": 0.5}
    wrong = [
        (sg.ShapeError, {"x": np.ones(3)}, "x: m is 3 here, but W has m = 2."),
        (sg.ShapeError, {"s": np.ones((2, 2))},
         "s: expected shape () or, with a batch, (B,), but an array of shape (2, 2) came."),
        (sg.ArgumentError, {"s": "a"}, "s: expected an array of numbers, but one of type <U1 came."),
        (sg.ArgumentError, {"z": 1.0}, "unknown argument z; call with W=..., x=..., s=...."),
    ]  # fmt: skip
    for _ in range(2):
        assert function(**good).shape == (3,)
        for error, change, told in wrong:
            with pytest.raises(error) as caught:
                function(**(good | change))
            assert sorted(str(caught.value)) == sorted(told) or "call with" in told


def test_each_type_and_shape_has_a_plan_of_its_own():
    function = layer().lambdify()
    for kind in (np.float32, np.float64, np.complex128, np.float32):
        given = {"W": np.ones((3, 2), kind), "x": np.ones(2, kind), "s": 0.5}
        assert function(**given).dtype == kind
        assert function(**(given | {"x": np.ones((4, 2), kind)})).shape == (4, 3)
        assert function(**(given | {"x": np.arange(2)})).dtype == np.result_type(kind, float)


def test_numbers_of_the_caller_are_read_each_time():
    function = layer().lambdify()
    given = {"W": np.ones((3, 2)), "x": np.ones(2)}
    assert function(**given, s=2.0)[0] == 2 * function(**given, s=1.0)[0]
    given["W"][:] = 0.0
    assert function(**given, s=2.0)[0] == 0.0


def test_what_is_left_out_keeps_its_value():
    loss = sg.scalar("loss")
    function = sg.System([(loss, sg.dot(x, x))]).gradient().lambdify()
    for _ in range(2):
        found = function(x=np.ones(2))
        assert found.tolist() == [2.0, 2.0]
        found[:] = 7.0
    assert function(x=np.ones(2), bar_loss=3.0).tolist() == [6.0, 6.0]


def test_the_plans_of_changing_shapes_do_not_pile_up():
    function = layer().lambdify()
    for samples in range(1, 2 * KEPT):
        assert function(W=np.ones((1, 1)), x=np.ones((samples, 1)), s=1.0).shape == (samples, 1)
    assert len(function._plans) <= KEPT


@pytest.mark.parametrize("make", [lambda: layer().lambdify(), lambda: layer().gradient().lambdify()])
def test_a_function_is_pickled_after_a_call_too(make):
    function = make()
    given = random_point(function.program, seed=1)
    found = function(**given)
    again = pickle.loads(pickle.dumps(function))(**given)
    for name in function.outputs:
        left, right = (value[name] if isinstance(value, dict) else value for value in (found, again))
        np.testing.assert_array_equal(left, right)


def test_a_function_over_time_is_pickled_after_a_call_too():
    function = sg.Recurrence(sg.cells.elman()).lambdify()
    cell = sg.cells.elman()
    point = random_point(cell, seed=1)
    point["x"] = np.ones((4, *point["x"].shape))
    np.testing.assert_array_equal(function(**point), pickle.loads(pickle.dumps(function))(**point))


def test_a_mask_is_not_dropped():
    function = sg.lambdify(2 * x)
    masked = np.ma.masked_array([1.0, 2.0], mask=[False, True])
    with pytest.raises(sg.ArgumentError) as caught:
        function(x=masked)
    assert str(caught.value) == (
        "x: a masked array came, whose mask would be dropped; fill it, with x.filled(0.0) say, or let the mask be an "
        "input of the system, which multiplies what it hides."
    )
    assert function(x=masked.filled(0.0)).tolist() == [2.0, 0.0]
    assert function(x=np.ma.masked_array([1.0, 2.0])).tolist() == [2.0, 4.0]


class Foreign:
    """An array of another library, as those of PyTorch are: a type of its own, and a way to NumPy."""

    def __init__(self, array):
        self.array, self.dtype, self.shape = array, "another.float", array.shape

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.array, dtype)


class OnAnotherDevice(Foreign):
    def __array__(self, dtype=None, copy=None):
        raise TypeError("copy it to host memory first")


def test_arrays_of_other_libraries_are_those_that_numpy_makes_of_them():
    narrow, whole = (Foreign(np.ones((2, 2), kind)) for kind in (np.float32, np.int64))
    found = layer().lambdify()(W=narrow, x=[1.0, 2.0], s=2.0)
    np.testing.assert_allclose(found, 2 * np.tanh([3.0, 3.0]), rtol=1e-6)
    assert found.dtype == np.float32
    assert layer().lambdify()(W=narrow, x=[1.0, 2.0], s=Foreign(np.array(2))).dtype == np.float64
    assert sg.lambdify(2 * W)(W=whole).tolist() == [[2.0, 2.0], [2.0, 2.0]]
    cell = sg.cells.elman()
    found = sg.Recurrence(cell).lambdify()(x=Foreign(np.ones((1, 2))), W=narrow, U=narrow, b=np.zeros(2))
    np.testing.assert_allclose(found, [np.tanh([2.0, 2.0])], rtol=1e-6)


def test_an_array_that_numpy_cannot_read_is_an_error_that_names_it():
    with pytest.raises(sg.ArgumentError) as caught:
        sg.lambdify(2 * x)(x=OnAnotherDevice(np.ones(2)))
    assert str(caught.value) == (
        "x: expected an array of numbers, but NumPy can make none of it: copy it to host memory first"
    )


@pytest.mark.parametrize("expr", [sg.tanh(x), sg.maximum(x), sg.softmax(x), sg.mean(x), W * x])
@pytest.mark.parametrize("batch", [(), (3,), (0,)])
def test_a_size_of_0_is_an_error_that_names_it(expr, batch):
    function = sg.lambdify(expr)
    for size in (0, 2):
        given = {"x": np.ones((*batch, size)), "W": np.ones((2, size))}
        given = {name: given[name] for name in function.arguments}
        if size:
            assert function(**given).shape[: len(batch)] == batch  # a batch may be empty
            continue
        with pytest.raises(sg.ShapeError, match=r"^[xW]: m is 0 here, but a size is 1 or more; a batch alone .*\.$"):
            function(**given)


@pytest.mark.parametrize("samples", [None, 2])
def test_so_it_is_over_time(samples):
    shape = (3,) if samples is None else (3, samples)
    given = {"W": np.ones((0, 2)), "U": np.ones((0, 0)), "b": np.ones(0), "x": np.ones((*shape, 2))}
    with pytest.raises(sg.ShapeError, match=r"^W: n is 0 here, but a size is 1 or more"):
        sg.Recurrence(sg.cells.elman()).lambdify()(**given)


def test_a_system_without_inputs():
    constant = sg.System([(s, 2 * sg.total(sg.ones(3)))])
    value = constant.lambdify()()
    assert isinstance(value, np.ndarray)
    assert float(value) == 6.0
    assert constant.gradient().lambdify()() == {}


def test_a_scalar_of_sizes_alone_is_an_array_of_the_type_of_the_others():
    sizes = sg.System([(s, sg.sqrt(n) + n / m + sg.sigmoid(n))], inputs=[x, y]).lambdify()
    found = sizes(x=np.ones(2, np.float32), y=np.ones(4, np.float32))
    assert isinstance(found, np.ndarray)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, 2 + 2 + 1 / (1 + np.exp(-4.0)), rtol=1e-6)


def test_a_call_over_time_of_known_shapes_checks_nothing_again():
    function = sg.Recurrence(sg.cells.gru()).gradient(of="h").lambdify()
    given = random_point(sg.cells.gru().gradient(of="h"), seed=0)
    x, bar_h = (np.repeat(given[name][None], 4, axis=0) for name in ("x", "bar_h"))
    for samples in (None, 2):
        if samples:
            x, bar_h = (np.repeat(array[:, None], samples, axis=1) for array in (x, bar_h))
        arrays = {name: given[name] for name in function.arguments} | {"x": x, "bar_h": bar_h}
        arrays["h_prev"] = np.broadcast_to(arrays["h_prev"], (*x.shape[1:-1], len(given["h_prev"]))).copy()
        first = function(**arrays)
        assert not {"taken", "_samples", "_sizes", "_summed"} & {*calls_of(function, **arrays)}
        again = function(**arrays)
        assert all(np.array_equal(first[name], again[name]) for name in first)


@pytest.mark.parametrize("shared", ["h_prev", "x", "bar_h"])
def test_over_time_what_stands_for_every_sample_does_so_in_each_call(shared):
    function = sg.Recurrence(sg.cells.elman()).gradient(of="h").lambdify()
    given = random_point(sg.cells.elman().gradient(of="h"), seed=0)
    for name in ("x", "bar_h"):
        given[name] = np.repeat(given[name][None], 4, axis=0)
    for name in {"x", "bar_h"} - {shared}:
        given[name] = np.stack([given[name], 2 * given[name]], axis=1)
    first = function(**given)
    assert all(np.array_equal(first[name], array) for name, array in function(**given).items())
    place = int(shared != "h_prev")
    each = given | {shared: np.stack([given[shared]] * 2, axis=place)}
    for name, array in function(**each).items():
        summed = array.sum(axis=1 if name == "bar_x" else 0) if name == f"bar_{shared}" else array
        np.testing.assert_allclose(first[name], summed, rtol=1e-13)


def test_over_time_the_numbers_of_a_mask_are_looked_at_in_every_call():
    function = sg.Recurrence(sg.cells.elman(), mask=sg.scalar("m")).gradient(of="h").lambdify()
    given = random_point(sg.cells.elman().gradient(of="h"), seed=0)
    given |= {name: np.repeat(given[name][None], 4, axis=0) for name in ("x", "bar_h")} | {"m": np.ones(4)}
    for _ in range(2):
        function(**given)
    with pytest.raises(sg.ArgumentError):
        function(**given | {"m": np.full(4, 0.5)})


def test_the_plans_over_time_do_not_pile_up():
    function = sg.Recurrence(sg.cells.elman()).lambdify()
    given = random_point(sg.cells.elman(), seed=0)
    for steps in range(1, 2 * KEPT):
        assert len(function(**given | {"x": np.repeat(given["x"][None], steps, axis=0)})) == steps
    assert len(function._plans) <= KEPT
    assert not pickle.loads(pickle.dumps(function))._plans


def test_a_first_carry_that_is_left_out_is_summed_over_in_the_second_call_too():
    function = sg.Recurrence(sg.cells.elman()).gradient(of="h").lambdify()
    draw = np.random.default_rng(0).standard_normal
    given = {"x": draw((4, 3, 2)), "W": draw((2, 2)), "U": draw((2, 2)), "b": draw(2), "bar_h": draw((4, 3, 2))}
    first, again = function(**given), function(**given)
    each = function(h_prev=np.zeros((3, 2)), **given)
    for found in (first, again):
        np.testing.assert_allclose(found["bar_h_prev"], each["bar_h_prev"].sum(axis=0), rtol=1e-14)
        np.testing.assert_array_equal(found["bar_x"], each["bar_x"])


@pytest.mark.parametrize("target", ["numpy", "array-api", "c"])
def test_of_two_variables_of_one_name_the_input_has_samples(target):
    gradient = sg.cells.lstm().gradient()  # bar_c comes in as a seed, and an equation has the whole cotangent
    seed = next(symbol for symbol in gradient.inputs if symbol.name == "bar_c")
    function = gradient.lambdify(target=target)
    assert function.source_for(batched=["bar_c"]) == function.source_for(batched=[seed])
    with pytest.raises(sg.ArgumentError, match="bar_pre_i is no argument, so that it has no batch"):
        function.source_for(batched=["bar_pre_i"])
