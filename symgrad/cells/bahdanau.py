r"""Additive attention: the alignment model of a decoder over the annotations of its encoder.

The annotations are the rows of H; each joins a forward and a backward state of the encoder, hence 2n. The sizes n' and
T_x of the paper are k and T here.

Source: Bahdanau, Cho and Bengio, Neural Machine Translation by Jointly Learning to Align and Translate, ICLR 2015,
section 3.1, equations 5 and 6, and the alignment model of appendix A.1.2; the numbers are from memory.

    name    LaTeX     shape    what it is
    s_prev  s_{\mathrm{prev}}  (n,)     state of the decoder, of one step before
    H       H         (T, 2n)  annotations h_j, one a row
    W_a     W_a       (k, n)   weights of the state
    U_a     U_a       (k, 2n)  weights of the annotations
    v_a     v_a       (k,)     weights of the score
    e       e         (T,)     scores
    alpha   \alpha    (T,)     weights, which sum to one
    c       c         (2n,)    context
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, vector, vectors
from symgrad.functions.elementwise import tanh
from symgrad.operations.of_vectors import softmax
from symgrad.operations.operations import ones, outer
from symgrad.system.system import System


@cited
def bahdanau_attention() -> System:
    """Additive attention: inputs s_prev (n,) and H (T, 2n), output the context c (2n,).

    Source: Bahdanau, Cho and Bengio 2015, equations 5 and 6, appendix A.1.2.

    >>> print(bahdanau_attention().derivative("c", "alpha"))
    ∂c/∂α = Hᵀ
    """
    n, k, T = dims("n k T")
    s_prev, H = vector("s_prev", n), matrix("H", T, 2 * n)
    W_a, U_a, v_a = matrix("W_a", k, n), matrix("U_a", k, 2 * n), vector("v_a", k)
    (e, alpha), c = vectors("e alpha", T), vector("c", 2 * n)
    return System(
        [
            (e, tanh(outer(ones(T), W_a * s_prev) + H * U_a.T) * v_a),
            (alpha, softmax(e)),
            (c, H.T * alpha),
        ],
        outputs=[c],
        inputs=[s_prev, H],
        parameters=[W_a, U_a, v_a],
    )
