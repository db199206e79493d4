"""A term of an expression: a scale, whose number is never computed, and the rest."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.algebra import element, hadamard, mul, ones_of, split
from symgrad.expressions.nodes import Unit
from symgrad.expressions.shapes import Shape, is_matrix
from symgrad.expressions.traversal import measure
from symgrad.lowering.stability.atoms import Atom
from symgrad.lowering.stability.scales import Scale, exponents_of, present
from symgrad.lowering.stability.tilts import summed

MOST_ATOMS = 8  # of one term
MOST_LEAVES = 200


class Term:
    """rest times a scale, of the shape of the whole; ``rest`` may be a number."""

    def __init__(self, rest: Any, scale: Scale) -> None:
        self.rest = rest
        self.scale = scale

    @property
    def factors(self) -> tuple[Term, ...]:
        """The terms that it is the product of."""
        return (self,)

    @functools.cached_property
    def is_bounded(self) -> bool:
        """Whether no float overflows on the way to its scale; a product of such is one, and need not be looked at."""
        return self.scale.is_bounded

    @property
    def is_long(self) -> bool:
        """Whether there is more to it than a form that is stable as a whole has."""
        return len(self.scale.atoms) > MOST_ATOMS or self._leaves > MOST_LEAVES

    @functools.cached_property
    def _leaves(self) -> int:
        arguments = [self.rest, *([] if self.scale.tilt is None else [self.scale.tilt])]
        return sum(measure(one).size for one in (*arguments, *(atom.argument for atom in self.scale.atoms)))

    @functools.cached_property
    def pieces(self) -> frozenset[Any]:
        """The terms of its exponential and the factors of its rest."""
        coefficient, parts = _parts(self.rest)
        tilt = sp.S.One if self.scale.tilt is None else self.scale.tilt
        terms = tilt.args if isinstance(tilt, (sp.Add, sp.MatAdd)) else (tilt,)
        return frozenset((*terms, *parts, *sp.Mul.make_args(coefficient))) - {sp.S.One}

    @property
    def number(self) -> Any:
        """The number in front of its rest."""
        return self._factored[0]

    @property
    def powers(self) -> Mapping[Any, Any]:
        """The factors of its rest, each with its exponent; those that are sums without a number in front."""
        return self._factored[1]

    @functools.cached_property
    def _factored(self) -> tuple[Any, Mapping[Any, Any]]:
        coefficient, parts = _parts(self.rest)
        number: Any = sp.S.One
        powers: dict[Any, Any] = {}
        for factor in sp.Mul.make_args(coefficient):
            content, primitive = factor.primitive() if isinstance(factor, sp.Add) else factor.as_coeff_Mul()
            if isinstance(primitive, sp.Add) and primitive.could_extract_minus_sign():
                content, primitive = -content, -primitive
            number *= content
            _raise(powers, primitive)
        for part in parts:
            _raise(powers, part)
        return number, powers

    @property
    def atoms(self) -> Mapping[Atom, Any]:
        """The atoms of its scale, each with its exponent."""
        return self.scale.atoms

    @functools.cached_property
    def met(self) -> frozenset[Atom]:
        """The atoms of its factors, those that cancel among them."""
        return frozenset(self.atoms)

    @functools.cached_property
    def unit(self) -> Any | None:
        """The unit vector among the factors of its rest."""
        return next((part for part in _parts(self.rest)[1] if isinstance(part, Unit)), None)

    def times(self, other: Term) -> Term:
        """The product, entry by entry."""
        if self.unit is None and other.unit is None:
            return _Product((*self.factors, *other.factors))
        coefficient, parts = _parts(hadamard(self.rest, other.rest))
        unit = next(part for part in parts if isinstance(part, Unit))
        taken = [element(part, *unit.args[2:]) for part in parts if part is not unit]  # v . e_i is v_i e_i
        whole = self.scale.times(other.scale).at(lambda expr: element(expr, *unit.args[2:]))
        return Term(mul(coefficient, *taken, unit), whole)

    def value(self, shape: Shape) -> Any:
        """An expression for it."""
        value = self.scale.value(shape)
        whole = hadamard(self.rest, value) if is_matrix(value) or not is_matrix(self.rest) else mul(value, self.rest)
        return mul(whole, ones_of(shape)) if shape and not is_matrix(whole) else whole


class _Product(Term):
    """A product that is multiplied when it is looked at: of a long sum written out, most terms are not."""

    unit = None

    def __init__(self, factors: tuple[Term, ...]) -> None:
        self._factors = factors

    @property
    def factors(self) -> tuple[Term, ...]:
        return self._factors

    @functools.cached_property
    def met(self) -> frozenset[Atom]:
        return frozenset().union(*(factor.met for factor in self._factors))

    @functools.cached_property
    def pieces(self) -> frozenset[Any]:
        return frozenset().union(*(factor.pieces for factor in self._factors))

    @functools.cached_property
    def rest(self) -> Any:
        rests = [factor.rest for factor in self._factors if factor.rest is not sp.S.One]
        return hadamard(*rests) if len(rests) > 1 else (rests or [sp.S.One])[0]

    @functools.cached_property
    def scale(self) -> Scale:  # type: ignore[override]
        return Scale(summed(*(factor.scale.tilt for factor in self._factors)), self.atoms)

    @functools.cached_property
    def atoms(self) -> Mapping[Atom, Any]:
        return exponents_of(factor.scale for factor in self._factors)

    @functools.cached_property
    def is_bounded(self) -> bool:
        return all(factor.is_bounded for factor in self._factors) or self.scale.is_bounded

    @functools.cached_property
    def _factored(self) -> tuple[Any, Mapping[Any, Any]]:
        powers: dict[Any, Any] = {}
        for factor in self._factors:
            for base, exponent in factor.powers.items():
                powers[base] = powers[base] + exponent if base in powers else exponent
        number = math.prod((factor.number for factor in self._factors), start=sp.S.One)
        return number, present(powers)

    @property
    def is_long(self) -> bool:
        if len(self.met) > MOST_ATOMS and len(self.atoms) > MOST_ATOMS:
            return True
        sizes = [measure(piece).size + 1 for piece in self.pieces]  # with a number or an exponent
        most = sum(sizes) + sum(measure(atom.argument).size for atom in self.met)
        return 2 * most > MOST_LEAVES and self._leaves > MOST_LEAVES  # a number in front of a sum may double it


def _raise(powers: dict[Any, Any], factor: Any) -> None:
    """Takes one more factor in."""
    if factor is not sp.S.One and not isinstance(factor, sp.OneMatrix):
        base, exponent = factor.args if isinstance(factor, (sp.Pow, HadamardPower)) else (factor, sp.S.One)
        powers[base] = powers.get(base, sp.S.Zero) + exponent


def _parts(rest: Any) -> tuple[Any, tuple[Any, ...]]:
    """The number in front of a rest, and its factors."""
    coefficient, body = split(rest) if is_matrix(rest) else (rest, None)
    parts = body.args if isinstance(body, HadamardProduct) else () if body is None else (body,)
    return coefficient, parts
