"""exp, tanh and what is made of them, of C that symgrad writes, applied to arrays, and how far they are off."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import numpy as np

from symgrad.targets.c.c_compiler import built
from symgrad.targets.c.c_loading import FLOAT
from symgrad.targets.c.vector_math import PRELUDE, VECTOR_MATH

NAMES = ("exp", "tanh", "sigmoid", "tanh_slope")


OWN = """void own_NAME(long n, const real *x, real *y) {
    SG_VECTOR
    for (long i = 0; i < n; i++) y[i] = sg_NAME(x[i]);
}
"""
LIBM = """#ifdef SYMGRAD_FLOAT
#define LIBM_NAME NAMEf
#else
#define LIBM_NAME NAME
#endif
void libm_NAME(long n, const real *x, real *y) {
    for (long i = 0; i < n; i++) y[i] = LIBM_NAME(x[i]);
}
"""


def loops() -> str:
    """For each function one that applies it, and for exp and tanh one that applies libm's."""
    own = (OWN.replace("NAME", name) for name in NAMES)
    libm = (LIBM.replace("NAME", name) for name in ("exp", "tanh"))
    return "\n".join([PRELUDE, VECTOR_MATH, *own, *libm])


def compiled(kind: Any) -> Callable[[str, Any], Any]:
    """(name, array) -> the function of this name, own_exp or libm_exp say, of an array."""
    library = ctypes.CDLL(str(built(loops(), [FLOAT] if kind == np.float32 else [], ".so", ["loops"])))

    def apply(name: str, x: Any) -> Any:
        y = np.empty_like(x)
        getattr(library, name)(ctypes.c_long(x.size), ctypes.c_void_p(x.ctypes.data), ctypes.c_void_p(y.ctypes.data))
        return y

    return apply


def exact(name: str, x: Any) -> Any:
    """The function with more digits: float64 for float32, and for float64 the long double of this machine."""
    wide = x.astype(np.float64 if x.dtype == np.float32 else np.longdouble)
    with np.errstate(all="ignore"):
        if name == "sigmoid":
            return 1 / (1 + np.exp(-wide))
        if name == "tanh_slope":
            return 4 / (np.exp(wide) + np.exp(-wide)) ** 2
        return getattr(np, name)(wide)


def ulps(found: Any, right: Any) -> Any:
    """How far numbers are off, in units of the last place of the right ones."""
    near = right.astype(found.dtype)
    unit = np.spacing(np.maximum(np.abs(near), np.finfo(found.dtype).tiny))
    return np.abs((found.astype(right.dtype) - right) / unit.astype(right.dtype)).astype(float)


def points(name: str, kind: Any, count: int, seed: int = 0) -> Any:
    """Points where a function is neither 0 nor inf, most of them where it bends, some of every size."""
    source = np.random.default_rng(seed)
    low, high = (-708.0, 709.0) if kind == np.float64 else (-87.3, 88.7)
    largest = 38.0 if kind == np.float64 else 18.0
    ends = {"exp": (low, high), "sigmoid": (low, largest), "tanh_slope": (low / 2, -low / 2)}.get(name, (-20.0, 20.0))
    least = -300 if kind == np.float64 else -36
    small = source.choice([-1, 1], count // 4) * 10.0 ** source.uniform(least, 0, count // 4)
    some = [source.uniform(*ends, count // 2), source.uniform(-1, 1, count // 4), small]
    return np.concatenate(some).astype(kind)
