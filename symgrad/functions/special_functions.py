"""The special functions that SymPy has and NumPy has not: one row each, with what every target calls it.

A differential is SymPy's ``fdiff`` unless the row states another one: where SymPy's is 0 / 0 at a point at which the
function is smooth, or cancels near one. Code for arrays is SciPy's, and of complex numbers mpmath's; where a library
has a function it is named, and where none is, the function is refused there by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.functions import special_sources as sources
from symgrad.functions.bessel_functions import BESSEL
from symgrad.functions.heads import LOGISTIC, X, Y
from symgrad.functions.special_heads import elliptic_e_slope, elliptic_k_slope, hypot, logaddexp, spherical_in
from symgrad.functions.special_row import (
    ABOVE_ONE,
    ABOVE_ZERO,
    ANY,
    BRANCH,
    EVERYWHERE,
    FIRST,
    POSITIVE,
    SECOND,
    SMALL,
    WHOLE,
    Special,
)
from symgrad.functions.sympy_functions import Known

SPECIAL = (
    Special(
        sp.gamma, r"\Gamma", "the gamma function", "special.gamma({0})", "mpmath.gamma({0})", (ABOVE_ZERO,),
        slopes=(Y * sp.polygamma(0, X),),
        elsewhere={"c": "sg_tgamma({0})", "jax": "jax.scipy.special.gamma({0})"},
    ),
    Special(
        sp.loggamma, r"\log\Gamma", "the logarithm of the gamma function, of numbers above 0", "special.loggamma({0})",
        "mpmath.loggamma({0})", (ABOVE_ZERO,),
        elsewhere={
            "c": "sg_loggamma({0})", "jax": "loggamma(xp, {0})", "torch": "loggamma(xp, {0})",
        },
    ),
    Special(
        sp.polygamma, r"\psi", "the derivatives of the logarithm of the gamma function", "polygamma({0}, {1})",
        "mpmath.psi(int({0}.real), {1})", (SMALL, ABOVE_ZERO), WHOLE, "^", helper=sources.POLYGAMMA,
        elsewhere={
            "jax": "polygamma(xp, {0}, {1})", "torch": "polygamma(xp, {0}, {1})",
        },
    ),
    Special(
        sp.uppergamma, r"\Gamma", "the upper incomplete gamma function", "uppergamma({0}, {1})",
        "mpmath.gammainc({0}, {1})", ((0.3, 1.7, 2.2), ABOVE_ZERO), POSITIVE, helper=sources.UPPER_GAMMA,
        elsewhere={
            "jax": "uppergamma(xp, {0}, {1})",
        },
    ),
    Special(
        sp.lowergamma, r"\gamma", "the lower incomplete gamma function", "lowergamma({0}, {1})",
        "mpmath.gammainc({0}, 0, {1})", ((0.3, 1.7, 2.2), ABOVE_ZERO), POSITIVE, helper=sources.LOWER_GAMMA,
        elsewhere={
            "jax": "lowergamma(xp, {0}, {1})",
        },
    ),
    Special(
        sp.beta, r"\operatorname{B}", "the beta function", "beta({0}, {1})", "mpmath.beta({0}, {1})",
        (ABOVE_ZERO, ABOVE_ZERO), helper=sources.BETA,
        slopes=tuple(
            Y * (sp.polygamma(0, one) - sp.polygamma(0, FIRST + SECOND)) for one in (FIRST, SECOND)
        ),
    ),
    Special(
        sp.factorial, r"\operatorname{factorial}", "the factorial, of every number", "special.gamma({0} + 1.0)",
        "mpmath.gamma({0} + 1)", (ABOVE_ZERO,), slopes=(Y * sp.polygamma(0, X + 1),),
        elsewhere={"c": "sg_tgamma({0} + 1)", "jax": "jax.scipy.special.gamma({0} + 1.0)"},
    ),
    Special(
        sp.zeta, r"\zeta", "Hurwitz's zeta function", "special.zeta({0}, {1})", "mpmath.zeta({0}, {1})",
        ((1.5, 2, 3), ABOVE_ZERO), ABOVE_ONE, slopes=(None, -FIRST * sp.zeta(FIRST + 1, SECOND)),
        elsewhere=dict.fromkeys(("jax", "torch"), "hurwitz(xp, {0}, {1})"),
    ),
    Special(
        sp.erfi, r"\operatorname{erfi}", "the imaginary error function", "special.erfi({0})", "mpmath.erfi({0})",
        (EVERYWHERE,),
    ),
    Special(
        sp.erfinv, r"\operatorname{erfinv}", "the inverse of the error function", "special.erfinv({0})",
        "inverse_of_erf({0})", ((-0.9, 0.9),), slopes=(sp.sqrt(sp.pi) / 2 * sp.exp(Y**2),), helper=sources.ERFINV,
        elsewhere={"jax": "jax.scipy.special.erfinv({0})", "torch": "torch.special.erfinv({0})"},
    ),
    Special(
        sp.erfcinv, r"\operatorname{erfcinv}", "the inverse of the complement of the error function",
        "special.erfcinv({0})", "inverse_of_erf(1 - {0})", ((0.1, 1.9),),
        slopes=(-sp.sqrt(sp.pi) / 2 * sp.exp(Y**2),), helper=sources.ERFINV,
    ),
    Special(
        sp.erf2, r"\operatorname{erf2}", "the error function between two numbers", "erf2({0}, {1})",
        "mpmath.erf({1}) - mpmath.erf({0})", (EVERYWHERE, EVERYWHERE), helper=sources.ERF2, values=(-2, 2),
        slopes=tuple(sign * 2 / sp.sqrt(sp.pi) * sp.exp(-(one**2)) for sign, one in ((-1, FIRST), (1, SECOND))),
        elsewhere={"c": "sg_erf2({0}, {1})", **dict.fromkeys(("array-api", "jax", "torch"), "erf2(xp, {0}, {1})")},
    ),
    Special(
        sp.fresnels, r"\operatorname{S}", "Fresnel's sine integral", "special.fresnel({0})[0]",
        "mpmath.fresnels({0})", (EVERYWHERE,),
    ),
    Special(
        sp.fresnelc, r"\operatorname{C}", "Fresnel's cosine integral", "special.fresnel({0})[1]",
        "mpmath.fresnelc({0})", (EVERYWHERE,),
    ),
    Special(
        sp.Si, r"\operatorname{Si}", "the sine integral", "special.sici({0})[0]", "mpmath.si({0})", (EVERYWHERE,),
        slopes=(sp.sinc(X),),
    ),
    Special(
        sp.Ci, r"\operatorname{Ci}", "the cosine integral, of numbers above 0", "special.sici({0})[1]",
        "mpmath.ci({0})", (ABOVE_ZERO,), slopes=(sp.cos(X) / X,),
    ),
    Special(
        sp.Shi, r"\operatorname{Shi}", "the hyperbolic sine integral", "special.shichi({0})[0]", "mpmath.shi({0})",
        (EVERYWHERE,), slopes=(spherical_in(0, X),),
    ),
    Special(
        sp.Chi, r"\operatorname{Chi}", "the hyperbolic cosine integral, of numbers above 0", "special.shichi({0})[1]",
        "mpmath.chi({0})", (ABOVE_ZERO,), slopes=(sp.cosh(X) / X,),
    ),
    Special(
        sp.Ei, r"\operatorname{Ei}", "the exponential integral", "special.expi({0})", "exponential_integral({0})",
        ((0.1, 3.0),), slopes=(sp.exp(X) / X,), helper=sources.EI, elsewhere={"jax": "jax.scipy.special.expi({0})"},
    ),
    Special(
        sp.expint, r"\operatorname{E}", "the exponential integrals E_n", "expint({0}, {1})",
        "mpmath.expint({0}, {1})", ((1, 2, 3), ABOVE_ZERO), WHOLE, "_", (None, -sp.expint(FIRST - 1, SECOND)),
        sources.EXPINT, elsewhere={"jax": {None: "jax.scipy.special.expn({n}, {1})"}},
    ),
    Special(
        sp.li, r"\operatorname{li}", "the logarithmic integral", "special.expi(np.log({0}))",
        "exponential_integral(mpmath.log({0}))", ((1.2, 6.0),), slopes=(1 / sp.log(X),), helper=sources.EI,
        elsewhere={"jax": "jax.scipy.special.expi(xp.log({0}))"},
    ),
    Special(
        sp.Li, r"\operatorname{Li}", "the logarithmic integral from 2 on",
        "special.expi(np.log({0})) - 1.0451637801174927", "exponential_integral(mpmath.log({0})) - mpmath.li(2)",
        ((1.2, 6.0),), slopes=(1 / sp.log(X),), helper=sources.EI,
        elsewhere={"jax": "jax.scipy.special.expi(xp.log({0})) - 1.0451637801174927"},
    ),
    *BESSEL,
    Special(
        sp.elliptic_k, "K", "the complete elliptic integral of the first kind, of the parameter m",
        "special.ellipk({0})", "mpmath.ellipk({0})", ((-2.0, 0.9),), slopes=(elliptic_k_slope(1, X),),
    ),
    Special(
        sp.elliptic_e, "E", "the complete elliptic integral of the second kind, of the parameter m",
        "special.ellipe({0})", "mpmath.ellipe({0})", ((-2.0, 0.9),), slopes=(elliptic_e_slope(1, X),),
    ),
    Special(
        elliptic_k_slope, "K", "the derivatives of the complete elliptic integral of the first kind",
        "elliptic_k_slope({0}, {1})", sources.ELLIPTIC_K_MPMATH, ((1, 2), (-2.0, 0.9)), WHOLE, "^",
        (None, elliptic_k_slope(FIRST + 1, SECOND)), sources.ELLIPTIC_K,
    ),
    Special(
        elliptic_e_slope, "E", "the derivatives of the complete elliptic integral of the second kind",
        "elliptic_e_slope({0}, {1})", sources.ELLIPTIC_E_MPMATH, ((1, 2), (-2.0, 0.9)), WHOLE, "^",
        (None, elliptic_e_slope(FIRST + 1, SECOND)), sources.ELLIPTIC_E,
    ),
    Special(
        sp.LambertW, "W", "Lambert's function, the inverse of w exp(w)", "lambertw({0})", "mpmath.lambertw({0})",
        ((-0.3, 3.0),), slopes=(sp.exp(-Y) / (1 + Y),), helper=sources.LAMBERTW,
    ),
    Special(
        sp.LambertW, "W", "the other branch of Lambert's function, of numbers from -1/e to 0", "lambertw({0}, {1})",
        "mpmath.lambertw({0}, int({1}.real))", ((-0.3, -0.05), (-1,)), BRANCH, "_",
        (sp.exp(-sp.LambertW(FIRST, SECOND)) / (1 + sp.LambertW(FIRST, SECOND)), None), sources.LAMBERTW, place=1,
    ),
    Special(
        sp.Heaviside, r"\operatorname{step}", "Heaviside's step, with the slope 0 everywhere",
        "np.heaviside({0}, {1})", sources.HEAVISIDE_MPMATH, (EVERYWHERE, (0, 0.5, 1)), ANY, "", (sp.S.Zero, None),
        values=(0, 1), place=1,
        elsewhere={
            "c": "sg_heaviside({0}, {1})",
            **dict.fromkeys(("array-api", "jax", "torch"), "heaviside(xp, {0}, {1})"),
        },
    ),
    Special(
        sp.sinc, r"\operatorname{sinc}", "sin(x) / x", "sinc({0})", "mpmath.sinc({0})", (EVERYWHERE,),
        slopes=(-sp.jn(1, X),), helper=sources.SINC, values=(-1, 1),
        elsewhere={"c": "sg_sinc({0})", **dict.fromkeys(("array-api", "jax", "torch"), "sinc(xp, {0})")},
    ),
    Special(
        sp.atan2, r"\operatorname{atan2}", "the angle of a point (x, y), of y and x", "np.arctan2({0}, {1})",
        sources.ATAN2_MPMATH, (EVERYWHERE, EVERYWHERE),
        slopes=(SECOND / (FIRST**2 + SECOND**2), -FIRST / (FIRST**2 + SECOND**2)),
        elsewhere={
            "c": "sg_atan2({0}, {1})", **dict.fromkeys(("array-api", "jax", "torch"), "xp.atan2({0}, {1})"),
        },
    ),
    Special(
        hypot, r"\operatorname{hypot}", "the square root of the sum of two squares, without a slope at (0, 0)",
        "np.hypot({0}, {1})", "mpmath.sqrt({0} * {0} + {1} * {1})", (EVERYWHERE, EVERYWHERE),
        slopes=(FIRST / Y, SECOND / Y),
        elsewhere={"c": "sg_hypot({0}, {1})", **dict.fromkeys(("array-api", "jax", "torch"), "xp.hypot({0}, {1})")},
    ),
    Special(
        logaddexp, r"\operatorname{logaddexp}", "the logarithm of the sum of two exponentials",
        "np.logaddexp({0}, {1})", "mpmath.log(mpmath.exp({0}) + mpmath.exp({1}))", (EVERYWHERE, EVERYWHERE),
        slopes=(LOGISTIC(FIRST - SECOND), LOGISTIC(SECOND - FIRST)),
        elsewhere={
            "c": "sg_logaddexp({0}, {1})",
            **dict.fromkeys(("array-api", "jax", "torch"), "xp.logaddexp({0}, {1})"),
        },
    ),
    Special(
        sp.frac, r"\operatorname{frac}", "what is left of a number above the largest whole one, with the slope 1",
        "{0} - np.floor({0})", "{0} - mpmath.floor({0}.real)", (EVERYWHERE,), slopes=(sp.S.One,), values=(0, 1),
        elsewhere={"c": "({0} - sg_floor({0}))", **dict.fromkeys(("array-api", "jax", "torch"), "{0} - xp.floor({0})")},
    ),
)  # fmt: skip

_BY_HEAD: Mapping[tuple[Any, int], Special] = MappingProxyType({(row.head, row.arity): row for row in SPECIAL})


def special_of(node: Any) -> Special | None:
    """The row of a special function, of its arguments; None where it is none.

    >>> special_of(sp.besselj(2, X)).told
    'the Bessel functions of the first kind'
    """
    return _BY_HEAD.get((node.func, len(node.args)))


def by_head(head: Any) -> tuple[Special, ...]:
    """The rows of a class of SymPy's, one for each count of arguments."""
    return tuple(row for row in SPECIAL if row.head is head)


def of_one_argument() -> tuple[Known, ...]:
    """The functions of one argument, as rows of the table of elementwise functions."""
    return tuple(
        Known(row.head, row.slope(0), row.latex, row.numpy.replace("{0}", "{x}"), row.told, values=row.values)
        for row in SPECIAL
        if row.arity == 1
    )
