"""Activation functions beyond those of :mod:`symgrad.functions.elementwise`: one row each.

At a kink the slope is that of the left side for ``selu``, and for ``hard_swish`` at -3 and 3.
"""

from __future__ import annotations

import sympy as sp

from symgrad.functions.elementwise import elementwise, exp, relu, sigmoid, softplus, tanh
from symgrad.functions.elementwise_row import placed_in

# The two constants for which activations of mean 0 and variance 1 keep them (Klambauer et al., 2017, equation 14).
SELU_SCALE, SELU_ALPHA = sp.Float("1.05070098735548049", 18), sp.Float("1.67326324235437728", 18)

_MISH = '''
def mish(x):
    """x tanh(log(1 + exp(x))), of one exponential that does not overflow."""
    e = np.exp(-np.abs(x))
    up, down = 1.0 + 2.0 * e, e * (2.0 + e)
    return x * np.where(x > 0.0, up / (up + 2.0 * e * e), down / (down + 2.0))
'''
_MISH_ANALYTIC = _MISH.replace("-np.abs(x)", "np.where(x.real > 0.0, -x, x)").replace("(x > 0.0", "(x.real > 0.0")
_TANHSHRINK = '''
def tanhshrink(x):
    """x - tanh(x), by its continued fraction where the two are near each other."""
    near = np.abs(x) < 1.0
    z = np.where(near, x, 0.0) ** 2
    q = z / 17.0
    for k in (15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0):
        q = z / (k + q)
    return np.where(near, x * q / (1.0 + q), x - np.tanh(x)).astype(x.dtype)
'''
_SQUAREPLUS = '''
def squareplus(x):
    """(x + sqrt(x**2 + 4)) / 2, without cancellation below 0."""
    r = 0.5 * (np.abs(x) + np.sqrt(x * x + 4.0))
    return np.where(x > 0.0, r, 1.0 / r)
'''
_SQUAREPLUS_ANALYTIC = '''
def squareplus(x):
    """(x + sqrt(x**2 + 4)) / 2, without cancellation below 0, by the real part of x."""
    up = x.real > 0.0
    r = 0.5 * (np.where(up, x, -x) + np.sqrt(x * x + 4.0))
    return np.where(up, r, 1.0 / r)
'''

mish = placed_in(__name__, elementwise(
    "mish", lambda x, y: tanh(softplus(x)) + x * sigmoid(x) * (1 - tanh(softplus(x)) ** 2),
    lambda x: x * sp.tanh(sp.log(1 + sp.exp(x))), r"\operatorname{mish}", "mish({x})", _MISH_ANALYTIC, _MISH,
    told="x tanh(softplus(x))",
    source="Misra, Mish: A Self Regularized Non-Monotonic Activation Function, 2019, equation 1",
))  # fmt: skip
softsign = placed_in(__name__, elementwise(
    "softsign", lambda x, y: 1 / (1 + sp.Abs(x)) ** 2, lambda x: x / (1 + sp.Abs(x)), r"\operatorname{softsign}",
    "{x} / (1.0 + np.abs({x}))", "{x} / (1.0 + {x} * np.sign({x}.real))", values=(-1, 1),
    told="x over 1 + |x|, with the slope 1 at 0",
    source="Turian, Bergstra and Bengio, Quadratic Features and Deep Architectures for Chunking, 2009",
))  # fmt: skip
selu = placed_in(__name__, elementwise(
    "selu", lambda x, y: SELU_SCALE * sp.Piecewise((1, x > 0), (SELU_ALPHA * exp(-relu(-x)), True)),
    lambda x: SELU_SCALE * sp.Piecewise((x, x > 0), (SELU_ALPHA * (sp.exp(x) - 1), True)),
    r"\operatorname{selu}",
    f"{float(SELU_SCALE)} * np.where({{x}} > 0.0, {{x}}, {float(SELU_ALPHA)} * np.expm1(np.minimum({{x}}, 0.0)))",
    f"{float(SELU_SCALE)} * np.where({{x}}.real > 0.0, {{x}},"
    f" {float(SELU_ALPHA)} * np.expm1(np.where({{x}}.real > 0.0, 0.0, {{x}})))",
    told="the scaled exponential linear unit, with the slope of its left side at 0",
    source="Klambauer, Unterthiner, Mayr and Hochreiter, Self-Normalizing Neural Networks, 2017, equation 2",
))  # fmt: skip
hard_swish = placed_in(__name__, elementwise(
    "hard_swish",
    lambda x, y: sp.Piecewise((0, x <= -3), (1, x > 3), (x / 3 + sp.Rational(1, 2), True)),
    lambda x: sp.Piecewise((0, x <= -3), (x, x > 3), (x * (x + 3) / 6, True)), r"\operatorname{hardswish}",
    "{x} * np.clip({x} / 6.0 + 0.5, 0.0, 1.0)",
    "{x} * np.where(np.abs({x}.real) < 3.0, {x} / 6.0 + 0.5, np.heaviside({x}.real, 0.0))",
    told="x times the logistic function in three straight pieces, with the slopes 0 at -3 and 3/2 at 3",
    source="Howard et al., Searching for MobileNetV3, 2019",
))  # fmt: skip
tanhshrink = placed_in(__name__, elementwise(
    "tanhshrink", lambda x, y: tanh(x) ** 2, lambda x: x - sp.tanh(x), r"\operatorname{tanhshrink}",
    "tanhshrink({x})", _TANHSHRINK, _TANHSHRINK,
    told="x less its hyperbolic tangent",
    source="PyTorch, torch.nn.Tanhshrink",
))  # fmt: skip
squareplus = placed_in(__name__, elementwise(
    "squareplus", lambda x, y: y / sp.sqrt(x**2 + 4), lambda x: (x + sp.sqrt(x**2 + 4)) / 2,
    r"\operatorname{squareplus}", "squareplus({x})", _SQUAREPLUS_ANALYTIC, _SQUAREPLUS,
    family=lambda x, b: sp.Piecewise(  # (x + sqrt(x^2 + b)) / 2 on both sides, without cancellation
        ((x + sp.sqrt(x**2 + b)) / 2, x > 0), (b / (2 * (sp.sqrt(x**2 + b) - x)), True)
    ),
    told="a smooth form of the rectified linear unit, of algebra alone; squareplus(x, b) with b in the place of 4",
    source="Barron, Squareplus: A Softplus-Like Algebraic Rectifier, 2021, equation 1",
))  # fmt: skip
