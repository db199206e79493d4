"""Numbers in print."""

from __future__ import annotations

from typing import Any

import sympy as sp
from mpmath.libmp import to_str

_FIXED = -4, 16  # the powers of ten between which a number is written without one, as Python has them


def decimal(number: Any) -> str:
    """A floating point number with as few digits as tell it from others of its precision.

    >>> decimal(sp.Float(1e20)), decimal(sp.Float("0.1", 30)), decimal(sp.Float(123456789012345678.0))
    ('1e+20', '0.1', '1.2345678901234568e+17')
    """
    python = repr(float(number))
    return (python if _is_spelled(python, number) else _shortest(number)).removesuffix(".0").replace(".0e", "e")


def _shortest(number: Any) -> str:
    """The shortest decimal that is read as this number: of one that is no float of Python's precision."""
    least, most = _FIXED
    counts = range(1, number._prec)  # more bits than decimals tell two such numbers apart
    found = (str(to_str(number._mpf_, count, min_fixed=least, max_fixed=most)) for count in counts)
    return next((text for text in found if _is_spelled(text, number)), str(number))


def _is_spelled(text: str, number: Any) -> bool:
    """Whether a decimal is this number: SymPy's == also compares how many digits the two were written with."""
    return bool(sp.Float(text, precision=number._prec)._mpf_ == number._mpf_)


def power_of_ten(number: Any) -> int | None:
    """k for a rational number over 10^k, from a thousandth on; None for other numbers."""
    if not number.is_Rational or number.q < 1000:
        return None
    zeros = len(str(number.q)) - 1
    return zeros if number.q == 10**zeros else None


def short_decimal(number: Any) -> str | None:
    """A rational number as a decimal, where it ends and its fraction is longer: 0.044715; None for other numbers.

    >>> short_decimal(sp.Rational(44715, 1000000)), short_decimal(sp.Rational(3, 8)), short_decimal(sp.Rational(1, 3))
    ('0.044715', None, None)
    """
    if not number.is_Rational or number.q < _LONG or abs(number.p) < 10 or power_of_ten(number) is not None:
        return None
    rest, places = number.q, 0
    for prime in (2, 5):
        times = 0
        while rest % prime == 0:
            rest, times = rest // prime, times + 1
        places = max(places, times)
    if rest != 1:
        return None
    digits = str(abs(number.p) * 10**places // number.q).rjust(places + 1, "0")
    text = f"{'-' * bool(number.is_negative)}{digits[:-places]}.{digits[-places:]}"
    return text if len(text) < len(str(number)) else None


_LONG = 100  # a denominator from which a decimal may be shorter
