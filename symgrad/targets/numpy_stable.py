"""Forms that would cancel, written so that they do not: 1 - sigmoid(z) is sigmoid(-z), and so on.

    1 - sigmoid(z)           sigmoid(-z)
    1 - 2 sigmoid(z)         -tanh(z / 2)
    diag(p) - p p^T          with the diagonal p (sum of the other entries of p)     for p = softmax(z)
    p . v - <p, v> p         with v shifted by its entry at the largest of p         for p = softmax(z)

    I - 1 p^T, I - y y^T     with the diagonal the sum of the others                 for p = softmax(z), y = z / |z|

Each is looked for in a sum, also where sigmoid(z) or softmax(z) has a name in the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.algebra import dot, hadamard, mul, negate, ones_of, scale, split, transpose
from symgrad.blocks import apply
from symgrad.functions import sigmoid, tanh
from symgrad.nodes import Diag, Elementwise, VectorMap
from symgrad.shapes import is_matrix, shape_of
from symgrad.symbols import is_variable
from symgrad.vector_functions import normalize, softmax

PULL = '''
def softmax_pull(p, v):
    """p * v - sum(p * v) * p along the last axis, without cancellation at the largest entry of p."""
    top = np.expand_dims(p.real.argmax(axis=-1), -1)
    p, v = np.broadcast_arrays(p, v)
    d = v - np.take_along_axis(v, np.broadcast_to(top, (*v.shape[:-1], 1)), -1)
    return p * (d - (p * d).sum(axis=-1, keepdims=True))
'''
JACOBIAN = '''
def softmax_jacobian(p):
    """diag(p) - outer(p, p), without cancellation on the diagonal."""
    n = p.shape[-1]
    whole = -p[..., :, None] * p[..., None, :]
    others = np.where(np.eye(n, dtype=bool), 0.0, p[..., None, :]).sum(axis=-1)
    whole[..., np.arange(n), np.arange(n)] = p * others
    return whole
'''

LOG_JACOBIAN = '''
def log_softmax_jacobian(p):
    """The identity less p in every row, without cancellation on the diagonal."""
    n = p.shape[-1]
    whole = np.broadcast_to(-p[..., None, :], (*p.shape, n)).copy()
    others = np.where(np.eye(n, dtype=bool), 0.0, p[..., None, :]).sum(axis=-1)
    whole[..., np.arange(n), np.arange(n)] = others
    return whole
'''
UNIT_JACOBIAN = '''
def normalize_jacobian(y):
    """The identity less outer(y, y) for a vector y of length 1, without cancellation on the diagonal."""
    n = y.shape[-1]
    whole = -y[..., :, None] * y[..., None, :]
    others = np.where(np.eye(n, dtype=bool), 0.0, np.square(y)[..., None, :]).sum(axis=-1)
    whole[..., np.arange(n), np.arange(n)] = others
    return whole
'''
HELPERS: Mapping[str, str] = MappingProxyType(
    {
        "softmax_pull": PULL,
        "softmax_jacobian": JACOBIAN,
        "log_softmax_jacobian": LOG_JACOBIAN,
        "normalize_jacobian": UNIT_JACOBIAN,
    }
)


def complement(total: Any, definitions: Mapping[Any, Any]) -> Any | None:
    """An equal of 1 - sigmoid(z) or 1 - 2 sigmoid(z) that does not cancel; None for any other sum."""
    found = complemented(total, definitions)
    if found is None:
        return None
    number, argument = found
    if number == -1:
        return apply(sigmoid.head, negate(argument))
    return negate(apply(tanh.head, mul(sp.Rational(1, 2), argument)))


def complemented(total: Any, definitions: Mapping[Any, Any]) -> tuple[Any, Any] | None:
    """(-1, z) for 1 - sigmoid(z), (-2, z) for 1 - 2 sigmoid(z)."""
    if len(total.args) != 2:
        return None
    for one, other in (total.args, total.args[::-1]):
        number, value = split(other) if is_matrix(other) else other.as_coeff_Mul()
        if (one == 1 or isinstance(one, sp.OneMatrix)) and number in (-1, -2):
            argument = sigmoid_argument(value, definitions)
            if argument is not None:
                return number, argument
    return None


def sigmoid_argument(value: Any, definitions: Mapping[Any, Any]) -> Any | None:
    """z where a value is sigmoid(z), or the name of it."""
    value = definitions.get(value, value) if is_variable(value) else value
    if isinstance(value, Elementwise) and value.head is sigmoid.head:
        return value.argument
    return value.args[0] if isinstance(value, sigmoid.head) else None


def vector_forms(expr: Any, definitions: Mapping[Any, Any]) -> tuple[str, Any, Any] | None:
    """The helper for an expression that would cancel, and its arguments (the second may be None); None for any other.

    p . v - <p, v> p or p . (v - <p, v> 1); diag(p) - p p^T; I - 1 p^T; I - y y^T.
    """
    if isinstance(expr, HadamardProduct):
        return _pulled(expr, definitions)
    if not is_matrix(expr) or len(expr.args) != 2:
        return None
    for plus, minus in (expr.args, expr.args[::-1]):
        if isinstance(plus, Diag) and _is_softmax(plus.argument, definitions):
            p = plus.argument
            if minus == negate(mul(p, transpose(p))):
                return "softmax_jacobian", p, None
        if isinstance(plus, sp.Identity):
            found = _from_identity(minus, definitions)
            if found is not None:
                return found
        if isinstance(plus, HadamardProduct):
            for p, rest in _apart(plus, definitions):
                if minus == scale(-dot(p, rest), p):
                    return "softmax_pull", p, rest
    return None


def _from_identity(minus: Any, definitions: Mapping[Any, Any]) -> tuple[str, Any, Any] | None:
    coefficient, body = split(minus)
    if coefficient != -1 or not isinstance(body, sp.MatMul) or len(body.args) != 2:
        return None
    left, right = body.args[0], transpose(body.args[1])
    if isinstance(left, sp.OneMatrix) and _is_softmax(right, definitions):
        return "log_softmax_jacobian", right, None
    if left == right and _value(left, definitions, normalize):
        return "normalize_jacobian", left, None
    return None


def _apart(product: Any, definitions: Mapping[Any, Any]) -> Iterator[tuple[Any, Any]]:
    """Each softmax in an entry-by-entry product, and the product of the rest."""
    for p in product.args:
        if _is_softmax(p, definitions):
            yield p, hadamard(*(factor for factor in product.args if factor is not p))


def _pulled(product: Any, definitions: Mapping[Any, Any]) -> tuple[str, Any, Any] | None:
    for p, rest in _apart(product, definitions):
        if isinstance(rest, sp.MatAdd) and len(rest.args) == 2:
            for v, minus in (rest.args, rest.args[::-1]):
                if minus == scale(-dot(p, v), ones_of(shape_of(p))):
                    return "softmax_pull", p, v
    return None


def _is_softmax(value: Any, definitions: Mapping[Any, Any]) -> bool:
    return _value(value, definitions, softmax)


def _value(value: Any, definitions: Mapping[Any, Any], row: Any) -> bool:
    """Whether a value is that of a vector function, or the name of it."""
    value = definitions.get(value, value) if is_variable(value) else value
    return isinstance(value, VectorMap) and value.head is row
