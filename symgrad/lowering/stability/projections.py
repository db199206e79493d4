"""A read-out divided by a sum, h = C q / (n . q): what C and n have in common is no part of its slope by q.

The slope is (v - (v . q) / (n . q) n) / (n . q) with v = C' b, and is the same for v - a n in the place of v. Where C
is f C_0 + i w k' and n is f n_0 + i k, v - (w . b) n is f C_0' b - (w . b) f n_0, without the part along k, which may
be all there is of both and would cancel. It is taken out where it is the larger part of n, since the other one then
comes in. The same holds below |n . q| and, where that is |n . q|, below the larger of it and a bound.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.algebra import add, dot, mul, scale, split, transpose
from symgrad.algebra.lifting import lift
from symgrad.calculus.distribution import divisors
from symgrad.calculus.maxima import with_maxima
from symgrad.expressions.nodes import Dot, Reduction, ScalarPointwise
from symgrad.expressions.nodes.functional import slot
from symgrad.expressions.shapes import is_matrix
from symgrad.expressions.symbols import is_variable
from symgrad.functions.elementwise import step
from symgrad.lowering.stability.atoms import LARGER
from symgrad.lowering.stability.sight import Sight
from symgrad.operations.of_vectors import norm

MOST_TERMS = 8  # of a sum that is looked at
MOST_NAMES = 4  # written out, one after the other


@dataclass(frozen=True)
class _Below:
    """What a read-out is divided by: s, |s|, or the larger of |s| and a bound; ``chosen`` is 1 where it is |s|."""

    value: Any
    slope: Any
    chosen: Any


def projected(w: Sight, expr: Any) -> Any:
    """The sum with what is common to a matrix and a vector taken out of such a slope; itself where there is none."""
    if not isinstance(expr, sp.MatAdd) or len(expr.args) > MOST_TERMS:
        return expr
    for term, other in itertools.permutations(expr.args, 2):
        (coefficient, body), (factor, vector) = split(term), split(other)
        if not isinstance(body, sp.MatMul) or len(body.args) != 2 or not isinstance(w.value(vector), sp.MatAdd):
            continue
        common = _common(w, body, vector)
        found = None if common is None else _slope(w, coefficient, body, factor, vector)
        if common is not None and found is not None:
            below, q = found
            rest = common.taken(below.chosen * common.is_most)
            lost = mul(-coefficient * below.chosen * below.slope / below.value, dot(rest, q))
            kept = [t for t in expr.args if t is not term and t is not other]
            return add(scale(coefficient, rest), scale(lost, vector), *kept)
    return expr


@dataclass(frozen=True)
class _Common:
    """Of v = a part + rest and n = part + own."""

    a: Any
    part: Any
    rest: Sequence[Any]
    own: Sequence[Any]

    @property
    def is_most(self) -> Any:
        """1 where the part is longer than the rest of n."""
        part, own = (Reduction(norm, each) for each in (self.part, add(*self.own)))
        return step(part - own)

    def taken(self, chosen: Any) -> Any:
        """v - a n where it is chosen, v where it is not."""
        own = [scale(-chosen * self.a, term) for term in self.own]
        return add(*self.rest, *own, scale((1 - chosen) * self.a, self.part))


def _common(w: Sight, product: Any, vector: Any) -> _Common | None:
    """What a product of a matrix and a vector and a vector, all of them names of sums, have in common."""
    matrix, b = product.args
    terms = [scale(number, mul(part, b)) for number, part in _parts(w, matrix)]
    own = _parts(w, vector)
    for place, term in enumerate(terms):
        number, direction = split(term)
        for other, (count, body) in enumerate(own):
            a = number / count
            if body == direction and not divisors(a) - divisors(number):
                rest = [t for k, t in enumerate(terms) if k != place]
                left = [scale(c, v) for k, (c, v) in enumerate(own) if k != other]
                return _Common(a, scale(count, body), rest, left) if left else None
    return None


def _parts(w: Sight, expr: Any) -> list[tuple[Any, Any]]:
    """The terms of a name of a sum, or of its transpose, each as a scalar and the rest."""
    turned = isinstance(expr, sp.Transpose)
    value = w.value(expr.arg if turned else expr)
    if not isinstance(value, sp.MatAdd):
        return []
    return [split(transpose(term) if turned else term) for term in value.args]


def _slope(w: Sight, coefficient: Any, body: Any, factor: Any, vector: Any) -> tuple[_Below, Any] | None:
    """What is divided by, and q, where the factor of n is that of v times -(v . q) and the slope of what is below."""
    matrix, b = body.args
    whole = _written(w, sp.factor_terms(factor))
    for base, exponent in whole.as_powers_dict().items():
        for below, q in _below(base, vector) if exponent == -2 else ():
            common = coefficient * below.value
            read = dot(mul(transpose(matrix), q), b)
            rest = whole * base**2 / (_written(w, common) * -read * below.slope)
            if sp.expand_mul(rest, deep=False) == below.chosen:
                return below, q
    return None


def _below(base: Any, vector: Any) -> Iterator[tuple[_Below, Any]]:
    for node in base.atoms(Dot):
        if vector in node.args:
            q = node.args[1] if node.args[0] == vector else node.args[0]
            size = sp.Abs(node)
            if base == node:  # which is what the square of its size is written as, too
                yield _Below(node, sp.S.One, sp.S.One), q
                yield _Below(size, sp.sign(node), sp.S.One), q
            pair = _pair(base)
            if pair is not None and size in pair:
                bound = pair[1] if pair[0] == size else pair[0]
                value = lift(LARGER, {slot(1): pair[0], slot(2): pair[1]}, ())
                for chosen in (step(size - bound), 1 - step(bound - size)):  # which of the two where they are equal
                    yield _Below(value, sp.sign(node), chosen), q


def _pair(expr: Any) -> tuple[Any, Any] | None:
    """The two of which an expression is the larger."""
    if isinstance(expr, ScalarPointwise):
        names = expr.head.variables
        return tuple(expr.args[1:]) if len(names) == 2 and expr.head.expr == sp.Max(*names) else None
    pairs, rest = with_maxima(sp.Add.make_args(expr))
    return pairs[0] if len(pairs) == 1 and not rest else None


def _written(w: Sight, expr: Any) -> Any:
    """A product with names of products written out, as they stand in the program."""
    for _ in range(MOST_NAMES):
        values = {name: w.plain(name) for name in expr.free_symbols if is_variable(name) and not is_matrix(name)}
        products = {name: value for name, value in values.items() if isinstance(value, sp.Mul)}
        products = {name: value for name, value in products.items() if name in expr.as_powers_dict()}
        if not products:
            break
        expr = sp.Mul(*((products.get(b, b)) ** e for b, e in expr.as_powers_dict().items()))
    return expr
