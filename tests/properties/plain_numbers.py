"""Numbers, vectors and matrices whose operators and functions are written out: what a formula in Python comes to."""

from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace

import numpy as np


class RefusedError(Exception):
    """What the numbers refuse, symgrad has to refuse."""


@dataclass(frozen=True)
class Number:
    """A complex scalar, or a matrix of two axes, with the operators of a formula: the oracle."""

    value: np.ndarray

    __array_ufunc__ = None

    def __add__(self, other):
        return Number(np.add(*alike(self.value, raw(other))))

    def __neg__(self):
        return Number(-self.value)

    def __sub__(self, other):
        return self + Number(-raw(other))

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        return Number(product(self.value, raw(other)))

    def __rmul__(self, other):
        return Number(product(raw(other), self.value))

    __radd__, __matmul__ = __add__, __mul__

    def __truediv__(self, other):
        below = raw(other)
        if below.size != 1 or below.item() == 0:
            raise RefusedError
        return Number(self.value / below.item())

    def __rtruediv__(self, other):
        return Number(raw(other)) / self

    def __pow__(self, exponent):
        if self.value.ndim and self.value.shape[0] != self.value.shape[1]:
            raise RefusedError
        if self.value.size == 1:
            return Number(self.value ** raw(exponent))
        return Number(np.linalg.matrix_power(self.value, exponent))

    def __rpow__(self, base):
        if self.value.ndim:
            raise RefusedError
        return Number(raw(base) ** self.value)

    @property
    def T(self):
        return Number(self.value.T)

    def inv(self):
        if self.value.shape[0] != self.value.shape[1]:
            raise RefusedError
        return Number(np.linalg.inv(self.value))

    def applyfunc(self, function):
        return Number(np.vectorize(lambda entry: _entry(function(Number(np.asarray(entry)))))(self.value))

    def __getitem__(self, key):
        if isinstance(key, slice):
            return Number(self.value[key])
        if isinstance(key, tuple):
            rows, columns = (slice(k, k + 1 or None) if isinstance(k, int) else k for k in key)
            part = self.value[rows, columns]
            return Number(part if any(isinstance(k, slice) for k in key) else part[0, 0])
        return Number(self.value[key, 0])


def _entry(made):
    """What a function gives for one entry: a scalar, or what counts as one."""
    if raw(made).size != 1:
        raise RefusedError
    return raw(made).item()


def raw(other):
    return other.value if isinstance(other, Number) else np.asarray(complex(other))


def alike(left, right):
    if left.size == 1 and right.ndim and right.size != 1:
        left = left.reshape(())
    if right.size == 1 and left.ndim and left.size != 1:
        right = right.reshape(())
    if left.ndim and right.ndim and left.shape != right.shape:
        raise RefusedError
    return left, right


def product(left, right):
    if not left.ndim or not right.ndim:
        return left * right
    if left.shape[1] == right.shape[0]:
        return left @ right
    if left.shape == (1, 1) or right.shape == (1, 1):
        return (left * right).reshape((left if right.shape == (1, 1) else right).shape)
    raise RefusedError


def each(function):
    return lambda x: Number(np.asarray(function(raw(x))))


def whole(function):
    return lambda *args: Number(np.asarray(function(*map(raw, args))))


def _softmax(x):
    return np.exp(x) / np.exp(x).sum()


def _same(left, right):
    if left.shape != right.shape:
        raise RefusedError
    return left, right


ORACLE = SimpleNamespace(
    tanh=each(np.tanh), sin=each(np.sin), exp=each(np.exp), sqrt=each(np.sqrt),
    sigmoid=each(lambda x: 1 / (1 + np.exp(-x))),
    relu=each(lambda x: np.where(x.real > 0, x, 0)), total=whole(np.sum), mean=whole(np.mean),
    dot=whole(lambda u, v: np.sum(np.multiply(*_same(u, v)))), hadamard=whole(lambda u, v: np.multiply(*_same(u, v))),
    divide=whole(lambda u, v: np.divide(*_same(u, v))), softmax=whole(_softmax), outer=whole(lambda u, v: u @ v.T),
    logsumexp=whole(lambda x: np.log(np.exp(x).sum())), diag=whole(lambda u: np.diag(u[:, 0])),
    concat=whole(lambda u, v: np.concatenate([u, v])), rows=lambda x, start, count: x[start:start + count],
)  # fmt: skip
ORACLE_SYMPY = SimpleNamespace(
    Rational=Fraction, sin=ORACLE.sin, tanh=ORACLE.tanh, Trace=whole(np.trace), eye_=lambda n: Number(np.eye(n))
)
