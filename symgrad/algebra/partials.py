"""Undefined functions of vectors and scalars, and their derivatives in simplest form.

A derivative of f(x, y) has an axis for its value (0), where that is a vector, and one for each vector by which it was
taken (k for the k-th argument). At most two axes are left; along each other one stands a direction:

    d f = D_1 f dx + D_2 f dy        d (D_1 f) = D_11 f[dx] + D_12 f[dy]

and f[u, v] is linear in each direction, the same for those of one argument in whatever order they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeAlias

import sympy as sp

from symgrad.algebra import add, dot, is_zero, mul, raw, scale, split, transpose, zero
from symgrad.errors import MissingRuleError
from symgrad.expressions.nodes import FunctionAtom, UndefinedMatrix, UndefinedScalar
from symgrad.expressions.shapes import is_matrix, is_vector, shape_of
from symgrad.expressions.traversal import in_sympys_order
from symgrad.functions.undefined import Partial

Axis: TypeAlias = tuple[int, Any]  # of the value (0) or of an argument (from 1), and the direction along it or None


def undefined(head: Partial, size: Any, arguments: Sequence[Any], axes: Sequence[Axis]) -> Any:
    """The derivative with these axes; fewer than two that are left are products with one that has two."""
    left = [axis for axis, direction in axes if direction is None]
    along = [pair for pair in axes if pair[1] is not None]
    coefficient = sp.Mul(*(split(direction)[0] for _, direction in along))
    along = _in_order([(axis, split(direction)[1]) for axis, direction in along])
    if any(is_zero(direction) for _, direction in along):
        sizes = [size if axis == 0 else shape_of(arguments[axis - 1])[0] for axis in left]
        return zero((sizes[0], sizes[1] if len(sizes) > 1 else sp.S.One)) if sizes else sp.S.Zero
    if len(left) < 2 and along:
        return _scaled(coefficient, _along(head, size, arguments, left, along[0], along[1:]))
    made = replace(head, open=tuple(left), along=tuple(axis for axis, _ in along))
    kind = UndefinedMatrix if left else UndefinedScalar
    return _scaled(coefficient, raw(kind, FunctionAtom(made), size, *arguments, *(direction for _, direction in along)))


def _along(
    head: Partial, size: Any, arguments: Sequence[Any], left: Sequence[int], end: Axis, rest: Sequence[Axis]
) -> Any:
    """The derivative with one axis more, along the direction there; the axis of the value stands first."""
    axis, direction = end
    there = [axis, *left] if axis == 0 else [*left, axis]
    whole = undefined(head, size, arguments, [*((one, None) for one in there), *rest])
    if not left:
        return dot(whole, direction)
    return mul(whole if axis else transpose(whole), direction)


def _scaled(coefficient: Any, expr: Any) -> Any:
    return scale(coefficient, expr) if is_matrix(expr) else sp.Mul(coefficient, expr)


def _in_order(along: list[Axis]) -> list[Axis]:
    """By their axes, those of one axis as SymPy sorts them."""
    axes = sorted({axis for axis, _ in along})
    sorted_each = ((axis, in_sympys_order([one for other, one in along if other == axis])) for axis in axes)
    return [(axis, direction) for axis, directions in sorted_each for direction in directions]


def _axes(node: Any) -> list[Axis]:
    return [*((axis, None) for axis in node.head.open), *zip(node.head.along, node.directions, strict=True)]


def differential(node: Any, moves: Sequence[Any], value: Any) -> Any:
    """One more axis along each argument that moves; the same along each direction that moves."""
    head, size, axes, terms, first = node.head, node.args[1], _axes(node), [], 2 + len(node.arguments)
    for k, move in enumerate(moves[2:first], 1):
        if move is not None and is_matrix(move):
            terms.append(undefined(head, size, node.arguments, [*axes, (k, move)]))
        elif move is not None:
            by = replace(head, scalars=tuple(sorted([*head.scalars, k])))
            terms.append(_scaled(move, undefined(by, size, node.arguments, axes)))
    for k, move in enumerate(moves[first:]):
        if move is not None:
            directions = [*node.directions[:k], move, *node.directions[k + 1 :]]
            there = [*((axis, None) for axis in head.open), *zip(head.along, directions, strict=True)]
            terms.append(undefined(head, size, node.arguments, there))
    return add(*terms)


def transposed(node: Any, k: int, bar: Any) -> Any:
    """What flows back to a direction: of bar = u v', the derivative along u and v with the axis of the direction left.

    Raises MissingRuleError where the cotangent is no such product, since what is left of three axes has no matrix then.
    """
    first = 2 + len(node.arguments)
    others = [
        pair for place, pair in enumerate(zip(node.head.along, node.directions, strict=True), first) if place != k
    ]
    axis = node.head.along[k - first]
    terms = []
    for term in bar.args if isinstance(bar, sp.MatAdd) else (bar,):
        coefficient, column, row = _column_and_row(node, term)
        ends = [(node.head.open[0], column), (node.head.open[1], row)]
        terms.append(
            scale(coefficient, undefined(node.head, node.args[1], node.arguments, [(axis, None), *ends, *others]))
        )
    return add(*terms)


def with_direction_last(node: Any, turned: bool, vector: Any, k: int) -> Any:
    """A derivative, or its transpose, times a vector, as a matrix times its k-th direction: D^2 g[v] u."""
    (above, beside), along = node.head.open[:: -1 if turned else 1], node.head.along
    rest = [pair for place, pair in enumerate(zip(along, node.directions, strict=True)) if place != k]
    end, still = (along[k], node.directions[k]), [*rest, (beside, vector)]
    return _along(node.head, node.args[1], node.arguments, [above], end, still)


def _column_and_row(node: Any, term: Any) -> tuple[Any, Any, Any]:
    coefficient, body = split(term)
    chain = body.args if isinstance(body, sp.MatMul) else (body,)
    for k in range(1, len(chain)):
        column, row = mul(*chain[:k]), transpose(mul(*chain[k:]))
        if is_vector(column) and is_vector(row):
            return coefficient, column, row
    raise MissingRuleError(
        f"no matrix form for a derivative of {node} with {term} flowing back, which is no product of a column and a "
        f"row: three axes of {node.head.bare} would meet; give the function a definition, or ask for the jvp."
    )


def taken_in(node: Any, atom: Any, size: Any, *args: Any) -> Any:
    """The derivative of arguments and directions in symgrad's own form: the row of the intake."""
    count = len(node.arguments)
    axes = [*((axis, None) for axis in node.head.open), *zip(node.head.along, args[count:], strict=True)]
    return undefined(node.head, size, args[:count], axes)


TANGENTS: Mapping[type, Callable[..., Any]] = MappingProxyType(
    dict.fromkeys((UndefinedScalar, UndefinedMatrix), differential)
)
