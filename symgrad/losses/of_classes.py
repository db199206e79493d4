"""Losses of a distribution over classes: cross-entropies, divergence, and overlap."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.arguments.signatures import NAME, SYSTEM, TEXT, taking
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import vector
from symgrad.functions.elementwise import log
from symgrad.losses.closing import OPTION, closed, like, option, vector_of
from symgrad.operations.of_two import where
from symgrad.operations.of_vectors import logsumexp
from symgrad.operations.operations import dot, total
from symgrad.programs.equations import Name
from symgrad.system.system import System


@taking(system=SYSTEM, output=NAME, loss=TEXT, label_smoothing=OPTION)
def cross_entropy(
    system: System, logits: Name, target: str = "target", loss: str = "loss", *, label_smoothing: Any = 0
) -> System:
    """The cross-entropy of softmax(z) with a distribution, -target . log(softmax(z)): a scalar.

    ``logits`` names the vector z (n,), before any softmax; ``target`` is a new input (n,) whose entries sum to one, so
    that the loss is logsumexp(z) - target . z, which no logit makes overflow. ``label_smoothing`` is what is taken from
    the target and given to all n classes alike: (1 - s) target + s / n stands in its place.

    Raises ShapeError where z is no vector, UnboundNameError and NameClashError like ``squared_error``.

    Source: Bishop, Pattern Recognition and Machine Learning, 2006, equations 4.104 and 4.108; label smoothing: Szegedy
    et al., Rethinking the Inception Architecture for Computer Vision, 2016, section 7.

    >>> import symgrad as sg
    >>> closed = cross_entropy(sg.cells.softmax_regression(), "z")
    >>> print(closed.gradient(wrt="z"))
    z = W x + b
    bar_z = bar_loss (softmax(z) - target)
    """
    z = vector_of(system, logits, "cross_entropy", "the logits")
    wanted = vector(target, shape_of(z)[0], sums_to_one=True)
    share = option("cross_entropy", "label_smoothing", label_smoothing, 0, 1)
    right = dot(wanted, z) if share == 0 else (1 - share) * dot(wanted, z) + share * total(z) / shape_of(z)[0]
    return closed(system, [wanted], loss, logsumexp(z) - right)


@taking(system=SYSTEM, output=NAME, loss=TEXT)
def nll(system: System, output: Name, target: str = "target", loss: str = "loss") -> System:
    """The negative log-likelihood of logarithms of probabilities y, as log_softmax gives them: -target . y.

    ``output`` names the vector y (n,); ``target`` is a new input (n,), one at the class and zero elsewhere, or any
    distribution. Raises ShapeError where y is no vector, else what ``squared_error`` raises.

    Source: Bishop, Pattern Recognition and Machine Learning, 2006, equation 4.108.

    >>> import symgrad as sg
    >>> z, y = sg.vectors("z y", 3)
    >>> print(nll(sg.System([(y, sg.log_softmax(z))]), "y").derivative("loss", "y"))
    ∂loss/∂y = -target
    """
    y = vector_of(system, output, "nll", "logarithms of probabilities")
    wanted = like(y, target)
    return closed(system, [wanted], loss, -dot(wanted, y))


@taking(system=SYSTEM, output=NAME, loss=TEXT)
def kl_divergence(system: System, output: Name, target: str = "target", loss: str = "loss") -> System:
    """The Kullback-Leibler divergence of q from a target p, the sum of p (log p - log q).

    ``output`` names the vector log q (n,), as log_softmax gives it; ``target`` is a new input p (n,). Where p is 0 its
    term is 0, and so is the slope by p there but for -log q. Raises ShapeError where log q is no vector, else what
    ``squared_error`` raises.

    Source: Kullback and Leibler, On Information and Sufficiency, 1951, equation 2.4.

    >>> import symgrad as sg
    >>> z, y = sg.vectors("z y", 3)
    >>> print(kl_divergence(sg.System([(y, sg.log_softmax(z))]), "y").derivative("loss", "y"))
    ∂loss/∂y = -target
    """
    y = vector_of(system, output, "kl_divergence", "logarithms of probabilities")
    wanted = like(y, target)
    safe = where(wanted, wanted, 1)
    return closed(system, [wanted], loss, dot(wanted, log(safe)) - dot(wanted, y))


@taking(system=SYSTEM, output=NAME, loss=TEXT, smooth=OPTION)
def dice(system: System, output: Name, target: str = "target", loss: str = "loss", *, smooth: Any = sp.S.One) -> System:
    """One less the Dice coefficient of two masks, 1 - (2 y . target + s) / (sum of y + sum of target + s).

    ``output`` names y, probabilities of any shape; ``target`` is a new input of its shape; ``smooth`` is s, a number
    from 0 on, or a scalar. Raises what ``squared_error`` raises.

    Source: Milletari, Navab and Ahmadi, V-Net, 2016, section 3, whose denominator has squares; without them as in
    Sudre et al., Generalised Dice Overlap, 2017.

    >>> import symgrad as sg
    >>> closed = dice(sg.cells.dense(), "y")
    >>> print(closed.equations[-1].rhs)
    -(2*dot(target, y) + 1)/(total(target) + total(y) + 1) + 1
    """
    y = system.symbol(output)
    wanted = like(y, target)
    s = option("dice", "smooth", smooth, 0)
    both = dot(wanted, y) if shape_of(y) else wanted * y
    whole = total(y) + total(wanted) if shape_of(y) else y + wanted
    return closed(system, [wanted], loss, 1 - (2 * both + s) / (whole + s))
