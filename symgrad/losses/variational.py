"""Losses of a variational autoencoder with normal distributions: the divergence from the prior, the evidence bound."""

from __future__ import annotations

from typing import Any

from symgrad.arguments.signatures import NAME, SYSTEM, TEXT, one_of, taking
from symgrad.errors import ShapeError
from symgrad.expressions.shapes import is_matrix, same_shape, shape_of, shape_text
from symgrad.functions.elementwise import exp, softplus
from symgrad.losses.closing import OPTION, closed, everywhere, like, option
from symgrad.operations.operations import dot, hadamard, total
from symgrad.programs.equations import Name
from symgrad.system.system import System

LIKELIHOOD = one_of("gaussian", "bernoulli")


@taking(system=SYSTEM, output=NAME, log_variance=NAME, loss=TEXT)
def gaussian_kl(system: System, output: Name, log_variance: Name, loss: str = "loss") -> System:
    """The divergence of a normal distribution from the standard one: the sum of (mu^2 + s^2 - 1 - log s^2) / 2.

    ``output`` names the means mu and ``log_variance`` log s^2, of its shape. Raises ShapeError for another shape,
    UnboundNameError for an unknown name, NameClashError where ``loss`` is taken.

    Source: Kingma and Welling, Auto-Encoding Variational Bayes, 2014, appendix B.

    >>> import symgrad as sg
    >>> m, v, x = sg.scalars("m v x")
    >>> print(gaussian_kl(sg.System([(m, x), (v, 2 * x)], outputs=[m, v]), "m", "v").derivative("loss", "v"))
    ∂loss/∂v = (exp(v) - 1) / 2
    """
    return closed(system, [], loss, _divergence(system, "gaussian_kl", output, log_variance))


@taking(system=SYSTEM, output=NAME, mean=NAME, log_variance=NAME, loss=TEXT, likelihood=LIKELIHOOD, beta=OPTION)
def elbo(
    system: System, output: Name, mean: Name, log_variance: Name, target: str = "target", loss: str = "loss", *,
    likelihood: str = "gaussian", beta: Any = 1,
) -> System:  # fmt: skip
    """The negative evidence lower bound of a variational autoencoder: reconstruction and beta times the divergence.

    ``output`` names the reconstruction y: the mean of a normal distribution of variance 1, whose term is
    ||y - target||^2 / 2, or with ``likelihood="bernoulli"`` logits, with the sum of softplus(y) - target y. ``mean``
    and ``log_variance`` name the moments of the code (see ``gaussian_kl``); ``target`` is a new input of the shape of
    y, what was encoded. The sample of the code is the system's, as mean + exp(log_variance / 2) times a noise that is
    an input. Raises ShapeError for another shape, else what ``squared_error`` raises.

    Source: Kingma and Welling, Auto-Encoding Variational Bayes, 2014, equation 10; beta: Higgins et al., beta-VAE,
    2017, equation 4.

    >>> import symgrad as sg
    >>> m, v, y, x, noise = sg.scalars("m v y x noise")
    >>> coder = sg.System([(m, x), (v, 2 * x), (y, m + sg.exp(v / 2) * noise)], outputs=[m, v, y])
    >>> print(elbo(coder, "y", "m", "v").derivative("loss", "y"))
    ∂loss/∂y = y - target
    """
    y = system.symbol(output)
    wanted = like(y, target)
    if likelihood == "bernoulli":
        entries = softplus(y) - hadamard(wanted, y)
        reconstruction = total(entries) if is_matrix(y) else entries
    else:
        off = y - wanted
        reconstruction = (dot(off, off) if is_matrix(y) else off**2) / 2
    share = option("elbo", "beta", beta, 0)
    return closed(system, [wanted], loss, reconstruction + share * _divergence(system, "elbo", mean, log_variance))


def _divergence(system: System, what: str, mean: Name, log_variance: Name) -> Any:
    mu, v = system.symbol(mean), system.symbol(log_variance)
    if not same_shape(shape_of(mu), shape_of(v)):
        raise ShapeError(
            f"{what}: the logarithms of variances are of the shape of {mu}, {shape_text(shape_of(mu))}, but {v} is "
            f"{shape_text(shape_of(v))}."
        )
    if not is_matrix(mu):
        return (mu**2 + exp(v) - 1 - v) / 2
    return (dot(mu, mu) + total(exp(v) - everywhere(1, mu) - v)) / 2
