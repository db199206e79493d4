r"""The LSTM with a recurrent projection (LSTMP), with the peepholes of its paper.

Source: Sak, Senior and Beaufays, Long Short-Term Memory Based Recurrent Neural Network Architectures for Large
Vocabulary Speech Recognition, 2014, equations 7 to 12, with the tanh that the paper takes for g and h. Its peephole
weights W_ic, W_fc and W_oc are diagonal matrices, here the vectors on their diagonals.

    name    LaTeX     shape       what it is
    x       x         (n_i,)      input
    r_prev  r_{\mathrm{prev}}  (n_r,)      projection of one step before
    c_prev  c_{\mathrm{prev}}  (n_c,)      cell state of one step before
    W_kx    W_{kx}    (n_c, n_i)  weights of the input, for each k of i, f, c, o
    W_kr    W_{kr}    (n_c, n_r)  recurrent weights, likewise
    w_kc    w_{kc}    (n_c,)      peephole weights, for each k of i, f, o
    b_k     b_k       (n_c,)      bias, for each k of i, f, c, o
    W_rm    W_{rm}    (n_r, n_c)  weights of the projection
    i       i         (n_c,)      input gate
    f       f         (n_c,)      forget gate
    c       c         (n_c,)      cell state
    o       o         (n_c,)      output gate
    m       m         (n_c,)      output of the cells
    r       r         (n_r,)      projection, the output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.operations import hadamard
from symgrad.system.system import System


@cited
def lstm_projection() -> System:
    """The LSTM with projection: inputs x (n_i,), r_prev (n_r,) and c_prev (n_c,), outputs r (n_r,) and c (n_c,).

    Source: Sak, Senior and Beaufays 2014, equations 7 to 12.

    >>> print(lstm_projection().derivative("r", "m"))
    ∂r/∂m = W_rm
    """
    n_i, n_c, n_r = dims("n_i n_c n_r")
    x, r_prev, c_prev = vector("x", n_i), vector("r_prev", n_r), vector("c_prev", n_c)
    W_ix, W_fx, W_cx, W_ox = matrices("W_ix W_fx W_cx W_ox", n_c, n_i)
    W_ir, W_fr, W_cr, W_or = matrices("W_ir W_fr W_cr W_or", n_c, n_r)
    w_ic, w_fc, w_oc = vectors("w_ic w_fc w_oc", n_c)
    b_i, b_f, b_c, b_o = vectors("b_i b_f b_c b_o", n_c)
    W_rm = matrix("W_rm", n_r, n_c)
    i, f, c, o, m = vectors("i f c o m", n_c)
    r = vector("r", n_r)
    return System(
        [
            (i, sigmoid(W_ix * x + W_ir * r_prev + hadamard(w_ic, c_prev) + b_i)),
            (f, sigmoid(W_fx * x + W_fr * r_prev + hadamard(w_fc, c_prev) + b_f)),
            (c, hadamard(f, c_prev) + hadamard(i, tanh(W_cx * x + W_cr * r_prev + b_c))),
            (o, sigmoid(W_ox * x + W_or * r_prev + hadamard(w_oc, c) + b_o)),
            (m, hadamard(o, tanh(c))),
            (r, W_rm * m),
        ],
        outputs=[r, c],
        inputs=[x, r_prev, c_prev],
        parameters=[
            *(W_ix, W_ir, w_ic, b_i),
            *(W_fx, W_fr, w_fc, b_f),
            *(W_cx, W_cr, b_c),
            *(W_ox, W_or, w_oc, b_o),
            W_rm,
        ],
        carry={r: r_prev, c: c_prev},
    )
