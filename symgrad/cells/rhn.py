r"""The recurrent highway network, with two layers between one step and the next.

Source: Zilly, Srivastava, Koutník and Schmidhuber, Recurrent Highway Networks, ICML 2017, equations 6 to 9 (numbers
from memory), at depth 2; the input enters the first layer alone. Its experiments take c = 1 - t.

    name     LaTeX      shape    what it is
    x        x          (m,)     input
    s_prev   s_{\mathrm{prev}}   (n,)     output of one step before
    W_k      W_k        (n, m)   weights of the input, for each k of H, T, C
    R_kl     R_{kl}     (n, n)   recurrent weights of layer l of 1, 2, likewise
    b_kl     b_{kl}     (n,)     bias, likewise
    h_l      h_l        (n,)     what layer l transforms its input to
    t_l      t_l        (n,)     transform gate
    c_l      c_l        (n,)     carry gate
    s_1      s_1        (n,)     state after the first layer
    s        s          (n,)     state after the second, the output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.operations import hadamard
from symgrad.system.system import System


@cited
def rhn() -> System:
    """The recurrent highway network of depth 2: inputs x (m,) and s_prev (n,), output s (n,).

    Source: Zilly et al. 2017, equations 6 to 9 (numbers from memory).

    >>> print(rhn().derivative("s", "h_2"))
    ∂s/∂h_2 = diag(t_2)
    """
    n, m = dims("n m")
    x, s_prev = vector("x", m), vector("s_prev", n)
    W_H, W_T, W_C = matrices("W_H W_T W_C", n, m)
    R_H1, R_T1, R_C1, R_H2, R_T2, R_C2 = matrices("R_H1 R_T1 R_C1 R_H2 R_T2 R_C2", n, n)
    b_H1, b_T1, b_C1, b_H2, b_T2, b_C2 = vectors("b_H1 b_T1 b_C1 b_H2 b_T2 b_C2", n)
    h_1, t_1, c_1, s_1, h_2, t_2, c_2, s = vectors("h_1 t_1 c_1 s_1 h_2 t_2 c_2 s", n)
    return System(
        [
            (h_1, tanh(W_H * x + R_H1 * s_prev + b_H1)),
            (t_1, sigmoid(W_T * x + R_T1 * s_prev + b_T1)),
            (c_1, sigmoid(W_C * x + R_C1 * s_prev + b_C1)),
            (s_1, hadamard(h_1, t_1) + hadamard(s_prev, c_1)),
            (h_2, tanh(R_H2 * s_1 + b_H2)),
            (t_2, sigmoid(R_T2 * s_1 + b_T2)),
            (c_2, sigmoid(R_C2 * s_1 + b_C2)),
            (s, hadamard(h_2, t_2) + hadamard(s_1, c_2)),
        ],
        outputs=[s],
        inputs=[x, s_prev],
        parameters=[
            *(W_H, R_H1, b_H1, W_T, R_T1, b_T1, W_C, R_C1, b_C1),
            *(R_H2, b_H2, R_T2, b_T2, R_C2, b_C2),
        ],
        carry={s: s_prev},
    )
