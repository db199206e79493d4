"""The Bessel functions, and those of Airy: rows of the table of special functions."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.functions import special_sources as sources
from symgrad.functions.special_heads import spherical_in
from symgrad.functions.special_row import ABOVE_ZERO, ANY, EVERYWHERE, FIRST, SECOND, SMALL, WHOLE, Special


def _bessel(head: Any, letter: str, told: str, scipy: str, inside: tuple[float, ...], **more: Any) -> Special:
    return Special(
        head, letter, told, f"special.{scipy}({{0}}, {{1}})", f"mpmath.{head.__name__}({{0}}, {{1}})",
        (SMALL, inside), ANY, "_", **more,
    )  # fmt: skip


def _spherical(head: Any, letter: str, told: str, inside: tuple[float, ...], mpmath: str, helper: str) -> Special:
    """j_n' = (n j_(n-1) - (n+1) j_(n+1)) / (2 n + 1), which divides by no z as SymPy's does."""
    sign = 1 if head is spherical_in else -1
    slope = (FIRST * head(FIRST - 1, SECOND) + sign * (FIRST + 1) * head(FIRST + 1, SECOND)) / (2 * FIRST + 1)
    name = str(head.__name__)
    return Special(
        head, letter, told, f"{name}({{0}}, {{1}})", mpmath, (SMALL, inside), WHOLE, "_", (None, slope), helper
    )


BESSEL = (
    _bessel(
        sp.besselj, "J", "the Bessel functions of the first kind", "jv", EVERYWHERE,
        elsewhere={"c": {None: "sg_jn({n}, {1})"}},
    ),
    _bessel(
        sp.bessely, "Y", "the Bessel functions of the second kind, of numbers above 0", "yv", ABOVE_ZERO,
        elsewhere={"c": {None: "sg_yn({n}, {1})"}},
    ),
    _bessel(
        sp.besseli, "I", "the modified Bessel functions of the first kind", "iv", EVERYWHERE,
        elsewhere={
            "jax": {0: "jax.scipy.special.i0({1})", 1: "jax.scipy.special.i1({1})"},
            "torch": {0: "torch.special.i0({1})", 1: "torch.special.i1({1})"},
        },
    ),
    _bessel(
        sp.besselk, "K", "the modified Bessel functions of the second kind, of numbers above 0", "kv", ABOVE_ZERO,
        elsewhere={
            "torch": {0: "torch.special.modified_bessel_k0({1})", 1: "torch.special.modified_bessel_k1({1})"},
        },
    ),
    _spherical(
        sp.jn, "j", "the spherical Bessel functions of the first kind", EVERYWHERE,
        "{1}**{0} / mpmath.fac2(2 * {0} + 1) * mpmath.hyp0f1({0} + 1.5, -{1} * {1} / 4)", sources.SPHERICAL_JN,
    ),
    _spherical(
        sp.yn, "y", "the spherical Bessel functions of the second kind", ABOVE_ZERO,
        "-mpmath.fac2(2 * {0} - 1) / {1}**({0} + 1) * mpmath.hyp0f1(0.5 - {0}, -{1} * {1} / 4)", sources.SPHERICAL_YN,
    ),
    _spherical(
        spherical_in, r"\operatorname{i}", "the modified spherical Bessel functions of the first kind", EVERYWHERE,
        "{1}**{0} / mpmath.fac2(2 * {0} + 1) * mpmath.hyp0f1({0} + 1.5, {1} * {1} / 4)", sources.SPHERICAL_IN,
    ),
    Special(
        sp.airyai, r"\operatorname{Ai}", "Airy's function of the first kind", "special.airy({0})[0]",
        "mpmath.airyai({0})", (EVERYWHERE,),
    ),
    Special(
        sp.airyaiprime, r"\operatorname{Ai'}", "the derivative of Airy's function of the first kind",
        "special.airy({0})[1]", "mpmath.airyai({0}, derivative=1)", (EVERYWHERE,),
    ),
    Special(
        sp.airybi, r"\operatorname{Bi}", "Airy's function of the second kind", "special.airy({0})[2]",
        "mpmath.airybi({0})", (EVERYWHERE,),
    ),
    Special(
        sp.airybiprime, r"\operatorname{Bi'}", "the derivative of Airy's function of the second kind",
        "special.airy({0})[3]", "mpmath.airybi({0}, derivative=1)", (EVERYWHERE,),
    ),
)  # fmt: skip
