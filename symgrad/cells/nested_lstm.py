r"""The nested LSTM: the memory of an LSTM is an LSTM.

Source: Moniz and Krueger, Nested LSTMs, ACML 2017, section 3 (equation numbers not looked up).

    name          LaTeX      shape    what it is
    x             x          (m,)     input
    h_prev        h_{\mathrm{prev}}   (n,)     output of one step before
    c_prev        c_{\mathrm{prev}}   (n,)     memory of one step before
    c_tilde_prev  \tilde{c}_{\mathrm{prev}}  (n,)  memory of the inner LSTM one step before
    W_xk          W_{xk}     (n, m)   weights of the input, for each k of i, f, o, c
    W_hk          W_{hk}     (n, n)   recurrent weights, likewise
    b_k           b_k        (n,)     bias, likewise
    V_xk          \tilde{W}_{xk}  (n, n)  the same inside, likewise V_hk and d_k
    i             i          (n,)     input gate; likewise the forget gate f and the output gate o
    h_in          \tilde{h}_{\mathrm{in}}  (n,)  state of the inner LSTM: what is kept of the memory
    x_in          \tilde{x}  (n,)     its input: what is new
    i_tilde       \tilde{i}  (n,)     its input gate; likewise f_tilde and o_tilde
    c_tilde       \tilde{c}  (n,)     its memory
    c             c          (n,)     its output, the memory
    h             h          (n,)     output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.operations import hadamard
from symgrad.system.system import System


@cited
def nested_lstm() -> System:
    """The nested LSTM: inputs x (m,), h_prev, c_prev, c_tilde_prev (n,), outputs h, c and c_tilde, all (n,).

    Source: Moniz and Krueger 2017, section 3.

    >>> print(nested_lstm().derivative("c_tilde", "c_tilde_prev"))
    ∂c_tilde/∂c_tilde_prev = diag(f_tilde)
    """
    n, m = dims("n m")
    x, (h_prev, c_prev) = vector("x", m), vectors("h_prev c_prev", n)
    c_tilde_prev = vector("c_tilde_prev", n, latex=r"\tilde{c}_{\mathrm{prev}}")
    W_xi, W_xf, W_xo, W_xc = matrices("W_xi W_xf W_xo W_xc", n, m)
    W_hi, W_hf, W_ho, W_hc = matrices("W_hi W_hf W_ho W_hc", n, n)
    b_i, b_f, b_o, b_c = vectors("b_i b_f b_o b_c", n)
    V_xi, V_xf, V_xo, V_xc = (matrix(f"V_x{k}", n, n, latex=rf"\tilde{{W}}_{{x{k}}}") for k in "ifoc")
    V_hi, V_hf, V_ho, V_hc = (matrix(f"V_h{k}", n, n, latex=rf"\tilde{{W}}_{{h{k}}}") for k in "ifoc")
    d_i, d_f, d_o, d_c = (vector(f"d_{k}", n, latex=rf"\tilde{{b}}_{k}") for k in "ifoc")
    i, f, o, c, h = vectors("i f o c h", n)
    i_tilde, f_tilde, o_tilde, c_tilde = (vector(f"{k}_tilde", n, latex=rf"\tilde{{{k}}}") for k in "ifoc")
    h_in, x_in = vector("h_in", n, latex=r"\tilde{h}_{\mathrm{in}}"), vector("x_in", n, latex=r"\tilde{x}")
    return System(
        [
            (i, sigmoid(W_xi * x + W_hi * h_prev + b_i)),
            (f, sigmoid(W_xf * x + W_hf * h_prev + b_f)),
            (o, sigmoid(W_xo * x + W_ho * h_prev + b_o)),
            (h_in, hadamard(f, c_prev)),
            (x_in, hadamard(i, tanh(W_xc * x + W_hc * h_prev + b_c))),
            (i_tilde, sigmoid(V_xi * x_in + V_hi * h_in + d_i)),
            (f_tilde, sigmoid(V_xf * x_in + V_hf * h_in + d_f)),
            (o_tilde, sigmoid(V_xo * x_in + V_ho * h_in + d_o)),
            (c_tilde, hadamard(f_tilde, c_tilde_prev) + hadamard(i_tilde, tanh(V_xc * x_in + V_hc * h_in + d_c))),
            (c, hadamard(o_tilde, tanh(c_tilde))),
            (h, hadamard(o, tanh(c))),
        ],
        outputs=[h, c, c_tilde],
        inputs=[x, h_prev, c_prev, c_tilde_prev],
        parameters=[
            *(W_xi, W_hi, b_i, W_xf, W_hf, b_f, W_xo, W_ho, b_o, W_xc, W_hc, b_c),
            *(V_xi, V_hi, d_i, V_xf, V_hf, d_f, V_xo, V_ho, d_o, V_xc, V_hc, d_c),
        ],
        carry={h: h_prev, c: c_prev, c_tilde: c_tilde_prev},
    )
