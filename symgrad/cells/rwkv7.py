r"""The time mixing of RWKV-7: one head, whose state is rewritten by a generalised delta rule.

The state S holds n values for n keys. At each step it decays by w, forgets what it holds for the removal key kappa_hat
as far as a says, and takes up v for the replacement key k_tilde. It is the first layer's, whose value is not mixed with
that of a layer below, and one head alone; the paper writes rows where columns stand here. The functions loramlp of the
paper are written out: lambda + B f(A x) with a low rank.

Source: Peng et al., RWKV-7 "Goose" with Expressive Dynamic State Evolution, 2025, section 4 (equation numbers not
looked up); the epsilon of the normalisation is that of the published code.

    name       LaTeX             shape     what it is
    x          x                 (D,)      input
    x_prev     x_{\mathrm{prev}}  (D,)      input of one step before
    S_prev     S_{\mathrm{prev}}  (n, n)    state of one step before
    mu_k       \mu_k             (D,)      share of x_prev beside x, for each k of r, w, k, v, a, g
    W_k        W_k               (n, D)    weights, for each k of r, k, v
    W_o        W_o               (D, n)    weights of the output
    A_k        A_k               (d_k, D)  weights down to a low rank d_k, for each k of w, a, g
    B_k        B_k               (n, d_k)  weights up from it
    lambda_k   \lambda_k         (n,)      bias beside them, for each k of w, a
    xi         \xi               (n,)      of the removal key, beside the key
    alpha      \alpha            (n,)      share of a in the replacement key
    rho        \rho              (n,)      weights of the bonus
    gamma      \gamma            (n,)      gain of the normalisation; beta its bias
    x_k        x_k               (D,)      x moved towards x_prev, for each k of mu_k
    r          r                 (n,)      receptance
    d          d                 (n,)      decay before its activation
    w          w                 (n,)      decay
    k          k                 (n,)      key
    v          v                 (n,)      value
    a          a                 (n,)      learning rate in context
    g          g                 (n,)      gate of the output
    kappa_hat  \hat{\kappa}      (n,)      removal key, of length one
    k_tilde    \tilde{k}         (n,)      replacement key
    S          S                 (n, n)    state
    p          p                 (n,)      what is read, normalised, with the bonus
    o          o                 (D,)      output
    x_last     x_{\mathrm{last}}  (D,)      x, kept for the step after
"""

import sympy as sp

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, vector, vectors
from symgrad.functions.elementwise import exp, sigmoid, tanh
from symgrad.operations.normalisations import layer_norm
from symgrad.operations.of_vectors import normalize
from symgrad.operations.operations import diag, dot, hadamard, outer
from symgrad.system.system import System

EPSILON = sp.Rational(64, 100000)


@cited
def rwkv7() -> System:
    """One head of RWKV-7: inputs x and x_prev (D,), S_prev (n, n), outputs o and x_last (D,), S (n, n).

    Source: Peng et al. 2025, section 4: S_t = S_(t-1) (diag(w) - kappa_hat (a . kappa_hat)^T) + v k_tilde^T.

    >>> print(rwkv7().derivative("o", "p"))
    ∂o/∂p = W_o diag(g)
    """
    D, n, d_w, d_a, d_g = dims("D n d_w d_a d_g")
    x, x_prev, o, x_last = vectors("x x_prev o x_last", D)
    mu_r, mu_w, mu_k, mu_v, mu_a, mu_g = vectors("mu_r mu_w mu_k mu_v mu_a mu_g", D)
    W_r, W_k, W_v = matrices("W_r W_k W_v", n, D)
    (A_w, B_w), (A_a, B_a), (A_g, B_g) = (
        (matrix(f"A_{k}", rank, D), matrix(f"B_{k}", n, rank)) for k, rank in [("w", d_w), ("a", d_a), ("g", d_g)]
    )
    lambda_w, lambda_a, xi, alpha, rho, gamma, beta = vectors("lambda_w lambda_a xi alpha rho gamma beta", n)
    x_r, x_w, x_k, x_v, x_a, x_g = vectors("x_r x_w x_k x_v x_a x_g", D)
    r, d, w, k, v, a, g, p = vectors("r d w k v a g p", n)
    kappa_hat, k_tilde = vector("kappa_hat", n, latex=r"\hat{\kappa}"), vector("k_tilde", n, latex=r"\tilde{k}")
    S_prev, S = matrices("S_prev S", n, n)
    W_o = matrix("W_o", D, n)
    shares = [(x_r, mu_r), (x_w, mu_w), (x_k, mu_k), (x_v, mu_v), (x_a, mu_a), (x_g, mu_g)]
    slowest = sp.exp(sp.Rational(-1, 2))

    return System(
        [
            *((moved, x + hadamard(mu, x_prev - x)) for moved, mu in shares),
            (r, W_r * x_r),
            (d, lambda_w + B_w * tanh(A_w * x_w)),
            (w, exp(-slowest * sigmoid(d))),
            (k, W_k * x_k),
            (v, W_v * x_v),
            (a, sigmoid(lambda_a + B_a * A_a * x_a)),
            (g, B_g * sigmoid(A_g * x_g)),
            (kappa_hat, normalize(hadamard(k, xi))),
            (k_tilde, hadamard(k, 1 + hadamard(alpha, a - 1))),
            (S, S_prev * diag(w) - outer(S_prev * kappa_hat, hadamard(a, kappa_hat)) + outer(v, k_tilde)),
            (p, layer_norm(S * r, gamma, beta, EPSILON) + dot(r, hadamard(rho, k_tilde)) * v),
            (o, W_o * hadamard(g, p)),
            (x_last, x),
        ],
        outputs=[o, x_last, S],
        inputs=[x, x_prev, S_prev],
        parameters=[
            *(mu_r, mu_w, mu_k, mu_v, mu_a, mu_g, W_r, lambda_w, A_w, B_w, W_k, W_v, lambda_a, A_a, B_a, A_g, B_g),
            *(xi, alpha, rho, gamma, beta, W_o),
        ],
        carry={x_last: x_prev, S: S_prev},
    )
