"""Losses of yes or no: binary cross-entropies, focal loss, hinges."""

from __future__ import annotations

from typing import Any

from symgrad.algebra import power
from symgrad.algebra.intake import intake
from symgrad.arguments.signatures import NAME, SYSTEM, TEXT, optional, taking
from symgrad.expressions.shapes import is_matrix
from symgrad.functions.elementwise import log, relu, sigmoid, softplus
from symgrad.losses.closing import OPTION, REDUCTION, closed, everywhere, like, option, reduced
from symgrad.operations.operations import hadamard
from symgrad.programs.equations import Name
from symgrad.system.system import System


@taking(system=SYSTEM, output=NAME, loss=TEXT, reduction=REDUCTION)
def binary_cross_entropy(
    system: System, output: Name, target: str = "target", loss: str = "loss", *, reduction: str = "mean"
) -> System:
    """The binary cross-entropy of probabilities p: the mean of -target log(p) - (1 - target) log(1 - p).

    ``output`` names p, between 0 and 1, of any shape; ``target`` is a new input of its shape. Where p is a sigmoid in
    an equation of the system, code takes the logarithms from its argument, and none overflows. Raises what
    ``squared_error`` raises.

    Source: Bishop, Pattern Recognition and Machine Learning, 2006, equation 4.90.

    >>> import symgrad as sg
    >>> p, x = sg.scalars("p x")
    >>> print(binary_cross_entropy(sg.System([(p, sg.sigmoid(x))]), "p").derivative("loss", "p"))
    ∂loss/∂p = (1 - target) / (1 - p) - target / p
    """
    p = system.symbol(output)
    wanted, one = like(p, target), everywhere(1, p)
    entries = -hadamard(wanted, log(p)) - hadamard(one - wanted, log(one - p))
    return closed(system, [wanted], loss, reduced(entries, reduction))


@taking(system=SYSTEM, output=NAME, loss=TEXT, reduction=REDUCTION)
def binary_cross_entropy_with_logits(
    system: System, output: Name, target: str = "target", loss: str = "loss", *, reduction: str = "mean"
) -> System:
    """The binary cross-entropy of p = sigmoid(z) by its logits z: the mean of softplus(z) - target z.

    ``output`` names z, of any shape; ``target`` is a new input of its shape. No logit makes it overflow. Raises what
    ``squared_error`` raises.

    Source: Bishop, Pattern Recognition and Machine Learning, 2006, equations 4.90 and 4.91.

    >>> import symgrad as sg
    >>> z, x = sg.scalars("z x")
    >>> print(binary_cross_entropy_with_logits(sg.System([(z, 2 * x)]), "z").derivative("loss", "z"))
    ∂loss/∂z = sigmoid(z) - target
    """
    z = system.symbol(output)
    wanted = like(z, target)
    return closed(system, [wanted], loss, reduced(softplus(z) - hadamard(wanted, z), reduction))


@taking(system=SYSTEM, output=NAME, loss=TEXT, reduction=REDUCTION, gamma=OPTION, alpha=optional(OPTION))
def focal(
    system: System, output: Name, target: str = "target", loss: str = "loss", *, gamma: Any = 2, alpha: Any = None,
    reduction: str = "mean",
) -> System:  # fmt: skip
    """The focal loss of logits z: the mean of (1 - p)^gamma times -log(p), with p the probability of the true label.

    ``output`` names z, of any shape; ``target`` is a new input of its shape, of zeros and ones. With s = 2 target - 1
    p is sigmoid(s z), so that the loss is sigmoid(-s z)^gamma softplus(-s z). ``gamma`` is a number from 0 on;
    ``alpha``, from 0 to 1, weighs the ones, and 1 - alpha the zeros. Raises what ``squared_error`` raises.

    Source: Lin, Goyal, Girshick, He and Dollar, Focal Loss for Dense Object Detection, 2017, equations 4 and 5.

    >>> import symgrad as sg
    >>> z, x = sg.scalars("z x")
    >>> print(focal(sg.System([(z, 2 * x)]), "z").equations[-1].rhs)
    sigmoid(-z*(2*target - 1))**2*softplus(-z*(2*target - 1))
    """
    z = system.symbol(output)
    wanted = like(z, target)
    order = option("focal", "gamma", gamma, 0)
    against = intake(-hadamard(2 * wanted - everywhere(1, z), z))
    entries = hadamard(power(intake(sigmoid(against)), order), softplus(against))
    if alpha is not None:
        share = option("focal", "alpha", alpha, 0, 1)
        entries = hadamard((2 * share - 1) * wanted + everywhere(1 - share, z), entries)
    return closed(system, [wanted], loss, reduced(entries, reduction))


@taking(system=SYSTEM, output=NAME, loss=TEXT, reduction=REDUCTION, margin=OPTION)
def hinge(
    system: System, output: Name, target: str = "target", loss: str = "loss", *, margin: Any = 1,
    reduction: str = "mean",
) -> System:  # fmt: skip
    """The hinge loss, the mean of max(0, margin - target y), for targets -1 and 1; its slope at the kink is 0.

    ``output`` names y, of any shape; ``target`` is a new input of its shape. Raises what ``squared_error`` raises.

    Source: Cortes and Vapnik, Support-Vector Networks, 1995, as the slack of each sample.

    >>> import symgrad as sg
    >>> y, x = sg.scalars("y x")
    >>> print(hinge(sg.System([(y, 2 * x)]), "y").derivative("loss", "y"))
    ∂loss/∂y = -target step(1 - target y)
    """
    y = system.symbol(output)
    wanted = like(y, target)
    short = relu(everywhere(option("hinge", "margin", margin), y) - hadamard(wanted, y))
    return closed(system, [wanted], loss, reduced(short, reduction))


@taking(system=SYSTEM, output=NAME, loss=TEXT, reduction=REDUCTION, margin=OPTION)
def squared_hinge(
    system: System, output: Name, target: str = "target", loss: str = "loss", *, margin: Any = 1,
    reduction: str = "mean",
) -> System:  # fmt: skip
    """The squared hinge loss, the mean of max(0, margin - target y)^2, for targets -1 and 1; its slope is continuous.

    ``output`` names y, of any shape; ``target`` is a new input of its shape. Raises what ``squared_error`` raises.

    Source: Tang, Deep Learning using Linear Support Vector Machines, 2013, equation 6.

    >>> import symgrad as sg
    >>> y, x = sg.scalars("y x")
    >>> print(squared_hinge(sg.System([(y, 2 * x)]), "y").derivative("loss", "y"))
    ∂loss/∂y = -2 target relu(1 - target y)
    """
    y = system.symbol(output)
    wanted = like(y, target)
    short = relu(everywhere(option("squared_hinge", "margin", margin), y) - hadamard(wanted, y))
    return closed(system, [wanted], loss, reduced(hadamard(short, short) if is_matrix(y) else short**2, reduction))
