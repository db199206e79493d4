r"""The LSTM with layer normalisation.

LN(z; alpha, beta) = alpha . (z - mean(z)) / sqrt(variance(z) + epsilon) + beta, entry by entry, over the whole stack of
the four gates.

Source: Ba, Kiros and Hinton, Layer Normalization, 2016, equations 20 to 22; epsilon, which the paper lacks, is that of
``sg.layer_norm``.

    name     LaTeX     shape    what it is
    x        x         (m,)     input
    h_prev   h_{\mathrm{prev}}  (n,)     output of one step before
    c_prev   c_{\mathrm{prev}}  (n,)     cell state of one step before
    W_h      W_h       (4n, n)  recurrent weights of f, i, o, g, one below the other
    W_x      W_x       (4n, m)  weights of the input, likewise
    b        b         (4n,)    bias, likewise
    alpha_k  \alpha_k  (4n,)    gain of the normalisation of W_h h_prev (k = 1) and of W_x x (k = 2)
    beta_k   \beta_k   (4n,)    its bias, likewise
    alpha_3  \alpha_3  (n,)     gain of the normalisation of the cell state
    beta_3   \beta_3   (n,)     its bias
    a        a         (4n,)    the four gates before their activations
    f        f         (n,)     forget gate
    i        i         (n,)     input gate
    o        o         (n,)     output gate
    g        g         (n,)     candidate
    c        c         (n,)     cell state
    h        h         (n,)     output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.normalisations import layer_norm
from symgrad.operations.operations import hadamard, rows
from symgrad.system.system import System


@cited
def lstm_layer_norm() -> System:
    """The LSTM with layer normalisation: inputs x (m,), h_prev (n,) and c_prev (n,), outputs h and c, both (n,).

    Source: Ba, Kiros and Hinton 2016, equations 20 to 22.

    >>> print(lstm_layer_norm().derivative("c", "c_prev"))
    ∂c/∂c_prev = diag(f)
    """
    n, m = dims("n m")
    x, h_prev, c_prev = vector("x", m), vector("h_prev", n), vector("c_prev", n)
    W_h, W_x, b = matrix("W_h", 4 * n, n), matrix("W_x", 4 * n, m), vector("b", 4 * n)
    alpha_1, beta_1, alpha_2, beta_2 = vectors("alpha_1 beta_1 alpha_2 beta_2", 4 * n)
    alpha_3, beta_3 = vectors("alpha_3 beta_3", n)
    a = vector("a", 4 * n)
    f, i, o, g, c, h = vectors("f i o g c h", n)
    return System(
        [
            (a, layer_norm(W_h * h_prev, alpha_1, beta_1) + layer_norm(W_x * x, alpha_2, beta_2) + b),
            (f, sigmoid(rows(a, 0, n))),
            (i, sigmoid(rows(a, n, n))),
            (o, sigmoid(rows(a, 2 * n, n))),
            (g, tanh(rows(a, 3 * n, n))),
            (c, hadamard(f, c_prev) + hadamard(i, g)),
            (h, hadamard(o, tanh(layer_norm(c, alpha_3, beta_3)))),
        ],
        outputs=[h, c],
        inputs=[x, h_prev, c_prev],
        parameters=[W_h, alpha_1, beta_1, W_x, alpha_2, beta_2, b, alpha_3, beta_3],
        carry={h: h_prev, c: c_prev},
    )
