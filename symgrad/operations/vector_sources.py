"""Functions of a whole vector as Python source, stable for arguments of any size, and continued to complex ones.

Each runs along the last axis, or along ``axis``.
"""

SOFTMAX = '''
def softmax(x, axis=-1):
    """exp(x) / sum(exp(x)), without overflow."""
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
'''
SOFTMAX_ANALYTIC = '''
def softmax(x, axis=-1):
    """exp(x) / sum(exp(x))."""
    e = np.exp(x - x.real.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
'''
LOG_SOFTMAX = '''
def log_softmax(x):
    """x - log(sum(exp(x))) along the last axis, without overflow; exact also where one entry is nearly all."""
    top = np.expand_dims(x.argmax(axis=-1), -1)
    z = x - np.take_along_axis(x, top, -1)
    e = np.exp(z)
    np.put_along_axis(e, top, 0.0, -1)
    return z - np.log1p(e.sum(axis=-1, keepdims=True))
'''
LOGSUMEXP = '''
def logsumexp(x, axis=-1):
    """log(sum(exp(x))), without overflow; exact also where one entry is nearly all."""
    x = x.reshape(*x.shape[:-2], -1) if axis == (-2, -1) else x
    top = np.expand_dims(x.argmax(axis=-1), -1)
    largest = np.take_along_axis(x, top, -1)
    e = np.exp(x - largest)
    np.put_along_axis(e, top, 0.0, -1)
    return largest[..., 0] + np.log1p(e.sum(axis=-1))
'''
NORM = '''
def norm(x, axis=-1):
    """The square root of the sum of squares, without overflow or underflow."""
    top = np.abs(x).max(axis=axis, keepdims=True)
    scale = np.where(top > 0.0, top, 1.0).astype(x.dtype)
    return np.squeeze(scale, axis) * np.sqrt(np.square(x / scale).sum(axis=axis))
'''
NORM_ANALYTIC = '''
def norm(x, axis=-1):
    """The square root of the sum of squares."""
    return np.sqrt((x * x).sum(axis=axis))
'''
NORMALIZE = '''
def normalize(x, axis=-1):
    """x over its 2-norm, and 0 for the zero vector."""
    top = np.abs(x).max(axis=axis, keepdims=True)
    y = x / np.where(top > 0.0, top, 1.0).astype(x.dtype)
    size = np.sqrt(np.square(y).sum(axis=axis, keepdims=True))
    return y / np.where(size > 0.0, size, 1.0).astype(x.dtype)
'''
NORMALIZE_ANALYTIC = '''
def normalize(x, axis=-1):
    """x over its 2-norm."""
    return x / np.sqrt((x * x).sum(axis=axis, keepdims=True))
'''
MAXIMUM = '''
def maximum(x, axis=-1):
    """The largest entry."""
    return x.max(axis=axis)
'''
MAXIMUM_ANALYTIC = MAXIMUM.replace(
    "x.max(axis=axis)", "np.take_along_axis(x, x.real.argmax(axis=-1)[..., None], -1)[..., 0]"
)
FIRST_MAXIMUM = '''
def first_maximum(x):
    """1 at the first of the largest entries along the last axis, 0 elsewhere."""
    return (np.arange(x.shape[-1]) == x.argmax(axis=-1)[..., None]).astype(x.dtype)
'''
STANDARDIZE = '''
def standardize(x, epsilon):
    """(x - mean) / sqrt(variance + epsilon) along the last axis."""
    z = x - x.mean(axis=-1, keepdims=True)
    return z / np.sqrt((z * z).mean(axis=-1, keepdims=True) + epsilon)
'''
DEVIATION = '''
def deviation(x, epsilon):
    """sqrt(variance + epsilon) along the last axis."""
    z = x - x.mean(axis=-1, keepdims=True)
    return np.sqrt((z * z).mean(axis=-1) + epsilon)
'''
RMS = '''
def rms(x, epsilon):
    """sqrt(mean of squares + epsilon) along the last axis."""
    return np.sqrt((x * x).mean(axis=-1) + epsilon)
'''
RMS_NORMALIZE = '''
def rms_normalize(x, epsilon):
    """x / sqrt(mean of squares + epsilon) along the last axis."""
    return x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + epsilon)
'''
LOGDET = '''
def logdet(x, axis=None):
    """log(abs(det(x))), without overflow."""
    return np.linalg.slogdet(x)[1]
'''
LOGDET_ANALYTIC = '''
def logdet(x, axis=None):
    """log(det(x)), up to its sign."""
    det = np.linalg.det(x)
    return np.log(np.where(det.real < 0.0, -det, det))
'''
