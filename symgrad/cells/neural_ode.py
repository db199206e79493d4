r"""One step of a neural ordinary differential equation, dz/dt = f(z), by Euler's method or by that of Runge and Kutta.

The field f is a network with one hidden layer, f(z) = W_2 tanh(W_1 z + b_1) + b_2. It does not look at the time. The
length of each step is an input.

Source: Chen, Rubanova, Bettencourt and Duvenaud, Neural Ordinary Differential Equations, NeurIPS 2018, equations 1
(Euler) and 2 (the differential equation), the numbers from memory; the method of order 4 as in Hairer, Nørsett and
Wanner, Solving Ordinary Differential Equations I, section II.1 (equation number not looked up).

    name    LaTeX     shape   what it is
    h       h         ()      length of the step
    z_prev  z_{\mathrm{prev}}  (n,)    state at the beginning of the step
    W_1     W_1       (k, n)  weights of the hidden layer
    b_1     b_1       (k,)    its bias
    W_2     W_2       (n, k)  weights of the output of the field
    b_2     b_2       (n,)    its bias
    k_i     k_i       (n,)    slope i, for i of 1 to 4
    z       z         (n,)    state at the end of the step
"""

from collections.abc import Callable
from typing import Any

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, scalar, vector, vectors
from symgrad.functions.elementwise import tanh
from symgrad.system.system import System


def _field() -> tuple[Callable[[Any], Any], list[Any], Any]:
    """The field f(z) as a function of expressions, its parameters, and the size of the state."""
    n, k = dims("n k")
    W_1, b_1, W_2, b_2 = matrix("W_1", k, n), vector("b_1", k), matrix("W_2", n, k), vector("b_2", n)
    return lambda z: W_2 * tanh(W_1 * z + b_1) + b_2, [W_1, b_1, W_2, b_2], n


@cited
def neural_ode_euler() -> System:
    """A step of Euler's method: inputs z_prev (n,) and h, the length of the step, output z (n,).

    Source: Chen et al. 2018, equation 1, which has steps of length one.

    >>> print(neural_ode_euler())
    z = z_prev + h (W_2 tanh(W_1 z_prev + b_1) + b_2)
    """
    f, parameters, n = _field()
    h, (z_prev, z) = scalar("h"), vectors("z_prev z", n)
    return System([(z, z_prev + h * f(z_prev))], [z], parameters, [z_prev, h], {z: z_prev})


@cited
def neural_ode_rk4() -> System:
    """A step of the classical Runge-Kutta method of order 4: inputs z_prev (n,) and h, output z (n,).

    Source: Chen et al. 2018, equation 2, and Hairer, Nørsett and Wanner, section II.1.

    >>> print(neural_ode_rk4())
    k_1 = W_2 tanh(W_1 z_prev + b_1) + b_2
    k_2 = W_2 tanh(W_1 (z_prev + h k_1 / 2) + b_1) + b_2
    k_3 = W_2 tanh(W_1 (z_prev + h k_2 / 2) + b_1) + b_2
    k_4 = W_2 tanh(W_1 (z_prev + h k_3) + b_1) + b_2
    z = z_prev + h (k_1 + 2 k_2 + 2 k_3 + k_4) / 6
    """
    f, parameters, n = _field()
    h, (z_prev, k_1, k_2, k_3, k_4, z) = scalar("h"), vectors("z_prev k_1 k_2 k_3 k_4 z", n)
    return System(
        [
            (k_1, f(z_prev)),
            (k_2, f(z_prev + h * k_1 / 2)),
            (k_3, f(z_prev + h * k_2 / 2)),
            (k_4, f(z_prev + h * k_3)),
            (z, z_prev + h * (k_1 + 2 * k_2 + 2 * k_3 + k_4) / 6),
        ],
        outputs=[z],
        inputs=[z_prev, h],
        parameters=parameters,
        carry={z: z_prev},
    )
