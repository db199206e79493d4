"""Values under conditions -> expressions, of numbers or of every entry of one array; deltas of two letters."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.expressions.shapes import shape_of
from symgrad.latex_reading.entry_forms import Axes, NoMatrixForm
from symgrad.latex_reading.lowering_rules import Lowering
from symgrad.latex_reading.meanings import Affine, Choice, Compared, Conditions, Kronecker, Meaning, Use, matched
from symgrad.latex_reading.sizes_unified import SCALAR

_RELATIONS: Mapping[str, Any] = MappingProxyType(
    {"<": sp.Lt, ">": sp.Gt, "<=": sp.Le, ">=": sp.Ge, "==": sp.Eq, "!=": sp.Ne}
)


def choice(lowering: Lowering, node: Choice) -> Axes:
    """The first value whose condition holds; where one array stands in it, of each of its entries."""
    arrays = {
        (one.variable, one.time): one
        for one in node.walk()
        if isinstance(one, Use) and lowering.solution.shapes.get(one.variable, SCALAR) != SCALAR
    }
    conditions = [one for _, condition in node.rows if condition is not None for one in condition.walk()]
    if not any(isinstance(one, Use) and (one.variable, one.time) in arrays for one in conditions):
        return Axes(_pieces(lowering, node))
    if len(arrays) > 1 or any(one.entries for one in arrays.values()):
        raise NoMatrixForm(
            "a condition on every entry is read where one array alone stands in it; else take max or relu"
        )
    ((_, array),) = arrays.items()
    entry = sp.Dummy("entry", real=True)
    symbol = lowering.symbol
    lowering.symbol = lambda one: (
        entry if isinstance(one, Use) and (one.variable, one.time) == (array.variable, array.time) else symbol(one)
    )
    try:
        pieces = _pieces(lowering, node)
    finally:
        lowering.symbol = symbol
    return Axes(symbol(array).applyfunc(sp.Lambda(entry, pieces)))


def delta(lowering: Lowering, node: Kronecker) -> Axes:
    """1 where two letters are equal: the identity."""
    size = lowering.sizes.get(node.left.letter, lowering.sizes.get(node.right.letter))
    if size is None:
        raise NoMatrixForm(f"nothing before it says how far the indices {node.left} and {node.right} count")
    return Axes(sp.Identity(size), (node.left.letter, node.right.letter))


def compared(lowering: Lowering, node: Compared | Conditions) -> Axes:
    """1 where it holds, else 0."""
    pair = matched(node)
    if pair is not None:
        return delta(lowering, pair)
    return Axes(sp.Piecewise((1, _condition(lowering, node)), (0, True)))


def _pieces(lowering: Lowering, node: Choice) -> Any:
    rows = [
        (lowering.of(value).expr, True if condition is None else _condition(lowering, condition))
        for value, condition in node.rows
    ]
    return sp.Piecewise(*rows)


def _condition(lowering: Lowering, node: Meaning) -> Any:
    if isinstance(node, Conditions):
        return (sp.Or if node.word == "or" else sp.And)(*(_condition(lowering, one) for one in node.conditions))
    if not isinstance(node, Compared) or any(isinstance(side, Affine) for side in node.sides):
        raise NoMatrixForm("a condition on indices has no matrix form")
    sides = [lowering.of(side).expr for side in node.sides if isinstance(side, Meaning)]
    if any(map(shape_of, sides)):
        raise NoMatrixForm("a condition on every entry is not read here; take max or relu")
    if not any(side.free_symbols for side in sides) or any(side.has(sp.Piecewise) for side in sides):
        raise NoMatrixForm("a condition between numbers alone, or on a choice, is not read")
    return sp.And(
        *(_RELATIONS[sign](*pair) for sign, pair in zip(node.signs, zip(sides, sides[1:], strict=False), strict=True))
    )
