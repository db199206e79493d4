"""NumPy source of what the stable forms of a program hold (:mod:`symgrad.lowering.stability.forms`)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SIGMOID_COMPLEMENT = '''
def sigmoid_complement(y, x):
    """1 - y for y = sigmoid(x), which is y exp(-x) where x > 0: without cancellation."""
    return np.maximum(y, 1.0 - y) * np.exp(np.minimum(-x, 0.0))
'''
COMPLEMENT = '''
def softmax_complement(p):
    """1 - p along the last axis, without cancellation at the largest entry of p."""
    top = np.expand_dims(p.real.argmax(axis=-1), -1)
    rest = p.copy()
    np.put_along_axis(rest, top, 0.0, -1)
    whole = 1.0 - p
    np.put_along_axis(whole, top, rest.sum(axis=-1, keepdims=True), -1)
    return whole
'''
CENTRED = '''
def softmax_centred(p, v):
    """v - sum(p * v) along the last axis, without cancellation at the largest entry of p."""
    top = np.expand_dims(p.real.argmax(axis=-1), -1)
    p, v = np.broadcast_arrays(p, v)
    d = v - np.take_along_axis(v, np.broadcast_to(top, (*v.shape[:-1], 1)), -1)
    return d - (p * d).sum(axis=-1, keepdims=True)
'''
PULL = '''
def softmax_pull(p, v):
    """p * v - sum(p * v) * p along the last axis, without cancellation at the largest entry of p."""
    top = np.expand_dims(p.real.argmax(axis=-1), -1)
    p, v = np.broadcast_arrays(p, v)
    d = v - np.take_along_axis(v, np.broadcast_to(top, (*v.shape[:-1], 1)), -1)
    return p * (d - (p * d).sum(axis=-1, keepdims=True))
'''
DIFFERENCE = '''
def softmax_difference(p, q):
    """p - q along the last axis for two that sum to one, without cancellation where both are near 1."""
    top = np.expand_dims(p.real.argmax(axis=-1), -1)
    p, q = np.broadcast_arrays(p, q)
    top = np.broadcast_to(top, (*p.shape[:-1], 1))
    d = p - q
    rest = d.copy()
    np.put_along_axis(rest, top, 0.0, -1)
    near = np.minimum(np.take_along_axis(p.real, top, -1), np.take_along_axis(q.real, top, -1)) > 0.5
    whole = np.where(near, -rest.sum(axis=-1, keepdims=True), np.take_along_axis(d, top, -1))
    np.put_along_axis(d, top, whole, -1)
    return d
'''
JACOBIAN = '''
def softmax_jacobian(p):
    """diag(p) - outer(p, p), without cancellation on the diagonal."""
    n = p.shape[-1]
    whole = -p[..., :, None] * p[..., None, :]
    others = np.where(np.eye(n, dtype=bool), 0.0, p[..., None, :]).sum(axis=-1)
    whole[..., np.arange(n), np.arange(n)] = p * others
    return whole
'''

LOG_JACOBIAN = '''
def log_softmax_jacobian(p):
    """The identity less p in every row, without cancellation on the diagonal."""
    n = p.shape[-1]
    whole = np.broadcast_to(-p[..., None, :], (*p.shape, n)).copy()
    others = np.where(np.eye(n, dtype=bool), 0.0, p[..., None, :]).sum(axis=-1)
    whole[..., np.arange(n), np.arange(n)] = others
    return whole
'''
UNIT_JACOBIAN = '''
def normalize_jacobian(y):
    """The identity less outer(y, y) for a vector y of length 1, without cancellation on the diagonal."""
    n = y.shape[-1]
    whole = -y[..., :, None] * y[..., None, :]
    others = np.where(np.eye(n, dtype=bool), 0.0, np.square(y)[..., None, :]).sum(axis=-1)
    whole[..., np.arange(n), np.arange(n)] = others
    return whole
'''
HELPERS: Mapping[str, str] = MappingProxyType(
    {
        "sigmoid_complement": SIGMOID_COMPLEMENT,
        "softmax_complement": COMPLEMENT,
        "softmax_centred": CENTRED,
        "softmax_pull": PULL,
        "softmax_difference": DIFFERENCE,
        "softmax_jacobian": JACOBIAN,
        "log_softmax_jacobian": LOG_JACOBIAN,
        "normalize_jacobian": UNIT_JACOBIAN,
    }
)
