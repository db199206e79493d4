"""Many random systems by one command: ``python3 -m tests.properties.long_run --systems 20000``.

Ends with status 1 and the smallest failing system when a derivative is wrong or symgrad raises.
"""

import argparse
import sys
import time
import traceback

from .search import Tally, search

EACH = 4  # systems of one seed for every rule of growth


def main(arguments=None):
    """Searches chunk by chunk; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.properties.long_run", description=__doc__.split("\n")[0])
    parser.add_argument("--systems", type=int, default=20000, help="how many systems to compare")
    parser.add_argument("--seed", type=int, default=1000, help="the first seed; each next chunk adds 1")
    options = parser.parse_args(arguments)
    tally, begun, seed = Tally(), time.perf_counter(), options.seed
    while tally.compared < options.systems:
        try:
            search(EACH, seed, tally)
        except Exception:  # whatever came is the answer, with the smallest system that brings it
            traceback.print_exc()
            print(f"1 wrong or crashed in the chunk of seed {seed}, after {tally}")
            return 1
        seed += 1
        print(f"{tally}, 0 wrong, 0 crashes, {time.perf_counter() - begun:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
