"""The gradients of an LSTM's parameters over time, by symgrad's targets and by their peers.

A runner takes arrays and gives an action, which computes all gradients and waits for them, and what turns its result
into NumPy arrays by the cell's own names. What cannot be imported is no runner: its error says what is missing. Those
of torch take a device too, and do not wait for a GPU: who times them there does.
"""

import importlib

import numpy as np

import symgrad as sg
from benchmarks.by_hand import Lstm
from symgrad.errors import SymgradError

GATES = "ifog"
NAMES = [f"{letter}_{gate}" for gate in GATES for letter in "WUb"]
WRT = [f"bar_{name}" for name in NAMES]


class NoDeviceError(Exception):
    """There is no GPU."""


def given(n, samples, steps, dtype):
    """Random arrays: x, the cotangent of every h, and the parameters."""
    source = np.random.default_rng(0)
    shapes = {"W": (n, n), "U": (n, n), "b": (n,)}
    made = {name: source.standard_normal(shapes[name[0]]) / n**0.5 for name in NAMES}
    made |= {name: source.standard_normal((steps, samples, n)) for name in ("x", "bar_h")}
    return {name: array.astype(dtype) for name, array in made.items()}


def gpu_cases(small):
    """By name what is timed on a GPU: (arrays' sizes and type, whether TF32 may be, how far gradients may be apart)."""
    sizes, samples, steps = ((4,), 2, 3) if small else ((256, 1024), 64, 100)
    numbers = (("float32", False, 1e-4), ("float32", True, 2e-2), ("float64", False, 1e-10))
    return {
        f"LSTM, n = {n}, B = {samples}, T = {steps}, {kind}{' with TF32' * fast}":
            ((n, samples, steps, np.dtype(kind)), fast, most)
        for kind, fast, most in numbers for n in sizes
    }  # fmt: skip


def packed(arrays, order=GATES):
    """The parameters of all gates, below each other."""
    return [np.concatenate([arrays[f"{letter}_{gate}"] for gate in order]) for letter in "WUb"]


def apart(gradients, order=GATES):
    """The packed gradients of W, U and b by the cell's own names."""
    pieces = [np.split(to_numpy(one), len(order)) for one in gradients]
    return {f"bar_{k}_{gate}": piece[j] for k, piece in zip("WUb", pieces, strict=True) for j, gate in enumerate(order)}


def to_numpy(array):
    """An array of any library, on whatever device, as one of NumPy."""
    return array.detach().cpu().numpy() if hasattr(array, "detach") else np.asarray(array)


def bare_products(arrays):
    """The five products that these gradients need, and nothing else: a floor, no gradient."""
    x, (W, U, _) = arrays["x"], packed(arrays)
    steps, samples, n = x.shape
    flat, h = x.reshape(-1, n), np.ascontiguousarray(x[0])
    gates, bar = np.empty((steps * samples, 4 * n), x.dtype), np.ones((samples, 4 * n), x.dtype)
    state, product, down = np.ascontiguousarray(U.T), np.empty((samples, 4 * n), x.dtype), np.empty_like(h)
    inputs, out = np.ascontiguousarray(W.T), np.empty_like(W)

    def action():
        np.matmul(flat, inputs, out=gates)
        for _ in range(steps):
            np.matmul(h, state, out=product)
        for _ in range(steps):
            np.matmul(bar, U, out=down)
        np.matmul(gates.T, flat, out=out)
        np.matmul(gates.T, flat, out=out)

    return action, None


def by_hand(arrays):
    """NumPy as one writes it for speed: packed weights, arrays that stay."""
    steps, samples, n = arrays["x"].shape
    made, stacks = Lstm(n, steps, samples, arrays["x"].dtype.type), packed(arrays)
    return lambda: made(arrays["x"], *stacks, arrays["bar_h"]), lambda found: apart(found[:3])


def of_target(target, convert=lambda array: array, wait=lambda found: found):
    """symgrad's own code for a target."""

    def runner(arrays):
        backward = sg.Recurrence(sg.cells.lstm()).gradient(of="h", wrt=NAMES)
        function, taken = backward.lambdify(target=target), {name: convert(one) for name, one in arrays.items()}
        return lambda: wait(function(**taken)), lambda found: {name: to_numpy(found[name]) for name in WRT}

    return runner


def jax_target(arrays):
    """symgrad's code for JAX, compiled by jit."""
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    function = jax.jit(sg.Recurrence(sg.cells.lstm()).gradient(of="h", wrt=NAMES).lambdify(target="jax"))
    taken = {name: jax.numpy.asarray(one) for name, one in arrays.items()}
    return lambda: jax.block_until_ready(function(**taken)), lambda found: {k: np.asarray(found[k]) for k in WRT}


def jax_autodiff(arrays):
    """symgrad's LSTM for JAX, which jax differentiates by its rule, compiled by jit."""
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    function = sg.Recurrence(sg.cells.lstm()).lambdify(target="jax")
    taken = {name: jax.numpy.asarray(one) for name, one in arrays.items()}
    bar, x = taken.pop("bar_h"), taken.pop("x")
    gradient = jax.jit(jax.grad(lambda held, x, bar: (function(x=x, **held)["h"] * bar).sum()))
    return (lambda: jax.block_until_ready(gradient(taken, x, bar)),
            lambda found: {f"bar_{name}": np.asarray(found[name]) for name in NAMES})  # fmt: skip


def jax_scan(arrays):
    """jax.grad of a plain scan, compiled by jit."""
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    np_, x, bar = jax.numpy, jax.numpy.asarray(arrays["x"]), jax.numpy.asarray(arrays["bar_h"])

    def loss(stacks, x, bar):
        W, U, b = stacks
        ahead = x @ W.T + b

        def step(carry, ahead):
            h, c = carry
            i, f, o, g = np_.split(ahead + h @ U.T, 4, axis=-1)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * np_.tanh(g)
            h = jax.nn.sigmoid(o) * np_.tanh(c)
            return (h, c), h

        zero = np_.zeros_like(x[0])
        return np_.sum(jax.lax.scan(step, (zero, zero), ahead)[1] * bar)

    gradient = jax.jit(jax.grad(loss))
    stacks = [np_.asarray(one) for one in packed(arrays)]
    return lambda: jax.block_until_ready(gradient(stacks, x, bar)), apart


def torch_module(arrays, device="cpu"):
    """torch.nn.LSTM, forward and backward."""
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    n, order = arrays["x"].shape[-1], "ifgo"
    module = torch.nn.LSTM(n, n).to(device, getattr(torch, arrays["x"].dtype.name))
    leaves = [module.weight_ih_l0, module.weight_hh_l0, module.bias_ih_l0]
    with torch.no_grad():
        module.bias_hh_l0.zero_()
        for leaf, one in zip(leaves, packed(arrays, order), strict=True):
            leaf.copy_(torch.from_numpy(one))
    x, bar = (torch.from_numpy(arrays[name]).to(device) for name in ("x", "bar_h"))
    return lambda: torch.autograd.grad(module(x)[0], leaves, bar), lambda found: apart(found, order)


def torch_eager(arrays):
    """A loop over time in torch as one writes it."""
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    x, bar = torch.from_numpy(arrays["x"]), torch.from_numpy(arrays["bar_h"])
    stacks = [torch.from_numpy(one).requires_grad_() for one in packed(arrays)]

    def action():
        W, U, b = stacks
        ahead, h, c, every = x @ W.T + b, torch.zeros_like(x[0]), torch.zeros_like(x[0]), []
        for t in range(len(x)):
            i, f, o, g = (ahead[t] + h @ U.T).chunk(4, dim=-1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            every.append(h)
        return torch.autograd.grad(torch.stack(every), stacks, bar)

    return action, apart


def torch_target(arrays, device="cpu"):
    """symgrad's gradient for torch, a function of its own."""
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    return of_target("torch", lambda array: torch.from_numpy(array).to(device))(arrays)


def torch_autograd(arrays, device="cpu"):
    """symgrad's LSTM for torch, which torch differentiates."""
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    function = sg.Recurrence(sg.cells.lstm()).lambdify(target="torch")
    given = {name: torch.from_numpy(one).to(device).requires_grad_(name in NAMES) for name, one in arrays.items()}
    bar, leaves = given.pop("bar_h"), [given[name] for name in NAMES]

    def action():
        return torch.autograd.grad(function(**given)["h"], leaves, bar)

    return action, lambda found: {name: to_numpy(one) for name, one in zip(WRT, found, strict=True)}


def pytensor_scan(arrays):
    """PyTensor's scan and its gradient, the heir of Theano."""
    pytensor = importlib.import_module("pytensor")
    tensor, kind = importlib.import_module("pytensor.tensor"), arrays["x"].dtype.name
    x, bar = (tensor.tensor(name, dtype=kind, shape=(None, None, None)) for name in ("x", "bar"))
    W, U = (tensor.matrix(name, dtype=kind) for name in "WU")
    b, n = tensor.vector("b", dtype=kind), arrays["x"].shape[-1]

    def step(ahead, h, c, U):
        gates = ahead + h @ U.T
        i, f, o, g = (gates[:, k * n : (k + 1) * n] for k in range(4))
        c = tensor.sigmoid(f) * c + tensor.sigmoid(i) * tensor.tanh(g)
        return tensor.sigmoid(o) * tensor.tanh(c), c

    zero = tensor.zeros_like(x[0])
    every = pytensor.scan(step, sequences=[x @ W.T + b], outputs_info=[zero, zero], non_sequences=[U],
                          return_updates=False)[0]  # fmt: skip
    function = pytensor.function([x, bar, W, U, b], tensor.grad(tensor.sum(every * bar), [W, U, b]))
    stacks = packed(arrays)
    return lambda: function(arrays["x"], arrays["bar_h"], *stacks), apart


RUNNERS = {
    "the five products alone": bare_products,
    "symgrad, numpy": of_target("numpy"),
    "symgrad, c": of_target("c"),
    "symgrad, jax": jax_target,
    "symgrad, jax.grad": jax_autodiff,
    "symgrad, torch": torch_target,
    "symgrad, torch.autograd": torch_autograd,
    "NumPy by hand": by_hand,
    "torch.nn.LSTM": torch_module,
    "torch eager": torch_eager,
    "jax.jit of jax.grad": jax_scan,
    "PyTensor": pytensor_scan,
}


def running(arrays):
    """(name, action) of each runner whose gradients are those of the loop by hand; (name, why not) of the others."""
    action, named = by_hand(arrays)
    right = named(action())
    most = 1e-10 if arrays["x"].dtype == np.float64 else 2e-3
    found, absent = {}, {}
    for name, runner in RUNNERS.items():
        try:
            action, named = runner(arrays)
            given = action()
        except (ImportError, SymgradError) as error:
            absent[name] = f"{type(error).__name__}: {error}"
            continue
        for key, value in named(given).items() if named else ():
            distance = np.abs(value - right[key]).max() / np.abs(right[key]).max()
            if not distance < most:
                raise AssertionError(f"{name}: {key} is {distance:.1e} away from the loop by hand, beside its size.")
        found[name] = action
    return found, absent
