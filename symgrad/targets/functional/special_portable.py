"""Special functions in the functions of the array API standard: sources, by the name that templates call."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from symgrad.targets.functional.elementwise_sources import ERF, ERFC

_SINC = '''
def sinc(xp, x):
    """sin(x) / x, 1 at 0."""
    near = x == 0.0
    y = xp.where(near, xp.ones_like(x), x)
    return xp.where(near, xp.ones_like(x), xp.sin(y) / y)
'''
_HEAVISIDE = '''
def heaviside(xp, x, middle):
    """1 where x > 0, 0 where it is below, and middle at 0."""
    zero = xp.zeros_like(x)
    return xp.where(x > 0.0, zero + 1.0, xp.where(x < 0.0, zero, xp.where(x == 0.0, zero + middle, x)))
'''
_ERF2 = '''
def erf2(xp, x, y):
    """erf(y) - erf(x), without cancellation where both are large."""
    low = xp.where(x + y < 0.0, xp.asarray(-1.0, dtype=x.dtype), xp.asarray(1.0, dtype=x.dtype))
    far = erfc(xp, low * x) - erfc(xp, low * y)
    return xp.where(xp.minimum(low * x, low * y) > 0.5, low * far, erf(xp, y) - erf(xp, x))
'''
_LOGGAMMA = '''
def loggamma(xp, x):
    """The logarithm of the gamma function of numbers above 0, nan below."""
    return xp.where(x >= 0.0, gammaln(xp, xp.where(x >= 0.0, x, xp.ones_like(x))), xp.nan)
'''
_HURWITZ = '''
def hurwitz(xp, order, x):
    """Hurwitz's zeta function."""
    return zeta(xp, order, x)
'''
HURWITZ_JAX = '''
def hurwitz(xp, order, x):
    """Hurwitz's zeta function of numbers above 0: of others jax's is no number at all, and this says so."""
    return xp.where(x > 0.0, zeta(xp, order, xp.where(x > 0.0, x, xp.ones_like(x))), xp.nan)
'''
_POLYGAMMA = '''
def polygamma(xp, order, x):
    """The derivative of this order of the digamma function."""
    if order == 0:
        return digamma(xp, x)
    return (-1.0) ** (order + 1) * math.gamma(order + 1.0) * hurwitz(xp, order + 1.0, x)
'''


def _of_library(name: str) -> str:
    """A source for what every library that calls it has itself."""
    return f"def {name}(xp, *arguments):\n    raise NotImplementedError"


_INCOMPLETE = '''
def {name}(xp, order, x):
    """The {told} incomplete gamma function, in the precision of x."""
    a = xp.asarray(order, dtype=x.dtype)
    return jax.scipy.special.gamma(a) * jax.scipy.special.{ratio}(a, x)
'''
_UPPER = _INCOMPLETE.format(name="uppergamma", told="upper", ratio="gammaincc")
_LOWER = _INCOMPLETE.format(name="lowergamma", told="lower", ratio="gammainc")

# name in a template -> the sources of the functions that this calls
SPECIAL_SOURCES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sinc": (_SINC,),
        "heaviside": (_HEAVISIDE,),
        "erf2": (ERFC, ERF, _ERF2),
        "uppergamma": (_UPPER,),
        "lowergamma": (_LOWER,),
        "loggamma": (_of_library("gammaln"), _LOGGAMMA),
        "polygamma": (_of_library("digamma"), _of_library("zeta"), _HURWITZ, _POLYGAMMA),
        "hurwitz": (_of_library("zeta"), _HURWITZ),
    }
)
