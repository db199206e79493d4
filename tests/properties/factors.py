"""Products of functions whose arguments differ, far out: ``python3 -m tests.properties.factors --count 2000``.

A product of three of exp, sigmoid, 1 - sigmoid, softplus, cosh and their powers, and of tanh, each of a sum of names at
up to ±1000: one factor may be too large for a float where another is too small. Value and gradient are judged by many
digits: finite where the truth and each of its terms is, and off by no more than 1e-11 of the sum of the terms' sizes.
"""

import argparse
import sys
from collections import Counter

import mpmath as mp
import numpy as np

import symgrad as sg

A, B, C = NAMES = sg.scalars("a b c")
VALUE = sg.scalar("L")
DIGITS, LARGEST, SMALLEST, TOLERANCE = 60, mp.mpf("1e308"), mp.mpf("1e-300"), mp.mpf("1e-11")
SCALES = (1, 40, 110, 1000)


def _sigmoid(z):
    return 1 / (1 + mp.exp(-z))


FUNCTIONS = {  # name -> (symgrad's, the number, its logarithmic slope)
    "exp": (sg.exp, mp.exp, lambda z: mp.mpf(1)),
    "sigmoid": (sg.sigmoid, _sigmoid, lambda z: _sigmoid(-z)),
    "1 - sigmoid": (lambda z: 1 - sg.sigmoid(z), lambda z: _sigmoid(-z), lambda z: -_sigmoid(z)),
    "softplus": (sg.softplus, lambda z: mp.log1p(mp.exp(z)), lambda z: _sigmoid(z) / mp.log1p(mp.exp(z))),
    "cosh": (sg.cosh, mp.cosh, mp.tanh),
    "tanh": (sg.tanh, mp.tanh, lambda z: mp.sech(z) ** 2 / mp.tanh(z)),
}


class Product:
    """A random product: ``factors`` holds (function, coefficients of the names, power)."""

    def __init__(self, random):
        self.factors = []
        for _ in range(random.integers(2, 4)):
            name = list(FUNCTIONS)[random.integers(len(FUNCTIONS))]
            weights = random.integers(-2, 3, 3)
            weights[random.integers(3)] = 1
            self.factors.append((name, weights, 1 if name == "tanh" else int(random.choice([1, 1, 1, -1, 2]))))

    def __str__(self):
        return " * ".join(f"{name}({_sum(weights, NAMES)})^{power}" for name, weights, power in self.factors)

    @property
    def system(self):
        value = 1
        for name, weights, power in self.factors:
            value = value * FUNCTIONS[name][0](_sum(weights, NAMES)) ** power
        return sg.System([(VALUE, value)])

    def truth(self, point):
        """The value and the slope by each name, each with the sum of the sizes of its terms."""
        with mp.workdps(DIGITS):
            arguments = [_sum(weights, [mp.mpf(float(v)) for v in point]) for _, weights, _ in self.factors]
            if any(z == 0 and name == "tanh" for (name, _, _), z in zip(self.factors, arguments, strict=True)):
                return None  # its logarithmic slope is infinite there
            pairs = list(zip(self.factors, arguments, strict=True))
            value = mp.fprod(FUNCTIONS[name][1](z) ** power for (name, _, power), z in pairs)
            found = {"L": (value, abs(value))}
            for k, symbol in enumerate(NAMES):
                slopes = [power * int(w[k]) * FUNCTIONS[name][2](z) * value for (name, w, power), z in pairs]
                found[f"bar_{symbol}"] = (mp.fsum(slopes), mp.fsum(slopes, absolute=True))
            return found


def _sum(weights, names):
    return sum(int(w) * name for w, name in zip(weights, names, strict=True))


def is_right(value, truth, size):
    """Whether a number is what it should be, where that and each of its terms is within the range of floats."""
    if size > LARGEST:
        return True
    return bool(np.isfinite(value)) and abs(mp.mpf(value) - truth) <= TOLERANCE * size + SMALLEST


def compare(seed):
    """How many numbers of one random product were compared, and what of them is wrong, as text."""
    random = np.random.default_rng(seed)
    product = Product(random)
    function = product.system.value_and_gradient().lambdify()
    compared, wrong = 0, []
    for scale in SCALES:
        point = random.choice([-1, 0, 1], 3) * scale + random.integers(-1, 2, 3)
        given = {str(symbol): float(v) for symbol, v in zip(NAMES, point, strict=True)}
        truth = product.truth(point)
        if truth is None:
            continue
        with np.errstate(all="ignore"):
            found = function(**{name: given[name] for name in function.arguments if name in given})
        for name, value in found.items():
            compared += 1
            if not is_right(float(value), *truth[name]):
                wrong.append(f"seed {seed}: {name} of {product} at {given}: {value}, not {mp.nstr(truth[name][0], 12)}")
    return compared, wrong


def search(count, first=1, say=None):
    """The numbers compared and wrong of so many products."""
    tally = Counter()
    for seed in range(first, first + count):
        compared, wrong = compare(seed)
        tally["compared"] += compared
        tally["wrong"] += len(wrong)
        for text in wrong if say else ():
            say(text)
    return tally


def main(arguments=None):
    """Searches; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.properties.factors", description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=2000, help="how many products")
    parser.add_argument("--seed", type=int, default=1, help="the first seed; each next product adds 1")
    options = parser.parse_args(arguments)
    tally = search(options.count, options.seed, say=lambda text: print(text, flush=True))
    print(f"{options.count} products, {tally['compared']} numbers compared: {tally['wrong']} wrong")
    return 1 if tally["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
