r"""The light GRU: no reset gate, and a candidate without saturation.

Source: Ravanelli, Brakel, Omologo and Bengio, Light Gated Recurrent Units for Speech Recognition, IEEE Transactions
on Emerging Topics in Computational Intelligence 2(2), 2018, section III (equation numbers not looked up). The paper
normalises W x over a batch; a cell is of one sample, so that here a bias stands for what the normalisation adds, and
its gain is part of W.

    name     LaTeX      shape    what it is
    x        x          (m,)     input
    h_prev   h_{\mathrm{prev}}   (n,)     state of one step before
    W_z      W_z        (n, m)   weights of the input, W_h of the candidate
    U_z      U_z        (n, n)   recurrent weights, U_h of the candidate
    b_z      b_z        (n,)     bias, b_h of the candidate
    z        z          (n,)     update gate
    h_tilde  \tilde{h}  (n,)     candidate
    h        h          (n,)     state, the output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, vector, vectors
from symgrad.functions.elementwise import relu, sigmoid
from symgrad.operations.operations import hadamard
from symgrad.system.system import System


@cited
def li_gru() -> System:
    """The light GRU: inputs x (m,) and h_prev (n,), output h (n,); z keeps the state.

    Source: Ravanelli et al. 2018, section III.

    >>> print(li_gru().derivative("h", "h_tilde"))
    ∂h/∂h_tilde = diag(1 - z)
    """
    n, m = dims("n m")
    x, h_prev = vector("x", m), vector("h_prev", n)
    W_z, W_h = matrices("W_z W_h", n, m)
    U_z, U_h = matrices("U_z U_h", n, n)
    b_z, b_h, z, h = vectors("b_z b_h z h", n)
    h_tilde = vector("h_tilde", n, latex=r"\tilde{h}")
    return System(
        [
            (z, sigmoid(W_z * x + U_z * h_prev + b_z)),
            (h_tilde, relu(W_h * x + U_h * h_prev + b_h)),
            (h, hadamard(z, h_prev) + hadamard(1 - z, h_tilde)),
        ],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[W_z, U_z, b_z, W_h, U_h, b_h],
        carry={h: h_prev},
    )
