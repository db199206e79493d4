"""Sums over powers of softplus(s) that cancel where it goes with exp(s): derivatives of its logarithm.

With G = sigmoid(s) / softplus(s), the slope of log softplus(s), sigmoid(-s) - G is a function of its own that goes
with -exp(s) / 2: softplus_bend. Written by it the sums keep their digits: G sigmoid(-s) - G^2 is G softplus_bend(s).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from symgrad.algebra import add, hadamard, mul, power, split
from symgrad.algebra.blocks import apply
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.expressions.traversal import rebuild
from symgrad.functions.elementwise import sigmoid, softplus
from symgrad.lowering.stability import rows as own
from symgrad.lowering.stability.atoms import Bent
from symgrad.lowering.stability.in_exponential import E, Exponential
from symgrad.lowering.stability.scaled_terms import Term
from symgrad.lowering.stability.scales import Scale, exponential, softened
from symgrad.lowering.stability.sight import Sight
from symgrad.lowering.stability.tilts import times
from symgrad.programs.equations import variables_in

MOST_TERMS = 24  # of a sum that is looked at
B = sp.Dummy("b")  # softplus_bend
OVER = 1 - (1 + E) * B  # exp(s) over softplus(s)


def over_softplus(w: Sight, expr: Any) -> Any:
    """A sum with its terms over softplus put together; itself where there are less than two."""
    terms = [w.analysis.terms(arg) or [Term(arg, Scale())] for arg in expr.args]
    parts = [(term, place) for place, known in enumerate(terms) for term in known]
    if len(parts) > MOST_TERMS or not any(_is_bent(atom) for term, _ in parts for atom in term.met):
        return expr
    arguments = dict.fromkeys(a.argument for t, _ in parts for a, e in t.scale.atoms.items() if _is_bent(a) and e < 0)
    shape = shape_of(expr)
    for argument in arguments:
        groups: dict[Any, list[tuple[Any, Any, int]]] = {}
        for term, place in parts:
            number, rest = _numbered(term.rest)
            ratio = _ratio(_seen(w, term.scale), Bent(argument))
            if ratio is not None:
                groups.setdefault(rest, []).append((term, number * ratio, place))
        for rest, group in groups.items():
            places = {place for _, _, place in group}
            whole = all(len(terms[place]) == 1 for place in places)
            if whole and len({term.scale.atoms.get(Bent(argument)) for term, _, _ in group}) > 1:
                made = _written(rest, sp.Add(*(ratio for _, ratio, _ in group)), argument)
                return add(made.value(shape), *(arg for place, arg in enumerate(expr.args) if place not in places))
    return expr


def _is_bent(atom: Any) -> bool:
    return isinstance(atom, Bent)


def _numbered(rest: Any) -> tuple[Any, Any]:
    if not is_matrix(rest):
        return rest.as_coeff_Mul()
    coefficient, body = split(rest)
    number, symbols = coefficient.as_coeff_Mul()
    return number, mul(symbols, body)


def _seen(w: Sight, whole: Scale) -> Scale:
    """A scale with names of softplus in its exponential written out."""
    names = {} if whole.tilt is None else {name: w.applied(name, softplus.head) for name in variables_in(whole.tilt)}
    values = {name: apply(softplus.head, inside) for name, inside in names.items() if inside is not None}
    tilt = rebuild(whole.tilt, lambda node, args: node.func(*args) if args else node, values) if values else None
    return whole if tilt is None else exponential(tilt).times(Scale(None, whole.atoms))


def _ratio(whole: Scale, bent: Bent) -> Any | None:
    """A scale as a function of exp(s) and softplus_bend(s); None where it is none."""
    atoms = dict(whole.atoms)
    exponent = atoms.pop(bent, sp.S.Zero)
    made = Exponential(bent.argument).of_scale(Scale(whole.tilt, atoms))
    return None if made is None or not exponent.is_Integer else made * (E / OVER) ** exponent


def _written(rest: Any, formula: Any, argument: Any) -> Term:
    """The rest times a function of exp(s) and softplus_bend(s), in factors that no float overflows."""
    above, below = sp.fraction(sp.factor(sp.together(formula)))
    whole = Scale()
    for side, sign in ((above, 1), (below, -1)):
        number, factors = sp.factor_list(side, E, B)
        rest = hadamard(number**sign, rest)
        for factor, count in factors:
            exponent = sp.Integer(sign * count)
            if factor == E:
                whole = whole.times(exponential(argument).to_the(exponent))
            elif factor == E + 1:
                whole = whole.times(softened(argument).to_the(exponent))
            elif sp.expand(factor - OVER) == 0 or sp.expand(factor + OVER) == 0:
                rest = rest if sp.expand(factor - OVER) == 0 else hadamard((-1) ** exponent, rest)
                over = exponential(argument).times(Scale(None, {Bent(argument): sp.S.NegativeOne}))
                whole = whole.times(over.to_the(exponent))
            else:
                degree, inside = _homogeneous(sp.Poly(factor, E, B).terms(), argument)
                rest = hadamard(rest, power(inside, exponent))
                whole = whole.times(softened(argument).to_the(degree * exponent))
    return Term(rest, whole)


def _homogeneous(terms: Sequence[Any], argument: Any) -> tuple[int, Any]:
    """A polynomial over (1 + e)^degree: of sigmoid(s) and sigmoid(-s) in the place of e and 1."""
    degree = max(k for (k, _), _ in terms)
    up, down = (apply(sigmoid.head, times(sign, argument)) for sign in (1, -1))
    bend = apply(own.softplus_bend.head, argument)
    made = [hadamard(c, power(up, k), power(down, degree - k), power(bend, j)) for (k, j), c in terms]
    return degree, add(*made) if len(made) > 1 else made[0]
