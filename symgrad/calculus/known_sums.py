"""Sums that are known: the entries of a softmax add up to 1, and those of x - mean(x) to 0."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.algebra import add, dot, hadamard, mul, ones_of, scale, split, total, trace, transpose
from symgrad.expressions.nodes import Diagonal, Dot, OneHot, Total, VectorMap
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import has_property, is_variable
from symgrad.expressions.traversal import postorder, rebuild


def known_total(expr: Any) -> Any:
    """The sum of all entries; of a sum of terms that of each, where no sum is left then."""
    coefficient, body = split(expr)
    if adds_up_to_one(body):
        return coefficient
    if isinstance(body, Diagonal):
        return sp.Mul(coefficient, trace(body.argument))
    if isinstance(body, HadamardProduct):
        return sp.Mul(coefficient, known_dot(body.args[0], hadamard(*body.args[1:])))
    if isinstance(body, sp.MatAdd):
        each = sp.Add(*map(known_total, body.args))
        if not each.has(Total):
            return sp.Mul(coefficient, each)
    return total(expr)


def known_trace(expr: Any) -> Any:
    """The sum of the diagonal: of A u v' it is v' A u, of A' A the sum of squares; scalars stand in front."""
    coefficient, body = split(expr)
    chain: Sequence[Any] = body.args if isinstance(body, sp.MatMul) else ()
    for k in range(1, len(chain)):
        if shape_of(chain[k - 1])[1] == 1:
            left, right = mul(*chain[k:]), mul(*chain[:k])
            return sp.Mul(coefficient, known_dot(transpose(left), right))
    if len(chain) == 2 and transpose(chain[0]) == chain[1]:
        return sp.Mul(coefficient, dot(chain[1], chain[1]))
    return trace(expr)


def known_dot(left: Any, right: Any) -> Any:
    """The sum of the products; of p with u + c 1, where p sums to one, it is that with u, and c."""
    for p, other in ((left, right), (right, left)):
        sums = has_property(p, "sums_to_one") or adds_up_to_one(p)
        number, body = split(other)
        if isinstance(body, sp.OneMatrix):
            return sp.Mul(number, known_total(p))
        if sums and isinstance(body, sp.MatAdd):
            parts = [split(term) for term in body.args]
            ones = [coefficient for coefficient, part in parts if isinstance(part, sp.OneMatrix)]
            rest = [scale(c, part) for c, part in parts if not isinstance(part, sp.OneMatrix)]
            if ones and rest:
                return sp.expand_mul(number * (dot(p, add(*rest)) + sp.Add(*ones)))
    return dot(left, right)


def with_known_sums(chain: list[Any]) -> list[Any]:
    """The factors of a product, P 1 of a softmax of each row as 1, and 1' P of one of each column as 1'."""
    made: list[Any] = []
    for factor in chain:
        known = made and (_rows_add_up(made[-1], factor) or _columns_add_up(made[-1], factor))
        if known:
            factor = ones_of((shape_of(made.pop())[0], shape_of(factor)[1]))
        made.append(factor)
    return made


def _rows_add_up(left: Any, right: Any) -> bool:
    turned = isinstance(left, sp.Transpose)
    return isinstance(right, sp.OneMatrix) and adds_up_to_one(left.arg if turned else left, 0 if turned else 1)


def _columns_add_up(left: Any, right: Any) -> bool:
    turned = isinstance(right, sp.Transpose)
    return isinstance(left, sp.OneMatrix) and adds_up_to_one(right.arg if turned else right, 1 if turned else 0)


def adds_up_to_one(expr: Any, axis: int | None = None) -> bool:
    """Whether the entries of an expression do, all of them or those of each line."""
    if isinstance(expr, OneHot):
        return axis == 1
    return isinstance(expr, VectorMap) and bool(expr.head.whole.sums_to_one) and expr.head.lines.axis == axis


def with_sums(expr: Any, sums: Mapping[Any, Any]) -> Any:
    """The expression with the value of each known sum of entries in the place of it.

    >>> import symgrad as sg
    >>> p, q = sg.vectors("p q", 3)
    >>> print(sg.text(with_sums(sg.total(p) * q - p, {sg.total(p): 1})))
    q - p
    """
    if not any(node in sums for node in postorder(expr) if isinstance(node, Total)):
        return expr
    return rebuild(expr, _remade, dict(sums))


def _remade(node: Any, args: tuple[Any, ...]) -> Any:
    if is_variable(node) or args == node.args:
        return node
    return _BUILD.get(type(node), node.func)(*args)


_BUILD: Mapping[type, Callable[..., Any]] = MappingProxyType(
    {sp.MatAdd: add, sp.MatMul: mul, HadamardProduct: hadamard, Dot: dot, Total: total, sp.Transpose: transpose}
)
