"""A term of an expression: a scale, whose number is never computed, and the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.algebra import element, hadamard, mul, ones_of, split
from symgrad.expressions.nodes import Unit
from symgrad.expressions.shapes import Shape, is_matrix
from symgrad.expressions.traversal import measure
from symgrad.lowering.stability.scales import (
    Scale,
)

MOST_ATOMS = 8  # of one term


MOST_LEAVES = 200


@dataclass(frozen=True)
class Term:
    """rest times a scale, of the shape of the whole; ``rest`` may be a number."""

    rest: Any
    scale: Scale
    of_bounded: bool | None = field(default=None, compare=False)  # of a product: whether each of its factors is

    @property
    def is_bounded(self) -> bool:
        """Whether no float overflows on the way to its scale; a product of such is one, and need not be looked at."""
        return self.of_bounded or self.scale.is_bounded

    @property
    def is_long(self) -> bool:
        """Whether there is more to it than a form that is stable as a whole has."""
        arguments = [self.rest, *([] if self.scale.tilt is None else [self.scale.tilt])]
        arguments += [atom.argument for atom in self.scale.atoms]
        return len(self.scale.atoms) > MOST_ATOMS or sum(measure(one).size for one in arguments) > MOST_LEAVES

    def times(self, other: Term) -> Term:
        """The product, entry by entry."""
        if self.rest is sp.S.One or other.rest is sp.S.One:
            rest = other.rest if self.rest is sp.S.One else self.rest
        else:
            rest = hadamard(self.rest, other.rest)
        whole = self.scale.times(other.scale)
        coefficient, body = split(rest) if is_matrix(rest) else (rest, None)
        parts = list(body.args) if isinstance(body, HadamardProduct) else [body]
        unit = next((part for part in parts if isinstance(part, Unit)), None)
        if unit is None:
            return Term(rest, whole, self._is_safe() and other._is_safe())
        taken = [element(part, *unit.args[2:]) for part in parts if part is not unit]  # v . e_i is v_i e_i
        return Term(mul(coefficient, *taken, unit), whole.at(lambda expr: element(expr, *unit.args[2:])))

    def _is_safe(self) -> bool:
        return self.scale.is_bounded if self.of_bounded is None else self.of_bounded

    def value(self, shape: Shape) -> Any:
        """An expression for it."""
        value = self.scale.value(shape)
        whole = hadamard(self.rest, value) if is_matrix(value) or not is_matrix(self.rest) else mul(value, self.rest)
        return mul(whole, ones_of(shape)) if shape and not is_matrix(whole) else whole
