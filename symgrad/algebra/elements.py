"""Entries of matrices, as far as they are known."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.algebra.bare import raw, split
from symgrad.arguments.sympified import sympified
from symgrad.expressions.nodes import Unit, about
from symgrad.expressions.shapes import shape_of


def element(expr: Any, i: Any, j: Any) -> Any:
    """The entry at row i, column j, from 0; a negative number counts from the end."""
    i, j = (
        place + size if place.is_Integer and place.is_negative else place
        for place, size in zip((sympified(i), sympified(j)), shape_of(expr), strict=True)
    )
    if isinstance(expr, sp.ZeroMatrix):
        return sp.S.Zero
    if isinstance(expr, sp.OneMatrix) or (isinstance(expr, (sp.Identity, Unit)) and shape_of(expr) == (1, 1)):
        return sp.S.One
    coefficient, body = split(expr)
    if coefficient != 1:
        return sp.Mul(coefficient, element(body, i, j))
    if isinstance(body, sp.Transpose):
        return element(body.arg, j, i)
    if i.is_Integer and j.is_Integer and about(body).opens:
        return about(body).entry(body, i, j, element)
    return raw(MatrixElement, body, i, j)
