r"""The addressing of a Neural Turing Machine, and one of its heads, which writes and reads.

The output h of the controller comes in; a layer each makes the key, strength, gate, shift, sharpness, erase and add
vector of it, within the bounds that the paper names for them. The paper does not say which layers; these have the
activations that the bounds ask for. The shift s is a distribution over all N places that a weight may move by, modulo
N: a machine whose head moves by -1, 0 or 1 has a large negative number at the other places of b_s. The M of the paper
is the memory and its width; the width is m here.

Source: Graves, Wayne and Danihelka, Neural Turing Machines, 2014, sections 3.1 to 3.3: equation 2 (reading), 3 and 4
(writing), 5 and 6 (content), 7 (interpolation), 8 (shift) and 9 (sharpening); 5 to 7 as code that follows it cites
them, the other numbers from memory.

    name     LaTeX        shape       what it is
    h        h            (n,)        output of the controller
    M        M            (N, m)      memory, one location a row; of the head, after it wrote
    M_prev   M_{\mathrm{prev}}   (N, m)      memory of one step before
    w_prev   w_{\mathrm{prev}}   (N,)        weights of one step before, which sum to one
    W_k      W_k          (m, n)      weights of the key; W_e and W_a of erase and add vector, W_s (N, n) of the shift
    b_k      b_k          (m,)        its bias; likewise b_e, b_a and b_s (N,)
    u_beta   u_\beta      (n,)        weights of the strength; likewise u_g of the gate and u_gamma of the sharpness
    c_beta   c_\beta      ()          its bias; likewise c_g and c_gamma
    k        k            (m,)        key
    beta     \beta        ()          strength of the key, above 0
    g        g            ()          interpolation gate, from 0 to 1
    s        s            (N,)        shift, which sums to one
    gamma    \gamma       ()          sharpness, from 1 on
    K        K            (N,)        cosine of the key and each location
    w_c      w^c          (N,)        weights by content
    w_g      w^g          (N,)        weights after the gate
    v        v            (2N - 1,)   convolution of w_g and s, before it is wrapped around
    w_tilde  \tilde{w}    (N,)        weights after the shift
    w        w            (N,)        weights
    e        e            (m,)        erase vector, from 0 to 1
    a        a            (m,)        add vector
    r        r            (m,)        what is read
"""

from typing import Any

import sympy as sp

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, scalar, scalars, vector, vectors
from symgrad.functions.elementwise import sigmoid, softplus, tanh
from symgrad.operations.convolutions import convolve
from symgrad.operations.of_vectors import norm, softmax
from symgrad.operations.operations import concat, divide, dot, hadamard, ones, outer, rows, total
from symgrad.system.system import System

Equations = list[tuple[Any, Any]]


def _emitted(h: Any, memory: Any) -> tuple[Equations, list[Any], list[Any]]:
    """What the controller emits to address a memory (N, m): equations, parameters, and k, beta, g, s, gamma."""
    (N, m), n = memory.shape, h.shape[0]
    W_k, (b_k, k), W_s, (b_s, s) = matrix("W_k", m, n), vectors("b_k k", m), matrix("W_s", N, n), vectors("b_s s", N)
    u_beta, u_gamma = vector("u_beta", n, latex=r"u_{\beta}"), vector("u_gamma", n, latex=r"u_{\gamma}")
    c_beta, c_gamma = scalar("c_beta", latex=r"c_{\beta}"), scalar("c_gamma", latex=r"c_{\gamma}")
    u_g, (c_g, beta, g, gamma) = vector("u_g", n), scalars("c_g beta g gamma")
    equations = [
        (k, tanh(W_k * h + b_k)),
        (beta, softplus(dot(u_beta, h) + c_beta)),
        (g, sigmoid(dot(u_g, h) + c_g)),
        (s, softmax(W_s * h + b_s)),
        (gamma, 1 + softplus(dot(u_gamma, h) + c_gamma)),
    ]
    return equations, [W_k, b_k, u_beta, c_beta, u_g, c_g, W_s, b_s, u_gamma, c_gamma], [k, beta, g, s, gamma]


def _addressed(memory: Any, emitted: list[Any], w_prev: Any, w: Any) -> Equations:
    """The equations of the weights w (N,) of a memory (N, m), equations 5 to 9 of the paper."""
    N, _ = memory.shape
    k, beta, g, s, gamma = emitted
    K, v, w_c, w_g = (
        vector("K", N),
        vector("v", 2 * N - 1),
        vector("w_c", N, latex="w^c"),
        vector("w_g", N, latex="w^g"),
    )
    w_tilde = vector("w_tilde", N, latex=r"\tilde{w}")
    sharpened = w_tilde.applyfunc(lambda weight: weight**gamma)
    return [
        (K, divide(memory * k, norm(k) * norm(memory, axis=1))),
        (w_c, softmax(beta * K)),
        (w_g, g * w_c + (1 - g) * w_prev),
        (v, convolve(w_g, s)),
        (w_tilde, rows(v, 0, N) + concat(rows(v, N, N - 1), sp.ZeroMatrix(1, 1))),
        (w, sharpened / total(sharpened)),
    ]


@cited
def ntm_addressing() -> System:
    """The addressing of a head: inputs h (n,), the memory M (N, m) and w_prev (N,), output w (N,), which it carries.

    Weights by content, interpolated with those of one step before, shifted around and sharpened.

    Source: Graves, Wayne and Danihelka 2014, equations 5 to 9.

    >>> print(ntm_addressing().derivative("w_g", "w_c"))
    ∂w_g/∂w_c = g I
    """
    N, m, n = dims("N m n")
    h, M, w_prev, w = vector("h", n), matrix("M", N, m), vector("w_prev", N, sums_to_one=True), vector("w", N)
    equations, parameters, emitted = _emitted(h, M)
    return System(
        [*equations, *_addressed(M, emitted, w_prev, w)],
        outputs=[w],
        inputs=[h, M, w_prev],
        parameters=parameters,
        carry={w: w_prev},
    )


@cited
def ntm_head() -> System:
    """A head that addresses, writes and reads: inputs h (n,), M_prev (N, m) and w_prev (N,).

    Outputs are what is read, r (m,), the memory M (N, m) and the weights w (N,); it carries M and w. It addresses the
    memory of one step before, erases and adds, and reads what then stands there. A recurrence gives zeros for a first
    value that is not given: give M_prev, of which no row may be 0, and w_prev.

    Source: Graves, Wayne and Danihelka 2014, equations 2 to 9.

    >>> print(ntm_head().derivative("r", "w"))
    dr/dw = a wᵀ - diag(e) M_prevᵀ diag(w) + Mᵀ
    """
    N, m, n = dims("N m n")
    h, w_prev, w = vector("h", n), vector("w_prev", N, sums_to_one=True), vector("w", N)
    (M_prev, M), (W_e, W_a) = matrices("M_prev M", N, m), matrices("W_e W_a", m, n)
    b_e, b_a, e, a, r = vectors("b_e b_a e a r", m)
    equations, parameters, emitted = _emitted(h, M_prev)
    return System(
        [
            *equations,
            (e, sigmoid(W_e * h + b_e)),
            (a, tanh(W_a * h + b_a)),
            *_addressed(M_prev, emitted, w_prev, w),
            (M, hadamard(M_prev, ones(N, m) - outer(w, e)) + outer(w, a)),
            (r, M.T * w),
        ],
        outputs=[r, M, w],
        inputs=[h, M_prev, w_prev],
        parameters=[*parameters, W_e, b_e, W_a, b_a],
        carry={M: M_prev, w: w_prev},
    )
