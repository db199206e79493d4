r"""FastRNN and FastGRNN: a residual connection with two scalars, and a gate with the weights of the candidate.

Source: Kusupati, Singh, Bhatia, Kumar, Jain and Varma, FastGRNN: A Fast, Accurate, Stable and Tiny Kilobyte Sized Gated
Recurrent Neural Network, NeurIPS 2018, section 3 (equation numbers not looked up). Its scalars are numbers in [0, 1].

    name     LaTeX      shape    what it is
    x        x          (m,)     input
    h_prev   h_{\mathrm{prev}}   (n,)     state of one step before
    W        W          (n, m)   weights of the input
    U        U          (n, n)   recurrent weights
    b        b          (n,)     bias of FastRNN; b_z of the gate, b_h of the candidate
    alpha    \alpha     ()       weight of the candidate, of FastRNN
    beta     \beta      ()       weight of the old state, of FastRNN
    zeta     \zeta      ()       weight of what the gate lets in
    nu       \nu        ()       what comes in whatever the gate says
    z        z          (n,)     gate
    h_tilde  \tilde{h}  (n,)     candidate
    h        h          (n,)     state, the output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, scalars, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.operations import hadamard
from symgrad.system.system import System


@cited
def fast_rnn() -> System:
    """FastRNN: inputs x (m,) and h_prev (n,), output h (n,).

    Source: Kusupati et al. 2018, section 3.1.

    >>> print(fast_rnn().derivative("h", "h_tilde"))
    ∂h/∂h_tilde = α I
    """
    n, m = dims("n m")
    x, (h_prev, b, h) = vector("x", m), vectors("h_prev b h", n)
    W, U = matrix("W", n, m), matrix("U", n, n)
    alpha, beta = scalars("alpha beta")
    h_tilde = vector("h_tilde", n, latex=r"\tilde{h}")
    return System(
        [(h_tilde, tanh(W * x + U * h_prev + b)), (h, alpha * h_tilde + beta * h_prev)],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[W, U, b, alpha, beta],
        carry={h: h_prev},
    )


@cited
def fast_grnn() -> System:
    """FastGRNN: inputs x (m,) and h_prev (n,), output h (n,); gate and candidate share W and U.

    Source: Kusupati et al. 2018, section 3.2.

    >>> print(fast_grnn().derivative("h", "h_tilde"))
    ∂h/∂h_tilde = diag(ζ (1 - z) + ν 𝟏)
    """
    n, m = dims("n m")
    x, h_prev = vector("x", m), vector("h_prev", n)
    W, U = matrix("W", n, m), matrix("U", n, n)
    b_z, b_h, z, h = vectors("b_z b_h z h", n)
    zeta, nu = scalars("zeta nu")
    h_tilde = vector("h_tilde", n, latex=r"\tilde{h}")
    return System(
        [
            (z, sigmoid(W * x + U * h_prev + b_z)),
            (h_tilde, tanh(W * x + U * h_prev + b_h)),
            (h, hadamard(zeta * (1 - z) + nu, h_tilde) + hadamard(z, h_prev)),
        ],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[W, U, b_z, b_h, zeta, nu],
        carry={h: h_prev},
    )
