"""The values of functions at numbers, and of their slopes, written without the tables of the library."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from symgrad.claims.interpreter.formula_values import NoValueError, flipped, number, shape_of_array
from symgrad.latex_reading.vocabulary.functions_read import FUNCTIONS
from symgrad.latex_reading.vocabulary.operations_read import OPERATIONS

Array = Any
_STEP = 1e-30


def _positive(z: Array) -> Array:
    return z.real > 0


def _sigmoid(z: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-z))


def _abs(z: Array) -> Array:
    return z * np.sign(z.real)


def _log(z: Array) -> Array:
    return np.log(_abs(z))


def _sqrt(z: Array) -> Array:
    return np.sqrt(_abs(z))


def _softplus(z: Array) -> Array:
    return np.log(1.0 + np.exp(z))


def _erf(z: Array) -> Array:
    """By its series, which is enough at the numbers that are drawn."""
    total = term = z
    for k in range(1, 60):
        term = term * (-z * z) / k
        total = total + term / (2 * k + 1)
    return 2.0 / np.sqrt(np.pi) * total


def _hard_sigmoid(z: Array) -> Array:
    return np.where(z.real <= -3, 0, np.where(z.real > 3, 1, z / 6 + 0.5))


def _selu(z: Array) -> Array:
    return 1.0507009873554805 * np.where(_positive(z), z, 1.6732632423543772 * (np.exp(z) - 1))


# One argument, entry by entry: functions that are told by others
DERIVED: Mapping[str, Callable[[Array], Array]] = MappingProxyType(
    {
        "sec": lambda z: 1 / np.cos(z), "csc": lambda z: 1 / np.sin(z), "cot": lambda z: 1 / np.tan(z),
        "coth": lambda z: 1 / np.tanh(z), "sech": lambda z: 1 / np.cosh(z), "csch": lambda z: 1 / np.sinh(z),
        "erfc": lambda z: 1 - _erf(z), "mish": lambda z: z * np.tanh(_softplus(z)),
        "softsign": lambda z: z / (1 + _abs(z)),
        "selu": _selu, "hard_sigmoid": _hard_sigmoid, "hard_swish": lambda z: z * _hard_sigmoid(z),
        "tanhshrink": lambda z: z - np.tanh(z), "squareplus": lambda z: (z + np.sqrt(z * z + 4)) / 2,
        "log1p": lambda z: _log(1 + z), "expm1": lambda z: np.exp(z) - 1, "logit": lambda z: _log(z / (1 - z)),
        "normal_pdf": lambda z: np.exp(-z * z / 2) / np.sqrt(2 * np.pi),
        "normal_cdf": lambda z: (1 + _erf(z / np.sqrt(2.0))) / 2, "log_sigmoid": lambda z: np.log(_sigmoid(z)),
        "frac": lambda z: z - np.floor(z.real),
        "gelu_tanh": lambda z: z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3))) / 2,
    }
)  # fmt: skip

# One argument, entry by entry
ENTRYWISE: Mapping[str, Callable[[Array], Array]] = MappingProxyType(
    {
        "tanh": np.tanh, "sigmoid": _sigmoid, "exp": np.exp, "log": _log, "sqrt": _sqrt, "sin": np.sin, "cos": np.cos,
        "tan": np.tan, "sinh": np.sinh, "cosh": np.cosh, "abs": _abs, "norm |": _abs, "softplus": _softplus,
        "relu": lambda z: z * _positive(z), "step": lambda z: _positive(z) + 0 * z,
        "sign": lambda z: np.sign(z.real) + 0 * z,
        "silu": lambda z: z * _sigmoid(z), "erf": _erf, "gelu": lambda z: z * (1 + _erf(z / np.sqrt(2.0))) / 2,
        "leaky_relu": lambda z: np.where(_positive(z), z, z / 100), "elu": lambda z: np.where(_positive(z), z,
        np.exp(z) - 1),
        **DERIVED,
        "arctan": np.arctan, "asin": np.arcsin, "arcsin": np.arcsin, "arccos": np.arccos, "asinh": np.arcsinh,
        "atan": np.arctan, "arctanh": np.arctanh, "atanh": np.arctanh,
    }
)  # fmt: skip


def _softmax(z: Array) -> Array:
    axis = -2 if shape_of_array(z)[1] == 1 else -1
    # Of exact numbers none is larger than another, and none is too large.
    raised = np.exp(z if z.dtype == object else z - z.real.max(axis=axis, keepdims=True))
    return raised / raised.sum(axis=axis, keepdims=True)


def _total(z: Array) -> Array:
    return z.sum(axis=(-1, -2), keepdims=True)


def _norm(z: Array) -> Array:
    return np.sqrt(_total(z * z))


def _diag(z: Array) -> Array:
    rows, columns = shape_of_array(z)
    if rows == columns and rows > 1:
        return np.einsum("...ii->...i", z)[..., None]
    column = z if columns == 1 else flipped(z)
    return column * np.eye(column.shape[-2])


def _along_columns(function: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """A function of a column, of each column: a line of numbers becomes a column."""

    def of_columns(z: Array) -> Array:
        parts = [function(z[..., k : k + 1]) for k in range(z.shape[-1])]
        value = np.concatenate(parts, axis=-1)
        return flipped(value) if value.shape[-2] == 1 else value

    return of_columns


def _along_rows(function: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """A function of a column, of each row."""
    of_columns = _along_columns(function)

    def of_rows(z: Array) -> Array:
        value = of_columns(flipped(z))
        return value if value.shape[-1] == 1 else flipped(value)

    return of_rows


def _std(z: Array, eps: Any = 0.0) -> Array:
    centred = z - z.mean(axis=(-2, -1), keepdims=True)
    return np.sqrt((centred * centred).mean(axis=(-2, -1), keepdims=True) + eps)


def _rms(z: Array, eps: Any = 0.0) -> Array:
    return np.sqrt((z * z).mean(axis=(-2, -1), keepdims=True) + eps)


def _layer_norm(z: Array, eps: Any = 1e-5) -> Array:
    return _rms_norm(z - z.mean(axis=-2, keepdims=True), eps)


def _rms_norm(z: Array, eps: Any = 1e-5) -> Array:
    return z / np.sqrt((z * z).mean(axis=-2, keepdims=True) + eps)


# One argument, as a whole
WHOLE: Mapping[str, Callable[[Array], Array]] = MappingProxyType(
    {
        "softmax": _softmax, "log_softmax": lambda z: np.log(_softmax(z)),
        "logsumexp": lambda z: np.log(_total(np.exp(z))),
        "std": _std, "tril": lambda z: z * np.tri(*shape_of_array(z)), "triu": lambda z: z * np.tri(*z.shape[:-3:-1]).T,
        "cumsum": lambda z: z.cumsum(axis=-2), "cumprod": lambda z: z.cumprod(axis=-2),
        "normalize": lambda z: z / _norm(z),
        "e_argmax": lambda z: 1.0 * (z.real == z.real.max(axis=(-1, -2), keepdims=True)), "rms": _rms,
        "revcumsum": lambda z: z[..., ::-1, :].cumsum(axis=-2)[..., ::-1, :],
        "sum": _total, "big sum": _total, "mean": lambda z: _total(z) / (z.shape[-1] * z.shape[-2]), "norm ‖": _norm,
        "norm": _norm, "norm ‖2": _norm, "norm ‖F": _norm, "norm ‖1": lambda z: _total(_abs(z)), "diag": _diag,
        "trace": lambda z: _total(z * np.eye(z.shape[-1])), "det": lambda z: np.linalg.det(z)[..., None, None],
        "layer_norm": _layer_norm, "rms_norm": _rms_norm, "vec": lambda z: flipped(z).reshape(*z.shape[:-2], -1, 1),
        "max": lambda z: np.where(z.real == z.real.max(axis=(-1, -2), keepdims=True), z, 0).sum(axis=(-1, -2),
        keepdims=True),
        "norm ‖2 of 1": _norm,
    }
)  # fmt: skip

ALONG: Mapping[str, Callable[[Array], Array]] = MappingProxyType(
    {
        f"{name} {line}": along(WHOLE[name])
        for name in (
            "softmax",
            "log_softmax",
            "logsumexp",
            "layer_norm",
            "rms_norm",
            "norm",
            "std",
            "mean",
            "sum",
            "max",
            "normalize",
            "rms",
        )
        for line, along in (("col", _along_columns), ("row", _along_rows))
    }
)

# Two arguments
OF_TWO: Mapping[str, Callable[[Array, Array], Array]] = MappingProxyType(
    {
        "max of 2": lambda a, b: np.where(a.real >= b.real, a, b),
        "min of 2": lambda a, b: np.where(a.real <= b.real, a, b),
        "std of 2": _std, "rms of 2": _rms, "layer_norm of 2": _layer_norm, "rms_norm of 2": _rms_norm,
        "inner of 2": lambda a, b: _total(a * b), "dot of 2": lambda a, b: _total(a * b),
        "concat of 2": lambda a, b: np.concatenate(np.broadcast_arrays(a, b) if a.shape == b.shape else [a, b],
        axis=-2),
    }
)  # fmt: skip


def is_known(name: str) -> bool:
    """Whether this is a function that is known here."""
    return any(name in table for table in (ENTRYWISE, WHOLE, OF_TWO, ALONG))


def unknown(name: str) -> Callable[[Array], Array]:
    """A function that the text leaves open: a smooth one that nothing else is, the same for the same name."""
    digest = hashlib.sha256(name.encode()).digest()
    a, b, c = (1.0 + digest[k] / 256 for k in range(3))
    return lambda z: a * np.sin(b * z + c) + 0.25 * z * z


def value_of(name: str, argument: Array | Sequence[Array], primes: int) -> Array:
    """The value of a function, or of its slope, at an argument.

    Raises NoValue for a function of several arguments that nobody knows.
    """
    if isinstance(argument, list | tuple):
        if name in OF_TWO:
            return OF_TWO[name](*argument)
        if all(shape_of_array(one)[1] == 1 for one in argument):
            return _unknown_of_several(name, argument)
        raise NoValueError(f"the function {name} arguments is not known.")
    whole = WHOLE.get(name) or ALONG.get(name)
    if whole is not None and not primes:
        return whole(argument)
    if name not in ENTRYWISE and (name in OPERATIONS or name in FUNCTIONS or " " in name):
        raise NoValueError(f"the function {name} has no values here.")
    function = ENTRYWISE.get(name) or unknown(name)
    return slope(function, argument, primes) if primes else function(argument)


def _unknown_of_several(name: str, arguments: Sequence[Array]) -> Array:
    total = number(0.0)
    for k, one in enumerate(arguments):
        total = total + _total(unknown(f"{name} {k}")(one)) + 0.3 * _total(one) * _total(arguments[k - 1])
    return np.sin(total) + total


def slope(function: Callable[[Array], Array], at: Array, primes: int) -> Array:
    """The derivative entry by entry, by one more complex direction or by the formula of a circle."""
    if primes == 1 and not np.iscomplexobj(at):
        return np.imag(function(at + 1j * _STEP)) / _STEP
    # Cauchy's formula on a small circle keeps complex arguments.
    count, radius = 32, 0.05
    total = 0.0
    for k in range(count):
        turn = np.exp(2j * np.pi * k / count)
        total = total + function(at + radius * turn) / (radius * turn) ** primes
    factor = 1.0
    for k in range(2, primes + 1):
        factor *= k
    return total * factor / count
