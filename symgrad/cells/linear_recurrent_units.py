r"""Linear recurrent units with a diagonal state matrix: the LRU, complex and fixed, and the RG-LRU, real and gated.

Of the LRU a complex number is written as its real and its imaginary part, with re and im behind the name. Its
eigenvalues are exp(-exp(nu) + i exp(theta)), which lie inside the unit circle whatever nu is; the paper writes log as
a superscript of what is learned. Of Griffin's block it is the RG-LRU alone, without the convolution before it.

Source: Orvieto, Smith, Gu, Fernando, Gulcehre, Pascanu and De, Resurrecting Recurrent Neural Networks for Long
Sequences, ICML 2023, sections 3.3 and 3.4, equation 7. De et al., Griffin: Mixing Gated Linear Recurrences with Local
Attention for Efficient Language Models, 2024, section 2.4, equations 1 to 4 (numbers from memory), and appendix A for
a_t by its logarithm.

The LRU:

    name       LaTeX                 shape   what it is
    u          u                     (m,)    input
    x_re_prev  x_{\mathrm{re, prev}}  (N,)    state of one step before, its real part; likewise x_im_prev
    nu_log     \nu^{\log}            (N,)    of the modulus of the eigenvalues
    theta_log  \theta^{\log}         (N,)    logarithm of their phase
    gamma_log  \gamma^{\log}         (N,)    logarithm of the normalisation of the input
    B_re       B_{\mathrm{re}}       (N, m)  weights of the input, real part; likewise B_im
    C_re       C_{\mathrm{re}}       (m, N)  weights of the output, real part; likewise C_im
    D          D                     (m,)    weights from input to output
    rho        \rho                  (N,)    modulus of the eigenvalues
    theta      \theta                (N,)    their phase
    lambda_re  \lambda_{\mathrm{re}} (N,)    eigenvalues, real part; likewise lambda_im
    x_re       x_{\mathrm{re}}       (N,)    state, real part; likewise x_im
    y          y                     (m,)    output

The RG-LRU:

    name       LaTeX       shape   what it is
    x          x           (n,)    input
    h_prev     h_{\mathrm{prev}}  (n,)    state of one step before
    W_a        W_a         (n, n)  weights of the recurrence gate; W_x of the input gate
    b_a        b_a         (n,)    bias of the recurrence gate; b_x of the input gate
    Lambda     \Lambda     (n,)    of the recurrent weight, which is sigmoid(Lambda)
    r          r           (n,)    recurrence gate
    i          i           (n,)    input gate
    log_a      \log a      (n,)    logarithm of the gated recurrent weight
    a          a           (n,)    gated recurrent weight, sigmoid(Lambda)^(8 r)
    h          h           (n,)    state, the output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, vector, vectors
from symgrad.functions.elementwise import cos, exp, log_sigmoid, sigmoid, sin
from symgrad.operations.operations import hadamard, sqrt
from symgrad.system.system import System

POWER = 8  # the constant c of the RG-LRU


@cited
def lru() -> System:
    """The linear recurrent unit: inputs u (m,), x_re_prev and x_im_prev (N,), outputs y (m,), x_re and x_im (N,).

    Source: Orvieto et al. 2023, equation 7, with y = Re(C x) + D u.

    >>> print(lru().derivative("x_re", "x_im_prev"))
    ∂x_re/∂x_im_prev = -diag(λ_im)
    """
    m, N = dims("m N")
    u, D, y = vectors("u D y", m)
    nu_log, theta_log, gamma_log = (vector(f"{k}_log", N, latex=rf"\{k}^{{\log}}") for k in ("nu", "theta", "gamma"))
    x_re_prev, x_im_prev = (vector(f"x_{k}_prev", N, latex=rf"x_{{\mathrm{{{k}, prev}}}}") for k in ("re", "im"))
    x_re, x_im = (vector(f"x_{k}", N, latex=rf"x_{{\mathrm{{{k}}}}}") for k in ("re", "im"))
    lambda_re, lambda_im = (vector(f"lambda_{k}", N, latex=rf"\lambda_{{\mathrm{{{k}}}}}") for k in ("re", "im"))
    B_re, B_im = (matrix(f"B_{k}", N, m, latex=rf"B_{{\mathrm{{{k}}}}}") for k in ("re", "im"))
    C_re, C_im = (matrix(f"C_{k}", m, N, latex=rf"C_{{\mathrm{{{k}}}}}") for k in ("re", "im"))
    rho, theta, gamma = vectors("rho theta gamma", N)
    return System(
        [
            (rho, exp(-exp(nu_log))),
            (theta, exp(theta_log)),
            (gamma, exp(gamma_log)),
            (lambda_re, hadamard(rho, cos(theta))),
            (lambda_im, hadamard(rho, sin(theta))),
            (x_re, hadamard(lambda_re, x_re_prev) - hadamard(lambda_im, x_im_prev) + hadamard(gamma, B_re * u)),
            (x_im, hadamard(lambda_re, x_im_prev) + hadamard(lambda_im, x_re_prev) + hadamard(gamma, B_im * u)),
            (y, C_re * x_re - C_im * x_im + hadamard(D, u)),
        ],
        outputs=[y, x_re, x_im],
        inputs=[u, x_re_prev, x_im_prev],
        parameters=[nu_log, theta_log, gamma_log, B_re, B_im, C_re, C_im, D],
        carry={x_re: x_re_prev, x_im: x_im_prev},
    )


@cited
def rg_lru() -> System:
    """The real-gated linear recurrent unit of Griffin: inputs x and h_prev (n,), output h (n,).

    Source: De et al. 2024, equations 1 to 4 (from memory), with c = 8.

    >>> print(rg_lru().derivative("h", "h_prev"))
    ∂h/∂h_prev = diag(a)
    """
    n = dims("n")
    x, h_prev, h, Lambda = vectors("x h_prev h Lambda", n)
    W_a, W_x = matrices("W_a W_x", n, n)
    b_a, b_x, r, i, a = vectors("b_a b_x r i a", n)
    log_a = vector("log_a", n, latex=r"\log a")
    return System(
        [
            (r, sigmoid(W_a * x + b_a)),
            (i, sigmoid(W_x * x + b_x)),
            (log_a, POWER * hadamard(r, log_sigmoid(Lambda))),
            (a, exp(log_a)),
            (h, hadamard(a, h_prev) + hadamard(sqrt(1 - hadamard(a, a)), i, x)),
        ],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[W_a, b_a, W_x, b_x, Lambda],
        carry={h: h_prev},
    )
