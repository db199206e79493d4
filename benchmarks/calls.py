"""What one call of a compiled function takes beside its bare code: names, shapes and types are checked before."""

import numpy as np

import symgrad as sg
from benchmarks.timing import shortest_in_turns, table
from symgrad.targets import random_point

CALLS = 2000


def _measured(function, given):
    scope = {}
    exec(function.source, scope)
    bare, arrays = scope["evaluate"], [np.asarray(given[name]) for name in function.arguments]
    named = dict(zip(function.arguments, arrays, strict=True))
    numbers = {name: array[()] if not array.ndim else array for name, array in named.items()}
    return shortest_in_turns(
        lambda: [bare(*arrays) for _ in range(CALLS)],
        lambda: [function(**named) for _ in range(CALLS)],
        lambda: [function(**numbers) for _ in range(CALLS)],
    )


def calls():
    """A call with arrays, and with numbers where scalars are asked for, in times of the bare code."""
    lstm = sg.cells.lstm().gradient()
    cases = {
        "dh/dV of the notebook": sg.cells.notebook().derivative("h_1", "V_a1").lambdify(),
        "the gradient of an LSTM": lstm.lambdify(),
    }
    rows = []
    for name, function in cases.items():
        bare, arrays, numbers = _measured(function, random_point(function.program, seed=0))
        rows.append((name, f"{1e6 * bare / CALLS:.1f} µs", f"{arrays / bare:.2f}", f"{numbers / bare:.2f}"))
    return table("A call beside its bare code", ["function", "bare", "a call", "with NumPy numbers for scalars"], rows)
