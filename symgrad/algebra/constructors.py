"""Constructors that keep expressions in simplest form: sums, products, Hadamard products, transposes, ...

Everything that symgrad derives is built here, so that a zero disappears at once, a factor of one never shows,
equal terms are collected, and equal things are equal trees. Sums and Hadamard products are sorted as SymPy
sorts them, for the same reason; printers put them back into the author's order.

These functions trust their shapes (:mod:`symgrad.algebra.intake` checks what a user writes).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.algebra.bare import is_zero, ones_of, raw, scale, split, zero
from symgrad.algebra.elements import element
from symgrad.algebra.entrywise import hadamard, power
from symgrad.algebra.known_pairs import known_pair
from symgrad.algebra.stack_sums import filled
from symgrad.expressions.nodes import (
    Diag,
    Dot,
    Total,
    Unit,
    about,
)
from symgrad.expressions.nodes.node import MatrixNode
from symgrad.expressions.shapes import is_matrix, is_vector, shape_of
from symgrad.expressions.symbols import has_property
from symgrad.expressions.traversal import in_sympys_order, postorder


def add(*terms: Any) -> Any:
    """The sum of terms of one shape, equal ones collected."""
    if not is_matrix(terms[0]):
        return sp.Add(*terms)
    if len(terms) == 1 and not isinstance(terms[0], (sp.MatAdd, sp.MatMul)):
        return terms[0]  # as most cotangents are that come back on one way
    collected: dict[tuple[Any, Any], list[Any]] = {}
    for term in terms:
        for part in term.args if isinstance(term, sp.MatAdd) else (term,):
            if not is_zero(part):
                coefficient, body = split(part)
                number, symbols = coefficient.as_coeff_Mul()
                collected.setdefault((symbols, body), []).append(number)
    kept = [scale(sp.Add(*numbers) * symbols, body) for (symbols, body), numbers in collected.items()]
    kept = filled([term for term in kept if not is_zero(term)])
    if len(kept) > 1:
        return raw(sp.MatAdd, *in_sympys_order(kept))
    return kept[0] if kept else zero(shape_of(terms[0]))


def negate(expr: Any) -> Any:
    """Minus an expression."""
    return mul(sp.S.NegativeOne, expr)


def mul(*factors: Any) -> Any:
    """The matrix product of scalars and matrices in the order given.

    Scalars come to the front, identities go, inverses cancel, ``diag(u) v`` becomes a Hadamard product, and a
    row times a column becomes a scalar (Dot). A 1 x 1 matrix counts as its entry, but a product of nothing else stays
    one.
    """
    scalars: list[Any] = []
    stack: list[Any] = []
    single: list[Any] = []
    for factor in factors:
        for part in factor.args if isinstance(factor, sp.MatMul) else (factor,):
            if not is_matrix(part):
                scalars.append(part)
            elif is_vector(part) and shape_of(part)[0] == 1:
                single.append(part)
            else:
                _push(stack, scalars, part)
    if single and not stack:
        stack.append(single.pop())
    scalars += [element(one, 0, 0) for one in single]
    coefficient = sp.Mul(*scalars)
    if not stack:
        return coefficient
    if coefficient == 0 or any(isinstance(matrix, sp.ZeroMatrix) for matrix in stack):
        return zero((shape_of(stack[0])[0], shape_of(stack[-1])[1]))
    if len(stack) == 1:
        return stack[0] if coefficient == 1 else scale(coefficient, stack[0])
    return raw(sp.MatMul, *([] if coefficient == 1 else [coefficient]), *stack)


def _push(stack: list[Any], scalars: list[Any], factor: Any) -> None:
    """Puts one more matrix at the right end of a product."""
    if not stack:
        stack.append(factor)
        return
    top = stack[-1]
    if isinstance(factor, sp.Identity):
        return
    if isinstance(top, sp.Identity):
        stack[-1] = factor
    elif isinstance(top, Diag) and isinstance(factor, Diag):
        stack[-1] = diag(hadamard(top.argument, factor.argument))
    elif isinstance(top, Diag) and is_vector(factor):
        stack.pop()
        _push_scaled(stack, scalars, hadamard(top.argument, factor))
    elif isinstance(top, Unit) and 1 not in shape_of(top) and (is_vector(factor) or isinstance(factor, sp.OneMatrix)):
        _push_placed(stack, scalars, factor)
    elif isinstance(factor, Unit) and isinstance(top, sp.OneMatrix) and 1 not in shape_of(factor):
        stack[-1] = ones_of((shape_of(top)[0], sp.S.One))
        _push(stack, scalars, raw(Unit, sp.S.One, factor.args[1], sp.S.Zero, factor.args[3]))
    elif (named := known_pair(top, factor)) is not None:
        stack.pop()
        _push(stack, scalars, named)
    elif _cancel(top, factor):
        stack.pop()
        if not stack:
            stack.append(raw(sp.Identity, shape_of(factor)[1]))
    elif is_vector(factor) and shape_of(factor)[0] != 1:
        row = next((k for k in reversed(range(len(stack))) if _is_row(stack[k])), None)
        if row is None:
            stack.append(factor)
            return
        column = mul(*stack[row + 1 :], factor)
        scalars.append(dot(transpose(stack[row]), column))
        del stack[row:]
    else:
        stack.append(factor)


def _push_placed(stack: list[Any], scalars: list[Any], factor: Any) -> None:
    """E v = v_j e_i, and E 1 1' = e_i 1', for the E with a one at i, j."""
    height, _, i, j = stack.pop().args
    if not isinstance(factor, sp.OneMatrix):
        scalars.append(element(factor, j, 0))
    _push(stack, scalars, raw(Unit, height, sp.S.One, i, sp.S.Zero))
    if shape_of(factor)[1] != 1:
        _push(stack, scalars, ones_of((sp.S.One, shape_of(factor)[1])))


def _push_scaled(stack: list[Any], scalars: list[Any], factor: Any) -> None:
    coefficient, body = split(factor)
    scalars.append(coefficient)
    for part in body.args if isinstance(body, sp.MatMul) else (body,):
        _push(stack, scalars, part)


def _is_row(expr: Any) -> bool:
    rows, columns = shape_of(expr)
    return bool(rows == 1 and columns != 1)


def _cancel(left: Any, right: Any) -> bool:
    orthogonal = has_property(left, "orthogonal") or has_property(right, "orthogonal")
    if orthogonal and isinstance(left, sp.Transpose) != isinstance(right, sp.Transpose) and transpose(left) == right:
        return True
    return bool(inverted(left) == right or inverted(right) == left)


def inverted(expr: Any) -> Any | None:
    """What an inverse, or the transpose of one, is the inverse of; None for anything else."""
    if isinstance(expr, sp.Transpose):
        inner = inverted(expr.arg)
        return None if inner is None else transpose(inner)
    return expr.arg if isinstance(expr, sp.Inverse) else None


def transpose(expr: Any) -> Any:
    """The transpose, pushed down to the variables."""
    if not is_matrix(expr) or shape_of(expr) == (1, 1):
        return expr
    if type(expr) in _PUSHED:
        return _pushed(expr)
    rule = _TRANSPOSED.get(type(expr))
    if rule is not None:
        return rule(expr)
    if has_property(expr, "symmetric"):
        return expr
    turned = _turned(expr) if isinstance(expr, MatrixNode) else None
    return raw(sp.Transpose, expr) if turned is None else turned


def _turned(node: Any) -> Any | None:
    """The transpose of a node of symgrad's own, where it is simpler: of a row, also by that of its arguments."""
    if about(node).entrywise:
        return raw(type(node), *map(transpose, node.args)) if _is_row(node) else None
    return node.turned(transpose)


def _pushed(expr: Any) -> Any:
    """The transpose of what has terms or factors, from the leaves up: a rule at the root of a deep tree would recurse.

    A node keeps it, as it keeps a cached property: in a derivation the same parts are turned again and again.
    """
    if _TURNED not in expr.__dict__:
        for node in postorder(expr, lambda node: type(node) in _PUSHED and _TURNED not in node.__dict__):
            if type(node) in _PUSHED and _TURNED not in node.__dict__:
                node.__dict__[_TURNED] = _TRANSPOSED[type(node)](node)
    return expr.__dict__[_TURNED]


_TURNED = "_turned"
_PUSHED = frozenset({sp.MatAdd, sp.MatMul, HadamardProduct})
_TRANSPOSED: Mapping[type, Callable[[Any], Any]] = {
    sp.Transpose: lambda e: e.arg,
    sp.MatAdd: lambda e: add(*map(transpose, e.args)),
    sp.MatMul: lambda e: mul(*map(transpose, reversed(e.args))),
    HadamardProduct: lambda e: hadamard(*map(transpose, e.args)),
    HadamardPower: lambda e: power(transpose(e.base), e.exp) if not is_vector(e) else raw(sp.Transpose, e),
    sp.ZeroMatrix: lambda e: zero((shape_of(e)[1], shape_of(e)[0])),
    sp.OneMatrix: lambda e: ones_of((shape_of(e)[1], shape_of(e)[0])),
    sp.Identity: lambda e: e,
    sp.Inverse: lambda e: e if transpose(e.arg) == e.arg else raw(sp.Transpose, e),
    sp.MatPow: lambda e: e if transpose(e.base) == e.base else raw(sp.Transpose, e),
}


def dot(left: Any, right: Any) -> Any:
    """The sum of the products of corresponding entries; the plain product of two scalars."""
    if not is_matrix(left):
        return sp.Mul(left, right)
    (a, left), (b, right) = split(left), split(right)
    coefficient = sp.Mul(a, b)
    if coefficient == 0 or is_zero(left) or is_zero(right):
        return sp.S.Zero
    for one, other in ((left, right), (right, left)):
        if isinstance(one, sp.OneMatrix):
            return sp.Mul(coefficient, total(other))
        if isinstance(one, sp.Identity):
            return sp.Mul(coefficient, trace(other))
        if isinstance(one, Unit):
            return sp.Mul(coefficient, element(other, one.args[2], one.args[3]))
    return _times(coefficient, _cancelled_dot(left, right) or raw(Dot, *in_sympys_order((left, right))))


def _cancelled_dot(left: Any, right: Any) -> Any | None:
    """<p a, y / p> is <a, y>; None where no quotient cancels."""
    powers = [_powers(side) for side in (left, right)]
    if not any(
        e.is_number and e.is_negative and b in other for p, other in (powers, powers[::-1]) for b, e in p.items()
    ):
        return None
    coefficient, body = split(hadamard(left, right))
    factors = body.args if isinstance(body, HadamardProduct) else (body,)
    return sp.Mul(coefficient, total(body) if len(factors) == 1 else dot(factors[0], hadamard(*factors[1:])))


def _powers(expr: Any) -> dict[Any, Any]:
    """The factors of an entry-by-entry product, each with its exponent."""
    factors = expr.args if isinstance(expr, HadamardProduct) else (expr,)
    return dict((f.base, f.exp) if isinstance(f, HadamardPower) else (f, sp.S.One) for f in factors)


def _times(coefficient: Any, node: Any) -> Any:
    return node if coefficient == 1 else sp.Mul(coefficient, node)  # whose cache would compare deep nodes


def total(expr: Any) -> Any:
    """The sum of all entries."""
    if not is_matrix(expr):
        return expr
    coefficient, body = split(expr)
    if is_zero(body):
        return sp.S.Zero
    if isinstance(body, sp.OneMatrix):
        return sp.Mul(coefficient, *shape_of(body))
    if isinstance(body, Unit) or has_property(body, "sums_to_one"):
        return coefficient
    return _times(coefficient, raw(Total, body))


def diag(expr: Any) -> Any:
    """The diagonal matrix of a vector."""
    coefficient, body = split(expr)
    if isinstance(body, sp.ZeroMatrix):
        return zero((shape_of(body)[0], shape_of(body)[0]))
    if shape_of(body) == (1, 1):
        return expr
    made = raw(sp.Identity, shape_of(body)[0]) if isinstance(body, sp.OneMatrix) else raw(Diag, body)
    return scale(coefficient, made)


def trace(expr: Any) -> Any:
    """The trace of a square matrix."""
    coefficient, body = split(expr)
    if isinstance(body, sp.ZeroMatrix):
        return sp.S.Zero
    if isinstance(body, sp.Identity):
        return sp.Mul(coefficient, shape_of(body)[0])
    if shape_of(body) == (1, 1):
        return sp.Mul(coefficient, element(body, 0, 0))
    if isinstance(body, sp.MatMul) and len(body.args) == 2 and is_vector(body.args[0]):
        return sp.Mul(coefficient, dot(body.args[0], transpose(body.args[1])))
    return _times(coefficient, raw(sp.Trace, body))
