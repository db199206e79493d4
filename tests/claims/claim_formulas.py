"""Formulas of a forward pass and of claims about it: what is meant, with its shape and its value by NumPy.

Columns are n by 1, numbers 1 by 1. An entry is a name with letters; its value is a number where the letters are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

NUMBER = ("1", "1")
LAST = "T"


@dataclass(frozen=True)
class Part:
    """A formula: its kind, its parts, the name of a variable, a function or a number, the time and the letters of one.

    shift   a variable is at t + shift; at the last step where it is "T"; without time where it is None
    """

    kind: str
    parts: tuple[Part, ...] = ()
    name: str = ""
    shift: int | str | None = None
    letters: tuple[str, ...] = ()
    shape: tuple[str, str] = NUMBER

    def walk(self) -> Iterator[Part]:
        yield self
        for part in self.parts:
            yield from part.walk()


class MisfitError(ValueError):
    """The shapes of the parts do not fit."""


def number(text):
    return Part("number", name=text)


def ones(size):
    return Part("ones", shape=(size, "1"))


def plus(*signed):
    """A sum of (sign, part); sums in it are written out; a number beside an array counts for every entry."""
    flat = []
    for sign, part in signed:
        inner = zip(part.name, part.parts, strict=True) if part.kind == "plus" else [("+", part)]
        flat += [("+" if sign == own else "-", one) for own, one in inner]
    shapes = {part.shape for _, part in flat} - {NUMBER}
    if len(shapes) > 1:
        raise MisfitError
    shape = shapes.pop() if shapes else NUMBER
    return Part("plus", tuple(part for _, part in flat), "".join(sign for sign, _ in flat), shape=shape)


def negative(part):
    return plus(("-", part))


def product(*parts):
    """Numbers times at most one array."""
    sign, parts = _signed(parts)
    if sign == "-":
        return negative(product(*parts))
    flat = _flat("product", parts)
    if number("1/2") in flat and number("2") in flat:
        flat.remove(number("1/2"))
        flat.remove(number("2"))
    shapes = [part.shape for part in flat if part.shape != NUMBER]
    if len(shapes) > 1:
        raise MisfitError
    flat = [part for part in flat if part != number("1")]
    if len(flat) < 2:
        return flat[0] if flat else number("1")
    return Part("product", tuple(flat), shape=shapes[0] if shapes else NUMBER)


def hadamard(*parts):
    """A product entry by entry."""
    sign, parts = _signed(parts)
    if sign == "-":
        return negative(hadamard(*parts))
    flat = [part for part in _flat("hadamard", parts) if part != number("1")]
    if len(flat) == 1:
        return flat[0]
    numbers, arrays = ([part for part in flat if (part.shape == NUMBER) == own] for own in (True, False))
    if numbers:
        return product(*numbers, *([hadamard(*arrays)] if arrays else ()))
    if len({part.shape for part in flat}) > 1:
        raise MisfitError
    return Part("hadamard", tuple(flat), shape=flat[0].shape)


def matrix(*parts):
    """A product of matrices."""
    sign, parts = _signed(parts)
    if sign == "-":
        return negative(matrix(*parts))
    flat = [part for part in _flat("matrix", parts) if part != number("1")]
    if len(flat) < 2:
        return flat[0] if flat else number("1")
    for one, two in zip(flat, flat[1:], strict=False):
        if one.shape[1] != two.shape[0]:
            raise MisfitError
    return Part("matrix", tuple(flat), shape=(flat[0].shape[0], flat[-1].shape[1]))


def _signed(parts):
    """The sign of a product, and its factors without theirs."""
    minus = [part.kind == "plus" and part.name == "-" for part in parts]
    return "-" if sum(minus) % 2 else "+", [
        part.parts[0] if own else part for own, part in zip(minus, parts, strict=True)
    ]  # fmt: skip


def _flat(kind, parts):
    return [one for part in parts for one in (part.parts if part.kind == kind else (part,))]


def turned(part):
    """The transpose; of a product that of each factor."""
    if part.kind == "turned":
        return part.parts[0]
    if part.shape == NUMBER:
        return part
    if part.kind == "matrix":
        return matrix(*(turned(one) for one in reversed(part.parts)))
    return Part("turned", (part,), shape=part.shape[::-1])


def same(kind, part, name=""):
    """What acts on each entry, or leaves the shape as it is: "function", "slope", "square", "softmax", "each row"."""
    return Part(kind, (part,), name, shape=part.shape)


def quotient(above, below):
    """A quotient entry by entry, or by a number."""
    sign, (above, below) = _signed((above, below))
    if sign == "-":
        return negative(quotient(above, below))
    shapes = {above.shape, below.shape} - {NUMBER}
    if len(shapes) > 1:
        raise MisfitError
    return Part("quotient", (above, below), shape=shapes.pop() if shapes else NUMBER)


def diagonal(part):
    if part.shape[1] != "1":
        raise MisfitError
    return Part("diagonal", (part,), shape=(part.shape[0], part.shape[0]))


def half_square(part):
    """Half the sum of the squares of all entries."""
    return Part("half square", (part,))


def over_time(part):
    """The sum over all steps."""
    return Part("over time", (part,), shape=part.shape)


def over(letters, part):
    """The sum over these letters."""
    return Part("over", (part,), letters=tuple(letters)) if letters else part


def rebuilt(part: Part, parts: tuple[Part, ...]) -> Part:
    """The same formula of other parts. Raises MisfitError where their shapes do not fit."""
    signed = zip(part.name, parts, strict=True) if part.kind == "plus" else ()
    makers = {
        "plus": lambda: plus(*signed), "product": lambda: product(*parts), "hadamard": lambda: hadamard(*parts),
        "matrix": lambda: matrix(*parts), "turned": lambda: turned(*parts), "quotient": lambda: quotient(*parts),
        "diagonal": lambda: diagonal(*parts), "half square": lambda: half_square(*parts),
    }  # fmt: skip
    if part.kind in makers:
        return makers[part.kind]()
    return replace(part, parts=parts, shape=parts[0].shape if parts else part.shape)


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
    count = at.sizes[first_size(part, first)]
    return sum(_summed(rest, part, replace(at, letters={**(at.letters or {}), first: k})) for k in range(count))


def first_size(part, letter):
    """The size that a letter runs over: letters are drawn with it as "i:n"."""
    return letter.partition(":")[2]
