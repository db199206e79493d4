"""Deltas, comparisons, choices -> expressions: 1 where something holds, else 0; a value under a condition."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.expressions.shapes import shape_of
from symgrad.latex_reading.entry_forms import Axes, NoMatrixForm
from symgrad.latex_reading.lowering_rules import Lowering
from symgrad.latex_reading.meanings import Affine, Choice, Compared, Kronecker, Meaning, matched


def of_delta(lowering: Lowering, node: Kronecker) -> Axes:
    size = lowering.sizes.get(node.left.letter, lowering.sizes.get(node.right.letter))
    if size is None:
        raise NoMatrixForm(f"nothing before it says how far the indices {node.left} and {node.right} count")
    return Axes(sp.Identity(size), (node.left.letter, node.right.letter))


def of_choice(lowering: Lowering, node: Choice) -> Axes:
    rows = []
    for value, condition in node.rows:
        held = True if condition is None else _condition(lowering, condition)
        rows.append((lowering.of(value).expr, held))
    return Axes(sp.Piecewise(*rows))


_RELATIONS: Mapping[str, Any] = MappingProxyType(
    {"<": sp.Lt, ">": sp.Gt, "<=": sp.Le, ">=": sp.Ge, "==": sp.Eq, "!=": sp.Ne}
)


def _condition(lowering: Lowering, node: Meaning) -> Any:
    if not isinstance(node, Compared) or any(isinstance(side, Affine) for side in node.sides):
        raise NoMatrixForm("a condition on indices has no matrix form")
    sides = [lowering.of(side).expr for side in node.sides if isinstance(side, Meaning)]
    if any(map(shape_of, sides)):
        raise NoMatrixForm("a condition on every entry is not read; take max or relu")
    if not any(side.free_symbols for side in sides) or any(side.has(sp.Piecewise) for side in sides):
        raise NoMatrixForm("a condition between numbers alone, or on a choice, is not read")
    return sp.And(
        *(_RELATIONS[sign](*pair) for sign, pair in zip(node.signs, zip(sides, sides[1:], strict=False), strict=True))
    )


def of_comparison(lowering: Lowering, node: Compared) -> Axes:
    pair = matched(node)
    if pair is not None:
        return of_delta(lowering, pair)
    return Axes(sp.Piecewise((1, _condition(lowering, node)), (0, True)))
