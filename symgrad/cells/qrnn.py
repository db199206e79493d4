r"""The quasi-recurrent network: a convolution over time gives the gates, and products entry by entry alone recur.

Source: Bradbury, Merity, Xiong and Socher, Quasi-Recurrent Neural Networks, ICLR 2017, section 2: filters of width 2
(its equation 2, number from memory) and fo-pooling (equation 4, likewise). The paper has no biases.

    name    LaTeX     shape    what it is
    x       x         (m,)     input
    x_prev  x_{\mathrm{prev}}  (m,)     input of one step before
    c_prev  c_{\mathrm{prev}}  (n,)     state of one step before
    W_k1    W_{k1}    (n, m)   weights of the input of one step before, for each k of z, f, o
    W_k2    W_{k2}    (n, m)   weights of the input, likewise
    z       z         (n,)     candidate
    f       f         (n,)     forget gate
    o       o         (n,)     output gate
    c       c         (n,)     state
    h       h         (n,)     output
    x_seen  x         (m,)     the input, as the next step sees it
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.operations import hadamard
from symgrad.system.system import System


@cited
def qrnn() -> System:
    """The QRNN of width 2, fo-pooling: inputs x, x_prev (m,) and c_prev (n,), outputs h, c (n,) and x_seen (m,).

    Source: Bradbury et al. 2017, section 2.

    >>> print(qrnn().derivative("h", "c_prev"))
    ∂h/∂c_prev = diag(f ⊙ o)
    """
    n, m = dims("n m")
    x, x_prev, c_prev = vector("x", m), vector("x_prev", m), vector("c_prev", n)
    W_z1, W_f1, W_o1 = matrices("W_z1 W_f1 W_o1", n, m)
    W_z2, W_f2, W_o2 = matrices("W_z2 W_f2 W_o2", n, m)
    z, f, o, c, h = vectors("z f o c h", n)
    x_seen = vector("x_seen", m, latex=r"x_{\mathrm{seen}}")
    return System(
        [
            (z, tanh(W_z1 * x_prev + W_z2 * x)),
            (f, sigmoid(W_f1 * x_prev + W_f2 * x)),
            (o, sigmoid(W_o1 * x_prev + W_o2 * x)),
            (c, hadamard(f, c_prev) + hadamard(1 - f, z)),
            (h, hadamard(o, c)),
            (x_seen, x),
        ],
        outputs=[h, c, x_seen],
        inputs=[x, x_prev, c_prev],
        parameters=[W_z1, W_z2, W_f1, W_f2, W_o1, W_o2],
        carry={c: c_prev, x_seen: x_prev},
    )
