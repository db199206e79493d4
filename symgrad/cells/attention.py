r"""Scaled dot-product attention of one query over T keys.

Source: Vaswani et al., Attention Is All You Need, NeurIPS 2017, equation 1, for one row of Q.

    name  LaTeX  shape     what it is
    q     q      (d_k,)    query
    K     K      (T, d_k)  keys, one a row
    V     V      (T, d_v)  values, one a row
    s     s      (T,)      scores
    a     a      (T,)      weights, which sum to one
    y     y      (d_v,)    output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, vector, vectors
from symgrad.operations.of_vectors import softmax
from symgrad.operations.operations import sqrt
from symgrad.system.system import System


@cited
def attention() -> System:
    """Attention of one query: inputs q (d_k,), K (T, d_k) and V (T, d_v), output y (d_v,).

    Source: Vaswani et al. 2017, equation 1.

    >>> print(attention().derivative("y", "a"))
    ∂y/∂a = Vᵀ
    """
    T, d_k, d_v = dims("T d_k d_v")
    q, K, V = vector("q", d_k), matrix("K", T, d_k), matrix("V", T, d_v)
    s, a = vectors("s a", T)
    y = vector("y", d_v)
    return System([(s, K * q / sqrt(d_k)), (a, softmax(s)), (y, V.T * a)], outputs=[y], inputs=[q, K, V])
