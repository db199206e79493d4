"""The gradient of an LSTM through time beside jax.grad of the plain scan: ``python3 -m benchmarks.beside_jax``.

Both are compiled by jax.jit, give the gradients of all parameters, and are compared before anything is timed. The
ratio is that of wall-clock times in turns, with its quartiles; memory is what the compiled code asks for beside its
arguments.
"""

import argparse
import sys
import time

import numpy as np

import symgrad as sg
from symgrad.extras import extra

SIZES = ((512, 64, 30), (128, 32, 100), (32, 1, 100))  # hidden size, samples, steps


def plain_lstm(jax, parameters, x, first):
    """(h, c) of every step of an LSTM as one writes it in jax; ``first`` is what they begin with."""

    def step(state, x_t):
        h, c = state
        pre = {k: x_t @ parameters[f"W_{k}"].T + h @ parameters[f"U_{k}"].T + parameters[f"b_{k}"] for k in "ifog"}
        i, f, o = (jax.nn.sigmoid(pre[k]) for k in "ifo")
        c = f * c + i * jax.numpy.tanh(pre["g"])
        h = o * jax.numpy.tanh(c)
        return (h, c), (h, c)

    return jax.lax.scan(step, first, x)[1]


def losses(jax):
    """A loss of symgrad's LSTM, and of one as one writes it in jax; the names of the parameters."""
    system = sg.Recurrence(sg.cells.lstm())
    function = system.lambdify(target="jax")

    def derived(parameters, x):
        return (function(x=x, **parameters)["h"] ** 2).mean()

    def plain(parameters, x):
        zero = jax.numpy.zeros((x.shape[1], len(parameters["b_i"])), x.dtype)
        return (plain_lstm(jax, parameters, x, (zero, zero))[0] ** 2).mean()

    return derived, plain, [symbol.name for symbol in system.parameters]


def compared(jax, n, samples, steps, turns, seed=0):
    """(how far apart, ratios of times in turns, bytes of each) at one size, in float32."""
    derived, plain, names = losses(jax)
    source = np.random.default_rng(seed)
    parameters = {
        name: jax.numpy.asarray(source.standard_normal((n,) if name[0] == "b" else (n, n)) / n**0.5, "float32")
        for name in names
    }
    x = jax.numpy.asarray(source.standard_normal((steps, samples, n)), "float32")
    gradients = [jax.jit(jax.grad(loss)) for loss in (derived, plain)]
    one, other = (gradient(parameters, x) for gradient in gradients)
    scale = max(float(abs(slope).max()) for slope in other.values())
    apart = max(float(abs(one[name] - other[name]).max()) for name in names) / scale
    ratios = []
    for _ in range(turns):
        taken = []
        for gradient in gradients:
            begun = time.perf_counter()
            jax.block_until_ready(gradient(parameters, x))
            taken.append(time.perf_counter() - begun)
        ratios.append(taken[0] / taken[1])
    compiled = [gradient.lower(parameters, x).compile().memory_analysis() for gradient in gradients]
    return apart, ratios, [one.temp_size_in_bytes for one in compiled]


def main(arguments=None):
    """Prints a line for each size; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m benchmarks.beside_jax", description=__doc__.split("\n")[0])
    parser.add_argument("--turns", type=int, default=15)
    options = parser.parse_args(arguments)
    jax, wrong = extra("jax", "jax", "the comparison with jax.grad"), 0
    for n, samples, steps in SIZES:
        apart, ratios, held = compared(jax, n, samples, steps, options.turns)
        wrong += not apart < 1e-4
        low, middle, high = np.quantile(ratios, (0.25, 0.5, 0.75))
        print(
            f"n = {n}, B = {samples}, T = {steps}: {middle:.2f} ({low:.2f} to {high:.2f}) of jax.grad's time, "
            f"{held[0] / 1e6:.0f} MB beside {held[1] / 1e6:.0f} MB, gradients {apart:.0e} apart",
            flush=True,
        )
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
