r"""Layers on graphs of N nodes: the graph convolution and the attention of each node over its neighbours.

A row of H is a node. Of the graph convolution, with an edge i, j where A_ij is 1:

    name     LaTeX        shape   what it is
    A        A            (N, N)  adjacency, from 0 on, without the edge of a node to itself
    H        H^{(l)}      (N, F)  features of the nodes
    W        W^{(l)}      (F, C)  weights
    A_tilde  \tilde{A}    (N, N)  adjacency with an edge of each node to itself
    r        r            (N,)    degrees of A_tilde to the power of -1/2
    A_hat    \hat{A}      (N, N)  normalised adjacency, D^{-1/2} A_tilde D^{-1/2} with the degrees D on a diagonal
    H_next   H^{(l+1)}    (N, C)  output

Of the graph attention, whose F' is C here:

    name     LaTeX        shape   what it is
    H        H            (N, F)  features of the nodes
    M        M            (N, N)  mask: 0 where node i sees node j, -inf or a large negative number where it does not
    W        W            (C, F)  weights
    a        a            (2C,)   weights of the score, of a node and of its neighbour
    G        G            (N, C)  features times W
    E        E            (N, N)  scores e_ij
    A        A            (N, N)  weights alpha_ij: each row sums to one
    H_next   H'           (N, C)  output

Source: Kipf and Welling, Semi-Supervised Classification with Graph Convolutional Networks, ICLR 2017, equation 2;
Veličković et al., Graph Attention Networks, ICLR 2018, section 2.1, equations 1 to 4. The numbers are from memory.
"""

import sympy as sp

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, vector
from symgrad.functions.elementwise import elementwise, elu, relu, step
from symgrad.operations.of_vectors import softmax
from symgrad.operations.operations import divide, hadamard, ones, outer, rows, sqrt, total
from symgrad.system.system import System

# The paper's LeakyReLU has the slope 1/5 below zero, that of ``sg.leaky_relu`` is 1/100.
LEAKY_RELU = elementwise(
    "leaky_relu_fifth",
    slope=lambda x, y: sp.Rational(1, 5) + sp.Rational(4, 5) * step(x),
    definition=lambda x: sp.Piecewise((x, x > 0), (x / 5, True)),
    latex=r"\operatorname{LeakyReLU}",
    numpy="np.maximum({x}, 0.2 * {x})",
    analytic="{x} * (0.2 + 0.8 * np.heaviside({x}.real, 0.0))",
    told="the rectified linear unit, leaking a fifth below 0, with the slope 1/5 at 0",
    source="Veličković et al., Graph Attention Networks, 2018",
)


@cited
def gcn() -> System:
    """A graph convolution with relu: inputs A (N, N) and H (N, F), output H_next (N, C).

    The degrees, row sums of A_tilde, are above 0 where A has no negative entries.

    Source: Kipf and Welling 2017, equation 2.

    >>> print(gcn())
    A_tilde = I + A
    r = 𝟏 ⊘ sqrt(A_tilde 𝟏)
    A_hat = A_tilde ⊙ (r rᵀ)
    H_next = relu(A_hat H W)
    """
    N, F, C = dims("N F C")
    A, H, W = matrix("A", N, N), matrix("H", N, F, latex="H^{(l)}"), matrix("W", F, C, latex="W^{(l)}")
    A_tilde, A_hat = matrix("A_tilde", N, N, latex=r"\tilde{A}"), matrix("A_hat", N, N, latex=r"\hat{A}")
    r, H_next = vector("r", N), matrix("H_next", N, C, latex="H^{(l+1)}")
    return System(
        [
            (A_tilde, A + sp.Identity(N)),
            (r, divide(1, sqrt(total(A_tilde, axis=1)))),
            (A_hat, hadamard(A_tilde, outer(r, r))),
            (H_next, relu(A_hat * H * W)),
        ],
        outputs=[H_next],
        inputs=[A, H],
        parameters=[W],
    )


@cited
def gat() -> System:
    """Graph attention with one head and elu: inputs H (N, F) and the mask M (N, N), output H_next (N, C).

    Source: Veličković et al. 2018, equations 1 to 4.

    >>> print(gat())
    G = H Wᵀ
    E = leaky_relu_fifth(𝟏 a[C + 1 .. 2 C]ᵀ Gᵀ + G a[1 .. C] 𝟏ᵀ)
    A = softmax_row(M + E)
    H_next = elu(A G)
    """
    N, F, C = dims("N F C")
    H, M, W, a = matrix("H", N, F), matrix("M", N, N), matrix("W", C, F), vector("a", 2 * C)
    G, (E, A), H_next = matrix("G", N, C), matrices("E A", N, N), matrix("H_next", N, C, latex="H'")
    score = outer(G * rows(a, 0, C), ones(N)) + outer(ones(N), G * rows(a, C, C))
    return System(
        [
            (G, H * W.T),
            (E, LEAKY_RELU(score)),
            (A, softmax(E + M, axis=1)),
            (H_next, elu(A * G)),
        ],
        outputs=[H_next],
        inputs=[H, M],
        parameters=[W, a],
    )
