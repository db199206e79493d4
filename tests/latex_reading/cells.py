"""The round trip of every cell: ``python3 -m tests.latex_reading.cells``.

Each cell and its gradient, at small sizes, formula by formula; and so two steps of its gradient through time with
``--through-time``. Ends with status 1 when a formula means something else.
"""

import argparse
import sys
import time
from collections import Counter

import symgrad as sg
from symgrad.latex_reading import round_trip

SIZE = 2
LONGEST = 400  # operations; a reading of more takes many seconds


def programs(name, through_time):
    """What of a cell is printed and read back, by name."""
    cell = getattr(sg.cells, name)()
    yield name, cell
    yield f"{name}, backward", cell.gradient()
    if through_time and cell.carry:
        yield f"{name}, through time", sg.Recurrence(cell).gradient(of=cell.outputs[0]).unroll(2)


def main(arguments=None):
    """Reads the formulas of every cell back; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.latex_reading.cells")
    parser.add_argument("--through-time", action="store_true", help="two steps through time as well")
    parser.add_argument("cells", nargs="*", help="names of cells; by default all")
    options = parser.parse_args(arguments)
    wrong, whole = [], Counter()
    for name in options.cells or sg.cells.__all__:
        for title, program in programs(name, options.through_time):
            begun = time.perf_counter()
            written = program.expand(**{str(dim.name): SIZE for dim in program.dims})
            chosen = [e.lhs for e in written.equations if e.rhs.count_ops() <= LONGEST]
            found = round_trip(written, only=chosen)
            tally = Counter(reading.verdict for reading in found.readings)
            tally["too long"] = len(written.equations) - len(chosen)
            whole += tally
            wrong += found.different
            print(f"{title}: {dict(tally)}, {time.perf_counter() - begun:.0f} s", flush=True)
    print(f"in all: {dict(whole)}")
    for reading in wrong:
        print(reading)
    return 1 if wrong or not whole["equal"] else 0


if __name__ == "__main__":
    sys.exit(main())
