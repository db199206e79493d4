"""Determinants of powers: det(X^j) is det(X)^j for any exponent, where the power alone has no rule."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.expressions.shapes import is_matrix, same_dimension, shape_of
from symgrad.expressions.traversal import rebuild


def of_bases(expr: Any) -> Any:
    """An expression, the determinant of a power in it that of the base; what holds none comes back as it is."""
    return rebuild(expr, _rewritten, {})


def _rewritten(node: Any, args: tuple[Any, ...]) -> Any:
    if isinstance(node, sp.Determinant):
        return _determinant(args[0])
    return node if all(new is old for new, old in zip(args, node.args, strict=True)) else node.func(*args)


def _determinant(matrix: Any) -> Any:
    """det(A X^j B) is det(A) det(X)^j det(B), where all are square."""
    if isinstance(matrix, sp.Transpose):
        return _determinant(matrix.arg)
    if isinstance(matrix, sp.MatPow) and not matrix.exp.is_Integer:
        return sp.Pow(sp.Determinant(matrix.base), matrix.exp)
    factors = matrix.args if isinstance(matrix, sp.MatMul) else ()
    matrices = [factor for factor in factors if is_matrix(factor)]
    if len(matrices) > 1 and all(same_dimension(*shape_of(one)) for one in matrices):
        scalar = sp.Mul(*(factor for factor in factors if not is_matrix(factor)))
        return sp.Mul(sp.Pow(scalar, shape_of(matrix)[0]), *map(_determinant, matrices))
    return sp.Determinant(matrix)
