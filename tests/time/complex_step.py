"""The complex step of any compiled program over time, along directions: exact to rounding, and blind to no input."""

import functools

import numpy as np

from symgrad.targets import TimeFunction
from symgrad.targets.points import random_sequences

STEP = 1e-200


def as_dict(found, outputs):
    return found if isinstance(found, dict) else {outputs[0].name: found}


def point_of(system, steps, seed=0, samples=None, scale=1.0):
    """Random arrays for the inputs of a system over time; with samples all but the parameters have an axis of them."""
    source = np.random.default_rng(seed)
    one = random_sequences(system.program, seed=seed)
    made = {}
    for symbol in system.inputs:
        array = one[symbol.name]
        lead = ()
        if symbol in system.sequences:
            array, lead = array[0], (steps,)
        if samples is not None and symbol not in system.parameters:
            lead = (*lead, samples)
        made[symbol.name] = scale * source.standard_normal((*lead, *array.shape)) if lead else array
    return made


@functools.cache
def _analytic(system):
    return TimeFunction(system.program, analytic=True)


def moved(system, point, way):
    """How each output of a system moves when its inputs move along ``way`` (name -> array)."""
    function = _analytic(system)
    shifted = {key: value + STEP * 1j * way[key] if key in way else value for key, value in point.items()}
    found = as_dict(function(**shifted), system.outputs)
    return {key: np.imag(value) / STEP for key, value in found.items()}


def slope(system, point, way, weights=None):
    """The derivative of the sum of all outputs, weighed, along ``way``."""
    found = moved(system, point, way)
    return sum((value * (weights[key] if weights else 1.0)).sum() for key, value in found.items())


def pulled(gradients, way):
    """What a gradient claims for the same."""
    return sum((gradients[f"bar_{key}"] * value).sum() for key, value in way.items())


def ways(point, names, seed, count=2):
    """Random directions of some arrays, then one of each alone."""
    source = np.random.default_rng(seed)
    drawn = [{key: source.standard_normal(np.shape(point[key])) for key in names} for _ in range(count)]
    return [*drawn, *({key: drawn[0][key]} for key in names)]


def with_dots(point, way):
    """The arguments of a tangent: the point, and a direction of each array of ``way``."""
    return point | {f"dot_{key}": value for key, value in way.items()}
