r"""The echo state network: a reservoir that is drawn and kept, and a readout that is learned.

Source: Jaeger, The "Echo State" Approach to Analysing and Training Recurrent Neural Networks, GMD Report 148, 2001,
equations 1 and 2 (numbers from memory), with the hyperbolic tangent in the reservoir and a linear readout. All weights
are parameters here; take the gradient of W_out alone to train as the paper does.

    name    LaTeX      shape            what it is
    u       u          (k,)             input
    x_prev  x_{\mathrm{prev}}   (n,)    state of the reservoir one step before
    y_prev  y_{\mathrm{prev}}   (l,)    output of one step before
    W_in    W_{\mathrm{in}}     (n, k)  weights of the input
    W       W          (n, n)           weights of the reservoir
    W_back  W_{\mathrm{back}}   (n, l)  weights of what comes back from the output
    W_out   W_{\mathrm{out}}    (l, k + n + l)  weights of the readout
    x       x          (n,)             state of the reservoir
    y       y          (l,)             output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, vector
from symgrad.functions.elementwise import tanh
from symgrad.operations.operations import concat
from symgrad.system.system import System


@cited
def echo_state() -> System:
    """The echo state network: inputs u (k,), x_prev (n,) and y_prev (l,), outputs y (l,) and x (n,).

    Source: Jaeger 2001, equations 1 and 2 (numbers from memory).

    >>> print(echo_state())
    x = tanh(W_in u + W x_prev + W_back y_prev)
    y = W_out [u; x; y_prev]
    """
    n, k, l = dims("n k l")
    u, x_prev, y_prev = vector("u", k), vector("x_prev", n), vector("y_prev", l)
    W_in, W = matrix("W_in", n, k, latex=r"W_{\mathrm{in}}"), matrix("W", n, n)
    W_back = matrix("W_back", n, l, latex=r"W_{\mathrm{back}}")
    W_out = matrix("W_out", l, k + n + l, latex=r"W_{\mathrm{out}}")
    x, y = vector("x", n), vector("y", l)
    return System(
        [(x, tanh(W_in * u + W * x_prev + W_back * y_prev)), (y, W_out * concat(u, x, y_prev))],
        outputs=[y, x],
        inputs=[u, x_prev, y_prev],
        parameters=[W_in, W, W_back, W_out],
        carry={y: y_prev, x: x_prev},
    )
