"""What ``benchmarks.on_a_gpu`` does with JAX."""

import functools
import importlib

import numpy as np

import symgrad as sg
from benchmarks.beside_jax import plain_lstm
from benchmarks.lstm_runners import NoDeviceError, given, gpu_cases, jax_autodiff, jax_scan, jax_target
from benchmarks.timing import compared_in_turns
from tests.targets.every_cell import compared
from tests.targets.same_results import TARGETS, drawn, kinds_of_cells


def jax_of():
    """JAX, with float64."""
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    return jax


def environment(small, stage):
    """What processes of JAX find in their environment."""
    flags = "--xla_force_host_platform_device_count=8" if small else ""
    if stage == "checks" and not small:
        flags = "--xla_gpu_autotune_level=0"  # which only costs time where nothing is timed
    return {"XLA_FLAGS": flags} | ({"JAX_PLATFORMS": "cpu"} if small else {})


def prepared(small, stage):
    """Sets JAX up in a process; an error where there is no GPU."""
    jax = jax_of()
    if not small and jax.default_backend() != "gpu":
        raise NoDeviceError(f"jax {jax.__version__} sees no GPU; --cpu runs a small case on the CPU")
    jax.config.update("jax_default_matmul_precision", "highest")  # products of float32 without TF32


# -- checks


def checks(small):
    """The rows: derivatives that jax takes first, then every cell."""
    several = {f"{cell}, {kind}": functools.partial(equal, small, cell, kind) for cell, kind in kinds_of_cells(small)}
    return {one.__name__: one for one in (where, devices, derivatives)} | several


def where():
    """Versions, and the devices."""
    jax = jax_of()
    return f"jax {jax.__version__}, {', '.join(one.device_kind for one in jax.devices())}"


def equal(small, cell, kind):
    """The function under jit beside NumPy's; inputs stay as they are."""
    return f"{compared(TARGETS['jax-jit'], cell, kind, [2] if small else [3], [3] if small else [7])} calls"


def devices():
    """jit with the samples sharded, shard_map with the gradient inside and outside, over all devices."""
    found, (count, inside) = importlib.import_module("tests.targets.jax_devices").verdicts()
    assert all(found.values()), f"wrong: {[name for name, right in found.items() if not right]}"
    return f"{'; '.join(found)}; {count} all-reduces, {inside} in a loop"


def derivatives():
    """The custom_vjp beside jax.grad of the plain scan: under jit, vmap and checkpoint, and Hessian-vector products."""
    jax = jax_of()
    system = sg.Recurrence(sg.cells.lstm())
    function = system.lambdify(target="jax")
    arrays = {name: jax.numpy.asarray(one) for name, one in drawn(system, 3, 5, np.random.default_rng(0)).items()}
    way = {name: jax.numpy.cos(one) for name, one in arrays.items()}

    def plain(x, h_prev, c_prev, **held):
        one = x[:, None] if x.ndim == 2 else x  # of one sample, where they are mapped
        h, c = plain_lstm(jax, held, one, (jax.numpy.atleast_2d(h_prev), jax.numpy.atleast_2d(c_prev)))
        return {"h": h, "c": c}

    def taken(function):
        loss = lambda arrays: sum((one * jax.numpy.sin(one)).sum() for one in function(**arrays).values())  # noqa: E731
        gradient = jax.grad(loss)
        along = lambda arrays: sum(jax.tree.leaves(jax.tree.map(_inner, gradient(arrays), way)))  # noqa: E731
        axes = {name: {"x": 1, "h_prev": 0, "c_prev": 0}.get(name) for name in arrays}
        found = {
            "jit": gradient,
            "checkpoint": jax.grad(jax.checkpoint(loss)),
            "vmap": jax.vmap(gradient, (axes,)),
            "forward over reverse": lambda a: jax.jvp(gradient, (a,), (way,))[1],
            "reverse over reverse": jax.grad(along),
        }
        return {name: jax.jit(one)(arrays) for name, one in found.items()}

    found, wanted, told = taken(function), taken(plain), []
    for name, one in found.items():
        error = max(float(abs(one[key] - wanted[name][key]).max()) for key in arrays)
        assert error <= 1e-11, f"{name}: {error:.1e} apart"
        told.append(f"{name} {error:.0e}")
    return ", ".join(told)


def _inner(one, other):
    return (one * other).sum()


# -- times


def times(small):
    """The rows: one for each size and kind of numbers."""
    return {name: functools.partial(timed, small, *case) for name, case in gpu_cases(small).items()}


def timed(small, sizes, fast, most):
    """The times of the gradient of all parameters, beside those of jax.grad of the plain scan; all wait for them."""
    jax_of().config.update("jax_default_matmul_precision", "default" if fast else "highest")
    arrays = given(*sizes)
    runners = {"jax.grad": jax_scan, "symgrad, gradient": jax_target, "symgrad, custom_vjp": jax_autodiff}
    made = {name: runner(arrays) for name, runner in runners.items()}
    return compared_in_turns(made, "jax.grad", most, 2 if small else 10)
