"""The functions of every entry in C: by the name of their row, an expression, or a function of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.functions import activations as more
from symgrad.functions import elementwise as known
from symgrad.functions import shifted_exponentials as near_one
from symgrad.lowering.stability import rows as own

LIBRARY = (
    "log", "log1p", "expm1", "sin", "cos", "tan", "sinh", "cosh", "asin", "acos", "atan", "asinh", "acosh", "atanh",
    "erf", "erfc", "sqrt", "pow", "floor", "ceil", "tgamma", "lgamma", "jn", "yn", "atan2",
    "hypot",
)  # fmt: skip
LIBRARY_MATH = "\n".join(
    ["#ifdef SYMGRAD_FLOAT"]
    + [f"#define sg_{name} {name}f" for name in LIBRARY]
    + ["#else"]
    + [f"#define sg_{name} {name}" for name in LIBRARY]
    + ["#endif\n"]
)

FUNCTIONS = """\
SG_UNUSED static inline real sg_larger(real x, real y) { return x > y || x != x ? x : y; }
SG_UNUSED static inline real sg_smaller(real x, real y) { return x < y || x != x ? x : y; }
SG_UNUSED static inline real sg_sign(real x) { return x > 0 ? 1 : x < 0 ? -1 : x; }
SG_UNUSED static inline real sg_step(real x) { return x > 0 ? 1 : x <= 0 ? 0 : x; }
SG_UNUSED static inline real sg_square(real x) { return x * x; }
SG_UNUSED static inline real sg_relu(real x) { return x < 0 ? 0 : x; }
SG_UNUSED static inline real sg_leaky_relu(real x) { return x > 0 ? x : (real)0.01 * x; }
SG_UNUSED static inline real sg_elu(real x) { return x > 0 ? x : sg_expm1(x); }
SG_UNUSED static inline real sg_softplus(real x) {
    return x == x ? sg_relu(x) + sg_log1p(sg_exp(-sg_size(x))) : x;
}
SG_UNUSED static inline real sg_hard_sigmoid(real x) {
    const real y = x / 6 + (real)0.5;
    return y < 0 ? 0 : y > 1 ? 1 : y;
}
SG_UNUSED static inline real sg_normal_cdf(real x) { return (real)0.5 * sg_erfc(-x * (real)0.70710678118654752); }
SG_UNUSED static inline real sg_normal_pdf(real x) {
    return sg_exp((real)-0.5 * x * x) * (real)0.3989422804014327;
}
SG_UNUSED static inline real sg_sech(real x) {
    const real e = sg_exp(-sg_size(x));
    return 2 * e / (1 + e * e);
}
SG_UNUSED static inline real sg_csch(real x) {
    const real y = sg_size(x);
    return sg_sign(x) * 2 * sg_exp(-y) / -sg_expm1(-2 * y);
}
SG_UNUSED static inline real sg_sigmoid_slope(real x) {
    const real e = sg_exp(-sg_size(x)), whole = 1 + e;
    return e / (whole * whole);
}
SG_UNUSED static inline real sg_loggamma(real x) { return x >= 0 ? sg_lgamma(x) : (real)NAN; }
SG_UNUSED static inline real sg_sinc(real x) { return x == 0 ? 1 : sg_sin(x) / x; }
SG_UNUSED static inline real sg_heaviside(real x, real middle) {
    return x > 0 ? 1 : x < 0 ? 0 : x == 0 ? middle : x;
}
SG_UNUSED static inline real sg_erf2(real x, real y) {
    const real low = x + y < 0 ? -1 : 1, least = low * x < low * y ? low * x : low * y;
    return least > (real)0.5 ? low * (sg_erfc(low * x) - sg_erfc(low * y)) : sg_erf(y) - sg_erf(x);
}
SG_UNUSED static inline real sg_silu(real x) { return x * sg_sigmoid(x); }
SG_UNUSED static inline real sg_gelu(real x) { return x * sg_normal_cdf(x); }
SG_UNUSED static inline real sg_gelu_tanh(real x) {
    return x * sg_sigmoid((real)1.5957691216057308 * (x + (real)0.044715 * x * x * x));
}
SG_UNUSED static inline real sg_mish(real x) { return x * sg_tanh(sg_softplus(x)); }
SG_UNUSED static inline real sg_softsign(real x) { return x / (1 + sg_size(x)); }
SG_UNUSED static inline real sg_selu(real x) {
    return (real)1.0507009873554805 * (x > 0 ? x : (real)1.6732632423543772 * sg_expm1(x));
}
SG_UNUSED static inline real sg_hard_swish(real x) { return x * sg_hard_sigmoid(x); }
SG_UNUSED static inline real sg_tanhshrink(real x) {
    if (sg_size(x) < 1) {
        const real z = x * x;
        real q = z / 17;
        for (int k = 15; k > 1; k -= 2) q = z / (k + q);
        return x * q / (1 + q);
    }
    return x - sg_tanh(x);
}
SG_UNUSED static inline real sg_squareplus(real x) {
    const real r = (real)0.5 * (sg_size(x) + sg_sqrt(x * x + 4));
    return x > 0 ? r : 1 / r;
}
SG_UNUSED static inline real sg_logit(real x) {
    const real shifted = x - (real)0.5;
    return sg_size(shifted) < (real)0.25 ? 2 * sg_atanh(2 * x - 1) : sg_log(x) - sg_log1p(-x);
}
SG_UNUSED static inline real sg_logaddexp(real x, real y) {
    return x == y ? x + (real)0.69314718055994531 : sg_larger(x, y) + sg_log1p(sg_exp(-sg_size(x - y)));
}
SG_UNUSED static inline real sg_log_cosh(real x) {
    const real a = sg_size(x), half = sg_sinh((real)0.5 * (a < 1 ? a : 0));
    return a < 1 ? sg_log1p(2 * half * half) : a + sg_log1p(sg_exp(-2 * a)) - (real)0.6931471805599453;
}
SG_UNUSED static inline real sg_log_softplus(real x) {
    return x < -30 ? x - (real)0.5 * sg_exp(x) : sg_log(sg_softplus(x));
}
SG_UNUSED static inline real sg_softplus_bend(real x) {
    if (x < -3) {
        static const double c[] = {
            4671.0 / 788480, -3250433.0 / 479001600, 8183.0 / 1036800, -33953.0 / 3628800, 275.0 / 24192,
            -863.0 / 60480, 3.0 / 160, -19.0 / 720, 1.0 / 24, -1.0 / 12, 1.0 / 2};
        const real e = sg_exp(x);
        real series = 0;
        for (int k = 0; k < 11; k++) series = series * e + (real)c[k];
        return -e * series / (1 + e);
    }
    const real k = sg_exp(-sg_size(x)), big = sg_relu(x) + sg_log1p(k), up = x >= 0 ? 1 : k, down = x >= 0 ? k : 1;
    return (down - up / big) / (1 + k);
}
"""

# SymPy's further functions -> C
FURTHER: Mapping[Any, str] = MappingProxyType(
    {
        sp.sec: "(1 / sg_cos({x}))",
        sp.csc: "(1 / sg_sin({x}))",
        sp.cot: "(1 / sg_tan({x}))",
        sp.asin: "sg_asin({x})",
        sp.acos: "sg_acos({x})",
        sp.acot: "sg_atan(1 / {x})",
        sp.asec: "sg_acos(1 / {x})",
        sp.acsc: "sg_asin(1 / {x})",
        sp.sech: "sg_sech({x})",
        sp.csch: "sg_csch({x})",
        sp.coth: "(1 / sg_tanh({x}))",
        sp.acosh: "sg_acosh({x})",
        sp.atanh: "sg_atanh({x})",
        sp.acoth: "sg_atanh(1 / {x})",
        sp.asech: "sg_acosh(1 / {x})",
        sp.acsch: "sg_asinh(1 / {x})",
        sp.floor: "sg_floor({x})",
        sp.ceiling: "sg_ceil({x})",
    }
)

# head of a row -> C, with {x} for its argument
CALLS: Mapping[Any, str] = MappingProxyType(
    {
        **{row.head: f"sg_{row.name}({{x}})" for row in (
            known.exp, known.tanh, known.sigmoid, known.log, known.sin, known.cos, known.tan, known.sinh, known.cosh,
            known.asinh, known.atan, known.erf, known.erfc, known.sign, known.step, known.relu, known.leaky_relu,
            known.elu, known.softplus, known.silu, known.hard_sigmoid, known.normal_pdf, known.normal_cdf, known.gelu,
            known.gelu_tanh, own.tanh_slope, own.sigmoid_slope, own.log_cosh, own.log_softplus,
            own.softplus_bend, near_one.log1p, near_one.expm1, near_one.logit, more.mish, more.softsign, more.selu,
            more.hard_swish, more.tanhshrink, more.squareplus,
        )},
        **{known.ROWS[head].head: text for head, text in FURTHER.items()},
        known.abs_.head: "sg_size({x})",
        known.log_sigmoid.head: "(-sg_softplus(-({x})))",
    }
)  # fmt: skip
