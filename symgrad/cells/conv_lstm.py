r"""The convolutional LSTM along one axis: products of matrices and vectors are convolutions with short kernels.

The paper's tensors have rows, columns and channels; here a tensor is one row of n places with one channel, and a kernel
has 2r + 1 entries, so that a place sees r places on either side. The borders see zeros. The equations are the paper's.

Source: Shi, Chen, Wang, Yeung, Wong and Woo, Convolutional LSTM Network: A Machine Learning Approach for Precipitation
Nowcasting, NIPS 2015, section 3.1, equation 3 (its number from memory).

    name    LaTeX     shape       what it is
    X       X         (n,)        input
    H_prev  H_{\mathrm{prev}}  (n,)        output of one step before
    C_prev  C_{\mathrm{prev}}  (n,)        cell state of one step before
    W_xk    W_{xk}    (2r + 1,)   kernel of the input, for each k of i, f, c, o
    W_hk    W_{hk}    (2r + 1,)   recurrent kernel, likewise
    W_ck    W_{ck}    (n,)        peephole weights, for each k of i, f, o
    b_k     b_k       ()          bias, for each k of i, f, c, o
    i       i         (n,)        input gate
    f       f         (n,)        forget gate
    C       C         (n,)        cell state
    o       o         (n,)        output gate
    H       H         (n,)        output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, scalars, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.convolutions import convolve
from symgrad.operations.operations import hadamard
from symgrad.system.system import System


@cited
def conv_lstm() -> System:
    """The convolutional LSTM along one axis: inputs X, H_prev and C_prev (n,), outputs H and C, both (n,).

    Source: Shi et al. 2015, equation 3.

    >>> print(conv_lstm().derivative("o", "C"))
    ∂o/∂C = diag(W_co ⊙ o ⊙ (1 - o))
    """
    n, r = dims("n r")
    X, H_prev, C_prev = vectors("X H_prev C_prev", n)
    W_xi, W_xf, W_xc, W_xo = (vector(f"W_x{k}", 2 * r + 1, latex=f"W_{{x{k}}}") for k in "ifco")
    W_hi, W_hf, W_hc, W_ho = (vector(f"W_h{k}", 2 * r + 1, latex=f"W_{{h{k}}}") for k in "ifco")
    W_ci, W_cf, W_co = (vector(f"W_c{k}", n, latex=f"W_{{c{k}}}") for k in "ifo")
    b_i, b_f, b_c, b_o = scalars("b_i b_f b_c b_o")
    i, f, C, o, H = vectors("i f C o H", n)

    def along(W_x: object, W_h: object) -> object:
        return convolve(X, W_x, mode="same") + convolve(H_prev, W_h, mode="same")

    return System(
        [
            (i, sigmoid(along(W_xi, W_hi) + hadamard(W_ci, C_prev) + b_i)),
            (f, sigmoid(along(W_xf, W_hf) + hadamard(W_cf, C_prev) + b_f)),
            (C, hadamard(f, C_prev) + hadamard(i, tanh(along(W_xc, W_hc) + b_c))),
            (o, sigmoid(along(W_xo, W_ho) + hadamard(W_co, C) + b_o)),
            (H, hadamard(o, tanh(C))),
        ],
        outputs=[H, C],
        inputs=[X, H_prev, C_prev],
        parameters=[W_xi, W_hi, W_ci, b_i, W_xf, W_hf, W_cf, b_f, W_xc, W_hc, b_c, W_xo, W_ho, W_co, b_o],
        carry={H: H_prev, C: C_prev},
    )
