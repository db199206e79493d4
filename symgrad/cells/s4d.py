r"""S4D, the diagonal state space model: H channels, each with a state of N entries of its own, complex or real.

The continuous system x' = A x + B u, y = Re(C x) + D u with a diagonal A is discretised by zero-order hold with a step
of its own for each channel. A complex number is written as its real and its imaginary part, with re and im behind the
name. Of a complex state the conjugate half is left out, which is the factor 2 in y. As in the paper the real part of A
is kept negative by an exponential, and the step positive: A = -exp(A_re) + i A_im, where the paper has the letter A_re
for the argument, here A_log.

Source: Gu, Gupta, Goel and Ré, On the Parameterization and Initialization of Diagonal State Space Models, NeurIPS 2022,
sections 2 and 3 (equation numbers not looked up); "S4D-Real" is one of its initialisations. Each channel beside the
others as in Gu, Goel and Ré, Efficiently Modeling Long Sequences with Structured State Spaces, ICLR 2022.

    name       LaTeX                     shape   what it is
    u          u                         (H,)    input
    x_prev     x_{\mathrm{prev}}         (H, N)  state of one step before; x_re_prev and x_im_prev of a complex one
    log_Delta  \log\Delta                (H,)    logarithm of the step
    A_log      A^{\log}                  (H, N)  logarithm of the real part of -A
    A_im       A_{\mathrm{im}}           (H, N)  imaginary part of A
    B          B                         (H, N)  weights of the input; B_re and B_im of complex ones
    C          C                         (H, N)  weights of the output; C_re and C_im of complex ones
    D          D                         (H,)    weights from input to output
    Delta      \Delta                    (H,)    step
    A          A                         (H, N)  continuous state matrix, its diagonal; A_re its real part
    A_bar      \bar{A}                   (H, N)  discrete state matrix; A_bar_re and A_bar_im, and rho its modulus
    phi        \varphi                   (H, N)  phase of A_bar
    E_re       E_{\mathrm{re}}           (H, N)  real part of A_bar - 1, in a form that does not cancel at a small step
    s          s                         (H, N)  squared modulus of a complex A
    q_re       q_{\mathrm{re}}           (H, N)  (A_bar - 1) / A, its real part; likewise q_im
    B_bar      \bar{B}                   (H, N)  discrete weights of the input
    x          x                         (H, N)  state
    y          y                         (H,)    output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, vector, vectors
from symgrad.functions.elementwise import cos, exp, sin
from symgrad.operations.operations import diag, divide, dot, hadamard, total
from symgrad.system.system import System


@cited
def s4d() -> System:
    """S4D with a complex state: inputs u (H,), x_re_prev and x_im_prev (H, N), outputs y (H,), x_re and x_im (H, N).

    Source: Gu et al. 2022, with zero-order hold: A_bar = exp(Delta A), B_bar = (A_bar - 1) B / A, entry by entry.

    >>> print(s4d().derivative("y", "D"))
    ∂y/∂D = diag(u)
    """
    H, N = dims("H N")
    u, log_Delta, D = vector("u", H), vector("log_Delta", H, latex=r"\log\Delta"), vector("D", H)
    x_re_prev, x_im_prev, x_re, x_im = (
        matrix(name, H, N, latex=rf"x_{{\mathrm{{{part}}}}}")
        for name, part in [
            ("x_re_prev", "re, prev"), ("x_im_prev", "im, prev"), ("x_re", "re"), ("x_im", "im"),
        ]
    )  # fmt: skip
    A_log, rho = matrix("A_log", H, N, latex=r"A^{\log}"), matrix("rho", H, N)
    (A_re, A_im), (B_re, B_im), (C_re, C_im) = (
        [matrix(f"{k}_{part}", H, N, latex=rf"{k}_{{\mathrm{{{part}}}}}") for part in ("re", "im")] for k in "ABC"
    )
    (A_bar_re, A_bar_im), (B_bar_re, B_bar_im) = (
        [matrix(f"{k}_bar_{part}", H, N, latex=rf"\bar{{{k}}}_{{\mathrm{{{part}}}}}") for part in ("re", "im")]
        for k in "AB"
    )
    q_re, q_im = (matrix(f"q_{part}", H, N, latex=rf"q_{{\mathrm{{{part}}}}}") for part in ("re", "im"))
    (Delta, y), s = vectors("Delta y", H), matrix("s", H, N)
    phi, E_re = matrix("phi", H, N, latex=r"\varphi"), matrix("E_re", H, N, latex=r"E_{\mathrm{re}}")
    half = sin(phi / 2)
    return System(
        [
            (Delta, exp(log_Delta)),
            (A_re, -exp(A_log)),
            (rho, exp(diag(Delta) * A_re)),
            (phi, diag(Delta) * A_im),
            (A_bar_re, hadamard(rho, cos(phi))),
            (A_bar_im, hadamard(rho, sin(phi))),
            (E_re, hadamard(rho - 1, cos(phi)) - 2 * hadamard(half, half)),
            (s, hadamard(A_re, A_re) + hadamard(A_im, A_im)),
            (q_re, divide(hadamard(E_re, A_re) + hadamard(A_bar_im, A_im), s)),
            (q_im, divide(hadamard(A_bar_im, A_re) - hadamard(E_re, A_im), s)),
            (B_bar_re, hadamard(q_re, B_re) - hadamard(q_im, B_im)),
            (B_bar_im, hadamard(q_re, B_im) + hadamard(q_im, B_re)),
            (x_re, hadamard(A_bar_re, x_re_prev) - hadamard(A_bar_im, x_im_prev) + diag(u) * B_bar_re),
            (x_im, hadamard(A_bar_re, x_im_prev) + hadamard(A_bar_im, x_re_prev) + diag(u) * B_bar_im),
            (y, 2 * total(hadamard(C_re, x_re) - hadamard(C_im, x_im), axis=1) + hadamard(D, u)),
        ],
        outputs=[y, x_re, x_im],
        inputs=[u, x_re_prev, x_im_prev],
        parameters=[log_Delta, A_log, A_im, B_re, B_im, C_re, C_im, D],
        carry={x_re: x_re_prev, x_im: x_im_prev},
    )


@cited
def s4d_real() -> System:
    """S4D with a real state, A = -exp(A_log): inputs u (H,) and x_prev (H, N), outputs y (H,) and x (H, N).

    Source: Gu et al. 2022, with zero-order hold.

    >>> print(s4d_real().derivative("y", "D"))
    ∂y/∂D = diag(u)
    """
    H, N = dims("H N")
    u, log_Delta, D = vector("u", H), vector("log_Delta", H, latex=r"\log\Delta"), vector("D", H)
    x_prev, x, A, B, C = matrices("x_prev x A B C", H, N)
    A_log = matrix("A_log", H, N, latex=r"A^{\log}")
    A_bar, B_bar = (matrix(f"{k}_bar", H, N, latex=rf"\bar{{{k}}}") for k in "AB")
    Delta, y = vectors("Delta y", H)
    return System(
        [
            (Delta, exp(log_Delta)),
            (A, -exp(A_log)),
            (A_bar, exp(diag(Delta) * A)),
            (B_bar, hadamard(divide(A_bar - 1, A), B)),
            (x, hadamard(A_bar, x_prev) + diag(u) * B_bar),
            (y, dot(C, x, axis=1) + hadamard(D, u)),
        ],
        outputs=[y, x],
        inputs=[u, x_prev],
        parameters=[log_Delta, A_log, B, C, D],
        carry={x: x_prev},
    )
