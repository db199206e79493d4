"""Sums over the leading axes, of what flows back to something that has none of them.

What has no axis of samples counts once, so a sum goes inside as far as terms with an axis and terms without stand
beside each other: of (bar_y + c) x', where x and c are shared, the sum is (sum of bar_y, plus c) x'. Otherwise it is a
letter that a contraction leaves out. Over time it counts at every t: there a sum of k is T k.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra import is_zero
from symgrad.expressions.nodes import about, is_linear_in, roles_of
from symgrad.expressions.nodes.node import LINEAR
from symgrad.lowering.array_program import LEAD, TIME, hole
from symgrad.lowering.terms import Term


def summed(lowering: Any, expr: Any, over_time: bool = False) -> Term:
    """An expression summed over the leading axes; what has no axis of samples counts once, what has no time each t."""
    term: Term = lowering.term(expr)
    if over_time and TIME not in term.letters:
        return lowering.without_lead(lowering.at_every_t(summed(lowering, expr)), (TIME,))
    if not _leads(term):
        return term
    if isinstance(expr, (sp.Add, sp.MatAdd)):
        parts = [summed(lowering, arg, over_time) for arg in expr.args]
        return lowering.map(sp.Add(*map(hole, range(len(parts)))), parts)
    places = _linear_places(lowering, expr)
    if any(_is_mixed(lowering, expr.args[k]) for k in places) or (about(expr).together and places):
        inner = {expr.args[k]: summed(lowering, expr.args[k], over_time) for k in places}
        return lowering.with_terms(inner, expr)
    return lowering.without_lead(term)


def _leads(term: Term) -> frozenset[Any]:
    return frozenset(axis for axis in LEAD if axis in term.letters)


def _is_mixed(lowering: Any, expr: Any) -> bool:
    """Whether something without a leading axis stands beside something with one, where the whole is linear."""
    while True:
        places = _linear_places(lowering, expr)
        if not places:
            return False
        if about(expr).together:
            beside = [arg for k, arg in enumerate(expr.args) if k not in places and is_linear_in(expr, k)]
            if not all(map(is_zero, beside)) or len({_leads(lowering.term(expr.args[k])) for k in places}) > 1:
                return True
            return any(_is_mixed(lowering, expr.args[k]) for k in places)
        expr = expr.args[places[0]]


def _linear_places(lowering: Any, expr: Any) -> list[int]:
    """The arguments with a leading axis in which a node is linear; none where it is not linear in them together."""
    if LINEAR not in roles_of(expr):
        return []
    places = [k for k, arg in enumerate(expr.args) if _leads(lowering.term(arg))]
    if not all(is_linear_in(expr, k) for k in places):
        return []
    return places if about(expr).together or len(places) == 1 else []
