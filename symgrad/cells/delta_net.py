r"""DeltaNet and gated DeltaNet: a matrix memory that a delta rule corrects at each key.

The memory S gives S k for a key k; a step takes from it what is wrong with that, v - S k, as far as beta says. Gated
DeltaNet lets the whole memory decay by alpha first. One head each; short convolutions before queries, keys and values,
and the normalisation and gate of the output are left out.

Source: Schlag, Irie and Schmidhuber, Linear Transformers Are Secretly Fast Weight Programmers, ICML 2021, section 4.2
(the delta rule); Yang, Wang, Zhang, Shen and Kim, Parallelizing Linear Transformers with the Delta Rule over Sequence
Length, NeurIPS 2024, section 2.2 and section 3.3 for SiLU and the norm of queries and keys (equation numbers of both
not looked up). Yang, Kautz and Hatamizadeh, Gated Delta Networks: Improving Mamba2 with Delta Rule, ICLR 2025, equation
10, with the decay of Mamba-2 for alpha, as there.

    name     LaTeX         shape   what it is
    x        x             (d,)    input
    S_prev   S_{\mathrm{prev}}  (m, n)  memory of one step before
    W_q      W_q           (n, d)  weights of the query; W_k of the key
    W_v      W_v           (m, d)  weights of the value
    w_beta   w_\beta       (d,)    weights of the learning rate; of the gated one too w_alpha, of the decay
    b_alpha  b_\alpha      ()      bias of the decay
    A_log    A^{\log}      ()      logarithm of how fast it decays
    q        q             (n,)    query, of length one
    k        k             (n,)    key, of length one
    v        v             (m,)    value
    beta     \beta         ()      learning rate
    alpha    \alpha        ()      decay
    S        S             (m, n)  memory
    o        o             (m,)    output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, scalar, scalars, vector, vectors
from symgrad.functions.elementwise import exp, sigmoid, silu, softplus
from symgrad.operations.of_vectors import normalize
from symgrad.operations.operations import dot, outer
from symgrad.system.system import System


@cited
def delta_net() -> System:
    """One head of DeltaNet: inputs x (d,) and S_prev (m, n), outputs o (m,) and S (m, n).

    Source: Yang et al. 2024: S_t = S_(t-1) - beta_t (S_(t-1) k_t - v_t) k_t^T, o_t = S_t q_t; Schlag et al. 2021.

    >>> print(delta_net().derivative("o", "q"))
    ∂o/∂q = S
    """
    d, n, m = dims("d n m")
    x, w_beta = vectors("x w_beta", d)
    W_q, W_k = matrices("W_q W_k", n, d)
    W_v = matrix("W_v", m, d)
    S_prev, S = matrices("S_prev S", m, n)
    (q, k), (v, o), beta = vectors("q k", n), vectors("v o", m), scalar("beta")
    return System(
        [
            (q, normalize(silu(W_q * x))),
            (k, normalize(silu(W_k * x))),
            (v, W_v * x),
            (beta, sigmoid(dot(w_beta, x))),
            (S, S_prev + beta * outer(v - S_prev * k, k)),
            (o, S * q),
        ],
        outputs=[o, S],
        inputs=[x, S_prev],
        parameters=[W_q, W_k, W_v, w_beta],
        carry={S: S_prev},
    )


@cited
def gated_delta_net() -> System:
    """One head of gated DeltaNet: inputs x (d,) and S_prev (m, n), outputs o (m,) and S (m, n).

    Source: Yang, Kautz and Hatamizadeh 2025, equation 10: S_t = alpha_t S_(t-1) (I - beta_t k_t k_t^T) + beta_t v_t
    k_t^T, with alpha_t = exp(-exp(A_log) softplus(w_alpha . x + b_alpha)).

    >>> print(gated_delta_net().derivative("o", "q"))
    ∂o/∂q = S
    """
    d, n, m = dims("d n m")
    x, w_beta, w_alpha = vectors("x w_beta w_alpha", d)
    W_q, W_k = matrices("W_q W_k", n, d)
    W_v = matrix("W_v", m, d)
    S_prev, S = matrices("S_prev S", m, n)
    q, k = vectors("q k", n)
    v, o = vector("v", m), vector("o", m)
    beta, alpha, b_alpha = scalars("beta alpha b_alpha")
    A_log = scalar("A_log", latex=r"A^{\log}")
    return System(
        [
            (q, normalize(silu(W_q * x))),
            (k, normalize(silu(W_k * x))),
            (v, silu(W_v * x)),
            (beta, sigmoid(dot(w_beta, x))),
            (alpha, exp(-exp(A_log) * softplus(dot(w_alpha, x) + b_alpha))),
            (S, alpha * (S_prev - beta * outer(S_prev * k, k)) + beta * outer(v, k)),
            (o, S * q),
        ],
        outputs=[o, S],
        inputs=[x, S_prev],
        parameters=[W_q, W_k, W_v, w_beta, w_alpha, b_alpha, A_log],
        carry={S: S_prev},
    )
