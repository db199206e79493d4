r"""Mamba and Mamba-2: state space models whose step, input and output weights are functions of the input (selective).

Both are the model of one step alone: the projections around it, the short convolution before it and the gate behind it
are left out. Mamba has d channels, each with a state of N entries; of Mamba-2 it is one head, of P channels that share
one scalar decay.

Source: Gu and Dao, Mamba: Linear-Time Sequence Modeling with Selective State Spaces, 2023, equations 2 and 4 and
algorithm 2 (its number from memory), with the step of a low rank R (section 3.6) and the weights D from input to
output of its code; the code takes Delta B for the B_bar of equation 4. Dao and Gu, Transformers are SSMs: Generalized
Models and Efficient Algorithms Through Structured State Space Duality, ICML 2024, sections 2 and 7 (equation numbers
not looked up).

    name     LaTeX         Mamba   Mamba-2  what it is
    x        x             (d,)    (P,)     input; of Mamba-2 W_x u
    u        u                     (d,)     input
    h_prev   h_{\mathrm{prev}}      (d, N)  (P, N)   state of one step before
    W_B      W_B           (N, d)  (N, d)   weights of B; likewise W_C
    W_x      W_x                   (P, d)   weights of x
    W_down   W_{\mathrm{down}}     (R, d)           weights of the step, from the input to R entries
    W_up     W_{\mathrm{up}}       (d, R)           weights of the step, from R entries to the channels
    w_Delta  w_\Delta              (d,)     weights of the step
    b_Delta  b_\Delta      (d,)    ()       bias of the step
    A_log    A^{\log}      (d, N)  ()       logarithm of -A
    D        D             (d,)    ()       weights from input to output
    A        A             (d, N)  ()       continuous state matrix, its diagonal
    B        B             (N,)    (N,)     weights of the input into the state
    C        C             (N,)    (N,)     weights of the output
    Delta    \Delta        (d,)    ()       step
    A_bar    \bar{A}       (d, N)           discrete state matrix, its diagonal
    B_bar    \bar{B}       (d, N)           discrete weights of the input
    a        a                     ()       decay of the head
    h        h             (d, N)  (P, N)   state
    y        y             (d,)    (P,)     output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, scalar, scalars, vectors
from symgrad.functions.elementwise import exp, softplus
from symgrad.operations.operations import diag, divide, dot, hadamard, outer
from symgrad.system.system import System


@cited
def mamba() -> System:
    """The selective state space model of Mamba: inputs x (d,) and h_prev (d, N), outputs y (d,) and h (d, N).

    Source: Gu and Dao 2023, equations 2 and 4, and algorithm 2 (its number from memory).

    >>> print(mamba().derivative("y", "C"))
    ∂y/∂C = h
    """
    d, N, R = dims("d N R")
    x, b_Delta, D, Delta, y = vectors("x b_Delta D Delta y", d)
    h_prev, h, A = matrices("h_prev h A", d, N)
    A_log = matrix("A_log", d, N, latex=r"A^{\log}")
    A_bar, B_bar = (matrix(f"{k}_bar", d, N, latex=rf"\bar{{{k}}}") for k in "AB")
    W_B, W_C = matrices("W_B W_C", N, d)
    W_down = matrix("W_down", R, d, latex=r"W_{\mathrm{down}}")
    W_up = matrix("W_up", d, R, latex=r"W_{\mathrm{up}}")
    B, C = vectors("B C", N)
    return System(
        [
            (B, W_B * x),
            (C, W_C * x),
            (Delta, softplus(W_up * W_down * x + b_Delta)),
            (A, -exp(A_log)),
            (A_bar, exp(diag(Delta) * A)),
            (B_bar, divide(A_bar - 1, A) * diag(B)),
            (h, hadamard(A_bar, h_prev) + diag(x) * B_bar),
            (y, h * C + hadamard(D, x)),
        ],
        outputs=[y, h],
        inputs=[x, h_prev],
        parameters=[W_B, W_C, W_down, W_up, b_Delta, A_log, D],
        carry={h: h_prev},
    )


@cited
def mamba2() -> System:
    """One head of Mamba-2: inputs u (d,) and h_prev (P, N), outputs y (P,) and h (P, N).

    Source: Dao and Gu 2024: h_t = a_t h_(t-1) + Delta_t x_t B_t^T with a_t = exp(Delta_t A), y_t = h_t C_t + D x_t.

    >>> print(mamba2().derivative("y", "C"))
    ∂y/∂C = h
    """
    d, P, N = dims("d P N")
    u, w_Delta = vectors("u w_Delta", d)
    h_prev, h = matrices("h_prev h", P, N)
    W_x = matrix("W_x", P, d)
    W_B, W_C = matrices("W_B W_C", N, d)
    b_Delta, D, A, Delta, a = scalars("b_Delta D A Delta a")
    A_log = scalar("A_log", latex=r"A^{\log}")
    x, y = vectors("x y", P)
    B, C = vectors("B C", N)
    return System(
        [
            (x, W_x * u),
            (B, W_B * u),
            (C, W_C * u),
            (Delta, softplus(dot(w_Delta, u) + b_Delta)),
            (A, -exp(A_log)),
            (a, exp(Delta * A)),
            (h, a * h_prev + Delta * outer(x, B)),
            (y, h * C + D * x),
        ],
        outputs=[y, h],
        inputs=[u, h_prev],
        parameters=[W_x, W_B, W_C, w_Delta, b_Delta, A_log, D],
        carry={h: h_prev},
    )
