r"""The standard LSTM with its parameters packed: one matrix for [h_prev; x], or PyTorch's stacks of four gates.

With the state and the input one below the other:

    name    LaTeX     shape       what it is
    x       x         (m,)        input
    h_prev  h_{\mathrm{prev}}  (n,)        output of one step before
    c_prev  c_{\mathrm{prev}}  (n,)        cell state of one step before
    W_k     W_k       (n, n + m)  weights of [h_prev; x], for each k of f, i, c, o
    b_k     b_k       (n,)        bias, likewise
    v       v         (n + m,)    [h_prev; x]
    f       f         (n,)        forget gate
    i       i         (n,)        input gate
    c_tilde \tilde{c} (n,)        candidate
    c       c         (n,)        cell state
    o       o         (n,)        output gate
    h       h         (n,)        output

As PyTorch packs them, the rows of the gates i, f, g, o one below the other:

    name    LaTeX     shape       what it is
    W_ih    W_{ih}    (4n, m)     weights of the input
    W_hh    W_{hh}    (4n, n)     recurrent weights
    b_ih    b_{ih}    (4n,)       bias beside the input
    b_hh    b_{hh}    (4n,)       bias beside the state
    a       a         (4n,)       the four gates before their activations
    i       i         (n,)        input gate
    f       f         (n,)        forget gate
    g       g         (n,)        candidate
    o       o         (n,)        output gate
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.operations import concat, hadamard, rows
from symgrad.system.system import System


@cited
def lstm_concatenated() -> System:
    """The standard LSTM as W [h_prev; x]: inputs x (m,), h_prev (n,) and c_prev (n,), outputs h and c, both (n,).

    Source: Olah, Understanding LSTM Networks, 2015; Zaremba, Sutskever and Vinyals, Recurrent Neural Network
    Regularization, 2014, section 3.1, have one matrix for all four gates.

    >>> print(lstm_concatenated().derivative("c", "c_prev"))
    ∂c/∂c_prev = diag(f)
    """
    n, m = dims("n m")
    x, h_prev, c_prev = vector("x", m), vector("h_prev", n), vector("c_prev", n)
    W_f, W_i, W_c, W_o = matrices("W_f W_i W_c W_o", n, n + m)
    b_f, b_i, b_c, b_o = vectors("b_f b_i b_c b_o", n)
    v = vector("v", n + m)
    f, i, c, o, h = vectors("f i c o h", n)
    c_tilde = vector("c_tilde", n, latex=r"\tilde{c}")
    return System(
        [
            (v, concat(h_prev, x)),
            (f, sigmoid(W_f * v + b_f)),
            (i, sigmoid(W_i * v + b_i)),
            (c_tilde, tanh(W_c * v + b_c)),
            (c, hadamard(f, c_prev) + hadamard(i, c_tilde)),
            (o, sigmoid(W_o * v + b_o)),
            (h, hadamard(o, tanh(c))),
        ],
        outputs=[h, c],
        inputs=[x, h_prev, c_prev],
        parameters=[W_f, b_f, W_i, b_i, W_c, b_c, W_o, b_o],
        carry={h: h_prev, c: c_prev},
    )


@cited
def lstm_pytorch() -> System:
    """The standard LSTM with PyTorch's parameters: inputs x (m,), h_prev (n,) and c_prev (n,), outputs h and c.

    The arrays ``weight_ih_l0``, ``weight_hh_l0``, ``bias_ih_l0`` and ``bias_hh_l0`` of a layer go in as they are.

    Source: the documentation of torch.nn.LSTM, where the equations and the packing stand.

    >>> lstm_pytorch().names.W_ih.shape
    (4*n, m)
    """
    n, m = dims("n m")
    x, h_prev, c_prev = vector("x", m), vector("h_prev", n), vector("c_prev", n)
    W_ih, b_ih = matrix("W_ih", 4 * n, m), vector("b_ih", 4 * n)
    W_hh, b_hh = matrix("W_hh", 4 * n, n), vector("b_hh", 4 * n)
    a = vector("a", 4 * n)
    i, f, g, o, c, h = vectors("i f g o c h", n)
    return System(
        [
            (a, W_ih * x + b_ih + W_hh * h_prev + b_hh),
            (i, sigmoid(rows(a, 0, n))),
            (f, sigmoid(rows(a, n, n))),
            (g, tanh(rows(a, 2 * n, n))),
            (o, sigmoid(rows(a, 3 * n, n))),
            (c, hadamard(f, c_prev) + hadamard(i, g)),
            (h, hadamard(o, tanh(c))),
        ],
        outputs=[h, c],
        inputs=[x, h_prev, c_prev],
        parameters=[W_ih, b_ih, W_hh, b_hh],
        carry={h: h_prev, c: c_prev},
    )
