r"""The modern Hopfield network with continuous states: its update, and the energy that the update lowers.

The patterns are the columns of X. The update is attention: of the query xi, with the patterns as keys and as values.

Source: Ramsauer et al., Hopfield Networks is All You Need, ICLR 2021, section 2: equation 2 (energy) and 3 (update);
these two numbers are from memory.

    name    LaTeX        shape   what it is
    X       X            (d, N)  stored patterns, one a column
    xi      \xi          (d,)    state
    beta    \beta        ()      inverse temperature, above 0
    p       p            (N,)    weights of the patterns, which sum to one
    xi_new  \xi^{\mathrm{new}}  (d,)    state after one update
    M_sq    M^2          ()      square of the largest norm of a pattern
    E       E            ()      energy
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, scalar, scalars, vector
from symgrad.functions.elementwise import log
from symgrad.operations.of_vectors import logsumexp, maximum, softmax
from symgrad.operations.operations import norm_squared
from symgrad.system.system import System


@cited
def hopfield() -> System:
    """One update of a modern Hopfield network: inputs X (d, N), xi (d,) and beta, output xi_new (d,).

    Source: Ramsauer et al. 2021, equation 3.

    >>> print(hopfield())
    p = softmax(β Xᵀ ξ)
    ξ_new = X p
    """
    d, N = dims("d N")
    X, xi, beta = matrix("X", d, N), vector("xi", d), scalar("beta")
    p, xi_new = vector("p", N), vector("xi_new", d, latex=r"\xi^{\mathrm{new}}")
    return System([(p, softmax(beta * X.T * xi)), (xi_new, X * p)], outputs=[xi_new], inputs=[X, xi, beta])


@cited
def hopfield_energy() -> System:
    """The energy of a modern Hopfield network: inputs X (d, N), xi (d,) and beta, output E, a scalar.

    Its gradient with respect to the state is the state minus its update, ``xi - X softmax(beta X^T xi)``: the update
    is a step of gradient descent of length one.

    Source: Ramsauer et al. 2021, equation 2, whose lse(beta, z) is logsumexp(beta z) / beta.

    >>> print(hopfield_energy().gradient(wrt="xi"))
    bar_ξ = bar_E (ξ - X softmax(β Xᵀ ξ))
    """
    d, N = dims("d N")
    X, xi, (beta, E) = matrix("X", d, N), vector("xi", d), scalars("beta E")
    M_sq = scalar("M_sq", latex="M^2")
    return System(
        [
            (M_sq, maximum(norm_squared(X, axis=0))),
            (E, -logsumexp(beta * X.T * xi) / beta + norm_squared(xi) / 2 + log(N) / beta + M_sq / 2),
        ],
        outputs=[E],
        inputs=[X, xi, beta],
    )
