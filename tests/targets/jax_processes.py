"""The jax target in two processes of jax.distributed, on loopback: ``python3 -m tests.targets.jax_processes``.

Each process has half of the samples; both end with the gradient of one process that has all of them.
"""

import os
import socket
import subprocess
import sys

import numpy as np

COUNT = 2


def work(address, rank):
    """One of the processes; the exit status."""
    import jax
    import jax.numpy as jnp
    from jax.sharding import Mesh, NamedSharding, PartitionSpec

    import symgrad as sg

    from .same_results import drawn

    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_cpu_collectives_implementation", "gloo")
    jax.distributed.initialize(address, COUNT, rank)
    system = sg.Recurrence(sg.cells.lstm())
    function, numpys = system.lambdify(target="jax"), system.value_and_gradient().lambdify()
    arrays = drawn(system, 4, 8, np.random.default_rng(0), 6)
    x, parameters = arrays["x"], {symbol.name: arrays[symbol.name] for symbol in system.parameters}

    def loss(parameters, x):
        return (function(x=x, **parameters)["h"] ** 2).sum() / 2

    values = system.lambdify()(x=x, **parameters)
    expected = numpys(x=x, **parameters, bar_h=values["h"], bar_c=np.zeros_like(values["c"]))
    mesh = Mesh(np.array(jax.devices()), ("samples",))
    sharding, everywhere = NamedSharding(mesh, PartitionSpec(None, "samples")), NamedSharding(mesh, PartitionSpec())
    own = np.array_split(x, COUNT, axis=1)[rank]
    whole = jax.make_array_from_process_local_data(sharding, own)
    assert whole.shape == x.shape
    gradient = jax.jit(jax.grad(loss), out_shardings=everywhere)
    placed = jax.device_put(parameters, everywhere)
    found = {name: np.asarray(one.addressable_data(0)) for name, one in gradient(placed, whole).items()}
    error = max(float(jnp.abs(found[name] - expected[f"bar_{name}"]).max()) for name in parameters)
    print(f"process {rank} of {jax.process_count()}, {len(jax.devices())} devices: "
          f"{'equal' if error < 1e-12 else f'off by {error:.1e}'}", flush=True)  # fmt: skip
    return int(not error < 1e-12)


def main():
    """Starts the processes; the exit status."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {**os.environ, "JAX_PLATFORMS": "cpu"}
    environment.pop("XLA_FLAGS", None)
    command = [sys.executable, "-m", "tests.targets.jax_processes", address]
    workers = [subprocess.Popen([*command, str(rank)], env=environment) for rank in range(COUNT)]
    statuses = [worker.wait() for worker in workers]
    return int(any(statuses))


if __name__ == "__main__":
    sys.exit(work(sys.argv[1], int(sys.argv[2])) if len(sys.argv) > 2 else main())
