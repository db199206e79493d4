"""Constructors for blocks, diagonals and entrywise functions, in simplest form like those of the algebra."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from symgrad.algebra import (
    add,
    diag,
    dot,
    element,
    hadamard,
    is_zero,
    mul,
    ones_of,
    power,
    raw,
    scale,
    split,
    trace,
    transpose,
    zero,
)
from symgrad.algebra.sides import sides
from symgrad.arguments.sympified import sympified
from symgrad.errors import ShapeError
from symgrad.expressions.nodes import (
    Concat,
    Diag,
    Diagonal,
    Elementwise,
    Explicit,
    KroneckerLeft,
    KroneckerRight,
    Rows,
    Triangle,
    Unit,
    Unvec,
    Vec,
)
from symgrad.expressions.shapes import is_matrix, is_vector, shape_of
from symgrad.expressions.symbols import has_property, is_size


def divide(left: Any, right: Any) -> Any:
    """The quotient of scalars, or entry by entry; a scalar may divide a matrix."""
    if not is_matrix(right):
        return mul(sp.Pow(right, -1), left)
    return hadamard(left, power(right, -1))


def outer(left: Any, right: Any) -> Any:
    """The matrix u v^T of two vectors."""
    return mul(left, transpose(right))


def diagonal(expr: Any) -> Any:
    """The diagonal of a square matrix, as a vector."""
    coefficient, body = split(expr)
    rows = shape_of(body)[0]
    if isinstance(body, sp.ZeroMatrix):
        return zero((rows, sp.S.One))
    if shape_of(body) == (1, 1):
        made = body
    elif isinstance(body, Diag):
        made = body.argument
    elif isinstance(body, sp.Identity):
        made = ones_of((rows, sp.S.One))
    elif isinstance(body, sp.Transpose):
        made = diagonal(body.arg)
    elif isinstance(body, Triangle):
        made = scale(body.weights[1], diagonal(body.argument))
    elif isinstance(body, sp.Inverse) and sides(body.arg):
        made = power(diagonal(body.arg), -1)
    elif isinstance(body, sp.MatPow) and sides(body):
        made = power(diagonal(body.base), body.exp)
    elif isinstance(body, sp.MatMul) and sides(body):  # of two triangles on one side
        made = hadamard(*map(diagonal, body.args))
    elif isinstance(body, sp.MatMul):
        made = _diagonal_of_product(body)
    else:
        made = raw(Diagonal, body)
    return scale(coefficient, made)


def _diagonal_of_product(product: Any) -> Any:
    """Of P u v' Q it is (P u) . (Q' v), of P Q' (P . Q) 1, and of P' Q (P . Q)' 1: no product of n n entries.

    A diagonal matrix at an end goes in front of it: of diag(u) A it is u . diagonal(A).
    """
    column = next((k for k, factor in enumerate(product.args) if is_vector(factor)), None)
    if column is not None:
        return hadamard(mul(*product.args[: column + 1]), transpose(mul(*product.args[column + 1 :])))
    first, last = product.args[0], product.args[-1]
    for end, rest in ((first, product.args[1:]), (last, product.args[:-1])):
        if isinstance(end, Diag):
            return hadamard(end.argument, diagonal(mul(*rest)))
    if _is_turned(last):
        left, right = mul(*product.args[:-1]), transpose(last)
        return mul(hadamard(left, right), ones_of((shape_of(right)[1], sp.S.One)))
    if _is_turned(first):
        left, right = transpose(first), mul(*product.args[1:])
        return mul(transpose(hadamard(left, right)), ones_of((shape_of(left)[0], sp.S.One)))
    return raw(Diagonal, product)


def _is_turned(factor: Any) -> bool:
    """Whether a factor is told with fewer transposes turned over: P', and P' - 1, the transpose of P - 1."""
    return transposes(transpose(factor)) < transposes(factor)


def concat(*blocks: Any) -> Any:
    """Blocks of equal width, one below the other."""
    flat = [part for block in blocks for part in (block.args if isinstance(block, Concat) else (block,))]
    if len(flat) == 1:
        return flat[0]
    if all(isinstance(part, sp.ZeroMatrix) for part in flat):
        return zero((sp.Add(*(shape_of(part)[0] for part in flat)), shape_of(flat[0])[1]))
    return raw(Concat, *flat)


def explicit(height: Any, width: Any, entries: Sequence[Any]) -> Any:
    """A matrix of these entries, row by row; an identity, zeros and ones by their own nodes."""
    height, width = sympified(height), sympified(width)
    if all(entry == 0 for entry in entries):
        return zero((height, width))
    if all(entry == entries[0] for entry in entries):
        return scale(entries[0], ones_of((height, width)))
    identity = [sp.Integer(k % (width + 1) == 0) for k in range(height * width)]
    if height == width and list(entries) == identity:
        return raw(sp.Identity, height)
    return raw(Explicit, height, width, *entries)


def rows(expr: Any, start: Any, count: Any) -> Any:
    """The rows start, ..., start + count - 1 of a vector or a matrix; of a Concat, the block itself."""
    start, count = sympified(start), sympified(count)
    if isinstance(expr, sp.ZeroMatrix):
        return zero((count, shape_of(expr)[1]))
    if isinstance(expr, sp.OneMatrix):
        return ones_of((count, shape_of(expr)[1]))
    if start == 0 and count == shape_of(expr)[0]:
        return expr
    if count == 1 and not all(map(is_size, start.free_symbols)):  # a position, as in E[label, :], and no size
        return _row(expr, start)
    if isinstance(expr, sp.MatAdd):
        return add(*(rows(term, start, count) for term in expr.args))
    if isinstance(expr, Concat):
        above = sp.S.Zero
        for block in expr.args:
            if above == start and shape_of(block)[0] == count:
                return block
            above = above + shape_of(block)[0]
    return raw(Rows, expr, start, count)


def _row(expr: Any, position: Any) -> Any:
    size, columns = shape_of(expr)
    if columns == 1:
        return scale(element(expr, position, sp.S.Zero), ones_of((sp.S.One, sp.S.One)))
    return mul(transpose(Unit(size, sp.S.One, position, sp.S.Zero)), expr)


def part(expr: Any, rows_: Any, columns: Any) -> Any:
    """The part of a matrix between two triples (start, stop, step) of rows and of columns, from 0."""
    if (rows_[2], columns[2]) != (1, 1):
        raise ShapeError(f"a part of {expr} with another step than 1 came; put parts together by concat(...).")
    between = rows(expr, rows_[0], rows_[1] - rows_[0])
    if columns[1] - columns[0] == shape_of(expr)[1]:
        return between
    return transpose(rows(transpose(between), columns[0], columns[1] - columns[0]))


def inverse(expr: Any, factors: bool = False) -> Any:
    """The inverse of a square matrix, a transpose outside; with ``factors``, that of a product of squares in parts."""
    coefficient, body = split(expr)
    if coefficient != 1:
        return scale(1 / coefficient, inverse(body, factors))
    if isinstance(expr, (sp.Inverse, sp.Identity)):
        return expr.arg if isinstance(expr, sp.Inverse) else expr
    if shape_of(expr) == (1, 1):
        return power(expr, -1)
    if has_property(expr, "orthogonal"):
        return transpose(expr)
    if isinstance(expr, Diag):
        return diag(power(expr.argument, -1))
    if isinstance(expr, sp.MatPow):
        return matrix_power(expr.base, -expr.exp)
    if factors and isinstance(expr, sp.MatMul) and all(shape_of(f)[0] == shape_of(f)[1] for f in expr.args):
        return mul(*(inverse(factor, factors) for factor in reversed(expr.args)))
    turned = transpose(expr)
    if transposes(turned) < transposes(expr):
        return transpose(inverse(turned, factors))
    return sp.Inverse(expr)


def transposes(expr: Any) -> int:
    """How many transposes stand in an expression."""
    return sum(isinstance(node, sp.Transpose) for node in sp.preorder_traversal(expr))


def matrix_power(base: Any, exponent: Any) -> Any:
    """A square matrix to a power, a transpose outside."""
    exponent = sympified(exponent)
    if exponent == 0:
        return raw(sp.Identity, shape_of(base)[0])
    if exponent == 1:
        return base
    if shape_of(base) == (1, 1):
        return power(base, exponent)
    if isinstance(base, sp.Transpose):
        return transpose(matrix_power(base.arg, exponent))
    if exponent == -1:
        return inverse(base)
    if isinstance(base, sp.Inverse):
        return matrix_power(base.arg, -exponent)
    return raw(sp.MatPow, base, exponent)


def apply(head: Any, argument: Any) -> Any:
    """A function of a scalar, or of every entry."""
    return Elementwise(head, argument) if is_matrix(argument) else head(argument)


def kron(left: Any, right: Any) -> Any:
    """The Kronecker product; of a scalar and anything the plain product."""
    if not is_matrix(left) or not is_matrix(right):
        return mul(left, right)
    (a, left), (b, right) = split(left), split(right)
    shape = sp.Mul(shape_of(left)[0], shape_of(right)[0]), sp.Mul(shape_of(left)[1], shape_of(right)[1])
    if is_zero(left) or is_zero(right):
        return zero(shape)
    if isinstance(left, sp.Identity) and isinstance(right, sp.Identity):
        made = raw(sp.Identity, shape[0])
    elif shape_of(left) == (1, 1) and isinstance(left, (sp.OneMatrix, sp.Identity)):
        made = right
    elif shape_of(right) == (1, 1) and isinstance(right, (sp.OneMatrix, sp.Identity)):
        made = left
    else:
        made = raw(sp.KroneckerProduct, left, right)
    return scale(sp.Mul(a, b), made)


def kronecker_left(whole: Any, right: Any) -> Any:
    """The adjoint of A -> kron(A, right): see :class:`symgrad.expressions.nodes.KroneckerLeft`."""
    return _contracted(KroneckerLeft, whole, right, keep=0)


def kronecker_right(whole: Any, left: Any) -> Any:
    """The adjoint of B -> kron(left, B): see :class:`symgrad.expressions.nodes.KroneckerRight`."""
    return _contracted(KroneckerRight, whole, left, keep=1)


def _contracted(kind: Any, whole: Any, factor: Any, keep: int) -> Any:
    (a, whole), (b, factor) = split(whole), split(factor)
    node = raw(kind, whole, factor)
    if is_zero(whole) or is_zero(factor):
        return zero(shape_of(node))
    if isinstance(whole, sp.KroneckerProduct) and shape_of(whole.args[1 - keep]) == shape_of(factor):
        return scale(sp.Mul(a, b, dot(whole.args[1 - keep], factor)), whole.args[keep])
    if isinstance(whole, sp.Identity) and shape_of(factor)[0] == shape_of(factor)[1]:
        return scale(sp.Mul(a, b, trace(factor)), raw(sp.Identity, shape_of(node)[0]))
    return scale(sp.Mul(a, b), node)


def vec(expr: Any) -> Any:
    """The columns of a matrix one below the other."""
    coefficient, body = split(expr)
    rows_, columns = shape_of(body)
    if columns == 1:
        return expr
    if rows_ == 1:
        return transpose(expr)
    if isinstance(body, sp.ZeroMatrix):
        return zero((sp.Mul(rows_, columns), sp.S.One))
    return scale(coefficient, body.argument if isinstance(body, Unvec) else raw(Vec, body))


def unvec(expr: Any, height: Any, width: Any) -> Any:
    """The matrix (height, width) whose columns are cut from a vector."""
    height, width = sympified(height), sympified(width)
    coefficient, body = split(expr)
    if width == 1:
        return expr
    if isinstance(body, sp.ZeroMatrix):
        return zero((height, width))
    same = isinstance(body, Vec) and shape_of(body.argument) == (height, width)
    made = body.argument if same else raw(Unvec, body, height, width)
    return scale(coefficient, made)
