"""Numbers where naive forms overflow, underflow or cancel: ``python3 -m tests.properties.magnitudes`` prints a table.

Every cell, every loss, and losses in several named steps at pre-activations and gaps of 40, 110 and 1000, all of them,
of both signs and one entry at a time, in float64 and float32, one step and through time: the values, the gradient, the
tangent of the gradient and the tangent of that (first, second and third order). Judged by arithmetic of many digits
(:mod:`tests.properties.many_digits`), with a loop through time of its own: of symgrad the oracle uses ``expand`` of the
forward equations alone. A row is printed when it is done.

A number is wrong where it is not finite and the truth is, or where it is off by more than 1e-12 (float32: 1e-5) of the
truth and that is above the smallest normal number. What no code can help, since inputs are rounded, is measured by
moving every input by a unit in its last place (``SHAKES`` times, at random signs), and so every number of the state
that one step hands on to the next, which is an array of that precision whoever computes it: where the truth then moves
by a sixteenth of the error or more, the number is counted apart as ill-conditioned. A number is called wrong only after
the truth has been computed once more with twice the digits.

Every dimension is 3 (``--size`` says another): of two entries a normalisation keeps but the sign, and the gradient that
it passes on is what epsilon leaves of a difference of nearly equal numbers.
"""

import argparse
import importlib
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field

import mpmath as mp
import numpy as np

import symgrad as sg

from .magnitude_points import DIRECTIONS, Sizes, is_distribution, places
from .many_digits import Oracle, exactly
from .written_out import SYSTEMS

DIGITS = {np.float64: 360, np.float32: 90}  # what is far below the smallest normal number, and the scale on top of it
TOLERANCE = {np.float64: mp.mpf("1e-12"), np.float32: mp.mpf("1e-5")}
SMALLEST = {np.float64: mp.mpf(2.0) ** -1022, np.float32: mp.mpf(2.0) ** -126}
LARGEST = {kind: mp.mpf(float(np.finfo(kind).max)) for kind in (np.float64, np.float32)}
SHAKES = 6  # how often the inputs are moved to learn the condition
ORDERS = ("value", "first", "second", "third")
VERDICTS = ("right", "below", "too large", "ill-conditioned", "wrong")


def systems():
    """Every system by name: the library's cells, losses of them, and what is written out in named steps."""
    cells = {name: getattr(sg.cells, name)() for name in sg.cells.__all__}
    closed = {
        "softmax_regression + cross_entropy": sg.losses.cross_entropy(cells["softmax_regression"], "z"),
        "mlp + squared_error": sg.losses.squared_error(cells["mlp"], "y"),
        "elman + squared_error": sg.losses.squared_error(cells["elman"], "h"),
        "gru + cotangent": sg.losses.cotangent(cells["gru"], "h"),
    }
    return {**{name: make() for name, make in SYSTEMS.items()}, **closed, **cells}


@dataclass
class Tally:
    """How many numbers were compared, by order and verdict, and what was wrong."""

    counts: Counter = field(default_factory=Counter)
    wrong: list = field(default_factory=list)

    def add(self, other):
        """Counts what another has seen too."""
        self.counts += other.counts
        self.wrong += other.wrong

    def of(self, verdict, order=None):
        """How many of a verdict, of one order or of all."""
        return sum(self.counts[k, verdict] for k in (ORDERS if order is None else [order]))


class Compiled:
    """The value, the gradient and the tangents of the gradient of a system, one step or through time."""

    def __init__(self, program, over_time, most_order=3, target="numpy"):
        whole = sg.Recurrence(program) if over_time else program
        inputs = [symbol.name for symbol in program.inputs]
        derived = [whole, whole.gradient()]
        while len(derived) <= most_order:
            derived.append(derived[-1].tangent(wrt=inputs))
        self.functions = [one.lambdify(target=target) for one in derived]

    def __call__(self, arrays, bars, directions):
        """{(order, name): array}."""
        moves = [{f"{dot}_{key}": a for key, a in one.items()} for dot, one in zip(DIRECTIONS, directions, strict=True)]
        given = [{}, {f"bar_{key}": array for key, array in bars.items()}, *moves]
        found, known = {}, dict(arrays)
        for order, function in enumerate(self.functions):
            known |= given[order]
            prefix = "".join(f"{dot}_" for dot in reversed(DIRECTIONS[: order - 1])) + "bar_" if order else ""
            with np.errstate(all="ignore"):
                made = function(**{key: a for key, a in known.items() if key in function.arguments})
            made = made if isinstance(made, dict) else {function.outputs[0]: made}
            found |= {(order, name.removeprefix(prefix)): array for name, array in made.items()}
        return found


class Judge:
    """One system, compared at places of so many steps."""

    def __init__(self, name, program, over_time, size=2, most_order=3, target="numpy"):
        self.name = name
        self.sizes = Sizes(program, size)
        self.compiled = Compiled(program, over_time, most_order, target)
        self.oracle = Oracle(program, self.sizes.width, len(DIRECTIONS), **self.sizes.named)
        self.most_order = most_order

    def __call__(self, place, seed, most, tally):
        """Compares at one place, at most so many entries of the inputs."""
        sizes = self.sizes
        arrays, bars = sizes.arrays(place, seed), sizes.cotangents(place, seed)
        directions = sizes.directions(arrays, place, seed)
        chosen = sizes.chosen(arrays, most, seed)
        found = self.compiled(arrays, bars, directions)
        along, exact_bars = [exactly(one) for one in directions], exactly(bars)
        sequences = {symbol.name for symbol in sizes.sequences} if place.steps else ()

        def truth(point, handed=None):
            given = (along, exact_bars, set(chosen), place.steps, sequences, handed)
            return self._projected(self.oracle.truth(point, *given))

        digits = DIGITS[place.kind] + int(1.2 * place.scale)
        with mp.workdps(digits):
            exact = truth(exactly(arrays))
            judged = [(spot, np.ravel(found[spot[:2]])[spot[2]]) for spot in exact if spot[0] <= self.most_order]
            suspects = [(spot, one) for spot, one in judged if verdict_of(one, exact[spot], place.kind) == "wrong"]
        if suspects:
            with mp.workdps(2 * digits):
                exact = truth(exactly(arrays))
        for spot, one in judged:
            tally.counts[ORDERS[spot[0]], verdict_of(one, exact[spot], place.kind)] += 1
        with mp.workdps(digits):
            self._excuse(suspects, exact, truth, arrays, place, tally)

    def _projected(self, slopes):
        """The gradient with respect to a distribution is what its directions allow: less its mean."""
        made = dict(slopes)
        for symbol in filter(is_distribution, self.sizes.program.inputs):
            width = self.sizes.width(symbol)
            for order in range(1, len(ORDERS)):
                mean = mp.fsum(slopes[order, symbol.name, k] for k in range(width)) / width
                made |= {(order, symbol.name, k): slopes[order, symbol.name, k] - mean for k in range(width)}
        return made

    def _excuse(self, suspects, exact, truth, arrays, place, tally):
        """What moves as much when the inputs move by a unit in their last place is ill-conditioned, not wrong."""
        suspects = [(spot, one) for spot, one in suspects if verdict_of(one, exact[spot], place.kind) == "wrong"]
        allowed = dict.fromkeys((spot for spot, _ in suspects), mp.mpf(0))
        for shake in range(SHAKES if suspects else 0):
            source, unit = np.random.default_rng([shake, 11]), float(np.finfo(place.kind).eps)
            moved = _moved(exactly(arrays), unit, source)
            there = truth(moved, lambda x, unit=unit, source=source: x * (1 + unit * int(source.choice([-1, 1]))))
            for spot in allowed:
                allowed[spot] = max(allowed[spot], abs(there[spot] - exact[spot]))
        for spot, one in suspects:
            order, name, k = spot
            limit = 16 * allowed[spot] + TOLERANCE[place.kind] * abs(exact[spot])
            if np.isfinite(one) and abs(mp.mpf(float(one)) - exact[spot]) <= limit:
                tally.counts[ORDERS[order], "wrong"] -= 1
                tally.counts[ORDERS[order], "ill-conditioned"] += 1
            else:
                right = mp.nstr(exact[spot], 17)
                tally.wrong.append(f"{self.name}, {place}: {ORDERS[order]}, {name}[{k}] is {one!r}, right is {right}")


def _moved(point, unit, source):
    """The numbers, each moved by a unit up or down."""
    signs = {key: source.choice([-1, 1], len(entries)) for key, entries in point.items()}
    return {key: [x * (1 + unit * int(s)) for x, s in zip(point[key], signs[key], strict=True)] for key in point}


def verdict_of(found, true, kind):
    """right, too small to matter, too large to hold, or wrong."""
    if abs(true) > LARGEST[kind]:
        return "too large"
    if not np.isfinite(found):
        return "wrong"
    if abs(true) < SMALLEST[kind]:
        return "below" if abs(mp.mpf(float(found))) <= 2 * SMALLEST[kind] else "wrong"
    return "right" if abs(mp.mpf(float(found)) - true) <= TOLERANCE[kind] * abs(true) else "wrong"


def searched(name, options, lengths):
    """(how many steps, what was found) of one system, row by row."""
    program = systems()[name]
    judge = {}
    for steps in lengths:
        if steps and not program.carry:
            continue
        tally = Tally()
        try:
            if bool(steps) not in judge:
                how = (options.size, options.orders, options.target)
                judge[bool(steps)] = Judge(name, program, bool(steps), *how)
            for place in places(steps):
                judge[bool(steps)](place, options.seed, options.entries, tally)
        except Exception:  # whatever came is the answer
            tally.counts["third", "wrong"] += 1
            tally.wrong.append(f"{name}: {traceback.format_exc()}")
        yield steps, tally


def row(told, tally):
    """A line of the table: right of compared by order, then what is counted apart."""
    by_order = [
        f"{tally.of('wrong', order)}/{sum(tally.of(verdict, order) for verdict in VERDICTS)}" for order in ORDERS
    ]
    apart = "".join(f"{tally.of(verdict):>7}" for verdict in ("below", "too large", "ill-conditioned"))
    return f"{told:<44}" + "".join(f"{one:>10}" for one in by_order) + apart


def main(arguments=None):
    """Prints the table; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.properties.magnitudes", description=__doc__.split("\n")[0])
    parser.add_argument("--only", default="", help="systems whose name holds this")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lengths", default="0,1,3", help="steps through time; 0 is not over time")
    parser.add_argument("--entries", type=int, default=8, help="entries of inputs at a place, 0 for all")
    parser.add_argument("--size", type=int, default=3, help="the size of every dimension")
    parser.add_argument("--orders", type=int, default=3, help="up to which order")
    parser.add_argument("--target", default="numpy", help="another target, called with NumPy's arrays")
    parser.add_argument("--most", type=int, default=3, help="how many wrong numbers of one row to show")
    options = parser.parse_args(arguments)
    if options.target == "jax":
        importlib.import_module("jax").config.update("jax_enable_x64", True)
    total, begun = Tally(), time.perf_counter()
    head = "".join(f"{order:>10}" for order in ORDERS) + "".join(f"{one:>7}" for one in ("below", "large", "ill"))
    print(f"{'system (wrong/compared)':<44}{head}", flush=True)
    for name in [name for name in systems() if options.only in name]:
        for steps, tally in searched(name, options, tuple(map(int, options.lengths.split(",")))):
            total.add(tally)
            print(row(f"{name}, T = {steps}" if steps else name, tally), flush=True)
            for line in tally.wrong[: options.most]:
                print(f"    {line}", flush=True)
    print(row("all", total))
    print(f"seed {options.seed}, {time.perf_counter() - begun:.0f} s")
    return int(bool(total.wrong))


if __name__ == "__main__":
    sys.exit(main())
