r"""Layer normalisation, with its statistics as equations of their own.

``sg.layer_norm`` is the same as one function, for use inside other equations.

Source: Ba, Kiros and Hinton, Layer Normalization, 2016, equations 3 and 4, without the activation; the paper lacks the
small number that keeps the deviation away from 0, which is that of ``sg.layer_norm``.

    name   LaTeX   shape  what it is
    a      a       (n,)   input
    g      g       (n,)   gain
    b      b       (n,)   bias
    mu     \mu     ()     mean
    sigma  \sigma  ()     deviation
    h      h       (n,)   output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, scalars, vectors
from symgrad.operations.normalisations import EPSILON
from symgrad.operations.operations import hadamard, mean, norm_squared, ones, sqrt
from symgrad.system.system import System


@cited
def layer_norm() -> System:
    """Layer normalisation: input a (n,), output h (n,).

    Source: Ba, Kiros and Hinton 2016, equations 3 and 4.

    >>> print(layer_norm().derivative("h", "b"))
    ∂h/∂b = I
    """
    n = dims("n")
    a, g, b, h = vectors("a g b h", n)
    mu, sigma = scalars("mu sigma")
    return System(
        [
            (mu, mean(a)),
            (sigma, sqrt(norm_squared(a - mu * ones(n)) / n + EPSILON)),
            (h, hadamard(g, a - mu * ones(n)) / sigma + b),
        ],
        outputs=[h],
        inputs=[a],
        parameters=[g, b],
    )
