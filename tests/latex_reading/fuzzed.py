"""Hostile texts, by one command: ``python3 -m tests.latex_reading.fuzzed --count 100000 --seed 1 --processes 1``.

Each is read within a second and in bounded memory, into a System or to an error that symgrad names; with ``--claims``
claims are verified, within five. Ends with status 1 and the shortest such text where one does anything else.
"""

import argparse
import collections
import contextlib
import cProfile
import multiprocessing
import random
import resource
import signal
import sys
import time
import traceback
import warnings
from typing import NamedTuple

import symgrad as sg
from symgrad import verify
from symgrad.errors import SymgradError
from tests.latex_reading import hostile_texts
from tests.latex_reading.random_texts import drawn, spoilt_claims

SECONDS, SECONDS_OF_CLAIMS = 1.0, 5.0
MEMORY = 200  # MiB by which one text may raise the peak of the process
_CAP = 3 << 30  # bytes of address space, beyond which Python raises MemoryError
_AT_ONCE = 200


class Bound(NamedTuple):
    """What one call may take: seconds of the processor or, on a machine that may be slow, calls of functions."""

    seconds: float
    calls: int = 0

    def overrun(self, profile, seconds):
        """What was too much, if anything was."""
        if not self.calls:
            return f"slow: {seconds:.1f} s" if seconds > self.seconds else ""
        count = sum(entry.callcount for entry in profile.getstats())
        return f"slow: {count} calls" if count > self.calls else ""


ALONE, ALONE_WITH_CLAIMS = Bound(SECONDS), Bound(SECONDS_OF_CLAIMS)


class HangError(BaseException):
    """The reader did not end by itself; not an Exception, which it might catch."""


@contextlib.contextmanager
def _ended_after(seconds):
    def ring(number, frame):
        raise HangError

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def peak():
    """The most memory that this process ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def outcome(call, bound):
    """What came of a call: the type of its answer or error, the fault if it is one, the seconds of the processor."""
    fault, memory, begun, profile = "", peak(), time.process_time(), cProfile.Profile()
    try:
        with warnings.catch_warnings(), _ended_after(10 * bound.seconds):
            warnings.simplefilter("error")
            came = type(profile.runcall(call) if bound.calls else call()).__name__
    except SymgradError as error:
        came = type(error).__name__
        if not str(error).strip():
            fault = f"{came} that says nothing"
    except HangError:
        came = fault = f"no end within {10 * bound.seconds} s"
    except BaseException as error:  # whatever came is the answer
        if isinstance(error, KeyboardInterrupt):
            raise
        frame = traceback.extract_tb(error.__traceback__)[-1]
        came = fault = f"{type(error).__name__} in {frame.name}: {str(error)[:80]}"
    seconds = time.process_time() - begun
    if not fault and (overrun := bound.overrun(profile, seconds)):
        came = fault = overrun
    if not fault and peak() - memory > MEMORY:
        came = fault = f"memory: {peak() - memory:.0f} MiB"
    return came, fault, seconds


def read(text, shapes=None, conventions=None, bound=ALONE):
    """What came of reading a text."""
    return outcome(lambda: sg.read_latex(text, shapes, conventions), bound)


def verified(text, forward, shapes=None, conventions=None, bound=ALONE_WITH_CLAIMS):
    """What came of verifying one."""
    return outcome(lambda: verify(text, forward, shapes, conventions), bound)


def shortened(call, text, rest, kind, tries=400):
    """A shorter text with a fault of this kind: pieces left out as long as that can be."""
    size = max(1, len(text) // 2)
    while size and tries > 0:
        place = 0
        while place < len(text) and tries > 0:
            less, tries = text[:place] + text[place + size :], tries - 1
            if _sort_of(call(less, *rest)[1]) == kind:
                text = less
            else:
                place += size
        size //= 2
    return text


def _sort_of(fault):
    """The sort of a fault: slow is slow, however slow."""
    return fault.split(":")[0]


def chunk(task):
    """What came of some draws: how often, the slowest, and the first text of each sort of fault."""
    seeds, claims, short = task
    resource.setrlimit(resource.RLIMIT_AS, (_CAP, resource.getrlimit(resource.RLIMIT_AS)[1]))
    tally, faults, slowest = collections.Counter(), {}, (0.0, "")
    for seed in seeds:
        if isinstance(seed, str):
            sort, (text, *rest), call = "by name", hostile_texts.of(seed), read
        elif claims:
            sort, (text, *rest) = "claims", spoilt_claims(random.Random(seed))
            call = verified
        else:
            sort, text, *rest = drawn(seed)
            call = read
        came, fault, seconds = call(text, *rest)
        tally[sort, _sort_of(came)] += 1
        slowest = max(slowest, (seconds, str(seed)))
        if fault and _sort_of(fault) not in faults:
            kind = _sort_of(fault)
            faults[kind] = (seed, fault, shortened(call, text, rest, kind) if short else text, rest)
    return tally, faults, slowest, peak()


def main(arguments=None):
    """Reads random texts; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.latex_reading.fuzzed", description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=100000, help="how many texts to read")
    parser.add_argument("--seed", type=int, default=1, help="of the first text; each next adds 1")
    parser.add_argument("--processes", type=int, default=1, help="how many chunks to read at once")
    parser.add_argument("--claims", action="store_true", help="verify spoilt claims instead")
    parser.add_argument("--long", action="store_true", help="tell the texts of faults as they were drawn")
    options = parser.parse_args(arguments)
    last = options.seed + options.count
    tasks = [
        (range(first, min(first + _AT_ONCE, last)), options.claims, not options.long)
        for first in range(options.seed, last, _AT_ONCE)
    ]
    tasks += [] if options.claims else [([name], False, False) for name in hostile_texts.ALL]
    tally, faults, slowest, memory, begun = collections.Counter(), {}, (0.0, ""), 0.0, time.perf_counter()
    with multiprocessing.Pool(options.processes) as pool:
        for number, (came, found, slow, most) in enumerate(pool.imap(chunk, tasks), 1):
            tally += came
            slowest, memory = max(slowest, slow), max(memory, most)
            for kind, what in found.items():
                if faults.setdefault(kind, what) is what:
                    print(f"FAULT seed {what[0]}, {what[1]}\n    {what[2][:2000]!r}\n    {what[3]}", flush=True)
            if (number % 25 == 0 and number * _AT_ONCE < options.count) or number == len(tasks):
                print(f"{tally.total()} texts, {time.perf_counter() - begun:.0f} s", flush=True)
    for (sort, came), count in sorted(tally.items()):
        print(f"    {count:7d}  {sort}: {came}")
    print(f"the slowest took {slowest[0]:.2f} s (seed {slowest[1]}), the peak of memory was {memory:.0f} MiB")
    print(f"{sum(count for (_, came), count in tally.items() if came in faults)} faults of {len(faults)} sorts")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
