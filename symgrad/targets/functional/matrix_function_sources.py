"""Functions of a matrix and their derivatives in the functions of the array API standard, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

_EXPM = '''
def expm(xp, x):
    """The exponential of a matrix: Taylor's series for x / 2^k, of norm 1/2 at most, squared k times."""
    size = float(xp.max(xp.sum(xp.abs(x), axis=-2)))
    if not math.isfinite(size):
        return xp.full_like(x, xp.nan)
    k = max(0, math.frexp(size)[1] + 1)
    y, eye = x / 2.0**k, xp.eye(x.shape[-1], dtype=x.dtype, device=x.device)
    e = eye + y / 18.0
    for j in range(17, 0, -1):
        e = eye + y @ e / j
    for _ in range(k):
        e = e @ e
    return e
'''
_BLOCKS = '''
def blocks(xp, a, b, c, d):
    """The matrix [[a, b], [c, d]]."""
    return xp.concat([xp.concat([a, b], axis=-1), xp.concat([c, d], axis=-1)], axis=-2)
'''
_OF_BLOCKS = '''
def {name}(xp, x):
    """The {told} of a matrix, from the exponential of [[0, {sign}x], [x, 0]]."""
    zero, n = xp.zeros_like(x), x.shape[-1]
    return expm(xp, blocks(xp, zero, {sign}x, x, zero))[..., {rows}, :n]
'''
_SQRTM = '''
def sqrtm(xp, x):
    """The principal square root of a matrix that has no real eigenvalue below 0; nan of another one."""
    eye, one = xp.eye(x.shape[-1], dtype=x.dtype, device=x.device), xp.ones_like(x[..., :1, :1])
    top = xp.max(xp.abs(x), axis=(-2, -1), keepdims=True)
    top = xp.where(top > 0.0, top, one)
    m = y = x / top
    for _ in range(24):
        off = xp.max(xp.abs(m - eye), axis=(-2, -1), keepdims=True)
        size = xp.abs(xp.linalg.det(m))[..., None, None]
        known = xp.logical_and(off > 1e-2, xp.logical_and(size > 0.0, xp.isfinite(size)))
        mu = xp.where(known, xp.where(known, size, one) ** (-0.5 / x.shape[-1]), one)
        inverse = xp.linalg.inv(m) / mu**2
        y = 0.5 * mu * (y @ (eye + inverse))
        m = 0.5 * (eye + 0.5 * (mu**2 * m + inverse))
    off = xp.max(xp.abs(m - eye), axis=(-2, -1), keepdims=True)
    return xp.where(off < 1e-2, xp.sqrt(top) * y, xp.full_like(y, xp.nan))
'''
_LOGM = '''
def logm(xp, x):
    """The principal logarithm of a matrix that has no real eigenvalue at or below 0; nan of another one."""
    eye = xp.eye(x.shape[-1], dtype=x.dtype, device=x.device)
    root, kept, times = x, x, xp.ones_like(x[..., :1, :1])
    for k in range(1, 11):
        root = sqrtm(xp, root)
        far = xp.max(xp.sum(xp.abs(kept - eye), axis=-2), axis=-1)[..., None, None] > 0.25
        kept, times = xp.where(far, root, kept), xp.where(far, xp.full_like(times, 2.0**k), times)
    total, off = xp.zeros_like(x), kept - eye
    for at, weight in {legendre}:
        total = total + weight * xp.linalg.solve(eye + at * off, off)
    return times * total
'''
_ALONG = '''
def along(xp, function, x, *directions):
    """The derivative of a function of a matrix along directions: the last block of its value at a block matrix."""
    n, scale, lead = x.shape[-1], 1.0, x
    for e in directions:
        lead = lead + e
    x = x + xp.zeros_like(lead)
    for e in directions:
        e = e + xp.zeros_like(lead)
        top = xp.max(xp.abs(e), axis=(-2, -1), keepdims=True)
        size = xp.where(top > 0.0, top, xp.ones_like(top))
        scale, count = scale * size, x.shape[-1] // n
        eye = xp.eye(count, dtype=x.dtype, device=x.device)
        beside = eye[:, None, :, None] * (e / size)[..., None, :, None, :]
        x = blocks(xp, x, xp.reshape(beside, x.shape), xp.zeros_like(x), x)
    return scale * function(xp, x)[..., :n, -n:]
'''


def _of_blocks(name: str, told: str, sign: str, rows: str) -> str:
    return _OF_BLOCKS.format(name=name, told=told, sign=sign, rows=rows)


_AT, _WEIGHT = np.polynomial.legendre.leggauss(10)
_LEGENDRE = [*zip((0.5 * (_AT + 1.0)).tolist(), (0.5 * _WEIGHT).tolist(), strict=True)]  # places in (0, 1), weights
_OF_MATRIX = (_BLOCKS, _EXPM)
OF_MATRICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "along": (_BLOCKS, _ALONG),
        "expm": (_EXPM,),
        "sqrtm": (_SQRTM,),
        "logm": (_SQRTM, _LOGM.format(legendre=_LEGENDRE)),
        "sinm": (*_OF_MATRIX, _of_blocks("sinm", "sine", "-", "n:")),
        "cosm": (*_OF_MATRIX, _of_blocks("cosm", "cosine", "-", ":n")),
        "sinhm": (*_OF_MATRIX, _of_blocks("sinhm", "hyperbolic sine", "", "n:")),
        "coshm": (*_OF_MATRIX, _of_blocks("coshm", "hyperbolic cosine", "", ":n")),
    }
)
