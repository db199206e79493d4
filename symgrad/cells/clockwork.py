r"""The clockwork network: modules of units, each of which runs at steps of its own.

Source: Koutník, Greff, Gomez and Schmidhuber, A Clockwork RNN, ICML 2014, section 3, equations 1 and 2 (numbers from
memory). At a step t the modules whose period divides t run, and the others keep their state; which they are is an
input, a vector of zeros and ones. A module sees slower ones and itself: M, also of zeros and ones, is block upper
triangular where modules are in the order of their periods.

    name      LaTeX      shape    what it is
    x         x          (m,)     input
    a         a          (n,)     1 where a unit is of a module that runs at this step, else 0
    y_H_prev  y_{H,\mathrm{prev}}  (n,)  state of one step before
    M         M          (n, n)   1 where a unit sees another, else 0
    W_H       W_H        (n, n)   recurrent weights
    W_I       W_I        (n, m)   weights of the input
    W_O       W_O        (k, n)   weights of the output
    s         s          (n,)     what the units would be
    y_H       y_H        (n,)     state
    y_O       y_O        (k,)     output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, vector, vectors
from symgrad.functions.elementwise import tanh
from symgrad.operations.operations import hadamard
from symgrad.system.system import System


@cited
def clockwork_rnn() -> System:
    """The clockwork network: inputs x (m,), a (n,) and y_H_prev (n,), outputs y_O (k,) and y_H (n,).

    Source: Koutník et al. 2014, equations 1 and 2 (numbers from memory).

    >>> print(clockwork_rnn().derivative("y_H", "s"))
    ∂y_H/∂s = diag(a)
    """
    n, m, k = dims("n m k")
    x, a = vector("x", m), vector("a", n)
    y_H_prev = vector("y_H_prev", n, latex=r"y_{H,\mathrm{prev}}")
    M, W_H = matrices("M W_H", n, n)
    W_I, W_O = matrix("W_I", n, m), matrix("W_O", k, n)
    (s, y_H), y_O = vectors("s y_H", n), vector("y_O", k)
    return System(
        [
            (s, tanh(hadamard(M, W_H) * y_H_prev + W_I * x)),
            (y_H, hadamard(a, s) + hadamard(1 - a, y_H_prev)),
            (y_O, tanh(W_O * y_H)),
        ],
        outputs=[y_O, y_H],
        inputs=[x, a, y_H_prev],
        parameters=[M, W_H, W_I, W_O],
        carry={y_H: y_H_prev},
    )
