r"""JANET: an LSTM with its forget gate alone.

Source: van der Westhuizen and Lasenby, The Unreasonable Effectiveness of the Forget Gate, 2018, section 3 (equation
numbers not looked up): what comes in is let in a little more than what is kept leaves room for, by beta.

    name     LaTeX      shape    what it is
    x        x          (m,)     input
    h_prev   h_{\mathrm{prev}}   (n,)     state of one step before
    W_f      W_f        (n, m)   weights of the input, W_c of the candidate
    U_f      U_f        (n, n)   recurrent weights, U_c of the candidate
    b_f      b_f        (n,)     bias, b_c of the candidate
    beta     \beta      ()       by how much more comes in
    s        s          (n,)     forget gate before its activation
    c_tilde  \tilde{c}  (n,)     candidate
    h        h          (n,)     state, the output; the paper calls it c too
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, scalar, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.operations import hadamard
from symgrad.system.system import System


@cited
def janet() -> System:
    """JANET: inputs x (m,) and h_prev (n,), output h (n,).

    Source: van der Westhuizen and Lasenby 2018, section 3.

    >>> print(janet().derivative("h", "c_tilde"))
    ∂h/∂c_tilde = diag(1 - sigmoid(s - β 𝟏))
    """
    n, m = dims("n m")
    x, h_prev, beta = vector("x", m), vector("h_prev", n), scalar("beta")
    W_f, W_c = matrices("W_f W_c", n, m)
    U_f, U_c = matrices("U_f U_c", n, n)
    b_f, b_c, s, h = vectors("b_f b_c s h", n)
    c_tilde = vector("c_tilde", n, latex=r"\tilde{c}")
    return System(
        [
            (s, W_f * x + U_f * h_prev + b_f),
            (c_tilde, tanh(W_c * x + U_c * h_prev + b_c)),
            (h, hadamard(sigmoid(s), h_prev) + hadamard(1 - sigmoid(s - beta), c_tilde)),
        ],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[W_f, U_f, b_f, W_c, U_c, b_c, beta],
        carry={h: h_prev},
    )
