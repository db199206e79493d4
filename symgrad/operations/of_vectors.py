"""The functions of a whole vector: one row each, and all that symgrad knows of a function stands in its row.

softmax, log_softmax and normalize give a vector, logsumexp, norm and maximum a scalar. The differential of a row
is written with the functions of the table again, so the table is closed under derivatives.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.algebra import add, dot, hadamard, mul, negate, ones_of, scale, total, trace, zero
from symgrad.algebra.blocks import divide, inverse
from symgrad.algebra.intake import as_matrix, intake
from symgrad.arguments.sympified import sympified
from symgrad.errors import ArgumentError, ShapeError
from symgrad.expressions.nodes import Reduction, VectorMap
from symgrad.expressions.shapes import is_matrix, is_vector, shape_of, shape_text


@dataclass(frozen=True, eq=False)
class VectorFunction:
    """One function of a whole vector; call it on a vector, or what else its ``domain`` says.

    reduction     whether it gives a scalar; otherwise a vector of the shape of its argument
    differential  (x, y, dx) -> dy: what the value y = f(x) does when x moves by dx; constants of f follow dx
    latex         its LaTeX command (``{x}`` stands for the argument where it is a bracket), ``text`` its plain form
    numpy         the NumPy expression of it: ``{x}`` is the argument, ``axis`` the axes of its entries
    helper        Python source of the function that ``numpy`` calls, stable for arguments of any size
    analytic      source of the same function continued to complex arguments
    by_constant   (x, y, constant) -> the derivative of y by its one constant, where it has one
    definition    (entries of x) -> entries of y, or the one value: an oracle that shares nothing with the rest
    """

    name: str
    reduction: bool
    differential: Callable[..., Any]
    latex: str
    text: str
    helper: str
    analytic: str
    definition: Callable[..., Any]
    domain: str = "a vector"
    by_constant: Callable[..., Any] | None = None

    def __call__(self, argument: Any, *constants: Any) -> Any:
        """f(x): a scalar or a vector of the shape of x. Raises ShapeError for an argument of another kind."""
        taken = as_matrix(intake(argument), sympified(argument))
        if not self.takes(taken):
            raise ShapeError(f"{self.name} takes {self.domain}, but {taken} is {shape_text(shape_of(taken))}.")
        self.require_constants(constants)
        return (Reduction if self.reduction else VectorMap)(self, taken, *map(sympified, constants))

    def require_constants(self, constants: Sequence[Any]) -> None:
        """Raises ArgumentError where a function is given other constants than its differential takes, or vectors."""
        names = list(inspect.signature(self.differential).parameters)[3:]
        if len(constants) != len(names) or any(map(is_matrix, map(sympified, constants))):
            takes = f"{self.domain} and the scalar {' and '.join(names)}" if names else f"{self.domain} alone"
            came = ", ".join(map(str, constants)) or "nothing"
            raise ArgumentError(f"{self.name} takes {takes}, but {came} came beside it.")

    def takes(self, argument: Any) -> bool:
        """Whether the shape of an argument is in the function's domain."""
        shape = shape_of(argument)
        return {
            "a vector": is_vector(argument),
            "a vector or a matrix": is_matrix(argument),
            "a square matrix": is_matrix(argument) and shape[0] == shape[1],
        }[self.domain]

    def __reduce__(self) -> str:
        return self.name  # pickled as the row of this module that it is

    def __repr__(self) -> str:
        return f"<vector function {self.name}>"


def _softmax_moves(x: Any, y: Any, dx: Any) -> Any:
    return add(hadamard(y, dx), negate(mul(dot(y, dx), y)))


def _log_softmax_moves(x: Any, y: Any, dx: Any) -> Any:
    return add(dx, negate(mul(dot(VectorMap(softmax, x), dx), ones_of(shape_of(x)))))


def _normalize_moves(x: Any, y: Any, dx: Any) -> Any:
    return divide(add(dx, negate(mul(dot(y, dx), y))), Reduction(norm, x))


def _shifted(entries: Sequence[Any]) -> list[Any]:
    return [sp.exp(entry) for entry in entries]


def _count(x: Any) -> Any:
    return sp.Mul(*shape_of(x))


def _standardize_moves(x: Any, y: Any, dx: Any, epsilon: Any) -> Any:
    """The compact form: (dx - mean(dx) - y mean(y dx)) / deviation."""
    n = _count(x)
    centred = mul(total(dx) / n, ones_of(shape_of(x)))
    along = mul(dot(y, dx) / n, y)
    return divide(add(dx, negate(centred), negate(along)), Reduction(deviation, x, epsilon))


def _rms_normalize_moves(x: Any, y: Any, dx: Any, epsilon: Any) -> Any:
    return divide(add(dx, negate(mul(dot(y, dx) / _count(x), y))), Reduction(rms, x, epsilon))


def _mean(entries: Sequence[Any]) -> Any:
    return sp.Add(*entries) / len(entries)


def _variance(entries: Sequence[Any]) -> Any:
    return _mean([(entry - _mean(entries)) ** 2 for entry in entries])


_SOFTMAX = '''
def softmax(x, axis=-1):
    """exp(x) / sum(exp(x)), without overflow."""
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
'''
_SOFTMAX_ANALYTIC = '''
def softmax(x, axis=-1):
    """exp(x) / sum(exp(x))."""
    e = np.exp(x - x.real.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)
'''
_LOG_SOFTMAX = '''
def log_softmax(x):
    """x - log(sum(exp(x))) along the last axis, without overflow; exact also where one entry is nearly all."""
    top = np.expand_dims(x.argmax(axis=-1), -1)
    z = x - np.take_along_axis(x, top, -1)
    e = np.exp(z)
    np.put_along_axis(e, top, 0.0, -1)
    return z - np.log1p(e.sum(axis=-1, keepdims=True))
'''
_LOGSUMEXP = '''
def logsumexp(x, axis=-1):
    """log(sum(exp(x))), without overflow; exact also where one entry is nearly all."""
    x = x.reshape(*x.shape[:-2], -1) if axis == (-2, -1) else x
    top = np.expand_dims(x.argmax(axis=-1), -1)
    largest = np.take_along_axis(x, top, -1)
    e = np.exp(x - largest)
    np.put_along_axis(e, top, 0.0, -1)
    return largest[..., 0] + np.log1p(e.sum(axis=-1))
'''
_NORM = '''
def norm(x, axis=-1):
    """The square root of the sum of squares, without overflow or underflow."""
    top = np.abs(x).max(axis=axis, keepdims=True)
    scale = np.where(top > 0.0, top, 1.0).astype(x.dtype)
    return np.squeeze(scale, axis) * np.sqrt(np.square(x / scale).sum(axis=axis))
'''
_NORM_ANALYTIC = '''
def norm(x, axis=-1):
    """The square root of the sum of squares."""
    return np.sqrt((x * x).sum(axis=axis))
'''
_NORMALIZE = '''
def normalize(x, axis=-1):
    """x over its 2-norm, and 0 for the zero vector."""
    top = np.abs(x).max(axis=axis, keepdims=True)
    y = x / np.where(top > 0.0, top, 1.0).astype(x.dtype)
    size = np.sqrt(np.square(y).sum(axis=axis, keepdims=True))
    return y / np.where(size > 0.0, size, 1.0).astype(x.dtype)
'''
_NORMALIZE_ANALYTIC = '''
def normalize(x, axis=-1):
    """x over its 2-norm."""
    return x / np.sqrt((x * x).sum(axis=axis, keepdims=True))
'''
_MAXIMUM = '''
def maximum(x, axis=-1):
    """The largest entry."""
    return x.max(axis=axis)
'''
_FIRST_MAXIMUM = '''
def first_maximum(x):
    """1 at the first of the largest entries along the last axis, 0 elsewhere."""
    return (np.arange(x.shape[-1]) == x.argmax(axis=-1)[..., None]).astype(x.dtype)
'''
_STANDARDIZE = '''
def standardize(x, epsilon):
    """(x - mean) / sqrt(variance + epsilon) along the last axis."""
    z = x - x.mean(axis=-1, keepdims=True)
    return z / np.sqrt((z * z).mean(axis=-1, keepdims=True) + epsilon)
'''
_DEVIATION = '''
def deviation(x, epsilon):
    """sqrt(variance + epsilon) along the last axis."""
    z = x - x.mean(axis=-1, keepdims=True)
    return np.sqrt((z * z).mean(axis=-1) + epsilon)
'''
_RMS = '''
def rms(x, epsilon):
    """sqrt(mean of squares + epsilon) along the last axis."""
    return np.sqrt((x * x).mean(axis=-1) + epsilon)
'''
_RMS_NORMALIZE = '''
def rms_normalize(x, epsilon):
    """x / sqrt(mean of squares + epsilon) along the last axis."""
    return x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + epsilon)
'''
_LOGDET = '''
def logdet(x, axis=None):
    """log(abs(det(x))), without overflow."""
    return np.linalg.slogdet(x)[1]
'''
_LOGDET_ANALYTIC = '''
def logdet(x, axis=None):
    """log(det(x)), up to its sign."""
    det = np.linalg.det(x)
    return np.log(np.where(det.real < 0.0, -det, det))
'''

softmax: VectorFunction = VectorFunction(
    "softmax", False, _softmax_moves, r"\operatorname{softmax}", "softmax", _SOFTMAX, _SOFTMAX_ANALYTIC,
    lambda x: [e / sp.Add(*_shifted(x)) for e in _shifted(x)],
)  # fmt: skip
log_softmax: VectorFunction = VectorFunction(
    "log_softmax", False, _log_softmax_moves, r"\operatorname{logsoftmax}", "log_softmax", _LOG_SOFTMAX,
    _LOG_SOFTMAX.replace("x.argmax", "x.real.argmax"), lambda x: [entry - sp.log(sp.Add(*_shifted(x))) for entry in x],
)  # fmt: skip
logsumexp: VectorFunction = VectorFunction(
    "logsumexp", True, lambda x, y, dx: dot(VectorMap(softmax, x), dx), r"\operatorname{logsumexp}", "logsumexp",
    _LOGSUMEXP, _LOGSUMEXP.replace("x.argmax", "x.real.argmax"), lambda x: sp.log(sp.Add(*_shifted(x))),
)  # fmt: skip
norm: VectorFunction = VectorFunction(
    "norm", True, lambda x, y, dx: dot(VectorMap(normalize, x), dx), r"\lVert {x} \rVert_2", "‖{x}‖",
    _NORM, _NORM_ANALYTIC, lambda x: sp.sqrt(sp.Add(*(entry**2 for entry in x))), "a vector or a matrix",
)  # fmt: skip
normalize: VectorFunction = VectorFunction(
    "normalize", False, _normalize_moves, r"\frac{{x}}{\lVert {x} \rVert_2}", "{x} / ‖{x}‖",
    _NORMALIZE, _NORMALIZE_ANALYTIC, lambda x: [entry / sp.sqrt(sp.Add(*(e**2 for e in x))) for entry in x],
    "a vector or a matrix",
)  # fmt: skip
maximum: VectorFunction = VectorFunction(
    "maximum", True, lambda x, y, dx: dot(VectorMap(first_maximum, x), dx), r"\max", "max", _MAXIMUM,
    _MAXIMUM.replace("x.max(axis=axis)", "np.take_along_axis(x, x.real.argmax(axis=-1)[..., None], -1)[..., 0]"),
    lambda x: sp.Max(*x),
)  # fmt: skip
first_maximum: VectorFunction = VectorFunction(
    "first_maximum", False, lambda x, y, dx: zero(shape_of(x)), r"\operatorname{argmax}", "argmax", _FIRST_MAXIMUM,
    _FIRST_MAXIMUM.replace("x.argmax", "x.real.argmax"),
    lambda x: [
        sp.Piecewise((1, sp.And(*(e > o if k < j else e >= o for k, o in enumerate(x) if k != j))), (0, True))
        for j, e in enumerate(x)
    ],
)  # fmt: skip
standardize: VectorFunction = VectorFunction(
    "standardize", False, _standardize_moves, r"\operatorname{LN}", "standardize", _STANDARDIZE, _STANDARDIZE,
    lambda x, epsilon: [(entry - _mean(x)) / sp.sqrt(_variance(x) + epsilon) for entry in x],
    by_constant=lambda x, y, epsilon: scale(-1 / (2 * Reduction(deviation, x, epsilon) ** 2), y),
)  # fmt: skip
deviation: VectorFunction = VectorFunction(
    "deviation", True, lambda x, y, dx, epsilon: dot(VectorMap(standardize, x, epsilon), dx) / _count(x),
    r"\operatorname{std}", "deviation", _DEVIATION, _DEVIATION, lambda x, epsilon: sp.sqrt(_variance(x) + epsilon),
    by_constant=lambda x, y, epsilon: 1 / (2 * y),
)  # fmt: skip
rms: VectorFunction = VectorFunction(
    "rms", True, lambda x, y, dx, epsilon: dot(VectorMap(rms_normalize, x, epsilon), dx) / _count(x),
    r"\operatorname{rms}", "rms", _RMS, _RMS, lambda x, epsilon: sp.sqrt(_mean([e**2 for e in x]) + epsilon),
    by_constant=lambda x, y, epsilon: 1 / (2 * y),
)  # fmt: skip
rms_normalize: VectorFunction = VectorFunction(
    "rms_normalize", False, _rms_normalize_moves, r"\operatorname{rmsnorm}", "rms_normalize", _RMS_NORMALIZE,
    _RMS_NORMALIZE, lambda x, epsilon: [e / sp.sqrt(_mean([o**2 for o in x]) + epsilon) for e in x],
    by_constant=lambda x, y, epsilon: scale(-1 / (2 * Reduction(rms, x, epsilon) ** 2), y),
)  # fmt: skip
logdet: VectorFunction = VectorFunction(
    "logdet", True, lambda x, y, dx: trace(mul(inverse(x, True), dx)), r"\log\det", "logdet", _LOGDET, _LOGDET_ANALYTIC,
    lambda x: sp.log(sp.Abs(sp.Matrix(int(len(x) ** 0.5), int(len(x) ** 0.5), list(x)).det())), "a square matrix",
)  # fmt: skip
