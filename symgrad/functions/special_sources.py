"""Source that the code of special functions calls, in SciPy's functions, and in mpmath's for complex numbers."""

OF_SCIPY = "from scipy import special"
OF_MPMATH = "import mpmath"

BY_MPMATH = '''
def by_mpmath(function, *arguments):
    """A function of mpmath's, of each entry, continued to complex numbers; a tiny imaginary part keeps its digits."""
    whole = any(np.iscomplexobj(argument) for argument in arguments)

    def of_one(*values):
        size = max(abs(value.imag) for value in values)
        scale = 2.0**-80 / size if 0.0 < size < 2.0**-80 else 1.0
        below = next((value.imag < 0.0 for value in values if value.imag != 0.0), False)
        with mpmath.workdps(60):
            turned = [value.conjugate() if below else value for value in values]
            given = [mpmath.mpc(value.real, value.imag * scale) if size else mpmath.mpf(value.real) for value in turned]
            found = mpmath.mpmathify(function(*given))
            if not size and found.imag != 0:
                return complex(np.nan)
            return complex(found.real, (-found.imag if below else found.imag) / scale)

    made = np.vectorize(of_one, otypes=[complex])(*[np.asarray(argument, dtype=complex) for argument in arguments])
    return made if whole else made.real
'''

POLYGAMMA = '''
def polygamma(order, x):
    """The derivative of this order of the digamma function."""
    if order == 0:
        return special.digamma(x)
    return (-1.0) ** (order + 1) * float(special.gamma(order + 1.0)) * special.zeta(order + 1.0, x)
'''
BETA = '''
def beta(x, y):
    """The beta function, in the precision of x and y."""
    return special.beta(x, y).astype(np.result_type(x, y, np.float16))
'''
UPPER_GAMMA = '''
def uppergamma(order, x):
    """The upper incomplete gamma function, in the precision of x."""
    value = special.gamma(order) * special.gammaincc(order, x)
    return value.astype(np.result_type(x, np.float16))
'''
LOWER_GAMMA = '''
def lowergamma(order, x):
    """The lower incomplete gamma function, in the precision of x."""
    value = special.gamma(order) * special.gammainc(order, x)
    return value.astype(np.result_type(x, np.float16))
'''
ERFINV = '''
def inverse_of_erf(z):
    """The inverse of the error function: of a complex number by Newton's method, from that of its real part."""
    w = mpmath.erfinv(z.real)
    if z.imag == 0:
        return w
    for _ in range(6):
        w = w - (mpmath.erf(w) - z) * mpmath.sqrt(mpmath.pi) / 2 * mpmath.exp(w * w)
    return w
'''
ERF2 = '''
def erf2(x, y):
    """erf(y) - erf(x) in their precision, without cancellation where both are large."""
    low = np.where(x + y < 0.0, -1.0, 1.0)
    far = special.erfc(low * x) - special.erfc(low * y)
    value = np.where(np.minimum(low * x, low * y) > 0.5, low * far, special.erf(y) - special.erf(x))
    return value.astype(np.result_type(x, y, np.float16))
'''
EI = '''
def exponential_integral(z):
    """The exponential integral, continued from the real numbers on both sides of 0."""
    return mpmath.ei(z) if z.real > 0 else -mpmath.e1(-z)
'''
EXPINT = '''
def expint(order, x):
    """The exponential integral E_n, in the precision of x."""
    n = float(order)
    if n > 0.0:
        value = special.expn(n, x)
    else:
        value = special.gamma(1.0 - n) * special.gammaincc(1.0 - n, x) * x ** (n - 1.0)
    return value.astype(np.result_type(x, np.float16))
'''
SPHERICAL_JN = '''
def jn(order, x):
    """The spherical Bessel function of the first kind, in the precision of x."""
    n = int(order)
    value = special.spherical_jn(n, x) if n >= 0 else (-1.0) ** n * special.spherical_yn(-n - 1, x)
    return value.astype(np.result_type(x, np.float16))
'''
SPHERICAL_YN = '''
def yn(order, x):
    """The spherical Bessel function of the second kind, in the precision of x."""
    n = int(order)
    value = special.spherical_yn(n, x) if n >= 0 else (-1.0) ** (n + 1) * special.spherical_jn(-n - 1, x)
    return value.astype(np.result_type(x, np.float16))
'''
SPHERICAL_IN = '''
def spherical_in(order, x):
    """The modified spherical Bessel function of the first kind, in the precision of x."""
    value = special.spherical_in(int(order), x)
    return value.astype(np.result_type(x, np.float16))
'''
ELLIPTIC_K = '''
def elliptic_k_slope(order, m):
    """The derivative of this order of the complete elliptic integral of the first kind, by its parameter."""
    n = float(order)
    front = 0.5 * np.pi * special.poch(0.5, n) ** 2 / special.gamma(n + 1.0)
    value = front * special.hyp2f1(n + 0.5, n + 0.5, n + 1.0, m)
    return value.astype(np.result_type(m, np.float16))
'''
ELLIPTIC_E = '''
def elliptic_e_slope(order, m):
    """The derivative of this order of the complete elliptic integral of the second kind, by its parameter."""
    n = float(order)
    front = -0.25 * np.pi * special.poch(0.5, n - 1.0) * special.poch(0.5, n) / special.gamma(n + 1.0)
    value = front * special.hyp2f1(n - 0.5, n + 0.5, n + 1.0, m)
    return value.astype(np.result_type(m, np.float16))
'''
ELLIPTIC_K_MPMATH = (
    "mpmath.pi / 2 * mpmath.rf(0.5, {0}) ** 2 / mpmath.factorial({0}) "
    "* mpmath.hyp2f1({0} + 0.5, {0} + 0.5, {0} + 1, {1})"
)
ELLIPTIC_E_MPMATH = (
    "mpmath.pi / 2 * mpmath.rf(-0.5, {0}) * mpmath.rf(0.5, {0}) / mpmath.factorial({0}) "
    "* mpmath.hyp2f1({0} - 0.5, {0} + 0.5, {0} + 1, {1})"
)
LAMBERTW = '''
def lambertw(x, branch=0):
    """Lambert's function of real numbers, in the precision of x; nan where it is not real."""
    value = special.lambertw(x, branch).real.astype(np.result_type(x, np.float16))
    inside = (x >= -0.36787944117144233) & ((branch == 0) | (x < 0.0))
    return np.where(inside, value, np.nan)
'''
SINC = '''
def sinc(x):
    """sin(x) / x, 1 at 0."""
    y = np.where(x == 0.0, 1.0, x)
    return np.where(x == 0.0, 1.0, np.sin(y) / y)
'''
ATAN2_MPMATH = (
    "mpmath.atan2({0}.real, {1}.real) + mpmath.atan(({0} * {1}.real - {1} * {0}.real) "
    "/ ({1} * {1}.real + {0} * {0}.real))"
)
HEAVISIDE_MPMATH = "(1 if {0}.real > 0 else 0 if {0}.real < 0 else {1}) + 0 * {0}"
