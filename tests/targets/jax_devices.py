"""The jax target on eight virtual devices of the CPU: ``python3 -m tests.targets.jax_devices``.

jit with the samples sharded: the training step equals that of one device and its compiled code has one all-reduce. In
shard_map with its default checks: the gradient taken inside and outside. Ends with status 1 where one of them differs.
Where jax sees others (GPUs), it is as many of these as divide the samples, 1 too: then there is nothing to reduce.
"""

import functools
import os
import re
import sys

os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} --xla_force_host_platform_device_count=8"

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

import symgrad as sg
from benchmarks import beside_jax

from .same_results import drawn

TOLERANCE = 1e-12
STEPS, SAMPLES, SIZE = 6, 16, 4


def shard_map(function, mesh, given, gives, **how):
    """jax's, by the name that it has in this version."""
    if hasattr(jax, "shard_map"):
        return jax.shard_map(function, mesh=mesh, in_specs=given, out_specs=gives, **how)
    from jax.experimental.shard_map import shard_map as older

    return older(function, mesh=mesh, in_specs=given, out_specs=gives, check_rep=how.get("check_vma", True))


def furthest(one, other):
    return max(float(jnp.abs(a - b).max()) for a, b in zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True))


def all_reduces(text):
    """How many all-reduces compiled code has, and whether one stands in a loop."""
    bodies = re.split(r"\n(?=%|ENTRY)", text)
    found = [len(re.findall(r"= [^\n]* all-reduce(?:-start)?\(", body)) for body in bodies]
    return sum(found), sum(count for count, body in zip(found, bodies, strict=True) if not body.startswith("ENTRY"))


def plain(parameters, x):
    """The loss of an LSTM as one writes it in jax."""
    zero = jnp.zeros_like(x, shape=(x.shape[1], SIZE))
    h, c = beside_jax.plain_lstm(jax, parameters, x, (zero, zero))
    return (h**2).mean() + jnp.sin(c).mean()


def verdicts():
    """Whether each way is right, and how many all-reduces the compiled step has, in all and in a loop."""
    jax.config.update("jax_enable_x64", True)
    system = sg.Recurrence(sg.cells.lstm())
    function = system.lambdify(target="jax")
    arrays = drawn(system, SIZE, SAMPLES, np.random.default_rng(0), STEPS)
    x, parameters = arrays["x"], {symbol.name: arrays[symbol.name] for symbol in system.parameters}

    def loss(parameters, x):
        found = function(x=x, **parameters)
        return (found["h"] ** 2).mean() + jnp.sin(found["c"]).mean()

    expected = jax.jit(jax.grad(plain))(parameters, x)
    found = {"one device": furthest(jax.jit(jax.grad(loss))(parameters, x), expected) < TOLERANCE}
    devices = jax.devices()[: next(k for k in (16, 8, 4, 2, 1) if k <= len(jax.devices()))]
    mesh, rows, many = Mesh(np.array(devices), ("samples",)), PartitionSpec(None, "samples"), len(devices) > 1
    everywhere = NamedSharding(mesh, PartitionSpec())
    x, parameters = jax.device_put(x, NamedSharding(mesh, rows)), jax.device_put(parameters, everywhere)

    def moved(parameters, x):
        slopes = jax.grad(loss)(parameters, x)
        return jax.tree.map(lambda one, slope: one - 0.1 * slope, parameters, slopes)

    step = jax.jit(moved, out_shardings=everywhere)
    count, inside = all_reduces(step.lower(parameters, x).compile().as_text())
    wanted = jax.tree.map(lambda one, slope: one - 0.1 * slope, parameters, expected)
    told = f"{len(devices)} devices: one all-reduce, equal" if many else "1 device: equal"
    found[f"jit, samples sharded over {told}"] = (
        (count, inside) == (int(many), 0) and furthest(step(parameters, x), wanted) < TOLERANCE
    )  # fmt: skip

    def mean(value):
        return lambda parameters, x: jax.lax.pmean(value(parameters, x), "samples")

    over = functools.partial(shard_map, mesh=mesh, given=(PartitionSpec(), rows), gives=PartitionSpec())
    outside = jax.grad(over(mean(loss)))
    for name, gradient in {
        "shard_map, gradient outside": jax.jit(outside),
        "shard_map, gradient inside": jax.jit(over(jax.grad(mean(loss)))),
    }.items():
        found[name] = furthest(gradient(parameters, x), expected) < TOLERANCE
    if many:
        unchecked = {"check_vma": False}
        wrong, of_jax = (jax.jit(over(jax.grad(mean(one)), **unchecked))(parameters, x) for one in (loss, plain))
        found["check_vma=False: wrong, as plain jax is"] = (
            furthest(wrong, expected) > 1e-3 and furthest(wrong, of_jax) < TOLERANCE
        )
    return found, (count, inside)


def main():
    """Compares; the exit status."""
    found, (count, inside) = verdicts()
    for name, right in found.items():
        print(f"{'right' if right else 'WRONG'}  {name}")
    print(f"all-reduces in the compiled step: {count}, {inside} of them in a loop")
    return int(not all(found.values()))


if __name__ == "__main__":
    sys.exit(main())
