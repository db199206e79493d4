"""On which side of its diagonal a square matrix has entries, as far as its form tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.expressions.nodes import Cholesky, Diag, Triangle, TriangularFactor, Unvech
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.expressions.symbols import has_property

LOWER, UPPER = "lower", "upper"  # nothing stands above the diagonal; nothing below it
Sides = frozenset[str]
_NONE: Sides = frozenset()
_BOTH: Sides = frozenset({LOWER, UPPER})
MOST_LEVELS = 12  # that are looked through


def sides(expr: Any, levels: int = MOST_LEVELS) -> Sides:
    """The claims that hold of a matrix: ``lower``, ``upper``, both of a diagonal one, neither of most.

    >>> import symgrad as sg
    >>> L = sg.matrix("L", 3, 3, lower=True)
    >>> sorted(sides(L.I.T)), sorted(sides(L * L.T))
    (['upper'], [])
    """
    rule = _RULES.get(type(expr)) or next((_RULES[kind] for kind in type(expr).__mro__ if kind in _RULES), None)
    if rule is not None:
        return rule(expr, levels - 1) if levels else _NONE
    if has_property(expr, "diagonal"):
        return _BOTH
    return frozenset(claim for claim in _BOTH if has_property(expr, claim))


def _turned(found: Sides) -> Sides:
    return frozenset(LOWER if claim == UPPER else UPPER for claim in found)


def _of_all(expr: Any, levels: int) -> Sides:
    """What holds of every part: each is square."""
    found = _BOTH
    for part in filter(is_matrix, expr.args):
        rows, columns = shape_of(part)
        found = found & (sides(part, levels) if rows == columns else _NONE)
        if not found:
            break
    return found


def _of_any(expr: Any, levels: int) -> Sides:
    return _NONE.union(*(sides(part, levels) for part in expr.args))


def _of_triangle(expr: Triangle, levels: int) -> Sides:
    below, _, above = expr.weights
    own = frozenset(claim for claim, weight in ((LOWER, above), (UPPER, below)) if weight == 0)
    return own | sides(expr.argument, levels)


_RULES: Mapping[type, Callable[[Any, int], Sides]] = {
    sp.Identity: lambda expr, levels: _BOTH,
    Diag: lambda expr, levels: _BOTH,
    Cholesky: lambda expr, levels: frozenset({LOWER}),
    Unvech: lambda expr, levels: frozenset({LOWER}),
    TriangularFactor: lambda expr, levels: frozenset({UPPER}),
    Triangle: _of_triangle,
    sp.Transpose: lambda expr, levels: _turned(sides(expr.arg, levels)),
    sp.Inverse: lambda expr, levels: sides(expr.arg, levels),
    sp.MatPow: lambda expr, levels: sides(expr.base, levels),
    sp.MatAdd: _of_all,
    sp.MatMul: _of_all,
    HadamardProduct: _of_any,
}
