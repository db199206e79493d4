"""Sums of a softmax or a unit vector that cancel at its largest entry, as functions that sum the other entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.algebra import dot, hadamard, mul, negate, ones_of, scale, split, transpose
from symgrad.nodes import Diag
from symgrad.shapes import is_matrix, shape_of
from symgrad.stability.forms import StableForm
from symgrad.vector_functions import normalize, softmax

# (expression, row) -> its argument where the expression, or what it is the name of, is that function of a vector
Applied = Callable[[Any, Any], Any]


def vector_form(expr: Any, applied: Applied) -> StableForm | None:
    """The function for an expression that would cancel; None for any other.

    p . v - <p, v> p or p . (v - <p, v> 1); diag(p) - p p'; I - 1 p'; I - y y'.
    """
    if isinstance(expr, HadamardProduct):
        return _pulled(expr, applied)
    if not is_matrix(expr) or len(expr.args) != 2:
        return None
    for plus, minus in (expr.args, expr.args[::-1]):
        if isinstance(plus, Diag) and applied(plus.argument, softmax) is not None:
            p = plus.argument
            if minus == negate(mul(p, transpose(p))):
                return StableForm("softmax_jacobian", p)
        if isinstance(plus, sp.Identity):
            found = _from_identity(minus, applied)
            if found is not None:
                return found
        if isinstance(plus, HadamardProduct):
            for p, rest in _apart(plus, applied):
                if minus == scale(-dot(p, rest), p):
                    return StableForm("softmax_pull", p, rest)
    return None


def _from_identity(minus: Any, applied: Applied) -> StableForm | None:
    coefficient, body = split(minus)
    if coefficient != -1 or not isinstance(body, sp.MatMul) or len(body.args) != 2:
        return None
    left, right = body.args[0], transpose(body.args[1])
    if isinstance(left, sp.OneMatrix) and applied(right, softmax) is not None:
        return StableForm("log_softmax_jacobian", right)
    if left == right and applied(left, normalize) is not None:
        return StableForm("normalize_jacobian", left)
    return None


def _apart(product: Any, applied: Applied) -> Iterator[tuple[Any, Any]]:
    """Each softmax in an entry-by-entry product, and the product of the rest."""
    for p in product.args:
        if applied(p, softmax) is not None:
            yield p, hadamard(*(factor for factor in product.args if factor is not p))


def _pulled(product: Any, applied: Applied) -> StableForm | None:
    for p, rest in _apart(product, applied):
        if isinstance(rest, sp.MatAdd) and len(rest.args) == 2:
            for v, minus in (rest.args, rest.args[::-1]):
                if minus == scale(-dot(p, v), ones_of(shape_of(p))):
                    return StableForm("softmax_pull", p, v)
    return None
