r"""Self-attention with its projections, with one head and with several.

The rows of X are the positions. The heads of the paper are joined and multiplied by W^O; here that matrix stands as its
blocks of rows, one for each head, so that the sum over the heads is their product.

Source: Vaswani et al., Attention Is All You Need, NeurIPS 2017, equation 1 and section 3.2.2, whose equations have no
numbers.

    name    LaTeX    shape           what it is
    X       X        (T, d_model)    positions, one a row
    W_Q     W^Q      (d_model, d_k)  projection to queries; of head i W_Qi, W^Q_i, likewise for what follows
    W_K     W^K      (d_model, d_k)  projection to keys
    W_V     W^V      (d_model, d_v)  projection to values
    W_Oi    W^O_i    (d_v, d_model)  block of rows of the projection of the joined heads, for head i
    Q       Q        (T, d_k)        queries; of head i Q_i
    K       K        (T, d_k)        keys; of head i K_i
    V       V        (T, d_v)        values; of head i V_i
    A       A        (T, T)          weights: each row sums to one; of head i A_i
    head_i  \mathrm{head}_i  (T, d_v)  output of head i
    Y       Y        (T, d_v)        output; of several heads (T, d_model)
"""

from typing import Any

import sympy as sp

from symgrad.arguments.signatures import COUNT, taking
from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix
from symgrad.operations.of_vectors import softmax
from symgrad.operations.operations import sqrt
from symgrad.system.system import System


def attention_head(X: Any, sizes: Any, head: Any, number: str = "") -> tuple[list[tuple[Any, Any]], list[Any]]:
    """The equations of one head over the rows of X, and its parameters; ``number`` stands behind its names.

    ``sizes`` are d_k and d_v, ``head`` (T, d_v) is what the head gives.
    """
    T, d_model = X.shape
    d_k, d_v = sizes

    def projection(letter: str, size: Any) -> tuple[Any, Any]:
        weights = matrix(f"W_{letter}{number}", d_model, size, latex=_projection(letter, number))
        return weights, matrix(_joined(letter, number), T, size)

    (W_Q, Q), (W_K, K), (W_V, V) = projection("Q", d_k), projection("K", d_k), projection("V", d_v)
    A = matrix(_joined("A", number), T, T)
    equations = [
        (Q, X * W_Q),
        (K, X * W_K),
        (V, X * W_V),
        (A, softmax(Q * K.T / sqrt(d_k), axis=1)),
        (head, A * V),
    ]
    return equations, [W_Q, W_K, W_V]


def attention_heads(X: Any, Y: Any, heads: int) -> tuple[list[tuple[Any, Any]], list[Any]]:
    """The equations of several heads over the rows of X, joined to Y of its shape, and their parameters.

    One head alone has no number behind its names.
    """
    sizes, (T, d_model) = dims("d_k d_v"), X.shape
    equations, parameters, terms = [], [], []
    for number in map(str, range(1, heads + 1)) if heads > 1 else [""]:
        word = r"\mathrm{head}"
        head = matrix(_joined("head", number), T, sizes[1], latex=f"{word}_{{{number}}}" if number else word)
        W_O = matrix(f"W_O{number}", sizes[1], d_model, latex=_projection("O", number))
        own, weights = attention_head(X, sizes, head, number)
        equations += own
        parameters += [*weights, W_O]
        terms.append(head * W_O)
    return [*equations, (Y, sp.MatAdd(*terms))], parameters


def _joined(name: str, number: str) -> str:
    return f"{name}_{number}" if number else name


def _projection(letter: str, number: str) -> str:
    return f"W^{letter}_{{{number}}}" if number else f"W^{letter}"


@cited
def self_attention() -> System:
    """Self-attention with one head: input X (T, d_model), output Y (T, d_v).

    Source: Vaswani et al. 2017, equation 1, with the projections of section 3.2.2.

    >>> print(self_attention())
    Q = X W_Q
    K = X W_K
    V = X W_V
    A = softmax_row(Q Kᵀ / sqrt(d_k))
    Y = A V
    """
    T, d_model, d_k, d_v = dims("T d_model d_k d_v")
    X, Y = matrix("X", T, d_model), matrix("Y", T, d_v)
    equations, parameters = attention_head(X, (d_k, d_v), Y)
    return System(equations, outputs=[Y], inputs=[X], parameters=parameters)


@cited
@taking(heads=COUNT)
def multi_head_attention(heads: int = 2) -> System:
    """Self-attention with several heads: input X (T, d_model), output Y (T, d_model).

    ``heads`` says how many; each has its own equations. Raises ArgumentError where it is no whole number from 1 on.

    Source: Vaswani et al. 2017, section 3.2.2.

    >>> multi_head_attention(heads=3).equations[-1].rhs
    head_1*W_O1 + head_2*W_O2 + head_3*W_O3
    """
    T, d_model = dims("T d_model")
    X, Y = matrix("X", T, d_model), matrix("Y", T, d_model)
    equations, parameters = attention_heads(X, Y, heads)
    return System(equations, outputs=[Y], inputs=[X], parameters=parameters)
