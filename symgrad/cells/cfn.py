r"""The chaos-free network: without an input its state decays.

Source: Laurent and von Brecht, A Recurrent Neural Network without Chaos, ICLR 2017, equations 1 and 2 (numbers from
memory).

    name     LaTeX      shape    what it is
    x        x          (m,)     input
    h_prev   h_{\mathrm{prev}}   (n,)     state of one step before
    U_theta  U_{\theta}  (n, n)  recurrent weights, U_eta of the input gate
    V_theta  V_{\theta}  (n, m)  weights of the input, V_eta of the input gate
    b_theta  b_{\theta}  (n,)    bias, b_eta of the input gate
    W        W          (n, m)   weights of what comes in
    theta    \theta     (n,)     forget gate
    eta      \eta       (n,)     input gate
    h        h          (n,)     state, the output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.operations.operations import hadamard
from symgrad.system.system import System


@cited
def cfn() -> System:
    """The chaos-free network: inputs x (m,) and h_prev (n,), output h (n,).

    Source: Laurent and von Brecht 2017, equations 1 and 2 (numbers from memory).

    >>> print(cfn().derivative("h", "theta"))
    ∂h/∂θ = diag(tanh(h_prev))
    """
    n, m = dims("n m")
    x, h_prev = vector("x", m), vector("h_prev", n)
    U_theta, U_eta = matrices("U_theta U_eta", n, n)
    V_theta, V_eta, W = matrices("V_theta V_eta W", n, m)
    b_theta, b_eta, theta, eta, h = vectors("b_theta b_eta theta eta h", n)
    return System(
        [
            (theta, sigmoid(U_theta * h_prev + V_theta * x + b_theta)),
            (eta, sigmoid(U_eta * h_prev + V_eta * x + b_eta)),
            (h, hadamard(theta, tanh(h_prev)) + hadamard(eta, tanh(W * x))),
        ],
        outputs=[h],
        inputs=[x, h_prev],
        parameters=[U_theta, V_theta, b_theta, U_eta, V_eta, b_eta, W],
        carry={h: h_prev},
    )
