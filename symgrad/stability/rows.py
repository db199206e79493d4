"""Functions that only stable forms use: rows like those of :mod:`symgrad.functions`, which no reader meets."""

from __future__ import annotations

import sympy as sp

from symgrad.functions import elementwise, sigmoid, tanh

_TANH_SLOPE = '''
def tanh_slope(x):
    """1 - tanh(x)**2 = 4 e / (1 + e)**2 with e = exp(-2 |x|), without cancellation."""
    e = np.exp(-2.0 * x * np.sign(x.real))
    return 4.0 * e / np.square(1.0 + e)
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

tanh_slope = elementwise(
    "tanh_slope", lambda x, y: -2 * y * tanh(x), lambda x: 1 - sp.tanh(x) ** 2, numpy="tanh_slope({x})",
    helper=_TANH_SLOPE,
)  # fmt: skip
log_cosh = elementwise(
    "log_cosh", lambda x, y: tanh(x), lambda x: sp.log(sp.cosh(x)), numpy="log_cosh({x})", helper=_LOG_COSH,
)  # fmt: skip
log_softplus = elementwise(
    "log_softplus", lambda x, y: sigmoid(x) * sp.exp(-y), lambda x: sp.log(sp.log(1 + sp.exp(x))),
    numpy="log_softplus({x})", helper=_LOG_SOFTPLUS,
)  # fmt: skip
log1p = elementwise("log1p", lambda x, y: 1 / (1 + x), lambda x: sp.log(1 + x), numpy="np.log1p({x})")
expm1 = elementwise("expm1", lambda x, y: 1 + y, lambda x: sp.exp(x) - 1, numpy="np.expm1({x})")
