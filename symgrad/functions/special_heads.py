"""Functions of several arguments that SymPy lacks, as SymPy sees them; some that derivatives of its own bring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import mpmath
import sympy as sp


class _OfOrder(sp.Function):
    """A function of an order and an argument, whose derivatives are those of other orders."""

    nargs = 2

    def _eval_evalf(self, prec: int) -> Any:
        order, argument = self.args
        if not (order.is_Integer and argument.is_number):
            return None
        with mpmath.workprec(prec + 20):
            value = self._number(int(order), argument._to_mpmath(prec + 20))
            return sp.Expr._from_mpmath(value, prec)

    @staticmethod
    def _number(order: int, z: Any) -> Any:
        raise NotImplementedError

    def fdiff(self, argindex: int = 2) -> Any:
        if argindex != 2:
            raise sp.ArgumentIndexError(self, argindex)
        return self._slope(*self.args)

    @classmethod
    def _slope(cls, order: Any, z: Any) -> Any:
        return cls(order + 1, z)


class spherical_in(_OfOrder):  # noqa: N801  (as SymPy calls jn and yn)
    """The modified spherical Bessel functions of the first kind: that of order 0 is sinh(z) / z.

    >>> spherical_in(0, sp.Integer(1)).evalf(10)
    1.175201194
    """

    @staticmethod
    def _number(order: int, z: Any) -> Any:
        return z**order / mpmath.fac2(2 * order + 1) * mpmath.hyp0f1(order + mpmath.mpf(3) / 2, z * z / 4)

    @classmethod
    def _slope(cls, order: Any, z: Any) -> Any:
        return (order * cls(order - 1, z) + (order + 1) * cls(order + 1, z)) / (2 * order + 1)


class elliptic_k_slope(_OfOrder):  # noqa: N801
    """The derivative of some order of the complete elliptic integral of the first kind, of the parameter.

    SymPy's own is (E - (1 - m) K) / (2 m (1 - m)), which is 0 / 0 at m = 0 and cancels near it.

    >>> elliptic_k_slope(1, sp.Integer(0)).evalf(10)
    0.3926990817
    """

    @staticmethod
    def _number(order: int, z: Any) -> Any:
        half = mpmath.mpf(1) / 2
        front = mpmath.pi / 2 * mpmath.rf(half, order) ** 2 / mpmath.factorial(order)
        return front * mpmath.hyp2f1(half + order, half + order, 1 + order, z)


class elliptic_e_slope(_OfOrder):  # noqa: N801
    """The derivative of some order of the complete elliptic integral of the second kind, of the parameter.

    >>> elliptic_e_slope(1, sp.Integer(0)).evalf(10)
    -0.3926990817
    """

    @staticmethod
    def _number(order: int, z: Any) -> Any:
        half = mpmath.mpf(1) / 2
        front = mpmath.pi / 2 * mpmath.rf(-half, order) * mpmath.rf(half, order) / mpmath.factorial(order)
        return front * mpmath.hyp2f1(order - half, order + half, 1 + order, z)


class _OfTwo(sp.Function):
    """A function of two arguments, with a definition in SymPy's own."""

    nargs = 2

    @staticmethod
    def definition(a: Any, b: Any) -> Any:
        """What it is in SymPy's functions."""
        raise NotImplementedError

    def _eval_evalf(self, prec: int) -> Any:
        return self.definition(*self.args)._eval_evalf(prec)

    def _eval_expand_func(self, **hints: Any) -> Any:
        return self.definition(*self.args)


class hypot(_OfTwo):  # noqa: N801
    """The length of the hypotenuse, sqrt(a^2 + b^2).

    >>> a, b = sp.symbols("a b")
    >>> hypot(a, b).diff(a)
    a/hypot(a, b)
    """

    @staticmethod
    def definition(a: Any, b: Any) -> Any:
        return sp.sqrt(a**2 + b**2)

    def fdiff(self, argindex: int = 1) -> Any:
        return self.args[argindex - 1] / self


class logaddexp(_OfTwo):  # noqa: N801
    """The logarithm of a sum of two exponentials, log(e^a + e^b).

    >>> logaddexp(sp.Integer(0), sp.Integer(0)).evalf(10)
    0.6931471806
    """

    @staticmethod
    def definition(a: Any, b: Any) -> Any:
        return sp.log(sp.exp(a) + sp.exp(b))

    def fdiff(self, argindex: int = 1) -> Any:
        one, other = self.args if argindex == 1 else reversed(self.args)
        return 1 / (1 + sp.exp(other - one))


def digits_of(value: Any, digits: int) -> Any:
    """SymPy's ``evalf``, where it has the wrong sign (jn and yn of numbers below 0) or none (erfcinv, erf2) too.

    >>> digits_of(sp.jn(0, sp.Integer(-1)), 10), sp.jn(0, sp.Integer(1)).evalf(10)
    (0.8414709848, 0.8414709848)
    """
    if value.has(*_NOT_SYMPYS):
        for head, form in _NOT_SYMPYS.items():
            value = value.replace(head, form)
    return value.evalf(digits)


def _of_positive(head: Any, order: Any, z: Any) -> Any:
    if not (order.is_integer and z.is_negative):
        return head(order, z)
    return (-1) ** (order + (head is sp.yn)) * head(order, -z)


_NOT_SYMPYS: Mapping[Any, Callable[..., Any]] = {
    sp.jn: lambda order, z: _of_positive(sp.jn, order, z),
    sp.yn: lambda order, z: _of_positive(sp.yn, order, z),
    sp.erfcinv: lambda z: sp.erfinv(1 - z),
    sp.erf2: lambda a, b: sp.erf(b) - sp.erf(a),
}
