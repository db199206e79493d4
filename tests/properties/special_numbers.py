"""Special functions of complex numbers near the real line, entry by entry, by mpmath: what searches compare with.

Each is its definition, an integral or a series that mpmath sums; no derivative stands here. With 60 digits a step of
1e-30 along the imaginary axis has 30 left.
"""

import mpmath as mp
import numpy as np
import sympy as sp

from symgrad.functions.special_heads import elliptic_e_slope, elliptic_k_slope, spherical_in

DIGITS = 60
NEAR = 1e-2  # how near to the end of its domain an argument may come


class OutsideError(Exception):
    """A function is not real there."""


def _of_each(function, low=None, high=None):
    """A function of each entry, the last of its arguments between two numbers."""

    def of_one(*values):
        at = values[-1].real
        if (low is not None and at < low + NEAR) or (high is not None and at > high - NEAR):
            raise OutsideError
        try:
            with mp.workdps(DIGITS):
                return complex(function(*(mp.mpc(value.real, value.imag) for value in values)))
        except ZeroDivisionError:  # a pole
            raise OutsideError from None

    def row(*arrays):
        made = np.vectorize(of_one, otypes=[complex])(*arrays)
        return made[()] if made.ndim else np.complex128(made)

    return row


def _whole(order):
    return int(order.real)


def _newton(function, slope, start):
    """The inverse at a complex number, by Newton's steps from that at its real part."""

    def inverse(z):
        w = start(z.real)
        for _ in range(7):
            w = w - (function(w) - z) / slope(w)
        return w

    return inverse


def _bell(w):
    return 2 / mp.sqrt(mp.pi) * mp.exp(-w * w)


def _spherical(sign, shift):
    """z**n times a series of z**2, or 1 / z**(n + 1) times one."""

    def function(order, z):
        n = _whole(order)
        if shift:
            return -mp.fac2(2 * n - 1) / z ** (n + 1) * mp.hyp0f1(mp.mpf(1) / 2 - n, -z * z / 4)
        return z**n / mp.fac2(2 * n + 1) * mp.hyp0f1(n + mp.mpf(3) / 2, sign * z * z / 4)

    return function


def _elliptic(integral):
    """A derivative by Cauchy's formula, on a circle around the point."""

    def function(order, m):
        n, count, radius = _whole(order), 20, abs(1 - m) / 8
        roots = [mp.expjpi(mp.mpf(2 * k) / count) for k in range(count)]
        return mp.factorial(n) * sum(integral(m + radius * root) / (radius * root) ** n for root in roots) / count

    return function


def _angle(y, x):
    """The angle of a point near a real one: it is turned by the logarithm of a quotient."""
    at = mp.mpc(x.real, y.real)
    return mp.arg(at) + mp.atan((y * x.real - x * y.real) / (x * x.real + y * y.real))


def _step(x, middle):
    """Heaviside's step, away from 0."""
    if np.min(np.abs(np.real(x)), initial=1) < NEAR:
        raise OutsideError
    return np.where(np.real(x) > 0, 1, 0) + 0 * x


ONE = {
    sp.gamma: _of_each(mp.gamma, 0), sp.loggamma: _of_each(mp.loggamma, 0),
    sp.factorial: _of_each(lambda z: mp.gamma(z + 1), -1), sp.erfi: _of_each(mp.erfi),
    sp.erfinv: _of_each(_newton(mp.erf, _bell, mp.erfinv), -1, 1),
    sp.erfcinv: _of_each(_newton(mp.erfc, lambda w: -_bell(w), lambda z: mp.erfinv(1 - z)), 0, 2),
    sp.fresnels: _of_each(mp.fresnels), sp.fresnelc: _of_each(mp.fresnelc), sp.Si: _of_each(mp.si),
    sp.Ci: _of_each(mp.ci, 0), sp.Shi: _of_each(mp.shi), sp.Chi: _of_each(mp.chi, 0), sp.Ei: _of_each(mp.ei, 0),
    sp.li: _of_each(lambda z: mp.ei(mp.log(z)), 1), sp.Li: _of_each(lambda z: mp.ei(mp.log(z)) - mp.li(2), 1),
    sp.airyai: _of_each(mp.airyai), sp.airybi: _of_each(mp.airybi),
    sp.airyaiprime: _of_each(lambda z: mp.airyai(z, derivative=1)),
    sp.airybiprime: _of_each(lambda z: mp.airybi(z, derivative=1)),
    sp.elliptic_k: _of_each(mp.ellipk, None, 1), sp.elliptic_e: _of_each(mp.ellipe, None, 1),
    sp.LambertW: _of_each(mp.lambertw, -0.3678),
    sp.sinc: _of_each(lambda z: mp.sin(z) / z if z != 0 else mp.mpf(1)), sp.frac: lambda x: x - np.floor(np.real(x)),
}  # fmt: skip
SEVERAL = {
    sp.LambertW: lambda z, branch: _of_each(lambda one: mp.lambertw(one, _whole(branch)), -0.3678, 0)(z),
    sp.polygamma: _of_each(lambda order, z: mp.psi(_whole(order), z), 0),
    sp.uppergamma: _of_each(lambda s, z: mp.gammainc(s.real, z), 0),
    sp.lowergamma: _of_each(lambda s, z: mp.gammainc(s.real, 0, z), 0),
    sp.beta: _of_each(mp.beta, 0),
    sp.zeta: _of_each(lambda s, z: mp.zeta(s.real, z), 0),
    sp.erf2: _of_each(lambda a, b: mp.erf(b) - mp.erf(a)),
    sp.expint: _of_each(lambda order, z: mp.expint(_whole(order), z), 0),
    sp.besselj: _of_each(lambda order, z: mp.besselj(order.real, z)),
    sp.besseli: _of_each(lambda order, z: mp.besseli(order.real, z)),
    sp.bessely: _of_each(lambda order, z: mp.bessely(order.real, z), 0),
    sp.besselk: _of_each(lambda order, z: mp.besselk(order.real, z), 0),
    sp.jn: _of_each(_spherical(-1, False)), sp.yn: _of_each(_spherical(-1, True), 0),
    spherical_in: _of_each(_spherical(1, False)),
    elliptic_k_slope: _of_each(_elliptic(mp.ellipk), None, 1),
    elliptic_e_slope: _of_each(_elliptic(mp.ellipe), None, 1),
    sp.atan2: _of_each(_angle),
    sp.Heaviside: _step,
}  # fmt: skip
