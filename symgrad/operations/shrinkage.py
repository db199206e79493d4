"""Activation functions with parameters, entry by entry, in pieces: prelu, celu, hard tanh, relu6, shrinkage."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra.intake import intake
from symgrad.algebra.lifting import lift
from symgrad.expressions.nodes.functional import slot
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.functions.elementwise import elu
from symgrad.operations.of_two import at_every_entry, clip

_HALF = sp.Rational(1, 2)


def prelu(x: Any, slope: Any) -> Any:
    """The parametric rectified linear unit: x where x > 0, slope times x elsewhere, entry by entry.

    ``slope`` is a number, a scalar or of the shape of x, and a parameter like others: a derivative by it is x where x
    is at most 0. At 0 the slope by x is that of the left side, ``slope``.

    Source: He, Zhang, Ren and Sun, Delving Deep into Rectifiers, 2015, equation 1.

    >>> import symgrad as sg
    >>> x, y, a = sg.vector("x", 3), sg.vector("y", 3), sg.scalar("a")
    >>> print(sg.System([(y, prelu(x, a))]).gradient())
    bar_a = bar_y·[0 if x > 0; x otherwise]
    bar_x = bar_y ⊙ [1 if x > 0; a otherwise]
    """
    return _cases("prelu", lambda x, a: sp.Piecewise((x, x > 0), (a * x, True)), x, slope)


def celu(x: Any, alpha: Any = 1) -> Any:
    """The continuously differentiable exponential linear unit: x where x > 0, alpha (exp(x / alpha) - 1) elsewhere.

    It is smooth at 0, where its slope is 1. ``alpha`` is a number above 0, a scalar or of the shape of x.

    Source: Barron, Continuously Differentiable Exponential Linear Units, 2017, equation 2.

    >>> import symgrad as sg
    >>> x, a = sg.scalars("x a")
    >>> print(sg.text(sg.gradient(celu(x, a), x)))
    [1 if x > 0; exp(-relu(-x / a)) otherwise]
    """
    return _cases("celu", lambda x, a: sp.Piecewise((x, x > 0), (a * elu(x / a), True)), x, alpha)


def hard_tanh(x: Any, low: Any = -1, high: Any = 1) -> Any:
    """The hyperbolic tangent in straight pieces: x between the bounds low and high, and the bound outside.

    At both bounds, its kinks, the slope is 0; between them 1.

    Source: Collobert, Large Scale Machine Learning, 2004.

    >>> import symgrad as sg
    >>> print(sg.text(hard_tanh(sg.scalar("x"))))
    [-1 if x ≤ -1; 1 if x ≥ 1; x otherwise]
    """
    return clip(x, low, high)


def relu6(x: Any) -> Any:
    """The rectified linear unit that stays at most 6: min(max(0, x), 6). At its kinks 0 and 6 the slope is 0.

    Source: Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010.

    >>> import symgrad as sg
    >>> print(sg.text(relu6(sg.scalar("x"))))
    [0 if x ≤ 0; 6 if x ≥ 6; x otherwise]
    """
    return clip(x, 0, 6)


def softshrink(x: Any, threshold: Any = _HALF) -> Any:
    """Soft thresholding: x - threshold above it, x + threshold below -threshold, 0 between, entry by entry.

    ``threshold`` is a number above 0, a scalar or of the shape of x. At its kinks the slope is 0.

    Source: Donoho and Johnstone, Ideal Spatial Adaptation by Wavelet Shrinkage, 1994.

    >>> import symgrad as sg
    >>> x, k = sg.scalars("x k")
    >>> print(sg.text(sg.gradient(softshrink(x, k), x)))
    [1 if k < -x or k < x; 0 otherwise]
    """
    return _cases("softshrink", lambda x, k: sp.Piecewise((x - k, x > k), (x + k, x < -k), (0, True)), x, threshold)


def hardshrink(x: Any, threshold: Any = _HALF) -> Any:
    """Hard thresholding: x where it is above threshold or below -threshold, 0 between, entry by entry.

    ``threshold`` is a number above 0, a scalar or of the shape of x. It jumps at -threshold and threshold, where value
    and slope are 0.

    Source: Donoho and Johnstone, Ideal Spatial Adaptation by Wavelet Shrinkage, 1994.

    >>> import symgrad as sg
    >>> x, k = sg.scalars("x k")
    >>> print(sg.text(hardshrink(x, k)))
    [x if k < |x|; 0 otherwise]
    """
    return _cases("hardshrink", lambda x, k: sp.Piecewise((x, sp.Abs(x) > k), (0, True)), x, threshold)


def _cases(name: str, formula: Any, x: Any, parameter: Any) -> Any:
    """A formula of x and of a parameter, entry by entry."""
    taken = intake(x)
    beside = intake(parameter)
    values = {slot(1): taken, slot(2): at_every_entry(name, beside, shape_of(taken)) if is_matrix(beside) else beside}
    return lift(formula(slot(1), slot(2)), values, shape_of(taken))
