r"""Hopfield's network with graded responses, by steps of Euler's method.

Source: Hopfield, Neurons with Graded Response Have Collective Computational Properties Like Those of Two-State Neurons,
Proceedings of the National Academy of Sciences 81, 1984, equation 5 (number from memory): C du/dt = T V - u/R + I. The
network of 1982 is its limit of a large gain. T is symmetric in the paper; nothing here asks for it.

    name    LaTeX      shape    what it is
    I       I          (n,)     current from outside
    u_prev  u_{\mathrm{prev}}   (n,)     potentials of one step before
    T       T          (n, n)   strengths of the synapses
    C       C          (n,)     capacitances
    R       R          (n,)     resistances
    lam     \lambda    ()       gain of the response
    tau     \tau       ()       length of a step
    V_prev  V_{\mathrm{prev}}   (n,)     what the neurons give one step before
    u       u          (n,)     potentials
    V       V          (n,)     what the neurons give, the output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, scalar, vectors
from symgrad.functions.elementwise import tanh
from symgrad.operations.operations import divide
from symgrad.system.system import System


@cited
def hopfield_continuous() -> System:
    """Hopfield's network of 1984: inputs I (n,) and u_prev (n,), outputs V and u, both (n,).

    Source: Hopfield 1984, equation 5 (number from memory), with g = tanh and a step of Euler's method.

    >>> print(hopfield_continuous().derivative("u", "V_prev"))
    ∂u/∂V_prev = τ diag(𝟏 ⊘ C) T
    """
    n = dims("n")
    I, u_prev, C, R = vectors("I u_prev C R", n)
    T, lam, tau = matrix("T", n, n), scalar("lam", latex=r"\lambda"), scalar("tau")
    V_prev, u, V = vectors("V_prev u V", n)
    return System(
        [
            (V_prev, tanh(lam * u_prev)),
            (u, u_prev + tau * divide(T * V_prev - divide(u_prev, R) + I, C)),
            (V, tanh(lam * u)),
        ],
        outputs=[V, u],
        inputs=[I, u_prev],
        parameters=[T, C, R, lam, tau],
        carry={u: u_prev},
    )
