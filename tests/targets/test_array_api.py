"""The array-api target: the numbers, types and errors of NumPy's functions, from arrays of the standard alone."""

import functools
import math
import pickle
import sys

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.functions import activations, elementwise, shifted_exponentials
from symgrad.functions.elementwise import ElementwiseFunction
from symgrad.functions.special_functions import by_head
from symgrad.lowering.stability import rows
from symgrad.targets.array_api import ArrayFunction
from tests.own_cells import REPRESENTATIVE
from tests.targets.every_cell import compared
from tests.targets.same_results import (
    KINDS,
    LAYOUTS,
    TARGETS,
    Library,
    by_name,
    compare,
    drawn,
    fixed,
    lost_to_rounding,
    system_of,
)  # fmt: skip
from tests.targets.test_stability import FORMS, POINTS, SECOND, VECTORS

n, m = sg.dims("n m")
W, x, y = sg.matrix("W", n, m), sg.vector("x", m), sg.vector("y", n)
ROWS = {
    row.name: row
    for module in (elementwise, activations, shifted_exponentials, rows)
    for row in vars(module).values()
    if isinstance(row, ElementwiseFunction)
} | {row.name: row for row in elementwise.ROWS.values() if not by_head(row.head)}  # those have tests of their own


def strict():
    return pytest.importorskip("array_api_strict", reason="array-api-strict is not installed")


CASES = [
    *((cell, kind) for cell in REPRESENTATIVE for kind in KINDS if not kind.startswith("product")),
    *((cell, "product") for cell in ("lstm", "gru", "attention", "softmax_regression")),
    ("lstm", "product over time"),
]  # python3 -m tests.targets.every_cell has all of them, at more sizes


@pytest.mark.parametrize(("cell", "kind"), CASES)
def test_every_cell_in_arrays_of_the_standard_alone(cell, kind):
    strict()
    types = (np.float64, np.float32) if kind.startswith("gradient") else (np.float64,)
    compared(TARGETS["array-api"], cell, kind, [2], [None, 7] if types[1:] else [7], types)


def test_a_wrong_number_is_no_rounding():
    """What is lost to rounding is little where little cancels, and much where the arrays say so."""

    def changed(function):
        def called(**arrays):
            return {name: array * (1 + 1e-9) for name, array in function(**arrays).items()}

        called.arguments, called.outputs = function.arguments, function.outputs
        return called

    library = Library("array-api", np.asarray, changed)
    with pytest.raises(AssertionError, match=r"lstm, gradient, size 2, samples 7, float64, as they are: bar_"):
        compared(library, "lstm", "gradient", [2], [7], (np.float64,))
    v, y = sg.vector("v", n), sg.scalar("y")
    numpys = sg.System([(y, sg.total(v))]).lambdify()
    for given, most in (([1.0, 2.0], 1e-14), ([1e12, -1e12], 1e-2)):
        arrays = {"v": np.array(given)}
        lost = lost_to_rounding(numpys, arrays, by_name(numpys, numpys(**arrays)))
        assert most / 100 < lost < 10 * most


def test_another_number_would_be_seen():
    system = sg.cells.elman()
    arrays = drawn(system, 2, None, np.random.default_rng(0))
    numpys = system.lambdify()
    compare(numpys, numpys(**arrays), TARGETS["array-api-numpy"], system.program, arrays, 1e-12)
    other = numpys(**arrays | {"b": arrays["b"] + 1e-9})
    single = numpys(**{name: array.astype(np.float32) for name, array in arrays.items()})
    with pytest.raises(AssertionError, match="h is off by"):
        compare(numpys, other, TARGETS["array-api-numpy"], system.program, arrays, 1e-12)
    with pytest.raises(AssertionError, match="h is float64 of shape"):
        compare(numpys, single, TARGETS["array-api-numpy"], system.program, arrays, 1e-5)


# -- large and small numbers: NumPy's functions are compared with arithmetic of many digits, these with them


def agrees(found, expected, tolerance):
    """To the tolerance of each entry; below the smallest normal number it only has to be as small."""
    found, expected = np.asarray(found), np.asarray(expected)
    smallest = np.finfo(expected.dtype).tiny
    with np.errstate(all="ignore"):
        close = np.abs(found - expected) <= tolerance * np.abs(expected)
    small = (np.abs(expected) < smallest) & (np.abs(found) <= 2 * smallest)
    alike = (found == expected) | (np.isnan(found) & np.isnan(expected))
    return bool(np.all(close | small | alike))


@functools.cache
def of_row(name, order):
    b = sg.scalar("b")
    expr = ROWS[name](b)
    for _ in range(order):
        expr = sg.gradient(expr, b)
    numpys = sg.lambdify(expr, inputs=[b])
    return numpys, ArrayFunction(numpys.program)


@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize("name", sorted(ROWS))
def test_functions_of_every_entry_and_their_derivatives_at_large_and_small_numbers(name, order):
    for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 1e-5)):
        points = np.array([*POINTS, 3.0, -3.0, 2.9, -31.0, 0.46, 0.47, -0.46875, 4.0, -4.1], dtype=dtype)
        for numpys, found in [of_row(name, order)]:
            with np.errstate(all="ignore"):
                expected, got = numpys(b=points), found(b=points)
            assert np.asarray(got).dtype == dtype
            assert agrees(got, expected, tolerance), (got, expected)


EXACT = {
    "erf": math.erf,
    "erfc": math.erfc,
    "normal_cdf": lambda t: 0.5 * math.erfc(-t * math.sqrt(0.5)),
    "gelu": lambda t: t * 0.5 * math.erfc(-t * math.sqrt(0.5)),
}


@pytest.mark.parametrize("name", EXACT)
def test_the_error_function_to_the_last_digits(name):
    points = np.concatenate([np.linspace(-30, 30, 4001), np.linspace(-0.5, 0.5, 1001)])
    found = of_row(name, 0)[1](b=points)
    exact = np.array(list(map(EXACT[name], points)))
    assert agrees(found, exact, 5e-15)
    assert not agrees(found * (1 + 1e-14), exact, 5e-15)


@pytest.mark.parametrize("name", FORMS)
def test_stable_forms_of_vectors(name):
    numpys = sg.lambdify(FORMS[name])
    found = ArrayFunction(numpys.program)
    for point in map(np.array, VECTORS):
        assert agrees(found(x=point), numpys(x=point), 1e-13), point


@functools.cache
def functions_of(cell, kind):
    system = system_of(cell, kind)
    return system, system.lambdify(), ArrayFunction(system.program)


@pytest.mark.parametrize("kind", ["gradient", "product"])
@pytest.mark.parametrize("scale", [40.0, 110.0, 1000.0])
@pytest.mark.parametrize("cell", ["lstm", "gru", "softmax_regression", "mlp", "slstm", "attention"])
def test_cells_where_they_saturate(cell, scale, kind):
    system, numpys, found = functions_of(cell, kind)
    arrays = drawn(system, 3, 5, np.random.default_rng(1))
    for name in arrays:
        if name.startswith("b_") or name == "b":
            arrays[name] = scale * np.sign(arrays[name])
    with np.errstate(all="ignore"):
        expected, got = numpys(**arrays), found(**arrays)
    for name, value in expected.items():
        assert np.isfinite(value).all()
        assert np.max(np.abs(got[name] - value), initial=0) <= 1e-12 * (np.max(np.abs(value), initial=0) + 1e-300), name


def test_a_complement_that_cancels_would_be_seen():
    z = np.array([40.0])
    exact = np.exp(-z) / (1 + np.exp(-z))
    assert not agrees(1 - 1 / (1 + np.exp(-z)), exact, 1e-12)
    assert SECOND


# -- the arrays


def layer():
    return sg.System([(y, sg.tanh(W * x))], parameters=[W])


def bad_calls():
    good = {"W": np.ones((3, 2)), "x": np.ones(2)}
    return {
        "missing": {"x": good["x"]},
        "unknown": {**good, "z": 1.0},
        "shape": {**good, "x": np.ones(3)},
        "axes": {**good, "x": np.ones((2, 2, 2))},
        "batches": {"W": np.ones((4, 3, 2)), "x": np.ones((5, 2))},
        "type": {**good, "x": np.array(["a", "b"])},
        "rows": {**good, "x": [[1.0], [1.0, 2.0]]},
        "empty": {"W": np.ones((3, 0)), "x": np.ones(0)},
    }


@pytest.mark.parametrize("name", bad_calls())
@pytest.mark.parametrize("target", ["array-api", "jax"])
def test_errors_are_those_of_numpy(name, target):
    if target == "jax":
        pytest.importorskip("jax", reason="jax is not installed")
    given = bad_calls()[name]
    with pytest.raises(sg.SymgradError) as expected:
        layer().lambdify()(**given)
    with pytest.raises(type(expected.value)) as raised:
        layer().lambdify(target=target)(**given)
    assert str(raised.value) == str(expected.value)


BAD_OVER_TIME = {
    "missing": {"x": None},
    "unknown": {"z": np.ones(3)},
    "steps": {"bar_h": np.ones((3, 2))},
    "samples": {"x": np.ones((4, 7, 3)), "bar_h": np.ones((4, 5, 2))},
    "parameter": {"W": np.ones((4, 2, 3))},
    "size": {"U": np.ones((3, 3))},
    "axes": {"x": np.ones(4)},
}


@pytest.mark.parametrize("name", BAD_OVER_TIME)
def test_errors_over_time_are_those_of_numpy(name):
    system = sg.Recurrence(sg.cells.elman()).gradient()
    given = drawn(system, 2, None, np.random.default_rng(0)) | BAD_OVER_TIME[name]
    given = {key: array for key, array in given.items() if array is not None}
    with pytest.raises(sg.SymgradError) as expected:
        system.lambdify()(**given)
    with pytest.raises(type(expected.value)) as raised:
        system.lambdify(target="array-api")(**given)
    assert str(raised.value) == str(expected.value)


def test_a_position_that_is_none_is_an_error_as_it_is_in_numpy():
    i, b, v = sg.scalar("i"), sg.scalar("b"), sg.vector("v", n)
    system = sg.System([(b, v[i, 0])], inputs=[v, i])
    for target in ("numpy", "array-api"):
        function = system.lambdify(target=target)
        assert function(v=np.arange(3.0), i=2) == 2.0
        with pytest.raises(sg.ArgumentError, match=r"a position among 3 is a whole number from 0 to 2, but 3\.0 came"):
            function(v=np.arange(3.0), i=3.0)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", ["gradient", "gradient over time"])
def test_arrays_of_every_layout_that_nobody_may_write_into(kind, layout):
    system = system_of("lstm", kind)
    arrays = {k: fixed(a, layout) for k, a in drawn(system, 3, 4, np.random.default_rng(0)).items()}
    expected, found = system.lambdify()(**arrays), ArrayFunction(system.program)(**arrays)
    for k, (name, value) in enumerate(found.items()):
        np.testing.assert_allclose(value, expected[name], rtol=1e-12, atol=1e-14)
        others = [*arrays.values(), *list(found.values())[:k]]
        assert not any(np.may_share_memory(value, other) for other in others), name


def test_a_result_that_is_an_argument_is_an_array_of_its_own():
    system = sg.System([(y, W * x)], outputs=[x, y], parameters=[W])
    given = np.ones(3)
    found = ArrayFunction(system.program)(x=given, W=np.ones((2, 3)))
    assert not np.may_share_memory(found["x"], given)
    assert "xp.asarray(x, copy=True)" in ArrayFunction(system.program).source


def test_numbers_and_arrays_of_numpy_become_arrays_of_the_library():
    xp = strict()
    s = sg.scalar("s")
    function = sg.System([(y, s * sg.tanh(W * x))], parameters=[W]).lambdify(target="array-api")
    found = function(W=np.ones((3, 2), np.float32), x=xp.asarray([1.0, 2.0], dtype=xp.float32), s=2)
    assert isinstance(found, type(xp.asarray(1.0)))
    assert found.dtype == xp.float32
    np.testing.assert_allclose(np.asarray(found), 2 * np.tanh(3.0), rtol=1e-6)


def test_a_function_is_pickled():
    function = layer().lambdify(target="array-api")
    given = {"W": np.ones((3, 2)), "x": np.ones(2)}
    assert (pickle.loads(pickle.dumps(function))(**given) == function(**given)).all()


def test_a_gradient_of_what_came_without_samples_is_summed():
    system = sg.Recurrence(sg.cells.elman()).gradient()
    arrays = drawn(system, 2, 5, np.random.default_rng(0))
    arrays["h_prev"] = arrays["h_prev"][0]
    expected, found = system.lambdify()(**arrays), ArrayFunction(system.program)(**arrays)
    assert found["bar_h_prev"].shape == expected["bar_h_prev"].shape == (2,)
    np.testing.assert_allclose(found["bar_h_prev"], expected["bar_h_prev"], rtol=1e-12)


def test_a_function_of_ones_own_needs_a_definition():
    plain = sg.elementwise("cube", slope=lambda u, v: 3 * u**2, numpy="{x} * {x} * {x}")
    told = "no array-api form for cube: it has NumPy code alone; give definition= to its row"
    y0 = sg.vector("y0", n)
    system = sg.System([(y, plain(y0))])
    with pytest.raises(sg.MissingRuleError, match=told):
        system.lambdify(target="array-api")
    defined = sg.elementwise("cube", slope=lambda u, v: 3 * u**2, definition=lambda u: u**3)
    assert sg.System([(y, defined(y0))]).lambdify(target="array-api")(y0=np.array([2.0])) == [8.0]


def test_a_function_of_ones_own_that_bears_a_known_name_is_its_own():
    mine = sg.elementwise("relu", slope=lambda u, v: 2 + 0 * u, definition=lambda u: 2 * u)
    system = sg.System([(y, mine(sg.vector("v", n)))])
    assert system.lambdify(target="array-api")(v=np.array([-1.0, 1.0])).tolist() == [-2.0, 2.0]


a, b, total = sg.scalar("a"), sg.scalar("b"), sg.scalar("total")
CHOICES = {
    "of sizes": sp.Piecewise((a, n > 3), (2 * a, True)),
    "of sizes and values": sp.Piecewise((1, sp.And(a > b, n > 3)), (2, a < b), (3, True)),
    "of numbers alone": sp.Piecewise((1, sp.Not(sp.Or(a > 1, b > 1))), (2, True)),
    "of maxima": sp.Max(a, b, 0) * sp.Min(a, 1),
    "without a last": sp.Piecewise((a, a > b)),
}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", CHOICES)
def test_choices(name, dtype):
    xp = strict()
    system = sg.System([(total, CHOICES[name] * sg.total(sg.vector("v", n)))])
    arrays = {"a": np.array([2.0, 0.5], dtype), "b": np.array([0.3, 1.2], dtype), "v": np.ones(4, dtype)}
    arrays = {key: arrays[key] for key in system.lambdify().arguments}
    expected = system.lambdify()(**arrays)
    found = ArrayFunction(system.program)(**{key: xp.asarray(array) for key, array in arrays.items()})
    assert np.asarray(found).dtype == np.asarray(expected).dtype == dtype
    np.testing.assert_array_equal(np.asarray(found), expected)


@pytest.mark.parametrize(
    "name",
    ["sigmoid", "softmax", "only", "at_top", "xp", "np", "namespace", "device_of", "dtype", "device", "evaluate"],
)
def test_a_variable_may_be_called_as_what_the_code_says(name):
    v = sg.vector(name, n)
    system = sg.System([(y, sg.hadamard(sg.softmax(v), sg.sigmoid(v), sg.relu(v)))]).gradient()
    arrays = {name: np.array([0.1, -0.2, 0.3]), "bar_y": np.ones(3)}
    np.testing.assert_allclose(ArrayFunction(system.program)(**arrays), system.lambdify()(**arrays), rtol=1e-13)


def test_a_library_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "jax", None)
    with pytest.raises(sg.MissingPackageError, match=r"target=\"jax\" needs the package jax, .* install it with"):
        layer().lambdify(target="jax")


def test_arrays_that_need_a_package_beside_their_own_name_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "array_api_compat", None)
    tensor = type("Tensor", (), {"__module__": "torch", "shape": (2,), "dtype": "torch.float64"})()
    told = r"target='array-api' with arrays of torch needs the package array_api_compat, .* '.*\[array-api\]'"
    with pytest.raises(sg.MissingPackageError, match=told):
        layer().lambdify(target="array-api")(W=np.ones((3, 2)), x=tensor)


@pytest.mark.parametrize("name", ["sin", "exp", "sigmoid", "softplus", "erf", "tanh", "relu", "log"])
def test_functions_of_sizes(name):
    xp, v, o = strict(), sg.vector("v", n), sg.vector("o", n)
    system = sg.System([(o, ROWS[name](n / 2) * sg.tanh(v)), (total, ROWS[name](n) * a)], outputs=[o, total])
    for dtype, tolerance in ((np.float64, 1e-14), (np.float32, 1e-6)):
        arrays = {"v": np.array([0.1, 0.2], dtype), "a": np.array(2.0, dtype)}
        expected = system.lambdify()(**arrays)
        found = ArrayFunction(system.program)(**{key: xp.asarray(array) for key, array in arrays.items()})
        for key, value in expected.items():
            assert np.asarray(found[key]).dtype == dtype
            np.testing.assert_allclose(np.asarray(found[key]), value, rtol=tolerance)
