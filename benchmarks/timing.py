"""Times of the processor, which other work on the machine disturbs least, and tables of them."""

import statistics
import subprocess
import sys
import time

import numpy as np
from sympy.core.cache import clear_cache


def median_time(action, repeats):
    """The median of the seconds that an action takes, each time with SymPy's cache cold.

    SymPy keeps a thousand results: a small system would find its own from the run before, a large one would not.
    """
    taken = []
    for _ in range(repeats):
        clear_cache()
        begun = time.process_time()
        action()
        taken.append(time.process_time() - begun)
    return statistics.median(taken)


def shortest_in_turns(*actions, turns=7):
    """The shortest times of actions, run in turns."""
    best = [float("inf")] * len(actions)
    for _ in range(turns):
        for place, action in enumerate(actions):
            begun = time.perf_counter()
            action()
            best[place] = min(best[place], time.perf_counter() - begun)
    return best


def clocked(action):
    """The seconds that an action takes."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def times_in_turns(actions, turns, seconds=clocked):
    """The seconds of actions by name, run in turns; each is run once before."""
    taken = {name: [] for name in actions}
    for turn in range(turns + 1):
        for name, action in actions.items():
            found = seconds(action)
            if turn:
                taken[name].append(found)
    return taken


def compared_in_turns(runners, first, most, turns, seconds=clocked):
    """What is told of (action, how its result is named) by name: times of ``first``, the others' beside them.

    AssertionError where a result is further than ``most`` from the first one's, beside its size: then nothing is timed.
    """
    results = {name: named(action()) for name, (action, named) in runners.items()}
    furthest = 0.0
    for name, found in results.items():
        for key, right in results[first].items():
            distance = float(np.abs(found[key] - right).max() / np.abs(right).max())
            assert distance <= most, f"{name}: {key} is {distance:.1e} away from that of {first}, beside its size"
            furthest = max(furthest, distance)
    times = times_in_turns({name: action for name, (action, _) in runners.items()}, turns, seconds)
    told = [f"{first} {1000 * statistics.median(times[first]):.3g} ms"]
    told += [f"{name} {spread(np.array(times[name]) / times[first])} of it" for name in times if name != first]
    return f"{'; '.join(told)}; gradients {furthest:.0e} apart"


def spread(ratios):
    """The median of ratios, and the quartiles around it."""
    low, middle, high = np.percentile(ratios, (25, 50, 75))
    return f"{middle:.2f} ({low:.2f} to {high:.2f})"


def ratio_in_turns(one, other, turns):
    """The median of the ratios of two actions' processor times, run in turns."""
    ratios = []
    for _ in range(turns):
        taken = []
        for action in (one, other):
            begun = time.process_time()
            action()
            taken.append(time.process_time() - begun)
        ratios.append(taken[0] / taken[1])
    return statistics.median(ratios)


def in_a_process(code, limit):
    """What Python code prints in a fresh process, as numbers; None where it takes longer than ``limit`` seconds."""
    try:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=limit, check=True)
    except subprocess.TimeoutExpired:
        return None
    return [float(word) for word in done.stdout.split()]


def milliseconds(seconds):
    """Seconds as a reader sees them."""
    return f"{1000 * seconds:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"


def table(title, head, rows):
    """A Markdown table."""
    lines = [f"### {title}", "", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows), ""])
