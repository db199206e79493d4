r"""A mixture of experts with a softmax gate: every expert is asked, and their answers are weighted.

An expert is a perceptron with one hidden layer of relu.

Source: Jacobs, Jordan, Nowlan and Hinton, Adaptive Mixtures of Local Experts, Neural Computation 3(1), 1991 (equation
number not looked up), in the letters of Shazeer et al., Outrageously Large Neural Networks, ICLR 2017, equation 1, with
the gate of equation 2, before noise and top k; the numbers are from memory.

    name  LaTeX  shape         what it is
    x     x      (m,)          input
    W_g   W_g    (m, experts)  weights of the gate
    W_i   W_i    (k, m)        weights of the hidden layer of expert i
    b_i   b_i    (k,)          its bias
    V_i   V_i    (n, k)        weights of its output
    c_i   c_i    (n,)          bias of its output
    G     G      (experts,)    gate, which sums to one
    E_i   E_i    (n,)          answer of expert i
    y     y      (n,)          output
"""

import sympy as sp

from symgrad.arguments.signatures import COUNT, taking
from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, vector, vectors
from symgrad.functions.elementwise import relu
from symgrad.operations.of_vectors import softmax
from symgrad.system.system import System


@cited
@taking(experts=COUNT)
def mixture_of_experts(experts: int = 2) -> System:
    """A mixture of experts with a softmax gate: input x (m,), output y (n,).

    ``experts`` says how many; each has its own equation. Raises ArgumentError where it is no whole number from 1 on.

    Source: Shazeer et al. 2017, equations 1 and 2; Jacobs et al. 1991.

    >>> print(mixture_of_experts())
    G = softmax(W_gᵀ x)
    E_1 = V_1 relu(W_1 x + b_1) + c_1
    E_2 = V_2 relu(W_2 x + b_2) + c_2
    y = G_1 E_1 + G_2 E_2
    """
    n, m, k = dims("n m k")
    (x, y), (W_g, G) = (vector("x", m), vector("y", n)), (matrix("W_g", m, experts), vector("G", experts))
    equations, parameters, terms = [(G, softmax(W_g.T * x))], [W_g], []
    for place in range(experts):
        number = place + 1
        W, V = matrix(f"W_{number}", k, m), matrix(f"V_{number}", n, k)
        b, (c, E) = vector(f"b_{number}", k), vectors(f"c_{number} E_{number}", n)
        equations.append((E, V * relu(W * x + b) + c))
        parameters += [W, b, V, c]
        terms.append(G[place, 0] * E)
    return System([*equations, (y, sp.MatAdd(*terms))], outputs=[y], inputs=[x], parameters=parameters)
