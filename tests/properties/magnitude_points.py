"""Where numbers are tried: how large, of which signs, of which precision, how many steps; and the arrays there."""

import itertools
from dataclasses import dataclass

import numpy as np

SCALES = (40, 110, 1000)
PATTERNS = ("plus", "minus", "both", "one")
KINDS = (np.float64, np.float32)
DIRECTIONS = ("dot", "dot2")


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


def places(steps):
    """Every place of so many steps."""
    return [Place(steps, *parts) for parts in itertools.product(KINDS, SCALES, PATTERNS)]


class Sizes:
    """The shapes of a program's symbols, every dimension of one size."""

    def __init__(self, program, size=2):
        self.program = program
        self.size = size

    def shape_of(self, symbol):
        """The shape of the array of a symbol."""
        dims = getattr(symbol, "shape", ())
        shape = [int(one.xreplace(dict.fromkeys(one.free_symbols, self.size))) for one in dims]
        return tuple(shape[:1] if shape[1:] == [1] else shape)

    def width(self, symbol):
        """How many entries a symbol has."""
        return int(np.prod(self.shape_of(symbol)))

    @property
    def named(self):
        """The size of each dimension, as ``expand`` takes them."""
        return {symbol.name: self.size for symbol in self.program.dims}

    @property
    def sequences(self):
        """The inputs with a value at each step."""
        program = self.program
        return [s for s in program.inputs if s not in program.parameters and s not in program.carry.values()]

    def arrays(self, place, seed):
        """Arrays for the inputs: biases, or where there are none the inputs, of the scale; all else of order 1."""
        source = np.random.default_rng([seed, place.scale, PATTERNS.index(place.pattern)])
        biases = [s for s in self.program.parameters if len(self.shape_of(s)) < 2]
        sequences = self.sequences
        moved = biases or sequences
        arrays = {}
        for symbol in self.program.inputs:
            lead = (place.steps,) if place.steps and symbol in sequences else ()
            array = drawn(source, lead + self.shape_of(symbol))
            if is_distribution(symbol):
                array = np.abs(array) / np.abs(array).sum(axis=-1, keepdims=True)
            elif symbol.name == "target" and any(other in moved for other in sequences if other != symbol):
                array = np.abs(array) / 2
            elif symbol in moved:
                array = array + place.scale * _signs(place, array.shape, source)
            arrays[symbol.name] = np.asarray(array, dtype=place.kind)
        return arrays

    def cotangents(self, place, seed):
        """An array for the cotangent of each output, by its name."""
        source = np.random.default_rng([seed, 7])
        lead = (place.steps,) if place.steps else ()
        return {o.name: drawn(source, lead + self.shape_of(o)).astype(place.kind) for o in self.program.outputs}

    def directions(self, arrays, place, seed):
        """A direction for each generation of tangents; a distribution moves along what sums to zero."""
        source = np.random.default_rng([seed, 13])
        found = []
        for _ in DIRECTIONS:
            one = {key: drawn(source, array.shape).astype(place.kind) for key, array in arrays.items()}
            for symbol in filter(is_distribution, self.program.inputs):
                one[symbol.name] -= one[symbol.name].mean(axis=-1, keepdims=True)
            found.append(one)
        return found

    def chosen(self, arrays, most, seed):
        """Entries of inputs, at most so many (0: all), and of a distribution all or none at a step."""
        inputs = self.program.inputs
        entries = [(s.name, k) for s in inputs if not is_distribution(s) for k in range(arrays[s.name].size)]
        if most and len(entries) > most:
            source = np.random.default_rng([seed, 17])
            entries = [entries[k] for k in sorted(source.choice(len(entries), most, replace=False))]
        return [*entries, *((s.name, k) for s in filter(is_distribution, inputs) for k in range(self.width(s)))]


def is_distribution(symbol):
    """Whether the entries of a symbol sum to one."""
    return "sums_to_one" in getattr(symbol, "properties", ())


def drawn(source, shape):
    """Numbers of either sign between 1/4 and 1."""
    return source.uniform(0.25, 1.0, shape) * source.choice([-1.0, 1.0], shape)


def _signs(place, shape, source):
    if place.pattern == "one":
        signs = np.zeros(shape)
        signs.reshape(-1)[source.integers(signs.size)] = source.choice([-1.0, 1.0])
        return signs
    return {"plus": np.ones(shape), "minus": -np.ones(shape), "both": source.choice([-1.0, 1.0], shape)}[place.pattern]
