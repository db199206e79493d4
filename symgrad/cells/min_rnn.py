r"""minGRU and minLSTM, whose gates do not look at the state, so that all steps can be computed in parallel.

Source: Feng, Tung, Ahmed, Bengio and Hajimirsadeghi, Were RNNs All We Needed?, 2024, section 3. Its Linear has
weights W and a bias b.

    name     LaTeX      shape    what it is
    x        x          (m,)     input
    h_prev   h_{\mathrm{prev}}   (n,)     state of one step before
    W_k      W_k        (n, m)   weights, for each k of z, h (minGRU) or f, i, h (minLSTM)
    b_k      b_k        (n,)     bias, likewise
    z        z          (n,)     update gate
    f        f          (n,)     forget gate
    i        i          (n,)     input gate
    f_norm   f'         (n,)     forget gate, as a share of the two
    i_norm   i'         (n,)     input gate, as a share of the two
    h_tilde  \tilde{h}  (n,)     candidate
    h        h          (n,)     state, the output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, vector, vectors
from symgrad.functions.elementwise import sigmoid
from symgrad.operations.operations import divide, hadamard
from symgrad.system.system import System


@cited
def min_gru() -> System:
    """minGRU: inputs x (m,) and h_prev (n,), output h (n,).

    Source: Feng et al. 2024, section 3.1.

    >>> print(min_gru().derivative("h", "h_prev"))
    ∂h/∂h_prev = diag(1 - z)
    """
    n, m = dims("n m")
    x, h_prev = vector("x", m), vector("h_prev", n)
    W_z, W_h = matrices("W_z W_h", n, m)
    b_z, b_h, z, h = vectors("b_z b_h z h", n)
    h_tilde = vector("h_tilde", n, latex=r"\tilde{h}")
    return System(
        [
            (z, sigmoid(W_z * x + b_z)),
            (h_tilde, W_h * x + b_h),
            (h, hadamard(1 - z, h_prev) + hadamard(z, h_tilde)),
        ],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[W_z, b_z, W_h, b_h],
        carry={h: h_prev},
    )


@cited
def min_lstm() -> System:
    """minLSTM, with its gates normalised to a sum of one: inputs x (m,) and h_prev (n,), output h (n,).

    Source: Feng et al. 2024, section 3.2.

    >>> print(min_lstm().derivative("h", "h_prev"))
    ∂h/∂h_prev = diag(f_norm)
    """
    n, m = dims("n m")
    x, h_prev = vector("x", m), vector("h_prev", n)
    W_f, W_i, W_h = matrices("W_f W_i W_h", n, m)
    b_f, b_i, b_h, f, i, h = vectors("b_f b_i b_h f i h", n)
    f_norm, i_norm = vector("f_norm", n, latex="f'"), vector("i_norm", n, latex="i'")
    h_tilde = vector("h_tilde", n, latex=r"\tilde{h}")
    return System(
        [
            (f, sigmoid(W_f * x + b_f)),
            (i, sigmoid(W_i * x + b_i)),
            (f_norm, divide(f, f + i)),
            (i_norm, divide(i, f + i)),
            (h_tilde, W_h * x + b_h),
            (h, hadamard(f_norm, h_prev) + hadamard(i_norm, h_tilde)),
        ],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[W_f, b_f, W_i, b_i, W_h, b_h],
        carry={h: h_prev},
    )
