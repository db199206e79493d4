"""Sums of names at numbers of many digits: whether one that is not shown to be nothing is something."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import mpmath

from symgrad.claims.exact.exact_ring import Key, Product, Ring, Terms

DIGITS = 60
_NOTHING = 30  # digits to which the terms of a sum cancel where it is zero

_KNOWN: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        "tanh": mpmath.tanh, "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "sinh": mpmath.sinh,
        "cosh": mpmath.cosh, "arctan": mpmath.atan, "log": lambda z: mpmath.log(abs(z)),
        "softplus": lambda z: mpmath.log(1 + mpmath.exp(z)),
    }
)  # fmt: skip


class Point:
    """A number for each name: drawn for entries, computed for what stands for a function."""

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self._values: dict[int, Any] = {}

    def told(self, terms: Terms) -> str:
        """The value of a sum whose terms do not cancel at this point; "" where they do, and it may be zero."""
        with mpmath.workdps(DIGITS):
            values = [self._term(product, number) for product, number in terms.items()]
            total, scale = mpmath.fsum(values), mpmath.fsum(map(abs, values))
            if abs(total) <= scale * mpmath.mpf(10) ** -_NOTHING:
                return ""
            return str(mpmath.nstr(total, 3))

    def of(self, terms: Terms) -> Any:
        """The value of a sum."""
        return mpmath.fsum(self._term(product, number) for product, number in terms.items())

    def _term(self, product: Product, number: Any) -> Any:
        found = mpmath.mpf(number.numerator) / number.denominator
        for name, power in product:
            found *= self._name(name) ** power
        return found

    def _name(self, name: int) -> Any:
        if name not in self._values:
            self._values[name] = self._computed(self.ring.keys[name])
        return self._values[name]

    def _computed(self, key: Key) -> Any:
        kind, *of = key
        if kind == "constant":
            return +mpmath.pi
        if kind == "exp":
            return mpmath.exp(self._term(of[0], 1) / of[1])
        if kind == "function":
            return self._function(of[0], of[1], self.of(dict(of[2])))
        if kind == "several":
            return self._of_several(of[0], of[1], [self.of(dict(one)) for one in of[2]])
        if kind == "entry":
            first, second, _ = _drawn(key)
            alone = of[1] is None and of[2:] == [0, 0]  # a number that may stand under a root
            return first if alone or second > 1.5 else -first
        value = self.of(dict(of[0]))
        if kind == "step":
            return mpmath.mpf(value > 0)
        return {"inverse": lambda: 1 / value, "root": lambda: mpmath.sqrt(abs(value)),
                "sign": lambda: mpmath.sign(value)}[kind]()  # fmt: skip

    def _function(self, name: str, order: int, at: Any) -> Any:
        if name in _KNOWN and not order:
            return _KNOWN[name](at)
        return self._of_several(name, (order,), [at])

    @staticmethod
    def _of_several(name: str, orders: tuple[int, ...], at: list[Any]) -> Any:
        """A smooth function that the text leaves open, or a derivative of it."""
        found = mpmath.mpf(1)
        for k, (order, own) in enumerate(zip(orders, at, strict=True)):
            scale, shift, _ = _drawn((name, k))
            found *= scale**order * mpmath.sin(scale * own + shift + order * mpmath.pi / 2)
        return found


def _drawn(key: Key) -> tuple[Any, Any, Any]:
    """Numbers between 1/4 and 5/4, or, the second, between 1 and 2; the same for the same key."""
    digest = hashlib.sha256(repr(key).encode()).digest()
    parts = [mpmath.mpf(int.from_bytes(digest[8 * k : 8 * k + 8], "big")) / 2**64 for k in range(3)]
    return parts[0] + 0.25, parts[1] + 1, parts[2]
