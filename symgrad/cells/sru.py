r"""The simple recurrent unit: its gates see the state entry by entry, so that nothing but products waits for it.

Source: Lei, Zhang, Wang, Dai and Artzi, Simple Recurrent Units for Highly Parallelizable Recurrence, EMNLP 2018,
section 2 (its equations are 1 to 4, by memory); with the scale alpha of the highway connection as 1.

    name    LaTeX     shape    what it is
    x       x         (n,)     input, of the size of the state
    c_prev  c_{\mathrm{prev}}  (n,)     state of one step before
    W       W         (n, n)   weights of the input; likewise W_f and W_r
    v_f     v_f       (n,)     weights of the state in the forget gate, v_r in the reset gate
    b_f     b_f       (n,)     bias of the forget gate, b_r of the reset gate
    f       f         (n,)     forget gate
    c       c         (n,)     state
    r       r         (n,)     reset gate
    h       h         (n,)     output, a highway connection over the unit
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, vector, vectors
from symgrad.functions.elementwise import sigmoid
from symgrad.operations.operations import hadamard
from symgrad.system.system import System


@cited
def sru() -> System:
    """The simple recurrent unit: inputs x (n,) and c_prev (n,), outputs h and c, both (n,).

    Source: Lei et al. 2018, section 2.

    >>> print(sru().derivative("c", "f"))
    ∂c/∂f = diag(c_prev - W x)
    """
    n = dims("n")
    x, c_prev = vector("x", n), vector("c_prev", n)
    W_f, W, W_r = matrices("W_f W W_r", n, n)
    v_f, b_f, v_r, b_r = vectors("v_f b_f v_r b_r", n)
    f, c, r, h = vectors("f c r h", n)
    return System(
        [
            (f, sigmoid(W_f * x + hadamard(v_f, c_prev) + b_f)),
            (c, hadamard(f, c_prev) + hadamard(1 - f, W * x)),
            (r, sigmoid(W_r * x + hadamard(v_r, c_prev) + b_r)),
            (h, hadamard(r, c) + hadamard(1 - r, x)),
        ],
        outputs=[h, c],
        inputs=[x, c_prev],
        parameters=[W_f, v_f, b_f, W, W_r, v_r, b_r],
        carry={c: c_prev},
    )
