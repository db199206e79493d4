"""Values and gradients of a second writing, by autograd, beside those that symgrad derives.

Points are drawn for one sample at one step and put together: axes of time and of samples stand in front.
"""

import itertools

import autograd.numpy as np
from autograd import grad

import symgrad as sg
from symgrad.targets import random_point
from tests.cells.written_again import POSITIVE, SEEDS

TOLERANCE = 1e-10  # of both, relative to the largest entry


class Point:
    """Arrays for a cell and for the cotangents of its outputs, with axes (T, B) in front as asked for."""

    def __init__(self, name, cell, steps=None, samples=None, seed=0):
        self.cell, self.steps, self.samples = cell, steps, samples
        self.seed = seed + 1000 * SEEDS.get(name, 0)
        self.positive = POSITIVE.get(name, ())
        self.previous = set(cell.carry.values())
        along = (() if steps is None else (steps,)) + (() if samples is None else (samples,))
        beside = () if samples is None else (samples,)
        self.drawn, self._points = {}, {}
        for symbol in cell.inputs:
            at_every_step = symbol not in cell.parameters and symbol not in self.previous
            axes = () if symbol in cell.parameters else along if at_every_step else beside
            self.drawn[symbol.name] = self._array(symbol.name, axes)
        outputs = cell.lambdify(list(cell.outputs))(**self._one(0))
        outputs = outputs if isinstance(outputs, dict) else {cell.outputs[0].name: outputs}
        random = np.random.RandomState(self.seed)
        self.bars = {output: random.standard_normal(along + np.shape(array)) for output, array in outputs.items()}

    def _one(self, place):
        """A point of one sample at one step."""
        if place not in self._points:
            point = random_point(self.cell, seed=self.seed + place)
            self._points[place] = {k: np.abs(v) + 0.5 if k in self.positive else v for k, v in point.items()}
        return self._points[place]

    def _array(self, name, axes):
        drawn = [self._one(place)[name] for place in range(int(np.prod(axes, dtype=int)))]
        return np.array(drawn).reshape(axes + np.shape(drawn[0])) if axes else drawn[0]

    def at(self, values, t, b):
        """What a step reads of sequences, or of anything with axes (T, B) in front."""
        place = tuple(k for k, axis in ((t, self.steps), (b, self.samples)) if axis is not None)
        return {name: array[place] if place else array for name, array in values.items()}


def loss_of(second, point, moving):
    """The sum of the outputs of every step and sample, weighed with the cotangents, as a function of what moves."""
    cell = point.cell
    shared = [symbol.name for symbol in cell.parameters]
    firsts = [symbol.name for symbol in point.previous]
    sequences = [name for name in point.drawn if name not in shared and name not in firsts]
    carry = {new.name: old.name for new, old in cell.carry.items()}
    every_step = range(1 if point.steps is None else point.steps)

    def loss(values):
        p = {**point.drawn, **values}
        total = 0.0
        for b in range(1 if point.samples is None else point.samples):
            state = {name: p[name] if point.samples is None else p[name][b] for name in firsts}
            for t in every_step:
                given = {**{k: p[k] for k in shared}, **state, **point.at({k: p[k] for k in sequences}, t, b)}
                made = second(given)
                bars = point.at(point.bars, t, b)
                total = total + sum(np.sum(bars[name] * made[name]) for name in bars)
                state = {old: made[new] for new, old in carry.items()}
        return total

    return loss, {name: point.drawn[name] for name in moving}


def distance(found, expected):
    """How far two arrays are apart, relative to the largest entry; infinite where their shapes differ."""
    found, expected = np.asarray(found), np.asarray(expected)
    if found.shape != expected.shape or not np.all(np.isfinite(found)):
        return np.inf
    return np.max(np.abs(found - expected), initial=0) / (1 + np.max(np.abs(expected), initial=0))


def value_distances(name, second, seed=0):
    """Output -> how far the second writing is from the cell, in one step."""
    cell = getattr(sg.cells, name)()
    point = Point(name, cell, seed=seed)
    made = cell.lambdify(list(cell.outputs))(**point.drawn)
    made = made if isinstance(made, dict) else {cell.outputs[0].name: made}
    again = second(point.drawn)
    return {output: distance(made[output], again[output]) for output in made}


def gradient_distances(name, second, steps=None, samples=None, function=None, seed=0):
    """Input -> how far autograd's gradient is from the derived one; ``function`` is that of the latter."""
    cell = getattr(sg.cells, name)()
    function = function or function_of(cell, over_time=steps is not None)
    point = Point(name, cell, steps, samples, seed)
    found = function(**point.drawn, **{f"bar_{output}": bar for output, bar in point.bars.items()})
    if not isinstance(found, dict):
        found = {function.outputs[0]: found}
    moving = [bar.removeprefix("bar_") for bar in found]
    loss, at = loss_of(second, point, moving)
    expected = grad(loss)(at)
    properties = {symbol.name: getattr(symbol, "properties", ()) for symbol in cell.inputs}
    expected = {moved: _as_allowed(expected[moved], properties[moved]) for moved in moving}
    return {moved: distance(found[f"bar_{moved}"], expected[moved]) for moved in moving}


def _as_allowed(gradient, properties):
    """The part of a gradient that is along the directions in which a variable with a property can move."""
    if "symmetric" in properties:
        return (gradient + np.swapaxes(gradient, -1, -2)) / 2
    if "sums_to_one" in properties:
        return gradient - np.mean(gradient, axis=-1, keepdims=True)
    assert not properties, "say here how it moves"
    return gradient


def unseen(name, second, steps=None, samples=3):
    """Inputs whose gradient is zero at the drawn point: what is wrong there would not be seen."""
    cell = getattr(sg.cells, name)()
    point = Point(name, cell, steps, samples)
    moving = [symbol.name for symbol in cell.movable]
    loss, at = loss_of(second, point, moving)
    return {moved for moved, gradient in grad(loss)(at).items() if not np.any(gradient)}


def function_of(cell, over_time, **how):
    """The compiled gradient of a cell, or of its recurrence."""
    return (sg.Recurrence(cell) if over_time else cell).gradient().lambdify(**how)


def far(distances):
    """What is further apart than rounding allows."""
    return {name: size for name, size in distances.items() if not size <= TOLERANCE}


def cases():
    """(steps, samples) through time."""
    return itertools.product((1, 2, 5), (None, 3))
