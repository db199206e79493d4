"""The adding problem learned in each target: ``python3 -m benchmarks.adding_problem --target numpy jax``.

An LSTM reads T pairs, a number and a mark, and says at the end what the two marked numbers add up to (Hochreiter and
Schmidhuber, Long Short-Term Memory, 1997, section 5.4). All targets begin with the same parameters, see the same
samples in float64 and take the same steps of Adam; their losses are compared with those of NumPy step by step. Ends
with status 1 where one is further away than 1e-6.
"""

import argparse
import sys
import time

import numpy as np

import symgrad as sg
from symgrad.extras import extra

STEPS, SAMPLES, HIDDEN, LENGTH = 200, 128, 16, 30
RATE, FIRST, SECOND, SMALL = 0.05, 0.9, 0.999, 1e-8  # of Adam (Kingma and Ba, 2015)
AS_GOOD = 1e-6


def closed():
    """The LSTM, and it with a linear readout under a squared error of the last step."""
    r = sg.Recurrence(sg.cells.lstm())
    h, d = r.symbol("h"), sg.scalar("d")
    v, b, loss = sg.vector("v", h.shape[0]), sg.scalar("b"), sg.scalar("L")
    error = sg.dot(v, h) + b - d
    wrt = [*(symbol.name for symbol in r.parameters), "v", "b"]
    return r, r.value_and_gradient(last=(loss, error**2), wrt=wrt, parameters=["v", "b"])


def beginning(system, seed=0):
    """The parameters at the beginning, by name."""
    source = np.random.default_rng(seed)
    sizes = {"n": HIDDEN, "m": 2, "1": 1}
    made = {"v": source.standard_normal(HIDDEN) / HIDDEN**0.5, "b": np.zeros(())}
    for symbol in system.parameters:
        shape = [sizes[str(size)] for size in symbol.shape]
        shape = shape[:1] if symbol.shape[1] == 1 else shape
        made[symbol.name] = source.standard_normal(shape) / HIDDEN**0.5 if len(shape) > 1 else np.zeros(shape)
    made["b_f"] = 2 * np.ones(HIDDEN)
    return made


def samples(source):
    """Sequences (T, B, 2) and their sums (B,)."""
    x = np.stack([source.uniform(size=(LENGTH, SAMPLES)), np.zeros((LENGTH, SAMPLES))], axis=-1)
    half = LENGTH // 2
    for k in range(SAMPLES):
        x[[source.integers(half), half + source.integers(LENGTH - half)], k, 1] = 1.0
    return x, (x[..., 0] * x[..., 1]).sum(axis=0)


def by_derived_gradient(target):
    """The loss and its gradient in one function, compiled for a target that takes NumPy's arrays."""
    function = closed()[1].lambdify(target=target)

    def evaluated(parameters, x, d):
        found = function(x=x, d=d, **parameters)
        return np.mean(found["L"]), {name: found[f"bar_{name}"] / SAMPLES for name in parameters}

    return evaluated


def in_jax(target):
    """The recurrence as a function of jax, which differentiates a loss of it."""
    jax = extra("jax", "jax", "the adding problem in jax")
    jax.config.update("jax_enable_x64", True)
    function = closed()[0].lambdify(target=target)

    def loss(parameters, x, d):
        v, b = parameters["v"], parameters["b"]
        cell = {name: one for name, one in parameters.items() if name not in ("v", "b")}
        return (((function(x=x, **cell)["h"][-1] @ v) + b - d) ** 2).mean()

    return jax.jit(jax.value_and_grad(loss))


def in_torch(target):
    """The recurrence as a function of tensors, which torch differentiates a loss of."""
    torch = extra("torch", "torch", "the adding problem in torch")
    function = closed()[0].lambdify(target=target)

    def evaluated(parameters, x, d):
        leaves = {name: torch.tensor(one, requires_grad=True) for name, one in parameters.items()}
        cell = {name: one for name, one in leaves.items() if name not in ("v", "b")}
        last = function(x=torch.tensor(x), **cell)["h"][-1]
        loss = ((last @ leaves["v"] + leaves["b"] - torch.tensor(d)) ** 2).mean()
        return loss.item(), dict(zip(leaves, torch.autograd.grad(loss, list(leaves.values())), strict=True))

    return evaluated


GRADIENTS = {
    **dict.fromkeys(("numpy", "c", "array-api"), by_derived_gradient), "jax": in_jax, "torch": in_torch,
}  # fmt: skip


def trained(target, steps=STEPS):
    """The loss before each step of Adam."""
    gradient, parameters = GRADIENTS[target](target), beginning(closed()[0])
    source, losses = np.random.default_rng(1), []
    means = {name: (np.zeros_like(one), np.zeros_like(one)) for name, one in parameters.items()}
    for step in range(1, steps + 1):
        loss, slopes = gradient(parameters, *samples(source))
        losses.append(float(loss))
        for name, slope in slopes.items():
            slope = np.asarray(slope)
            first, second = (
                rate * mean + (1 - rate) * one
                for rate, mean, one in zip((FIRST, SECOND), means[name], (slope, slope * slope), strict=True)
            )
            means[name] = first, second
            size = np.sqrt(second / (1 - SECOND**step)) + SMALL
            parameters[name] = parameters[name] - RATE * first / (1 - FIRST**step) / size
    return np.array(losses)


def main(arguments=None):
    """Trains and compares; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m benchmarks.adding_problem", description=__doc__.split("\n")[0])
    parser.add_argument("--target", nargs="+", choices=GRADIENTS, default=["numpy", "array-api"])
    parser.add_argument("--steps", type=int, default=STEPS)
    options = parser.parse_args(arguments)
    expected, wrong = trained("numpy", options.steps), 0
    for target in options.target:
        start = time.perf_counter()
        losses = trained(target, options.steps)
        off = np.abs(losses - expected).max()
        wrong += not off <= AS_GOOD
        told = " ".join(f"{losses[k]:.4f}" for k in sorted({0, len(losses) // 4, len(losses) // 2, len(losses) - 1}))
        print(f"{target}: losses {told}, {off:.1e} from NumPy's, {time.perf_counter() - start:.1f} s", flush=True)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
