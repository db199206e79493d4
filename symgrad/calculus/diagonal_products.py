"""Linear forms of vectors in which no diagonal matrix moves: A diag(dx) M v is A ((M v) . dx), which has a matrix.

A diag(u) M v                 A ((M v) . u)
(X . (P diag(u) Q)) v         (P . (X diag(v) Q')) u
(X . (P a b' Q)) v            (P a) . (X (v . (Q' b)))
D^2 g[u] v                    D^2 g[v] u, of an undefined function
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.algebra import add, diag, hadamard, mul, raw, split, transpose
from symgrad.algebra.partials import with_direction_last
from symgrad.expressions.nodes import Diag, UndefinedMatrix
from symgrad.expressions.shapes import is_matrix, is_vector, shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.traversal import rebuild
from symgrad.programs.equations import variables_in


def with_vectors_last(linear: Any, dot: Any) -> Any:
    """A form linear in the tangent ``dot``, the vectors of its products multiplied before diagonal matrices.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> A, M, u, v = *sg.matrices("A M", n, n), *sg.vectors("u v", n)
    >>> print(sg.text(with_vectors_last(A * sg.diag(u) * M * v, u)))
    A (u ⊙ (M v))
    """

    def moves(expr: Any) -> bool:
        return bool(is_matrix(expr) and dot in variables_in(expr))

    def visit(node: Any, args: tuple[Any, ...]) -> Any:
        if is_variable(node) or not moves(node):
            return node
        if isinstance(node, sp.MatMul):
            return _product([factor for arg in args for factor in _chain(arg)], moves)
        return node if args == node.args else _BUILD.get(type(node), node.func)(*args)

    return rebuild(linear, visit, {})


def _chain(expr: Any) -> Sequence[Any]:
    return expr.args if isinstance(expr, sp.MatMul) else (expr,)


def _product(factors: Sequence[Any], moves: Callable[[Any], bool]) -> Any:
    """A product, of which the first moving matrix is taken with the vector behind it."""
    product = mul(*factors)
    chain = list(_chain(product))
    if not isinstance(product, sp.MatMul) or not is_vector(chain[-1]):
        return product
    place = next((k for k, factor in enumerate(chain[:-1]) if moves(factor)), None)
    if place is None:
        return product
    moved = _times(chain[place], mul(*chain[place + 1 :]), moves)
    return product if moved is None else _product([*chain[:place], *_chain(moved)], moves)


def _times(matrix: Any, vector: Any, moves: Callable[[Any], bool]) -> Any | None:
    """A moving matrix times a vector that stands still; None where no rule has it."""
    if isinstance(matrix, Diag):
        return hadamard(matrix.argument, vector)
    if isinstance(matrix, HadamardProduct):
        (moving,) = (factor for factor in matrix.args if moves(factor))
        still = [factor for factor in matrix.args if factor is not moving]
        return _by_entries(still, moving, vector, moves)
    body = matrix.arg if isinstance(matrix, sp.Transpose) else matrix
    if isinstance(body, UndefinedMatrix):
        moving = next(k for k, direction in enumerate(body.directions) if moves(direction))
        return with_direction_last(body, body is not matrix, vector, moving)
    if isinstance(matrix, sp.MatAdd):
        return add(*(_product(_chain(mul(term, vector)), moves) for term in matrix.args))
    return None


def _by_entries(still: Sequence[Any], moving: Any, vector: Any, moves: Callable[[Any], bool]) -> Any | None:
    """(X . L) v for an L that moves."""
    if isinstance(moving, sp.MatAdd):
        terms = [_by_entries(still, term, vector, moves) for term in moving.args]
        return None if any(term is None for term in terms) else add(*terms)
    coefficient, body = split(moving)
    if moves(coefficient) or not isinstance(body, (sp.MatMul, Diag)):
        return None
    chain, whole = list(_chain(body)), hadamard(*still)
    height, width = shape_of(body)
    place = next(k for k, factor in enumerate(chain) if moves(factor))
    left = mul(raw(sp.Identity, height), *chain[:place])
    right = mul(*chain[place + 1 :], raw(sp.Identity, width))
    if isinstance(chain[place], Diag):
        spread = mul(whole, diag(vector), transpose(right))
        return mul(coefficient, hadamard(left, spread), chain[place].argument)
    column = next((k for k, factor in enumerate(chain) if is_vector(factor)), None)
    if column is None:
        return None
    above, beside = mul(*chain[: column + 1]), transpose(mul(*chain[column + 1 :]))
    return mul(coefficient, hadamard(above, mul(whole, hadamard(vector, beside))))


_BUILD: dict[type, Callable[..., Any]] = {
    sp.MatAdd: add,
    HadamardProduct: hadamard,
    sp.Transpose: transpose,
    Diag: diag,
}
