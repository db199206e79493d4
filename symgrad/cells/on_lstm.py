r"""The LSTM with ordered neurons: master gates forget and write from one place in the order on.

Source: Shen, Tan, Sordoni and Courville, Ordered Neurons: Integrating Tree Structures into Recurrent Neural Networks,
ICLR 2019, equations 9 to 14 (looked up in a quotation), with the gates of the standard LSTM; cumax is the sum so far
of a softmax. The master gates are of the size of the state, without chunks.

    name     LaTeX      shape    what it is
    x        x          (m,)     input
    h_prev   h_{\mathrm{prev}}   (n,)     output of one step before
    c_prev   c_{\mathrm{prev}}   (n,)     cell state of one step before
    W_k      W_k        (n, m)   weights of the input, for each k of f, i, o, c
    U_k      U_k        (n, n)   recurrent weights, likewise
    b_k      b_k        (n,)     bias, likewise
    V_k      W_{\tilde{k}}  (n, m)  weights of the input of the master gates, for each k of f, i
    Q_k      U_{\tilde{k}}  (n, n)  their recurrent weights, likewise
    d_k      b_{\tilde{k}}  (n,)    their bias, likewise
    f        f          (n,)     forget gate; likewise the input gate i and the output gate o
    c_hat    \hat{c}    (n,)     candidate
    f_tilde  \tilde{f}  (n,)     master forget gate
    i_tilde  \tilde{i}  (n,)     master input gate
    omega    \omega     (n,)     overlap of the two
    f_hat    \hat{f}    (n,)     what is kept; likewise i_hat, what is written
    c        c          (n,)     cell state
    h        h          (n,)     output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.cumulative import cumsum
from symgrad.operations.of_vectors import softmax
from symgrad.operations.operations import hadamard
from symgrad.system.system import System


@cited
def on_lstm() -> System:
    """The LSTM with ordered neurons: inputs x (m,), h_prev and c_prev (n,), outputs h and c, both (n,).

    Source: Shen et al. 2019, equations 9 to 14.

    >>> print(on_lstm().derivative("c", "c_hat"))
    ∂c/∂c_hat = diag(i_hat)
    """
    n, m = dims("n m")
    x, (h_prev, c_prev) = vector("x", m), vectors("h_prev c_prev", n)
    W_f, W_i, W_o, W_c = matrices("W_f W_i W_o W_c", n, m)
    U_f, U_i, U_o, U_c = matrices("U_f U_i U_o U_c", n, n)
    b_f, b_i, b_o, b_c = vectors("b_f b_i b_o b_c", n)
    V_f, V_i = (matrix(f"V_{k}", n, m, latex=rf"W_{{\tilde{{{k}}}}}") for k in "fi")
    Q_f, Q_i = (matrix(f"Q_{k}", n, n, latex=rf"U_{{\tilde{{{k}}}}}") for k in "fi")
    d_f, d_i = (vector(f"d_{k}", n, latex=rf"b_{{\tilde{{{k}}}}}") for k in "fi")
    f, i, o, omega, c, h = vectors("f i o omega c h", n)
    f_tilde, i_tilde = (vector(f"{k}_tilde", n, latex=rf"\tilde{{{k}}}") for k in "fi")
    f_hat, i_hat, c_hat = (vector(f"{k}_hat", n, latex=rf"\hat{{{k}}}") for k in "fic")
    return System(
        [
            (f, sigmoid(W_f * x + U_f * h_prev + b_f)),
            (i, sigmoid(W_i * x + U_i * h_prev + b_i)),
            (o, sigmoid(W_o * x + U_o * h_prev + b_o)),
            (c_hat, tanh(W_c * x + U_c * h_prev + b_c)),
            (f_tilde, cumsum(softmax(V_f * x + Q_f * h_prev + d_f))),
            (i_tilde, 1 - cumsum(softmax(V_i * x + Q_i * h_prev + d_i))),
            (omega, hadamard(f_tilde, i_tilde)),
            (f_hat, hadamard(f, omega) + f_tilde - omega),
            (i_hat, hadamard(i, omega) + i_tilde - omega),
            (c, hadamard(f_hat, c_prev) + hadamard(i_hat, c_hat)),
            (h, hadamard(o, tanh(c))),
        ],
        outputs=[h, c],
        inputs=[x, h_prev, c_prev],
        parameters=[
            *(W_f, U_f, b_f, W_i, U_i, b_i, W_o, U_o, b_o, W_c, U_c, b_c),
            *(V_f, Q_f, d_f, V_i, Q_i, d_i),
        ],
        carry={h: h_prev, c: c_prev},
    )
