"""NumPy source of the square root and of the logarithm of a matrix: no eigenvectors, so that defective ones are right.

Source: Higham, Functions of Matrices, 2008: the scaled product form of Denman and Beavers' iteration (6.29, with 6.34)
for the root; inverse scaling and squaring with the partial fractions of the Pade approximant (11.18) for the logarithm.
"""

from __future__ import annotations

SQRTM = '''
def sqrtm(x):
    """The principal square root of a matrix that has no real eigenvalue below 0; nan or an error of another one."""
    eye = np.eye(x.shape[-1], dtype=x.dtype)
    top = np.abs(x).max(axis=(-2, -1), keepdims=True, initial=0.0)
    top = np.where(top > 0.0, top, 1.0).astype(x.real.dtype)
    m = y = x / top
    for _ in range(40):
        off = np.abs(m - eye).max(axis=(-2, -1), keepdims=True, initial=0.0)
        with np.errstate(all="ignore"):
            size = np.abs(np.linalg.det(m))[..., None, None] ** (-0.5 / x.shape[-1])
            mu = np.where((off > 1e-2) & (size > 0.0) & np.isfinite(size), size, 1.0).astype(x.real.dtype)
            inverse = np.linalg.inv(m) / mu**2
            y = 0.5 * mu * (y @ (eye + inverse))
            m = 0.5 * (eye + 0.5 * (mu**2 * m + inverse))
        if not np.isfinite(off).all() or (off < 4.0 * np.finfo(x.dtype).eps).all():
            break
    off = np.abs(m - eye).max(axis=(-2, -1), keepdims=True, initial=0.0)
    return np.where(off < 1e-2, np.sqrt(top) * y, np.nan).astype(x.dtype)
'''
LOGM = '''
def logm(x):
    """The principal logarithm of a matrix that has no real eigenvalue at or below 0; nan or an error of another one."""
    eye, roots = np.eye(x.shape[-1], dtype=x.dtype), 0
    while np.abs(x - eye).sum(axis=-2).max(initial=0.0) > 0.25 and roots < 60:
        x, roots = sqrtm(x), roots + 1
    total, off = np.zeros_like(x), x - eye
    for at, weight in zip(*np.polynomial.legendre.leggauss(10)):
        total = total + 0.5 * weight * np.linalg.solve(eye + 0.5 * (1.0 + at) * off, off)
    return 2.0**roots * total
'''
