r"""The phased LSTM: a gate of time opens each unit in a part of a rhythm of its own.

Source: Neil, Pfeiffer and Liu, Phased LSTM: Accelerating Recurrent Network Training for Long or Event-based
Sequences, NIPS 2016, equations 1 to 10 (numbers from memory): the LSTM with peepholes, the time gate, and what it
does to both states.

    name    LaTeX     shape    what it is
    x       x         (m,)     input
    time    t         ()       time of the input
    h_prev  h_{\mathrm{prev}}  (n,)     output of one step before; likewise c_prev, the cell state
    W_xk    W_{xk}    (n, m)   weights of the input, for each k of i, f, o, c
    W_hk    W_{hk}    (n, n)   recurrent weights, likewise
    w_ck    w_{ck}    (n,)     peephole weights, for each k of i, f, o
    b_k     b_k       (n,)     bias, for each k of i, f, o, c
    tau     \tau      (n,)     period
    s       s         (n,)     shift of the rhythm
    r_on    r_{\mathrm{on}}  ()  part of a period in which a gate is open
    alpha   \alpha    ()       leak of a closed gate
    phi     \phi      (n,)     phase, from 0 to 1
    k       k         (n,)     time gate
    i       i         (n,)     input gate; likewise the forget gate f and the output gate o
    c_tilde \tilde{c} (n,)     cell state, were the gate open; likewise h_tilde
    c       c         (n,)     cell state
    h       h         (n,)     output
"""

import sympy as sp

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, scalar, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.operations import divide, hadamard, ones
from symgrad.system.system import System


@cited
def phased_lstm() -> System:
    """The phased LSTM: inputs x (m,), time (), h_prev and c_prev (n,), outputs h and c, both (n,).

    Source: Neil, Pfeiffer and Liu 2016, equations 1 to 10 (numbers from memory).

    >>> print(phased_lstm().derivative("c", "c_tilde"))
    ∂c/∂c_tilde = diag(k)
    """
    n, m = dims("n m")
    x, t, (h_prev, c_prev) = vector("x", m), scalar("time", latex="t"), vectors("h_prev c_prev", n)
    W_xi, W_xf, W_xo, W_xc = matrices("W_xi W_xf W_xo W_xc", n, m)
    W_hi, W_hf, W_ho, W_hc = matrices("W_hi W_hf W_ho W_hc", n, n)
    w_ci, w_cf, w_co, b_i, b_f, b_o, b_c = vectors("w_ci w_cf w_co b_i b_f b_o b_c", n)
    tau, s, r_on, alpha = vector("tau", n), vector("s", n), scalar("r_on"), scalar("alpha")
    i, f, o, c, h, k, phi = vectors("i f o c h k phi", n)
    c_tilde, h_tilde = vector("c_tilde", n, latex=r"\tilde{c}"), vector("h_tilde", n, latex=r"\tilde{h}")
    p = sp.Dummy("p", real=True)
    rising, falling = (2 * p / r_on, p < r_on / 2), (2 - 2 * p / r_on, p < r_on)
    gate = sp.Lambda(p, sp.Piecewise(rising, falling, (alpha * p, True)))
    return System(
        [
            (i, sigmoid(W_xi * x + W_hi * h_prev + hadamard(w_ci, c_prev) + b_i)),
            (f, sigmoid(W_xf * x + W_hf * h_prev + hadamard(w_cf, c_prev) + b_f)),
            (c_tilde, hadamard(f, c_prev) + hadamard(i, tanh(W_xc * x + W_hc * h_prev + b_c))),
            (phi, divide(t * ones(n) - s, tau).applyfunc(sp.frac)),
            (k, phi.applyfunc(gate)),
            (c, hadamard(k, c_tilde) + hadamard(1 - k, c_prev)),
            (o, sigmoid(W_xo * x + W_ho * h_prev + hadamard(w_co, c_tilde) + b_o)),
            (h_tilde, hadamard(o, tanh(c_tilde))),
            (h, hadamard(k, h_tilde) + hadamard(1 - k, h_prev)),
        ],
        outputs=[h, c],
        inputs=[x, t, h_prev, c_prev],
        parameters=[
            *(W_xi, W_hi, w_ci, b_i, W_xf, W_hf, w_cf, b_f),
            *(W_xc, W_hc, b_c, W_xo, W_ho, w_co, b_o),
            *(tau, s, r_on, alpha),
        ],
        carry={h: h_prev, c: c_prev},
    )
