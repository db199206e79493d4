"""Quotients that cancel between equations, as a person cancels them: of p = softmax(z) and L = -y . log p

    bar_p = -bar_L y / p,   bar_z = bar_p . p - <bar_p, p> p      becomes      bar_z = bar_L (p - y).

The cotangent of p is put into the line that multiplies it by p again; where the quotient then is gone, that is the line
that is told and computed, which also has a value where p is 0 to rounding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sympy as sp

from symgrad.algebra import total
from symgrad.calculus.distribution import Meeting, divisors, multiplied_out
from symgrad.calculus.known_sums import adds_up_to_one, with_sums
from symgrad.calculus.simplification import simplify
from symgrad.programs.equations import Equation, replace_variables, variables_in


def cancelled(
    equations: Sequence[Equation], wanted: Iterable[Any], forward: Mapping[Any, Any], sums: Collection[Any] = ()
) -> list[Equation]:
    """The equations on which the values of ``wanted`` depend, quotients of one put into another where they cancel.

    ``forward`` has the right-hand side of each name whose derivative this is: where that is a softmax, 1' p is 1.
    Names that are ``sums`` over time of their right-hand sides are not written out: these are the terms at one time.
    """
    ones = {total(name): sp.S.One for name, rhs in forward.items() if adds_up_to_one(rhs)}
    quotients: dict[Any, Any] = {}
    made = []
    for equation in equations:
        rhs = put_in(equation.rhs, quotients) if quotients else equation.rhs
        rhs = with_sums(rhs, ones) if ones else rhs
        if equation.lhs not in sums and divisors(rhs):
            quotients[equation.lhs] = rhs
        made.append(equation if rhs is equation.rhs else Equation(equation.lhs, rhs))
    needed, kept = set(wanted), []
    for equation in reversed(made):
        if equation.lhs in needed:
            needed.update(equation.used)
            kept.append(equation)
    return kept[::-1]


def written_out(expr: Any, values: Mapping[Any, Any]) -> Any:
    """The expression with ``values`` in the place of variables; in a person's form where a quotient of them cancels."""
    written = replace_variables(expr, values)
    below = {base for value in values.values() for base in divisors(value)}
    return simplify(written) if below - divisors(written) else written


def put_in(expr: Any, values: Mapping[Any, Any]) -> Any:
    """The expression with those of ``values`` written out in it whose quotients then cancel, in a person's form."""
    meeting = Meeting(expr)
    for name in [variable for variable in variables_in(expr) if variable in values]:
        value, below = values[name], divisors(values[name])
        if not meeting.may_cancel(value):
            continue
        written = multiplied_out(replace_variables(expr, {name: value}), below)
        if not divisors(written) & below:
            expr = simplify(written)
            meeting = Meeting(expr)
    return expr
