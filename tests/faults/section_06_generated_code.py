"""Taken in, then not run: what concerns generated code. Called with arrays, and 70 µs of checks for 3 µs of code."""

import pickle
import sys

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.targets import random_point
from tests.faults.row import Row

n = sg.dims("n")


def _flat_matrices():
    s, A, r, v = sg.scalar("s"), sg.matrix("A", n, n), sg.scalar("r"), sg.vector("v", n)
    flat = s * sg.ones(n, n)
    cases = {
        "trace": (r, sp.Trace(flat), 6.0),
        "diagonal": (v, sg.diagonal(flat), np.full(3, 2.0)),
        "power": (A, flat**2, np.full((3, 3), 12.0)),
        "transpose": (A, sg.tanh(flat).T, np.full((3, 3), np.tanh(2.0))),
        "determinant": (r, sp.Determinant(flat + sp.Identity(n)), 7.0),
    }
    x = sg.vector("x", n)
    for lhs, rhs, right in cases.values():
        function = sg.System([(lhs, rhs)], inputs=[s, x]).lambdify()
        np.testing.assert_allclose(function(s=2.0, x=np.ones(3)), right, rtol=1e-12)
        batch = function(s=np.array([2.0, 2.0]), x=np.ones(3))
        np.testing.assert_allclose(batch, np.stack([right, right]), rtol=1e-12)
    return ", ".join(cases) + ": right, with a batch too"


def _kept_types():
    x, y = sg.vectors("x y", n)
    for constant in (
        sg.sigmoid(sg.ones(n)),
        sg.sqrt(2 * sg.ones(n)),
        x + sg.gelu(sg.ones(n)),
        sg.softplus(n * sg.ones(n)),
    ):
        found = sg.System([(y, constant)], inputs=[x]).lambdify()(x=np.ones(3, np.float32))
        assert found.dtype == np.float32, constant
        assert found.shape == (3,)
    return "float32"


def _without_inputs():
    s, x = sg.scalar("s"), sg.vector("x", n)
    constant = sg.System([(s, sp.Integer(2))])
    assert constant.gradient().lambdify()() == {}
    sizes = sg.System([(s, sg.sqrt(n) / 2)], inputs=[x]).lambdify()(x=np.ones(4, np.float32))
    for found, right in ((constant.lambdify()(), 2.0), (sizes, 1.0)):
        assert isinstance(found, np.ndarray)
        assert float(found) == right
    assert sizes.dtype == np.float32
    return "{}; arrays of no axes"


def _masked():
    x = sg.vector("x", n)
    function = sg.lambdify(2 * x)
    with pytest.raises(sg.ArgumentError, match="x: a masked array came, whose mask would be dropped") as caught:
        function(x=np.ma.masked_array([1.0, 2.0], mask=[False, True]))
    return f"ArgumentError: {caught.value}"


OWN = sg.elementwise("OWN", slope=lambda x, y: 2 * x, definition=lambda x: x**2)  # found again under its name


def _pickled_with_a_function_of_ones_own():
    x, y = sg.vectors("x y", n)
    system = sg.System([(y, OWN(x))]).gradient()
    again = pickle.loads(pickle.dumps(system))
    assert again == system
    given = {"x": np.arange(3.0), "bar_y": np.ones(3)}
    np.testing.assert_array_equal(again.lambdify()(**given), 2 * np.arange(3.0))
    return "an equal System"


def _pickled():
    function = sg.cells.lstm().gradient().lambdify()
    point = random_point(function.program, seed=0)
    found, again = function(**point), pickle.loads(pickle.dumps(function))(**point)
    for name in function.outputs:
        np.testing.assert_array_equal(found[name], again[name])
    return "the same function"


def _checks_of_a_call():
    """Counted, not timed: ``python3 -m benchmarks`` prints the ratio of a call to its bare code."""
    function = sg.cells.notebook().derivative("h_1", "V_a1").lambdify()
    point = random_point(function.program, seed=0)
    function(**point)
    seen = []
    sys.setprofile(lambda frame, event, _: seen.append(frame.f_code.co_name) if event == "call" else None)
    function(**point)
    sys.setprofile(None)
    calls = [name for name in seen if name in ("__call__", "signature", "run", "evaluate", "taken", "completed")]
    assert calls == ["__call__", "signature", "run", "evaluate"]
    return " -> ".join(calls)


ROWS = (
    Row("trace, diagonal, power or transpose of s*sg.ones(n, n)", "crash in generated code", "values", _flat_matrices),
    Row("sg.sigmoid(sg.ones(n)), sqrt(2*ones) in float32", "float64 comes back", "float32", _kept_types),
    Row(
        "a gradient of a System without inputs, called; a scalar output of sizes alone",
        "TypeError; a Python float",
        "no outputs; an array",
        _without_inputs,
    ),
    Row("masked arrays", "the mask is dropped silently", "refused", _masked),
    Row("pickle of a compiled function after its first call", "PicklingError", "the same function", _pickled),
    Row(
        "pickle of a System with a function of one's own",
        "PicklingError",
        "an equal System",
        _pickled_with_a_function_of_ones_own,
    ),
    Row(
        "one call of the notebook's dh/dV",
        "70 µs, its code 3",
        "the checks of a known call are one look-up",
        _checks_of_a_call,
    ),
)
