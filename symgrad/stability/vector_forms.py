"""Sums of a softmax or a unit vector that cancel at its largest entry, as functions that sum the other entries."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.algebra import add, dot, hadamard, mul, negate, ones_of, scale, split, transpose
from symgrad.nodes import Diag, Dot
from symgrad.shapes import shape_of
from symgrad.stability.forms import StableForm
from symgrad.vector_functions import normalize, softmax

MOST_TERMS = 8  # of a sum in which pairs are looked for

# (expression, row) -> its argument where the expression, or what it is the name of, is that function of a vector
Applied = Callable[[Any, Any], Any]


def vector_form(expr: Any, applied: Applied) -> Any | None:
    """The function for an expression that would cancel, or for two terms of it; None for any other.

    p . v - <p, v> p or p . (v - <p, v> 1); v - <p, v> 1; diag(p) - p p'; I - 1 p'; I - y y'.
    """
    if isinstance(expr, HadamardProduct):
        return _pulled(expr, applied)
    if not isinstance(expr, sp.MatAdd) or len(expr.args) > MOST_TERMS:
        return None
    for plus, minus in itertools.permutations(expr.args, 2):
        coefficient, body = split(plus)
        found = _pair(body, scale(1 / coefficient, minus), applied)
        if found is not None:
            return add(scale(coefficient, found), *(term for term in expr.args if term not in (plus, minus)))
    return None


def _pair(plus: Any, minus: Any, applied: Applied) -> StableForm | None:
    if isinstance(plus, Diag) and applied(plus.argument, softmax) is not None:
        p = plus.argument
        return StableForm("softmax_jacobian", p) if minus == negate(mul(p, transpose(p))) else None
    if isinstance(plus, sp.Identity):
        return _from_identity(minus, applied)
    if isinstance(plus, HadamardProduct):
        for p, rest in _apart(plus, applied):
            if minus == scale(-dot(p, rest), p):
                return StableForm("softmax_pull", p, rest)
    p = _centring(plus, minus, applied)
    return None if p is None else StableForm("softmax_centred", p, plus)


def _centring(v: Any, minus: Any, applied: Applied) -> Any | None:
    """p where ``minus`` is -<p, v> in every entry, for a p = softmax(z)."""
    coefficient, body = split(minus)
    if not isinstance(body, sp.OneMatrix) or body.shape[1] != 1 or not isinstance(coefficient, (Dot, sp.Mul)):
        return None
    candidates = [side for product in (-coefficient).atoms(Dot) for side in product.args]
    return next((p for p in candidates if applied(p, softmax) is not None and -coefficient == dot(p, v)), None)


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
