"""Sums that cancel: 1 - sigmoid(z), 1 - tanh(z)^2, 1 - softmax(z), exp(a) - 1, 1 + elu(z), p - y."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.algebra import add, hadamard, mul, negate, ones_of, power, scale, split
from symgrad.algebra.blocks import apply
from symgrad.algebra.lifting import lift
from symgrad.calculus.distribution import divisors
from symgrad.calculus.maxima import with_maxima, with_minima
from symgrad.expressions.nodes import Unit
from symgrad.expressions.nodes.functional import slot
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.functions.elementwise import elu, normal_cdf, relu, sigmoid, tanh
from symgrad.lowering.stability import rows as own
from symgrad.lowering.stability.bends import over_softplus
from symgrad.lowering.stability.cases import by_cases
from symgrad.lowering.stability.forms import StableForm, StableLines
from symgrad.lowering.stability.levels import levelled
from symgrad.lowering.stability.projections import projected
from symgrad.lowering.stability.rationals import factored
from symgrad.lowering.stability.roots import over_root
from symgrad.lowering.stability.scaled_terms import Term
from symgrad.lowering.stability.sight import Sight
from symgrad.lowering.stability.vector_forms import vector_form
from symgrad.operations.of_vectors import softmax
from symgrad.programs.equations import has_variables

MOST_PAIRED = 8  # terms of a sum in which pairs are looked for


def opened(expr: Any) -> Any:
    """A - (A + B) -> -B: brackets opened where terms then go, which would cancel in numbers."""
    if not isinstance(expr, sp.MatAdd):
        return expr
    terms = [
        scale(coefficient, inner)
        for coefficient, body in map(split, expr.args)
        for inner in (body.args if isinstance(body, sp.MatAdd) and coefficient.is_number else (body,))
    ]
    if len(terms) == len(expr.args):
        return expr
    made = add(*terms)
    return made if not isinstance(made, sp.MatAdd) or len(made.args) < len(terms) else expr


def stable_sum(w: Sight, expr: Any) -> Any:
    form = vector_form(expr, w.of_vector) or _extreme(expr)
    if form is not None:
        return form
    for whole, part in itertools.permutations(expr.args, 2) if len(expr.args) <= MOST_PAIRED else ():
        ratio = _ratio(whole, part)
        better = None if ratio is None else _complement(w, ratio)
        if better is not None:
            rest = [term for term in expr.args if term is not whole and term is not part]
            return add(hadamard(whole, better) if is_matrix(better) else mul(better, whole), *rest)
    for rule in (by_cases, levelled, projected, _difference, over_root, over_softplus, _factored):
        found = rule(w, expr)
        if found is not expr:
            return found
    return expr


def _factored(w: Sight, expr: Any) -> Any:
    """With names of sums as they are, where that is enough."""
    found = factored(w.near, expr)
    return factored(w.analysis, expr) if found is expr else found


def _extreme(expr: Any) -> Any | None:
    """v + relu(u - v) as the larger of u and v: a large one would round away the other; likewise the smaller."""
    shape = shape_of(expr)
    for pairs_of, formula in _EXTREMES:
        pairs, rest = pairs_of(expr.args)
        if pairs:
            return add(*(lift(formula, {slot(1): u, slot(2): v}, shape) for u, v in pairs), *rest)
    return None


_EXTREMES = ((with_maxima, sp.Max(slot(1), slot(2))), (with_minima, sp.Min(slot(1), slot(2))))


def _ratio(whole: Any, part: Any) -> Any | None:
    """What the whole is to be multiplied by to be the part, where it is a factor of it; None where it is none."""
    if not is_matrix(whole):
        ratio = part / whole
        return ratio if not ratio.is_number and not divisors(ratio) - divisors(part) else None
    (a, one), (b, other) = split(whole), split(part)
    ratio = b / a
    if divisors(ratio) - divisors(b):
        return None
    if isinstance(one, sp.OneMatrix):
        return None if isinstance(other, sp.OneMatrix) else scale(ratio, other)
    bases = _factors(other)
    if not _factors(one) & bases or any(_stays_below(part, bases, other) for part in _parts(one)):
        return None
    body = hadamard(other, *(power(factor, -1) for factor in _parts(one)))
    return None if isinstance(body, sp.OneMatrix) or divisors(body) - divisors(other) else scale(ratio, body)


def _stays_below(part: Any, bases: Collection[Any], other: Any) -> bool:
    """Whether a product over a factor divides by it then, where it did not before."""
    is_new = not isinstance(part, HadamardPower) and part not in bases and part not in divisors(other)
    return is_new and has_variables(part)


def _parts(expr: Any) -> tuple[Any, ...]:
    return tuple(expr.args) if isinstance(expr, HadamardProduct) else (expr,)


def _factors(expr: Any) -> set[Any]:
    return {part.base if isinstance(part, HadamardPower) else part for part in _parts(expr)}


def _complement(w: Sight, term: Any) -> Any | None:
    """A form of 1 + term that does not cancel, where the term is a multiple of a sigmoid, a tanh, ..."""
    ratio, body = _numbered(term)
    argument = w.applied(body, elu.head) if ratio == 1 else None
    if argument is not None:  # of -40, exp(-40)
        return add(apply(relu.head, argument), apply(sp.exp, negate(apply(relu.head, negate(argument)))))
    if not ratio.is_negative and w.applied(body, tanh.head) is None:
        return None
    square = isinstance(body, (sp.Pow, HadamardPower)) and body.exp == 2
    argument = w.applied(body.base if square else body, tanh.head)
    if argument is not None and square:
        if ratio != -1:
            return None
        return apply(own.tanh_slope.head, argument)
    if argument is not None:
        return mul(2, apply(sigmoid.head, mul(2 * ratio, argument))) if ratio in (1, -1) else None
    argument = w.applied(body, normal_cdf.head)
    if argument is not None:
        return apply(normal_cdf.head, negate(argument)) if ratio == -1 else None
    if ratio == -1 and w.of_vector(body, softmax) is not None:
        return StableForm("softmax_complement", body)
    if ratio == -1 and (lines := w.softmax_lines(body)) is not None:
        return StableLines("softmax_complement", lines, body)
    argument = w.applied(body, sigmoid.head)
    if ratio == -1 and argument is not None:
        if is_variable(body) and is_matrix(body):  # it is there: cheaper than anew
            return StableForm("sigmoid_complement", body, argument)
        return apply(sigmoid.head, negate(argument))
    found = w.analysis.single(body)
    return None if found is None else _less_than_one(found, ratio)


def _less_than_one(term: Term, ratio: Any) -> Any | None:
    """1 + ratio exp(a), 1 + ratio sigmoid(s)."""
    rest = term.rest
    if not rest.is_number:
        return None
    ratio, (bounded, left) = ratio * rest, term.scale.parts
    if not bounded and left.tilt is not None and not left.atoms and ratio == -1:
        return negate(apply(own.expm1.head, left.tilt))
    if len(bounded) != 1 or not left.is_one:
        return None
    ((kind, argument, exponent),) = bounded
    if kind is not sigmoid or exponent != 1 or ratio not in (-1, -2):
        return None
    if ratio == -1:
        return apply(sigmoid.head, negate(argument))
    return negate(apply(tanh.head, mul(sp.Rational(1, 2), argument)))


def _numbered(term: Any) -> tuple[Any, Any]:
    """A term as a number and the rest."""
    if not is_matrix(term):
        return term.as_coeff_Mul()
    coefficient, body = split(term)
    number, symbols = coefficient.as_coeff_Mul()
    return number, scale(symbols, body)


def _difference(w: Sight, expr: Any) -> Any:
    """c (p - y) as c (p (1 - y) - y (1 - p)), whose parts do not cancel where y is 0 or 1 as targets are."""
    if len(expr.args) != 2:
        return expr
    for one, other in (expr.args, expr.args[::-1]):
        (a, p), (b, y) = (_split(term) for term in (one, other))
        free = isinstance(y, Unit) or (is_variable(y) and w.value(y) is None)
        if a != -b or not free or w.applied(p, tanh.head) is not None:
            continue
        complement = _complement(w, negate(p))
        if complement is not None:
            unit = ones_of(shape_of(expr))
            kept = hadamard(p, add(unit, negate(y)))
            return _scaled(a, add(kept, negate(hadamard(y, complement))))
    return expr


def _split(term: Any) -> tuple[Any, Any]:
    """A term as its scalar factors and the rest; of a product of scalars the last factor is the rest."""
    if is_matrix(term):
        return split(term)
    factors = list(term.args) if isinstance(term, sp.Mul) else [term]
    return sp.Mul(*factors[:-1]), factors[-1]


def _scaled(coefficient: Any, expr: Any) -> Any:
    return scale(coefficient, expr) if is_matrix(expr) and coefficient != 1 else mul(coefficient, expr)
