r"""The long short-term memory: with a forget gate, the standard one, and the first one, which has none.

    name    LaTeX     shape    what it is
    x       x         (m,)     input
    h_prev  h_{\mathrm{prev}}  (n,)     output of one step before
    c_prev  c_{\mathrm{prev}}  (n,)     cell state of one step before
    W_k     W_k       (n, m)   weights of the input, for each k of i, f, o, g
    U_k     U_k       (n, n)   recurrent weights, likewise
    b_k     b_k       (n,)     bias, likewise
    i       i         (n,)     input gate
    f       f         (n,)     forget gate
    o       o         (n,)     output gate
    g       g         (n,)     candidate
    c       c         (n,)     cell state
    h       h         (n,)     output

The first paper has other names, which its form here keeps:

    name    LaTeX       shape    what it is
    x       x           (m,)     input
    y_prev  y_{\mathrm{prev}}    (n,)     output of one step before
    s_prev  s_{\mathrm{prev}}    (n,)     internal state of one step before
    W_k     W_k         (n, m)   weights of the input, for each k of in, out, c
    U_k     U_k         (n, n)   recurrent weights, likewise
    b_k     b_k         (n,)     bias, likewise
    y_in    y^{\mathrm{in}}   (n,)  input gate
    y_out   y^{\mathrm{out}}  (n,)  output gate
    net_c   net_c       (n,)     net input of the cells
    s       s           (n,)     internal state
    y       y           (n,)     output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.operations import hadamard, ones
from symgrad.system.system import System


@cited
def lstm() -> System:
    """The standard LSTM: inputs x (m,), h_prev (n,) and c_prev (n,), outputs h and c, both (n,).

    Source: Gers, Schmidhuber and Cummins, Learning to Forget: Continual Prediction with LSTM, Neural Computation
    12(10), 2000, section 3: the forget gate, without peepholes; written for a layer, with one cell in each block.

    >>> print(lstm().derivative("c", "c_prev"))
    ∂c/∂c_prev = diag(f)
    """
    n, m = dims("n m")
    x, h_prev, c_prev = vector("x", m), vector("h_prev", n), vector("c_prev", n)
    W_i, W_f, W_o, W_g = matrices("W_i W_f W_o W_g", n, m)
    U_i, U_f, U_o, U_g = matrices("U_i U_f U_o U_g", n, n)
    b_i, b_f, b_o, b_g = vectors("b_i b_f b_o b_g", n)
    i, f, o, g, c, h = vectors("i f o g c h", n)
    return System(
        [
            (i, sigmoid(W_i * x + U_i * h_prev + b_i)),
            (f, sigmoid(W_f * x + U_f * h_prev + b_f)),
            (o, sigmoid(W_o * x + U_o * h_prev + b_o)),
            (g, tanh(W_g * x + U_g * h_prev + b_g)),
            (c, hadamard(f, c_prev) + hadamard(i, g)),
            (h, hadamard(o, tanh(c))),
        ],
        outputs=[h, c],
        inputs=[x, h_prev, c_prev],
        parameters=[W_i, U_i, b_i, W_f, U_f, b_f, W_o, U_o, b_o, W_g, U_g, b_g],
        carry={h: h_prev, c: c_prev},
    )


@cited
def lstm_1997() -> System:
    """The first LSTM, without a forget gate: inputs x (m,), y_prev (n,) and s_prev (n,), outputs y and s, both (n,).

    The squashing functions are those of the paper, 4 sigmoid - 2 of the net input and 2 sigmoid - 1 of the state.

    Source: Hochreiter and Schmidhuber, Long Short-Term Memory, Neural Computation 9(8), 1997, section 4 and
    appendix A.1; the gates see the input and the outputs of the cells, and each block has one cell.

    >>> print(lstm_1997().derivative("s", "s_prev"))
    ∂s/∂s_prev = I
    """
    n, m = dims("n m")
    x, y_prev, s_prev = vector("x", m), vector("y_prev", n), vector("s_prev", n)
    of_in = r"{}_{{\mathrm{{in}}}}".format  # two letters, but a word
    W_in, U_in = matrix("W_in", n, m, latex=of_in("W")), matrix("U_in", n, n, latex=of_in("U"))
    W_out, W_c = matrices("W_out W_c", n, m)
    U_out, U_c = matrices("U_out U_c", n, n)
    b_in, (b_out, b_c) = vector("b_in", n, latex=of_in("b")), vectors("b_out b_c", n)
    y_in, y_out = (vector(f"y_{gate}", n, latex=rf"y^{{\mathrm{{{gate}}}}}") for gate in ("in", "out"))
    net_c = vector("net_c", n, latex=r"\mathrm{net}_c")
    s, y = vectors("s y", n)
    return System(
        [
            (y_in, sigmoid(W_in * x + U_in * y_prev + b_in)),
            (y_out, sigmoid(W_out * x + U_out * y_prev + b_out)),
            (net_c, W_c * x + U_c * y_prev + b_c),
            (s, s_prev + hadamard(y_in, 4 * sigmoid(net_c) - 2 * ones(n))),
            (y, hadamard(y_out, 2 * sigmoid(s) - ones(n))),
        ],
        outputs=[y, s],
        inputs=[x, y_prev, s_prev],
        parameters=[W_in, U_in, b_in, W_out, U_out, b_out, W_c, U_c, b_c],
        carry={y: y_prev, s: s_prev},
    )
