"""The ways through a program: which equations lead from some names to others."""

from __future__ import annotations

from collections.abc import Iterable

from symgrad.programs.equations import Equation
from symgrad.programs.program import Program


def between(program: Program, sources: Iterable[object], ends: Iterable[object]) -> list[Equation]:
    """The equations on the way from the sources to the ends, in order."""
    reached = set(sources)
    path = []
    for equation in program.needed(ends):
        if any(used in reached for used in equation.used):
            reached.add(equation.lhs)
            path.append(equation)
    return path
