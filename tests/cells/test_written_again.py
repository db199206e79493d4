"""Cells beside their equations written a second time for autograd: values and every gradient, once and through time.

The second writing shares no code with the cell, and its derivatives are autograd's: neither the calculus nor the code
that symgrad writes is in them. A batch is a loop over samples there.
"""

import autograd.numpy as anp
import numpy as np
import pytest
import sympy as sp
from autograd import grad
from written_again import linear_attentions, modern_recurrences, state_spaces

import symgrad as sg
from symgrad.expressions.shapes import shape_of
from symgrad.programs.equations import Equation
from symgrad.targets import random_point

MODULES = (state_spaces, modern_recurrences, linear_attentions)
WRITTEN = {
    name: function
    for module in MODULES
    for name, function in vars(module).items()
    if name in sg.cells.__all__ and function.__module__ == module.__name__
}
NAMES = sorted(WRITTEN)
BATCH = 2
FREE = {("rwkv4", "q")}  # any exponent q gives the same mean, wkv
RELATIVE = 1e-10
ABOVE_ZERO = ("b_prev", "z_prev")  # a normaliser of positive terms


def cell_of(name):
    return getattr(sg.cells, name)()


def stacked(samples):
    return {name: np.stack([sample[name] for sample in samples]) for name in samples[0]}


def drawn(cell, steps, batch, seed):
    """Arrays for each input of a cell: sequences (T, ...), with a batch (T, B, ...) and first states (B, ...)."""
    previous = {symbol.name for symbol in cell.carry.values()}
    fixed = {symbol.name for symbol in cell.parameters}
    at = random_point(cell, seed=seed)
    rng = np.random.default_rng(seed)
    point = {}
    for name, array in at.items():
        ahead = () if name in fixed else (batch,) if name in previous else (steps, batch)
        shape = tuple(size for size in ahead if size) + array.shape
        point[name] = rng.normal(size=shape) / np.sqrt(array.shape[-1] if name in fixed and array.ndim == 2 else 1)
        if name.startswith(ABOVE_ZERO):
            point[name] = np.abs(point[name]) + 0.5
    return point


def over_time(cell, again, point, seeds, batch):
    """The sum of seeds times outputs of every step, in autograd's arrays, and the outputs themselves."""
    previous = {new.name: old.name for new, old in cell.carry.items()}
    fixed = {symbol.name for symbol in cell.parameters}
    sequences = [name for name in point if name not in fixed and name not in previous.values()]
    steps = len(point[sequences[0]])
    loss, told = 0.0, {out.name: [] for out in cell.outputs}
    for sample in range(batch) if batch else [()]:
        state = {old: point[old][sample] for old in previous.values()}
        for t in range(steps):
            place = (t, sample) if batch else (t,)
            at = {name: point[name] for name in fixed} | {name: point[name][place] for name in sequences}
            found = again(at | state)
            loss = loss + sum(anp.sum(seeds[f"bar_{name}"][place] * found[name]) for name in told)
            state = {old: found[new] for new, old in previous.items()}
            for name, rows in told.items():
                rows.append(found[name])
    return loss, told


def expected(cell, again, point, seeds, batch):
    """Outputs (T, ...) or (T, B, ...) and autograd's gradients."""
    _, told = over_time(cell, again, point, seeds, batch)
    steps = len(next(iter(seeds.values())))
    values = {
        name: np.stack(rows) if not batch else np.swapaxes(np.reshape(rows, (batch, steps, *np.shape(rows[0]))), 0, 1)
        for name, rows in told.items()
    }
    slopes = grad(lambda arrays: over_time(cell, again, arrays, seeds, batch)[0])(point)
    return values, {f"bar_{name}": slope for name, slope in slopes.items()}


def seeds_of(cell, point, steps, batch, seed=7):
    values = sg.Recurrence(cell).lambdify()(**point)
    values = values if isinstance(values, dict) else {cell.outputs[0].name: values}
    rng = np.random.default_rng(seed)
    return {f"bar_{name}": rng.normal(size=np.shape(value)) for name, value in values.items()}, values


def furthest(found, truth):
    """How far the furthest entry of all arrays is off, beside 1 + the largest of its array."""
    assert {name: np.shape(array) for name, array in found.items()} == {
        name: np.shape(array) for name, array in truth.items()
    }
    return max(np.max(np.abs(found[name] - truth[name])) / (1 + np.max(np.abs(truth[name]))) for name in truth)


@pytest.mark.parametrize("batch", [0, BATCH])
@pytest.mark.parametrize("steps", [1, 2, 5])
@pytest.mark.parametrize("name", NAMES)
def test_values_and_gradients_through_time(name, steps, batch):
    cell = cell_of(name)
    point = drawn(cell, steps, batch, seed=steps)
    seeds, values = seeds_of(cell, point, steps, batch)
    known, slopes = expected(cell, WRITTEN[name], point, seeds, batch)
    assert furthest(values, known) < RELATIVE
    gradient = sg.Recurrence(cell).gradient()
    assert furthest(gradient.lambdify()(**point, **seeds), slopes) < RELATIVE
    for every in (1, 2) if steps > 1 else ():
        assert furthest(gradient.lambdify(checkpoint_every=every)(**point, **seeds), slopes) < RELATIVE


@pytest.mark.parametrize("batch", [0, BATCH])
@pytest.mark.parametrize("name", NAMES)
def test_values_and_gradients_of_one_step(name, batch):
    cell = cell_of(name)
    over = drawn(cell, 1, batch, seed=3)
    fixed = {symbol.name for symbol in cell.parameters} | {symbol.name for symbol in cell.carry.values()}
    point = {name: array if name in fixed else array[0] for name, array in over.items()}
    seeds, _ = seeds_of(cell, over, 1, batch)
    known, slopes = expected(cell, WRITTEN[name], over, seeds, batch)
    once = {name: array[0] for name, array in known.items()}
    slopes = {name: slope if name[4:] in fixed else slope[0] for name, slope in slopes.items()}
    both = cell.value_and_gradient().lambdify()(**point, **{name: seed[0] for name, seed in seeds.items()})
    assert furthest({name: both[name] for name in once}, once) < RELATIVE
    assert furthest({name: both[name] for name in slopes}, slopes) < RELATIVE


def _moved(expr):
    more = sp.Rational(1, 100)
    return (1 + more) * expr + more * (sp.OneMatrix(*expr.shape) if shape_of(expr) else 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_equation_is_found(name):
    """Each equation by itself a little too large: what is written a second time does not agree any more."""
    cell = cell_of(name)
    point = drawn(cell, 2, 0, seed=2)
    for wrong in cell.equations:
        if (name, wrong.lhs.name) in FREE:
            continue
        other = cell.replace([Equation(e.lhs, _moved(e.rhs) if e is wrong else e.rhs) for e in cell.equations])
        seeds, values = seeds_of(other, point, 2, 0)
        known, _ = expected(cell, WRITTEN[name], point, seeds, 0)
        assert furthest(values, known) > 1e4 * RELATIVE, wrong.lhs


def test_a_wrong_gradient_is_found():
    cell = cell_of("delta_net")
    point = drawn(cell, 2, 0, seed=2)
    seeds, _ = seeds_of(cell, point, 2, 0)
    _, slopes = expected(cell, WRITTEN["delta_net"], point, seeds, 0)
    for name in slopes:
        found = sg.Recurrence(cell).gradient().lambdify()(**point, **seeds)
        found[name] = -found[name]
        assert furthest(found, slopes) > 1e4 * RELATIVE, name


def test_each_cell_of_these_families_is_written_again():
    assert len(NAMES) == 16
