"""exp and tanh of the C that symgrad writes beside NumPy's and libm's: how far off, and how long.

Run ``python3 -m benchmarks.vector_math``; ``--count 10000000`` points of each type. What is right comes with more
digits: float64 for float32, the machine's long double for float64.
"""

import argparse
import time

import numpy as np

from benchmarks.vector_loops import NAMES, compiled, exact, points, ulps

PIECE = 16384
SPECIALS = (np.inf, -np.inf, np.nan, 0.0, -0.0, 1000.0, -1000.0)


def nanoseconds(run, x, repeats=400):
    """The least time of an entry of the processor's, over pieces that stay in its cache."""
    pieces = [x[start : start + PIECE] for start in range(0, min(len(x), repeats * PIECE), PIECE)]
    found = []
    for piece in pieces:
        start = time.process_time_ns()
        run(piece)
        found.append((time.process_time_ns() - start) / len(piece))
    return sorted(found)[len(found) // 10]


def row(name, kind, count):
    """One line of the table."""
    apply, x = compiled(kind), points(name, kind, count)
    right = exact(name, x)
    runs = {"own": lambda x: apply(f"own_{name}", x)}
    if name in ("exp", "tanh"):
        runs |= {"NumPy": getattr(np, name), "libm": lambda x: apply(f"libm_{name}", x)}
    with np.errstate(all="ignore"):
        far = {who: float(ulps(run(x), right).max()) for who, run in runs.items()}
        took = {who: nanoseconds(run, x) for who, run in runs.items()}
    told = [" ".join(f"{some[who]:6.2f}" if who in some else " " * 6 for who in ("own", "NumPy", "libm"))
            for some in (far, took)]  # fmt: skip
    return f"{name:10} {kind.__name__:10} {told[0]}   {told[1]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000_000)
    count = parser.parse_args().count
    print(f"{'':10} {'':10} {'ulp':>6} {'NumPy':>6} {'libm':>6}   {'ns':>6} {'NumPy':>6} {'libm':>6}")
    for kind in (np.float64, np.float32):
        for name in NAMES:
            print(row(name, kind, count), flush=True)
    for kind in (np.float64, np.float32):
        apply, x = compiled(kind), np.array(SPECIALS, kind)
        for name in NAMES:
            print(f"{name:10} {kind.__name__:10} of {', '.join(map(str, SPECIALS))}: {apply(f'own_{name}', x)}")


if __name__ == "__main__":
    main()
