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
_GAMMALN = '''
def gammaln(xp, x):
    """A stand-in for that of the library, which has one."""
    raise NotImplementedError
'''

# name in a template -> the sources of the functions that this calls
SPECIAL_SOURCES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sinc": (_SINC,),
        "heaviside": (_HEAVISIDE,),
        "erf2": (ERFC, ERF, _ERF2),
        "loggamma": (_GAMMALN, _LOGGAMMA),
    }
)
