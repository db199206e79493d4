"""Source of the functions that generated NumPy code calls for elementwise functions, real and continued to complex."""

SIGMOID = '''
def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow."""
    e = np.exp(-np.abs(x))
    return np.maximum(np.sign(x), e) / (1.0 + e)  # above the line 1 where x > 0, else e
'''

SIGMOID_ANALYTIC = '''
def sigmoid(x):
    """1 / (1 + exp(-x)), without overflow, by the real part of x."""
    e = np.exp(np.where(x.real >= 0.0, -x, x))
    return np.where(x.real >= 0.0, 1.0, e) / (1.0 + e)
'''
ERF = '''
def erf(x):
    """The error function."""
    return np.vectorize(math.erf, otypes=[np.result_type(np.asarray(x), np.float16)])(x)
'''

ERF_ANALYTIC = '''
def erf(x):
    """The error function, to first order in the imaginary part: exact where that is tiny, as a complex step is."""
    value = np.vectorize(math.erf, otypes=[float])(x.real)
    slope = np.exp(-np.square(x.real)) * 1.1283791670955126
    return value + 1j * x.imag * slope if np.iscomplexobj(x) else value
'''
NORMAL_CDF = '''
def normal_cdf(x):
    """The standard normal distribution function, without cancellation at negative x."""
    kind = np.result_type(np.asarray(x), np.float16)
    return np.vectorize(lambda t: 0.5 * math.erfc(-t * math.sqrt(0.5)), otypes=[kind])(x)
'''
NORMAL_CDF_ANALYTIC = '''
def normal_cdf(x):
    """The distribution function, to first order in the imaginary part: exact where that is tiny."""
    value = np.vectorize(lambda t: 0.5 * math.erfc(-t * math.sqrt(0.5)), otypes=[float])(x.real)
    slope = np.exp(-0.5 * np.square(x.real)) * 0.3989422804014327
    return value + 1j * x.imag * slope if np.iscomplexobj(x) else value
'''
PLACE = '''
def place(index, size):
    """Positions as whole numbers; IndexError where one is none of 0 to size - 1."""
    at = np.rint(np.real(index))
    if not np.all((np.abs(index - at) < 1e-3) & (at >= 0) & (at < size)):
        raise IndexError(
            f"a position among {size} is a whole number from 0 to {size - 1}, but {index} came."
        )
    return at.astype(int)
'''
