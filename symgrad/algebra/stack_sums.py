"""Sums of stacks: blocks that fill each other's zeros become one stack, [a; 0] + [0; b] = [a; b]."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from symgrad.expressions.nodes import Concat
from symgrad.expressions.shapes import shape_of


def filled(terms: Sequence[Any]) -> list[Any]:
    """The terms of a sum; of the stacks among them, those that have zeros where the others have blocks are one.

    >>> n = sp.Symbol("n", positive=True)
    >>> x, y, zero = sp.MatrixSymbol("x", n, 1), sp.MatrixSymbol("y", n, 1), sp.ZeroMatrix(n, 1)
    >>> filled([Concat(x, zero), Concat(zero, y)])
    [concat(x, y)]
    """
    made: list[Any] = []
    stacks: list[int] = []  # where those among them stand
    for term in terms:
        for place in stacks if isinstance(term, Concat) else ():
            both = _filled(made[place], term)
            if both is not None:
                made[place] = both
                break
        else:
            if isinstance(term, Concat):
                stacks.append(len(made))
            made.append(term)
    return made


def _filled(left: Any, right: Any) -> Any | None:
    """One stack for the sum of two, or None where blocks meet blocks or no size tells which is the longer."""
    one, other = list(left.args), list(right.args)
    blocks: list[Any] = []
    while one and other:
        longer = sp.expand(shape_of(one[0])[0] - shape_of(other[0])[0])
        if longer.is_negative:
            one, other, longer = other, one, -longer
        if longer == 0 and not isinstance(one[0], sp.ZeroMatrix):
            one, other = other, one
        if not isinstance(one[0], sp.ZeroMatrix) or not longer.is_nonnegative:
            return None
        blocks.append(other.pop(0))
        one[:1] = [sp.ZeroMatrix(longer, shape_of(left)[1])] if longer != 0 else []
    return sp.Basic.__new__(Concat, *blocks)
