r"""The affine coupling layer of Real NVP, with the logarithm of the determinant of its Jacobian.

Scale and translation are networks in the paper, of the part of the input that stays as it is; here they are a layer
each, the scale with tanh. The size D of the paper is d + k.

Source: Dinh, Sohl-Dickstein and Bengio, Density Estimation Using Real NVP, ICLR 2017, equations 4 and 5, as code
that follows it cites them, and section 3.3 for the determinant (that number is from memory).

    name     LaTeX       shape     what it is
    x        x           (d + k,)  input
    x_a      x_a         (d,)      its first d entries, which stay
    x_b      x_b         (k,)      the rest of it, which is scaled and moved
    W_s      W_s         (k, d)    weights of the scale, W_t of the translation
    b_s      b_s         (k,)      bias of the scale, b_t of the translation
    s        s           (k,)      logarithm of the scale
    t        t           (k,)      translation
    y        y           (d + k,)  output
    log_det  \log\lvert\det J\rvert  ()  logarithm of the determinant of the Jacobian of y by x
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, scalar, vector, vectors
from symgrad.functions.elementwise import exp, tanh
from symgrad.operations.operations import concat, hadamard, rows, total
from symgrad.system.system import System


@cited
def real_nvp() -> System:
    """An affine coupling layer: input x (d + k,), outputs y (d + k,) and log_det, a scalar.

    Source: Dinh, Sohl-Dickstein and Bengio 2017, equations 4 and 5.

    >>> print(real_nvp().derivative("y", "t"))
    ∂y/∂t = [0; I]
    """
    d, k = dims("d k")
    x, y = vectors("x y", d + k)
    x_a, x_b = vector("x_a", d), vector("x_b", k)
    (W_s, W_t), (b_s, b_t, s, t) = matrices("W_s W_t", k, d), vectors("b_s b_t s t", k)
    log_det = scalar("log_det", latex=r"\log\lvert\det J\rvert")
    return System(
        [
            (x_a, rows(x, 0, d)),
            (x_b, rows(x, d, k)),
            (s, tanh(W_s * x_a + b_s)),
            (t, W_t * x_a + b_t),
            (y, concat(x_a, hadamard(x_b, exp(s)) + t)),
            (log_det, total(s)),
        ],
        outputs=[y, log_det],
        inputs=[x],
        parameters=[W_s, b_s, W_t, b_t],
    )
