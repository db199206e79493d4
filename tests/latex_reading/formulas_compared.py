"""The reader, the judge and what was meant: ``python3 -m tests.latex_reading.formulas_compared --count 2000``.

Three computations of the same formula that share no code. Ends with status 1 where two of them differ, and tells how
many were refused, and why. With ``--undeclared`` the reader is told no shapes, and finds them: what it reads then with
other numbers than those meant is told.
"""

import argparse
import collections
import itertools
import sys

import numpy as np

import symgrad as sg
from symgrad.claims.claims_apart import task_of
from symgrad.claims.forward.forward_world import World
from symgrad.errors import SymgradError
from symgrad.latex_reading.files.whole_files import source_of
from tests.latex_reading import random_entries, random_formulas
from tests.latex_reading.formula_writer import MATRICES, SCALARS, STACKED, VECTORS

SIZES = {"n": 3, "m": 2, "p": 4}
LARGEST = 1e4  # of values that are compared
n, m, p = sg.dims("n m p")
SHAPES = {
    **{name: (size,) for name, size in VECTORS.items()}, **{name: tuple(own) for name, own in MATRICES.items()},
    **dict.fromkeys(SCALARS, ()), STACKED: (m, n + m),
}  # fmt: skip


class Case:
    """An equation in print, of whole arrays or by entries, and the value that its left side has."""

    def __init__(self, seed, by_entries, declared=True):
        self.letters, self.declared = {}, declared
        if by_entries:
            self.shape, self.letters, self.formula, self.names = random_entries.drawn(seed)
        else:
            self.shape, self.formula, self.names = random_formulas.drawn(seed)
        under = "".join(self.letters)
        self.text = f"z{f'_{{{under}}}' if under else ''} = {self.formula.text}"
        self.shapes = {self.names.get(name, name): shape for name, shape in SHAPES.items()} | {"z": tuple(self.shape)}
        if not declared:  # but of the stacked matrix, whose size is a sum, and of the left side
            self.shapes = {STACKED: SHAPES[STACKED], "z": tuple(self.shape)}

    def expected(self, arrays):
        """The value of z at these arrays."""
        if not self.letters:
            return self.formula.value(arrays, {})
        sizes = [arrays["size " + size] for size in self.letters.values()]
        found = [
            self.formula.value(arrays, dict(zip(self.letters, places, strict=True))).item()
            for places in itertools.product(*map(range, sizes))
        ]
        return np.reshape(found, (*sizes, 1)[:2])


def arrays_drawn(seed):
    """An array for each declared name, and the sizes."""
    source = np.random.default_rng(seed)

    def signed(sizes):
        shape = (*(SIZES[size] for size in sizes), 1)[:2]
        return source.uniform(0.2, 1.2, shape) * source.choice([-1.0, 1.0], shape)

    found = {name: signed(sizes) for name, sizes in {**VECTORS, **MATRICES}.items()}
    found |= {name: source.uniform(0.2, 1.2, (1, 1)) for name in SCALARS}
    found[STACKED] = source.uniform(-1, 1, (SIZES["m"], SIZES["n"] + SIZES["m"]))
    return found | {"size " + name: size for name, size in SIZES.items()}


def code_names(names):
    """The name that a program gives each name of a text."""
    found = {}
    for name, shown in names.items():
        shape = SHAPES[name]
        system = sg.read_latex(f"q = {shown}", {shown: shape, "q": shape})
        found[name] = str(next(iter((*system.inputs, *system.parameters))))
    return found


def read(case):
    """What the reader makes of the text at numbers, and what was meant."""
    arrays, codes = arrays_drawn(0), code_names(case.names) | {STACKED: STACKED}
    try:
        system = sg.read_latex(case.text, case.shapes)
        function = system.lambdify()
    except SymgradError as error:
        if "is needed, but no input has it" not in str(error):
            raise
        numbers = {name: tuple(map(SIZES.get, own)) for name, own in case.shapes.items() if name != STACKED}
        system = sg.read_latex(case.text, numbers | {STACKED: (2, 5)})
        function = system.lambdify()
    names = {str(symbol) for symbol in (*system.inputs, *system.parameters)}
    given = {
        code: arrays[name].item() if name in SCALARS else arrays[name].ravel() if name in VECTORS else arrays[name]
        for name, code in codes.items() if code in names
    }  # fmt: skip
    given |= {name: SIZES[name] for name in names & SIZES.keys()}
    found, meant = np.asarray(function(**given)), case.expected(arrays)
    if found.size == 1 and not case.declared:  # one number for every entry, of which nothing says how many there are
        found = np.full(meant.shape, found.item())
    return (found.reshape(meant.shape) if found.size == meant.size else found), meant


def judged(case):
    """What the judge makes of the text at numbers, and what was meant."""
    task = task_of(source_of("0 = 0"), source_of(case.text), case.shapes, {})
    world = World(task.forward, 1, 1)
    arrays = {}
    for name, shown in (case.names | {STACKED: STACKED}).items():
        own = task_of(source_of("0 = 0"), source_of(f"q = {shown}"), case.shapes, {}).forward
        use = next(iter(own.definitions.values()))[0].right
        if use.variable in world.forward.shapes:
            arrays[name] = world.base.value(use.variable, None if use.time is None else 1 + use.time.offset)
    arrays |= {"size " + str(size): number for size, number in world.sizes.items()}
    timed = "z" in world.forward.timed
    return world.base.value("z", 1 if timed else None), case.expected(arrays)


def outcome(case, side):
    """The one of "equal", "refused", "different", "left out", and why."""
    try:
        with np.errstate(all="ignore"):
            meant = case.expected(arrays_drawn(0))
            if not np.all(np.isfinite(meant)) or np.max(np.abs(meant)) > LARGEST:
                return "left out", ""
            found, meant = side(case)
    except SymgradError as error:
        return "refused", f"{type(error).__name__}: {error}"
    close = found.shape == meant.shape and np.allclose(found, meant, rtol=1e-8, atol=1e-10)
    return ("equal", "") if close else ("different", f"{np.ravel(found)[:4]} for {np.ravel(meant)[:4]}")


def main(arguments=None):
    """Compares; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.latex_reading.formulas_compared")
    parser.add_argument("--count", type=int, default=1000, help="how many formulas of each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--undeclared", action="store_true", help="tell the reader no shapes")
    options = parser.parse_args(arguments)
    tally, different = collections.Counter(), 0
    for seed, by_entries in itertools.product(range(options.seed, options.seed + options.count), (False, True)):
        case = Case(seed, by_entries, not options.undeclared)
        for side in (read,) if options.undeclared else (read, judged):
            came, why = outcome(case, side)
            tally[side.__name__, by_entries, came] += 1
            if came == "different" or (came == "refused" and not options.undeclared):
                different += came == "different"
                kind = "entries" if by_entries else "arrays"
                print(f"{seed} {kind} {side.__name__} {came}: {case.text}\n    {why[:300]}", flush=True)
    for (side, by_entries, came), count in sorted(tally.items()):
        print(f"{count:6d}  {side}, {'entries' if by_entries else 'arrays'}: {came}")
    return int(bool(different))


if __name__ == "__main__":
    sys.exit(main())
