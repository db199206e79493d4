"""From a differential to the derivative: the gradient, the Jacobian or the slope that a linear form holds.

    df = <G, dX>             ->  gradient G, of the shape of X     (f a scalar; by transposition)
    df = j dx                ->  j, of the shape of f              (x a scalar)
    vec(dF) = J vec(dX)      ->  Jacobian J, rows follow f         (vec of a vector is the vector)

The last is read off the tree: J of a sum is the sum, of A L B it is (B' x A) J, of U . L (entry by entry) it is
diag(vec U) J, of L' it is K J with the commutation matrix K, of <u, L> V it is vec(V) (J' u)'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.algebra import add, diag, hadamard, mul, ones_of, raw, transpose, zero
from symgrad.algebra.blocks import concat, kron, outer, rows, vec
from symgrad.algebra.triangles import elimination, triangle
from symgrad.algebra.windowing import convolution, correlation, scan, windows
from symgrad.calculus.diagonal_products import with_vectors_last
from symgrad.calculus.linearity import transposed
from symgrad.errors import MissingRuleError
from symgrad.expressions.nodes import (
    Commutation,
    Concat,
    Convolution,
    Correlation,
    Diag,
    Diagonal,
    Explicit,
    Rows,
    Scan,
    Triangle,
    Unvec,
    Unvech,
    Vec,
    Vech,
)
from symgrad.expressions.shapes import Shape, is_matrix, is_vector, same_dimension, shape_of, shape_text
from symgrad.expressions.symbols import is_scalar, is_variable, of_shape
from symgrad.expressions.traversal import postorder
from symgrad.programs.equations import replace_variables, variables_in


def identify(linear: Any, dot: Any, shape: Shape) -> Any:
    """The derivative in a form ``linear`` in the tangent ``dot``, of something of the given shape.

    ``linear`` None stands for the form that is zero. Vector by vector gives the Jacobian in numerator layout.
    Raises MissingRuleError where the derivative has more than two axes; :func:`kronecker_form` has a matrix for it.
    """
    if not shape:
        return zero(shape_of(dot)) if linear is None else transposed(linear, sp.S.One, {dot: dot})[dot]
    if is_scalar(dot):
        return zero(shape) if linear is None else replace_variables(linear, {dot: sp.S.One})
    if shape[0] == 1 != shape[1]:  # a row counts as the vector that it is the transpose of
        return identify(None if linear is None else transpose(linear), dot, shape[::-1])
    is_row = shape_of(dot)[0] == 1 != shape_of(dot)[1]
    if shape[1] != 1 or not (is_vector(dot) or is_row):
        axes = (1 if 1 in shape else 2) + (1 if is_vector(dot) or is_row else 2)
        raise MissingRuleError(
            f"the derivative of something of shape {shape_text(shape)} with respect to {dot.primal}, of shape "
            f"{shape_text(shape_of(dot))}, has {axes} axes, so no matrix holds it; ask for form='index' (its entry), "
            f"for form='kronecker' (vec by vec), or for its product with a cotangent (vjp) or a tangent (jvp)."
        )
    if is_row:
        column = of_shape(dot, shape_of(dot)[::-1])
        return identify(None if linear is None else replace_variables(linear, {dot: transpose(column)}), column, shape)
    return kronecker_form(None if linear is None else with_vectors_last(linear, dot), dot, shape)


def kronecker_form(linear: Any, dot: Any, shape: Shape) -> Any:
    """The matrix J with vec(linear) = J vec(dot), rows following the entries column by column."""
    size = sp.Mul(*shape_of(dot))
    if linear is None:
        return zero((sp.Mul(*shape), size))
    done: dict[Any, Any] = {dot: raw(sp.Identity, size)}
    for node in postorder(linear, lambda node: is_matrix(node) and not is_variable(node)):
        if node in done or is_variable(node):
            continue
        if not is_matrix(node):
            if dot in variables_in(node):  # a scalar factor: its gradient, as a column
                done[node] = vec(transposed(node, sp.S.One, {dot: dot})[dot])
            continue
        moving = [k for k, arg in enumerate(node.args) if arg in done]
        if moving:
            done[node] = _jacobian_rule(node, dot)(node, moving, done)
    return done[linear]


def _jacobian_rule(node: Any, dot: Any) -> Callable[..., Any]:
    rule = _JACOBIANS.get(type(node))
    if rule is None or (isinstance(node, (Concat, Rows, *_BUILT)) and not is_vector(node)):
        raise MissingRuleError(
            f"no matrix form for a Jacobian with respect to {getattr(dot, 'primal', dot)}: its differential holds "
            f"{node}, a {type(node).__name__} of shape {shape_text(shape_of(node))}; ask for the jvp or the vjp "
            f"instead."
        )
    return rule


def _sum(node: Any, moving: list[int], done: dict[Any, Any]) -> Any:
    return add(*(done[node.args[k]] for k in moving))


def _product(node: Any, moving: list[int], done: dict[Any, Any]) -> Any:
    (k,) = moving
    moved = node.args[k]
    if not is_matrix(moved):
        return outer(vec(mul(*node.args[:k], *node.args[k + 1 :])), done[moved])
    height, width = shape_of(moved)
    left = mul(*node.args[:k], raw(sp.Identity, height))
    right = mul(raw(sp.Identity, width), *node.args[k + 1 :])
    return mul(kron(transpose(right), left), done[moved])


def _kronecker(node: Any, moving: list[int], done: dict[Any, Any]) -> Any:
    """vec(A x B) is (I x K x I) (vec(A) x vec(B)), with K for the rows of B and the columns of A."""
    (k,) = moving
    (height, width), (rows_, columns) = map(shape_of, node.args)
    left, right = (done[arg] if place == k else vec(arg) for place, arg in enumerate(node.args))
    sizes = raw(sp.Identity, width), raw(Commutation, columns, height), raw(sp.Identity, rows_)
    return mul(kron(sizes[0], kron(*sizes[1:])), kron(left, right))


def _hadamard(node: Any, moving: list[int], done: dict[Any, Any]) -> Any:
    (k,) = moving
    others = hadamard(ones_of(shape_of(node)), *node.args[:k], *node.args[k + 1 :])
    return mul(diag(vec(others)), done[node.args[k]])


def _transpose(node: Any, moving: list[int], done: dict[Any, Any]) -> Any:
    if 1 in shape_of(node):
        return done[node.arg]
    return mul(raw(Commutation, *shape_of(node.arg)), done[node.arg])


def _concat(node: Any, moving: list[int], done: dict[Any, Any]) -> Any:
    width = shape_of(done[node.args[moving[0]]])[1]
    return concat(*(done[arg] if arg in done else zero((shape_of(arg)[0], width)) for arg in node.args))


def _diag(node: Any, moving: list[int], done: dict[Any, Any]) -> Any:
    """vec(diag(u)) is vec(I) . (1 x u), entry by entry; of u = diagonal(X) it is vec(I) . vec(X)."""
    size = shape_of(node)[0]
    kept = diag(vec(raw(sp.Identity, size)))
    if isinstance(node.argument, Diagonal):
        return mul(kept, done[node.argument.argument])
    return mul(kept, kron(ones_of((size, sp.S.One)), raw(sp.Identity, size)), done[node.argument])


def _diagonal(node: Any, moving: list[int], done: dict[Any, Any]) -> Any:
    size = shape_of(node)[0]
    summed = kron(ones_of((sp.S.One, size)), raw(sp.Identity, size))
    return mul(summed, diag(vec(raw(sp.Identity, size))), done[node.argument])


def _explicit(node: Any, moving: list[int], done: dict[Any, Any]) -> Any:
    """A row for each entry, column by column: its gradient, turned."""
    width = shape_of(done[node.args[moving[0]]])[0]
    entries = [entry for column in zip(*node.lines, strict=True) for entry in column]
    return concat(*(transpose(done[entry]) if entry in done else zero((sp.S.One, width)) for entry in entries))


def _along_rows(node: Any, moving: list[int], done: dict[Any, Any]) -> Any:
    """What goes along the rows of a vector goes along those of each column of a matrix."""
    (k,) = moving
    height, width = (shape_of(part)[axis] for axis, part in enumerate((node.args[k], done[node.args[k]])))
    if (
        isinstance(node, Correlation)
        and k == 1
        and node.start == 0
        and same_dimension(node.count, shape_of(node.args[0])[0] - height + 1)
    ):  # a row for each window of what it slides along
        return mul(windows(node.args[0], height, sp.S.One, node.count), done[node.args[1]])
    args = [done[arg] if place == k else _beside(arg, width) for place, arg in enumerate(node.args)]
    return _BUILT[type(node)](*args)


def _beside(arg: Any, width: Any) -> Any:
    """A vector as each of so many columns; a size as it is."""
    return mul(arg, ones_of((sp.S.One, width))) if is_matrix(arg) else arg


_BUILT: Mapping[type, Callable[..., Any]] = {Convolution: convolution, Correlation: correlation, Scan: scan}

_JACOBIANS: Mapping[type, Callable[[Any, list[int], dict[Any, Any]], Any]] = {
    sp.MatAdd: _sum,
    sp.MatMul: _product,
    HadamardProduct: _hadamard,
    sp.KroneckerProduct: _kronecker,
    sp.Transpose: _transpose,
    Explicit: _explicit,
    Diag: _diag,
    Diagonal: _diagonal,
    Concat: _concat,
    Triangle: lambda node, moving, done: mul(
        diag(vec(triangle(ones_of(shape_of(node)), *node.weights))), done[node.argument]
    ),
    Vech: lambda node, moving, done: mul(elimination(shape_of(node.argument)[0]), done[node.argument]),
    Unvech: lambda node, moving, done: mul(transpose(elimination(shape_of(node)[0])), done[node.argument]),
    Vec: lambda node, moving, done: done[node.argument],
    Unvec: lambda node, moving, done: done[node.argument],
    Rows: lambda node, moving, done: rows(done[node.argument], node.start, node.count),
    **dict.fromkeys((Convolution, Correlation, Scan), _along_rows),
}
