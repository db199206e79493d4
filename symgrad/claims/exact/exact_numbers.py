"""Numbers that are sums of products of names, and how each moves with what is moved: for arrays of objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np

from symgrad.claims.exact.exact_ring import ONE, NotExactError, Ring, Terms, added, constant, frozen, scaled

_FINEST = 10**7  # the largest denominator of a number that may come as a float: 0.5, 1e-05, and no pi

_HIGHEST = 40  # power of a number
_MINUS = Fraction(-1)


class Exact:
    """A number: its value, and for each direction how it moves along it.

    Arithmetic is Python's, so NumPy's arrays of objects compute with it.
    """

    __slots__ = ("ring", "slopes", "value")

    def __init__(self, ring: Ring, value: Terms, slopes: Mapping[int, Terms] | None = None) -> None:
        self.ring, self.value, self.slopes = ring, value, slopes or {}

    def _other(self, other: Any) -> Exact:
        if isinstance(other, Exact):
            return other
        return Exact(self.ring, constant(fraction(other)))

    def __add__(self, other: Any) -> Exact:
        other = self._other(other)
        slopes = dict(self.slopes)
        for k, slope in other.slopes.items():
            slopes[k] = added(slopes[k], slope) if k in slopes else slope
        return Exact(self.ring, added(self.value, other.value), slopes)

    def __neg__(self) -> Exact:
        slopes = {k: scaled(slope, _MINUS) for k, slope in self.slopes.items()}
        return Exact(self.ring, scaled(self.value, _MINUS), slopes)

    def __sub__(self, other: Any) -> Exact:
        return self + -self._other(other)

    def __rsub__(self, other: Any) -> Exact:
        return self._other(other) - self

    def __mul__(self, other: Any) -> Exact:
        other = self._other(other)
        times = self.ring.times
        slopes = {k: times(slope, other.value) for k, slope in self.slopes.items()}
        for k, slope in other.slopes.items():
            own = times(self.value, slope)
            slopes[k] = added(slopes[k], own) if k in slopes else own
        return Exact(self.ring, times(self.value, other.value), slopes)

    __radd__, __rmul__ = __add__, __mul__

    def __truediv__(self, other: Any) -> Exact:
        return self * self._other(other).inverse()

    def __rtruediv__(self, other: Any) -> Exact:
        return self._other(other) * self.inverse()

    def __pow__(self, power: Any) -> Exact:
        if not isinstance(power, int | np.integer) or abs(int(power)) > _HIGHEST:
            raise NotExactError(f"the power {power}")
        power = int(power)
        base = self if power >= 0 else self.inverse()
        found = self._other(1)
        for _ in range(abs(power)):
            found = found * base
        return found

    def inverse(self) -> Exact:
        """One divided by it."""
        inverse = self.ring.inverse(self.value)
        return self.along(inverse, lambda: scaled(self.ring.times(inverse, inverse), _MINUS))

    def along(self, value: Terms, slope: Callable[[], Terms]) -> Exact:
        """A function of it that has this value and this slope."""
        if not self.slopes:
            return Exact(self.ring, value)
        by = slope()
        return Exact(self.ring, value, {k: self.ring.times(by, own) for k, own in self.slopes.items()})

    @property
    def still(self) -> Exact:
        """The same where nothing is moved."""
        return Exact(self.ring, self.value)

    @property
    def number(self) -> Fraction:
        """The number that it is.

        Raises NotExactError where it holds names.
        """
        if self.value.keys() - {ONE}:
            raise NotExactError("an exponent that is no number")
        return self.value.get(ONE, Fraction(0))

    def _refused(self, *_: Any) -> Any:
        raise NotExactError("a comparison of what is no number")

    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = __float__ = __complex__ = __abs__ = __bool__ = _refused
    __hash__ = object.__hash__

    # What NumPy calls of each entry: np.exp, np.tanh, ...

    def exp(self) -> Exact:
        return applied("exp", self)

    def log(self) -> Exact:
        return applied("log", self)

    def sqrt(self) -> Exact:
        return applied("sqrt", self)

    def tanh(self) -> Exact:
        return applied("tanh", self)


def fraction(number: Any) -> Fraction:
    """A number of Python or NumPy as it is written.

    Raises NotExactError for one that no short decimal says.
    """
    if isinstance(number, (bool, np.bool_, int, np.integer)):
        return Fraction(int(number))
    if isinstance(number, Fraction):
        return number
    if not isinstance(number, (float, np.floating)) or not np.isfinite(number):
        raise NotExactError(f"the number {number}")
    found = Fraction(repr(float(number)))
    if found.denominator > _FINEST:
        raise NotExactError(f"the number {number}")
    return found


def applied(name: str, z: Exact, order: int = 0) -> Exact:
    """A function of a number, by its name, or a derivative of it; one that is not known is any smooth function."""
    if name in COMPOSED:
        return COMPOSED[name](z)
    value = _value(name, order, z)
    return z.along(value, lambda: sloped(name, z.still, order).value)


def sloped(name: str, z: Exact, order: int = 0) -> Exact:
    """The slope of a function, or of a derivative of it, at a number."""
    if name in SLOPES:
        return SLOPES[name](z)
    if name in COMPOSED:
        raise NotExactError(f"the slope of {name}")
    return applied(name, z, order + 1)


def applied_to_several(name: str, arguments: Sequence[Exact], orders: tuple[int, ...] = ()) -> Exact:
    """A smooth function of several numbers, or a derivative of it, of these orders."""
    ring, orders = arguments[0].ring, orders or (0,) * len(arguments)
    found = Exact(ring, ring.name("several", name, orders, tuple(frozen(one.value) for one in arguments)))
    still = [one.still for one in arguments]
    for k, one in enumerate(arguments):
        if one.slopes:
            raised = tuple(order + (j == k) for j, order in enumerate(orders))
            by = applied_to_several(name, still, raised).value
            found = found + Exact(ring, {}, {way: ring.times(by, own) for way, own in one.slopes.items()})
    return found


def _value(name: str, order: int, z: Exact) -> Terms:
    ring, terms = z.ring, z.value
    if name == "exp":
        return ring.exponential(terms)
    if name == "sqrt":
        return ring.name("root", frozen(terms))
    if name in ("step", "sign"):
        return ring.name(name, frozen(terms))
    turned = bool(terms) and terms[min(terms)] < 0
    if turned and (name in _ODD or name in _EVEN):
        found = ring.name("function", name, order, frozen(scaled(terms, _MINUS)))
        return scaled(found, _MINUS) if name in _ODD else found
    return ring.name("function", name, order, frozen(terms))


_ODD = frozenset({"tanh", "sin", "sinh", "tan", "arctan"})
_EVEN = frozenset({"cos", "cosh"})

SLOPES: Mapping[str, Callable[[Exact], Exact]] = MappingProxyType(
    {
        "tanh": lambda z: 1 - applied("tanh", z) ** 2,
        "sigmoid": lambda z: applied("sigmoid", z) * (1 - applied("sigmoid", z)),
        "exp": lambda z: applied("exp", z),
        "log": lambda z: 1 / z,
        "sqrt": lambda z: Fraction(1, 2) / applied("sqrt", z),
        "sin": lambda z: applied("cos", z), "cos": lambda z: -applied("sin", z),
        "tan": lambda z: 1 + applied("tan", z) ** 2, "arctan": lambda z: 1 / (1 + z**2),
        "sinh": lambda z: applied("cosh", z), "cosh": lambda z: applied("sinh", z),
        "softplus": lambda z: applied("sigmoid", z),
        "relu": lambda z: applied("step", z), "abs": lambda z: applied("sign", z),
        "step": lambda z: 0 * z, "sign": lambda z: 0 * z,
    }
)  # fmt: skip
COMPOSED: Mapping[str, Callable[[Exact], Exact]] = MappingProxyType(
    {
        "sigmoid": lambda z: 1 / (1 + applied("exp", -z)), "softplus": lambda z: applied("log", 1 + applied("exp", z)),
        "relu": lambda z: z * applied("step", z), "abs": lambda z: z * applied("sign", z),
        "norm |": lambda z: z * applied("sign", z),
        "silu": lambda z: z * applied("sigmoid", z), "coth": lambda z: 1 / applied("tanh", z),
        "sec": lambda z: 1 / applied("cos", z), "csc": lambda z: 1 / applied("sin", z),
        "cot": lambda z: 1 / applied("tan", z), "sech": lambda z: 1 / applied("cosh", z),
        "log1p": lambda z: applied("log", 1 + z), "expm1": lambda z: applied("exp", z) - 1,
        "logit": lambda z: applied("log", z / (1 - z)), "log_sigmoid": lambda z: applied("log", applied("sigmoid", z)),
        "mish": lambda z: z * applied("tanh", applied("softplus", z)), "tanhshrink": lambda z: z - applied("tanh", z),
        "softsign": lambda z: z / (1 + applied("abs", z)),
    }
)  # fmt: skip
