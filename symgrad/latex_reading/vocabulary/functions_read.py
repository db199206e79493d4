"""The functions that a paper names -> what they are here; powers entry by entry."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.algebra.lifting import lift
from symgrad.arguments.refusals import short
from symgrad.errors import MissingRuleError
from symgrad.expressions.shapes import shape_of
from symgrad.functions import activations, elementwise, shifted_exponentials
from symgrad.latex_reading.vocabulary.entry_forms import NoMatrixForm
from symgrad.operations import of_matrices, of_two, of_vectors
from symgrad.operations.cumulative import cumprod, cumsum
from symgrad.operations.normalisations import layer_norm, rms_norm
from symgrad.operations.of_triangles import tril, triu
from symgrad.operations.operations import (
    concat,
    divide,
    dot,
    hadamard,
    larger,
    mean,
    norm_1,
    norm_squared,
    ones,
    total,
)

_NUMBERS: Mapping[str, Any] = MappingProxyType({"1/2": sp.Rational(1, 2), "inf": sp.oo, "pi": sp.pi, "e": sp.E})

_ENTRYWISE = """normal_pdf normal_cdf
tanh sinh cosh sin cos tan exp log relu sigmoid softplus gelu silu sign erf asin acos atan asinh
acosh atanh
leaky_relu elu step hard_sigmoid log_sigmoid gelu_tanh"""
_OF_THE_FIELD = "mish softsign selu hard_swish tanhshrink squareplus"
_SHIFTED = "log1p expm1 logit"
_SYMPYS = "sec csc cot coth sech csch erfc asec acsc acot asech acsch acoth frac"
_OF_SYMPY: Mapping[str, Any] = MappingProxyType({name: getattr(sp, name) for name in _SYMPYS.split()})

_MOST = sp.Float("1e300")


def _every_entry(head: Any) -> Callable[[Any], Any]:
    """A function of SymPy's, applied to every entry."""
    entry = sp.Dummy("t")
    return lambda expr: expr.applyfunc(sp.Lambda(entry, head(entry))) if shape_of(expr) else head(expr)


def _std(expr: Any, eps: Any = 0) -> Any:
    """The standard deviation of the entries of a vector, with a number beneath its root."""
    shape = shape_of(expr)
    centred = expr - mean(expr) * ones(*shape)
    return sp.sqrt(norm_squared(centred) / (shape[0] * shape[1]) + eps)


def _of_lines(row: Any, axis: int, expr: Any, *constants: Any) -> Any:
    """A function of each line, with the numbers that it takes."""
    return of_vectors.of_lines(row, axis, expr, *constants)


def is_square(expr: Any) -> bool:
    """Whether this is a square matrix."""
    shape = shape_of(expr)
    return len(shape) == 2 and shape[0] == shape[1]


def matrix_power(matrix: Any, exponent: Any) -> Any:
    """A power of a square matrix, one with a half of its root.

    Raises NoMatrixForm for any other.
    """
    if exponent.is_Integer:
        return matrix**exponent
    if exponent.is_Rational and exponent.q == 2:
        return of_matrices.sqrtm(matrix) ** exponent.p
    raise NoMatrixForm("this power of a square matrix is not read; write exponents of every entry with \\odot")


def _of_square(head: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function of a square matrix, of a number too."""
    return lambda expr: head(expr) if shape_of(expr) else expr


# A function by its name -> what it is here, of one argument
FUNCTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        **{name: getattr(elementwise, name) for name in _ENTRYWISE.split()},
        **{name: getattr(activations, name) for name in _OF_THE_FIELD.split()},
        **{name: getattr(shifted_exponentials, name) for name in _SHIFTED.split()},
        **{name: _every_entry(head) for name, head in _OF_SYMPY.items()},
        "tril": tril, "triu": triu, "cumsum": cumsum, "cumprod": cumprod,
        "revcumsum": lambda expr: cumsum(expr, reverse=True), "e_argmax": of_vectors.first_maximum,
        "normalize": of_vectors.normalize,
        "arctan": elementwise.atan, "arcsin": elementwise.asin, "arccos": elementwise.acos,
        "arctanh": elementwise.atanh,
        "abs": elementwise.abs_, "softmax": of_vectors.softmax, "log_softmax": of_vectors.log_softmax,
        "logsumexp": of_vectors.logsumexp, "layer_norm": layer_norm, "rms_norm": rms_norm, "sum": total, "mean": mean,
        "std": _std,
        "rms": lambda expr: of_vectors.rms(expr, 0), "max": of_two.maximum, "min": of_two.minimum,
        "norm": of_vectors.norm, "norm ‖": of_vectors.norm, "norm ‖2": of_vectors.norm,
        "norm ‖1": norm_1, "norm ‖F": lambda X: sp.sqrt(norm_squared(X)), "big sum": total,
        "det": _of_square(sp.Determinant), "trace": _of_square(sp.Trace), "tr": _of_square(sp.Trace),
        "concat": lambda *blocks: concat(*blocks),
        **{f"{name} {line}": functools.partial(function, axis=axis) for line, axis in (("col", 0), ("row", 1))
        for name, function in (("softmax", of_vectors.softmax), ("log_softmax", of_vectors.log_softmax),
        ("logsumexp", of_vectors.logsumexp), ("layer_norm", layer_norm), ("rms_norm", rms_norm),
        ("norm", of_vectors.norm), ("normalize", of_vectors.normalize), ("hardmax", of_vectors.first_maximum),
        ("max", of_two.maximum), ("min", of_two.minimum), ("mean", mean), ("sum", total))},
    }
)  # fmt: skip
ENTRYWISE = frozenset(
    {
        *_ENTRYWISE.split(),
        *_OF_THE_FIELD.split(),
        *_SHIFTED.split(),
        *_OF_SYMPY,
        "arctan",
        "arcsin",
        "arccos",
        "arctanh",
        "abs",
    }
)
OF_ARRAYS = frozenset({"softmax", "log_softmax", "logsumexp", "normalize", "max", "min", "e_argmax", "rms"})
OF_EACH_ROW = frozenset({"softmax", "log_softmax", "logsumexp", "layer_norm", "rms_norm"})
FUNCTIONS_OF_TWO: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "std": _std,
        "rms": of_vectors.rms,
        **{
            f"{name} {line}": functools.partial(_of_lines, row, axis)
            for line, axis in (("col", 0), ("row", 1))
            for name, row in (("std", of_vectors.deviation), ("rms", of_vectors.rms))
        },
        "inner": dot,
        "dot": dot,
        "layer_norm": lambda expr, eps: layer_norm(expr, epsilon=eps),
        "rms_norm": lambda expr, eps: rms_norm(expr, epsilon=eps),
        "layer_norm col": lambda expr, eps: layer_norm(expr, epsilon=eps, axis=0),
        "layer_norm row": lambda expr, eps: layer_norm(expr, epsilon=eps, axis=1),
        "rms_norm col": lambda expr, eps: rms_norm(expr, epsilon=eps, axis=0),
        "rms_norm row": lambda expr, eps: rms_norm(expr, epsilon=eps, axis=1),
    }
)
# Names that are known and have no node of their own
NOT_HERE = frozenset({"argmax", "argmax row", "argmax col", "var", "big product", "big hadamard product"})
_MOST_FACTORS = 200


def digits_of(number: Any) -> int:
    """About how many digits a rational number has, above or below."""
    return int(max(int(number.p).bit_length(), int(number.q).bit_length()) * 0.30103)


def grows(base: Any, exponent: Any, most: int) -> bool:
    """Whether a power of two numbers has more digits than this, or is a root of an order that nobody writes."""
    if not isinstance(base, sp.Rational) or not isinstance(exponent, sp.Rational):
        return False
    return digits_of(exponent) > 9 or max(digits_of(base), int(base not in (-1, 0, 1))) * abs(exponent) > most


def is_huge(expr: Any) -> bool:
    """Whether this is a constant that no floating number holds: SymPy would compare it with others for ever."""
    if not isinstance(expr, sp.Expr) or getattr(expr, "is_Matrix", False) or shape_of(expr) or not expr.is_number:
        return False
    value = expr.evalf(2)
    return value.is_Float is True and abs(value) > _MOST


def extreme(name: str, exprs: Sequence[Any]) -> Any:
    """The largest, or the smallest, of several, entry by entry."""
    sign = -1 if name == "min" else 1
    return sign * functools.reduce(larger, [sign * expr for expr in exprs])


def undefined(name: str) -> Callable[..., Any]:
    """A function of numbers that nothing defines, applied to every entry."""
    head = sp.Function(name)

    def applied(*exprs: Any) -> Any:
        if not any(map(shape_of, exprs)):
            return head(*exprs)
        if len(exprs) > 1:
            raise NoMatrixForm(f"{name} of several arrays is not read, since nothing says what it is")
        return exprs[0].applyfunc(head)

    return applied


def elementwise_power(expr: Any, exponent: Any) -> Any:
    """A power of a number, or of every entry.

    Raises MissingRuleError where entries would stand in a product a hundred times and more.
    """
    shape = shape_of(expr) or shape_of(exponent)
    if not shape:
        return expr**exponent
    if exponent.is_Integer and abs(exponent) * max(len(expr.args), 1) > _MOST_FACTORS:
        raise MissingRuleError(f"the power {short(exponent)} of every entry of {short(expr)} is too high.")
    if exponent.is_Integer and exponent > 0:
        return hadamard(*[expr] * int(exponent))
    if exponent.is_Integer:
        return divide(ones(*shape), hadamard(*[expr] * int(-exponent)))
    parts = [(sp.Dummy(real=True), one) if shape_of(one) else (one, one) for one in (expr, exponent)]
    return lift(parts[0][0] ** parts[1][0], {symbol: one for symbol, one in parts if symbol is not one}, shape)
