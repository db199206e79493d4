"""Numbers in print."""

from __future__ import annotations

from typing import Any

import sympy as sp


def decimal(number: Any) -> str:
    """A floating point number with as few digits as tell it from others."""
    short = repr(float(number))
    text = short if sp.Float(short) == number else str(number)
    return text.removesuffix(".0")


def power_of_ten(number: Any) -> int | None:
    """k for a rational number over 10^k, from a thousandth on; None for other numbers."""
    if not number.is_Rational or number.q < 1000:
        return None
    zeros = len(str(number.q)) - 1
    return zeros if number.q == 10**zeros else None
