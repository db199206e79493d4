"""NumPy source of triangles, vech with its matrices, and the factorizations of Cholesky and QR.

Those that are continued to complex numbers conjugate nothing: the recursion of Cholesky, and Gram and Schmidt's with
every column made orthogonal twice.
"""

from __future__ import annotations

HALF_TRIL = '''
def half_tril(x):
    """The lower triangle with half of its diagonal."""
    return 0.5 * (np.tril(x) + np.tril(x, -1))
'''
VECH = '''
def vech(x):
    """The entries on and below the diagonal, column by column."""
    columns, rows = np.triu_indices(x.shape[-1])
    return x[..., rows, columns]
'''
UNVECH = '''
def unvech(x, n):
    """The lower triangular matrix of these entries."""
    columns, rows = np.triu_indices(n)
    whole = np.zeros((*x.shape[:-1], n, n), dtype=x.dtype)
    whole[..., rows, columns] = x
    return whole
'''
DUPLICATION = '''
def duplication(n):
    """The matrix D with vec(s) = D vech(s) for symmetric s."""
    columns, rows = np.triu_indices(n)
    d = np.zeros((n * n, rows.size))
    d[columns * n + rows, np.arange(rows.size)] = 1.0
    d[rows * n + columns, np.arange(rows.size)] = 1.0
    return d
'''
ELIMINATION = '''
def elimination(n):
    """The matrix L with vech(x) = L vec(x)."""
    columns, rows = np.triu_indices(n)
    return np.eye(n * n)[columns * n + rows]
'''
CHOLESKY_ANALYTIC = '''
def cholesky(a):
    """The lower triangular factor l with l l^T = a, continued to complex symmetric a."""
    l = np.zeros_like(a)
    for j in range(a.shape[-1]):
        rest = a[..., j:, j] - (l[..., j:, :j] @ l[..., j, :j, None])[..., 0]
        l[..., j:, j] = rest / np.sqrt(rest[..., :1])
    return l
'''
QR = '''
def qr(x):
    """The factors of x = q r, of full column rank, with a positive diagonal of r."""
    if x.shape[-2] < x.shape[-1]:
        raise np.linalg.LinAlgError("a matrix with more columns than rows has no full column rank, which QR needs")
    q, r = np.linalg.qr(x)
    on_diagonal = np.diagonal(r, axis1=-2, axis2=-1)
    least = x.shape[-2] * np.finfo(x.dtype).eps * np.abs(r).max(axis=-2)
    if (np.abs(on_diagonal) <= least).any():
        raise np.linalg.LinAlgError(
            "columns of a matrix depend on one another, but QR needs full column rank; give one whose columns are "
            "linearly independent"
        )
    sign = np.where(on_diagonal < 0.0, -1.0, 1.0).astype(x.dtype)
    return q * sign[..., None, :], r * sign[..., :, None]
'''
QR_ANALYTIC = '''
def qr(x):
    """The factors of x = q r with q^T q = 1, continued to complex x."""
    if x.shape[-2] < x.shape[-1]:
        raise np.linalg.LinAlgError("a matrix with more columns than rows has no full column rank, which QR needs")
    q, r = x.copy(), np.zeros((*x.shape[:-2], x.shape[-1], x.shape[-1]), dtype=x.dtype)
    for j in range(x.shape[-1]):
        done, left = q[..., :, :j], q[..., :, j]
        for _ in range(2):
            along = (np.swapaxes(done, -1, -2) @ left[..., None])[..., 0]
            r[..., :j, j] += along
            left = left - (done @ along[..., None])[..., 0]
        r[..., j, j] = np.sqrt((left * left).sum(axis=-1))
        q[..., :, j] = left / r[..., j, j, None]
    return q, r
'''
