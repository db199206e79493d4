"""One LSTM-like unit with scalar gates: the cell from which symgrad began.

    a_1 = tanh(V_a1 . x_1 + U_a1 . h_1_prev + b_1)
    s_1 = i_1 a_1 + f_1 s_1_prev
    h_1 = o_1 tanh(s_1)

Source: a Theano notebook on a single unit whose gates are given, after Hochreiter and Schmidhuber, Long
Short-Term Memory, Neural Computation 9(8), 1997.

    name       LaTeX        shape   what it is
    x_1        x_1          (m,)    input
    h_1_prev   h_1^{\\mathrm{prev}}   (n,)    output of one step before
    s_1_prev   s_1^{\\mathrm{prev}}   ()      state of one step before
    i_1        i_1          ()      input gate
    f_1        f_1          ()      forget gate
    o_1        o_1          ()      output gate
    V_a1       V_{a1}       (m,)    weights of the input
    U_a1       U_{a1}       (n,)    recurrent weights
    b_1        b_1          ()      bias
    a_1        a_1          ()      candidate
    s_1        s_1          ()      state
    h_1        h_1          ()      output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, scalar, vector
from symgrad.functions.elementwise import tanh
from symgrad.operations.operations import dot
from symgrad.system.system import System


@cited
def notebook() -> System:
    """The unit of the notebook: one output h_1, scalar gates as inputs.

    >>> notebook().derivative("s_1", "a_1").expression
    i_1
    """
    n, m = dims("n m")
    x, V = vector("x_1", m), vector("V_a1", m)
    h_prev, U = vector("h_1_prev", n), vector("U_a1", n)
    b, s_prev = scalar("b_1"), scalar("s_1_prev")
    i, f, o = scalar("i_1"), scalar("f_1"), scalar("o_1")
    a, s, h = scalar("a_1"), scalar("s_1"), scalar("h_1")
    return System(
        [
            (a, tanh(dot(V, x) + dot(U, h_prev) + b)),
            (s, i * a + f * s_prev),
            (h, o * tanh(s)),
        ],
        outputs=[h],
        inputs=[x, h_prev, s_prev, i, f, o],
        parameters=[V, U, b],
    )
