"""Functions that SymPy has, beyond those with a name in symgrad: one row each, of which elementwise makes its own.

The slope is what SymPy's ``fdiff`` gives, in the form that books print, and without cancellation where arguments are
large. Inverses of secant and the like are those of SymPy: acot(x) = atan(1/x).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import sympy as sp

from symgrad.functions.heads import X, Y

SECH = '''
def sech(x):
    """1 / cosh(x), without overflow."""
    e = np.exp(-np.abs(x))
    return 2.0 * e / (1.0 + e * e)
'''
SECH_ANALYTIC = '''
def sech(x):
    """1 / cosh(x), without overflow near the real line."""
    e = np.exp(-x * np.where(x.real < 0.0, -1.0, 1.0))
    return 2.0 * e / (1.0 + e * e)
'''
CSCH = '''
def csch(x):
    """1 / sinh(x), without overflow."""
    y = np.abs(x)
    return np.sign(x) * 2.0 * np.exp(-y) / -np.expm1(-2.0 * y)
'''
CSCH_ANALYTIC = '''
def csch(x):
    """1 / sinh(x), without overflow near the real line."""
    sign = np.where(x.real < 0.0, -1.0, 1.0)
    return sign * 2.0 * np.exp(-sign * x) / -np.expm1(-2.0 * sign * x)
'''


class Known(NamedTuple):
    """A function of SymPy's: its slope in X and the value Y, and what else stands in a row."""

    head: Any
    slope: Any
    latex: str
    numpy: str
    told: str
    helper: str = ""
    analytic: str = ""
    values: tuple[int, int] | None = None


def _root(radicand: Any) -> Any:
    return 1 / sp.sqrt(radicand)


TABLE = (
    Known(sp.sec, Y * sp.tan(X), r"\sec", "1.0 / np.cos({x})", "the secant, 1 / cos"),
    Known(sp.csc, -Y * sp.cot(X), r"\csc", "1.0 / np.sin({x})", "the cosecant, 1 / sin"),
    Known(sp.cot, -1 - Y**2, r"\cot", "1.0 / np.tan({x})", "the cotangent, 1 / tan"),
    Known(sp.asin, _root(1 - X**2), r"\arcsin", "np.arcsin({x})", "the inverse of the sine"),
    Known(sp.acos, -_root(1 - X**2), r"\arccos", "np.arccos({x})", "the inverse of the cosine"),
    Known(
        sp.acot, -1 / (1 + X**2), r"\operatorname{arccot}", "np.arctan(1.0 / {x})", "the inverse of the cotangent",
    ),
    Known(
        sp.asec, _root(1 - 1 / X**2) / X**2, r"\operatorname{arcsec}", "np.arccos(1.0 / {x})",
        "the inverse of the secant",
    ),
    Known(
        sp.acsc, -_root(1 - 1 / X**2) / X**2, r"\operatorname{arccsc}", "np.arcsin(1.0 / {x})",
        "the inverse of the cosecant",
    ),
    Known(
        sp.sech, -Y * sp.tanh(X), r"\operatorname{sech}", "sech({x})", "the hyperbolic secant, 1 / cosh", SECH,
        SECH_ANALYTIC, (0, 1),
    ),
    Known(
        sp.csch, -Y * sp.coth(X), r"\operatorname{csch}", "csch({x})", "the hyperbolic cosecant, 1 / sinh", CSCH,
        CSCH_ANALYTIC,
    ),
    Known(sp.coth, -sp.csch(X) ** 2, r"\coth", "1.0 / np.tanh({x})", "the hyperbolic cotangent, 1 / tanh"),
    Known(
        sp.acosh, _root((X - 1) * (X + 1)), r"\operatorname{arcosh}", "np.arccosh({x})",
        "the inverse of the hyperbolic cosine",
    ),
    Known(
        sp.atanh, 1 / (1 - X**2), r"\operatorname{artanh}", "np.arctanh({x})", "the inverse of the hyperbolic tangent",
    ),
    Known(
        sp.acoth, 1 / (1 - X**2), r"\operatorname{arcoth}", "np.arctanh(1.0 / {x})",
        "the inverse of the hyperbolic cotangent",
    ),
    Known(
        sp.asech, -_root(1 - X**2) / X, r"\operatorname{arsech}", "np.arccosh(1.0 / {x})",
        "the inverse of the hyperbolic secant",
    ),
    Known(
        sp.acsch, -_root(1 + 1 / X**2) / X**2, r"\operatorname{arcsch}", "np.arcsinh(1.0 / {x})",
        "the inverse of the hyperbolic cosecant",
    ),
    Known(sp.floor, sp.S.Zero, r"\operatorname{floor}", "np.floor({x})", "the largest whole number up to x, with the "
          "slope 0"),
    Known(sp.ceiling, sp.S.Zero, r"\operatorname{ceil}", "np.ceil({x})", "the smallest whole number from x on, with "
          "the slope 0"),
)  # fmt: skip
