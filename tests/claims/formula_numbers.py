"""The numbers of formulas: NumPy's values of what was meant while it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tests.claims.claim_formulas import LAST, Part


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


FUNCTIONS = {  # value, slope at the argument
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigma": (_sigmoid, lambda z: _sigmoid(z) * _sigmoid(-z)),
    "relu": (lambda z: np.where(z.real > 0, z, 0), lambda z: np.where(z.real > 0, 1.0, 0.0)),
    "exp": (np.exp, np.exp),
    "log": (np.log, lambda z: 1 / z),
    "sqrt": (np.sqrt, lambda z: 0.5 / np.sqrt(z)),
    "softplus": (lambda z: np.log1p(np.exp(z)), _sigmoid),
}


@dataclass(frozen=True)
class Numbers:
    """The numbers at which formulas are evaluated.

    values, marks   (variable, time) -> array, and the derivative of the loss by it
    """

    values: Mapping[tuple[str, int | None], Any]
    marks: Mapping[tuple[str, int | None], Any]
    sizes: Mapping[str, int]
    steps: int
    time: int | None = None
    letters: Mapping[str, int] | None = None

    def when(self, shift):
        if shift is None:
            return None
        return self.steps if shift == LAST else self.time + shift


def _leaf(part, at):
    moment = at.when(part.shift)
    table = at.values if part.kind == "name" else at.marks
    found = table.get((part.name, moment))
    if found is None:  # beyond the last step: no gradient comes from there, and values do not matter
        own = next(array for (name, _), array in at.values.items() if name == part.name)
        found = np.zeros(own.shape) if part.kind == "mark" else np.full(own.shape, 0.7)
    if part.letters:
        places = [at.letters[one] for one in part.letters]
        return np.reshape(found[places[0], places[1] if len(places) > 1 else 0], (1, 1))
    return found


def _softmax(z, axis):
    powers = np.exp(z)
    return powers / powers.sum(axis=axis, keepdims=True)


def _times(*values):
    found = values[0]
    for one in values[1:]:
        found = found * one
    return found


def _chained(*values):
    found = values[0]
    for one in values[1:]:
        found = found @ one
    return found


RULES = {
    "product": lambda part, *own: _times(*own),
    "hadamard": lambda part, *own: _times(*own),
    "matrix": lambda part, *own: _chained(*own),
    "turned": lambda part, one: one.T,
    "function": lambda part, one: FUNCTIONS[part.name][0](one),
    "slope": lambda part, one: FUNCTIONS[part.name][1](one),
    "square": lambda part, one: one**2,
    "softmax": lambda part, one: _softmax(one, 0),
    "each row": lambda part, one: _softmax(one, 1),
    "quotient": lambda part, one, two: one / two,
    "diagonal": lambda part, one: np.diag(one[:, 0]),
    "half square": lambda part, one: np.reshape((one**2).sum() / 2, (1, 1)),
}


def value(part: Part, at: Numbers) -> Any:
    """The value of a formula at these numbers."""
    if part.kind in ("name", "mark"):
        return _leaf(part, at)
    if part.kind == "jacobian":
        places = tuple(at.letters[letter] for letter in part.letters)
        return np.reshape(at.marks[tuple(one.name for one in part.parts)][places], (1, 1))
    if part.kind == "number":
        above, _, below = part.name.partition("/")
        if below.startswith("r"):  # the root of a size
            return np.full((1, 1), float(above) / np.sqrt(at.sizes[below[1:]]))
        return np.full((1, 1), float(above) / (at.sizes.get(below) or float(below or 1)))
    if part.kind == "ones":
        return np.ones((at.sizes[part.shape[0]], 1))
    if part.kind == "equal":
        one, two = part.letters
        return np.full((1, 1), float(at.letters[one] == at.letters[two]))
    if part.kind == "over time":
        return sum(value(part.parts[0], replace(at, time=t)) for t in range(1, at.steps + 1))
    if part.kind == "over":
        return _summed(part.letters, part, at)
    own = [value(one, at) for one in part.parts]
    if part.kind == "plus":
        return sum(one if sign == "+" else -one for sign, one in zip(part.name, own, strict=True))
    return RULES[part.kind](part, *own)


def _summed(letters, part, at):
    if not letters:
        return value(part.parts[0], at)
    first, *rest = letters
    count = at.sizes[first.partition(":")[2]]
    return sum(_summed(rest, part, replace(at, letters={**(at.letters or {}), first: k})) for k in range(count))
