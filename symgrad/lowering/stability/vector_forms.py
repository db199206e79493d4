"""Sums of a softmax or a unit vector that cancel at its largest entry, as functions that sum the other entries."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.algebra import add, dot, hadamard, mul, negate, ones_of, scale, split, transpose
from symgrad.expressions.nodes import Diag, Dot
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.lowering.stability.forms import StableForm, StableLines
from symgrad.operations.of_vectors import LineFunction, normalize, softmax

MOST_TERMS = 40  # of a sum in which pairs are looked for

# (expression, row) -> its argument where the expression, or what it is the name of, is that function of a vector
Applied = Callable[[Any, Any], Any]


def vector_form(expr: Any, applied: Applied) -> Any | None:
    """The function for an expression that would cancel, or for two terms of it; None for any other.

    v . b - <p, v> b or p . (v - <p, v> 1); p - q; diag(p) - p p'; I - 1 p'; I - y y'; <p, v . w> - <p, v> <p, w>.
    """
    if isinstance(expr, HadamardProduct):
        return _pulled(expr, applied)
    if not isinstance(expr, (sp.Add, sp.MatAdd)) or len(expr.args) > MOST_TERMS:
        return None
    if not is_matrix(expr):
        return _covariance(expr.args, applied)
    rules = (_square, _centred, _centred_lines, _coefficients, _difference)
    return next((found for rule in rules if (found := rule(expr.args, applied)) is not None), None)


def _square(terms: Sequence[Any], applied: Applied) -> Any | None:
    """diag(p) - p p', I - 1 p', I - y y'."""
    for plus, minus in itertools.permutations(terms, 2):
        coefficient, body = split(plus)
        found = None
        if isinstance(body, Diag) and applied(body.argument, softmax) is not None:
            p = body.argument
            cancels = scale(1 / coefficient, minus) == negate(mul(p, transpose(p)))
            found = StableForm("softmax_jacobian", p) if cancels else None
        elif isinstance(body, sp.Identity):
            found = _from_identity(scale(1 / coefficient, minus), applied)
        if found is not None:
            return add(scale(coefficient, found), *(term for term in terms if term not in (plus, minus)))
    return None


def _centred(terms: Sequence[Any], applied: Applied) -> Any | None:
    """c v . b - c <p, v> b, for a p = softmax(z) and any b, is c b . (v - <p, v> 1); what is left of the two stays."""
    numbers = {body: (number, place) for place, (number, body) in enumerate(map(_numbered, terms))}
    for place in sorted(range(len(terms)), key=lambda k: isinstance(split(terms[k])[1], sp.OneMatrix)):
        coefficient, b = split(terms[place])
        if isinstance(b, sp.MatMul):
            continue
        parts = sp.Add.make_args(sp.expand_mul(coefficient, deep=False))
        for k, part in enumerate(parts):
            for p, v, rest in _moments(part, applied):
                if shape_of(v) != shape_of(b):
                    continue
                number, body = _numbered(scale(-rest, hadamard(v, b)))
                have, other = numbers.get(body, (sp.S.Zero, place))
                if other == place or not (have / number).is_positive:
                    continue
                taken = min(abs(have), abs(number)) * sp.sign(number)
                made = scale(-rest * taken / number, _about(p, v, b))
                left = [*parts[:k], *parts[k + 1 :], part * (1 - taken / number)]
                kept = [term for j, term in enumerate(terms) if j not in (place, other)]
                return add(made, scale(sp.Add(*left), b), scale(have - taken, body), *kept)
    return None


def _centred_lines(terms: Sequence[Any], applied: Applied) -> Any | None:
    """c v - c ((p . v) 1) 1' is c (v - ...), for a p that is the softmax of each row; likewise of each column."""
    for minus in terms:
        coefficient, body = split(minus)
        axis, summed = _line_sums(body)
        parts = summed.args if isinstance(summed, HadamardProduct) else ()
        for p in parts:
            if applied(p, LineFunction(softmax, axis)) is None:
                continue
            v = hadamard(*(part for part in parts if part is not p))
            others = [term for term in terms if term is not minus]
            if scale(-coefficient, v) in others:
                others.remove(scale(-coefficient, v))
                return add(scale(-coefficient, StableLines("softmax_centred", axis, p, v)), *others)
    return None


def _line_sums(body: Any) -> tuple[int, Any]:
    """The axis and the X of X 1 1' (1) and 1 1' X (0); None for an X of anything else."""
    factors: Sequence[Any] = body.args if isinstance(body, sp.MatMul) else ()
    if len(factors) == 3 and isinstance(factors[1], sp.OneMatrix):
        if isinstance(factors[2], sp.OneMatrix) and shape_of(factors[2])[0] == 1:
            return 1, factors[0]
        if isinstance(factors[0], sp.OneMatrix) and shape_of(factors[0])[1] == 1:
            return 0, factors[2]
    return 1, None


def _about(p: Any, v: Any, b: Any) -> Any:
    """b . (v - <p, v> 1), for a column b or its row."""
    if b == p:
        return StableForm("softmax_pull", p, v)
    return hadamard(b, StableForm("softmax_centred", p, v))


def _numbered(term: Any) -> tuple[Any, Any]:
    """A term as a number and the rest."""
    coefficient, body = split(term)
    number, symbols = coefficient.as_coeff_Mul()
    return number, scale(symbols, body)


def _moments(product: Any, applied: Applied) -> Iterator[tuple[Any, Any, Any]]:
    """Each <p, v> among the factors of a scalar with p = softmax(z), as p, v and the other factors."""
    factors = sp.Mul.make_args(product)
    for factor in factors:
        if isinstance(factor, Dot):
            for p, v in (factor.args, factor.args[::-1]):
                if applied(p, softmax) is not None:
                    yield p, v, product / factor


def _covariance(terms: Sequence[Any], applied: Applied) -> Any | None:
    """c <p, v . w> - c <p, v> <p, w> is c <v, p . (w - <p, w> 1)>; what is left of the two stays."""
    numbers = {body: number for number, body in (term.as_coeff_Mul() for term in terms)}
    for term in terms:
        for p, v, rest in _moments(term, applied):
            for q, w, factor in _moments(rest, applied):
                number, body = sp.Mul(-factor, dot(p, hadamard(v, w))).as_coeff_Mul()
                have = numbers.get(body, sp.S.Zero)
                if q != p or not (have / number).is_positive:
                    continue
                taken = min(abs(have), abs(number)) * sp.sign(number)
                made = taken / number * -factor * dot(v, StableForm("softmax_pull", p, w))
                others = [other for other in terms if other not in (term, have * body)]
                return sp.Add(made, term * (1 - taken / number), (have - taken) * body, *others)
    return None


def _coefficients(terms: Sequence[Any], applied: Applied) -> Any | None:
    """The covariances in what stands before one vector in several terms."""
    by_body: dict[Any, list[Any]] = {}
    for coefficient, body in map(split, terms):
        by_body.setdefault(body, []).append(coefficient)
    for body, coefficients in by_body.items():
        found = _covariance(coefficients, applied) if len(coefficients) > 1 else None
        if found is not None:
            return add(scale(found, body), *(term for term in terms if split(term)[1] != body))
    return None


def _difference(terms: Sequence[Any], applied: Applied) -> Any | None:
    """c p - c q for two softmaxes."""
    ours = [term for term in terms if applied(split(term)[1], softmax) is not None]
    for plus, minus in itertools.combinations(ours, 2):
        (coefficient, p), (other, q) = split(plus), split(minus)
        if coefficient == -other:
            rest = (term for term in terms if term not in (plus, minus))
            return add(scale(coefficient, StableForm("softmax_difference", p, q)), *rest)
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
