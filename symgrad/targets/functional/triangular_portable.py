"""Triangles, vech with its matrices, and QR in the functions of the array API standard, by name.

A matrix without full column rank is told by nan: code that a library traces cannot raise an error for numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_TRIANGLE = '''
def triangle(xp, x, below, on, above):
    """x with its entries below, on and above the diagonal times a number each; 0 where that is 0."""
    n, zero = x.shape[-1], xp.zeros_like(x)
    row = xp.arange(n, device=x.device)[:, None]
    column = xp.arange(n, device=x.device)[None, :]
    under, middle, over = (weight * x if weight else zero for weight in (below, on, above))
    return xp.where(row > column, under, xp.where(row == column, middle, over))
'''
_VECH = '''
def vech(xp, x):
    """The entries on and below the diagonal, column by column."""
    return xp.concat([x[..., j:, j] for j in range(x.shape[-1])], axis=-1)
'''
_UNVECH = '''
def unvech(xp, x, n):
    """The lower triangular matrix of these entries."""
    columns, first = [], 0
    for j in range(n):
        columns.append(xp.concat([xp.zeros_like(x[..., :j]), x[..., first : first + n - j]], axis=-1))
        first += n - j
    return xp.stack(columns, axis=-1)
'''
_DUPLICATION = '''
def duplication(xp, eye, n):
    """The matrix D with vec(s) = D vech(s) for symmetric s."""
    there = xp.reshape(eye, (n * n, n, n))
    either = there + xp.permute_dims(there, (0, 2, 1)) > 0.0
    return vech(xp, xp.where(either, xp.ones_like(there), xp.zeros_like(there)))
'''
_ELIMINATION = '''
def elimination(xp, eye, n):
    """The matrix L with vech(x) = L vec(x)."""
    there = xp.permute_dims(xp.reshape(eye, (n * n, n, n)), (0, 2, 1))
    return xp.permute_dims(vech(xp, there), (1, 0))
'''
_QR = '''
def qr(xp, x):
    """The factors of x = q r, with a positive diagonal of r; nan where columns of x depend on one another."""
    if x.shape[-2] < x.shape[-1]:
        raise ValueError("a matrix with more columns than rows has no full column rank, which QR needs")
    q, r = xp.linalg.qr(x)
    n = x.shape[-1]
    here = xp.arange(n, device=x.device)[:, None] == xp.arange(n, device=x.device)[None, :]
    on_diagonal = xp.sum(xp.where(here, r, xp.zeros_like(r)), axis=-1)
    limits = xp.finfo(x.dtype)
    least = x.shape[-2] * limits.eps * xp.max(xp.abs(r), axis=-2)
    sign = xp.where(on_diagonal < 0.0, -xp.ones_like(on_diagonal), xp.ones_like(on_diagonal))
    sign = xp.where(xp.abs(on_diagonal) > least, sign, xp.full_like(sign, xp.nan))
    return q * sign[..., None, :], r * sign[..., :, None]
'''
TRIANGULAR: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "triangle": (_TRIANGLE,),
        "vech": (_VECH,),
        "unvech": (_UNVECH,),
        "duplication": (_VECH, _DUPLICATION),
        "elimination": (_VECH, _ELIMINATION),
        "qr": (_QR,),
    }
)
