"""Random recurrences against a loop over steps that is written here and knows nothing of symgrad's time.

    python3 -m tests.properties.recurrences --count 5000 --seed 1 --processes 2

A cell is run step by step by the evaluator of these tests, sample by sample, on complex numbers: its values, how they
move along a direction (a complex step), and how that moves along another one (differences of fourth order of it).
"""

import argparse
import contextlib
import multiprocessing
import sys
import traceback
from collections import Counter
from dataclasses import dataclass, field
from unittest import mock

import numpy as np
import sympy as sp

import symgrad as sg
from symgrad.errors import ArgumentError
from symgrad.targets import numpy_over_time

from .evaluate import UnfitPointError, values_of
from .growing_cells import Cell, M, N, column, drawn, grown_cell

STEP, STENCILS = 1e-30, (5e-4, 1e-4, 2e-5)
FIRST, SECOND = 1e-9, 1e-6
ARRANGED = ("plain", "plain", "plain", "masked", "truncated", "detached", "stacked", "bidirectional", "loss", "last")
# names, and what is put behind them: an input may be called so too, and is still another one
ENDED = {
    "stacked": (["w", "W", "b", "x", "h", "h_prev", "e0"], ["_1", "_2"]),
    "bidirectional": (["w", "W", "b", "h", "h_prev", "e0"], ["_forward", "_backward"]),
    "masked": (["h", "h", "c", "q"], ["_new"]),
    "plain": (["x", "h", "h", "e0"], ["_at_1", "_at_2"]),
}


class WrongRecurrenceError(AssertionError):
    """symgrad's number over time is not that of the loop."""


@dataclass
class Layer:
    """A cell of a case: ``joined`` is what comes from the layer below, ``names`` are those of its symbols in all."""

    cell: Cell
    joined: bool = False
    reverse: bool = False
    names: dict = field(default_factory=dict)


@dataclass
class Case:
    """What is compared: a system over time, and the layers that the loop runs."""

    kind: str
    system: object
    layers: list
    steps: int
    samples: int | None
    every: int | None
    block: int
    options: dict = field(default_factory=dict)
    loss: tuple | None = None

    def __str__(self):
        cells = "\n".join(
            f"  cell at {layer.cell.sizes}, outputs {layer.cell.system.outputs}, carry "
            f"{dict(layer.cell.system.carry)}:\n"
            + "\n".join(f"    {e}" for e in layer.cell.system.equations)
            + (f"\n    {layer.names}" if len(self.layers) > 1 else "")
            for layer in self.layers
        )
        return (
            f"{self.kind}, T = {self.steps}, samples {self.samples}, checkpoint_every {self.every}, "
            f"block {self.block}, {self.options}, loss {self.loss}\n{cells}"
        )


def grown_case(seed):
    """A random case."""
    random = np.random.default_rng(seed)
    kind = ARRANGED[random.integers(len(ARRANGED))]
    cell = grown_cell(random, called=_called_alike(kind, [seed, 1]))
    known = [*cell.sizes.values()]
    steps = int(random.choice([1, 2, 3, *known, *(size + 1 for size in known)]))
    samples = [None, 1, 2, 3][random.integers(4)]
    options, loss, layers = {}, None, [Layer(cell)]
    if kind in ("stacked", "bidirectional"):
        cell.system = cell.system.replace(outputs=list(dict.fromkeys([cell.system.symbol("h"), *cell.system.outputs])))
        layers = [Layer(cell), Layer(grown_cell(random, called=_called_alike(kind, [seed, 2])), joined=True)]
        if kind == "bidirectional":
            layers = [Layer(cell), Layer(cell, reverse=True)]
        else:
            layers[1].cell.sizes[N] = cell.sizes[N]
    system = _system(kind, layers)
    _note_names(kind, system, layers)
    if kind == "truncated":
        options = {"truncate": int(random.integers(1, 4))}
    if kind == "detached":
        carried = [str(s) for s in cell.system.carry]
        options = {"detach": [s for s in carried if random.random() < 0.6] or carried[:1]}
    if kind in ("loss", "last"):
        loss = _loss(cell, random)
    every = int(random.integers(1, 4)) if random.random() < 0.4 else None
    return Case(kind, system, layers, steps, samples, every, int(random.choice([1, 2, 64])), options, loss), random


def _called_alike(kind, seed):
    """Now and then one input is called as another name of the cell with an ending of the arrangement behind it."""
    random = np.random.default_rng(seed)
    if random.random() < 0.6 or kind not in ENDED:
        return {}
    names, endings = ENDED[kind]
    return {str(random.choice([*"vuAsz"])): f"{random.choice(names)}{random.choice(endings)}"}


def _note_names(kind, system, layers):
    """What the symbols of each layer are called in the whole: known by their place, whatever the names are."""
    if kind == "bidirectional":
        taken = iter(system.inputs)
        for layer in layers:
            shared = {s: s.name for s in layer.cell.sequences if layer.reverse}
            layer.names = {s: shared.get(s) or next(taken).name for s in layer.cell.system.inputs}
        if [*taken]:
            raise WrongRecurrenceError(f"{system.inputs} are more than the cells have")
    elif kind == "stacked":
        whole = [*system.cell.inputs], [*system.cell.definitions]
        for layer in layers:
            cell = layer.cell.system
            below = layer.cell.sequences[:1] if layer.joined else []
            for symbols, found in zip((cell.inputs, cell.definitions), whole, strict=True):
                layer.names |= {s: found.pop(0).name for s in symbols if s not in below}
    else:
        layers[0].names = {s: s.name for s in (*layers[0].cell.system.inputs, *layers[0].cell.system.definitions)}


def _system(kind, layers):
    cells = [layer.cell.system for layer in layers]
    if kind == "bidirectional":
        return sg.bidirectional(cells[0])
    if kind == "stacked":
        return sg.Recurrence(sg.cells.stacked(*cells) if hasattr(sg.cells, "stacked") else sg.stacked(*cells))
    return sg.Recurrence(cells[0], mask=sg.scalar("mask") if kind == "masked" else None)


def _loss(cell, random):
    """A loss of the cell's names, a target d and a readout V of its own; now and then of parameters alone."""
    h, d, V, L = cell.system.symbol("h"), sg.vector("d", M), sg.matrix("V", M, N), sg.scalar("L")
    read = V * h - d
    choices = [sg.dot(read, read) / 2, sg.total(sg.softplus(read)), sg.dot(h, h), sg.total(cell.system.symbol("w"))]
    return L, choices[random.integers(len(choices))]


# -- the loop --------------------------------------------------------------------------------------------------------


def loop(case, arrays):
    """The values of one sample by a plain loop: code name -> one value for each step, or one alone of a last loss."""
    found, below = {}, None
    for layer in case.layers:
        made = _run(case, layer, arrays, below)
        below = [values[layer.cell.system.symbol("h")] for values in made] if case.kind == "stacked" else None
        if case.kind == "bidirectional":
            first = layer.cell.system.outputs[0]
            halves = [values[first] for values in made]
            found["h"] = [np.vstack(pair) for pair in zip(found["h"], halves, strict=True)] if found else halves
        else:
            below_it = layer.cell.sequences[:1] if layer.joined else []  # is the output of the layer below
            for symbol in (symbol for symbol in layer.cell.system.outputs if symbol not in below_it):
                found[layer.names[symbol]] = [values[symbol] for values in made]
        if case.loss is not None:
            found = {"L": [_closed(case, arrays, values, t) for t, values in enumerate(made)]}
            found["L"] = found["L"][-1:] if case.kind == "last" else found["L"]
    return found


def _closed(case, arrays, values, t):
    known = dict(values)
    for symbol in (sg.vector("d", M), sg.matrix("V", M, N)):
        if symbol.name in arrays:
            one = arrays[symbol.name]
            known[symbol] = column(symbol, one[t] if symbol.name == "d" and case.kind == "loss" else one)
    program = sg.System([case.loss])
    return values_of(program, {s: known[s] for s in (*program.inputs, *program.dims)})[case.loss[0]]


def _run(case, layer, arrays, below):
    system, sizes = layer.cell.system, layer.cell.sizes
    given = {s: arrays[layer.names[s]] for s in system.inputs if layer.names.get(s) in arrays}
    state = {old: column(old, given[old]) for old in system.carry.values()}
    made = [None] * case.steps
    for t in reversed(range(case.steps)) if layer.reverse else range(case.steps):
        point = {N: np.complex128(sizes[N]), M: np.complex128(sizes[M]), **state}
        for symbol in system.inputs:
            if symbol in layer.cell.sequences:
                above = layer.joined and symbol == layer.cell.sequences[0]
                point[symbol] = below[t] if above else column(symbol, given[symbol][t])
            elif symbol not in state:
                point[symbol] = column(symbol, given[symbol])
        values = values_of(system, point)
        if case.kind == "masked":
            for new, old in system.carry.items():
                values[new] = arrays["mask"][t] * values[new] + (1 - arrays["mask"][t]) * state[old]
        made[t] = values
        state = {old: _carried(case, new, values[new], t) for new, old in system.carry.items()}
    return made


def _carried(case, name, value, t):
    """A value on its way to the next step: where a gradient is cut, it moves no more."""
    cut = (t + 1) % case.options.get("truncate", t + 2) == 0 or name.name in case.options.get("detach", ())
    return value.real + 0j if cut else value


# -- the comparison --------------------------------------------------------------------------------------------------


class Comparison:
    """One case at one point."""

    def __init__(self, case, random):
        self.case, self.random = case, random
        names = {"loss": "loss", "last": "last"}
        self.options = dict(case.options)
        if case.loss is not None:
            self.options[names[case.kind]] = case.loss
        self.back = case.system.gradient(**self.options)
        self.point, self.wide, self.alone = {}, set(), {}  # alone: whether a value has no axis of samples
        for symbol in self.back.inputs:
            if str(symbol) not in ("keep", "last", "bar_L"):
                self.point[symbol.name] = self._drawn(symbol)
        self.point |= {name: self._mask() for name in ("mask",) if name in self.point}

    def _sizes(self, symbol):
        layers = self.case.layers
        sizes = {size: number for layer in layers for size, number in layer.cell.sizes.items()}
        if self.case.kind == "stacked":
            sizes = {**layers[0].cell.sizes, sp.Symbol("m_2", integer=True, positive=True): layers[1].cell.sizes[M]}
        return sizes

    def _drawn(self, symbol, wide=None):
        lead = [self.case.steps] if symbol in self.back.sequences and not self._is_constant(symbol) else []
        samples = self.case.samples if symbol not in self.back.parameters else None
        if samples is not None and (self.random.random() < 0.75 if wide is None else wide):
            lead.append(samples)
            self.wide.add(symbol.name)
        return drawn(symbol, self._sizes(symbol), self.random, lead)

    def _is_constant(self, symbol):
        return self.case.kind == "last" and symbol.name.endswith("d") and symbol.name in ("d", "dot_d", "bar2_bar_d")

    def _mask(self):
        lengths = self.random.integers(1, self.case.steps + 1, self.case.samples or 1)
        mask = (np.arange(self.case.steps)[:, None] < lengths).astype(float)
        return mask if "mask" in self.wide else mask[:, 0]

    def _place(self, name):
        symbol = name.removeprefix("bar_")
        timed = name in {s.name for s in self.back.sequences} and not (symbol == "d" and self.case.kind == "last")
        return int(timed)

    def _sample(self, arrays, b):
        """The arrays of one sample."""
        return {k: np.take(v, b, axis=self._place(k)) if k in self.wide else v for k, v in arrays.items()}

    @property
    def count(self):
        return self.case.samples if self.wide else None

    def _samples(self, way=None, point=None):
        """The loop of each sample, at the point and moved along a way."""
        point = self.point if point is None else point
        found = []
        for b in range(self.count or 1):
            arrays = self._sample(point, b)
            if way is not None:
                arrays = {k: v + 1j * STEP * self._sample(way, b)[k] if k in way else v for k, v in arrays.items()}
            found.append(loop(self.case, arrays))
        return found

    def _moved(self, way, point=None):
        return [{k: [np.imag(v) / STEP for v in vs] for k, vs in one.items()} for one in self._samples(way, point)]

    def values(self):
        """The values, as the compiled function gives them."""
        if self.case.loss is not None:
            closed = self.case.system.value_and_gradient(wrt=["h_prev"], **self.options)
            found = {"L": self._called(closed, self.point)["L"]}
        else:
            found = self._called(self.case.system, self.point)
            if not self.count and self.case.steps <= 3:
                self._require_unrolled(found)
        wide = self._with_samples()
        for name, value in found.items():
            self._require(name, value, self._stacked(self._samples(), name), FIRST)
            self.alone[name] = not self.count or np.ndim(wide.get(name, value)) < self._axes(name)
            if self._is_of_parameters(name) and not self.alone[name]:
                raise WrongRecurrenceError(f"{name} depends on parameters alone and has shape {np.shape(value)}")

    def _with_samples(self):
        """The values where a cotangent alone has samples: then whatever has a time stands for every sample."""
        inputs = {symbol.name for symbol in self.case.system.inputs} & {*self.point}
        if not self.count or self.wide & inputs or self.case.loss is not None:
            return {}
        name = next(s.name for s in self.case.system.sequences if s.name in inputs)
        return self._called(self.case.system, self.point | {name: np.stack([self.point[name]] * self.count, axis=1)})

    def _axes(self, name):
        """The axes of a value that has one of samples."""
        symbol = next((s for s in self.case.system.outputs if s.name == name), None)
        entries = 0 if symbol is None or not symbol.is_Matrix else 1 if self._is_vector(name) else 2
        return entries + 1 + int(self.case.kind != "last")

    def _called(self, system, point, **how):
        function = system.lambdify(**how)
        found = function(**{name: point[name] for name in function.arguments if name in point})
        found = found if isinstance(found, dict) else {function.outputs[0]: found}
        if not how:
            self._require_readable(system, point, found)
        self._require_repeated(function, point)
        kept = getattr(getattr(function, "_rooms", None), "_arrays", ())  # between calls, where there are any
        arrays = [*kept, *(a for a in point.values() if isinstance(a, np.ndarray))]
        for k, (name, value) in enumerate(found.items()):
            others = [*arrays, *list(found.values())[:k]]
            if any(np.may_share_memory(value, other) for other in others if np.ndim(value)):
                raise WrongRecurrenceError(f"{name} shares its memory with another array")
        return found

    @staticmethod
    def _require_repeated(function, point):
        """A second call gives what the first gave, also where a first carry is left out: it checks nothing again."""
        given = {name: point[name] for name in function.arguments if name in point}
        left_out = {symbol.name for symbol in function.program.defaults if symbol.name.endswith("_prev")}
        for arrays in (given, {name: value for name, value in given.items() if name not in left_out}):
            try:
                first, again = function(**arrays), function(**arrays)
            except ArgumentError:  # without it nothing says how large it is
                continue
            for name, value in (first if isinstance(first, dict) else {function.outputs[0]: first}).items():
                other = again[name] if isinstance(again, dict) else again
                if not np.array_equal(value, other, equal_nan=True):
                    raise WrongRecurrenceError(f"a second call: {name} is {other} and not {value}")

    def _require_readable(self, system, point, found):
        """The plain form of the code gives the same."""
        function = system.lambdify(readable=True)
        plain = function(**{name: point[name] for name in function.arguments if name in point})
        for name, value in (plain if isinstance(plain, dict) else {function.outputs[0]: plain}).items():
            same = np.shape(value) == np.shape(found[name])
            if not same or not np.allclose(value, found[name], rtol=1e-8, atol=1e-10, equal_nan=True):
                raise WrongRecurrenceError(f"the readable form: {name} is {value} and not {found[name]}")

    def _require_unrolled(self, found):
        """The system written out step by step gives the same: inputs and outputs are known by their place."""
        system, steps = self.case.system, self.case.steps
        once = system.unroll(steps)
        ordered = [*(s for s in system.inputs if s not in system.parameters), *system.parameters]
        arrays = [
            one for s in ordered for one in (self.point[s.name] if s in system.sequences else [self.point[s.name]])
        ]
        made = once.lambdify()(**dict(zip((s.name for s in once.inputs), arrays, strict=True)))
        values = iter(made.values() if isinstance(made, dict) else [made])
        for name, value in found.items():
            rows = np.stack([next(values) for _ in range(steps)])
            if not np.allclose(rows, value, rtol=1e-8, atol=1e-10, equal_nan=True):
                raise WrongRecurrenceError(f"unrolled, {name} is {rows} and not {value}")

    def _stacked(self, samples, name):
        """What the loop gives for an output, as an array (T, B, ...), or (B, ...) of what is given once."""
        last = self.case.kind == "last"
        rows = [np.stack([np.asarray(v) for v in one[name]]) for one in samples]
        rows = [row[0] for row in rows] if last else rows
        return np.stack(rows, axis=0 if last else 1) if self.count else rows[0]

    def _require(self, name, found, expected, tolerance):
        if not np.all(np.isfinite(expected)):
            raise UnfitPointError
        found = np.asarray(found)
        flat = expected.reshape(*expected.shape[:-1]) if expected.ndim and self._is_vector(name) else expected
        if self.count and found.ndim == flat.ndim - 1:
            found = np.broadcast_to(np.expand_dims(found, 0 if self.case.kind == "last" else 1), flat.shape)
        if found.shape != flat.shape:
            raise WrongRecurrenceError(f"{name} has shape {found.shape} instead of {flat.shape}")
        error = np.max(np.abs(found - flat)) / (1 + np.max(np.abs(flat)))
        if not error < tolerance:
            raise WrongRecurrenceError(f"{name} is off by {error:.1e}")

    def _is_vector(self, name):
        base = name.removeprefix("dot_")
        symbol = next((s for s in self.case.system.outputs if s.name == base), None)
        return getattr(symbol, "is_Matrix", False) and symbol.shape[1] == 1

    def _weighed(self, moved, bars):
        """The sum of cotangent times how the outputs move: one of a value without an axis of samples counts once."""
        total = 0.0
        for b, one in enumerate(moved):
            for name, values in one.items():
                bar = bars.get(f"bar_{name}")
                if bar is None:
                    total += sum(map(np.sum, values)) if b == 0 or not self.alone[name] else 0.0
                    continue
                key = f"bar_{name}"
                if b and key not in self.wide and self.alone[name]:
                    continue  # one output for all samples counts once
                own = self._sample({key: bar}, b)[key]
                total += sum(np.sum(np.reshape(own[t], np.shape(v)) * v) for t, v in enumerate(values))
        return total

    def _is_of_parameters(self, name):
        """Whether a value has to have no axis of samples: no sequence, carry or mask has a part in it."""
        if self.case.loss is not None or self.case.kind in ("bidirectional", "masked"):
            return False
        layer, symbol = next((layer, s) for layer in self.case.layers for s, its in layer.names.items() if its == name)
        return not _timed(layer.cell.system, symbol, self._constant_of(layer))

    def _constant_of(self, layer):
        """The sequence of a layer that does not move with time: it is the output of a layer of parameters alone."""
        below = self.case.layers[0].cell.system
        alone = layer.joined and not _timed(below, below.symbol("h"))
        return layer.cell.sequences[:1] if alone else ()

    def gradient(self, back, **how):
        """A gradient along directions of all its inputs at once, and the shape of each part."""
        found = self._called(back, self.point, **how)
        way = {key: self._way(key) for key in self.wrt}
        for key in self.wrt:
            if np.shape(found[f"bar_{key}"]) != np.shape(self.point[key]):
                raise WrongRecurrenceError(
                    f"bar_{key} has shape {np.shape(found[f'bar_{key}'])} instead of {np.shape(self.point[key])}"
                )
        bars = {k: v for k, v in self.point.items() if k.startswith("bar_")}
        claimed = sum(np.sum(found[f"bar_{key}"] * value) for key, value in way.items())
        size = 1 + sum(np.sum(np.abs(found[f"bar_{key}"] * value)) for key, value in way.items())
        expected = self._weighed(self._moved(way), bars)
        if not np.isfinite(expected) or not abs(expected) < 1e6:
            raise UnfitPointError
        if not abs(claimed - expected) < FIRST * size:
            wrong = [
                key for key in way
                if not abs(np.sum(found[f"bar_{key}"] * way[key]) - self._weighed(self._moved({key: way[key]}), bars))
                < FIRST * size
            ]  # fmt: skip
            raise WrongRecurrenceError(f"the gradient, {how}, is off by {abs(claimed - expected):.1e}: {wrong}")

    @property
    def wrt(self):
        return [s.name.removeprefix("bar_") for s in self.back.outputs]

    def _way(self, key):
        return self.random.standard_normal(np.shape(self.point[key]))

    def tangent(self):
        """How the outputs move along a direction of all inputs."""
        system = self.case.system
        way = {s.name: self._way(s.name) for s in system.inputs if s.name != "mask"}
        made = system.tangent(wrt=list(way))
        found = self._called(made, self.point | {f"dot_{key}": value for key, value in way.items()})
        moved = self._moved(way)
        for name, value in found.items():
            self._require(name, value, self._stacked(moved, name.removeprefix("dot_")), FIRST)

    def second(self, twice):
        """The tangent of the gradient, or the gradient of the gradient, as a bilinear form of two directions."""
        bars = [s.name for s in self.back.inputs if s.name.startswith("bar_") and s.name in self.point]
        symbols = [s for s in self.back.inputs if s.name in (*self.wrt, *bars)]
        one = {key: self._way(key) for key in self.wrt}
        two = {key: self._way(key) for key in (*self.wrt, *bars)}
        if twice:
            found = self._called(
                self.back.gradient(wrt=symbols), self.point | {f"bar2_bar_{k}": v for k, v in one.items()}
            )
            claimed = sum(np.sum(found[f"bar2_{key}"] * value) for key, value in two.items())
            terms = [np.sum(np.abs(found[f"bar2_{key}"] * value)) for key, value in two.items()]
        else:
            dots = {f"dot_{key}": value for key, value in two.items()}
            found = self._called(self.back.tangent(wrt=symbols), self.point | dots)
            claimed = sum(np.sum(found[f"dot_bar_{key}"] * value) for key, value in one.items())
            terms = [np.sum(np.abs(found[f"dot_bar_{key}"] * value)) for key, value in one.items()]

        def slope(amount):
            at = {k: v + amount * two[k] if k in two else v for k, v in self.point.items()}
            return self._weighed(self._moved(one, at), {k: at[k] for k in bars})

        size = 1 + sum(terms) + abs(slope(0.0))
        expected = np.nan
        for h in STENCILS:  # a finer one where a recurrence bends a lot
            expected = (8 * (slope(h) - slope(-h)) - (slope(2 * h) - slope(-2 * h))) / (12 * h)
            if not np.isfinite(expected) or not abs(expected) < 1e6:
                raise UnfitPointError
            if abs(claimed - expected) < SECOND * size:
                return
        raise WrongRecurrenceError(f"{'gradient' if twice else 'tangent'} of the gradient: {claimed}, not {expected}")


def _timed(system, symbol, constant=()):
    """Whether a name of a cell depends on a sequence or on what is carried, or is itself carried and read."""
    if symbol in system.inputs:
        return symbol not in system.parameters and symbol not in constant
    read = {used for name in system.definitions for used in system.uses(name)} | {*system.outputs}
    return system.carry.get(symbol) in read or any(_timed(system, used, constant) for used in system.uses(symbol))


def compare(seed):
    """One random case, compared; what was compared. Raises WrongRecurrenceError, or whatever symgrad raises."""
    case, random = grown_case(seed)
    try:
        with mock.patch.object(numpy_over_time, "BLOCK", case.block), np.errstate(all="ignore"):
            made = Comparison(case, random)
            made.values()
            made.gradient(made.back)
            if case.every is not None and case.kind != "bidirectional":
                made.gradient(made.back, checkpoint_every=case.every)
            which = random.random()
            if case.loss is None and not case.options and which < 0.5:
                made.tangent()
            if not case.options and which > 0.3:
                made.second(twice=which > 0.65)
            return case.kind
    except UnfitPointError:
        raise
    except Exception as error:
        raise type(error)(f"seed {seed}: {error}\n{case}") from (
            error
            if isinstance(error, (WrongRecurrenceError, sg.SymgradError))
            else RuntimeError(f"seed {seed}: {error!r}\n{case}\n{traceback.format_exc()}")
        )


def outcome(seed):
    """What came of one seed: (its word, what is to be said)."""
    try:
        return compare(seed), ""
    except UnfitPointError:
        return "unfit", ""
    except WrongRecurrenceError as error:
        return "wrong", str(error)
    except Exception as error:  # whatever came is the answer
        return "crashed", f"{error!r}\n{error.__cause__ or ''}"


def search(count, first=1, processes=1, stop_at=None, say=None):
    """The outcomes of so many cases that could be compared."""
    found = Counter()
    with contextlib.ExitStack() as stack:
        seeds = range(first, first + 4 * count)
        pool = stack.enter_context(multiprocessing.Pool(processes)) if processes > 1 else None
        for word, said in pool.imap(outcome, seeds, 8) if pool else map(outcome, seeds):
            found[word] += 1
            if said and say:
                say(f"{word}: {said}\n")
            if say and word != "unfit" and compared(found) % 250 == 0:
                say(f"... {compared(found)} compared, {found['wrong']} wrong, {found['crashed']} crashed")
            if compared(found) >= count or (stop_at and said):
                break
    return found


def compared(found):
    """How many cases were compared, wrong and crashed ones among them."""
    return sum(found.values()) - found["unfit"]


def main(arguments=None):
    """Searches; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.properties.recurrences", description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=5000, help="how many recurrences to compare")
    parser.add_argument("--seed", type=int, default=1, help="the first seed; each next case adds 1")
    parser.add_argument("--processes", type=int, default=1, help="how many to compare at once")
    options = parser.parse_args(arguments)
    found = search(options.count, options.seed, options.processes, say=lambda text: print(text, flush=True))
    kinds = ", ".join(f"{word} {number}" for word, number in sorted(found.items()) if word not in ("wrong", "crashed"))
    print(f"{compared(found)} recurrences compared ({kinds}): {found['wrong']} wrong, {found['crashed']} crashed")
    return 1 if found["wrong"] or found["crashed"] else 0


if __name__ == "__main__":
    sys.exit(main())
