"""Functions that only stable forms use: rows like those of :mod:`symgrad.functions`, which no reader meets."""

from __future__ import annotations

import sympy as sp

from symgrad.functions.elementwise import elementwise, sigmoid, softplus, tanh
from symgrad.functions.shifted_exponentials import expm1 as expm1
from symgrad.functions.shifted_exponentials import log1p as log1p

TANH_SLOPE = '''
def tanh_slope(x):
    """1 - tanh(x)**2 = (2 e / (1 + e**2))**2 with e = exp(-|x|), without cancellation."""
    e = np.exp(-np.abs(x))
    return np.square((e + e) / (1.0 + e * e))
'''
_TANH_SLOPE_ANALYTIC = '''
def tanh_slope(x):
    """1 - tanh(x)**2 = 4 e / (1 + e)**2 with e = exp(-2 |x|), by the real part of x."""
    e = np.exp(-2.0 * x * np.sign(x.real))
    return 4.0 * e / np.square(1.0 + e)
'''
SIGMOID_SLOPE = '''
def sigmoid_slope(x):
    """sigmoid(x) (1 - sigmoid(x)) = e / (1 + e)**2 with e = exp(-|x|), without cancellation."""
    e = np.exp(-np.abs(x))
    return e / np.square(1.0 + e)
'''
_SIGMOID_SLOPE_ANALYTIC = '''
def sigmoid_slope(x):
    """sigmoid(x) (1 - sigmoid(x)) = e / (1 + e)**2 with e = exp(-|x|), by the real part of x."""
    e = np.exp(-x * np.sign(x.real))
    return e / np.square(1.0 + e)
'''
_LOG_COSH = '''
def log_cosh(x):
    """log(cosh(x)), without overflow, and without cancellation at 0."""
    a = x * np.sign(x.real)
    small = np.log1p(2.0 * np.square(np.sinh(0.5 * np.where(a.real < 1.0, a, 0.0))))
    return np.where(a.real < 1.0, small, a + np.log1p(np.exp(-2.0 * a)) - 0.6931471805599453)
'''

_LOG_SOFTPLUS = '''
def log_softplus(x):
    """log(log(1 + exp(x))), which goes with x where exp(x) is small."""
    low = x.real < -30.0
    y = np.where(low, 0.0, x)
    big = np.where(y.real > 0.0, y, 0.0) + np.log1p(np.exp(-y * np.sign(y.real)))
    return np.where(low, x - 0.5 * np.exp(np.where(low, x, 0.0)), np.log(big))
'''

_SOFTPLUS_BEND = '''
def softplus_bend(x):
    """sigmoid(-x) - sigmoid(x) / log(1 + exp(x)), by the series of e / log(1 + e) where e = exp(x) is small."""
    low = x.real < -3.0
    e = np.exp(np.where(low, x, -3.0))
    series = 0.0
    for c in (
        4671 / 788480, -3250433 / 479001600, 8183 / 1036800, -33953 / 3628800, 275 / 24192, -863 / 60480, 3 / 160,
        -19 / 720, 1 / 24, -1 / 12, 1 / 2
    ):
        series = series * e + c
    y = np.where(low, 0.0, x)
    k = np.exp(-y * np.sign(y.real))
    big = np.where(y.real > 0.0, y, 0.0) + np.log1p(k)
    up, down = np.where(y.real >= 0.0, 1.0, k), np.where(y.real >= 0.0, k, 1.0)
    return np.where(low, -e * series / (1.0 + e), (down - up / big) / (1.0 + k))
'''

tanh_slope = elementwise(
    "tanh_slope", lambda x, y: -2 * y * tanh(x), lambda x: 1 - sp.tanh(x) ** 2, numpy="tanh_slope({x})",
    analytic=_TANH_SLOPE_ANALYTIC, helper=TANH_SLOPE,
)  # fmt: skip
sigmoid_slope = elementwise(
    "sigmoid_slope", lambda x, y: y * (1 - 2 * sigmoid(x)), lambda x: sp.exp(-x) / (1 + sp.exp(-x)) ** 2,
    numpy="sigmoid_slope({x})", analytic=_SIGMOID_SLOPE_ANALYTIC, helper=SIGMOID_SLOPE,
)  # fmt: skip
log_cosh = elementwise(
    "log_cosh", lambda x, y: tanh(x), lambda x: sp.log(sp.cosh(x)), numpy="log_cosh({x})", helper=_LOG_COSH,
)  # fmt: skip
log_softplus = elementwise(
    "log_softplus", lambda x, y: sigmoid(x) * sp.exp(-y), lambda x: sp.log(sp.log(1 + sp.exp(x))),
    numpy="log_softplus({x})", helper=_LOG_SOFTPLUS,
)  # fmt: skip
softplus_bend = elementwise(
    "softplus_bend", lambda x, y: -sigmoid(x) * sigmoid(-x) - sigmoid(x) / softplus(x) * y,
    lambda x: 1 / (1 + sp.exp(x)) - 1 / ((1 + sp.exp(-x)) * sp.log(1 + sp.exp(x))), numpy="softplus_bend({x})",
    helper=_SOFTPLUS_BEND,
)  # fmt: skip
