"""Hessians as a sum that is its own transpose term by term, where brackets hide that it is symmetric."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.algebra import add, hadamard, mul, scale, split, transpose
from symgrad.calculus.common_factors import common_scalars
from symgrad.expressions.nodes import Diag
from symgrad.expressions.shapes import is_matrix, is_vector, shape_of
from symgrad.expressions.symbols import is_variable

MOST_TERMS = 16  # of a Hessian whose products are multiplied out


def symmetric(expr: Any) -> Any:
    """A matrix with its products multiplied out, where the terms are then the transposes of one another.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> A, u = sg.matrix("A", n, n), sg.vector("u", n)
    >>> print(sg.text(symmetric(A.T * (sg.diag(u) + A) + sg.diag(u) * A)))
    Aᵀ A + Aᵀ diag(u) + diag(u) A
    """
    if not shape_of(expr) or _is_closed(_terms(expr)):
        return expr
    for is_opened in (_is_wide, is_matrix):
        terms = _opened(expr, is_opened)
        if len(terms) <= MOST_TERMS and _is_closed(terms):
            total = add(*terms)
            return common_scalars(total, add) if isinstance(total, sp.MatAdd) else total
    return expr


def _is_closed(terms: Sequence[Any]) -> bool:
    """Whether the transposes of all terms are the terms again."""
    return _counted(terms) == _counted([transpose(term) for term in terms])


def _counted(terms: Sequence[Any]) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for term in terms:
        coefficient, body = split(_of_one_sign(term))
        found[body] += coefficient
    return found


def _terms(expr: Any) -> Sequence[Any]:
    return expr.args if isinstance(expr, sp.MatAdd) else [expr]


def _opened(expr: Any, is_opened: Callable[[Any], bool]) -> list[Any]:
    """The terms of a sum or a product of matrices, sums inside products multiplied out where they are to be."""
    if isinstance(expr, sp.MatAdd):
        return [term for part in expr.args for term in _opened(part, is_opened)]
    if not isinstance(expr, sp.MatMul):
        return [_of_one_sign(expr)]
    parts = [_opened(factor, is_opened) if is_opened(factor) else [factor] for factor in expr.args]
    if math.prod(map(len, parts)) > MOST_TERMS:
        return [expr]
    return [_of_one_sign(mul(*choice)) for choice in itertools.product(*parts)]


def _is_wide(factor: Any) -> bool:
    return is_matrix(factor) and not is_vector(factor) and 1 not in shape_of(factor)


def _of_one_sign(term: Any) -> Any:
    """The term with the sum inside of each of its products entry by entry in one of its two signs."""
    coefficient, body = split(term)
    factors = body.args if isinstance(body, sp.MatMul) else [body]
    return scale(coefficient, mul(*map(_turned, factors)))


def _turned(factor: Any) -> Any:
    if isinstance(factor, sp.Transpose) or (is_matrix(factor) and shape_of(factor)[0] == 1 != shape_of(factor)[1]):
        column = transpose(factor)
        return factor if isinstance(column, sp.Transpose) else transpose(_turned(column))
    if isinstance(factor, Diag):
        coefficient, body = split(_turned(factor.argument))
        return scale(coefficient, Diag(body))
    if not isinstance(factor, HadamardProduct):
        return factor
    parts = [add(*(scale(-1, term) for term in part.args)) if _is_turned(part) else part for part in factor.args]
    sign = (-1) ** sum(_is_turned(part) for part in factor.args)
    return scale(sign, hadamard(*parts))


def _is_turned(part: Any) -> bool:
    """Whether a sum has more minus signs than plus, or as many and one of them before a name."""
    if not isinstance(part, sp.MatAdd):
        return False
    signs = [(split(term)[0].as_coeff_Mul()[0].is_negative, is_variable(split(term)[1])) for term in part.args]
    below = sum(1 for minus, _ in signs if minus)
    return 2 * below > len(signs) or (2 * below == len(signs) and any(minus and named for minus, named in signs))
