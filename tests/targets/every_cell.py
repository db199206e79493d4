"""Every cell of the library in another target and in NumPy: ``python3 -m tests.targets.every_cell --target jax``.

Values, gradients and Hessian-vector products, once and over time, without a batch and with one, at several sizes, in
float64 to 1e-12 and in float32 to 1e-5 of the scale, or to what rounding loses where that is more. Arrays stand in
memory in turn in every layout, and nobody may write into them. Ends with status 1 where a number, a shape or a type
differs.
"""

import argparse
import sys
import time
import traceback

import numpy as np

import symgrad as sg
from symgrad.targets import compiled_for

from .same_results import KINDS, LAYOUTS, TARGETS, by_name, compare, drawn, fixed, lost_to_rounding, system_of

TOLERANCES = {np.float64: 1e-12, np.float32: 1e-5}


def compared(library, cell, kind, sizes, batches, types=tuple(TOLERANCES), seed=0):
    """How many calls were compared; AssertionError names the first that differs."""
    system = system_of(cell, kind)
    if system is None:
        return 0
    numpys, function = system.lambdify(), library.compiled(compiled_for(system.program, library.target))
    random, count = np.random.default_rng(seed), 0
    for size in sizes:
        for samples in batches:
            arrays = drawn(system, size, samples, random)
            for dtype in types:
                layout = list(LAYOUTS)[count // len(types) % len(LAYOUTS)]
                given = {name: fixed(array.astype(dtype), layout) for name, array in arrays.items()}
                before = {name: array.copy() for name, array in given.items()}
                tolerance = TOLERANCES[dtype]
                expected = numpys(**given)
                try:
                    compare(numpys, expected, library, system.program, given, tolerance, function)
                except AssertionError as error:
                    if not is_as_near(numpys, function, library, given, tolerance):
                        told = f"{cell}, {kind}, size {size}, samples {samples}, {np.dtype(dtype)}, {layout}"
                        raise AssertionError(f"{told}: {error}") from None
                for name, array in given.items():
                    assert np.array_equal(array, before[name]), f"{cell}, {kind}: {name} was written into"
                count += 1
    return count


def is_as_near(numpys, function, library, given, tolerance):
    """Whether results are as near to NumPy's in float64 as rounding leaves them."""
    exact = by_name(numpys, numpys(**{name: array.astype(float) for name, array in given.items()}))
    found = by_name(numpys, function(**{name: library.array(array) for name, array in given.items()}))
    most = max(tolerance, lost_to_rounding(numpys, given, exact))
    return all(
        np.max(np.abs(np.asarray(found[name]) - right), initial=0) <= most * (1 + np.max(np.abs(right), initial=0))
        for name, right in exact.items()
    )


def main(arguments=None):
    """Compares; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.targets.every_cell", description=__doc__.split("\n")[0])
    parser.add_argument("--target", choices=TARGETS, default="array-api")
    parser.add_argument("--cells", nargs="*", default=sg.cells.__all__)
    parser.add_argument("--kinds", nargs="*", default=KINDS, choices=KINDS)
    parser.add_argument("--sizes", nargs="*", type=int, default=[1, 2, 3, 5, 17])
    parser.add_argument("--batches", nargs="*", type=int, default=[0, 1, 7], help="0 is none")
    options = parser.parse_args(arguments)
    start, wrong, count = time.perf_counter(), 0, 0
    for cell in options.cells:
        for kind in options.kinds:
            try:
                batches = [samples or None for samples in options.batches]
                count += compared(TARGETS[options.target], cell, kind, options.sizes, batches)
            except Exception:
                wrong += 1
                print(f"{cell}, {kind}:\n{traceback.format_exc(limit=-3)}", flush=True)
            if "jax" in sys.modules:  # which keeps what it compiled until no memory can be mapped any more
                sys.modules["jax"].clear_caches()
        print(f"{cell}: {count} calls compared, {time.perf_counter() - start:.0f} s", flush=True)
    print(f"{options.target}: {count} calls compared with NumPy's, {wrong} systems differ")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
