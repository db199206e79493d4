r"""The two cells of xLSTM, with exponential input gates and the state m that keeps them finite.

The forget gate is the sigmoid, one of the two that the paper offers. Sizes are d, of the memory, and D, of the input,
since n and m are states here. A recurrence begins with zeros, of m too.

Source: Beck, Pöppel, Spanring, Auer, Prudnikova, Kopp, Klambauer, Brandstetter and Hochreiter, xLSTM: Extended Long
Short-Term Memory, NeurIPS 2024, section 2: equations 8 to 17 (sLSTM, with one head) and 19 to 27 (mLSTM), with the
stabilised gates of equations 15 to 17.

    name     LaTeX      sLSTM   mLSTM   what it is
    x        x          (D,)    (D,)    input
    h_prev   h_{\mathrm{prev}}   (d,)            output of one step before; likewise c_prev, C_prev, n_prev, m_prev
    W_k      W_k        (d, D)  (d, D)  weights of the input, for each k of z, i, f, o (sLSTM) or q, k, v, o (mLSTM)
    R_k      R_k        (d, d)          recurrent weights, for each k of z, i, f, o
    b_k      b_k        (d,)    (d,)    bias, for each k of W_k
    w_i      w_i                (D,)    weights of the input gate, w_f of the forget gate
    b_i      b_i                ()      bias of the input gate, b_f of the forget gate
    i_tilde  \tilde{i}  (d,)    ()      input gate before its activation; likewise f_tilde
    log_f    \log f     (d,)    ()      logarithm of the forget gate
    m        m          (d,)    ()      stabiliser state
    i        i'         (d,)    ()      stabilised input gate
    f        f'         (d,)    ()      stabilised forget gate
    z        z          (d,)            cell input
    q, k, v  q, k, v            (d,)    query, key, value
    c        c          (d,)            cell state
    C        C                  (d, d)  cell state
    n        n          (d,)    (d,)    normaliser state
    o        o          (d,)    (d,)    output gate
    h_tilde  \tilde{h}          (d,)    output before its gate
    h        h          (d,)    (d,)    output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, scalar, scalars, vector, vectors
from symgrad.functions.elementwise import abs_, exp, log_sigmoid, sigmoid, tanh
from symgrad.operations.operations import divide, dot, hadamard, larger, outer, sqrt
from symgrad.system.system import System


@cited
def slstm() -> System:
    """The sLSTM: inputs x (D,), h_prev, c_prev, n_prev and m_prev (d,), outputs h, c, n and m, each (d,).

    Source: Beck et al. 2024, equations 8 to 17.

    >>> print(slstm().derivative("c", "c_prev"))
    ∂c/∂c_prev = diag(f)
    """
    d, D = dims("d D")
    x = vector("x", D)
    h_prev, c_prev, n_prev, m_prev = vectors("h_prev c_prev n_prev m_prev", d)
    W_z, W_i, W_f, W_o = matrices("W_z W_i W_f W_o", d, D)
    R_z, R_i, R_f, R_o = matrices("R_z R_i R_f R_o", d, d)
    b_z, b_i, b_f, b_o = vectors("b_z b_i b_f b_o", d)
    i_tilde, log_f = vector("i_tilde", d, latex=r"\tilde{i}"), vector("log_f", d, latex=r"\log f")
    i, f = vector("i", d, latex="i'"), vector("f", d, latex="f'")
    z, m, c, n, o, h = vectors("z m c n o h", d)
    return System(
        [
            (z, tanh(W_z * x + R_z * h_prev + b_z)),
            (i_tilde, W_i * x + R_i * h_prev + b_i),
            (log_f, log_sigmoid(W_f * x + R_f * h_prev + b_f)),
            (m, larger(i_tilde, log_f + m_prev)),
            (i, exp(i_tilde - m)),
            (f, exp(log_f + m_prev - m)),
            (c, hadamard(f, c_prev) + hadamard(i, z)),
            (n, hadamard(f, n_prev) + i),
            (o, sigmoid(W_o * x + R_o * h_prev + b_o)),
            (h, hadamard(o, divide(c, n))),
        ],
        outputs=[h, c, n, m],
        inputs=[x, h_prev, c_prev, n_prev, m_prev],
        parameters=[W_z, R_z, b_z, W_i, R_i, b_i, W_f, R_f, b_f, W_o, R_o, b_o],
        carry={h: h_prev, c: c_prev, n: n_prev, m: m_prev},
    )


@cited
def mlstm() -> System:
    """The mLSTM: inputs x (D,), C_prev (d, d), n_prev (d,) and m_prev, outputs h (d,), C (d, d), n (d,) and m.

    Under the stabilised gates the bound 1 of equation 21 is exp(-m), so that the output is that of the equations
    without m.

    Source: Beck et al. 2024, equations 19 to 27, with 15 to 17.

    >>> print(mlstm().derivative("h", "h_tilde"))
    ∂h/∂h_tilde = diag(o)
    """
    d, D = dims("d D")
    x, C_prev, n_prev, m_prev = vector("x", D), matrix("C_prev", d, d), vector("n_prev", d), scalar("m_prev")
    W_q, W_k, W_v, W_o = matrices("W_q W_k W_v W_o", d, D)
    b_q, b_k, b_v, b_o = vectors("b_q b_k b_v b_o", d)
    w_i, w_f = vectors("w_i w_f", D)
    b_i, b_f = scalars("b_i b_f")
    i_tilde, log_f = scalar("i_tilde", latex=r"\tilde{i}"), scalar("log_f", latex=r"\log f")
    i, f, m = scalar("i", latex="i'"), scalar("f", latex="f'"), scalar("m")
    q, k, v, n, o, h = vectors("q k v n o h", d)
    C, h_tilde = matrix("C", d, d), vector("h_tilde", d, latex=r"\tilde{h}")
    return System(
        [
            (q, W_q * x + b_q),
            (k, W_k * x / sqrt(d) + b_k),
            (v, W_v * x + b_v),
            (i_tilde, dot(w_i, x) + b_i),
            (log_f, log_sigmoid(dot(w_f, x) + b_f)),
            (m, larger(i_tilde, log_f + m_prev)),
            (i, exp(i_tilde - m)),
            (f, exp(log_f + m_prev - m)),
            (C, f * C_prev + i * outer(v, k)),
            (n, f * n_prev + i * k),
            (o, sigmoid(W_o * x + b_o)),
            (h_tilde, C * q / larger(exp(-m), abs_(dot(n, q)))),
            (h, hadamard(o, h_tilde)),
        ],
        outputs=[h, C, n, m],
        inputs=[x, C_prev, n_prev, m_prev],
        parameters=[W_q, b_q, W_k, b_k, W_v, b_v, w_i, b_i, w_f, b_f, W_o, b_o],
        carry={C: C_prev, n: n_prev, m: m_prev},
    )
