"""Many random systems by one command: ``python3 -m tests.properties.long_run --systems 20000 --processes 2``.

Ends with status 1 and the smallest failing system when a derivative is wrong or symgrad raises.
"""

import argparse
import itertools
import multiprocessing
import sys
import time
import traceback

from .search import Tally, search

EACH = 4  # systems of one seed for every rule of growth


def chunk(seed):
    """What the search of one seed has seen, and how it failed: the smallest system that brings it, or nothing."""
    tally = Tally()
    try:
        search(EACH, seed, tally)
    except Exception:  # whatever came is the answer
        return seed, tally, traceback.format_exc()
    return seed, tally, ""


def main(arguments=None):
    """Searches chunk by chunk; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.properties.long_run", description=__doc__.split("\n")[0])
    parser.add_argument("--systems", type=int, default=20000, help="how many systems to compare")
    parser.add_argument("--seed", type=int, default=1000, help="the first seed; each next chunk adds 1")
    parser.add_argument("--processes", type=int, default=1, help="how many chunks to search at once")
    options = parser.parse_args(arguments)
    tally, begun = Tally(), time.perf_counter()
    waves = itertools.count(options.seed, options.processes)
    with multiprocessing.Pool(options.processes) as pool:
        while tally.compared < options.systems:
            first = next(waves)
            for seed, found, failure in pool.imap_unordered(chunk, range(first, first + options.processes)):
                tally.add(found)
                if failure:
                    print(f"{failure}1 wrong or crashed in the chunk of seed {seed}, after {tally}")
                    return 1
                print(f"{tally}, 0 wrong, 0 crashes, {time.perf_counter() - begun:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
