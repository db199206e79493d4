r"""Jordan's network: what recurs is the output.

Source: Jordan, Serial Order: A Parallel Distributed Processing Approach, Institute for Cognitive Science Report 8604,
University of California, San Diego, 1986 (equations not looked up); its state units, which may also decay by
themselves, are here the outputs of one step before.

    name    LaTeX     shape    what it is
    x       x         (m,)     input, the plan
    y_prev  y_{\mathrm{prev}}  (k,)     output of one step before
    W_h     W_h       (n, m)   weights of the input
    U_h     U_h       (n, k)   recurrent weights
    b_h     b_h       (n,)     bias of the hidden units
    W_y     W_y       (k, n)   weights of the output
    b_y     b_y       (k,)     bias of the output
    h       h         (n,)     hidden units
    y       y         (k,)     output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, vector, vectors
from symgrad.functions.elementwise import sigmoid
from symgrad.system.system import System


@cited
def jordan() -> System:
    """Jordan's network: inputs x (m,) and y_prev (k,), output y (k,).

    Source: Jordan 1986.

    >>> print(jordan())
    h = sigmoid(W_h x + U_h y_prev + b_h)
    y = sigmoid(W_y h + b_y)
    """
    n, m, k = dims("n m k")
    x, y_prev = vector("x", m), vector("y_prev", k)
    W_h, U_h, W_y = matrix("W_h", n, m), matrix("U_h", n, k), matrix("W_y", k, n)
    (b_h, h), (b_y, y) = vectors("b_h h", n), vectors("b_y y", k)
    return System(
        [(h, sigmoid(W_h * x + U_h * y_prev + b_h)), (y, sigmoid(W_y * h + b_y))],
        outputs=[y],
        inputs=[x, y_prev],
        parameters=[W_h, U_h, b_h, W_y, b_y],
        carry={y: y_prev},
    )
