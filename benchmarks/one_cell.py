"""One LSTM cell, values and gradients, and dh/dV of the notebook: what a call takes, beside jax.jit, in turns.

``python3 -m benchmarks.peers`` prints it. Results are compared before anything is timed.
"""

import functools
import importlib

import numpy as np

import symgrad as sg
from benchmarks.lstm_runners import NAMES
from benchmarks.timing import clocked, spread, table, times_in_turns
from symgrad.errors import SymgradError
from symgrad.targets import random_point

SIZES, CALLS = (4, 32), 200
STATES = ("x", "h_prev", "c_prev", "bar_h", "bar_c")


def given(n, dtype):
    """Random arrays for one sample."""
    source = np.random.default_rng(0)
    shapes = dict.fromkeys(STATES, (1, n)) | {name: (n,) if name[0] == "b" else (n, n) for name in NAMES}
    return {name: (source.standard_normal(shape) / n**0.5).astype(dtype) for name, shape in shapes.items()}


def symgrad_in(target, arrays):
    """symgrad's code for a target that takes NumPy's arrays."""
    function = sg.cells.lstm().value_and_gradient().lambdify(target=target)
    return function, arrays


def in_jax(arrays):
    """jax and the arrays, which it holds."""
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    return jax, {name: jax.numpy.asarray(one) for name, one in arrays.items()}


def symgrad_in_jax(arrays):
    """symgrad's code for JAX, compiled by jit."""
    jax, taken = in_jax(arrays)
    function = jax.jit(sg.cells.lstm().value_and_gradient().lambdify(target="jax"))
    return lambda **taken: jax.block_until_ready(function(**taken)), taken


def jax_jit(arrays):
    """jax.vjp of the cell as one writes it, compiled by jit."""
    jax, taken = in_jax(arrays)

    def cell(held):
        pre = {k: held["x"] @ held[f"W_{k}"].T + held["h_prev"] @ held[f"U_{k}"].T + held[f"b_{k}"] for k in "ifog"}
        i, f, o = (jax.nn.sigmoid(pre[k]) for k in "ifo")
        c = f * held["c_prev"] + i * jax.numpy.tanh(pre["g"])
        return o * jax.numpy.tanh(c), c

    @jax.jit
    def both(bar_h, bar_c, **held):
        (h, c), back = jax.vjp(cell, held)
        return {"h": h, "c": c} | {f"bar_{name}": bar for name, bar in back((bar_h, bar_c))[0].items()}

    return lambda **taken: jax.block_until_ready(both(**taken)), taken


RUNNERS = {
    "jax.jit": jax_jit,
    "symgrad, c": functools.partial(symgrad_in, "c"),
    "symgrad, numpy": functools.partial(symgrad_in, "numpy"),
    "symgrad, jax.jit": symgrad_in_jax,
}


def running(runners, arrays):
    """(functions with what they take, why the others are not there) by name; AssertionError where results differ."""
    found, absent, right = {}, {}, None
    for name, runner in runners.items():
        try:
            function, taken = runner(arrays)
            results = function(**taken)
        except (ImportError, SymgradError) as error:
            absent[name] = f"{type(error).__name__}: {error}"
            continue
        right = results if right is None else right
        most = 1e-12 if arrays["x"].dtype == np.float64 else 1e-5
        for key, one in results.items():
            distance = np.abs(np.asarray(one) - np.asarray(right[key])).max()
            if not distance <= most:
                raise AssertionError(f"{name}: {key} is {distance:.1e} away from that of {next(iter(found))}.")
        found[name] = function, taken
    return found, absent


def microseconds(calls, turns, count=CALLS):
    """The microseconds of a call of each, turn by turn, by name."""

    def action(function, taken):
        for _ in range(count):
            function(**taken)

    actions = {name: functools.partial(action, *call) for name, call in calls.items()}
    return {name: 1e6 * np.array(one) / count for name, one in times_in_turns(actions, turns, clocked).items()}


def one_cell(turns=None, runners=RUNNERS):
    """The table, the ratios beside jax.jit where that is there."""
    rows, missing = [], {}
    for dtype in (np.float32, np.float64):
        for n in SIZES:
            calls, absent = running(runners, given(n, dtype))
            missing |= absent
            times = microseconds(calls, turns or 15)
            for name, one in times.items():
                ratio = spread(times["jax.jit"] / one) if "jax.jit" in times else ""
                rows.append((n, np.dtype(dtype).name, name, f"{np.median(one):.2f} µs", ratio))
    head = ("n = m", "", "", "median", "jax.jit's time over it")
    told = table("One LSTM cell, values and all gradients, one sample: a call", head, rows)
    return "\n".join([told, notebook(turns), *(f"Not measured: {name} ({why})" for name, why in missing.items())])


def notebook(turns=None):
    """dh/dV of the notebook."""
    rows, derivative = [], sg.cells.notebook().derivative("h_1", "V_a1")
    for target in ("c", "numpy"):
        try:
            function = derivative.lambdify(target=target)
        except SymgradError as error:
            rows.append((target, f"{type(error).__name__}: {error}"))
            continue
        point = random_point(function.program, seed=0)
        times = microseconds({target: (function, {name: point[name] for name in function.arguments})}, turns or 15)
        rows.append((target, f"{np.median(times[target]):.2f} µs"))
    return table("dh/dV of the notebook: a call", ("target", "median"), rows)
