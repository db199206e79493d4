"""Sums of powers of one sigmoid: r p(e) / q(e) with e = exp(u), factored, so that what goes to 0 far out is a factor.

2 s^3 - 3 s^2 + s with s = sigmoid(u) is s (1 - s) (1 - 2 s), and is written so: with sigmoid(-u) and tanh(u / 2).
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sympy as sp

from symgrad.algebra import add, hadamard, mul, power
from symgrad.algebra.blocks import apply
from symgrad.expressions.nodes import application
from symgrad.expressions.shapes import Shape, shape_of
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.lowering.stability.analysis import Analysis
from symgrad.lowering.stability.atoms import Atom, Softened
from symgrad.lowering.stability.in_exponential import E, Exponential, apart, in_exponential, leaves, primitive_of
from symgrad.lowering.stability.scaled_terms import Term
from symgrad.lowering.stability.scales import MOST_KEPT, Scale, exponential, softened
from symgrad.lowering.stability.tilts import times

MOST_TERMS = 50  # of a sum that is looked at
MOST_LONGER = 2  # terms by which a sum may become longer
MOST_DEGREE = 24  # of a polynomial that is factored


class _Part:
    """One term of a sum: number . rest . scale . a product of tanh, and which argument of the sum it is of."""

    def __init__(self, term: Term, place: int) -> None:
        self._term = term
        self.place = place
        self.number, powers = term.number, dict(term.powers)
        bent: dict[Any, Any] = {}  # argument -> exponent of each tanh
        for base in [base for base in powers if _of_tanh(base) is not None]:
            if powers[base].is_Integer and powers[base] > 0:
                exponent = powers.pop(base)
                content, argument = primitive_of(_of_tanh(base))
                self.number *= sp.sign(content) ** exponent
                inside = times(abs(content), argument)
                bent[inside] = bent.get(inside, sp.S.Zero) + exponent
        self.bent = tuple(bent.items())
        self.powers = frozenset(powers.items())  # the factors of the rest, by which terms are put together

    @property
    def scale(self) -> Scale:
        return self._term.scale

    @property
    def atoms(self) -> Mapping[Atom, Any]:
        return self._term.atoms

    @functools.cached_property
    def rest(self) -> Any:
        """All but the scale, the number and the tanh."""
        factors = [power(base, exponent) for base, exponent in self.powers]
        return hadamard(*factors) if factors else sp.S.One

    def term(self) -> Term:
        """The term that it was."""
        factors = [power(apply(tanh.head, argument), exponent) for argument, exponent in self.bent]
        return Term(hadamard(self.number, self.rest, *factors), self.scale)


def factored(analysis: Analysis, expr: Any) -> Any:
    """The sum with those of its terms put together whose sum is lost far out; itself where there are none."""
    if len(expr.args) > MOST_TERMS:
        return expr
    found = [analysis.terms(arg) or [Term(arg, Scale())] for arg in expr.args]
    if sum(map(len, found)) > MOST_TERMS:
        return expr
    parts = [_Part(term, place) for place, terms in enumerate(found) for term in terms]
    groups: dict[Any, list[_Part]] = {}
    for part in parts:
        groups.setdefault(part.powers, []).append(part)
    shape = shape_of(expr)
    wholes = [whole for group in groups.values() if len(group) > 1 for whole in _together(group, shape)]
    if not wholes:
        return expr
    taken = {id(part) for members, _ in wholes for part in members}
    places = {part.place for members, _ in wholes for part in members}
    others = [part.term() for part in parts if part.place in places and id(part) not in taken]
    values = [term.value(shape) for term in (*(whole for _, whole in wholes), *others)]
    made = add(*values, *(arg for place, arg in enumerate(expr.args) if place not in places))
    return expr if isinstance(made, type(expr)) and len(made.args) > len(expr.args) + MOST_LONGER else made


def _of_tanh(expr: Any) -> Any | None:
    head, argument = application(expr)
    return argument if head is tanh.head else None


def _together(group: Sequence[_Part], shape: Shape) -> list[tuple[list[_Part], Term]]:
    """Of terms of one rest those whose sum is a product and was lost as a sum, with that product."""
    wholes = []
    left = list(group)
    shared = _shared(group)
    for argument in _arguments(group, shared) if shared is None or shared else ():
        for first, members in _alike(left, in_exponential(argument)):
            found = _factors(tuple(ratio for _, ratio in members))
            if found is not None:
                number, factors = found
                taken = [part for part, _ in members]
                wholes.append((taken, _written(Term(mul(number, group[0].rest), first), factors, argument)))
                left = [part for part in left if not any(part is other for other in taken)]
    return wholes


def _shared(group: Sequence[_Part]) -> frozenset[Any] | None:
    """What an exponential is of in which alone two of some terms may differ; None where that is not seen at once.

    Most pairs of a long sum differ in two exponentials or more, which have nothing in common.
    """
    atoms = {atom for part in group for atom in part.atoms}
    if not all(isinstance(atom, Softened) and not exponential(atom.argument).atoms for atom in atoms):
        return None
    found: set[Any] = set()
    for one, other in itertools.combinations(group, 2):
        differing = {atom for atom, _ in one.atoms.items() ^ other.atoms.items()}
        kinds = [_rests(atom.argument) for atom in differing]
        kinds += [frozenset({primitive_of(times(2, argument))[1]}) for argument, _ in set(one.bent) ^ set(other.bent)]
        if not kinds:
            return None
        found |= kinds[0].intersection(*kinds[1:])
    return frozenset(found)


@functools.lru_cache(MOST_KEPT)
def _rests(argument: Any) -> frozenset[Any]:
    """What :func:`_arguments` finds for an atom."""
    return frozenset(rest for _, rest in (primitive_of(apart(argument)[0]), *leaves(argument)))


def _alike(parts: Sequence[_Part], unit: Exponential) -> list[tuple[Scale, list[tuple[_Part, Any]]]]:
    """Terms whose scales are one scale times functions of one exponential, each with its function: two or more."""
    near: dict[Any, list[_Part]] = {}
    for part in parts:
        near.setdefault(unit.foreign(part.scale), []).append(part)
    found = (alike for some in near.values() if len(some) > 1 for alike in _of_one_scale(some, unit))
    return [(first, members) for first, members in found if len(members) > 1]


def _of_one_scale(parts: Sequence[_Part], unit: Exponential) -> list[tuple[Scale, list[tuple[_Part, Any]]]]:
    """The same, each term in the class of the first that it goes with."""
    classes: list[tuple[Scale, list[tuple[_Part, Any]]]] = []
    for part in parts:
        for first, members in classes:
            ratio = _in_exponential(part, first, unit)
            if ratio is not None:
                members.append((part, ratio))
                break
        else:
            first = _beside(part.scale, unit)
            ratio = _in_exponential(part, first, unit)
            classes += [] if ratio is None else [(first, [(part, ratio)])]
    return classes


def _beside(whole: Scale, unit: Exponential) -> Scale:
    """What of a scale is no function of an exponential."""
    atoms = {atom: exponent for atom, exponent in whole.atoms.items() if unit.of_atom(atom) is None}
    moves = whole.tilt is not None and unit.times_in(apart(whole.tilt)[0]) is not None
    return Scale(None if moves else whole.tilt, atoms)


def _arguments(group: Sequence[_Part], shared: frozenset[Any] | None) -> Iterator[Any]:
    """What the common exponential may be of: the arguments in the terms, with the smallest number before each.

    Where it is known what two of the terms share, no others.
    """
    found: dict[Any, list[Any]] = {}
    for part in group:
        within = [atom.argument for atom in part.atoms if isinstance(atom, Softened)]
        if shared is not None:
            within = [argument for argument in within if not shared.isdisjoint(_rests(argument))]
        inner = [primitive_of(apart(argument)[0]) for argument in within]
        inner += [leaf for argument in within for leaf in leaves(argument) if leaf not in inner]
        inner += [primitive_of(times(2, argument)) for argument, _ in part.bent]
        inner += [primitive_of(apart(part.scale.tilt)[0])] if part.scale.tilt is not None else []
        for content, rest in inner:
            if content.is_Rational and content != 0 and rest != 0 and (shared is None or rest in shared):
                found.setdefault(rest, []).append(abs(content))
    for rest, contents in sorted(found.items(), key=lambda item: -len(item[1])):
        yield times(sp.gcd_list(contents), rest)


def _in_exponential(part: _Part, first: Scale, unit: Exponential) -> Any | None:
    """A term over the first scale as a function of E; None where it is none."""
    made = unit.of_scale(part.scale.times(first.to_the(sp.S.NegativeOne)))
    for inside, exponent in part.bent if made is not None else ():
        count = unit.times_in(times(2, inside))
        if count is None:
            return None
        made *= ((E**count - 1) / (E**count + 1)) ** exponent
    return None if made is None else part.number * made


@functools.lru_cache(MOST_KEPT)
def _factors(ratios: tuple[Any, ...]) -> tuple[Any, list[tuple[Any, int]]] | None:
    """The factors of a sum that is smaller than its terms for small or for large E, or has a zero at E = 1."""
    above, below = sp.fraction(sp.together(sp.Add(*ratios)))
    above, below = sp.Poly(sp.expand(above), E), sp.Poly(sp.expand(below), E)
    if above.is_zero:
        return sp.S.Zero, []
    if max(above.degree(), below.degree()) > MOST_DEGREE:
        return None
    common = above.gcd(below)
    above, below = above.quo(common), below.quo(common)
    low = min(_order_at_zero(ratio) for ratio in ratios)
    high = max(-_order_at_zero(ratio.subs(E, 1 / E)) for ratio in ratios)
    is_lost = _low(above) - _low(below) > low or above.degree() - below.degree() < high
    if not is_lost and above.eval(1) != 0:
        return None
    number, over = above.factor_list()
    under_number, under = below.factor_list()
    return number / under_number, [*over, *((factor, -exponent) for factor, exponent in under)]


def _order_at_zero(ratio: Any) -> int:
    above, below = sp.fraction(sp.together(ratio))
    return _low(sp.Poly(sp.expand(above), E)) - _low(sp.Poly(sp.expand(below), E))


def _low(polynomial: Any) -> int:
    return int(min(monomial[0] for monomial in polynomial.monoms()))


def _written(term: Term, factors: Sequence[tuple[Any, int]], argument: Any) -> Term:
    """The term times the factors, each as what no float overflows."""
    rest, whole = term.rest, term.scale
    for factor, exponent in factors:
        degree = factor.degree()
        if factor == sp.Poly(E, E):
            whole = whole.times(exponential(argument).to_the(sp.Integer(exponent)))
        elif factor == sp.Poly(E - 1, E):
            half = apply(tanh.head, times(sp.Rational(1, 2), argument))
            rest = hadamard(rest, power(half, exponent))
            whole = whole.times(softened(argument).to_the(sp.Integer(exponent)))
        elif factor == sp.Poly(E**degree + 1, E):
            whole = whole.times(softened(times(degree, argument)).to_the(sp.Integer(exponent)))
        else:  # q(e) / (1 + e)^d is a sum of sigmoid(u)^k sigmoid(-u)^(d - k), whose ends are not 0
            up, down = (apply(sigmoid.head, times(sign, argument)) for sign in (1, -1))
            terms = [hadamard(c, power(up, k), power(down, degree - k)) for (k,), c in factor.terms()]
            rest = hadamard(rest, power(add(*terms), exponent))
            whole = whole.times(softened(argument).to_the(sp.Integer(degree * exponent)))
    return Term(rest, whole)
