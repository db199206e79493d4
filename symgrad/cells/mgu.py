r"""The minimal gated unit: one gate, which forgets and resets.

Source: Zhou, Wu, Zhang and Zhou, Minimal Gated Unit for Recurrent Neural Networks, International Journal of Automation
and Computing 13(3), 2016, section 3.

    name     LaTeX      shape       what it is
    x        x          (m,)        input
    h_prev   h_{\mathrm{prev}}   (n,)        state of one step before
    W_f      W_f        (n, n + m)  weights of the gate
    b_f      b_f        (n,)        bias of the gate
    W_h      W_h        (n, n + m)  weights of the candidate
    b_h      b_h        (n,)        bias of the candidate
    f        f          (n,)        forget gate
    h_tilde  \tilde{h}  (n,)        candidate
    h        h          (n,)        state, the output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, vector, vectors
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
