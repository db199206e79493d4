"""Scales as functions of one exponential E = exp(u): exp(k u), 1 + exp(u), and sums of such."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import sympy as sp

from symgrad.algebra import add, split
from symgrad.expressions.shapes import is_matrix
from symgrad.lowering.stability.atoms import Atom, Softened
from symgrad.lowering.stability.scales import MOST_KEPT, Scale, exponential
from symgrad.lowering.stability.tilts import leads_with_minus, times

E = sp.Dummy("e", positive=True)


def constant(term: Any) -> Any | None:
    """The number that a term is in every entry."""
    if is_matrix(term):
        coefficient, body = split(term)
        return coefficient if isinstance(body, sp.OneMatrix) and coefficient.is_number else None
    return term if term.is_number else None


@functools.lru_cache(MOST_KEPT)
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


@functools.lru_cache(MOST_KEPT)
def leaves(argument: Any) -> Sequence[tuple[Any, Any]]:
    """What stands in exponentials in exp of an argument, each as a number and the rest."""
    whole = exponential(argument)
    if not all(isinstance(atom, Softened) for atom in whole.atoms):
        return [primitive_of(apart(argument)[0])]
    found = [] if whole.tilt is None else [primitive_of(apart(whole.tilt)[0])]
    return [*found, *(leaf for atom in whole.atoms for leaf in leaves(atom.argument))]


@functools.lru_cache(MOST_KEPT)
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


@functools.lru_cache(MOST_KEPT)
def in_exponential(argument: Any) -> Exponential:
    """The functions of exp of an argument; links of a chain ask for those of the same arguments."""
    return Exponential(argument)


class Exponential:
    """E = exp(argument), and what is a function of it; each atom is looked at once."""

    def __init__(self, argument: Any) -> None:
        self.argument = argument
        self._unit = exponential(argument)
        self._content, self._rest = primitive_of(argument)
        self._known: dict[Atom, Any] = {}

    def of_scale(self, whole: Scale) -> Any | None:
        """A scale as a function of E, also one of sums of such functions; None where it is none."""
        made: Any = sp.S.One
        left: dict[Atom, Any] = {}
        for atom, exponent in whole.atoms.items():
            inside = self.of_atom(atom)
            if inside is None:
                left[atom] = exponent
            elif not exponent.is_Integer:
                return None
            else:
                made *= inside**exponent
        tilt, number = (None, sp.S.One) if whole.tilt is None else apart(whole.tilt)
        if not number.is_Rational:
            return None
        rest = Scale(None if tilt == 0 else tilt, left)
        if rest.is_one:
            return made * number
        count = self._share(rest) if self._unit.atoms else self.times_in(rest.tilt)
        if count is None or not rest.times(self._unit.to_the(-count)).is_one:
            return None
        return made * number * E**count

    def of_atom(self, atom: Atom) -> Any | None:
        """1 + exp(s) as a function of E; None where it is none, and for any other atom."""
        if atom not in self._known:
            inside = self.of_scale(exponential(atom.argument)) if isinstance(atom, Softened) else None
            self._known[atom] = None if inside is None else 1 + inside
        return self._known[atom]

    def foreign(self, whole: Scale) -> frozenset[Any]:
        """What of a scale no function of E holds: two scales that differ in it have no such ratio."""
        within = self._unit.atoms
        atoms = ((a, e) for a, e in whole.atoms.items() if a not in within and self.of_atom(a) is None)
        return frozenset(itertools.chain(atoms, () if whole.tilt is None else self._foreign_terms(whole.tilt)))

    def _foreign_terms(self, tilt: Any) -> Iterator[Any]:
        """The terms of an exponential that are no multiple of the argument, where the argument is one term."""
        if not self._unit.atoms and not isinstance(self._rest, (sp.Add, sp.MatAdd)):
            for term in tilt.args if isinstance(tilt, (sp.Add, sp.MatAdd)) else (tilt,):
                if constant(term) is None and primitive_of(term)[1] != self._rest:
                    yield term

    def times_in(self, other: Any) -> Any | None:
        """How many times the argument another is, a whole number; None where it is not."""
        if other is None or is_matrix(other) != is_matrix(self.argument):
            return None
        content, rest = primitive_of(other)
        count = content / self._content
        return count if rest == self._rest and count.is_Integer else None

    def _share(self, rest: Scale) -> Any | None:
        atom, exponent = next(iter(self._unit.atoms.items()))
        count = rest.atoms.get(atom, sp.S.Zero) / exponent
        return count if count.is_Integer else None
