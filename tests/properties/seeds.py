"""A search that tries seed after seed: its options, its processes, and what it prints."""

import argparse
import functools
import multiprocessing
import traceback
from collections import Counter

PROGRESS = 100  # seeds between two lines that say how far it is
BAD = ("wrong", "crashed")


def outcome(compare, seed, *wrong):
    """(seed, what came, how it failed) of one seed: "wrong" for these errors, "crashed" for any other."""
    try:
        return seed, compare(seed), ""
    except wrong as error:
        return seed, "wrong", str(error)
    except Exception:  # whatever came is the answer
        return seed, "crashed", traceback.format_exc(limit=-6)


def searched(tried, seeds, processes=1, say=lambda line: None):
    """How often each outcome of ``tried`` came, and every failure; ``say`` is given what a reader wants to see."""
    tally, failures = Counter(), []
    for seed, what, why in _answers(tried, seeds, processes):
        tally[what] += 1
        if why:
            failures.append(f"seed {seed}, {what}: {why}")
            say(failures[-1])
        if sum(tally.values()) % PROGRESS == 0:
            say(f"{sum(tally.values())} tried: {told(tally)}")
    return tally, failures


def _answers(tried, seeds, processes):
    if processes == 1:
        yield from map(tried, seeds)
        return
    with multiprocessing.Pool(processes) as pool:
        yield from pool.imap_unordered(tried, seeds, 4)


def told(tally):
    """The outcomes, how many were wrong and how many crashed in any case."""
    return ", ".join(f"{tally[what]} {what}" for what in sorted({*tally, *BAD}, key=lambda what: (what in BAD, what)))


def main_of(name, about, tried, count, arguments=None):
    """The command of a search: tries ``count`` seeds; the exit status, 1 where one failed."""
    parser = argparse.ArgumentParser(prog=f"python3 -m tests.properties.{name}", description=about.split("\n")[0])
    parser.add_argument("--count", type=int, default=count, help="how many to try")
    parser.add_argument("--seed", type=int, default=1, help="the first seed; each next one adds 1")
    parser.add_argument("--processes", type=int, default=1, help="how many at once")
    options = parser.parse_args(arguments)
    seeds = range(options.seed, options.seed + options.count)
    tally, failures = searched(tried, seeds, options.processes, functools.partial(print, flush=True))
    print(f"seeds {seeds.start} to {seeds.stop - 1}: {told(tally)}")
    return int(bool(failures))
