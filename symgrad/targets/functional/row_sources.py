"""Functions of whole vectors, stable forms and spectra in the functions of the array API standard, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from symgrad.targets.functional.elementwise_sources import SIGMOID
from symgrad.targets.functional.matrix_function_sources import OF_MATRICES
from symgrad.targets.functional.triangular_portable import TRIANGULAR

_TOP = '''
def at_top(xp, p):
    """Truth values: which is the first of the largest entries along the last axis."""
    return xp.arange(p.shape[-1], device=p.device) == xp.argmax(p, axis=-1, keepdims=True)
'''
_KEPT = '''
def only(xp, mask, x):
    """x where a mask holds, else 0."""
    return xp.where(mask, x, xp.zeros_like(x))
'''
_OTHERS = '''
def others(xp, p):
    """The sum of the other entries, for each entry along the last axis."""
    n = p.shape[-1]
    outside = xp.eye(n, dtype=p.dtype, device=p.device) == 0.0
    return xp.sum(xp.where(outside, p[..., None, :], xp.zeros_like(p)[..., None, :]), axis=-1)
'''
_SOFTMAX = '''
def softmax(xp, x, over=-1):
    """exp(x) / sum(exp(x)), without overflow."""
    e = xp.exp(x - xp.max(x, axis=over, keepdims=True))
    return e / xp.sum(e, axis=over, keepdims=True)
'''
_LOG_SOFTMAX = '''
def log_softmax(xp, x):
    """x - log(sum(exp(x))) along the last axis, without overflow; exact also where one entry is nearly all."""
    top = at_top(xp, x)
    z = x - xp.sum(only(xp, top, x), axis=-1, keepdims=True)
    return z - xp.log1p(xp.sum(only(xp, ~top, xp.exp(z)), axis=-1, keepdims=True))
'''
_LOGSUMEXP = '''
def logsumexp(xp, x, over=-1):
    """log(sum(exp(x))), without overflow; exact also where one entry is nearly all."""
    x = xp.reshape(x, (*x.shape[:-2], x.shape[-2] * x.shape[-1])) if over == (-2, -1) else x
    top = at_top(xp, x)
    largest = xp.sum(only(xp, top, x), axis=-1, keepdims=True)
    return largest[..., 0] + xp.log1p(xp.sum(only(xp, ~top, xp.exp(x - largest)), axis=-1))
'''
_NORM = '''
def norm(xp, x, over=-1):
    """The square root of the sum of squares, without overflow or underflow."""
    top = xp.max(xp.abs(x), axis=over, keepdims=True)
    scale = xp.where(top > 0.0, top, xp.ones_like(top))
    size = xp.sqrt(xp.sum(xp.square(x / scale), axis=over, keepdims=True))
    return xp.sum(scale * size, axis=over)
'''
_NORMALIZE = '''
def normalize(xp, x, over=-1):
    """x over its 2-norm, and 0 for the zero vector."""
    top = xp.max(xp.abs(x), axis=over, keepdims=True)
    y = x / xp.where(top > 0.0, top, xp.ones_like(top))
    square = xp.sum(xp.square(y), axis=over, keepdims=True)
    return y / xp.sqrt(xp.where(square > 0.0, square, xp.ones_like(square)))
'''
_MAXIMUM = '''
def maximum(xp, x, over=-1):
    """The largest entry."""
    return xp.max(x, axis=over)
'''
_FIRST_MAXIMUM = '''
def first_maximum(xp, x):
    """1 at the first of the largest entries along the last axis, 0 elsewhere."""
    return xp.where(at_top(xp, x), xp.ones_like(x), xp.zeros_like(x))
'''
_STANDARDIZE = '''
def standardize(xp, x, epsilon):
    """(x - mean) / sqrt(variance + epsilon) along the last axis."""
    z = x - xp.mean(x, axis=-1, keepdims=True)
    return z / xp.sqrt(xp.mean(z * z, axis=-1, keepdims=True) + epsilon)
'''
_DEVIATION = '''
def deviation(xp, x, epsilon):
    """sqrt(variance + epsilon) along the last axis."""
    z = x - xp.mean(x, axis=-1, keepdims=True)
    return xp.sqrt(xp.mean(z * z, axis=-1) + epsilon)
'''
_RMS = '''
def rms(xp, x, epsilon):
    """sqrt(mean of squares + epsilon) along the last axis."""
    return xp.sqrt(xp.mean(x * x, axis=-1) + epsilon)
'''
_RMS_NORMALIZE = '''
def rms_normalize(xp, x, epsilon):
    """x / sqrt(mean of squares + epsilon) along the last axis."""
    return x / xp.sqrt(xp.mean(x * x, axis=-1, keepdims=True) + epsilon)
'''
_LOGDET = '''
def logdet(xp, x, over=None):
    """log(abs(det(x))), without overflow."""
    return xp.linalg.slogdet(x)[1]
'''
_SIGMOID_COMPLEMENT = '''
def sigmoid_complement(xp, y, x):
    """1 - y for y = sigmoid(x), without cancellation where y is near 1."""
    return xp.broadcast_to(sigmoid(xp, -x), y.shape)
'''
_COMPLEMENT = '''
def softmax_complement(xp, p):
    """1 - p along the last axis, without cancellation at the largest entry of p."""
    top = at_top(xp, p)
    return xp.where(top, xp.sum(only(xp, ~top, p), axis=-1, keepdims=True), 1.0 - p)
'''
_CENTRED = '''
def softmax_centred(xp, p, v):
    """v - sum(p * v) along the last axis, without cancellation at the largest entry of p."""
    d = v - xp.sum(only(xp, at_top(xp, p), v), axis=-1, keepdims=True)
    return d - xp.sum(p * d, axis=-1, keepdims=True)
'''
_PULL = '''
def softmax_pull(xp, p, v):
    """p * v - sum(p * v) * p along the last axis, without cancellation at the largest entry of p."""
    d = v - xp.sum(only(xp, at_top(xp, p), v), axis=-1, keepdims=True)
    return p * (d - xp.sum(p * d, axis=-1, keepdims=True))
'''
_DIFFERENCE = '''
def softmax_difference(xp, p, q):
    """p - q along the last axis for two that sum to one, without cancellation where both are near 1."""
    top, d = at_top(xp, p), p - q
    rest = xp.sum(only(xp, ~top, d), axis=-1, keepdims=True)
    largest, other, whole = (xp.sum(only(xp, top, one), axis=-1, keepdims=True) for one in (p, q, d))
    near = xp.logical_and(largest > 0.5, other > 0.5)
    return xp.where(top, xp.where(near, -rest, whole), d)
'''
_JACOBIAN = '''
def softmax_jacobian(xp, p):
    """diag(p) - outer(p, p), without cancellation on the diagonal."""
    on_diagonal = xp.eye(p.shape[-1], dtype=p.dtype, device=p.device) > 0.0
    return xp.where(on_diagonal, (p * others(xp, p))[..., :, None], -p[..., :, None] * p[..., None, :])
'''
_LOG_JACOBIAN = '''
def log_softmax_jacobian(xp, p):
    """The identity less p in every row, without cancellation on the diagonal."""
    on_diagonal = xp.eye(p.shape[-1], dtype=p.dtype, device=p.device) > 0.0
    return xp.where(on_diagonal, others(xp, p)[..., :, None], -p[..., None, :])
'''
_UNIT_JACOBIAN = '''
def normalize_jacobian(xp, y):
    """The identity less outer(y, y) for a vector y of length 1, without cancellation on the diagonal."""
    on_diagonal = xp.eye(y.shape[-1], dtype=y.dtype, device=y.device) > 0.0
    return xp.where(on_diagonal, others(xp, xp.square(y))[..., :, None], -y[..., :, None] * y[..., None, :])
'''
_EIGENPAIR = '''
def eigenpair(xp, s, i):
    """The i-th eigenvalue of a symmetric matrix, and its unit eigenvector with a positive largest entry."""
    w, v = xp.linalg.eigh(s)
    v = v[..., :, i]
    return w[..., i], v * xp.sum(only(xp, at_top(xp, xp.abs(v)), xp.sign(v)), axis=-1, keepdims=True)
'''
_RESOLVENT = '''
def reduced_resolvent(xp, s, i):
    """The pseudo-inverse of w I - s, where w is the i-th eigenvalue of a symmetric matrix s."""
    w, v = xp.linalg.eigh(s)
    here = xp.arange(w.shape[-1], device=w.device) == i
    gap = xp.where(here, xp.ones_like(w), w[..., i, None] - w)
    return (only(xp, ~here, 1.0 / gap)[..., None, :] * v) @ v.mT
'''
POSITION = '''
def position(xp, index, size, dtype):
    """1 where an entry stands among so many, else 0."""
    at = xp.round(index)
    if not bool(xp.all(xp.abs(index - at) < 1e-3) & xp.all(at >= 0.0) & xp.all(at < size)):
        raise IndexError(
            f"a position among {size} is a whole number from 0 to {size - 1}, but {index} came."
        )
    here = xp.arange(size, dtype=index.dtype, device=index.device) == at[..., None]
    return xp.asarray(here, dtype=dtype)
'''
PICKED = '''
def picked(xp, x, weights):
    """The entry along the last axis at which the weights are not 0."""
    return xp.sum(xp.where(weights == 0.0, xp.zeros_like(x * weights), x * weights), axis=-1)
'''


_SPECTRAL = (_TOP, _KEPT)
SOURCES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "softmax": (_SOFTMAX,),
        "log_softmax": (_TOP, _KEPT, _LOG_SOFTMAX),
        "logsumexp": (_TOP, _KEPT, _LOGSUMEXP),
        "norm": (_NORM,),
        "normalize": (_NORMALIZE,),
        "maximum": (_MAXIMUM,),
        "first_maximum": (_TOP, _FIRST_MAXIMUM),
        "standardize": (_STANDARDIZE,),
        "deviation": (_DEVIATION,),
        "rms": (_RMS,),
        "rms_normalize": (_RMS_NORMALIZE,),
        "logdet": (_LOGDET,),
        "sigmoid_complement": (SIGMOID, _SIGMOID_COMPLEMENT),
        "softmax_complement": (_TOP, _KEPT, _COMPLEMENT),
        "softmax_centred": (_TOP, _KEPT, _CENTRED),
        "softmax_pull": (_TOP, _KEPT, _PULL),
        "softmax_difference": (_TOP, _KEPT, _DIFFERENCE),
        "softmax_jacobian": (_OTHERS, _JACOBIAN),
        "log_softmax_jacobian": (_OTHERS, _LOG_JACOBIAN),
        "normalize_jacobian": (_OTHERS, _UNIT_JACOBIAN),
        "eigenpair": (*_SPECTRAL, _EIGENPAIR),
        "reduced_resolvent": (*_SPECTRAL, _RESOLVENT),
        **OF_MATRICES,
        **TRIANGULAR,
    }
)
