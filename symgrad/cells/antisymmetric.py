r"""The antisymmetric network: a step of Euler's method for a differential equation that neither grows nor decays.

Source: Chang, Chen, Haber and Chi, AntisymmetricRNN: A Dynamical System View on Recurrent Neural Networks, ICLR 2019,
section 3 (equation numbers not looked up). W is any matrix; it is W - Wᵀ that acts.

    name     LaTeX      shape    what it is
    x        x          (m,)     input
    h_prev   h_{\mathrm{prev}}   (n,)     state of one step before
    W        W          (n, n)   recurrent weights
    V        V          (n, m)   weights of the input; V_h and V_z where there is a gate
    b        b          (n,)     bias; b_h and b_z where there is a gate
    gamma    \gamma     ()       diffusion, which keeps the step stable
    epsilon  \varepsilon  ()     size of the step
    z        z          (n,)     gate
    h        h          (n,)     state, the output
"""

import sympy as sp

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, scalar, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.operations import hadamard
from symgrad.system.system import System


@cited
def antisymmetric_rnn() -> System:
    """The antisymmetric network: inputs x (m,) and h_prev (n,), output h (n,).

    Source: Chang et al. 2019, section 3.

    >>> print(antisymmetric_rnn().derivative("h", "b"))
    ∂h/∂b = ε diag(1 - tanh²((W - Wᵀ - γ I) h_prev + V x + b))
    """
    n, m = dims("n m")
    x, (h_prev, b, h) = vector("x", m), vectors("h_prev b h", n)
    W, V = matrix("W", n, n), matrix("V", n, m)
    gamma, epsilon = scalar("gamma"), scalar("epsilon", latex=r"\varepsilon")
    return System(
        [(h, h_prev + epsilon * tanh((W - W.T - gamma * sp.Identity(n)) * h_prev + V * x + b))],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[W, V, b, gamma, epsilon],
        carry={h: h_prev},
    )


@cited
def antisymmetric_rnn_gated() -> System:
    """The antisymmetric network with a gate, which shares W: inputs x (m,) and h_prev (n,), output h (n,).

    Source: Chang et al. 2019, section 3.

    >>> print(antisymmetric_rnn_gated().derivative("z", "b_z"))
    ∂z/∂b_z = diag(z ⊙ (1 - z))
    """
    n, m = dims("n m")
    x, h_prev = vector("x", m), vector("h_prev", n)
    W, (V_h, V_z) = matrix("W", n, n), matrices("V_h V_z", n, m)
    b_h, b_z, z, h = vectors("b_h b_z z h", n)
    gamma, epsilon = scalar("gamma"), scalar("epsilon", latex=r"\varepsilon")
    acting = W - W.T - gamma * sp.Identity(n)
    return System(
        [
            (z, sigmoid(acting * h_prev + V_z * x + b_z)),
            (h, h_prev + epsilon * hadamard(z, tanh(acting * h_prev + V_h * x + b_h))),
        ],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[W, V_h, b_h, V_z, b_z, gamma, epsilon],
        carry={h: h_prev},
    )
