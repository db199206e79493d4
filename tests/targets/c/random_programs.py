"""Random systems and recurrences, their derivatives of any order: each call of NumPy's code is done in C too.

Run ``python3 -m tests.targets.c.random_programs --recurrences 200 --systems 400 --first 1``.
"""

import argparse
import contextlib
from unittest import mock

import numpy as np

import symgrad as sg
from symgrad.targets.c import c_compiler
from symgrad.targets.c.c_function import CFunction
from symgrad.targets.c.c_time_function import CTimeFunction
from symgrad.targets.numpy import NumpyFunction
from symgrad.targets.numpy_over_time import TimeFunction
from tests.properties import batches, recurrences

RELATIVE = {8: 1e-10, 4: 1e-3}


class Beside:
    """C beside NumPy: ``wrong`` is what came out differently, ``count`` how many calls were compared."""

    def __init__(self):
        self.wrong, self.count, self._made = [], 0, {}

    @contextlib.contextmanager
    def watching(self):
        """Within it every call is compared."""
        with contextlib.ExitStack() as stack:
            for numpy, c in ((NumpyFunction, CFunction), (TimeFunction, CTimeFunction)):
                stack.enter_context(mock.patch.object(numpy, "__call__", self._call(numpy.__call__, c)))
            quick = tuple("-O0" if one == "-O3" else one for one in c_compiler.FLAGS)
            stack.enter_context(mock.patch.object(c_compiler, "FLAGS", quick))
            yield
            self._made.clear()

    def _call(self, plain, c):
        def call(function, /, *positional, **arrays):
            found = plain(function, *positional, **arrays)
            if not function._analytic and not any(np.iscomplexobj(array) for array in arrays.values()):
                self._compare(function, c, arrays, found)
            return found

        return call

    def _compare(self, function, c, arrays, expected):
        try:
            made = self._made.setdefault(id(function), (function, c(function.program)))[1]
            for _ in range(2):  # the second call is the fast one
                self._note(function, made(**arrays), expected)
            self.count += 1
        except sg.MissingRuleError:
            return  # what C does not have, it says

    def _note(self, function, found, expected):
        found, expected = (one if isinstance(one, dict) else {"value": one} for one in (found, expected))
        finite = [np.abs(one[np.isfinite(one)]) for one in map(np.asarray, expected.values())]
        size = min(np.asarray(one).dtype.itemsize for one in found.values())
        nothing = {8: 1e-15, 4: 1e-6}[size]  # what cancels is 0 up to that: arrays are of the size of 1
        top = max([0.0, *(one.max(initial=0) for one in finite)])
        for name, right in expected.items():
            one, right = np.asarray(found[name]), np.asarray(right)
            relative = RELATIVE[min(one.dtype.itemsize, right.dtype.itemsize)]
            least = relative * max(np.abs(right[np.isfinite(right)]).max(initial=0), 1e-3 * top) + nothing
            with np.errstate(all="ignore"):
                same = (
                    one.shape == right.shape and np.isclose(one, right, rtol=relative, atol=least, equal_nan=True).all()
                )
            if not same:
                self.wrong.append(f"{function}: {name} is {one} in C, {right} in NumPy")


def recurrence(seed, beside):
    """The random recurrence of a seed, with what is compared of it."""
    with beside.watching():
        return recurrences.outcome(seed)


def system(seed, beside):
    """The random system of a seed with a batch, a chain of derivatives."""
    with beside.watching():
        return batches.one(99, seed)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recurrences", type=int, default=50)
    parser.add_argument("--systems", type=int, default=100)
    parser.add_argument("--first", type=int, default=1)
    given = parser.parse_args()
    failed = compared = 0
    for search, count in ((recurrence, given.recurrences), (system, given.systems)):
        for seed in range(given.first, given.first + count):
            beside = Beside()
            search(seed, beside)
            compared += beside.count
            failed += bool(beside.wrong)
            for told in beside.wrong[:2]:
                print(f"{search.__name__} {seed}: {told}", flush=True)
    print(f"{compared} calls compared, {failed} seeds wrong")
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main())
