"""Sums of products of names and of functions of such sums, in one form: two that come out alike are equal everywhere.

A sum is a mapping of products to rational numbers, a product the names in it with their powers, which may be negative.
A name is an entry of an array, or what stands for a function of a sum: tanh of it, its root, its inverse. Names know
what holds of them: an inverse times its sum is one, the square of a root is its sum, a step is its own square. Where
all that is used, and a difference comes out as nothing, it is nothing, whatever the numbers are.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from symgrad.errors import SymgradError

Product: TypeAlias = tuple[tuple[int, int], ...]  # names by number, each with its power, in order
Terms: TypeAlias = dict[Product, Fraction]
Key: TypeAlias = tuple[Any, ...]

ONE: Product = ()


class NotExactError(SymgradError):
    """What is to be shown has no form here, or one that is too long."""


class Ring:
    """The names of one text, and how much work is left for them: products of two terms."""

    def __init__(self, most: int) -> None:
        self.left = most
        self.keys: list[Key] = []
        self._numbers: dict[Key, int] = {}

    def name(self, *key: Any) -> Terms:
        """The name with this key: its kind, and what it is of."""
        if key not in self._numbers:
            self._numbers[key] = len(self.keys)
            self.keys.append(key)
        return {((self._numbers[key], 1),): Fraction(1)}

    def times(self, first: Terms, second: Terms) -> Terms:
        """The product of two sums."""
        if len(first) > len(second):
            first, second = second, first
        self.left -= len(first) * len(second) + 1
        if self.left < 0:
            raise NotExactError("it is too long")
        found: Terms = {}
        for one, by in first.items():
            for other, more in second.items():
                product = _product(one, other)
                total = found.get(product, 0) + by * more
                if total:
                    found[product] = total
                else:
                    del found[product]
        return found

    def inverse(self, terms: Terms) -> Terms:
        """One divided by a sum: of one product its inverse, of more of them a name."""
        if not terms:
            raise NotExactError("it divides by zero")
        first = min(terms)
        number = terms[first]
        if len(terms) == 1:
            return {tuple((name, -power) for name, power in first): 1 / number}
        return scaled(self.name("inverse", frozen(scaled(terms, 1 / number))), 1 / number)

    def exponential(self, terms: Terms) -> Terms:
        """The exponential of a sum, as the product of those of its terms."""
        found = constant(1)
        for product, number in sorted(terms.items()):
            ((name, _),) = next(iter(self.name("exp", product, number.denominator)))
            found = self.times(found, {((name, number.numerator),): Fraction(1)})
        return found

    def is_nothing(self, terms: Terms) -> bool:
        """Whether a sum is zero by all that holds of its names."""
        name = max((one for product in terms for one, _ in product if self.keys[one][0] in _RULED), default=None)
        if name is None:
            return not terms
        kind, *of = self.keys[name]
        apart: dict[int, Terms] = {}  # by the power of the name
        for product, number in terms.items():
            power = next((power for one, power in product if one == name), 0)
            apart.setdefault(power, {})[tuple(one for one in product if one[0] != name)] = number
        low, high = min(apart), max(apart)
        if kind == "inverse":
            return self.is_nothing(self._joined([apart.get(k, {}) for k in range(low, high + 1)], dict(of[0])))
        if kind == "root":
            low -= low % 2
            ways = [[apart.get(k, {}) for k in range(low + odd, high + 2, 2)][::-1] for odd in (0, 1)]
            return all(self.is_nothing(self._joined(own, dict(of[0]))) for own in ways)
        idempotent = kind == "step"
        sides: list[Terms] = [{}, {}]
        for power, own in apart.items():
            side = int(power > 0) if idempotent else power % 2
            sides[side] = added(sides[side], own)
        return all(map(self.is_nothing, sides))

    def _joined(self, parts: list[Terms], by: Terms) -> Terms:
        """The parts, each of them times this one more time than the next."""
        found: Terms = {}
        for part in parts:
            found = added(self.times(found, by), part)
        return found


_RULED = frozenset({"inverse", "root", "step", "sign"})  # kinds of names of which more holds than that they are numbers


def _product(first: Product, second: Product) -> Product:
    if not first:
        return second
    if not second:
        return first
    found = dict(first)
    for name, power in second:
        power += found.get(name, 0)
        if power:
            found[name] = power
        else:
            del found[name]
    return tuple(sorted(found.items()))


def constant(number: Fraction | int) -> Terms:
    """A number as a sum."""
    return {ONE: Fraction(number)} if number else {}


def added(first: Terms, second: Terms) -> Terms:
    """The sum of two."""
    found = dict(first)
    for product, number in second.items():
        total = found.get(product, 0) + number
        if total:
            found[product] = Fraction(total)
        else:
            del found[product]
    return found


def scaled(terms: Terms, by: Fraction) -> Terms:
    """A sum times a number."""
    return {product: number * by for product, number in terms.items()} if by else {}


def frozen(terms: Mapping[Product, Fraction]) -> tuple[tuple[Product, Fraction], ...]:
    """A sum as a key."""
    return tuple(sorted(terms.items()))
