"""Functions of every entry in the functions of the array API standard, and the sources that their code calls.

Each is smooth where the function is: jax differentiates this code for second derivatives, and |x| has the slope 0 at 0.
The error function is W. J. Cody's, Rational Chebyshev Approximations for the Error Function, 1969.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CHOSEN = '''
def where_positive(xp, v, value):
    """A value where v > 0, else 0."""
    return xp.where(v > 0.0, value, xp.zeros_like(value))
'''
SIGMOID = '''
def sigmoid(xp, x):
    """1 / (1 + exp(-x)), without overflow."""
    e = xp.exp(-xp.abs(x))
    return xp.where(x >= 0.0, xp.ones_like(x), e) / (1.0 + e)
'''
SIGN = '''
def sign(xp, x):
    """-1, 0 or 1, and nan where x is, of which torch makes 0."""
    return xp.where(xp.isnan(x), x, xp.sign(x))
'''
_STEP = '''
def step(xp, x):
    """1 where x > 0, else 0."""
    return xp.where(x > 0.0, xp.ones_like(x), xp.where(x <= 0.0, xp.zeros_like(x), x))
'''
_ELU = '''
def elu(xp, x):
    """x where x > 0, else exp(x) - 1."""
    return xp.where(x > 0.0, x, xp.expm1(xp.where(x > 0.0, xp.zeros_like(x), x)))
'''
_SOFTPLUS = '''
def softplus(xp, x):
    """log(1 + exp(x)), without overflow."""
    return xp.logaddexp(x, xp.zeros_like(x))
'''
_LEAKY = '''
def leaky_relu(xp, x):
    """x where x > 0, else x / 100."""
    return xp.where(x > 0.0, x, 0.01 * x)
'''
_RELU = '''
def relu(xp, x):
    """x where x > 0, else 0."""
    return xp.where(x <= 0.0, xp.zeros_like(x), x)
'''
_HARD = '''
def hard_sigmoid(xp, x):
    """The logistic function in three straight pieces."""
    return xp.clip(x / 6.0 + 0.5, min=0.0, max=1.0)
'''
TANH_SLOPE = '''
def tanh_slope(xp, x):
    """1 - tanh(x)**2 = 4 sigmoid(2 x) sigmoid(-2 x), without cancellation."""
    return 4.0 * sigmoid(xp, 2.0 * x) * sigmoid(xp, -2.0 * x)
'''
SIGMOID_SLOPE = '''
def sigmoid_slope(xp, x):
    """sigmoid(x) sigmoid(-x), without cancellation."""
    return sigmoid(xp, x) * sigmoid(xp, -x)
'''
_SECH = '''
def sech(xp, x):
    """1 / cosh(x), without overflow."""
    near = xp.abs(x) < 1.0
    e = xp.exp(-xp.where(near, xp.ones_like(x), xp.abs(x)))
    return xp.where(near, 1.0 / xp.cosh(xp.where(near, x, xp.zeros_like(x))), 2.0 * e / (1.0 + e * e))
'''
_CSCH = '''
def csch(xp, x):
    """1 / sinh(x), without overflow."""
    y = xp.abs(x)
    return xp.sign(x) * 2.0 * xp.exp(-y) / -xp.expm1(-2.0 * y)
'''
_LOG_COSH = '''
def log_cosh(xp, x):
    """log(cosh(x)), without overflow, and without cancellation at 0."""
    near = xp.abs(x) < 1.0
    half = xp.sinh(0.5 * xp.where(near, x, xp.zeros_like(x)))
    a = xp.abs(x)
    return xp.where(near, xp.log1p(2.0 * half * half), a + xp.log1p(xp.exp(-2.0 * a)) - 0.6931471805599453)
'''
_LOG_SOFTPLUS = '''
def log_softplus(xp, x):
    """log(log(1 + exp(x))), which goes with x where exp(x) is small."""
    low, zero = x < -30.0, xp.zeros_like(x)
    big = xp.logaddexp(xp.where(low, zero, x), zero)
    return xp.where(low, x - 0.5 * xp.exp(xp.where(low, x, zero)), xp.log(big))
'''
_SOFTPLUS_BEND = '''
def softplus_bend(xp, x):
    """sigmoid(-x) - sigmoid(x) / log(1 + exp(x)), by the series of e / log(1 + e) where e = exp(x) is small."""
    low, zero = x < -3.0, xp.zeros_like(x)
    e = xp.exp(xp.where(low, x, zero - 3.0))
    series = zero
    for c in (
        4671 / 788480, -3250433 / 479001600, 8183 / 1036800, -33953 / 3628800, 275 / 24192, -863 / 60480, 3 / 160,
        -19 / 720, 1 / 24, -1 / 12, 1 / 2
    ):
        series = series * e + c
    y = xp.where(low, zero, x)
    whole = sigmoid(xp, -y) - sigmoid(xp, y) / xp.logaddexp(y, zero)
    return xp.where(low, -e * series / (1.0 + e), whole)
'''
ERFC = '''
def erfc(xp, x):
    """1 - erf(x), without cancellation."""
    y = xp.abs(x)

    def ratio(z, above, below):
        p, q = xp.zeros_like(z), xp.zeros_like(z)
        for a in above:
            p = p * z + a
        for b in below:
            q = q * z + b
        return p / q

    small = xp.where(y < 0.46875, x, xp.zeros_like(x))
    near = 1.0 - small * ratio(
        small * small,
        (1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2,
         3.20937758913846947e3),
        (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3),
    )
    middle = ratio(
        xp.clip(y, min=0.46875, max=4.0),
        (2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
         2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3,
         1.23033935479799725e3),
        (1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
         3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3),
    )
    held = xp.clip(y, max=30.0)
    far = xp.clip(held, min=4.0)
    z = 1.0 / (far * far)
    tail = (0.5641895835477563 - z * ratio(
        z,
        (1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
         1.60837851487422766e-2, 6.58749161529837803e-4),
        (1.0, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2,
         2.33520497626869185e-3),
    )) / far
    whole = xp.trunc(16.0 * held) / 16.0
    bell = xp.exp(-whole * whole) * xp.exp(-(held - whole) * (held + whole))
    outside = bell * xp.where(y < 4.0, middle, tail)
    return xp.where(y < 0.46875, near, xp.where(x < 0.0, 2.0 - outside, outside))
'''
ERF = '''
def erf(xp, x):
    """The error function."""
    small = xp.where(xp.abs(x) < 0.46875, x, xp.zeros_like(x))
    z, p, q = small * small, xp.zeros_like(x), xp.zeros_like(x)
    for a in (1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2,
              3.20937758913846947e3):
        p = p * z + a
    for b in (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3):
        q = q * z + b
    return xp.where(xp.abs(x) < 0.46875, small * p / q, 1.0 - erfc(xp, x))
'''
_NORMAL_CDF = '''
def normal_cdf(xp, x):
    """The standard normal distribution function, without cancellation at negative x."""
    return 0.5 * erfc(xp, -0.7071067811865476 * x)
'''

_TANHSHRINK = '''
def tanhshrink(xp, x):
    """x - tanh(x), by its continued fraction where the two are near each other."""
    near, zero = xp.abs(x) < 1.0, xp.zeros_like(x)
    y = xp.where(near, x, zero)
    z = y * y
    q = z / 17.0
    for k in (15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0):
        q = z / (k + q)
    return xp.where(near, y * q / (1.0 + q), x - xp.tanh(x))
'''
_SQUAREPLUS = '''
def squareplus(xp, x):
    """(x + sqrt(x**2 + 4)) / 2, without cancellation below 0."""
    up, one = x > 0.0, xp.ones_like(x)
    high, low = xp.where(up, x, one), xp.where(up, -one, x)
    return xp.where(up, 0.5 * (high + xp.sqrt(high * high + 4.0)), 2.0 / (xp.sqrt(low * low + 4.0) - low))
'''
_LOGIT = '''
def logit(xp, x):
    """log(x / (1 - x)), without cancellation near 1/2 and near 0."""
    near = xp.abs(x - 0.5) < 0.25
    half = xp.full_like(x, 0.5)
    inside, outside = xp.where(near, x, half), xp.where(near, 0.5 * half, x)
    return xp.where(near, 2.0 * xp.atanh(2.0 * inside - 1.0), xp.log(outside) - xp.log1p(-outside))
'''
_SELU = '''
def selu(xp, x):
    """A multiple of x where x > 0, and of exp(x) - 1 elsewhere."""
    return 1.0507009873554805 * xp.where(
        x > 0.0, x, 1.6732632423543772 * xp.expm1(xp.where(x > 0.0, xp.zeros_like(x), x))
    )
'''

# name of a row: its code, and the sources of the functions that this calls
TEMPLATES: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        **{name: (f"xp.{name}({{x}})", ()) for name in (
            "tanh", "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "asinh", "atan", "abs", "log1p", "expm1",
            "asin", "acos", "acosh", "atanh", "floor",
        )},
        **{name: (f"1.0 / xp.{of}({{x}})", ()) for name, of in (
            ("sec", "cos"), ("csc", "sin"), ("cot", "tan"), ("coth", "tanh"),
        )},
        **{name: (f"xp.{of}(1.0 / {{x}})", ()) for name, of in (
            ("asec", "acos"), ("acsc", "asin"), ("acot", "atan"), ("asech", "acosh"), ("acsch", "asinh"),
            ("acoth", "atanh"),
        )},
        "ceiling": ("xp.ceil({x})", ()),
        "sign": ("sign(xp, {x})", (SIGN,)),
        "sech": ("sech(xp, {x})", (_SECH,)),
        "csch": ("csch(xp, {x})", (_CSCH,)),
        "erf": ("erf(xp, {x})", (ERFC, ERF)),
        "erfc": ("erfc(xp, {x})", (ERFC,)),
        "sigmoid": ("sigmoid(xp, {x})", (SIGMOID,)),
        "step": ("step(xp, {x})", (_STEP,)),
        "relu": ("relu(xp, {x})", (_RELU,)),
        "leaky_relu": ("leaky_relu(xp, {x})", (_LEAKY,)),
        "elu": ("elu(xp, {x})", (_ELU,)),
        "softplus": ("softplus(xp, {x})", (_SOFTPLUS,)),
        "log_sigmoid": ("-softplus(xp, -{x})", (_SOFTPLUS,)),
        "silu": ("{x} * sigmoid(xp, {x})", (SIGMOID,)),
        "hard_sigmoid": ("hard_sigmoid(xp, {x})", (_HARD,)),
        "normal_pdf": ("xp.exp(-0.5 * {x} * {x}) * 0.3989422804014327", ()),
        "normal_cdf": ("normal_cdf(xp, {x})", (ERFC, _NORMAL_CDF)),
        "gelu": ("{x} * normal_cdf(xp, {x})", (ERFC, _NORMAL_CDF)),
        "gelu_tanh": ("{x} * sigmoid(xp, 1.5957691216057308 * ({x} + 0.044715 * {x} * {x} * {x}))", (SIGMOID,)),
        "mish": ("{x} * xp.tanh(softplus(xp, {x}))", (_SOFTPLUS,)),
        "softsign": ("{x} / (1.0 + xp.abs({x}))", ()),
        "selu": ("selu(xp, {x})", (_SELU,)),
        "hard_swish": ("{x} * hard_sigmoid(xp, {x})", (_HARD,)),
        "tanhshrink": ("tanhshrink(xp, {x})", (_TANHSHRINK,)),
        "squareplus": ("squareplus(xp, {x})", (_SQUAREPLUS,)),
        "logit": ("logit(xp, {x})", (_LOGIT,)),
        "tanh_slope": ("tanh_slope(xp, {x})", (SIGMOID, TANH_SLOPE)),
        "sigmoid_slope": ("sigmoid_slope(xp, {x})", (SIGMOID, SIGMOID_SLOPE)),
        "log_cosh": ("log_cosh(xp, {x})", (_LOG_COSH,)),
        "log_softplus": ("log_softplus(xp, {x})", (_LOG_SOFTPLUS,)),
        "softplus_bend": ("softplus_bend(xp, {x})", (SIGMOID, _SOFTPLUS_BEND)),
    }
)  # fmt: skip
