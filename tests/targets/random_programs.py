"""Random programs in another target: ``python3 -m tests.targets.random_programs --target jax --count 500``.

The programs are those of the searches for wrong derivatives (tests.properties): systems of every node with a batch,
and recurrences that are plain, masked, stacked, bidirectional, cut or closed by a loss, with chains of derivatives.
They are compared with the NumPy function of the same program. Ends with status 1 where numbers differ or the target
raises what NumPy does not.
"""

import argparse
import sys
import traceback

import numpy as np

from symgrad.errors import SymgradError
from symgrad.targets import compile_numpy

from ..properties import batches, recurrences, systems
from ..properties.batched_systems import chained, grown
from .same_results import TARGETS, by_name, compare


def once(random, index):
    """A random program that holds once, and arrays for it."""
    system = chained(random) if index % 2 else grown(random)
    return derived(system, random)


def derived(system, random, kinds=None):
    """A derivative of a system, and arrays for it."""
    kinds = kinds or batches.CHAINS[int(random.integers(len(batches.CHAINS)))]
    batched = batches._some(system.program.inputs, random, 0.4)
    samples = batches.Samples.of(system.program, batched, int(random.integers(2, 4)))
    _, program = batches.chain_of(system.program, kinds, random)
    return program, batches.call_of(program, samples, system, random).given()


def wide(seed, index):
    """A random program of every node, one rule of growth after the other."""
    found = []
    root = systems.ROOTS[index % len(systems.ROOTS)]

    @batches.seeded(seed * 100_003 + index)
    @batches.settings(max_examples=1, deadline=None, database=None, phases=[batches.Phase.generate],
                      suppress_health_check=list(batches.HealthCheck))  # fmt: skip
    @batches.given(systems.cases(root))
    def take(case):
        random = np.random.default_rng(case.seed)
        system = batches.Wide(case.program, case.sizes, frozenset(case.positive))
        kinds = batches.SHORT_CHAINS[int(random.integers(len(batches.SHORT_CHAINS)))]
        found.append(derived(system, random, kinds))

    take()
    return found[0]


def over_time(seed, index):
    """A random recurrence, its gradient or the tangent of that, and arrays for it."""
    case, random = recurrences.grown_case([seed, index])
    comparison = recurrences.Comparison(case, random)
    point = dict(comparison.point)
    order = index // 3 % 3
    if order == 0:
        return comparison.case.system.program, point
    if order == 1:
        return comparison.back.program, point
    second = comparison.back.tangent()
    for symbol in second.inputs:
        of = getattr(symbol, "primal", None)
        if symbol.name not in point and of is not None and of.name in point:
            point[symbol.name] = random.standard_normal(np.shape(point[of.name]))
    return second.program, point


def tried(target, seed, index):
    """ "" where both give the same, None where there is nothing to compare, else what is told."""
    random = np.random.default_rng([seed, index])
    program = None
    try:
        with np.errstate(all="ignore"):
            kind = index % 3
            if kind == 0:
                program, arrays = once(random, index)
            else:
                program, arrays = (wide if kind == 1 else over_time)(seed, index)
            numpys = _numpy(program)
            arrays = {name: array for name, array in arrays.items() if name in numpys.arguments}
            expected = numpys(**arrays)
            if not all(np.isfinite(value).all() for value in by_name(numpys, expected).values()):
                return None
    except (SymgradError, AssertionError, np.linalg.LinAlgError):
        return None  # of the searches themselves
    try:
        with np.errstate(all="ignore"):
            compare(numpys, expected, TARGETS[target], program, arrays, 1e-9)
    except Exception:
        return f"seed {seed}, index {index}:\n{program!r}\n{traceback.format_exc(limit=-4)}"
    return ""


def _numpy(program):
    from symgrad.targets import TimeFunction
    from symgrad.time import TimeProgram

    return TimeFunction(program) if isinstance(program, TimeProgram) else compile_numpy(program)


def main(arguments=None):
    """Searches; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.targets.random_programs", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--target", choices=TARGETS, default="array-api")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    compared = wrong = index = 0
    while compared < options.count:
        answer = tried(options.target, options.seed, index)
        index += 1
        compared += answer is not None
        if answer:
            wrong += 1
            print(answer, flush=True)
    print(f"{compared} programs compared, {wrong} wrong, {index - compared} thrown away")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
