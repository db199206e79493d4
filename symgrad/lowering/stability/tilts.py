"""Logarithms of scales: added, multiplied by a number, and by which of two signs one is written."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra import add, ones_of, scale, split
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.expressions.traversal import place_of


def summed(*tilts: Any) -> Any | None:
    """The sum of tilts, None for 0; a scalar beside a vector is added to every entry."""
    terms = [tilt for tilt in tilts if tilt is not None]
    if len(terms) < 2:
        return terms[0] if terms else None
    shape = next((shape_of(term) for term in terms if is_matrix(term)), ())
    if shape:
        made = add(*(term if is_matrix(term) else scale(term, ones_of(shape)) for term in terms))
    else:
        made = _opened(sp.Add(*terms))
    return None if made == 0 or isinstance(made, sp.ZeroMatrix) else made


def _opened(expr: Any) -> Any:
    """A scalar with the factors of its terms multiplied into their sums; what stands inside a node stays as it is."""
    return sp.Add(*(sp.expand_mul(term, deep=False) for term in sp.Add.make_args(expr)))


def times(number: Any, expr: Any) -> Any:
    """A number times an expression, in each term of a sum."""
    if not is_matrix(expr):
        return _opened(sp.Mul(number, expr))
    coefficient, body = split(expr)
    if isinstance(body, sp.MatAdd):
        return add(*(scale(number * coefficient, term) for term in body.args))
    return scale(number, expr)


def leads_with_minus(expr: Any) -> bool:
    if not is_matrix(expr):
        return bool(expr.could_extract_minus_sign())
    parts = map(split, expr.args if isinstance(expr, sp.MatAdd) else (expr,))
    first = min(parts, key=lambda part: place_of(part[1]))  # the order of terms goes by their signs too
    return bool(first[0].could_extract_minus_sign())
