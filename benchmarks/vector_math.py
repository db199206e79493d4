"""exp and tanh of the C that symgrad writes beside NumPy's and libm's: how far off, and how long.

Run ``python3 -m benchmarks.vector_math``; ``--count 10000000`` points of each type. What is right comes with more digits:
float64 for float32, the machine's long double for float64.
"""

import argparse
import time

import numpy as np

from benchmarks.vector_loops import NAMES, compiled, exact, points, ulps

SPECIALS = (np.inf, -np.inf, np.nan, 0.0, -0.0, 1000.0, -1000.0)


def nanoseconds(run, count, repeats=5):
    """The least time of an entry."""
    found = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return 1e9 * min(found) / count


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000_000)
    count = parser.parse_args().count
    print(f"{'':10} {'':10} {'ulp':>6} {'NumPy':>6} {'libm':>6}   {'ns':>6} {'NumPy':>6} {'libm':>6}")
    for kind in (np.float64, np.float32):
        apply = compiled(kind)
        for name in NAMES:
            x = points(name, kind, count)
            right = exact(name, x)
            sets = {"own": lambda name=name, x=x: apply(f"own_{name}", x)}
            if name in ("exp", "tanh"):
                sets |= {"NumPy": lambda name=name, x=x: getattr(np, name)(x),
                         "libm": lambda name=name, x=x: apply(f"libm_{name}", x)}  # fmt: skip
            with np.errstate(all="ignore"):
                far = {who: float(ulps(run(), right).max()) for who, run in sets.items()}
                took = {who: nanoseconds(run, len(x)) for who, run in sets.items()}
            told = [" ".join(f"{some[who]:6.2f}" if who in some else " " * 6 for who in ("own", "NumPy", "libm"))
                    for some in (far, took)]  # fmt: skip
            print(f"{name:10} {kind.__name__:10} {told[0]}   {told[1]}", flush=True)
    for kind in (np.float64, np.float32):
        apply, x = compiled(kind), np.array(SPECIALS, kind)
        for name in NAMES:
            print(f"{name:10} {kind.__name__:10} of {', '.join(map(str, SPECIALS))}: {apply(f'own_{name}', x)}")


if __name__ == "__main__":
    main()
