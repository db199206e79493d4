"""Derivatives of every cell by torch and in NumPy: ``python3 -m tests.targets.torch.every_cell``.

Values, first and second derivatives by torch.autograd, and the second by torch.func.jvp of torch.func.grad, once and
over time, at several sizes and batches, of tensors that stand otherwise in memory; in float64 to 1e-12 of the scale, in
float32 to 1e-5 of it, or to what rounding loses where that is more. Ends with status 1 where a number or a shape
differs. ``tests.targets.every_cell --target torch`` compares the derived
gradient and product as functions of their own.
"""

import argparse
import sys
import time
import traceback

import numpy as np

import symgrad as sg

from .derivatives import LAYOUTS, Compared, differences


def compared(one, sizes, batches, random, worst):
    """How many calls were compared; AssertionError names the first that differs."""
    count = 0
    for size in sizes:
        for samples in batches:
            arrays = one.arrays(size, samples, random)
            layout, forward = LAYOUTS[count % len(LAYOUTS)], count % 2 == 1
            for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 1e-5)):
                given = {name: array.astype(dtype) for name, array in arrays.items()}
                wide = {name: array.astype(np.float64) for name, array in given.items()}
                wanted = one.wanted(wide)
                lost = one.lost(given, wanted)
                for name, error in differences(one.found(given, layout, forward), wanted):
                    worst[dtype] = max(worst[dtype], error)
                    told = f"{one.cell}, size {size}, samples {samples}, {np.dtype(dtype)}, {layout}, {forward=}"
                    assert error <= max(tolerance, lost[name]), f"{told}: {name} is off by {error:.1e}"
                count += 1
    return count


def main(arguments=None):
    """Compares; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.targets.torch.every_cell", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--cells", nargs="*", default=sg.cells.__all__)
    parser.add_argument("--sizes", nargs="*", type=int, default=[1, 2, 3, 5, 17])
    parser.add_argument("--batches", nargs="*", type=int, default=[0, 1, 7], help="0 is none")
    options = parser.parse_args(arguments)
    start, wrong, count = time.perf_counter(), 0, 0
    worst, random = {np.float64: 0.0, np.float32: 0.0}, np.random.default_rng(0)
    for cell in options.cells:
        for over_time in (False, True):
            if over_time and not getattr(sg.cells, cell)().carry:
                continue
            try:
                batches = [samples or None for samples in options.batches]
                count += compared(Compared(cell, over_time), options.sizes, batches, random, worst)
            except Exception:
                wrong += 1
                print(f"{cell}, {over_time=}:\n{traceback.format_exc(limit=-3)}", flush=True)
        print(f"{cell}: {count} calls compared, {time.perf_counter() - start:.0f} s", flush=True)
    told = ", ".join(f"{np.dtype(dtype)} {error:.1e}" for dtype, error in worst.items())
    print(f"{count} calls compared with NumPy's, {wrong} systems differ; the largest differences: {told}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
