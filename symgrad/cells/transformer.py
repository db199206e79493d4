r"""A block of the Transformer's encoder, with the normalisation after each part, as in its paper, or before it.

The rows of X are the positions. The attention has several heads, the feed-forward network acts on each row.

Source: Vaswani et al., Attention Is All You Need, NeurIPS 2017, sections 3.1 to 3.3, equations 1 and 2, for the
normalisation after (post-norm), x + Sublayer(x) normalised; Xiong et al., On Layer Normalization in the Transformer
Architecture, ICML 2020, section 3, for the normalisation before (pre-norm). Layer normalisation is that of Ba, Kiros
and Hinton, 2016, of each row.

    name     LaTeX      shape            what it is
    X        X          (T, d_model)     positions, one a row
    W_Qi     W^Q_i      (d_model, d_k)   projections of head i, likewise W_Ki; W_Vi is (d_model, d_v)
    W_Oi     W^O_i      (d_v, d_model)   block of rows of the projection of the joined heads
    W_1      W_1        (d_model, d_ff)  weights of the feed-forward network
    b_1      b_1        (d_ff,)          its bias
    W_2      W_2        (d_ff, d_model)  weights of its second layer
    b_2      b_2        (d_model,)       its bias
    Q        Q          (T, d_k)         queries, likewise the keys K; of head i Q_i and K_i
    V        V          (T, d_v)         values; of head i V_i
    A        A          (T, T)           weights of the positions: each row sums to one; of head i A_i
    head     \mathrm{head}  (T, d_v)     output of the head; of head i head_i
    gamma_1  \gamma_1   (d_model,)       gain of the first normalisation, gamma_2 of the second
    beta_1   \beta_1    (d_model,)       bias of the first normalisation, beta_2 of the second
    N_1      N_1        (T, d_model)     rows normalised, of pre-norm, before the attention; N_2 before the network
    H        H          (T, d_model)     output of the attention, with the rest of the part
    S        S          (T, d_model)     output of the heads
    F        F          (T, d_model)     output of the feed-forward network
    Y        Y          (T, d_model)     output of the block
"""

from typing import Any

from symgrad.arguments.signatures import COUNT, taking
from symgrad.cells.catalogue.citing import cited
from symgrad.cells.self_attention import attention_heads
from symgrad.expressions.symbols import dims, matrices, matrix, vector, vectors
from symgrad.functions.elementwise import relu
from symgrad.operations.normalisations import layer_norm
from symgrad.operations.operations import ones, outer
from symgrad.system.system import System


def _feed_forward(X: Any, F: Any) -> tuple[tuple[Any, Any], list[Any]]:
    """The equation of the network that acts on each row of X, equation 2 of the paper, and its parameters."""
    (T, d_model), d_ff = X.shape, dims("d_ff")
    W_1, b_1 = matrix("W_1", d_model, d_ff), vector("b_1", d_ff)
    W_2, b_2 = matrix("W_2", d_ff, d_model), vector("b_2", d_model)
    hidden = relu(X * W_1 + outer(ones(T), b_1))
    return (F, hidden * W_2 + outer(ones(T), b_2)), [W_1, b_1, W_2, b_2]


@cited
@taking(heads=COUNT)
def transformer_post_norm(heads: int = 1) -> System:
    """A block with the normalisation after each part: input X (T, d_model), output Y (T, d_model).

    ``heads`` says how many the attention has. Raises ArgumentError where it is no whole number from 1 on.

    Source: Vaswani et al. 2017, section 3.1, equations 1 and 2.

    >>> print(transformer_post_norm().gradient(wrt="beta_2"))
    bar_β_2 = bar_Yᵀ 𝟏
    """
    T, d_model = dims("T d_model")
    X, S, H, F, Y = matrices("X S H F Y", T, d_model)
    gamma_1, beta_1, gamma_2, beta_2 = vectors("gamma_1 beta_1 gamma_2 beta_2", d_model)
    attention, weights = attention_heads(X, S, heads)
    network, weights_of_network = _feed_forward(H, F)
    return System(
        [
            *attention,
            (H, layer_norm(X + S, gamma_1, beta_1, axis=1)),
            network,
            (Y, layer_norm(H + F, gamma_2, beta_2, axis=1)),
        ],
        outputs=[Y],
        inputs=[X],
        parameters=[*weights, gamma_1, beta_1, *weights_of_network, gamma_2, beta_2],
    )


@cited
@taking(heads=COUNT)
def transformer_pre_norm(heads: int = 1) -> System:
    """A block with the normalisation before each part: input X (T, d_model), output Y (T, d_model).

    ``heads`` says how many the attention has. Raises ArgumentError where it is no whole number from 1 on.

    Source: Xiong et al. 2020, section 3 (its table of pre-LN; equation numbers not looked up).

    >>> print(transformer_pre_norm().gradient(wrt="b_2"))
    bar_F = bar_Y
    bar_b_2 = bar_Fᵀ 𝟏
    """
    T, d_model = dims("T d_model")
    X, N_1, S, H, N_2, F, Y = matrices("X N_1 S H N_2 F Y", T, d_model)
    gamma_1, beta_1, gamma_2, beta_2 = vectors("gamma_1 beta_1 gamma_2 beta_2", d_model)
    attention, weights = attention_heads(N_1, S, heads)
    network, weights_of_network = _feed_forward(N_2, F)
    return System(
        [
            (N_1, layer_norm(X, gamma_1, beta_1, axis=1)),
            *attention,
            (H, X + S),
            (N_2, layer_norm(H, gamma_2, beta_2, axis=1)),
            network,
            (Y, H + F),
        ],
        outputs=[Y],
        inputs=[X],
        parameters=[gamma_1, beta_1, *weights, gamma_2, beta_2, *weights_of_network],
    )
