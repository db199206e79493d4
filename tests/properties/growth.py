"""How cost grows with size, by one command: ``python3 -m tests.properties.growth --sizes 25 50 100``.

For each thing of tests.properties.growing and each verb: the seconds of the processor and the peak of memory at every
size, and the exponent of growth between the last two, by the number of calls, which no other work on the machine
disturbs. A line ends with what came instead: the name of an error, or the limit of time or memory that it went beyond.
Ends with status 1 where something did not come back, or grew faster than asked.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import math
import multiprocessing
import pstats
import resource
import signal
import sys
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from typing import NamedTuple

from sympy.core.cache import clear_cache

from .growing import CASES, VERBS


class Cost(NamedTuple):
    """What one run took: seconds of the processor, megabytes beyond what stood there before, calls; or what came."""

    seconds: float = math.nan
    megabytes: float = math.nan
    calls: int = 0
    failure: str = ""


def _run(name: str, verb: str, size: int, counted: bool, limit: int, memory: int, answer: Connection) -> None:
    signal.alarm(20 * limit)  # of the wall clock, where others share the processor
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    resource.setrlimit(resource.RLIMIT_AS, ((memory + 2000) * 2**20,) * 2)
    clear_cache()
    gc.collect()
    profile = cProfile.Profile()
    begun = time.process_time()
    try:
        thing = CASES[name].make(size)
        if counted:
            profile.enable()
        if verb != "construct":
            begun = time.process_time()
            VERBS[verb](thing)
        profile.disable()
    except BaseException as error:  # what it is, is the answer
        profile.disable()
        answer.send(Cost(time.process_time() - begun, failure=f"{type(error).__name__}: {str(error)[:90]}"))
        return
    seconds = time.process_time() - begun
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    if counted and verb == "construct":
        profile = cProfile.Profile()
        profile.runcall(CASES[name].make, size)
    calls = int(pstats.Stats(profile).total_calls) if counted else 0
    answer.send(Cost(seconds, peak, calls))


def cost(name: str, verb: str, size: int, counted: bool = False, limit: int = 30, memory: int = 1500) -> Cost:
    """What a verb costs at a size, in a process of its own, which ends at the limit (seconds, megabytes)."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(name, verb, size, counted, limit, memory, there))
    process.start()
    there.close()
    try:
        return here.recv() if here.poll(20 * limit + 5) else Cost(failure=f"over {limit} s")
    except EOFError:
        process.join()
        return Cost(failure=f"over {limit} s" if process.exitcode in (-14, -24, -9) else f"died: {process.exitcode}")
    finally:
        process.kill()
        process.join()


def exponent(sizes: Sequence[int], costs: Sequence[Cost]) -> float:
    """The power of the size with which the calls grow between the last two; nan where there are none."""
    (small, few), (large, many) = list(zip(sizes, costs, strict=True))[-2:]
    if not few.calls or not many.calls:
        return math.nan
    return math.log(many.calls / few.calls) / math.log(large / small)


def _told(one: Cost) -> str:
    return one.failure or f"{one.seconds:.2f} s {max(one.megabytes, 0):.0f} MB"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.properties.growth", description=__doc__.split("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[25, 50, 100])
    parser.add_argument("--things", nargs="*", default=list(CASES), help="which of them; all by default")
    parser.add_argument("--verbs", nargs="*", default=list(VERBS))
    parser.add_argument("--limit", type=int, default=30, help="seconds for one")
    parser.add_argument("--memory", type=int, default=500, help="megabytes for one")
    parser.add_argument("--most", type=float, default=1.35, help="the largest exponent that passes")
    options = parser.parse_args(arguments)
    bad = tried = 0
    print(f"| thing | verb | {' | '.join(map(str, options.sizes))} | exponent |\n|{'---|' * (3 + len(options.sizes))}")
    for name in options.things:
        for verb in options.verbs:
            costs: list[Cost] = []
            for size in options.sizes:
                costs.append(cost(name, verb, size, True, options.limit))
                if costs[-1].failure:
                    break
            grown = exponent(options.sizes[: len(costs)], costs) if len(costs) > 1 else math.nan
            worse = bool(costs[-1].failure) or grown > options.most or costs[-1].megabytes > options.memory
            tried, bad = tried + 1, bad + worse
            cells = [_told(one) for one in costs] + [""] * (len(options.sizes) - len(costs))
            print(f"| {name} | {verb} | {' | '.join(cells)} | {grown:.2f}{' <' if worse else ''} |", flush=True)
    print(f"\n{tried} tried, {bad} do not come back or grow faster than the power {options.most}")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
