"""Times of the processor, which other work on the machine disturbs least, and tables of them."""

import statistics
import subprocess
import sys
import time

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


def times_in_turns(actions, turns):
    """The seconds of actions by name, run in turns; each is run once before."""
    taken = {name: [] for name in actions}
    for turn in range(turns + 1):
        for name, action in actions.items():
            begun = time.perf_counter()
            action()
            if turn:
                taken[name].append(time.perf_counter() - begun)
    return taken


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
