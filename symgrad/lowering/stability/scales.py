"""Positive numbers that may be too large or too small for any float, kept as what they are made of.

A scale is a product of powers of exp(a), 1 + exp(s) and total(exp(z)). Products and quotients of scales are scales,
and so are sums of positive ones; each has a logarithm that no float overflows. sigmoid(s) is exp(s) (1 + exp(s))^-1,
softmax(z) is exp(z) total(exp(z))^-1. So p (y / p), exp(x) / (1 + exp(x)), log(softmax(z)) need no rule of their own.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sympy as sp

from symgrad.algebra import add, element, hadamard, mul, ones_of, power, scale, split
from symgrad.algebra.blocks import apply
from symgrad.algebra.lines import spread_reduction
from symgrad.expressions.nodes import Elementwise, Reduction, VectorMap
from symgrad.expressions.shapes import Shape, is_matrix, is_vector, shape_of
from symgrad.expressions.traversal import node_count
from symgrad.functions.elementwise import exp, log_sigmoid, sigmoid, softplus, tanh
from symgrad.lowering.stability.atoms import Atom, Bent, Softened, Summed
from symgrad.lowering.stability.rows import log_softplus
from symgrad.lowering.stability.tilts import leads_with_minus, summed, times
from symgrad.operations.of_vectors import log_softmax, logsumexp, of_axis, softmax

MOST_KEPT = 1000  # arguments whose exponentials are kept: a link of a chain has those of the links before it


@dataclass(frozen=True)
class Scale:
    """exp(tilt) times powers of atoms; a tilt of None is 0."""

    tilt: Any = None
    atoms: Mapping[Atom, Any] = field(default_factory=dict)

    @property
    def is_one(self) -> bool:
        """Whether nothing is left."""
        return self.tilt is None and not self.atoms

    @property
    def size(self) -> int:
        """How much there is of it."""
        return sum(2 * abs(e) for e in self.atoms.values()) + (0 if self.tilt is None else node_count(self.tilt))

    @property
    def is_scalar(self) -> bool:
        """Whether it is one number and not one for each entry."""
        of_vectors = any(not is_whole_sum(atom) and is_matrix(atom.argument) for atom in self.atoms)
        return not is_matrix(self.tilt) and not of_vectors

    def times(self, other: Scale) -> Scale:
        """The product."""
        return product_of((self, other))

    def to_the(self, exponent: Any) -> Scale:
        """A power, of a number."""
        tilt = None if self.tilt is None else times(exponent, self.tilt)
        return Scale(tilt, {atom: exponent * e for atom, e in self.atoms.items()})

    @functools.cached_property
    def parts(self) -> tuple[list[tuple[Any, Any, Any]], Scale]:
        """Powers of sigmoid and softmax, as (kind, argument, power), and the scale that is left."""
        left, bounded = self, []
        seen = {atom for atom, e in self.atoms.items() if not e.is_Integer}
        while waiting := [atom for atom in left.atoms if atom not in seen and isinstance(atom, (Softened, Summed))]:
            atom = max(waiting, key=lambda atom: node_count(atom.argument))  # one may stand in the argument of another
            seen.add(atom)
            exponent = left.atoms[atom]
            sign, most = (1, int(-exponent)) if exponent < 0 else (-1, int(exponent))
            others = Scale(left.tilt, {other: e for other, e in left.atoms.items() if other != atom})
            others, taken = _shares(others, atom, sign, most)
            kind = sigmoid if isinstance(atom, Softened) else of_axis(softmax, atom.axis)
            bounded += [(kind, atom.argument, sign * taken)] if taken else []
            if kind is sigmoid and (sign == 1 or taken):
                bounded += [(kind, times(-1, atom.argument), sign * (most - taken))] if most > taken else []
                left = others
            elif taken:
                left = others.times(Scale(None, {atom: sp.Integer(sign * (taken - most))}))
        return bounded, left

    @property
    def is_bounded(self) -> bool:
        """Whether it is a product of sigmoids, softmaxes, softplus and sums of such, which no float overflows."""
        powers, left = self.parts
        rest = left.tilt is None and all(e > 0 and _is_finite(atom) for atom, e in left.atoms.items())
        return rest and all(exponent > 0 for _, _, exponent in powers)

    def value(self, shape: Shape) -> Any:
        """An expression for it that overflows only where it does, 1 where nothing is left."""
        bounded, left = self.parts
        several = len(bounded) + len(left.atoms) + (left.tilt is not None) > 1
        if several and not self.is_bounded:  # one may be too large where another is too small
            return apply(exp.head, self.log(shape if not self.is_scalar else ()))
        factors = [
            power(apply(kind.head, argument) if kind is sigmoid else _of_whole(kind, argument, shape), exponent)
            for kind, argument, exponent in bounded
        ]
        if left.tilt is not None:
            factors.append(apply(exp.head, left.tilt))
        factors += [power(atom.value, exponent) for atom, exponent in left.atoms.items()]
        return hadamard(*factors) if factors else sp.S.One

    def log(self, shape: Shape) -> Any:
        """Its logarithm, of the shape given."""
        bounded, left = self.parts
        terms = []
        for kind, argument, exponent in bounded:
            if kind is sigmoid:
                terms.append(times(exponent, _log_sigmoid(argument)))
            else:
                kind = of_axis(log_softmax, kind.lines.axis)
                terms.append(times(exponent, _of_whole(kind, argument, shape)))
        terms += [] if left.tilt is None else [left.tilt]
        terms += [times(exponent, atom.log) for atom, exponent in left.atoms.items()]
        lifted = [term if is_matrix(term) or not shape else scale(term, ones_of(shape)) for term in terms]
        return add(*lifted) if lifted else (sp.ZeroMatrix(*shape) if shape else sp.S.Zero)

    def cosh_argument(self) -> Any | None:
        """x where this is exp(-x) (1 + exp(2 x)), which is 2 cosh(x); None for any other."""
        for atom, exponent in self.atoms.items():
            if len(self.atoms) == 1 and exponent == 1 and isinstance(atom, Softened) and self.tilt is not None:
                half = times(sp.Rational(1, 2), atom.argument)
                if summed(self.tilt, half) is None:
                    return half
        return None

    def at(self, place: Callable[[Any], Any]) -> Scale:
        """One entry, or some rows, of a scale of vectors: ``place`` takes an expression apart."""
        tilt = _of_each_term(place, self.tilt) if is_matrix(self.tilt) else self.tilt
        atoms: dict[Atom, Any] = {}
        for atom, exponent in self.atoms.items():
            inside = not is_whole_sum(atom) and is_matrix(atom.argument)
            placed = type(atom)(_of_each_term(place, atom.argument) or sp.S.Zero) if inside else atom
            atoms[placed] = atoms.get(placed, sp.S.Zero) + exponent
        return Scale(tilt, present(atoms))


def product_of(scales: Sequence[Scale]) -> Scale:
    """The product of scales."""
    return Scale(summed(*(one.tilt for one in scales)), exponents_of(scales))


def exponents_of(scales: Iterable[Scale]) -> Mapping[Atom, Any]:
    """The atoms of a product of scales."""
    atoms: dict[Atom, Any] = {}
    for one in scales:
        for atom, exponent in one.atoms.items():
            atoms[atom] = atoms[atom] + exponent if atom in atoms else exponent
    return present(atoms)


def present(atoms: Mapping[Any, Any]) -> Mapping[Any, Any]:
    """Those whose exponent is not 0."""
    return {atom: exponent for atom, exponent in atoms.items() if not exponent.is_zero}


def _of_each_term(place: Callable[[Any], Any], expr: Any) -> Any | None:
    """A part of a sum, taken of each of its terms; None for 0: of z - z_k the entry k."""
    return functools.reduce(summed, map(place, expr.args if isinstance(expr, sp.MatAdd) else (expr,)), None)


def _is_finite(atom: Atom) -> bool:
    """Whether the number of an atom is within the range of floats wherever its argument is."""
    return isinstance(atom, Bent) or (isinstance(atom, Summed) and exponential(atom.argument).is_bounded)


def _shares(others: Scale, atom: Atom, sign: int, most: int) -> tuple[Scale, int]:
    """How many times exp of the argument of an atom is a factor, from 0 to ``most``, and what else there is then."""
    unit = exponential(atom.argument) if isinstance(atom, Softened) else Scale(atom.argument)
    unit = unit.to_the(sp.Integer(-sign))
    if (others.tilt is None or unit.tilt is None) and others.atoms.keys().isdisjoint(unit.atoms):
        return others, 0
    best, taken, left = others, 0, others
    for count in range(1, most + 1 if not others.is_one else 1):
        left = left.times(unit)
        if left.size < best.size:
            best, taken = left, count
    return best, taken


def _log_sigmoid(argument: Any) -> Any:
    return times(-1, apply(softplus.head, times(-1, argument)))


@functools.lru_cache(MOST_KEPT)
def exponential(argument: Any) -> Scale:
    """exp(a); the logarithms of atoms in a are the atoms."""
    terms = argument.args if isinstance(argument, (sp.Add, sp.MatAdd)) else (argument,)
    return product_of(list(map(_of_log, terms)))


def _of_log(term: Any) -> Scale:
    """exp of one term of a sum."""
    number, body = _numbered(term)
    head, inside = _applied(body)
    if head is softplus.head:
        return softened(inside).to_the(number)
    if head is log_sigmoid.head:
        return softened(times(-1, inside)).to_the(-number)
    if head is log_softplus.head:
        return Scale(None, {Bent(inside): number})
    if head is logsumexp:
        return summed_exponentials(inside).to_the(number)
    if getattr(head, "whole", None) is log_softmax:
        return Scale(inside).times(summed_exponentials(inside, head.lines.axis).to_the(-1)).to_the(number)
    line = spread_reduction(body)
    if line is not None and line.head.whole is logsumexp:
        return summed_exponentials(line.argument, line.head.axis).to_the(number)
    return Scale(term)


def _of_whole(kind: Any, argument: Any, shape: Shape) -> Any:
    """A function of a whole vector; where a number is wanted, all entries of the vector are that number."""
    if kind.lines.axis is not None:
        return VectorMap(kind, argument)
    made = softmax_of(argument) if kind is softmax else log_softmax_of(argument)
    return made if shape else element(made, sp.S.Zero, sp.S.Zero)


def softmax_of(argument: Any) -> Any:
    """exp(z) / total(exp(z)) of a vector, or of a matrix: what else is known of a softmax is known of vectors."""
    return VectorMap(softmax, argument) if is_vector(argument) else apply(exp.head, log_softmax_of(argument))


def log_softmax_of(argument: Any) -> Any:
    """The logarithm of it."""
    if is_vector(argument):
        return VectorMap(log_softmax, argument)
    return add(argument, scale(-Reduction(logsumexp, argument), ones_of(shape_of(argument))))


def _numbered(term: Any) -> tuple[Any, Any]:
    """A term as a number and the rest; a scalar in every entry as that scalar."""
    if not is_matrix(term):
        return term.as_coeff_Mul()
    coefficient, body = split(term)
    number, symbols = coefficient.as_coeff_Mul()
    return number, symbols if isinstance(body, sp.OneMatrix) else scale(symbols, body)


def _applied(expr: Any) -> tuple[Any, Any]:
    if isinstance(expr, (Elementwise, VectorMap, Reduction)):
        return expr.head, expr.argument
    return (expr.func, expr.args[0]) if len(expr.args) == 1 else (None, None)


def softened(argument: Any) -> Scale:
    """1 + exp(s), by one sign of s: 1 + exp(-s) is exp(-s) (1 + exp(s))."""
    turned = times(-1, argument)
    if leads_with_minus(argument):
        return exponential(argument).times(Scale(None, {Softened(turned): sp.S.One}))
    return Scale(None, {Softened(argument): sp.S.One})


def summed_exponentials(argument: Any, axis: int | None = None) -> Scale:
    """total(exp(z)), or that of each line."""
    return Scale(None, {Summed(argument, axis): sp.S.One})


def is_whole_sum(atom: Atom) -> bool:
    """Whether an atom is one number whatever its argument is."""
    return isinstance(atom, Summed) and atom.axis is None


def hyperbolic(argument: Any) -> Scale:
    """2 cosh(x) = exp(-x) (1 + exp(2 x))."""
    return Scale(times(-1, argument)).times(softened(times(2, argument)))


def joined(terms: list[tuple[Any, Scale]], shape: Shape) -> tuple[Any, Scale] | None:
    """A sum of scales, each with a positive number in front, as one number and one scale.

    Of two with opposite numbers it is the tanh of half the difference of their logarithms times their sum.
    """
    (number, whole), *others = terms
    if len(terms) == 2 and others[0][0] == -number:
        ratio = whole.times(others[0][1].to_the(sp.S.NegativeOne)).log(shape)
        sum_of_both = joined([(sp.S.One, whole), (sp.S.One, others[0][1])], shape)
        assert sum_of_both is not None
        factor = apply(tanh.head, times(sp.Rational(1, 2), ratio))
        return mul(number, factor), sum_of_both[1]
    if not all(c.is_positive for c, _ in terms):
        return None
    for c, other in others:
        ratio = other.times(whole.to_the(sp.S.NegativeOne)).log(shape)
        if c != number:
            ratio = add(ratio, scale(sp.log(c / number), ones_of(shape))) if shape else ratio + sp.log(c / number)
        whole = whole.times(softened(ratio))
    return number, whole
