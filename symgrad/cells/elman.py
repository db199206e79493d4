r"""The simple recurrent network of Elman.

    h = tanh(W x + U h_prev + b)

Source: Elman, Finding Structure in Time, Cognitive Science 14(2), 1990, figure 2 (the hidden units, whose values of
one step before are the context units); the hyperbolic tangent in place of the logistic function is later custom.

    name    LaTeX     shape    what it is
    x       x         (m,)     input
    h_prev  h_{\mathrm{prev}}  (n,)     hidden state of one step before
    W       W         (n, m)   weights of the input
    U       U         (n, n)   recurrent weights
    b       b         (n,)     bias
    h       h         (n,)     hidden state, the output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, vector
from symgrad.functions.elementwise import tanh
from symgrad.system.system import System


@cited
def elman() -> System:
    """Elman's recurrent layer: inputs x (m,) and h_prev (n,), output h (n,).

    Source: Elman 1990, figure 2.

    >>> print(elman())
    h = tanh(W x + U h_prev + b)
    """
    n, m = dims("n m")
    x, h_prev, b, h = vector("x", m), vector("h_prev", n), vector("b", n), vector("h", n)
    W, U = matrix("W", n, m), matrix("U", n, n)
    return System(
        [(h, tanh(W * x + U * h_prev + b))],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[W, U, b],
        carry={h: h_prev},
    )
