"""The functions that a paper names -> what they are here; powers entry by entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.expressions.shapes import shape_of
from symgrad.functions import elementwise
from symgrad.operations import of_matrices, of_vectors
from symgrad.operations.normalisations import layer_norm, rms_norm
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

_ENTRYWISE = """tanh sinh cosh sin cos tan exp log relu sigmoid softplus gelu silu sign erf asin acos atan asinh
acosh atanh
leaky_relu elu"""

# A function by its name -> what it is here, of one argument
FUNCTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        **{name: getattr(elementwise, name) for name in _ENTRYWISE.split()},
        "arctan": elementwise.atan, "arcsin": elementwise.asin, "arccos": elementwise.acos,
        "arctanh": elementwise.atanh,
        "abs": elementwise.abs_, "softmax": of_vectors.softmax, "log_softmax": of_vectors.log_softmax,
        "logsumexp": of_vectors.logsumexp, "layer_norm": layer_norm, "rms_norm": rms_norm, "sum": total, "mean": mean,
        "expm": of_matrices.expm, "norm": of_vectors.norm, "norm ‖": of_vectors.norm, "norm ‖2": of_vectors.norm,
        "norm ‖1": norm_1, "norm ‖F": lambda X: sp.sqrt(norm_squared(X)), "big sum": total,
        "det": sp.Determinant, "trace": sp.Trace, "tr": sp.Trace, "concat": lambda *blocks: concat(*blocks),
        "vec": lambda X: X,
    }
)  # fmt: skip
OF_EACH_ROW = frozenset({"softmax", "log_softmax", "logsumexp", "layer_norm", "rms_norm"})
FUNCTIONS_OF_TWO: Mapping[str, Callable[..., Any]] = MappingProxyType({"inner": dot, "dot": dot, "max": larger})


def elementwise_power(expr: Any, exponent: Any) -> Any:
    """A power of a number, or of every entry."""
    shape = shape_of(expr)
    if not shape:
        return expr**exponent
    if exponent.is_Integer and exponent > 0:
        return hadamard(*[expr] * int(exponent))
    if exponent == sp.Rational(1, 2):
        return elementwise.exp(elementwise.log(expr) / 2)
    return divide(ones(*shape), hadamard(*[expr] * int(-exponent))) if exponent.is_Integer else expr**exponent
