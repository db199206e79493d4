"""The differential of one factor of A = Q R has the other in it: by its name, where an equation gives it one."""

from __future__ import annotations

from collections.abc import Iterable

from symgrad.algebra.intake import with_values
from symgrad.expressions.nodes import OrthogonalFactor, TriangularFactor
from symgrad.programs.equations import Equation

PARTNERS = (OrthogonalFactor, TriangularFactor)


def with_partners_by_name(lines: list[Equation], equations: Iterable[Equation]) -> list[Equation]:
    """Lines that come after the equations, with a factor that an equation is written as its name."""
    names = {equation.rhs: equation.lhs for equation in equations if isinstance(equation.rhs, PARTNERS)}
    return [Equation(line.lhs, with_values(line.rhs, names)) for line in lines] if names else lines
