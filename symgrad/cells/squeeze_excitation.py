r"""The squeeze-and-excitation block: channels are weighed by what is in all of them.

A row of U is a channel, a column one of its H x W places.

Source: Hu, Shen and Sun, Squeeze-and-Excitation Networks, CVPR 2018, section 3, equations 2 (squeeze), 3 (excitation)
and 4 (scale); the numbers are from memory. Like the paper it has no biases.

    name  LaTeX      shape   what it is
    U     U          (C, N)  channels, one a row, of N = H x W places
    W_1   W_1        (k, C)  weights of the excitation; k is C / r, with the reduction ratio r
    W_2   W_2        (C, k)  weights of its second layer
    z     z          (C,)    mean of each channel
    s     s          (C,)    weight of each channel, between 0 and 1
    X     \tilde{X}  (C, N)  output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, vectors
from symgrad.functions.elementwise import relu, sigmoid
from symgrad.operations.operations import diag, mean
from symgrad.system.system import System


@cited
def squeeze_excitation() -> System:
    """The squeeze-and-excitation block: input U (C, N), output X (C, N).

    Source: Hu, Shen and Sun 2018, equations 2 to 4.

    >>> print(squeeze_excitation())
    z = U 𝟏 / N
    s = sigmoid(W_2 relu(W_1 z))
    X = diag(s) U
    """
    C, N, k = dims("C N k")
    U, X, W_1, W_2 = matrix("U", C, N), matrix("X", C, N, latex=r"\tilde{X}"), matrix("W_1", k, C), matrix("W_2", C, k)
    z, s = vectors("z s", C)
    return System(
        [(z, mean(U, axis=1)), (s, sigmoid(W_2 * relu(W_1 * z))), (X, diag(s) * U)],
        outputs=[X],
        inputs=[U],
        parameters=[W_1, W_2],
    )
