"""Simplified expressions beside themselves: ``python3 -m tests.properties.simplified --count 20000 --processes 2``.

Of random expressions of what a person writes out, softmax, sigmoids, logarithms, quotients by norms, the simplified
form has the same numbers, no more names and signs to read, and is the same when it is simplified again. Ends with
status 1 where a number differs, a form is longer or changes again, or something raises.
"""

import argparse
import multiprocessing
import random
import sys
from collections import Counter

import numpy as np
import sympy as sp

import symgrad as sg

from .reading_size import words_in

n = sg.dims("n")
VECTORS = x, z, y, v = sg.vectors("x z y v", n)
A = sg.matrix("A", n, n)
s, t = sg.scalars("s t")
INPUTS = [*VECTORS, A, s, t]
TOLERANCE = {"rtol": 1e-11, "atol": 1e-12}
DEPTH = 3


def _drawn(seed):
    rng = np.random.default_rng(seed)
    point = {one.name: rng.uniform(0.2, 0.8, size=3) for one in VECTORS}
    return {**point, "A": rng.normal(size=(3, 3)), "s": 0.7, "t": 0.4}


class Writer:
    """Writes expressions, every choice by one generator."""

    def __init__(self, seed):
        self._random = random.Random(seed)
        self.pick = self._random.choice

    def expression(self):
        """A scalar or a vector."""
        return self.scalar(DEPTH) if self._random.random() < 0.4 else self.vector(DEPTH)

    def exponentials(self):
        return sg.exp(self.pick([x, z]))

    def scalar(self, depth):
        if depth == 0:
            return self.pick([s, t, sp.Integer(2), sp.Rational(1, 2)])
        a, w, long = (lambda: self.scalar(depth - 1)), (lambda: self.vector(depth - 1)), self.pick([x, z, v])
        rules = [
            lambda: self.scalar(0), lambda: a() + a(), lambda: a() * a(), lambda: 1 / (1 + sp.exp(a())),
            lambda: sp.exp(a()), lambda: sg.total(self.exponentials()), lambda: 1 / sg.total(self.exponentials()),
            lambda: sg.dot(w(), w()), lambda: sg.norm(long), lambda: 1 / sg.norm(long), lambda: sg.total(w()),
            lambda: sp.log(sg.total(self.exponentials())), lambda: sp.Trace(A * sg.outer(w(), w())),
            lambda: sg.total(sg.diagonal(A)), lambda: sp.Trace(A.T * A), lambda: sp.Trace(a() * A),
            lambda: sg.dot(sg.exp(long), sg.exp(-long)),
        ]  # fmt: skip
        return self.pick(rules)()

    def vector(self, depth):
        if depth == 0:
            return self.pick([*VECTORS, sg.ones(n)])
        w, e, long = (lambda: self.vector(depth - 1)), self.exponentials, self.pick([x, v])
        rules = [
            lambda: self.vector(0), lambda: w() + w(), lambda: w() - w(), lambda: sg.hadamard(w(), w()), e,
            lambda: e() / sg.total(self.exponentials()), lambda: sg.softmax(self.pick([x, z])),
            lambda: self.scalar(depth - 1) * w(), lambda: sg.divide(e(), 1 + self.exponentials()),
            lambda: sg.divide(sg.ones(n), 1 + sg.exp(self.pick([x, z, -x]))), lambda: A * w(),
            lambda: sg.normalize(self.pick([x, z, v])), lambda: long / sg.norm(self.pick([x, v])),
            lambda: sg.log(sg.softmax(z)), lambda: sg.divide(sg.sinh(x), sg.cosh(x)),
            lambda: sg.hadamard(sg.exp(long), sg.exp(-long), w()), lambda: -(w() - w()),
            lambda: sg.diagonal(A * sg.diag(w())), lambda: sg.ones(n) * sg.ones(1, n) * w(),
        ]  # fmt: skip
        return self.pick(rules)()


def judged(seed, simplify=sg.simplify):
    """What is found of one expression: right, longer or changed again; the expression and both its forms as text."""
    expr = Writer(seed).expression()
    if not sp.sympify(expr).free_symbols - {n}:
        return "constant", ""
    made = simplify(expr)
    told = f"seed {seed}: {sg.text(expr)}  ->  {sg.text(made)}"
    before, after = (np.asarray(sg.lambdify(one, inputs=INPUTS)(**_drawn(seed))) for one in (expr, made))
    if not np.allclose(before, after, **TOLERANCE):
        return "wrong", told
    again = simplify(made)
    if again != made:
        return "changed again", f"{told}  ->  {sg.text(again)}"
    return ("longer", told) if words_in(made) > words_in(expr) else ("right", told)


def _tried(seed):
    try:
        return judged(seed)
    except Exception as error:  # whatever came is the answer
        return "crashed", f"seed {seed}: {type(error).__name__}: {error}"


def main(arguments=None):
    """Judges so many expressions; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.properties.simplified", description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=20000, help="how many expressions")
    parser.add_argument("--seed", type=int, default=1, help="the first seed; each next expression adds 1")
    parser.add_argument("--processes", type=int, default=1, help="how many at once")
    options = parser.parse_args(arguments)
    tally = Counter()
    with multiprocessing.Pool(options.processes) as pool:
        seeds = range(options.seed, options.seed + options.count)
        for verdict, told in pool.imap_unordered(_tried, seeds, chunksize=20):
            tally[verdict] += 1
            if verdict not in ("right", "constant") and tally[verdict] <= 20:
                print(f"{verdict}: {told}", flush=True)
    print(", ".join(f"{count} {verdict}" for verdict, count in tally.most_common()))
    return int(bool(tally.keys() - {"right", "constant"}))


if __name__ == "__main__":
    sys.exit(main())
