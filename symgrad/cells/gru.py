r"""The gated recurrent unit, in its three forms.

    name     LaTeX      shape    what it is
    x        x          (m,)     input
    h_prev   h_{\mathrm{prev}}   (n,)     state of one step before
    r        r          (n,)     reset gate
    z        z          (n,)     update gate
    h_tilde  \tilde{h}  (n,)     candidate
    h        h          (n,)     state, the output

Cho and Chung reset the state before the recurrent weights act on it, and write their equations without biases, "to
make the equations uncluttered":

    W_r, W_z, W  W_r, W_z, W  (n, m)  weights of the input
    U_r, U_z, U  U_r, U_z, U  (n, n)  recurrent weights
    b_r, b_z, b  b_r, b_z, b  (n,)    biases

cuDNN and PyTorch reset what the recurrent weights give, and have two biases for each k of r, z, n:

    W_ik  W_{ik}  (n, m)  weights of the input
    W_hk  W_{hk}  (n, n)  recurrent weights
    b_ik  b_{ik}  (n,)    bias beside the input
    b_hk  b_{hk}  (n,)    bias beside the state
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.operations import hadamard
from symgrad.system.system import System


@cited
def gru() -> System:
    """The GRU as first published: inputs x (m,) and h_prev (n,), output h (n,); z keeps the state.

    Source: Cho, van Merriënboer, Gulcehre, Bahdanau, Bougares, Schwenk and Bengio, Learning Phrase Representations
    using RNN Encoder-Decoder for Statistical Machine Translation, EMNLP 2014, equations 5 to 8.

    >>> print(gru().derivative("h", "h_tilde"))
    ∂h/∂h_tilde = diag(1 - z)
    """
    n, m = dims("n m")
    x, h_prev = vector("x", m), vector("h_prev", n)
    W_r, W_z, W = matrices("W_r W_z W", n, m)
    U_r, U_z, U = matrices("U_r U_z U", n, n)
    b_r, b_z, b = vectors("b_r b_z b", n)
    r, z, h = vectors("r z h", n)
    h_tilde = vector("h_tilde", n, latex=r"\tilde{h}")
    return System(
        [
            (r, sigmoid(W_r * x + U_r * h_prev + b_r)),
            (z, sigmoid(W_z * x + U_z * h_prev + b_z)),
            (h_tilde, tanh(W * x + U * hadamard(r, h_prev) + b)),
            (h, hadamard(z, h_prev) + hadamard(1 - z, h_tilde)),
        ],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[W_r, U_r, b_r, W_z, U_z, b_z, W, U, b],
        carry={h: h_prev},
    )


@cited
def gru_chung() -> System:
    """The GRU with z and 1 - z swapped: inputs x (m,) and h_prev (n,), output h (n,); z brings the candidate in.

    Source: Chung, Gulcehre, Cho and Bengio, Empirical Evaluation of Gated Recurrent Neural Networks on Sequence
    Modeling, 2014, section 3.2.

    >>> print(gru_chung().derivative("h", "h_tilde"))
    ∂h/∂h_tilde = diag(z)
    """
    n, m = dims("n m")
    x, h_prev = vector("x", m), vector("h_prev", n)
    W_z, W_r, W = matrices("W_z W_r W", n, m)
    U_z, U_r, U = matrices("U_z U_r U", n, n)
    b_z, b_r, b = vectors("b_z b_r b", n)
    z, r, h = vectors("z r h", n)
    h_tilde = vector("h_tilde", n, latex=r"\tilde{h}")
    return System(
        [
            (z, sigmoid(W_z * x + U_z * h_prev + b_z)),
            (r, sigmoid(W_r * x + U_r * h_prev + b_r)),
            (h_tilde, tanh(W * x + U * hadamard(r, h_prev) + b)),
            (h, hadamard(1 - z, h_prev) + hadamard(z, h_tilde)),
        ],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[W_z, U_z, b_z, W_r, U_r, b_r, W, U, b],
        carry={h: h_prev},
    )


@cited
def gru_reset_after() -> System:
    """The GRU of cuDNN and PyTorch, reset after the recurrent weights: inputs x (m,) and h_prev (n,), output h (n,).

    PyTorch calls the candidate n; here n is the size, and the candidate h_tilde.

    Source: the documentation of torch.nn.GRU, where the equations stand; the reset gate's place goes back to version
    1 of Cho et al. 2014.

    >>> print(gru_reset_after().derivative("h", "h_tilde"))
    ∂h/∂h_tilde = diag(1 - z)
    """
    n, m = dims("n m")
    x, h_prev = vector("x", m), vector("h_prev", n)
    W_ir, W_iz, W_in = matrices("W_ir W_iz W_in", n, m)
    W_hr, W_hz, W_hn = matrices("W_hr W_hz W_hn", n, n)
    b_ir, b_iz, b_in = vectors("b_ir b_iz b_in", n)
    b_hr, b_hz, b_hn = vectors("b_hr b_hz b_hn", n)
    r, z, h = vectors("r z h", n)
    h_tilde = vector("h_tilde", n, latex=r"\tilde{h}")
    return System(
        [
            (r, sigmoid(W_ir * x + b_ir + W_hr * h_prev + b_hr)),
            (z, sigmoid(W_iz * x + b_iz + W_hz * h_prev + b_hz)),
            (h_tilde, tanh(W_in * x + b_in + hadamard(r, W_hn * h_prev + b_hn))),
            (h, hadamard(1 - z, h_tilde) + hadamard(z, h_prev)),
        ],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[W_ir, b_ir, W_hr, b_hr, W_iz, b_iz, W_hz, b_hz, W_in, b_in, W_hn, b_hn],
        carry={h: h_prev},
    )
