"""The value of what a formula means, at numbers: every sign by its operands, every index by a loop.

It shares no code with the expressions that are read from the same formulas, and is their oracle. An array has the axes
(..., rows, columns): what stands in front are directions that are measured at once. Numbers may be complex, for complex
steps: what is no analytic function goes by the real part.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Protocol, TypeAlias

import numpy as np

from symgrad.errors import SymgradError
from symgrad.latex_reading.nodes.compound_sizes import Compound
from symgrad.latex_reading.nodes.meanings import (
    Affine,
    Derivative,
    Meaning,
    Use,
)
from symgrad.latex_reading.shapes.product_kinds import kinds_of

Array = Any
BARS = "norm |"  # a key of conventions: bars round a square matrix are absolute values in this text
BROADCAST = "a column for each column"  # conventions that only readings of claims have
LAID = "no product of two columns beside each other"
Rule: TypeAlias = Callable[["Scope", Any], Any]


class NoValueError(SymgradError):
    """A formula has no value here: its shapes do not fit, or a name in it is not known."""


class UnknownNameError(NoValueError):
    """A name that nothing defines, and of which nothing is said."""


class ShapesError(NoValueError):
    """The shapes of what a formula combines do not fit."""


class Values(Protocol):
    """Where the values of names come from."""

    ambiguous: bool

    @property
    def rules(self) -> Mapping[type, Rule]: ...
    def variable(self, node: Use, time: int | None, scope: Scope) -> Array: ...
    def derivative(self, node: Derivative, scope: Scope) -> Array: ...
    def function(self, name: str, argument: Array, primes: int) -> Array: ...
    def size(self, letter: int | str) -> int | None: ...
    def from_zero(self) -> bool: ...
    def is_whole(self, node: Use) -> bool: ...
    def bumped(self, node: Meaning, value: Array, scope: Scope) -> Array: ...


@dataclass(frozen=True)
class Scope:
    """Where a formula is valued: the numbers of its letters, how products are meant.

    letters      of times and indices; an index counts from 0, a time from 1
    conventions  how signs are meant
    dotted       what a dot between two columns is: "dot" or "hadamard"
    """

    values: Values
    letters: Mapping[str, int]
    conventions: Mapping[str, str] = field(default_factory=dict)
    dotted: str = "dot"
    counted: Mapping[Any, int] = field(default_factory=dict)  # letter, or a sum by its identity -> how many entries
    constants: Mapping[int, tuple[int, int]] = field(default_factory=dict)  # bold 1, by identity -> its shape
    products: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # of the forward pass -> kinds of its signs
    rows: int = 1  # of what the formula is compared with, and so of an identity in it

    def with_letter(self, letter: str, number: int) -> Scope:
        """The same where a letter is this number."""
        return replace(self, letters={**self.letters, letter: number})

    def of(self, node: Meaning) -> Array:
        """The value of a node."""
        return self.values.bumped(node, self.values.rules[type(node)](self, node), self)

    def place(self, place: Affine) -> int:
        """The number of a time or an index; an index written as a number counts from 1."""
        if not place.letter:
            return place.offset
        total = self._letter(place.letter) + place.offset
        return total + sum(sign * self._letter(letter) for sign, letter in place.others)

    def sized(self, name: int | str | Compound) -> int:
        """The number of a size."""
        if isinstance(name, Compound):
            return int(name.at(self.sized))
        if isinstance(name, int) and name > 0:
            return name
        size = self.values.size(name)
        if size is None:
            raise NoValueError(f"the size {name} is not known; shapes= may say it.")
        return size

    def _letter(self, letter: str) -> int:
        if letter in self.letters:
            return self.letters[letter]
        size = self.values.size(letter)
        if size is None:
            raise NoValueError(
                f"the index {letter} is not bound here; where a sum over it reaches further, brackets say so."
            )
        return size


def shape_of_array(value: Array) -> tuple[int, int]:
    """Rows and columns."""
    return value.shape[-2], value.shape[-1]


def flipped(value: Array) -> Array:
    """The transpose."""
    return np.swapaxes(value, -1, -2)


def number(value: float) -> Array:
    """A number as an array."""
    return np.array([[value]])


def entries_of(scope: Scope, value: Array, places: Sequence[Affine | Meaning]) -> Array:
    """Entries of an array, a whole line for a colon."""
    rows, columns = shape_of_array(value)
    where: list[Any] = []
    for place in places:
        if isinstance(place, Affine) and place.letter == ":":
            where.append(slice(None))
        elif isinstance(place, Affine):
            where.append(scope.place(place) - (0 if place.letter in scope.letters else 1))
        else:
            where.append(round(float(np.real(scope.of(place)).ravel()[0])) - 1)  # a class, which counts from 1
    if len(where) == 1:
        where = [where[0], slice(None)] if rows != 1 or columns == 1 else [slice(None), where[0]]
        if rows != 1 and columns != 1:
            return flipped(_taken(value, where))  # a row of a matrix, as a column
    if len(where) > 2:
        raise NoValueError("more than two indices.")
    return _taken(value, where)


def _taken(value: Array, where: Sequence[Any]) -> Array:
    rows, columns = shape_of_array(value)
    for place, size in zip(where, (rows, columns), strict=True):
        if not isinstance(place, slice) and not 0 <= place < size:
            raise NoValueError("an index is out of range.")
    kept = [slice(place, place + 1) if not isinstance(place, slice) else place for place in where]
    return value[(..., *kept)]


def multiplied(
    scope: Scope, sign: str, left: Array, right: Array, composed: tuple[bool, bool] = (False, False), told: str = ""
) -> Array:
    """The product that the sign means between these operands: the first kind whose sizes fit, or that is told."""
    convention = scope.conventions.get(sign or "juxtaposition", "by its operands")
    shapes = shape_of_array(left), shape_of_array(right)
    every = kinds_of(sign, *shapes, convention, composed)
    kinds = [kind for kind, _, pairs, _ in every if all(a == b for a, b in pairs)]
    if not kinds:
        raise ShapesError(f"no product of {shapes[0]} and {shapes[1]}.")
    kind = kinds[0]
    if kind in ("dot", "hadamard") and {"dot", "hadamard"} <= {*kinds}:
        scope.values.ambiguous |= not told
        kind = told or scope.dotted
    if kind == "hadamard" and not sign and LAID in scope.conventions:
        raise ShapesError(f"no product of {shapes[0]} and {shapes[1]} without a sign.")
    if kind not in PRODUCTS_OF_ARRAYS:
        raise NoValueError(f"a {kind} is not judged.")
    return PRODUCTS_OF_ARRAYS[kind](left, right)


PRODUCTS_OF_ARRAYS: Mapping[str, Callable[[Array, Array], Array]] = MappingProxyType(
    {
        "scalar": lambda left, right: left * right,
        "hadamard": lambda left, right: left * right,
        "scaled": lambda left, right: left * right,
        "divide": lambda left, right: left / right,
        "matrix": lambda left, right: left @ right,
        "outer": lambda left, right: left @ flipped(right),
        "dot": lambda left, right: flipped(left) @ right,
    }
)
