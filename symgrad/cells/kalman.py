r"""The Kalman filter: a step of prediction and update, which carries the mean and the covariance of the state.

Covariances are symmetric, and so are the gradients with respect to them. The negative logarithm of the likelihood of a
step, with which the parameters are learned, is made of v and S: (v^T S^-1 v + log det S + m log(2 pi)) / 2.

Source: Kalman, A New Approach to Linear Filtering and Prediction Problems, 1960, in the form and the letters of Särkkä,
Bayesian Filtering and Smoothing, 2013, section 4.3, theorem 4.2 (equations 4.20 and 4.21; the numbers are from memory).

    name    LaTeX      shape   what it is
    y       y          (m,)    measurement
    m_prev  m_{\mathrm{prev}}   (n,)    mean of one step before
    P_prev  P_{\mathrm{prev}}   (n, n)  covariance of one step before
    A       A          (n, n)  transition of the state
    Q       Q          (n, n)  covariance of its noise
    H       H          (m, n)  measurement matrix
    R       R          (m, m)  covariance of the noise of a measurement
    m_pred  m^-        (n,)    predicted mean
    P_pred  P^-        (n, n)  predicted covariance
    v       v          (m,)    innovation
    S       S          (m, m)  its covariance
    K       K          (n, m)  gain
    m       m          (n,)    mean
    P       P          (n, n)  covariance
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, vector, vectors
from symgrad.system.system import System


@cited
def kalman() -> System:
    """A step of the Kalman filter: inputs y (m,), m_prev (n,) and P_prev (n, n), outputs m (n,) and P (n, n).

    Source: Särkkä 2013, equations 4.20 and 4.21.

    >>> print(kalman().derivative("m", "v"))
    ∂m/∂v = K
    """
    n, size = dims("n m")
    y, v = vectors("y v", size)
    m_prev, m, m_pred = vector("m_prev", n), vector("m", n), vector("m_pred", n, latex="m^-")
    A, H, K = matrix("A", n, n), matrix("H", size, n), matrix("K", n, size)
    P_prev, Q = (matrix(name, n, n, positive_definite=True) for name in ("P_prev", "Q"))
    P_pred = matrix("P_pred", n, n, latex="P^-", positive_definite=True)
    R, S = (matrix(name, size, size, positive_definite=True) for name in "RS")
    P = matrix("P", n, n, positive_definite=True)
    return System(
        [
            (m_pred, A * m_prev),
            (P_pred, A * P_prev * A.T + Q),
            (v, y - H * m_pred),
            (S, H * P_pred * H.T + R),
            (K, P_pred * H.T * S.inv()),
            (m, m_pred + K * v),
            (P, P_pred - K * S * K.T),
        ],
        outputs=[m, P],
        inputs=[y, m_prev, P_prev],
        parameters=[A, Q, H, R],
        carry={m: m_prev, P: P_prev},
    )
