r"""The Legendre memory unit: a linear memory of the window of time just past, and a state that reads and writes it.

Source: Voelker, Kajić and Eliasmith, Legendre Memory Units: Continuous-Time Representation in Recurrent Neural
Networks, NeurIPS 2019, equations 4, 6 and 7 (numbers from memory). A and B are the discretised matrices, which the
paper computes from Legendre polynomials and keeps; here they are parameters as any.

    name     LaTeX      shape    what it is
    x        x          (k,)     input
    h_prev   h_{\mathrm{prev}}   (n,)     state of one step before
    m_prev   m_{\mathrm{prev}}   (d,)     memory of one step before
    e_x      e_x        (k,)     encoder of the input, e_h (n,) of the state, e_m (d,) of the memory
    A        \bar{A}    (d, d)   transition of the memory
    B        \bar{B}    (d,)     how a signal comes into the memory
    W_x      W_x        (n, k)   weights of the input, W_h (n, n) of the state, W_m (n, d) of the memory
    u        u          ()       signal that is written
    m        m          (d,)     memory
    h        h          (n,)     state, the output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, scalar, vector
from symgrad.functions.elementwise import tanh
from symgrad.operations.operations import dot
from symgrad.system.system import System


@cited
def lmu() -> System:
    """The Legendre memory unit: inputs x (k,), h_prev (n,) and m_prev (d,), outputs h (n,) and m (d,).

    Source: Voelker, Kajić and Eliasmith 2019, equations 4, 6 and 7 (numbers from memory).

    >>> print(lmu().derivative("m", "m_prev"))
    dm/dm_prev = A + B e_mᵀ
    """
    n, k, d = dims("n k d")
    x, h_prev, m_prev = vector("x", k), vector("h_prev", n), vector("m_prev", d)
    e_x, e_h, e_m = vector("e_x", k), vector("e_h", n), vector("e_m", d)
    A, B = matrix("A", d, d, latex=r"\bar{A}"), vector("B", d, latex=r"\bar{B}")
    W_x, W_h, W_m = matrix("W_x", n, k), matrix("W_h", n, n), matrix("W_m", n, d)
    u, m, h = scalar("u"), vector("m", d), vector("h", n)
    return System(
        [
            (u, dot(e_x, x) + dot(e_h, h_prev) + dot(e_m, m_prev)),
            (m, A * m_prev + u * B),
            (h, tanh(W_x * x + W_h * h_prev + W_m * m)),
        ],
        outputs=[h, m],
        inputs=[x, h_prev, m_prev],
        parameters=[e_x, e_h, e_m, A, B, W_x, W_h, W_m],
        carry={h: h_prev, m: m_prev},
    )
