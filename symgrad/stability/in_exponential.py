"""Scales as functions of one exponential E = exp(u): exp(k u), 1 + exp(u), and sums of such."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra import add, split
from symgrad.shapes import is_matrix
from symgrad.stability.atoms import Atom, Softened
from symgrad.stability.scales import Scale, exponential
from symgrad.stability.tilts import leads_with_minus, times

E = sp.Dummy("e", positive=True)


def constant(term: Any) -> Any | None:
    """The number that a term is in every entry."""
    if is_matrix(term):
        coefficient, body = split(term)
        return coefficient if isinstance(body, sp.OneMatrix) and coefficient.is_number else None
    return term if term.is_number else None


def primitive_of(expr: Any) -> tuple[Any, Any]:
    """An argument as a number and the rest, so that two multiples of one thing have one rest."""
    if not is_matrix(expr):
        content, rest = expr.primitive() if isinstance(expr, sp.Add) else expr.as_coeff_Mul()
        return (-content, -rest) if rest.could_extract_minus_sign() else (content, rest)
    numbers = [split(term)[0].as_coeff_Mul()[0] for term in (expr.args if isinstance(expr, sp.MatAdd) else (expr,))]
    if not all(number.is_Rational for number in numbers):
        return sp.S.One, expr
    content = sp.gcd_list([abs(number) for number in numbers]) * (-1 if leads_with_minus(expr) else 1)
    return content, times(1 / content, expr)


def of_scale(whole: Scale, argument: Any) -> Any | None:
    """A scale as a function of E = exp(argument), also one of sums of such functions; None where it is none."""
    made: Any = sp.S.One
    left: dict[Atom, Any] = {}
    for atom, exponent in whole.atoms.items():
        inside = of_scale(exponential(atom.argument), argument) if isinstance(atom, Softened) else None
        if inside is None:
            left[atom] = exponent
        elif not exponent.is_Integer:
            return None
        else:
            made *= (1 + inside) ** exponent
    tilt, number = (None, sp.S.One) if whole.tilt is None else apart(whole.tilt)
    if not number.is_Rational:
        return None
    rest = Scale(None if tilt == 0 else tilt, left)
    if rest.is_one:
        return made * number
    unit = exponential(argument)
    count = _share(rest, unit) if unit.atoms else times_in(rest.tilt, unit.tilt)
    if count is None or not rest.times(unit.to_the(-count)).is_one:
        return None
    return made * number * E**count


def leaves(argument: Any) -> list[tuple[Any, Any]]:
    """What stands in exponentials in exp of an argument, each as a number and the rest."""
    whole = exponential(argument)
    if not all(isinstance(atom, Softened) for atom in whole.atoms):
        return [primitive_of(apart(argument)[0])]
    found = [] if whole.tilt is None else [primitive_of(apart(whole.tilt)[0])]
    return found + [leaf for atom in whole.atoms for leaf in leaves(atom.argument)]


def apart(argument: Any) -> tuple[Any, Any]:
    """An argument without the number that is added in it, and exp of that number: of u + log 2 it is u and 2."""
    if not is_matrix(argument):
        number, rest = argument.as_independent(*argument.free_symbols, as_Add=True)
        return (rest, sp.exp(number)) if argument.free_symbols else (sp.S.Zero, sp.exp(argument))
    terms = argument.args if isinstance(argument, sp.MatAdd) else (argument,)
    numbers = [constant(term) for term in terms]
    kept = [term for term, number in zip(terms, numbers, strict=True) if number is None]
    if not kept or len(kept) == len(terms):
        return argument, sp.S.One
    return add(*kept), sp.exp(sp.Add(*(number for number in numbers if number is not None)))


def _share(rest: Scale, unit: Scale) -> Any | None:
    atom, exponent = next(iter(unit.atoms.items()))
    count = rest.atoms.get(atom, sp.S.Zero) / exponent
    return count if count.is_Integer else None


def times_in(inside: Any, argument: Any) -> Any | None:
    """How many times the argument another is, a whole number; None where it is not."""
    if inside is None or is_matrix(inside) != is_matrix(argument):
        return None
    (content, rest), (unit, other) = primitive_of(inside), primitive_of(argument)
    count = content / unit
    return count if rest == other and count.is_Integer else None
