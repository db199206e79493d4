"""The round trip of many random systems: ``python3 -m tests.latex_reading.random_systems --systems 500``.

Each is written out entry by entry, it and its gradient; of each a few formulas are printed, read back and compared.
Ends with status 1 when one means something else.
"""

import argparse
import random
import sys
import time
from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

from symgrad.calculus.modes import gradient_program
from symgrad.errors import MissingRuleError
from symgrad.expansion import expand
from symgrad.latex_reading import round_trip
from tests.properties.systems import ROOTS, cases

SIZES = {"n": 2, "m": 3, "p": 2}
FORMULAS = 3  # of each program
LONGEST = 150  # operations; a reading of more takes seconds


def systems(count, seed):
    """Random systems, from every rule of growth in turn."""
    found = []
    each = -(-count // len(ROOTS))
    for root in ROOTS:

        @seeded(seed)
        @settings(
            max_examples=each, deadline=None, database=None, suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )  # fmt: skip
        @given(cases(root))
        def grow(case):
            found.append(case.program)

        grow()
    random.Random(seed).shuffle(found)
    return found[:count]


def readings(program, seed):
    """The readings of a few formulas of a program and of its gradient."""
    for whole in (program, gradient_program(program)):
        sizes = {name: size for name, size in SIZES.items() if name in {str(dim) for dim in whole.dims}}
        try:
            written = expand(whole, **sizes)
        except MissingRuleError:
            continue
        names = [equation.lhs for equation in written.equations if equation.rhs.count_ops() <= LONGEST]
        chosen = random.Random(seed).sample(names, min(FORMULAS, len(names)))
        yield from round_trip(written, only=chosen, seed=seed).readings


def main(arguments=None):
    """Reads the formulas of random systems back; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.latex_reading.random_systems")
    parser.add_argument("--systems", type=int, default=500, help="how many systems to print and read back")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    begun, tally, wrong, reasons = time.perf_counter(), Counter(), [], Counter()
    for number, program in enumerate(systems(options.systems, options.seed), 1):
        found = list(readings(program, number))
        tally.update(reading.verdict for reading in found)
        reasons.update(reading.reason.split(",")[0][:70] for reading in found if reading.reason)
        wrong += [reading for reading in found if reading.verdict == "DIFFERENT"]
        if number % 50 == 0:
            print(f"{number} systems, {dict(tally)}, {time.perf_counter() - begun:.0f} s", flush=True)
    print(f"{number} systems, {dict(tally)}, {time.perf_counter() - begun:.0f} s")
    for reason, count in reasons.most_common(8):
        print(f"    {count} times: {reason}")
    for reading in wrong:
        print(reading)
    return 1 if wrong or not tally["equal"] else 0


if __name__ == "__main__":
    sys.exit(main())
