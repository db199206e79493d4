r"""The independently recurrent network: each unit sees its own past alone.

Source: Li, Li, Cook, Zhu and Gao, Independently Recurrent Neural Network (IndRNN): Building a Longer and Deeper RNN,
CVPR 2018, equation 2 (number from memory), with the rectifier that its experiments take.

    name     LaTeX      shape    what it is
    x        x          (m,)     input
    h_prev   h_{\mathrm{prev}}   (n,)     state of one step before
    W        W          (n, m)   weights of the input
    u        u          (n,)     recurrent weights, one for each unit
    b        b          (n,)     bias
    h        h          (n,)     state, the output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, vector, vectors
from symgrad.functions.elementwise import relu
from symgrad.operations.operations import hadamard
from symgrad.system.system import System


@cited
def ind_rnn() -> System:
    """The IndRNN: inputs x (m,) and h_prev (n,), output h (n,).

    Source: Li et al. 2018, equation 2 (number from memory).

    >>> print(ind_rnn())
    h = relu(W x + u ⊙ h_prev + b)
    """
    n, m = dims("n m")
    x, h_prev, W = vector("x", m), vector("h_prev", n), matrix("W", n, m)
    u, b, h = vectors("u b h", n)
    return System(
        [(h, relu(W * x + hadamard(u, h_prev) + b))],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[W, u, b],
        carry={h: h_prev},
    )
