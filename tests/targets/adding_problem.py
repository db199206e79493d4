"""The adding problem, learned in a target: ``python3 -m tests.targets.adding_problem --target torch``.

Sequences of T = 30 pairs: a number from 0 to 1, and a mark that is 1 at two steps; wanted is the sum of the two marked
numbers at the end. An LSTM learns it by Adam, in float64, from the same seed in each target. The losses of the first
steps are compared with those of NumPy, to 1e-6, and with ``--learn`` it goes on until the mean error is far below 1/6,
that of a constant answer. Ends with status 1 where losses differ, or where it is not learned.

NumPy calls the derived gradient; torch trains a module of the cell by its own backward pass and its own Adam.

Source: Hochreiter and Schmidhuber, Long Short-Term Memory, Neural Computation 9(8), 1997, section 5.4.
"""

import argparse
import sys
import time

import numpy as np

import symgrad as sg

STEPS, UNITS, SAMPLES, RATE = 30, 16, 50, 0.02
COMPARED, TOLERANCE = 200, 1e-6
MOST, LEARNED = 3000, 0.01


def samples(random):
    """Sequences (T, B, 2), and the sums that are wanted, (B,)."""
    numbers = random.uniform(size=(STEPS, SAMPLES))
    marks = np.zeros((STEPS, SAMPLES))
    for k in range(SAMPLES):
        first, second = random.integers(STEPS // 2), STEPS // 2 + random.integers(STEPS - STEPS // 2)
        marks[[first, second], k] = 1.0
    return np.stack([numbers, marks], -1), (numbers * marks).sum(0)


def beginning(random):
    """The parameters before the first step, by name: those of the cell, and v and k of the readout v h + k."""
    shapes = {"W": (UNITS, 2), "U": (UNITS, UNITS), "b": (UNITS,)}
    bound = UNITS**-0.5
    arrays = {f"{letter}_{gate}": random.uniform(-bound, bound, shape)
              for letter, shape in shapes.items() for gate in "ifog"}  # fmt: skip
    return {**arrays, "v": random.uniform(-bound, bound, UNITS), "k": np.zeros(())}


def adam(state, gradients, step):
    """One step of Adam (Kingma and Ba, 2015, algorithm 1), as torch orders it."""
    for name, (value, first, second) in state.items():
        gradient = gradients[name]
        first = first + (gradient - first) * 0.1
        second = 0.999 * second + 0.001 * gradient * gradient
        size = np.sqrt(second) / np.sqrt(1 - 0.999**step) + 1e-8
        state[name] = value - RATE / (1 - 0.9**step) * first / size, first, second


def by_numpy(seed, count):
    """The losses, one step after the other."""
    recurrence = sg.Recurrence(sg.cells.lstm())
    n = recurrence.symbol("h").shape[0]
    h, v, (k, d, error) = recurrence.symbol("h"), sg.vector("v", n), sg.scalars("k d E")
    system = recurrence.value_and_gradient(last=(error, (sg.dot(v, h) + k - d) ** 2), parameters=[v, k])
    function = system.lambdify()
    random = np.random.default_rng(seed)
    state = {name: (value, 0 * value, 0 * value) for name, value in beginning(random).items()}
    for step in range(1, count + 1):
        x, wanted = samples(random)
        found = function(x=x, d=wanted, bar_E=1 / SAMPLES, **{name: values[0] for name, values in state.items()})
        yield float(found["E"].mean())
        adam(state, {name: found[f"bar_{name}"] for name in state}, step)


def by_torch(seed, count):
    """The losses, one step after the other."""
    import torch

    module = sg.Recurrence(sg.cells.lstm()).lambdify(target="torch").module(n=UNITS, m=2, dtype=torch.float64)
    random = np.random.default_rng(seed)
    begun = {name: torch.tensor(value) for name, value in beginning(random).items()}
    readout = [begun.pop(name).requires_grad_() for name in ("v", "k")]
    module.load_state_dict(begun)
    descent = torch.optim.Adam([*module.parameters(), *readout], lr=RATE)
    for _ in range(count):
        x, wanted = map(torch.tensor, samples(random))
        descent.zero_grad()
        loss = ((module(x)["h"][-1] @ readout[0] + readout[1] - wanted) ** 2).mean()
        loss.backward()
        yield loss.item()
        descent.step()


TARGETS = {"numpy": by_numpy, "torch": by_torch}


def main(arguments=None):
    """Learns; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.targets.adding_problem", description=__doc__.split("\n")[0])
    parser.add_argument("--target", choices=TARGETS, default="numpy")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=COMPARED, help="that are compared")
    parser.add_argument("--learn", action="store_true", help="go on until it is learned")
    options = parser.parse_args(arguments)
    start, losses = time.perf_counter(), []
    expected = list(by_numpy(options.seed, options.steps)) if options.target != "numpy" else []
    for loss in TARGETS[options.target](options.seed, MOST if options.learn else options.steps):
        losses.append(loss)
        if options.learn and len(losses) >= options.steps and np.mean(losses[-20:]) < LEARNED:
            break
    off = max((abs(one - other) for one, other in zip(losses, expected, strict=False)), default=0.0)
    learned = not options.learn or np.mean(losses[-20:]) < LEARNED
    print(
        f"{options.target}: loss {losses[0]:.4f} at first, {np.mean(losses[-20:]):.4f} after {len(losses)} steps; the "
        f"first {len(expected)} losses differ from NumPy's by {off:.1e}; {time.perf_counter() - start:.0f} s"
    )
    return int(off > TOLERANCE or not learned)


if __name__ == "__main__":
    sys.exit(main())
