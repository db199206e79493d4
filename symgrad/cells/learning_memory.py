r"""Memories that learn while they are read: TTT-Linear and Titans, with the gradient of their inner loss written out.

The state of either is the weights of a linear model, which each step moves down the gradient of a loss between what the
model gives for a key and a value. The gradient is in closed form here, so that the gradient of the whole cell is one
through that gradient. Online gradient descent: each step begins at the weights of the one before (a mini-batch of one).

Source: Sun et al., Learning to (Learn at Test Time): RNNs with Expressive Hidden States, 2024, equations 4 to 6 and
section 2.7 (TTT-Linear, its residual with layer normalisation and its learning rate). Behrouz, Zhong and Mirrokni,
Titans: Learning to Memorize at Test Time, 2025, equations 11 to 14 (11 and 12 from memory), with the memory a matrix
(section 3.1); the functions that give its three gates are not fixed there: here sigmoids of linear functions of the
input, and a softplus for the step.

TTT-Linear:

    name       LaTeX                 shape   what it is
    x          x                     (d,)    input
    W_prev     W_{\mathrm{prev}}     (n, n)  weights of the inner model of one step before
    theta_Q    \theta_Q              (n, d)  weights of the test view; likewise theta_K, theta_V
    theta_lr   \theta_{\mathrm{lr}}  (d,)    weights of the learning rate
    eta_base   \eta_{\mathrm{base}}  ()      largest learning rate
    gamma      \gamma                (n,)    gain of the normalisation; beta its bias
    q          q                     (n,)    test view; likewise k, the training, and v, the label view
    eta        \eta                  ()      learning rate
    u          u                     (n,)    what the inner model gives for k
    sigma      \sigma                ()      deviation of the entries of u
    u_hat      \hat{u}               (n,)    u normalised
    e          e                     (n,)    derivative of the inner loss by the normalised output
    g          g                     (n,)    derivative of the inner loss by u
    W          W                     (n, n)  weights of the inner model
    z          z                     (n,)    output

Titans:

    name    LaTeX     shape   what it is
    x       x         (d,)    input
    M_prev  M_{\mathrm{prev}}  (m, n)  memory of one step before
    S_prev  S_{\mathrm{prev}}  (m, n)  surprise of one step before
    W_Q     W_Q       (n, d)  weights of the query; W_K of the key
    W_V     W_V       (m, d)  weights of the value
    w_k     w_k       (d,)    weights of a gate, for each k of alpha, eta, theta
    b_k     b_k       ()      bias, likewise
    q       q         (n,)    query; likewise k, the key
    v       v         (m,)    value
    alpha   \alpha    ()      how much is forgotten
    eta     \eta      ()      how much of the surprise stays
    theta   \theta    ()      step along the gradient
    S       S         (m, n)  surprise, the momentum
    M       M         (m, n)  memory
    y       y         (m,)    output
"""

import sympy as sp

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, scalar, scalars, vector, vectors
from symgrad.functions.elementwise import sigmoid, softplus
from symgrad.operations.normalisations import layer_norm
from symgrad.operations.of_vectors import deviation, standardize
from symgrad.operations.operations import dot, hadamard, mean, outer
from symgrad.system.system import System

EPSILON = sp.Rational(1, 1000000)


@cited
def ttt_linear() -> System:
    """TTT-Linear: inputs x (d,) and W_prev (n, n), outputs z (n,) and W (n, n).

    The inner loss is that of f(k) = k + LN(W k) beside v, its squared distance; W_prev at the beginning is theta_init.

    Source: Sun et al. 2024, equations 4 to 6 and section 2.7.

    >>> print(ttt_linear().derivative("W", "eta"))
    ∂W/∂η = -g kᵀ
    """
    d, n = dims("d n")
    x, theta_lr = vector("x", d), vector("theta_lr", d, latex=r"\theta_{\mathrm{lr}}")
    theta_Q, theta_K, theta_V = matrices("theta_Q theta_K theta_V", n, d)
    W_prev, W = matrices("W_prev W", n, n)
    eta_base = scalar("eta_base", latex=r"\eta_{\mathrm{base}}")
    gamma, beta, q, k, v, u, e, g, z = vectors("gamma beta q k v u e g z", n)
    u_hat = vector("u_hat", n, latex=r"\hat{u}")
    eta, sigma = scalars("eta sigma")
    return System(
        [
            (q, theta_Q * x),
            (k, theta_K * x),
            (v, theta_V * x),
            (eta, eta_base * sigmoid(dot(theta_lr, x))),
            (u, W_prev * k),
            (sigma, deviation(u, EPSILON)),
            (u_hat, standardize(u, EPSILON)),
            (e, 2 * hadamard(gamma, k + hadamard(gamma, u_hat) + beta - v)),
            (g, (e - mean(e) - dot(e, u_hat) * u_hat / n) / sigma),
            (W, W_prev - eta * outer(g, k)),
            (z, q + layer_norm(W * q, gamma, beta, EPSILON)),
        ],
        outputs=[z, W],
        inputs=[x, W_prev],
        parameters=[theta_Q, theta_K, theta_V, theta_lr, eta_base, gamma, beta],
        carry={W: W_prev},
    )


@cited
def titans() -> System:
    """The memory of Titans, linear, with momentum: inputs x (d,), M_prev and S_prev (m, n), outputs y (m,), M and S.

    The gradient of the inner loss |M k - v|^2 by M is 2 (M k - v) k^T.

    Source: Behrouz et al. 2025, equations 11 to 14 (11 and 12 from memory).

    >>> print(titans().derivative("S", "eta"))
    ∂S/∂η = S_prev
    """
    d, n, m = dims("d n m")
    x, w_alpha, w_eta, w_theta = vectors("x w_alpha w_eta w_theta", d)
    W_Q, W_K = matrices("W_Q W_K", n, d)
    W_V = matrix("W_V", m, d)
    b_alpha, b_eta, b_theta, alpha, eta, theta = scalars("b_alpha b_eta b_theta alpha eta theta")
    M_prev, S_prev, M, S = matrices("M_prev S_prev M S", m, n)
    (q, k), (v, y) = vectors("q k", n), vectors("v y", m)
    return System(
        [
            (q, W_Q * x),
            (k, W_K * x),
            (v, W_V * x),
            (alpha, sigmoid(dot(w_alpha, x) + b_alpha)),
            (eta, sigmoid(dot(w_eta, x) + b_eta)),
            (theta, softplus(dot(w_theta, x) + b_theta)),
            (S, eta * S_prev - 2 * theta * outer(M_prev * k - v, k)),
            (M, (1 - alpha) * M_prev + S),
            (y, M * q),
        ],
        outputs=[y, M, S],
        inputs=[x, M_prev, S_prev],
        parameters=[W_Q, W_K, W_V, w_alpha, b_alpha, w_eta, b_eta, w_theta, b_theta],
        carry={M: M_prev, S: S_prev},
    )
