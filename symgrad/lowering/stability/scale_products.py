"""Products of scales, never of their numbers: p . (y / p), e / (1 + e), exp(z) / total(exp(z)), x / sqrt(x . x)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.algebra import add, dot, factors, mul, ones_of, split, total
from symgrad.algebra.in_products import replaced_in_each_term
from symgrad.expressions.nodes import Dot, Reduction, Total, VectorMap
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.lowering.stability.analysis import Analysis, as_columns
from symgrad.lowering.stability.scaled_terms import Term
from symgrad.lowering.stability.sight import Sight
from symgrad.lowering.stability.vector_forms import vector_form
from symgrad.operations.of_vectors import norm, normalize, softmax


def stable_product(w: Sight, expr: Any) -> Any:
    if isinstance(expr, HadamardProduct):
        form = vector_form(expr, w.of_vector)
        if form is not None:
            return form
    if isinstance(expr, (sp.MatMul, sp.Mul)):
        unit = unit_vector(w, expr)
        if unit is not None:
            return unit
    parts = factors(expr)
    found = _better(w.analysis, expr, parts) if _may_be_lost(w.analysis, parts) else expr
    return _opened(w, expr, parts) if found is expr else found


def _may_be_lost(analysis: Analysis, parts: Sequence[Any]) -> bool:
    """Whether two or more factors have a scale, one of them with a number that may be out of range."""
    found = [terms for terms in map(analysis.terms, parts) if terms]
    return len(found) > 1 and any(not term.is_bounded for terms in found for term in terms)


def _better(analysis: Analysis, expr: Any, parts: Sequence[Any]) -> Any:
    terms = analysis.terms(expr)
    if terms is None:
        return expr
    found = [known for known in map(analysis.terms, parts) if known]
    safe = math.prod(sum(term.scale.is_bounded for term in known) for known in found)
    if any(len(known) > 1 for known in found) and sum(term.scale.is_bounded for term in terms) <= safe:
        return expr  # written out it would be longer, and no safer
    return _sum(terms, expr)


def _opened(w: Sight, expr: Any, parts: Sequence[Any]) -> Any:
    """A sum of which a term may be too large, times what may be too small: term by term, names in it as they are.

    The sum is one by name only where the other stands there as it is.
    """
    written = any(not is_variable(part) and _is_unbounded(w.near.terms(part)) for part in parts)
    opened = [inner for part in parts for inner in (_written(w, part) if written else [part])]
    found = [known for known in map(w.near.terms, opened) if known]
    if sum(map(_is_unbounded, found)) < 2 or all(len(known) == 1 for known in found):
        return expr
    terms = w.near.terms(expr) if opened == [*parts] else w.near.product(opened)
    return expr if terms is None else _sum(terms, expr)


def _is_unbounded(terms: Sequence[Term] | None) -> bool:
    return bool(terms) and not all(term.is_bounded for term in terms or ())


def _written(w: Sight, part: Any) -> list[Any]:
    """A name of a sum of scalars written out, one of a product as its factors where that is one of them."""
    value = w.value(part) if is_variable(part) else None
    if isinstance(value, sp.Add):
        return [value]
    if not isinstance(value, sp.Mul):  # a matrix product is one too
        return [part]
    inner = {factor: w.value(factor) for factor in factors(value) if is_variable(factor)}
    sums = {factor: one for factor, one in inner.items() if isinstance(one, sp.Add)}
    return [sums.get(factor, factor) for factor in factors(value)] if sums else [part]


def _sum(terms: Sequence[Term], expr: Any) -> Any:
    values = [term.value(shape_of(expr)) for term in terms]
    return values[0] if len(values) == 1 else add(*values)


def stable_total(w: Sight, expr: Any) -> Any:
    """The entries of a softmax sum to one."""
    return expr if w.of_vector(expr.argument, softmax) is None else sp.S.One


def stable_dot(w: Sight, expr: Any) -> Any:
    if not _may_be_lost(w.analysis, expr.args):
        return expr
    columns = as_columns(expr.args)
    terms = w.analysis.product(columns)
    if terms is None:
        return expr
    shape = shape_of(columns[0])
    return sp.Add(*(_totalled(term, shape) for term in terms))


def _totalled(term: Term, shape: Any) -> Any:
    """The sum of the entries of a term, its scalar scale in front."""
    if term.scale.is_scalar:
        rest = term.rest if is_matrix(term.rest) else mul(term.rest, ones_of(shape))
        return sp.Mul(term.scale.value(()), total(rest))
    value = term.scale.value(shape)
    return dot(term.rest, value) if is_matrix(term.rest) else mul(term.rest, total(value))


def stable_root(w: Sight, expr: Any) -> Any:
    """sqrt(x . x) is norm(x)."""
    base, exponent = expr.args
    if not is_matrix(base) and exponent in (sp.S.Half, -sp.S.Half):
        argument = _squared(base)
        if argument is not None:
            size = Reduction(norm, argument)
            return size if exponent == sp.S.Half else 1 / size
    return expr


def _squared(expr: Any) -> Any | None:
    """x where an expression is the sum of the squares of the entries of x."""
    if isinstance(expr, Dot) and expr.left == expr.right:
        return expr.left
    inside = expr.argument if isinstance(expr, Total) else None
    return inside.base if isinstance(inside, HadamardPower) and inside.exp == 2 else None


def unit_vector(w: Sight, expr: Any) -> Any | None:
    """x / |x| is normalize(x), 0 for the zero vector; so it is inside of a product, as in x x' / |x|^3."""
    coefficient = split(expr)[0] if is_matrix(expr) else expr
    for base, exponent in coefficient.as_powers_dict().items():
        x = w.of_vector(base, norm) if exponent.is_Integer and exponent < 0 else None
        if x is not None:
            made = replaced_in_each_term(mul(base, expr), x, VectorMap(normalize, x))
            if made is not None:
                return made
    return None
