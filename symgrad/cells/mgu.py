r"""The minimal gated unit: one gate, which forgets and resets; and MGU2, whose gate sees the state alone.

Sources: Zhou, Wu, Zhang and Zhou, Minimal Gated Unit for Recurrent Neural Networks, International Journal of Automation
and Computing 13(3), 2016, section 3. Heck and Salem, Simplified Minimal Gated Unit Variations for Recurrent Neural
Networks, 2017, variant MGU2, equation numbers not looked up.

    name     LaTeX      shape       what it is
    x        x          (m,)        input
    h_prev   h_{\mathrm{prev}}   (n,)        state of one step before
    f        f          (n,)        forget gate
    h_tilde  \tilde{h}  (n,)        candidate
    h        h          (n,)        state, the output

The unit of Zhou et al.:

    W_f      W_f        (n, n + m)  weights of the gate
    b_f      b_f        (n,)        bias of the gate
    W_h      W_h        (n, n + m)  weights of the candidate
    b_h      b_h        (n,)        bias of the candidate

MGU2, whose gate has neither weights of the input nor a bias:

    U_f      U_f        (n, n)      recurrent weights of the gate
    W        W          (n, m)      weights of the input
    U        U          (n, n)      recurrent weights of the candidate
    b        b          (n,)        bias of the candidate
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.operations import concat, hadamard
from symgrad.system.system import System


@cited
def mgu() -> System:
    """The minimal gated unit: inputs x (m,) and h_prev (n,), output h (n,).

    Source: Zhou et al. 2016, section 3.

    >>> print(mgu().derivative("h", "h_tilde"))
    ∂h/∂h_tilde = diag(f)
    """
    n, m = dims("n m")
    x, h_prev = vector("x", m), vector("h_prev", n)
    W_f, W_h = matrices("W_f W_h", n, n + m)
    b_f, b_h, f, h = vectors("b_f b_h f h", n)
    h_tilde = vector("h_tilde", n, latex=r"\tilde{h}")
    return System(
        [
            (f, sigmoid(W_f * concat(h_prev, x) + b_f)),
            (h_tilde, tanh(W_h * concat(hadamard(f, h_prev), x) + b_h)),
            (h, hadamard(1 - f, h_prev) + hadamard(f, h_tilde)),
        ],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[W_f, b_f, W_h, b_h],
        carry={h: h_prev},
    )


@cited
def mgu2() -> System:
    """The MGU2, whose gate sees the state alone and has no bias: inputs x (m,) and h_prev (n,), output h (n,).

    Source: Heck and Salem 2017, variant MGU2, equation numbers not looked up.

    >>> print(mgu2().derivative("h", "h_tilde"))
    ∂h/∂h_tilde = diag(f)
    """
    n, m = dims("n m")
    x, h_prev = vector("x", m), vector("h_prev", n)
    W = matrix("W", n, m)
    U_f, U = matrices("U_f U", n, n)
    b, f, h = vectors("b f h", n)
    h_tilde = vector("h_tilde", n, latex=r"\tilde{h}")
    return System(
        [
            (f, sigmoid(U_f * h_prev)),
            (h_tilde, tanh(W * x + U * hadamard(f, h_prev) + b)),
            (h, hadamard(1 - f, h_prev) + hadamard(f, h_tilde)),
        ],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[U_f, W, U, b],
        carry={h: h_prev},
    )
