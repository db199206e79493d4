r"""LoRA: a dense layer whose weights stay, beside a product of two thin matrices that learns.

The number r is the rank, a size. W_0 is a parameter too, so that it may be asked for; who trains takes the gradient
with respect to B and A alone.

Source: Hu et al., LoRA: Low-Rank Adaptation of Large Language Models, 2021, section 4.1, equation 3 (the number is from
memory), with the factor alpha / r that the text below it gives.

    name   LaTeX    shape   what it is
    x      x        (k,)    input
    W_0    W_0      (d, k)  weights that were trained before
    B      B        (d, r)  up-projection, 0 at the beginning
    A      A        (r, k)  down-projection
    alpha  \alpha   ()      scale
    h      h        (d,)    output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, scalar, vector
from symgrad.system.system import System


@cited
def lora() -> System:
    """A dense layer with a low-rank update: input x (k,), output h (d,).

    Source: Hu et al. 2021, equation 3.

    >>> print(lora().gradient(wrt=["B", "A"]))
    bar_B = α bar_h xᵀ Aᵀ / r
    bar_A = α Bᵀ bar_h xᵀ / r
    """
    d, k, r = dims("d k r")
    x, h, alpha = vector("x", k), vector("h", d), scalar("alpha")
    W_0, B, A = matrix("W_0", d, k), matrix("B", d, r), matrix("A", r, k)
    return System([(h, W_0 * x + alpha / r * B * A * x)], outputs=[h], inputs=[x], parameters=[W_0, B, A, alpha])
