"""Choices, comparisons and deltas -> expressions: of numbers, and of arrays entry by entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.algebra.lifting import lift
from symgrad.expressions.shapes import shape_of
from symgrad.latex_reading.formulas.lowering_rules import Lowering
from symgrad.latex_reading.nodes.meanings import Affine, Choice, Compared, Conditions, Kronecker, Meaning, Use, matched
from symgrad.latex_reading.vocabulary.entry_forms import Axes, NoMatrixForm, size_of
from symgrad.operations.operations import ones

_RELATIONS: Mapping[str, Any] = MappingProxyType(
    {"<": sp.Lt, ">": sp.Gt, "<=": sp.Le, ">=": sp.Ge, "==": sp.Eq, "!=": sp.Ne}
)
_JOINED: Mapping[str, Any] = MappingProxyType({"and": sp.And, "or": sp.Or})


class _Places:
    """Symbols of numbers that stand for arrays, whose entries are compared and chosen."""

    def __init__(self) -> None:
        self.values: dict[Any, Any] = {}
        self._known: dict[Any, Any] = {}

    def of(self, expr: Any) -> Any:
        """A number itself, or what stands for each entry of an array."""
        if not shape_of(expr):
            return expr
        if expr not in self._known:
            self._known[expr] = sp.Dummy(f"e{len(self._known)}", real=True)
            self.values[self._known[expr]] = expr
        return self._known[expr]

    def lifted(self, formula: Any) -> Any:
        """The formula at every entry."""
        shapes = {shape_of(expr) for expr in self.values.values()}
        if len(shapes) > 1:
            raise NoMatrixForm("a choice between arrays of several shapes is not read")
        return lift(formula, self.values, next(iter(shapes))) if shapes else formula


def choice(lowering: Lowering, node: Choice) -> Axes:
    """Values under conditions."""
    return _chosen(lowering, node.rows)


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
    class_ = _of_class(lowering, node)
    if class_ is not None:
        return class_
    places = _Places()
    return Axes(places.lifted(sp.Piecewise((1, _condition(lowering, node, places)), (0, True))))


def _of_class(lowering: Lowering, node: Compared | Conditions) -> Axes | None:
    """1 where an index is the class, or is not: k = y, j != y_i."""
    if not isinstance(node, Compared) or len(node.sides) != 2 or node.signs[0] not in ("==", "!="):
        return None
    for one, other in (node.sides, node.sides[::-1]):
        if isinstance(one, Affine) and isinstance(other, Use):
            hot = lowering.hot(other, one.letter, size_of(one.letter, lowering.sizes))
            return hot if node.signs == ("==",) else _other_than(hot)
    return None


def _other_than(hot: Axes) -> Axes:
    shape = shape_of(hot.expr)
    return Axes((ones(shape[0]) if shape[1] == 1 else ones(*shape)) - hot.expr, hot.letters)


def _chosen(lowering: Lowering, rows: Iterable[tuple[Meaning, Meaning | None]]) -> Axes:
    places = _Places()
    pairs = []
    for value, condition in rows:
        held = True if condition is None else _condition(lowering, condition, places)
        pairs.append((places.of(lowering.of(value).expr), held))
    return Axes(places.lifted(sp.Piecewise(*pairs)))


def _condition(lowering: Lowering, node: Meaning, places: _Places) -> Any:
    if isinstance(node, Conditions):
        return _JOINED[node.word](*(_condition(lowering, one, places) for one in node.conditions))
    if not isinstance(node, Compared) or any(isinstance(side, Affine) for side in node.sides):
        raise NoMatrixForm("a condition on indices has no matrix form")
    sides = [places.of(lowering.of(side).expr) for side in node.sides if isinstance(side, Meaning)]
    if not any(side.free_symbols for side in sides) or any(side.has(sp.Piecewise) for side in sides):
        raise NoMatrixForm("a condition between numbers alone, or on a choice, is not read")
    return sp.And(
        *(_RELATIONS[sign](*pair) for sign, pair in zip(node.signs, zip(sides, sides[1:], strict=False), strict=True))
    )
