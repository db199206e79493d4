"""Checks and times of the torch and the JAX target on a GPU, in under 4 minutes: ``python3 -m benchmarks.on_a_gpu``.

Values, gradients and Hessian-vector products of every cell, once and over time, beside NumPy's (float64 to 1e-12,
float32 to 1e-5 with TF32 off, or what one unit of the last place moves); the derivatives that each library takes
itself; several devices, as many as there are. Then the gradient of an LSTM, T = 100, 64 samples, beside torch.nn.LSTM
(cuDNN) and jax.grad of the plain scan, in turns, after the gradients were compared.

Each library has processes of its own. What the time does not reach is named at the end. ``--cpu`` runs a small case
where there is no GPU. Ends with status 1 where something is wrong or was not reached.
"""

import argparse
import functools
import importlib.util
import multiprocessing
import os
import sys
import time
import traceback

from benchmarks import gpu_jax, gpu_torch
from benchmarks.lstm_runners import NoDeviceError

LIBRARIES = {"torch": gpu_torch, "jax": gpu_jax}
SECONDS = 220
WORKERS = 16
# The part of the time that is left for each stage, of what is left for all that come after it.
STAGES = {("torch", "checks"): 0.25, ("jax", "checks"): 0.45, ("torch", "times"): 0.3, ("jax", "times"): 1.0}
ENVIRONMENT = {
    "XLA_PYTHON_CLIENT_PREALLOCATE": "false",  # several processes share the memory of a GPU
    "TORCH_CPP_LOG_LEVEL": "ERROR",
}


@functools.cache
def rows_of(library, stage, small):
    """What is done, by name, in order: what matters most stands first."""
    module = LIBRARIES[library]
    return module.checks(small) if stage == "checks" else module.times(small)


def done(task):
    """(name, what was found, whether it is right) of one row, in a worker; None where there is no GPU."""
    library, stage, small, name = task
    try:
        LIBRARIES[library].prepared(small, stage)
        return name, rows_of(library, stage, small)[name](), True
    except NoDeviceError as error:
        return name, str(error), None
    except Exception:
        return name, traceback.format_exc(limit=-2), False


def ran(library, stage, small, seconds):
    """(the wrong, what was not reached, how much that is) of a stage, by name; prints what was found."""
    names = list(rows_of(library, stage, small))
    os.environ |= LIBRARIES[library].environment(small, stage)
    workers = 1 if small or stage == "times" else min(WORKERS, os.cpu_count() or 1)
    left, wrong, until = dict.fromkeys(names), [], time.monotonic() + seconds
    with multiprocessing.get_context("spawn").Pool(workers) as pool:  # which ends its processes, whatever they do
        found = pool.imap_unordered(done, [(library, stage, small, name) for name in names])
        try:
            for _ in names:
                name, told, right = found.next(timeout=max(until - time.monotonic(), 0.0))
                if right is None:
                    print(told, flush=True)
                    break
                del left[name]
                wrong += [] if right else [name]
                print(f"{library}: {'right' if right else 'WRONG'}  {name}: {told}", flush=True)
        except multiprocessing.TimeoutError:
            pass
    unreached = [f"{library}: {name}" for name in left]
    if len(left) == len(names):
        unreached = [f"{library}: all {len(names)} {stage}"]
    return [f"{library}: {name}" for name in wrong], unreached, len(left)


def main(arguments=None):
    """Runs all stages; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m benchmarks.on_a_gpu", description=__doc__.split("\n")[0])
    parser.add_argument("--libraries", nargs="+", choices=LIBRARIES, default=list(LIBRARIES))
    parser.add_argument("--seconds", type=float, default=SECONDS, help="for all of it")
    parser.add_argument("--cpu", action="store_true", help="a small case on the CPU")
    options = parser.parse_args(arguments)
    os.environ |= ENVIRONMENT
    end, wrong, left, missed, count = time.monotonic() + options.seconds, [], [], 0, 0
    for name in options.libraries:
        if importlib.util.find_spec(name) is None:
            print(f"{name}: not installed, python3 -m pip install -e '.[{name}]'; nothing of it is run", flush=True)
    stages = [s for s in STAGES if s[0] in options.libraries and importlib.util.find_spec(s[0])]
    for place, (library, stage) in enumerate(stages):
        part = 1.0 if place == len(stages) - 1 else STAGES[library, stage]
        count += len(rows_of(library, stage, options.cpu))
        off, unreached, many = ran(library, stage, options.cpu, part * (end - time.monotonic()))
        wrong, left, missed = wrong + off, left + unreached, missed + many
    print(f"{count - len(wrong) - missed} right, {len(wrong)} wrong, {missed} not reached in {options.seconds:.0f} s")
    for title, names in (("wrong", wrong), ("not reached", left)):
        if names:
            print(f"{title}: {'; '.join(names)}")
    return int(bool(wrong or left or not count))


if __name__ == "__main__":
    sys.exit(main())
