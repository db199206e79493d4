"""What expressions are made of: terms, each a scale and the rest, seen through the names of the whole program."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.core.function import Function
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.algebra import dot, element, hadamard, mul, ones_of, power, split, total, transpose
from symgrad.algebra.blocks import apply, rows
from symgrad.expressions.nodes import Dot, Elementwise, Rows, ScalarPointwise, Total, VectorMap
from symgrad.expressions.shapes import Shape, is_matrix, shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.functions.elementwise import exp, normal_pdf, sigmoid, softplus, tanh
from symgrad.lowering.stability import rows as own
from symgrad.lowering.stability.atoms import Bent, Summed, larger
from symgrad.lowering.stability.forms import StableForm
from symgrad.lowering.stability.scaled_terms import Term
from symgrad.lowering.stability.scales import (
    Scale,
    exponential,
    hyperbolic,
    joined,
    softened,
    softmax_of,
    summed_exponentials,
)
from symgrad.lowering.stability.tilts import times
from symgrad.operations.of_vectors import softmax

MOST_TERMS = 64  # of a product that is multiplied out


Terms = Sequence[Term]


class Analysis:
    """The terms of expressions, None where one has no scale in it; ``named(symbol)`` gives what a name stands for."""

    def __init__(self, named: Callable[[Any], Terms | None]) -> None:
        self._named = named
        self._known: dict[Any, Terms | None] = {}

    def terms(self, expr: Any) -> Terms | None:
        """The terms of an expression."""
        if expr in self._known:
            return self._known[expr]
        rule = _RULES.get(type(expr))
        if is_variable(expr):
            found = self._named(expr)
        elif rule is not None:
            found = rule(self, expr)
        else:
            found = self._function(expr) if isinstance(expr, Function) and len(expr.args) == 1 else None
        if found and any(term.is_long for term in found):
            found = None  # a chain of many functions is taken link by link, or each link would cost more than the last
        self._known[expr] = found
        return found

    def single(self, expr: Any) -> Term | None:
        """The one term of an expression with a scale; None where there is no scale, or more than one term."""
        found = self.terms(expr)
        return found[0] if found and len(found) == 1 else None

    def _function(self, expr: Any) -> Terms | None:
        rule = _FUNCTIONS.get(expr.func)
        return None if rule is None or expr.is_number else [rule(expr.args[0])]

    def elementwise(self, expr: Any) -> Terms | None:
        """Of a function of every entry."""
        rule = _FUNCTIONS.get(expr.head)
        return None if rule is None else [rule(expr.argument)]

    def form(self, expr: Any) -> Terms | None:
        """Of 1 - sigmoid(z), and p . (v - <p, v>)."""
        if expr.name == "softmax_pull":
            p, v = expr.vectors
            term = self.single(p)
            if term is None:
                return None
            return [Term(hadamard(term.rest, StableForm("softmax_centred", p, v)), term.scale)]
        return [_of_sigmoid(times(-1, expr.vectors[1]))] if expr.name == "sigmoid_complement" else None

    def vector_map(self, expr: Any) -> Terms | None:
        """Of a softmax."""
        if expr.head.whole is not softmax:
            return None
        below = summed_exponentials(expr.argument, expr.head.lines.axis).to_the(sp.S.NegativeOne)
        return [Term(sp.S.One, exponential(expr.argument).times(below))]

    def product(self, factors: Sequence[Any]) -> Terms | None:
        """Of a product entry by entry, of scalars and vectors."""
        found = [self.terms(factor) for factor in factors]
        if not any(found):
            return None
        parts = [terms or [Term(factor, Scale())] for terms, factor in zip(found, factors, strict=True)]
        if math.prod(map(len, parts)) > MOST_TERMS:
            return None
        made, *others = parts
        for terms in others:  # what stands in front is multiplied once for all that follow it
            made = [whole.times(term) for whole in made for term in terms]
        return made

    def chain(self, expr: Any) -> Terms | None:
        """Of a matrix product: its scalars and, where there is but one, its matrix."""
        scalars = [factor for factor in expr.args if not is_matrix(factor)]
        _, body = split(expr)
        if not scalars or (isinstance(body, sp.MatMul) and not any(self.terms(factor) for factor in scalars)):
            return None
        if not isinstance(body, sp.MatMul):
            return self.product([*scalars, body])
        found = self.product(scalars)
        return found and [Term(mul(term.rest, body), term.scale) for term in found]

    def power(self, expr: Any) -> Terms | None:
        """Of a power with a number as exponent."""
        base, exponent = expr.args
        term = self.single(base)
        if term is None or not exponent.is_number or not exponent.is_extended_real:
            return None
        rest = power(term.rest, exponent) if is_matrix(term.rest) else sp.Pow(term.rest, exponent)
        return [Term(rest, term.scale.to_the(exponent))]

    def sum(self, expr: Any) -> Terms | None:
        """Of a sum: one term where all of them are scales; otherwise the terms."""
        found = [self.terms(arg) for arg in expr.args]
        if not any(found) or len(expr.args) > MOST_TERMS:
            return None
        terms = [t for known, arg in zip(found, expr.args, strict=True) for t in known or [Term(arg, Scale())]]
        shape = shape_of(expr)
        if all(_number(term.rest) is not None for term in terms):
            pure = [(_number(term.rest), term.scale) for term in terms]
            whole = joined(sorted(pure, key=lambda part: _order(part[0])), shape)
            if whole is not None:
                return [Term(*whole)]
        return terms if len(terms) <= MOST_TERMS else None

    def choice(self, expr: Any) -> Terms | None:
        """Of the larger of |b| and exp(a)."""
        atom = larger(expr)
        return None if atom is None else [Term(sp.S.One, Scale(None, {atom: sp.S.One}))]

    def total(self, factors: Sequence[Any]) -> Terms | None:
        """Of the sum of the entries of a product."""
        factors = as_columns(factors)
        found = self.product(factors)
        if found is None or any(map(_has_lines, found)):
            return None
        made = []
        for term in found:
            shape = shape_of(factors[0])
            if term.scale.is_scalar:
                rest = term.rest if is_matrix(term.rest) else mul(term.rest, ones_of(shape))
                made.append(Term(total(rest), term.scale))
            elif not is_matrix(term.rest) or _number(term.rest) is not None:
                factor = term.rest if not is_matrix(term.rest) else _number(term.rest)
                made.append(Term(factor, _summed(term.scale, shape)))
            else:  # <r, exp(a)> = <r, softmax(a)> total(exp(a))
                scalars, argument = _inside(term.scale, shape)
                share = dot(term.rest, softmax_of(argument))
                made.append(Term(share, summed_exponentials(argument).times(scalars)))
        return made

    def entry(self, expr: Any, take: Callable[[Any], Any]) -> Terms | None:
        """Of an entry or of rows: those of each part."""
        term = self.single(expr.args[0])
        if term is None or _has_lines(term):
            return None
        rest = take(term.rest) if is_matrix(term.rest) else term.rest
        return [Term(rest, term.scale.at(take))]


def _has_lines(term: Term) -> bool:
    """Whether sums of each line are in a scale: what is known of a part of a line is known of the line."""
    return any(isinstance(atom, Summed) and atom.axis is not None for atom in term.scale.atoms)


def as_columns(factors: Sequence[Any]) -> Sequence[Any]:
    """Factors of one shape, rows as the columns that they are the transposes of: a softmax is of a column."""
    rows_, columns = shape_of(factors[0])
    return [transpose(factor) for factor in factors] if rows_ == 1 and columns != 1 else factors


def _order(number: Any) -> Any:
    return -number  # a positive one first


def _number(rest: Any) -> Any | None:
    """The number that a rest is in every entry, None for anything else."""
    if is_matrix(rest):
        coefficient, body = split(rest)
        rest = coefficient if isinstance(body, sp.OneMatrix) else None
    return rest if rest is not None and rest.is_number else None


def _summed(whole: Scale, shape: Shape) -> Scale:
    """The sum of the entries of a scale of vectors."""
    scalars, argument = _inside(whole, shape)
    return summed_exponentials(argument).times(scalars)


def _inside(whole: Scale, shape: Shape) -> tuple[Scale, Any]:
    """A scale of vectors as one of scalars, and the logarithm of the rest."""
    scalars = {atom: e for atom, e in whole.atoms.items() if Scale(None, {atom: e}).is_scalar}
    inside = Scale(whole.tilt, {atom: e for atom, e in whole.atoms.items() if atom not in scalars})
    return Scale(None, scalars), inside.log(shape)


def _of_sigmoid(argument: Any) -> Term:
    return Term(sp.S.One, softened(times(-1, argument)).to_the(sp.S.NegativeOne))


def _of_cosh(argument: Any) -> Term:
    return Term(sp.Rational(1, 2), hyperbolic(argument))


def _of_sinh(argument: Any) -> Term:
    return Term(mul(sp.Rational(1, 2), apply(tanh.head, argument)), hyperbolic(argument))


def _of_expm1(argument: Any) -> Term:
    return Term(apply(tanh.head, mul(sp.Rational(1, 2), argument)), softened(argument))


def _of_tanh_slope(argument: Any) -> Term:
    return Term(sp.Integer(4), hyperbolic(argument).to_the(-2))


def _of_softplus(argument: Any) -> Term:
    return Term(sp.S.One, Scale(None, {Bent(argument): sp.S.One}))


def _of_normal_pdf(argument: Any) -> Term:
    return Term(1 / sp.sqrt(2 * sp.pi), exponential(mul(sp.Rational(-1, 2), hadamard(argument, argument))))


_FUNCTIONS: Mapping[Any, Callable[[Any], Term]] = {
    exp.head: lambda argument: Term(sp.S.One, exponential(argument)),
    sigmoid.head: _of_sigmoid,
    sp.cosh: _of_cosh,
    sp.sinh: _of_sinh,
    own.expm1.head: _of_expm1,
    own.tanh_slope.head: _of_tanh_slope,
    normal_pdf.head: _of_normal_pdf,
    softplus.head: _of_softplus,
}


_RULES: Mapping[type, Callable[[Analysis, Any], Terms | None]] = {
    Elementwise: Analysis.elementwise,
    VectorMap: Analysis.vector_map,
    StableForm: Analysis.form,
    sp.Add: Analysis.sum,
    sp.MatAdd: Analysis.sum,
    sp.Mul: lambda analysis, expr: analysis.product(expr.args),
    HadamardProduct: lambda analysis, expr: analysis.product(expr.args),
    sp.MatMul: Analysis.chain,
    sp.Pow: Analysis.power,
    HadamardPower: Analysis.power,
    Total: lambda analysis, expr: analysis.total([expr.argument]),
    Dot: lambda analysis, expr: analysis.total(expr.args),
    ScalarPointwise: Analysis.choice,
    MatrixElement: lambda analysis, expr: analysis.entry(expr, lambda part: element(part, *expr.args[1:])),
    Rows: lambda analysis, expr: analysis.entry(expr, lambda part: rows(part, expr.start, expr.count)),
}
