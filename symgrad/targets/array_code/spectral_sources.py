"""NumPy source of eigenvalues and eigenvectors, pseudo-inverses, and functions of a matrix.

The core needs NumPy alone, which has no function of a matrix: the exponential is written here, and the others follow.
The derivative along directions is a block of the function at a block matrix (Higham, Functions of Matrices, 2008,
equation 3.16; Higham and Relton, Higher Order Frechet Derivatives of Matrix Functions, 2014, theorem 3.5).
"""

from __future__ import annotations

EIGENPAIR = '''
def eigenpair(s, i):
    """The i-th eigenvalue of a symmetric matrix, and its unit eigenvector with a positive largest entry."""
    w, v = np.linalg.eigh(s)
    v = v[..., :, i]
    top = np.expand_dims(np.abs(v).argmax(axis=-1), -1)
    return w[..., i], v * np.sign(np.take_along_axis(v, top, -1))
'''
# Of complex symmetric matrices (not Hermitian ones) NumPy knows none: Newton's steps from the pair of the real part.
EIGENPAIR_ANALYTIC = '''
def eigenpair(s, i):
    """The i-th eigenvalue and eigenvector of a symmetric matrix, continued: s v = w v, v . v = 1."""
    w, v = np.linalg.eigh(s.real)
    w, v = w[..., i], v[..., :, i]
    top = np.expand_dims(np.abs(v).argmax(axis=-1), -1)
    v = v * np.sign(np.take_along_axis(v, top, -1))
    for _ in range(3):
        column = v[..., None]
        corner = np.zeros((*s.shape[:-2], 1, 1))
        system = np.block([[s - w[..., None, None] * np.eye(s.shape[-1]), -column],
                           [np.swapaxes(column, -1, -2), corner]])
        residual = np.concatenate([s @ column - w[..., None, None] * column,
                                   (np.swapaxes(column, -1, -2) @ column - 1.0) / 2.0], axis=-2)
        move = np.linalg.solve(system, residual)[..., 0]
        v, w = v - move[..., :-1], w - move[..., -1]
    return w, v
'''
RESOLVENT = '''
def reduced_resolvent(s, i):
    """The pseudo-inverse of w I - s, where w is the i-th eigenvalue of a symmetric matrix s."""
    w, v = np.linalg.eigh(s)
    gap = w[..., i, None] - w
    gap[..., i] = np.inf
    return (v / gap[..., None, :]) @ np.swapaxes(v, -1, -2)
'''
RESOLVENT_ANALYTIC = '''
def reduced_resolvent(s, i):
    """The pseudo-inverse of w I - s, continued: the inverse of w I - s + v v^T, less v v^T."""
    w, v = eigenpair(s, i)
    along = v[..., :, None] * v[..., None, :]
    return np.linalg.inv(w[..., None, None] * np.eye(s.shape[-1]) - s + along) - along
'''
PSEUDO_INVERSE = '''
def pinv(x):
    """The Moore-Penrose inverse."""
    return np.linalg.pinv(x)
'''
PSEUDO_INVERSE_ANALYTIC = '''
def pinv(x):
    """The Moore-Penrose inverse of a matrix of full rank, continued."""
    t = np.swapaxes(x, -1, -2)
    return np.linalg.solve(t @ x, t) if x.shape[-2] >= x.shape[-1] else t @ np.linalg.inv(x @ t)
'''
ALONG = '''
def along(function, x, *directions):
    """The derivative of a function of a matrix along directions: the last block of its value at a block matrix."""
    x, *directions = np.broadcast_arrays(x, *directions)
    n, scale = x.shape[-1], 1.0
    for e in directions:
        size = np.abs(e).max(axis=(-2, -1), keepdims=True)
        size = np.where(size > 0.0, size, 1.0).astype(size.dtype)
        scale = scale * size
        beside = np.kron(np.eye(x.shape[-1] // n, dtype=x.dtype), e / size)
        x = np.block([[x, beside], [np.zeros_like(x), x]])
    return scale * function(x)[..., :n, -n:]
'''
