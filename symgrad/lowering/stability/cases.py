"""Sums over a step, by its two cases: where H is 0 or 1, a + H (b - a) is H b + (1 - H) a, in which no a cancels.

So the gradient of the larger of two keeps its digits: what flows through the maximum is the sum of what comes from all
that used it, and a part of that goes back where the maximum is that very argument.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.algebra import add, hadamard, mul, negate, ones_of, scale, split
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.functions.elementwise import step
from symgrad.lowering.stability.sight import Sight

MOST_TERMS = 12  # of a sum that is looked at
MOST_OPENED = 4  # names in it whose sums are written out, one after the other


def by_cases(w: Sight, expr: Any) -> Any:
    """The sum by the cases of a step in it, where terms then go that cancelled; itself where none do."""
    if len(expr.args) > MOST_TERMS:
        return expr
    for choice in dict.fromkeys(found for term in expr.args for found in _steps(w, term)):
        rests = [(term, _without(w, term, choice)) for term in expr.args]
        off = [term for term, rest in rests if rest is None]
        on = [*off, *(rest for _, rest in rests if rest is not None)]
        if not off:
            continue
        high, low = _cancelled(w, on), _cancelled(w, off)
        if high is not None or low is not None:
            return _chosen(choice, add(*on) if high is None else high, add(*off) if low is None else low)
    return expr


def _chosen(choice: Any, high: Any, low: Any) -> Any:
    """H . high + (1 - H) . low."""
    both = [term for term in _terms(high) if term in _terms(low)]
    shape = shape_of(choice)
    unit = ones_of(shape) if shape else sp.S.One
    high, low = (add(part, *map(negate, both)) if both else part for part in (high, low))
    return add(_times(choice, high), _times(add(unit, negate(choice)), low), *both)


def _times(choice: Any, part: Any) -> Any:
    return hadamard(choice, part) if is_matrix(choice) else mul(choice, part)


def _terms(expr: Any) -> Sequence[Any]:
    return expr.args if isinstance(expr, (sp.Add, sp.MatAdd)) else (expr,)


def _cancelled(w: Sight, terms: Sequence[Any]) -> Any | None:
    """The sum of terms, names of sums written out where terms then go; None where none do."""
    whole, kept = add(*terms), len(terms)
    found = len(_terms(whole)) < kept and not _is_zero(whole)
    for _ in range(MOST_OPENED):
        opened = next(_opened(w, whole), None)
        if opened is None:
            break
        whole, found = opened, True
    return whole if found else None


def _opened(w: Sight, whole: Any) -> Iterator[Any]:
    """The sum with one of its names written out, of which a term goes."""
    terms = _terms(whole)
    for term in terms:
        number, name = _numbered(term)
        more, body = _numbered(w.value(name)) if is_variable(name) and w.value(name) is not None else (1, None)
        if not isinstance(body, (sp.Add, sp.MatAdd)):
            continue
        others = [other for other in terms if other is not term]
        made = add(*others, *(_scaled(number * more, part) for part in body.args))
        if len(_terms(made)) < len(others) + len(body.args):
            yield made


def _is_zero(expr: Any) -> bool:
    return expr == 0 or isinstance(expr, sp.ZeroMatrix)


def _numbered(term: Any) -> tuple[Any, Any]:
    """A term as a number and a name; what is no such thing as 1 and itself."""
    number, body = split(term) if is_matrix(term) else term.as_coeff_Mul()
    return (number, body) if number.is_number else (sp.S.One, term)


def _scaled(number: Any, expr: Any) -> Any:
    return scale(number, expr) if is_matrix(expr) and number != 1 else mul(number, expr)


def _factors(w: Sight, term: Any) -> tuple[Any, tuple[Any, ...]]:
    """The number of a term and its factors entry by entry, seen through its name."""
    number, body = _numbered(term)
    value = w.value(body) if is_variable(body) else body
    if not isinstance(value, (sp.Mul, HadamardProduct, sp.MatMul)):
        return number, (body,)
    more, product = split(value) if is_matrix(value) else value.as_coeff_Mul()
    if isinstance(value, sp.MatMul):  # scalars before a matrix
        return number, (*sp.Mul.make_args(more), product)
    return number * more, tuple(product.args) if isinstance(product, (sp.Mul, HadamardProduct)) else (product,)


def _steps(w: Sight, term: Any) -> list[Any]:
    return [factor for factor in _factors(w, term)[1] if w.applied(factor, step.head) is not None]


def _without(w: Sight, term: Any, choice: Any) -> Any | None:
    """What the step is multiplied by in a term; None where it is no factor."""
    number, factors = _factors(w, term)
    if choice not in factors:
        return None
    others = [factor for factor in factors if factor != choice]
    if not is_matrix(term):
        return sp.Mul(number, *others)
    if not any(map(is_matrix, others)):
        return scale(sp.Mul(number, *others), ones_of(shape_of(term)))
    scalars = [factor for factor in others if not is_matrix(factor)]
    return scale(sp.Mul(number, *scalars), hadamard(*(factor for factor in others if is_matrix(factor))))
