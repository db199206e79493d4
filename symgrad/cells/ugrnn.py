r"""The update gate network: the plain network with one gate, which keeps the state.

Source: Collins, Sohl-Dickstein and Sussillo, Capacity and Trainability in Recurrent Neural Networks, ICLR 2017,
section 1 (equation numbers not looked up).

    name     LaTeX      shape    what it is
    x        x          (m,)     input
    h_prev   h_{\mathrm{prev}}   (n,)     state of one step before
    W_ch     W_{ch}     (n, n)   recurrent weights of the candidate, W_gh of the gate
    W_cx     W_{cx}     (n, m)   weights of the input, W_gx of the gate
    b_c      b_c        (n,)     bias, b_g of the gate
    c        c          (n,)     candidate
    g        g          (n,)     update gate
    h        h          (n,)     state, the output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.operations import hadamard
from symgrad.system.system import System


@cited
def ugrnn() -> System:
    """The UGRNN: inputs x (m,) and h_prev (n,), output h (n,); g keeps the state.

    Source: Collins, Sohl-Dickstein and Sussillo 2017, section 1.

    >>> print(ugrnn().derivative("h", "c"))
    ∂h/∂c = diag(1 - g)
    """
    n, m = dims("n m")
    x, h_prev = vector("x", m), vector("h_prev", n)
    W_ch, W_gh = matrices("W_ch W_gh", n, n)
    W_cx, W_gx = matrices("W_cx W_gx", n, m)
    b_c, b_g, c, g, h = vectors("b_c b_g c g h", n)
    return System(
        [
            (c, tanh(W_ch * h_prev + W_cx * x + b_c)),
            (g, sigmoid(W_gh * h_prev + W_gx * x + b_g)),
            (h, hadamard(g, h_prev) + hadamard(1 - g, c)),
        ],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[W_ch, W_cx, b_c, W_gh, W_gx, b_g],
        carry={h: h_prev},
    )
