"""The form in which a line of a derivative is told; code is made of its terms, in which stable forms are found."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra import add, scale, split
from symgrad.calculus.common_factors import common_ends, common_entries, common_number, common_scalars, shared_powers
from symgrad.calculus.directions import with_lengths

MOST_TERMS = 24  # of a sum that is looked at


def factored_line(expr: Any) -> Any:
    """A right-hand side with what all its terms share in front; itself where they share nothing.

    It is the form of a line that is told. Code is made of the terms: in them a stable form is found.

    >>> import symgrad as sg
    >>> u, v, w = sg.vectors("u v w", 3)
    >>> factored_line(sg.hadamard(u, v) - sg.hadamard(u, w))
    HadamardProduct(v - w, u)
    """
    terms = expr.args if isinstance(expr, (sp.Add, sp.MatAdd)) else ()
    if not 1 < len(terms) <= MOST_TERMS:
        return expr
    if not isinstance(expr, sp.MatAdd):
        return _of_scalars(expr)
    total = add(*map(with_lengths, terms))
    total = common_scalars(total, add) if isinstance(total, sp.MatAdd) else total
    coefficient, body = split(total)
    if not isinstance(body, sp.MatAdd):
        return total
    made = common_entries(body, add) or common_ends(body, add) or body
    if made is body and total is not expr:  # of a share too: - 1/(4 n) (u + v), and not 1/n (- u/4 - v/4)
        number = common_number([split(term)[0] for term in body.args])
        coefficient, made = coefficient * number, add(*(scale(1 / number, term) for term in body.args))
    return scale(coefficient, made)


def _of_scalars(total: Any) -> Any:
    """A sum of scalars that are made of names alone."""
    powers = [term.as_powers_dict() for term in total.args]
    shared = shared_powers(powers)
    if not shared:
        return total
    common = sp.Mul(*(base**exponent for base, exponent in shared.items()))
    rest = sp.Add(*(term / common for term in total.args))
    return sp.Mul(common, rest, evaluate=False) if rest.is_Add else sp.Mul(common, rest)
