r"""Causal linear attention and retention as recurrent networks: attention whose state is a matrix of fixed size.

Of both it is one head; what stands around attention in a Transformer is left out. Retention turns queries and keys by
an angle that grows with the position, so that the position is carried: each pair of entries (i, k + i) of a query or a
key is a complex number, written as its two parts. The paper keeps its decay and its angles fixed; here they are
parameters.

Source: Katharopoulos, Vyas, Pappas and Fleuret, Transformers are RNNs: Fast Autoregressive Transformers with Linear
Attention, ICML 2020, section 3.4, equations 16 to 20, with the feature map of equation 7 (numbers from memory). Sun et
al., Retentive Network: A Successor to Transformer for Large Language Models, 2023, equations 5 (from memory) and 6.

Linear attention:

    name    LaTeX      shape   what it is
    x       x          (d,)    input
    s_prev  s_{\mathrm{prev}}  (n, m)  attention memory of one step before
    z_prev  z_{\mathrm{prev}}  (n,)    normaliser of one step before
    W_Q     W_Q        (n, d)  weights of the query; W_K of the key
    W_V     W_V        (m, d)  weights of the value
    phi_q   \phi(q)    (n,)    features of the query, elu + 1; phi_k of the key
    s       s          (n, m)  attention memory
    z       z          (n,)    normaliser
    y       y          (m,)    output

Retention:

    name    LaTeX      shape   what it is
    x       x          (d,)    input
    S_prev  S_{\mathrm{prev}}  (2k, m)  state of one step before
    n_prev  n_{\mathrm{prev}}  ()       position of one step before
    W_Q     W_Q        (2k, d)  weights of the query; W_K of the key
    W_V     W_V        (m, d)   weights of the value
    gamma   \gamma     ()       decay
    theta   \theta     (k,)     angles
    n       n          ()       position, counted from 1
    c, s    c, s       (k,)     cosines and sines of the angles at n
    q       q          (2k,)    query before it is turned; likewise p, the key
    Q       Q          (2k,)    query; likewise K, the key
    V       V          (m,)     value
    S       S          (2k, m)  state
    o       o          (m,)     output
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, scalars, vector, vectors
from symgrad.functions.elementwise import cos, elu, sin
from symgrad.operations.operations import concat, dot, hadamard, outer, rows
from symgrad.system.system import System


@cited
def linear_attention() -> System:
    """Linear attention as a recurrent network: inputs x (d,), s_prev (n, m) and z_prev (n,), outputs y (m,), s and z.

    Source: Katharopoulos et al. 2020, equations 16 to 20, with the identity for the function f_l after attention.

    >>> print(linear_attention().derivative("z", "phi_k"))
    ∂z/∂φ_k = I
    """
    d, n, m = dims("d n m")
    x, y = vector("x", d), vector("y", m)
    W_Q, W_K = matrices("W_Q W_K", n, d)
    W_V = matrix("W_V", m, d)
    s_prev, s = matrices("s_prev s", n, m)
    z_prev, z = vectors("z_prev z", n)
    phi_q, phi_k = vector("phi_q", n, latex=r"\phi(q)"), vector("phi_k", n, latex=r"\phi(k)")
    return System(
        [
            (phi_q, elu(W_Q * x) + 1),
            (phi_k, elu(W_K * x) + 1),
            (s, s_prev + outer(phi_k, W_V * x)),
            (z, z_prev + phi_k),
            (y, s.T * phi_q / dot(z, phi_q)),
        ],
        outputs=[y, s, z],
        inputs=[x, s_prev, z_prev],
        parameters=[W_Q, W_K, W_V],
        carry={s: s_prev, z: z_prev},
    )


@cited
def retnet() -> System:
    """One head of retention: inputs x (d,), S_prev (2k, m) and n_prev, outputs o (m,), S (2k, m) and n.

    Source: Sun et al. 2023, equations 5 (from memory) and 6.

    >>> print(retnet().derivative("o", "S"))
    ∂o_i/∂S_j,l = δ_i,l Q_j
    """
    d, k, m = dims("d k m")
    x, theta = vector("x", d), vector("theta", k)
    W_Q, W_K = matrices("W_Q W_K", 2 * k, d)
    W_V = matrix("W_V", m, d)
    S_prev, S = matrices("S_prev S", 2 * k, m)
    gamma, n_prev, n = scalars("gamma n_prev n")
    q, p, Q, K = vectors("q p Q K", 2 * k)
    V, o = vectors("V o", m)
    c, s = vectors("c s", k)

    def turned(z: object) -> object:
        first, second = rows(z, 0, k), rows(z, k, k)
        return concat(hadamard(c, first) - hadamard(s, second), hadamard(s, first) + hadamard(c, second))

    return System(
        [
            (n, n_prev + 1),
            (c, cos(n * theta)),
            (s, sin(n * theta)),
            (q, W_Q * x),
            (p, W_K * x),
            (Q, turned(q)),
            (K, turned(p)),
            (V, W_V * x),
            (S, gamma * S_prev + outer(K, V)),
            (o, S.T * Q),
        ],
        outputs=[o, S, n],
        inputs=[x, S_prev, n_prev],
        parameters=[W_Q, W_K, W_V, gamma, theta],
        carry={S: S_prev, n: n_prev},
    )
