"""Checks of arrays of other libraries: by their shapes and types alone, once for each."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.targets.stand_ins import Fittings, numpy_type, stand_in

n, m = sg.dims("n m")
W, x, y = sg.matrix("W", n, m), sg.vector("x", m), sg.vector("y", n)


class Foreign:
    """An array of a library that says its functions, and holds no numbers."""

    def __init__(self, shape, dtype="float64"):
        self.shape, self.dtype = shape, f"foreign.{dtype}"

    def __array_namespace__(self):
        raise AssertionError("a check needs no function")

    def __array__(self, *_, **__):
        raise AssertionError("a check needs no numbers")


def layer():
    return Fittings(sg.System([(y, sg.tanh(W * x))], parameters=[W]).program)


def test_a_stand_in_has_the_shape_and_the_type_and_no_memory():
    made = stand_in("x", Foreign((1000, 1000, 1000), "float32"))
    assert (made.shape, made.dtype, made.strides) == ((1000, 1000, 1000), np.float32, (0, 0, 0))


def test_what_numpy_reads_is_its_own():
    array = np.ones(3)
    assert stand_in("x", array) is array
    assert stand_in("x", 2.0) == 2.0


@pytest.mark.parametrize(
    ("dtype", "expected"), [("torch.float32", np.float32), (np.dtype("int8"), np.int8), ("other.float12", None)]
)
def test_types_by_name(dtype, expected):
    assert numpy_type(dtype) == expected


@pytest.mark.parametrize(
    ("arrays", "told"),
    [
        ({"W": Foreign((3, 2)), "x": Foreign((4,))}, "x: m is 4 here, but W has m = 2."),
        ({"W": Foreign((3, 2))}, "missing argument x; call with W=..., x=...."),
        ({"W": Foreign((3, 2)), "x": Foreign((2,)), "z": 1}, "unknown argument z; call with W=..., x=...."),
        ({"W": Foreign((3, 2)), "x": Foreign((2,), "datetime64")},
         "x: expected an array of numbers, but one of type datetime64 came."),
        ({"W": Foreign((3, 2)), "x": Foreign((2,), "float12")},
         "x: numbers of type foreign.float12 came, which NumPy does not have; give float16, float32 or float64."),
        ({"W": Foreign((3, 2)), "x": Foreign((None,))},
         "x: the size None is no number, but sizes are checked before code runs or is traced; give arrays of fixed "
         "sizes."),
        ({"W": Foreign((3, 2)), "x": Foreign((2,), "complex64")},
         "x: complex numbers came, but this target computes with real ones alone; give real numbers."),
    ],
)  # fmt: skip
def test_errors_name_the_argument(arrays, told):
    with pytest.raises(sg.SymgradError) as raised:
        layer().of(arrays)
    assert str(raised.value) == told


def test_the_plan_says_what_has_samples_and_which_type_each_gets():
    fitted, named = layer().of({"x": Foreign((7, 2), "float32"), "W": Foreign((3, 2), "int64")})
    assert [symbol.name for symbol in fitted.batched] == ["x"]
    assert [(one.name, one.dtype) for one in fitted.arguments] == [("W", np.float64), ("x", np.float32)]
    assert list(named) == ["x", "W"]


def test_arrays_of_known_shapes_are_not_checked_again(monkeypatch):
    fittings, checked = layer(), []
    plain = fittings._at_once
    monkeypatch.setattr(fittings, "_at_once", lambda arrays: checked.append(1) or plain(arrays))
    for _ in range(3):
        fittings.of({"x": Foreign((2,)), "W": Foreign((3, 2))})
    fittings.of({"x": Foreign((5, 2)), "W": Foreign((3, 2))})
    assert len(checked) == 2


def test_a_sparse_array_is_none_that_is_dense_of_the_same_shape():
    class Sparse(Foreign):
        def todense(self):
            raise AssertionError("a check needs no numbers")

    fittings, dense = layer(), {"W": Foreign((3, 2)), "x": Foreign((2,))}
    for make in (Sparse, lambda shape: told_to_be_sparse(Foreign(shape))):
        fittings.of(dense)
        with pytest.raises(sg.ArgumentError, match=r"^W: a sparse array came; give a dense one"):
            fittings.of(dense | {"W": make((3, 2))})


def told_to_be_sparse(array):
    array.layout = "torch.sparse_coo"
    return array


def test_a_type_that_a_library_does_not_have_is_told():
    class Small:
        """A library of float32."""

        def kind(self, dtype):
            return "float32" if dtype == np.float32 else None

        def made(self, value, dtype):
            return "made"

    fitted, named = layer().of({"W": Foreign((3, 2), "float32"), "x": np.ones(2, np.longdouble)})
    first, second = fitted.arguments
    assert first.array(Small(), named) == "made"
    with pytest.raises(sg.ArgumentError, match=r"^x: numbers of type \w+ came, which the library of these arrays"):
        second.array(Small(), named)


def test_a_masked_array_is_looked_at_each_time():
    fittings, given = layer(), np.ma.masked_array(np.ones(2), mask=[False, False])
    fittings.of({"x": given, "W": np.ones((3, 2))})
    with pytest.raises(sg.ArgumentError, match="a masked array came"):
        fittings.of({"x": np.ma.masked_array(np.ones(2), mask=[True, False]), "W": np.ones((3, 2))})


def test_the_numbers_of_a_mask_are_looked_at_each_time_where_there_are_any():
    system = sg.Recurrence(sg.cells.elman(), mask=sg.scalar("mask"))
    fittings = Fittings(system.program)
    arrays = {"x": np.ones((4, 2)), "W": np.ones((3, 2)), "U": np.ones((3, 3)), "b": np.ones(3)}
    fittings.of(arrays | {"mask": np.array([1.0, 1.0, 0.0, 0.0])})
    with pytest.raises(sg.ArgumentError, match=r"a mask is 1 where a sequence has a step .* but 0\.5 came"):
        fittings.of(arrays | {"mask": np.array([1.0, 0.5, 0.0, 0.0])})


def test_what_is_left_out_is_a_number_everywhere():
    fitted, _ = Fittings(sg.Recurrence(sg.cells.elman()).program).of(
        {"x": Foreign((4, 5, 2)), "W": Foreign((3, 2)), "U": Foreign((3, 3)), "b": Foreign((3,))}
    )
    (first,) = (one for one in fitted.arguments if not one.name)
    assert (first.default, first.shape) == (0.0, (5, 3))


def test_a_target_of_the_last_step_stands_for_every_sample_and_every_step():
    system = sg.Recurrence(sg.cells.elman())
    h = system.symbol("h")
    d = sg.vector("d", *h.shape[:1])
    closed = system.value_and_gradient(last=(sg.scalar("L"), sg.dot(h - d, h - d)))
    fitted, _ = Fittings(closed.program, True).of(
        {"x": Foreign((4, 5, 2)), "W": Foreign((3, 2)), "U": Foreign((3, 3)), "b": Foreign((3,)), "d": Foreign((3,))}
    )
    (target,) = (one for one in fitted.arguments if one.name == "d")
    assert target.axes == ((0, 5), (0, 4))  # five samples, and then four steps
