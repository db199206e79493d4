"""Numbers where naive forms overflow, underflow or cancel: ``python3 -m tests.properties.magnitudes`` prints a table.

Every cell, every loss, and losses in several named steps at pre-activations and gaps of 40, 110 and 1000, all of them,
of both signs and one entry at a time, in float64 and float32, one step and through time: values, gradient, and the
tangent of the gradient. Judged by arithmetic of many digits and differences of it, with a loop through time of its own:
of symgrad the oracle uses ``expand`` of the forward equations alone.

A number is wrong where it is not finite and the truth is, or where it is off by more than 1e-12 (float32: 1e-5) of the
truth and that is above the smallest normal number. What no code can help, since inputs are rounded, is measured by
moving every input by a unit in its last place, and counted apart as ill-conditioned.
"""

import argparse
import itertools
import multiprocessing
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field

import mpmath as mp
import numpy as np
import sympy as sp

import symgrad as sg

from .written_out import SYSTEMS

# The square of a step is far below the smallest normal number; the digits hold what is as small times that square.
DIGITS = {np.float64: 700, np.float32: 260}
STEP = {np.float64: mp.mpf(10) ** -170, np.float32: mp.mpf(10) ** -45}
TOLERANCE = {np.float64: mp.mpf("1e-12"), np.float32: mp.mpf("1e-5")}
SMALLEST = {np.float64: mp.mpf(2.0) ** -1022, np.float32: mp.mpf(2.0) ** -126}
LARGEST = {kind: mp.mpf(float(np.finfo(kind).max)) for kind in (np.float64, np.float32)}
SCALES = (40, 110, 1000)
PATTERNS = ("plus", "minus", "both", "one")
KINDS = (np.float64, np.float32)
SHAKES = 3  # how often the inputs are moved to learn the condition


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


@dataclass(frozen=True)
class Place:
    """A point: how large, in which pattern, of which precision, how many steps (0: not over time)."""

    steps: int
    kind: type
    scale: int
    pattern: str

    def __str__(self):
        through = f"T = {self.steps}" if self.steps else "one step"
        return f"{through}, {self.kind.__name__}, {self.pattern} {self.scale}"


def places(program, lengths=(0, 1, 3)):
    """Every place at which a system is tried."""
    chosen = [steps for steps in lengths if program.carry or not steps]
    return [Place(*parts) for parts in itertools.product(chosen, KINDS, SCALES, PATTERNS)]


# -- points --------------------------------------------------------------------------------------------------------


def sequences_of(program):
    """The inputs with a value at each step."""
    return [s for s in program.inputs if s not in program.parameters and s not in program.carry.values()]


def shape_of(symbol):
    """The shape of the array of a symbol, every size 2."""
    shape = [int(size.xreplace(dict.fromkeys(size.free_symbols, 2))) for size in getattr(symbol, "shape", ())]
    return tuple(shape[:1] if shape[1:] == [1] else shape)


def point_of(program, place, seed):
    """Arrays for the inputs: biases, or where there are none the inputs, of the scale; all else of order 1."""
    source = np.random.default_rng([seed, place.scale, PATTERNS.index(place.pattern)])
    sequences = sequences_of(program)
    biases = [s for s in program.parameters if len(shape_of(s)) == 1 or (not shape_of(s))]
    moved = biases or sequences
    arrays = {}
    for symbol in program.inputs:
        lead = (place.steps,) if place.steps and symbol in sequences else ()
        array = _drawn(source, lead + shape_of(symbol))
        if "sums_to_one" in getattr(symbol, "properties", ()):
            array = np.abs(array) / np.abs(array).sum(axis=-1, keepdims=True)
        elif symbol.name == "target" and any(other in moved for other in sequences if other != symbol):
            array = np.abs(array) / 2
        elif symbol in moved:
            array = array + place.scale * _signs(place, array.shape, source)
        arrays[symbol.name] = np.asarray(array, dtype=place.kind)
    return arrays


def _drawn(source, shape):
    """Numbers of either sign between 1/4 and 1."""
    return source.uniform(0.25, 1.0, shape) * source.choice([-1.0, 1.0], shape)


def _signs(place, shape, source):
    if place.pattern == "one":
        signs = np.zeros(shape)
        signs.reshape(-1)[source.integers(signs.size)] = source.choice([-1.0, 1.0])
        return signs
    return {"plus": np.ones(shape), "minus": -np.ones(shape), "both": source.choice([-1.0, 1.0], shape)}[place.pattern]


# -- the oracle ----------------------------------------------------------------------------------------------------


class Oracle:
    """The forward equations in scalars, by their definitions, in arithmetic of many digits."""

    def __init__(self, program, step=STEP[np.float64]):
        self.program = program
        self.step = step
        written = program.expand()
        self._names = [symbol.name for symbol in written.inputs]
        self._carry = {new.name: old.name for new, old in written.carry.items()}
        self._outputs = [[s.name for s in written.outputs][part] for part in _parts(program.outputs)]
        self._lines = []
        for equation in written.equations:
            used = sorted(equation.rhs.free_symbols, key=str)
            function = sp.lambdify(used, equation.rhs, "mpmath")
            self._lines.append((equation.lhs.name, [symbol.name for symbol in used], function))

    def outputs(self, point, steps):
        """The entries of each output: every step one after the other."""
        sequences = sequences_of(self.program) if steps else []
        parts = dict(zip(self.program.inputs, _parts(self.program.inputs), strict=True))
        found = [[] for _ in self._outputs]
        carried = {}
        for t in range(max(steps, 1)):
            known = {}
            for symbol, part in parts.items():
                width = part.stop - part.start
                at = t * width if symbol in sequences else 0
                known |= zip(self._names[part], point[symbol.name][at : at + width], strict=True)
            known |= carried
            for name, used, function in self._lines:
                known[name] = function(*(known[one] for one in used))
            for place, names in enumerate(self._outputs):
                found[place] += [known[name] for name in names]
            carried = {old: known[new] for new, old in self._carry.items()}
        return found

    def contracted(self, point, steps, bars):
        """The sum of the outputs times their cotangents."""
        pairs = zip(self.outputs(point, steps), bars, strict=True)
        return mp.fsum(mp.fsum(a * b for a, b in zip(value, bar, strict=True)) for value, bar in pairs)

    def gradient(self, point, steps, bars, places):
        """The derivative of that by entries of inputs: differences at a tiny step."""
        return self._slopes(lambda moved: self.contracted(moved, steps, bars), point, places)

    def product(self, point, steps, bars, along, places):
        """The derivative of the gradient along a direction."""

        def slope(moved):
            ahead, behind = (_along(moved, along, step) for step in (self.step, -self.step))
            return (self.contracted(ahead, steps, bars) - self.contracted(behind, steps, bars)) / (2 * self.step)

        return self._slopes(slope, point, places)

    def _slopes(self, function, point, places):
        found = {}
        for name, k in places:
            entries = point[name]
            moved = ([*entries[:k], entries[k] + step, *entries[k + 1 :]] for step in (self.step, -self.step))
            ahead, behind = (function({**point, name: numbers}) for numbers in moved)
            found[name, k] = (ahead - behind) / (2 * self.step)
        return found


def _parts(symbols):
    """For each symbol the slice of its entries among those of all."""
    ends = list(itertools.accumulate((int(np.prod(shape_of(s))) for s in symbols), initial=0))
    return [slice(*pair) for pair in itertools.pairwise(ends)]


def _along(point, along, step):
    return {name: [a + step * b for a, b in zip(entries, along[name], strict=True)] for name, entries in point.items()}


def exactly(arrays):
    """The numbers of arrays, flat, as they are."""
    return {name: [mp.mpf(float(entry)) for entry in np.ravel(array)] for name, array in arrays.items()}


# -- what is judged ------------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """How many numbers were compared, and what was found of them."""

    counts: Counter = field(default_factory=Counter)
    wrong: list = field(default_factory=list)

    def add(self, other):
        """Counts what another has seen too."""
        self.counts += other.counts
        self.wrong += other.wrong


class Compiled:
    """The value, the gradient and the tangent of the gradient of a system, one step or through time."""

    def __init__(self, program, over_time):
        self.program = program
        whole = sg.Recurrence(program) if over_time else program
        backward = whole.gradient()
        self.bars = [f"bar_{output.name}" for output in program.outputs]
        self.value, self.backward = whole.lambdify(), backward.lambdify()
        self.second = backward.tangent(wrt=[s.name for s in program.inputs]).lambdify()


def judged(name, compiled, oracle, place, seed, most, tally):
    """Compares one system at one place."""
    program = compiled.program
    point = point_of(program, place, seed)
    source = np.random.default_rng([seed, 7])
    lead = (place.steps,) if place.steps else ()
    bars = {
        bar: _drawn(source, lead + shape_of(output)).astype(place.kind)
        for bar, output in zip(compiled.bars, program.outputs, strict=True)
    }
    along = {key: np.asarray(_drawn(source, array.shape), dtype=place.kind) for key, array in point.items()}
    for symbol in filter(_distribution, program.inputs):
        along[symbol.name] -= along[symbol.name].mean(axis=-1, keepdims=True)  # it moves along what sums to zero
    with np.errstate(all="ignore"):
        values = compiled.value(**point)
        gradient = compiled.backward(**point, **bars)
        product = compiled.second(**point, **bars, **{f"dot_{key}": a for key, a in along.items()})
    values = values if isinstance(values, dict) else {program.outputs[0].name: values}
    gradient = gradient if isinstance(gradient, dict) else {compiled.backward.outputs[0]: gradient}
    product = product if isinstance(product, dict) else {compiled.second.outputs[0]: product}
    exact_bars, exact_along = list(exactly(bars).values()), exactly(along)

    chosen = _chosen(program, point, place, most, source)

    def truth(at):
        outputs = zip([o.name for o in program.outputs], oracle.outputs(at, place.steps), strict=True)
        made = {(key, k): number for key, numbers in outputs for k, number in enumerate(numbers)}
        first = oracle.gradient(at, place.steps, exact_bars, chosen)
        second = oracle.product(at, place.steps, exact_bars, exact_along, chosen)
        for prefix, slopes in (("bar_", first), ("dot_bar_", second)):
            made |= {(f"{prefix}{key}", k): number for (key, k), number in _projected(program, slopes).items()}
        return made

    oracle.step = STEP[place.kind]
    with mp.workdps(DIGITS[place.kind] + (800 if place.scale == max(SCALES) else 0)):  # 1 - tanh(1000)^2 has 868 zeros
        exact = truth(exactly(point))
        found = {**values, **gradient, **product}
        suspects = []
        for (key, k), true in exact.items():
            one = np.ravel(found[key])[k]
            verdict = verdict_of(one, true, place.kind)
            tally.counts[verdict] += verdict != "wrong"
            if verdict == "wrong":
                suspects.append((key, k, one, true))
        if suspects:
            _excused(suspects, truth, point, place, tally, name)


def _distribution(symbol):
    return "sums_to_one" in getattr(symbol, "properties", ())


def _chosen(program, point, place, most, source):
    """Entries of inputs, at most so many, and of a distribution all or none at a step."""
    entries = [(s.name, k) for s in program.inputs if not _distribution(s) for k in range(point[s.name].size)]
    if most and len(entries) > most:
        entries = [entries[k] for k in sorted(source.choice(len(entries), most, replace=False))]
    whole = [(s.name, k) for s in program.inputs if _distribution(s) for k in range(shape_of(s)[0])]
    return [*entries, *whole]


def _projected(program, slopes):
    """The gradient with respect to a distribution is what its directions allow: less its mean."""
    made = dict(slopes)
    for symbol in filter(_distribution, program.inputs):
        width = shape_of(symbol)[0]
        mean = mp.fsum(slopes[symbol.name, k] for k in range(width)) / width
        made |= {(symbol.name, k): slopes[symbol.name, k] - mean for k in range(width)}
    return made


def verdict_of(found, true, kind):
    """right, too small to matter, too large to hold, or wrong."""
    if abs(true) > LARGEST[kind]:
        return "too large"
    if not np.isfinite(found):
        return "wrong"
    if abs(true) < SMALLEST[kind]:
        return "below" if abs(mp.mpf(float(found))) <= 2 * SMALLEST[kind] else "wrong"
    return "right" if abs(mp.mpf(float(found)) - true) <= TOLERANCE[kind] * abs(true) else "wrong"


def _excused(suspects, truth, point, place, tally, name):
    """What moves as much when the inputs move by a unit in their last place is ill-conditioned, not wrong."""
    unit = float(np.finfo(place.kind).eps)
    allowed = {}
    for shake in range(SHAKES):
        source = np.random.default_rng([shake, 11])
        moved = {
            key: [
                x * (1 + unit * int(sign))
                for x, sign in zip(entries, source.choice([-1, 1], len(entries)), strict=True)
            ]
            for key, entries in exactly(point).items()
        }
        there = truth(moved)
        for key, k, _, true in suspects:
            off = abs(there[key, k] - true)
            allowed[key, k] = max(allowed.get((key, k), mp.mpf(0)), off)
    for key, k, one, true in suspects:
        limit = 16 * allowed[key, k] + TOLERANCE[place.kind] * abs(true)
        close = np.isfinite(one) and abs(mp.mpf(float(one)) - true) <= limit
        tally.counts["ill-conditioned" if close else "wrong"] += 1
        if not close:
            tally.wrong.append(f"{name}, {place}: {key}[{k}] is {one!r}, right is {mp.nstr(true, 17)}")


def searched(task):
    """What one system has to show."""
    name, seed, lengths, most = task
    tally = Tally()
    try:
        program = systems()[name]
        oracle = Oracle(program)
        compiled = {way: Compiled(program, way) for way in ({False, True} if program.carry else {False})}
        for place in places(program, lengths):
            judged(name, compiled[bool(place.steps)], oracle, place, seed, most, tally)
    except Exception:  # whatever came is the answer
        tally.counts["crashed"] += 1
        tally.wrong.append(f"{name}: {traceback.format_exc()}")
    return name, tally


VERDICTS = ("right", "below", "too large", "ill-conditioned", "wrong", "crashed")


def main(arguments=None):
    """Prints the table; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.properties.magnitudes", description=__doc__.split("\n")[0])
    parser.add_argument("--only", default="", help="systems whose name holds this")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lengths", default="0,1,3", help="steps through time; 0 is not over time")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--entries", type=int, default=8, help="entries of inputs at a place, 0 for all")
    parser.add_argument("--most", type=int, default=3, help="how many wrong numbers of one system to show")
    options = parser.parse_args(arguments)
    names = [name for name in systems() if options.only in name]
    tasks = [(name, options.seed, tuple(map(int, options.lengths.split(","))), options.entries) for name in names]
    total, begun = Tally(), time.perf_counter()
    print(f"{'system':<36}" + "".join(f"{verdict:>16}" for verdict in VERDICTS))
    with multiprocessing.Pool(options.processes) as pool:
        for name, tally in pool.imap(searched, tasks):
            total.add(tally)
            print(f"{name:<36}" + "".join(f"{tally.counts[verdict]:>16}" for verdict in VERDICTS), flush=True)
            for line in tally.wrong[: options.most]:
                print(f"    {line}", flush=True)
    print(f"{'all':<36}" + "".join(f"{total.counts[verdict]:>16}" for verdict in VERDICTS))
    print(f"seed {options.seed}, {time.perf_counter() - begun:.0f} s")
    return int(bool(total.wrong))


if __name__ == "__main__":
    sys.exit(main())
