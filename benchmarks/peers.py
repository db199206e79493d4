"""``python3 -m benchmarks.peers``: symgrad's targets beside their peers, in one process on one thread, in turns.

Gradients are compared before anything is timed. A peer that is not installed is named and left out.
"""

import argparse
import os

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
os.environ |= dict.fromkeys(THREADS, "1")  # before NumPy, torch and JAX come, which read it once
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import numpy as np  # noqa: E402

from benchmarks.lstm_runners import given, running  # noqa: E402
from benchmarks.one_cell import one_cell  # noqa: E402
from benchmarks.timing import spread, table, times_in_turns  # noqa: E402

STEPS = 100
SIZES = ((1, 1), (32, 1), (128, 32), (256, 64))  # hidden size, samples


def lstm_over_time(sizes=SIZES, turns=None):
    """The gradients of all parameters of an LSTM over time, beside the products that they need."""
    parts, missing = [], {}
    for dtype in (np.float32, np.float64):
        for n, samples in sizes:
            actions, absent = running(given(n, samples, STEPS, dtype))
            missing |= absent
            times = times_in_turns(actions, turns or (30 if n < 100 else 7))
            floor = np.array(times["the five products alone"])
            rows = [(name, f"{1000 * np.median(one):.2f} ms", spread(np.array(one) / floor))
                    for name, one in times.items()]  # fmt: skip
            title = f"LSTM, T = {STEPS}, n = m = {n}, {samples} samples, {np.dtype(dtype).name}"
            parts.append(table(title, ("", "median", "beside the products alone"), rows))
    return "\n".join([*parts, *(f"Not measured: {name} ({why})" for name, why in missing.items())])


def main():
    """The table at all sizes, or at one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, nargs=2, metavar=("N", "SAMPLES"), help="this one alone")
    parser.add_argument("--turns", type=int, help="how often each is run")
    options = parser.parse_args()
    print(lstm_over_time((tuple(options.size),) if options.size else SIZES, options.turns))
    if not options.size:
        print(one_cell(options.turns))


if __name__ == "__main__":
    main()
