r"""Layers without a memory: the dense layer, the multilayer perceptron, softmax regression.

Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, sections 6.1 to 6.3; Bishop, Pattern Recognition
and Machine Learning, 2006, section 4.3.4.

    name  LaTeX  shape   what it is
    x     x      (m,)    input
    W     W      (n, m)  weights
    b     b      (n,)    bias
    y     y      (n,)    output
    z     z      (n,)    logits, of softmax regression
    W_1   W_1    (n, m)  weights of the first layer of the perceptron
    b_1   b_1    (n,)    its bias
    h     h      (n,)    hidden units
    W_2   W_2    (k, n)  weights of the second layer
    b_2   b_2    (k,)    its bias; y is (k,) then
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, vector
from symgrad.functions.elementwise import tanh
from symgrad.operations.of_vectors import softmax
from symgrad.system.system import System


@cited
def dense() -> System:
    """A dense layer with tanh: input x (m,), output y (n,).

    >>> print(dense())
    y = tanh(W x + b)
    """
    n, m = dims("n m")
    W, b, x, y = matrix("W", n, m), vector("b", n), vector("x", m), vector("y", n)
    return System([(y, tanh(W * x + b))], outputs=[y], inputs=[x], parameters=[W, b])


@cited
def mlp() -> System:
    """A perceptron of two layers, the first with tanh: input x (m,), output y (k,).

    >>> print(mlp())
    h = tanh(W_1 x + b_1)
    y = W_2 h + b_2
    """
    n, m, k = dims("n m k")
    W_1, b_1, W_2, b_2 = matrix("W_1", n, m), vector("b_1", n), matrix("W_2", k, n), vector("b_2", k)
    x, h, y = vector("x", m), vector("h", n), vector("y", k)
    return System(
        [(h, tanh(W_1 * x + b_1)), (y, W_2 * h + b_2)], outputs=[y], inputs=[x], parameters=[W_1, b_1, W_2, b_2]
    )


@cited
def softmax_regression() -> System:
    """Softmax regression: input x (m,), output y (n,), the probabilities of n classes; ``z`` are their logits.

    >>> print(softmax_regression())
    z = W x + b
    y = softmax(z)
    """
    n, m = dims("n m")
    W, b, x = matrix("W", n, m), vector("b", n), vector("x", m)
    z, y = vector("z", n), vector("y", n)
    return System([(z, W * x + b), (y, softmax(z))], outputs=[y], inputs=[x], parameters=[W, b])
