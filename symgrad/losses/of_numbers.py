"""Losses of numbers: squared, absolute, Huber's and the like, and likelihoods of numbers and counts."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra.lifting import lift
from symgrad.arguments.signatures import FLAG, NAME, SYSTEM, TEXT, taking
from symgrad.errors import ShapeError
from symgrad.expressions.nodes.functional import slot
from symgrad.expressions.shapes import is_matrix, same_shape, shape_of, shape_text
from symgrad.functions.elementwise import abs_, cosh, exp, log, relu
from symgrad.losses.closing import OPTION, REDUCTION, closed, everywhere, like, option, reduced
from symgrad.operations.operations import divide, dot, hadamard
from symgrad.programs.equations import Name
from symgrad.system.system import System


@taking(system=SYSTEM, output=NAME, loss=TEXT)
def squared_error(system: System, output: Name, target: str = "target", loss: str = "loss") -> System:
    """The squared error, loss = ||y - target||^2: a scalar, for an output y of any shape.

    ``target`` is a new input of the shape of y. Raises UnboundNameError for an unknown output, NameClashError where
    ``target`` or ``loss`` is taken.

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.1, without the mean over samples.

    >>> import symgrad as sg
    >>> print(squared_error(sg.cells.dense(), "y"))
    y = tanh(W x + b)
    loss = ‖y - target‖²
    """
    y = system.symbol(output)
    wanted = like(y, target)
    off = y - wanted
    return closed(system, [wanted], loss, dot(off, off) if is_matrix(y) else off**2)


@taking(system=SYSTEM, output=NAME, loss=TEXT)
def mean_squared_error(system: System, output: Name, target: str = "target", loss: str = "loss") -> System:
    """The mean squared error, loss = ||y - target||^2 / n, for an output y of any shape with n entries.

    ``target`` is a new input of the shape of y. Raises what ``squared_error`` raises.

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 5.1.4.

    >>> import symgrad as sg
    >>> print(mean_squared_error(sg.cells.dense(), "y").derivative("loss", "y"))
    ∂loss/∂y = 2 (y - target) / n
    """
    y = system.symbol(output)
    wanted = like(y, target)
    off = y - wanted
    return closed(system, [wanted], loss, dot(off, off) / sp.Mul(*shape_of(y)) if is_matrix(y) else off**2)


@taking(system=SYSTEM, output=NAME, loss=TEXT, reduction=REDUCTION)
def mean_absolute_error(
    system: System, output: Name, target: str = "target", loss: str = "loss", *, reduction: str = "mean"
) -> System:
    """The mean absolute error, the mean of |y - target| over the entries of y; its slope is 0 where the two are equal.

    ``target`` is a new input of the shape of y. Raises what ``squared_error`` raises.

    Source: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, 2009, section 10.6.

    >>> import symgrad as sg
    >>> print(mean_absolute_error(sg.cells.dense(), "y").derivative("loss", "y"))
    ∂loss/∂y = sign(y - target) / n
    """
    y = system.symbol(output)
    wanted = like(y, target)
    return closed(system, [wanted], loss, reduced(abs_(y - wanted), reduction))


@taking(system=SYSTEM, output=NAME, loss=TEXT, reduction=REDUCTION, delta=OPTION)
def huber(
    system: System, output: Name, target: str = "target", loss: str = "loss", *, delta: Any = 1,
    reduction: str = "mean",
) -> System:  # fmt: skip
    """Huber's loss of d = y - target: d^2 / 2 where |d| <= delta, delta (|d| - delta / 2) elsewhere, entry by entry.

    ``delta`` is a number above 0, or a scalar, which is a new parameter. At |d| = delta, where the slope bends, it is d
    as on both sides. ``target`` is a new input of the shape of y. Raises what ``squared_error`` raises.

    Source: Huber, Robust Estimation of a Location Parameter, 1964.

    >>> import symgrad as sg
    >>> y, x = sg.scalars("y x")
    >>> print(huber(sg.System([(y, sg.tanh(x))]), "y").derivative("loss", "y"))
    ∂loss/∂y = [y - target if |target - y| ≤ 1; sign(y - target) otherwise]
    """
    y, bound = system.symbol(output), option("huber", "delta", delta, 0)
    wanted = like(y, target)
    d = slot(1)
    size = sp.Abs(d)
    formula = sp.Piecewise((d**2 / 2, size <= bound), (bound * (size - bound / 2), True))
    return closed(system, [wanted], loss, reduced(lift(formula, {d: y - wanted}, shape_of(y)), reduction))


@taking(system=SYSTEM, output=NAME, loss=TEXT, reduction=REDUCTION)
def log_cosh(
    system: System, output: Name, target: str = "target", loss: str = "loss", *, reduction: str = "mean"
) -> System:
    """The mean of log(cosh(y - target)), a smooth absolute error, which no difference makes overflow.

    ``target`` is a new input of the shape of y. Raises what ``squared_error`` raises.

    Source: Green, Bayesian Reconstructions from Emission Tomography Data Using a Modified EM Algorithm, 1990, as a
    potential.

    >>> import symgrad as sg
    >>> y, x = sg.scalars("y x")
    >>> print(log_cosh(sg.System([(y, sg.tanh(x))]), "y").derivative("loss", "y"))
    ∂loss/∂y = -tanh(target - y)
    """
    y = system.symbol(output)
    wanted = like(y, target)
    return closed(system, [wanted], loss, reduced(log(cosh(y - wanted)), reduction))


@taking(system=SYSTEM, output=NAME, loss=TEXT, reduction=REDUCTION, quantile=OPTION)
def pinball(
    system: System, output: Name, target: str = "target", loss: str = "loss", *, quantile: Any = 0.5,
    reduction: str = "mean",
) -> System:  # fmt: skip
    """The pinball loss of d = target - y, quantile d where d > 0 and (quantile - 1) d elsewhere, entry by entry.

    ``quantile`` is a number from 0 to 1, or a scalar, which is a new parameter. At d = 0, its kink, the slope is 0.
    ``target`` is a new input of the shape of y. Raises what ``squared_error`` raises.

    Source: Koenker and Bassett, Regression Quantiles, 1978.

    >>> import symgrad as sg
    >>> y, x = sg.scalars("y x")
    >>> print(pinball(sg.System([(y, sg.tanh(x))]), "y", quantile=0.25).derivative("loss", "y"))
    ∂loss/∂y = (3 step(y - target) - step(target - y)) / 4
    """
    y, share = system.symbol(output), option("pinball", "quantile", quantile, 0, 1)
    wanted = like(y, target)
    return closed(system, [wanted], loss, reduced(share * relu(wanted - y) + (1 - share) * relu(y - wanted), reduction))


@taking(system=SYSTEM, output=NAME, variance=NAME, loss=TEXT, reduction=REDUCTION, full=FLAG)
def gaussian_nll(
    system: System, output: Name, variance: Name, target: str = "target", loss: str = "loss", *, full: bool = False,
    reduction: str = "mean",
) -> System:  # fmt: skip
    """The negative logarithm of a normal density: (log v + (y - target)^2 / v) / 2, entry by entry.

    ``output`` names the mean y and ``variance`` the variances v above 0, of its shape, another output of the system or
    an input. With ``full`` the constant log(2 pi) / 2 is there. ``target`` is a new input of the shape of y. Raises
    ShapeError where v has another shape, else what ``squared_error`` raises.

    Source: Nix and Weigend, Estimating the Mean and Variance of the Target Probability Distribution, 1994.

    >>> import symgrad as sg
    >>> y, v, x = sg.scalars("y v x")
    >>> cell = sg.System([(y, sg.tanh(x)), (v, sg.exp(x))], outputs=[y, v])
    >>> print(gaussian_nll(cell, "y", "v").derivative("loss", "y"))
    ∂loss/∂y = (y - target) / v
    """
    y, v = system.symbol(output), system.symbol(variance)
    if not same_shape(shape_of(y), shape_of(v)):
        raise ShapeError(
            f"gaussian_nll: variances are of the shape of {y}, {shape_text(shape_of(y))}, but {v} is "
            f"{shape_text(shape_of(v))}."
        )
    wanted = like(y, target)
    off = y - wanted
    square = hadamard(off, off) if is_matrix(y) else off**2
    entries = sp.Rational(1, 2) * (log(v) + divide(square, v))
    if full:
        entries = entries + everywhere(sp.log(2 * sp.pi) / 2, y)
    return closed(system, [wanted], loss, reduced(entries, reduction))


@taking(system=SYSTEM, output=NAME, loss=TEXT, reduction=REDUCTION, log_rate=FLAG)
def poisson_nll(
    system: System, output: Name, target: str = "target", loss: str = "loss", *, log_rate: bool = True,
    reduction: str = "mean",
) -> System:  # fmt: skip
    """The negative logarithm of Poisson's probability of counts, without the factorial: exp(y) - target y.

    ``output`` names the logarithm of the rates, or with ``log_rate=False`` the rates themselves, above 0: then it is
    y - target log(y). ``target`` is a new input of the shape of y. Raises what ``squared_error`` raises.

    Source: McCullagh and Nelder, Generalized Linear Models, 1989, section 6.2.

    >>> import symgrad as sg
    >>> y, x = sg.scalars("y x")
    >>> print(poisson_nll(sg.System([(y, sg.tanh(x))]), "y").derivative("loss", "y"))
    ∂loss/∂y = exp(y) - target
    """
    y = system.symbol(output)
    wanted = like(y, target)
    rate, logarithm = (exp(y), y) if log_rate else (y, log(y))
    return closed(system, [wanted], loss, reduced(rate - hadamard(wanted, logarithm), reduction))
