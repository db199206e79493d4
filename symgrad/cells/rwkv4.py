r"""The time mixing of RWKV-4, in its stable form with a running maximum of exponents, and in the plain one.

Both are one recurrence: the plain form keeps the numerator a and the denominator b of a weighted mean of values, the
stable form a / e^p and b / e^p. Before the first step nothing has a weight: a recurrence begins with zeros of a and b,
for which the first exponent p does not matter (a zero does, where keys lie below -700; then begin with p_prev far
below, as -1e38). The decay w is positive. Between layers stand layer normalisations and channel mixing, left out here.

Source: Peng et al., RWKV: Reinventing RNNs for the Transformer Era, Findings of EMNLP 2023: equations 11 to 13, 16 and
17, 20 to 22 (plain) and 23 to 28 (stable), numbered as in arXiv 2305.13048.

    name    LaTeX    shape    what it is
    x       x        (d,)     input
    x_prev  x_{\mathrm{prev}}  (d,)     input of one step before
    a_prev  a_{\mathrm{prev}}  (n,)     numerator of one step before; likewise b_prev and p_prev
    mu_k    \mu_k    (d,)     share of x beside x_prev, for each k of r, k, v
    W_k     W_k      (n, d)   weights, for each k of r, k, v
    W_o     W_o      (d, n)   weights of the output
    w       w        (n,)     decay of a channel
    u       u        (n,)     bonus of the current step
    r       r        (n,)     receptance
    k       k        (n,)     key
    v       v        (n,)     value
    q       q        (n,)     largest exponent in wkv
    wkv     wkv      (n,)     weighted mean of the values
    p       p        (n,)     largest exponent of the state
    a       a        (n,)     numerator; of the stable form a', divided by e^p
    b       b        (n,)     denominator; of the stable form b', divided by e^p
    o       o        (d,)     output
    x_last  x_{\mathrm{last}}  (d,)     x, kept for the step after
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, vector, vectors
from symgrad.functions.elementwise import exp, sigmoid
from symgrad.operations.operations import divide, hadamard, larger
from symgrad.system.system import System


@cited
def rwkv4() -> System:
    """RWKV-4 with a running maximum: inputs x and x_prev (d,), a_prev, b_prev, p_prev (n,), outputs o, x_last, a, b, p.

    Source: Peng et al. 2023, equations 11 to 13, 17 and 23 to 28.

    >>> print(rwkv4().derivative("o", "wkv"))
    ∂o/∂wkv = W_o diag(sigmoid(r))
    """
    d, n = dims("d n")
    x, x_prev, mu_r, mu_k, mu_v, o, x_last = vectors("x x_prev mu_r mu_k mu_v o x_last", d)
    W_r, W_k, W_v = matrices("W_r W_k W_v", n, d)
    W_o = matrix("W_o", d, n)
    w, u, r, k, v, q, p, p_prev = vectors("w u r k v q p p_prev", n)
    wkv = vector("wkv", n, latex="wkv")
    a, b = vector("a", n, latex="a'"), vector("b", n, latex="b'")
    a_prev, b_prev = (vector(f"{k}_prev", n, latex=rf"{k}'_{{\mathrm{{prev}}}}") for k in "ab")
    before, now = hadamard(exp(p_prev - q), a_prev), hadamard(exp(u + k - q), v)
    return System(
        [
            (r, W_r * (hadamard(mu_r, x) + hadamard(1 - mu_r, x_prev))),
            (k, W_k * (hadamard(mu_k, x) + hadamard(1 - mu_k, x_prev))),
            (v, W_v * (hadamard(mu_v, x) + hadamard(1 - mu_v, x_prev))),
            (q, larger(p_prev, u + k)),
            (wkv, divide(before + now, hadamard(exp(p_prev - q), b_prev) + exp(u + k - q))),
            (o, W_o * hadamard(sigmoid(r), wkv)),
            (p, larger(k, p_prev - w)),
            (a, hadamard(exp(p_prev - w - p), a_prev) + hadamard(exp(k - p), v)),
            (b, hadamard(exp(p_prev - w - p), b_prev) + exp(k - p)),
            (x_last, x),
        ],
        outputs=[o, x_last, a, b, p],
        inputs=[x, x_prev, a_prev, b_prev, p_prev],
        parameters=[mu_r, mu_k, mu_v, W_r, W_k, W_v, w, u, W_o],
        carry={x_last: x_prev, a: a_prev, b: b_prev, p: p_prev},
    )


@cited
def rwkv4_plain() -> System:
    """RWKV-4 without the maximum: inputs x and x_prev (d,), a_prev and b_prev (n,), outputs o, x_last, a and b.

    Source: Peng et al. 2023, equations 11 to 13, 17 and 20 to 22.

    >>> print(rwkv4_plain().derivative("a", "a_prev"))
    ∂a/∂a_prev = diag(exp(-w))
    """
    d, n = dims("d n")
    x, x_prev, mu_r, mu_k, mu_v, o, x_last = vectors("x x_prev mu_r mu_k mu_v o x_last", d)
    W_r, W_k, W_v = matrices("W_r W_k W_v", n, d)
    W_o = matrix("W_o", d, n)
    w, u, r, k, v, a, b, a_prev, b_prev = vectors("w u r k v a b a_prev b_prev", n)
    wkv = vector("wkv", n, latex="wkv")
    return System(
        [
            (r, W_r * (hadamard(mu_r, x) + hadamard(1 - mu_r, x_prev))),
            (k, W_k * (hadamard(mu_k, x) + hadamard(1 - mu_k, x_prev))),
            (v, W_v * (hadamard(mu_v, x) + hadamard(1 - mu_v, x_prev))),
            (wkv, divide(a_prev + hadamard(exp(u + k), v), b_prev + exp(u + k))),
            (o, W_o * hadamard(sigmoid(r), wkv)),
            (a, hadamard(exp(-w), a_prev) + hadamard(exp(k), v)),
            (b, hadamard(exp(-w), b_prev) + exp(k)),
            (x_last, x),
        ],
        outputs=[o, x_last, a, b],
        inputs=[x, x_prev, a_prev, b_prev],
        parameters=[mu_r, mu_k, mu_v, W_r, W_k, W_v, w, u, W_o],
        carry={x_last: x_prev, a: a_prev, b: b_prev},
    )
