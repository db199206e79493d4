"""Backpropagation through time: beside loops written by hand for speed; memory, and what checkpoints cost and save."""

import functools
import tracemalloc

import numpy as np

import symgrad as sg
from benchmarks.by_hand import Elman, Gru, Lstm
from benchmarks.timing import ratio_in_turns, table

STEPS = 100
SIZES = ((1, 1), (32, 1), (128, 32), (256, 64))  # hidden size, samples
STACKS = {  # the packed arrays that the loop by hand takes, each of the cell's own one below the other
    "lstm": (Lstm, [[f"{letter}_{gate}" for gate in "ifog"] for letter in "WUb"]),
    "gru": (Gru, [["W_r", "W_z", "W"], ["U_r", "U_z"], ["U"], ["b_r", "b_z", "b"]]),
    "elman": (Elman, [["W"], ["U"], ["b"]]),
}


@functools.cache
def gradient_of(name):
    """The gradient of a recurrence with respect to all inputs, as a function; once more with checkpoints."""
    backward = sg.Recurrence(getattr(sg.cells, name)()).gradient(of="h")
    return backward.lambdify(), backward.lambdify(checkpoint_every=32)


def arrays(name, n, steps, samples, dtype=np.float64):
    """Random arrays for a cell, by name."""
    source = np.random.default_rng(0)
    lead = (steps,) if samples is None else (steps, samples)
    shapes = {one.name: (n, n)[: 1 + (one.shape[1] != 1)] for one in getattr(sg.cells, name)().parameters}
    made = {key: source.standard_normal(shape) / n**0.5 for key, shape in shapes.items()}
    made |= {"x": source.standard_normal((*lead, n)), "bar_h": source.standard_normal((*lead, n))}
    return {key: array.astype(dtype) for key, array in made.items()}


def beside(name, n, samples, dtype):
    """(ratio of times, relative distance) of symgrad and of the loop by hand, which gives the same results."""
    by_hand, stacks = STACKS[name]
    given = arrays(name, n, STEPS, samples, dtype)
    hand, packed = by_hand(n, STEPS, samples, dtype), [np.concatenate([given[k] for k in stack]) for stack in stacks]
    function = gradient_of(name)[0]
    found, wanted = function(**given), hand(given["x"], *packed, given["bar_h"])
    first = found[f"bar_{stacks[0][0]}"]
    distance = np.abs(first - wanted[0][:n]).max() / np.abs(wanted[0]).max()
    ratio = ratio_in_turns(
        lambda: function(**given), lambda: hand(given["x"], *packed, given["bar_h"]), 40 if n < 100 else 9
    )
    return ratio, distance


def through_time():
    """symgrad's gradients against loops by hand, and the function with checkpoints against the one without."""
    rows = []
    for name in STACKS:
        for dtype in (np.float32, np.float64):
            measured = [beside(name, *size, dtype) for size in SIZES]
            distance = max(distance for _, distance in measured)
            rows.append((name, np.dtype(dtype).name, *(f"{ratio:.2f}" for ratio, _ in measured), f"{distance:.0e}"))
    head = ("cell", "", *(f"n = m = {n}, {samples} samples" for n, samples in SIZES), "relative distance")
    told = table(f"Through time, T = {STEPS}: symgrad / by hand with arrays that stay (medians of ratios)", head, rows)
    return "\n".join([told, checkpoints(), memory()])


def checkpoints():
    """What it costs to run each block again."""
    rows = []
    plain, sparing = gradient_of("lstm")
    for n, samples in ((32, None), (128, 32)):
        given = arrays("lstm", n, 200, samples)
        ratio = ratio_in_turns(functools.partial(sparing, **given), functools.partial(plain, **given), 15)
        rows.append((n, samples or "", f"{ratio:.2f}"))
    return table("The LSTM, T = 200: with checkpoints / without", ("n = m", "samples", "ratio"), rows)


def memory(n=64):
    """The peak of what a first gradient allocates, beside the bytes of the states stored and of what is given back."""
    rows = []
    for steps in (1000, 4000):
        given = arrays("lstm", n, steps, None)
        line = np.dtype(float).itemsize * n
        plain, sparing = gradient_of("lstm")
        stored, given_back = len(plain.kept) * steps * line, steps * line + 4 * (2 * n + 1) * line
        for name, function in (("all states kept", plain), ("checkpoint_every=32", sparing)):
            function(**given)
            function.let_go()
            tracemalloc.start()
            function(**given)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            sizes = [f"{size / 2**20:.2f} MiB" for size in (stored, given_back, peak)]
            rows.append((steps, name, *sizes, f"{peak / (stored + given_back):.2f}"))
    head = ("T", "", "states", "gradients", "peak", "peak / (states + gradients)")
    kept = ", ".join(gradient_of("lstm")[0].kept)
    return table(f"Memory, n = {n}, states {kept}", head, rows)
