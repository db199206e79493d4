"""Every cell of the library in C beside NumPy: forward, gradient, Hessian-vector product, recurrence and its gradient.

Run ``python3 -m tests.targets.c.every_cell`` for all of it, ``--cells lstm gru`` for some, ``--sizes 1 2 3 5 17 129``.
"""

import argparse
import time

import numpy as np

import symgrad as sg
from symgrad.programs.program import Program
from symgrad.targets.arguments import Arguments, axes_of
from symgrad.targets.points import random_point

TOLERANCES = {np.float64: 1e-12, np.float32: 1e-5}
SIZES = (1, 2, 3, 5, 17)
STEPS = 6


def programs_of(name):
    """What is compiled of a cell: what it is called, and the system."""
    cell = getattr(sg.cells, name)()
    found = {"forward": cell, "gradient": cell.gradient(), "Hessian-vector product": cell.gradient().tangent()}
    if cell.carry:
        recurrence = sg.Recurrence(cell)
        found |= {"recurrence": recurrence, "recurrence gradient": recurrence.gradient()}
    return found


def point_of(system, size, samples, seed=0):
    """Random arrays for a system at sizes that are all one, with so many samples of all but the parameters."""
    source = np.random.default_rng(seed)
    dims = {dim: size for symbol in system.inputs for axis in axes_of(symbol) for dim in axis.free_symbols}
    sequences = set(getattr(system, "sequences", ()))
    one = {} if sequences else random_point(system, seed=seed, sizes={str(dim): size for dim in dims})
    made = {}
    for symbol in system.inputs:
        shape = [int(axis.xreplace(dims)) for axis in axes_of(symbol)]
        if symbol in system.parameters:
            made[symbol.name] = source.standard_normal(shape) / np.sqrt(shape[-1] if len(shape) == 2 else 1)
            continue
        array = one.get(symbol.name, source.standard_normal(shape))
        lead = [*([STEPS] if symbol in sequences else []), *([] if samples is None else [samples])]
        still = symbol.name in system_positions(system)
        made[symbol.name] = np.broadcast_to(array, (*lead, *shape)).copy() if still else source.standard_normal(
            (*lead, *shape))  # fmt: skip
    return made


def system_positions(system):
    """The names of inputs that say where an entry stands."""
    return Arguments(system.program).positions if isinstance(system.program, Program) else ()


def by_name(found):
    """Results by name, of one too."""
    return found if isinstance(found, dict) else {"value": found}


def distance(found, expected, single=False):
    """How far results are apart: relative to the largest entry of each, or, of float32, to the largest of all.

    At size 1 a result may be what cancellation leaves of larger numbers, with as many digits as float32 leaves them.
    """
    found, expected = by_name(found), by_name(expected)
    assert list(found) == list(expected)
    assert all(np.shape(found[name]) == np.shape(expected[name]) for name in found)
    top = max((np.abs(array).max() for array in expected.values() if np.size(array)), default=0.0)
    least = max(top if single else 1e-3 * top, 1e-300)
    scales = {name: max(np.abs(array).max(initial=0.0), least) for name, array in expected.items()}
    return max(float(np.abs(found[name] - expected[name]).max(initial=0.0) / scales[name]) for name in found)


def rows_of(name, sizes, kinds=(np.float64, np.float32), batches=(None, 1, 7), whats=None):
    """Of each case of a cell what it is, how far C is from NumPy's float64, and how far it may be.

    Where cancellation leaves fewer digits than that, it may be four times as far off as the right results move when the
    arrays move by one unit of the last place, or twice as far as NumPy's own float32.
    """
    for what, system in programs_of(name).items():
        if whats is not None and what not in whats:
            continue
        numpy, c = system.lambdify(), system.lambdify(target="c")
        for batch in batches:
            for size in sizes:
                point = point_of(system, size, batch, seed=size)
                for kind in kinds:
                    given = {key: array.astype(kind) for key, array in point.items()}
                    expected = numpy(**{key: array.astype(np.float64) for key, array in given.items()})
                    found = c(**given)
                    assert all(array.dtype == kind for array in map(np.asarray, by_name(found).values()))
                    single = kind is np.float32
                    own = how_far_it_may_be(numpy, given, expected)
                    case = f"{name}, {what}, batch {batch}, size {size}, {kind.__name__}"
                    yield case, kind, distance(found, expected, single), max(TOLERANCES[kind], own)


def how_far_it_may_be(numpy, given, expected):
    """How far off results may be where they are more sensitive than their tolerance."""
    kind = next(iter(given.values())).dtype
    single, source = kind == np.float32, np.random.default_rng(0)
    found = [2 * distance(numpy(**given), expected, True)] if single else []
    for _ in range(2):
        moved = {
            name: array.astype(np.float64) * (1 + float(np.finfo(kind).eps) * source.choice([-1, 1], array.shape))
            for name, array in given.items()
        }
        found.append(4 * distance(numpy(**moved), expected, single))
    return max(found)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", nargs="*", default=list(sg.cells.__all__))
    parser.add_argument("--sizes", nargs="*", type=int, default=list(SIZES))
    given = parser.parse_args()
    failed = 0
    for name in given.cells:
        start, worst = time.perf_counter(), {np.float64: 0.0, np.float32: 0.0}
        for case, kind, far, most in rows_of(name, given.sizes):
            worst[kind] = max(worst[kind], far)
            if not far <= most:
                failed += 1
                print(f"{case}: {far:.1e}, at most {most:.1e}")
        told = ", ".join(f"{kind.__name__} {far:.1e}" for kind, far in worst.items())
        print(f"{name:20} {told}, in {time.perf_counter() - start:.0f} s", flush=True)
    print(f"{failed} cases are too far off" if failed else "all agree")
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main())
