"""Backpropagation through time: beside a loop written by hand, its memory, and what checkpoints cost and save."""

import tracemalloc

import numpy as np

import symgrad as sg
from benchmarks.timing import shortest_in_turns, table

SIZES = ((32, 200, None), (128, 200, None), (128, 100, 32))  # hidden size, steps, samples


def by_hand(x, W, U, b, bar_h):
    """The gradients of an LSTM's packed parameters (gates i, f, o, g), as one writes them in NumPy at first.

    x (T, ..., m), W (4n, m), U (4n, n), b (4n,), bar_h (T, ..., n).
    """
    steps, n = len(x), U.shape[1]
    h, c = np.zeros_like(bar_h[0]), np.zeros_like(bar_h[0])
    kept = []
    for t in range(steps):
        z = x[t] @ W.T + h @ U.T + b
        i, f, o = (1 / (1 + np.exp(-z[..., k * n : (k + 1) * n])) for k in range(3))
        g = np.tanh(z[..., 3 * n :])
        before = h, c
        c = f * c + i * g
        h = o * np.tanh(c)
        kept.append((i, f, o, g, c, *before))
    bar_W, bar_U, bar_b, bar_x = np.zeros_like(W), np.zeros_like(U), np.zeros_like(b), np.zeros_like(x)
    next_h, next_c = np.zeros_like(h), np.zeros_like(c)
    for t in reversed(range(steps)):
        i, f, o, g, c, h_prev, c_prev = kept[t]
        dh = bar_h[t] + next_h
        tanh_c = np.tanh(c)
        dc = dh * o * (1 - tanh_c**2) + next_c
        parts = dc * g * i * (1 - i), dc * c_prev * f * (1 - f), dh * tanh_c * o * (1 - o), dc * i * (1 - g**2)
        dz = np.concatenate(parts, axis=-1)
        rows = dz.reshape(-1, 4 * n)
        bar_W += rows.T @ x[t].reshape(len(rows), -1)
        bar_U += rows.T @ h_prev.reshape(len(rows), -1)
        bar_b += rows.sum(axis=0)
        bar_x[t] = dz @ W
        next_h, next_c = dz @ U, dc * f
    return bar_W, bar_U, bar_b, bar_x


def arrays(n, steps, samples):
    """Random arrays for the cell, by name."""
    source = np.random.default_rng(0)
    lead = (steps,) if samples is None else (steps, samples)
    cell = sg.cells.lstm()
    shapes = {symbol.name: (n, n)[: 1 + (symbol.shape[1] != 1)] for symbol in cell.parameters}
    made = {name: source.standard_normal(shape) / n**0.5 for name, shape in shapes.items()}
    return made | {"x": source.standard_normal((*lead, n)), "bar_h": source.standard_normal((*lead, n))}


def packed(given):
    """The same arrays, four gates in one."""
    stacks = [np.concatenate([given[f"{letter}_{gate}"] for gate in "ifog"]) for letter in "WUb"]
    return given["x"], *stacks, given["bar_h"]


def through_time():
    """symgrad's gradient against the loop by hand, and the function with checkpoints against the one without."""
    backward = sg.Recurrence(sg.cells.lstm()).gradient(of="h")
    plain, sparing = backward.lambdify(), backward.lambdify(checkpoint_every=32)
    rows = []
    for n, steps, samples in SIZES:
        given = arrays(n, steps, samples)
        hand = packed(given)
        found, wanted = plain(**given), by_hand(*hand)
        distance = np.abs(found["bar_W_f"] - wanted[0][n : 2 * n]).max() / np.abs(wanted[0]).max()
        ours, theirs = shortest_in_turns(lambda given=given: plain(**given), lambda hand=hand: by_hand(*hand))
        again, _ = shortest_in_turns(lambda given=given: sparing(**given), lambda: None)
        rows.append((n, steps, samples or "", f"{ours / theirs:.2f}", f"{again / ours:.2f}", f"{distance:.0e}"))
    head = ("n = m", "T", "samples", "symgrad / by hand", "with checkpoints / without", "relative distance")
    return table("The LSTM through time: ratios of times", head, rows) + "\n" + memory(plain, sparing)


def memory(plain, sparing, n=64):
    """The peak of what a gradient allocates, beside the bytes of the states stored and of what is given back."""
    rows = []
    for steps in (1000, 4000):
        given = arrays(n, steps, None)
        line = np.dtype(float).itemsize * n
        stored, given_back = len(plain.kept) * steps * line, steps * line + 4 * (2 * n + 1) * line
        for name, function in (("all states kept", plain), ("checkpoint_every=32", sparing)):
            function(**given)
            tracemalloc.start()
            function(**given)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            sizes = [f"{size / 2**20:.2f} MiB" for size in (stored, given_back, peak)]
            rows.append((steps, name, *sizes, f"{peak / (stored + given_back):.2f}"))
    head = ("T", "", "states", "gradients", "peak", "peak / (states + gradients)")
    return table(f"Memory, n = {n}, states {', '.join(plain.kept)}", head, rows)
