r"""The LSTM with peepholes, in the names of Greff et al., and their variant with one gate for input and forget.

Source: Greff, Srivastava, Koutník, Steunebrink and Schmidhuber, LSTM: A Search Space Odyssey, IEEE Transactions on
Neural Networks and Learning Systems 28(10), 2017, section II-A (its equations have no numbers).

    name    LaTeX     shape    what it is
    x       x         (m,)     input
    y_prev  y_{\mathrm{prev}}  (n,)     block output of one step before
    c_prev  c_{\mathrm{prev}}  (n,)     cell state of one step before
    W_k     W_k       (n, m)   weights of the input, for each k of z, i, f, o
    R_k     R_k       (n, n)   recurrent weights, likewise
    p_k     p_k       (n,)     peephole weights, for each k of i, f, o
    b_k     b_k       (n,)     bias, for each k of z, i, f, o
    z_bar   \bar{z}   (n,)     block input before its activation; likewise i_bar, f_bar, o_bar
    z       z         (n,)     block input
    i       i         (n,)     input gate
    f       f         (n,)     forget gate
    c       c         (n,)     cell state
    o       o         (n,)     output gate
    y       y         (n,)     block output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.operations import hadamard
from symgrad.system.system import System


@cited
def lstm_peephole() -> System:
    """The LSTM with peepholes: inputs x (m,), y_prev (n,) and c_prev (n,), outputs y and c, both (n,).

    Source: Greff et al. 2017, section II-A; Gers and Schmidhuber, Recurrent Nets that Time and Count, IJCNN 2000.

    >>> print(lstm_peephole().derivative("o_bar", "c"))
    ∂o_bar/∂c = diag(p_o)
    """
    n, m = dims("n m")
    x, y_prev, c_prev = vector("x", m), vector("y_prev", n), vector("c_prev", n)
    W_z, W_i, W_f, W_o = matrices("W_z W_i W_f W_o", n, m)
    R_z, R_i, R_f, R_o = matrices("R_z R_i R_f R_o", n, n)
    p_i, p_f, p_o = vectors("p_i p_f p_o", n)
    b_z, b_i, b_f, b_o = vectors("b_z b_i b_f b_o", n)
    z_bar, i_bar, f_bar, o_bar = (vector(f"{k}_bar", n, latex=rf"\bar{{{k}}}") for k in "zifo")
    z, i, f, c, o, y = vectors("z i f c o y", n)
    return System(
        [
            (z_bar, W_z * x + R_z * y_prev + b_z),
            (z, tanh(z_bar)),
            (i_bar, W_i * x + R_i * y_prev + hadamard(p_i, c_prev) + b_i),
            (i, sigmoid(i_bar)),
            (f_bar, W_f * x + R_f * y_prev + hadamard(p_f, c_prev) + b_f),
            (f, sigmoid(f_bar)),
            (c, hadamard(z, i) + hadamard(c_prev, f)),
            (o_bar, W_o * x + R_o * y_prev + hadamard(p_o, c) + b_o),
            (o, sigmoid(o_bar)),
            (y, hadamard(tanh(c), o)),
        ],
        outputs=[y, c],
        inputs=[x, y_prev, c_prev],
        parameters=[W_z, R_z, b_z, W_i, R_i, p_i, b_i, W_f, R_f, p_f, b_f, W_o, R_o, p_o, b_o],
        carry={y: y_prev, c: c_prev},
    )


@cited
def lstm_coupled() -> System:
    """The coupled input and forget gate (CIFG), f = 1 - i: inputs and outputs as those of the LSTM with peepholes.

    Source: Greff et al. 2017, section III-B, variant CIFG.

    >>> print(lstm_coupled().derivative("f", "i"))
    ∂f/∂i = -I
    """
    n, m = dims("n m")
    x, y_prev, c_prev = vector("x", m), vector("y_prev", n), vector("c_prev", n)
    W_z, W_i, W_o = matrices("W_z W_i W_o", n, m)
    R_z, R_i, R_o = matrices("R_z R_i R_o", n, n)
    p_i, p_o = vectors("p_i p_o", n)
    b_z, b_i, b_o = vectors("b_z b_i b_o", n)
    z_bar, i_bar, o_bar = (vector(f"{k}_bar", n, latex=rf"\bar{{{k}}}") for k in "zio")
    z, i, f, c, o, y = vectors("z i f c o y", n)
    return System(
        [
            (z_bar, W_z * x + R_z * y_prev + b_z),
            (z, tanh(z_bar)),
            (i_bar, W_i * x + R_i * y_prev + hadamard(p_i, c_prev) + b_i),
            (i, sigmoid(i_bar)),
            (f, 1 - i),
            (c, hadamard(z, i) + hadamard(c_prev, f)),
            (o_bar, W_o * x + R_o * y_prev + hadamard(p_o, c) + b_o),
            (o, sigmoid(o_bar)),
            (y, hadamard(tanh(c), o)),
        ],
        outputs=[y, c],
        inputs=[x, y_prev, c_prev],
        parameters=[W_z, R_z, b_z, W_i, R_i, p_i, b_i, W_o, R_o, p_o, b_o],
        carry={y: y_prev, c: c_prev},
    )
