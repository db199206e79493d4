"""Shapes: what they are, when two agree, and whether the parts of a tree fit together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.arguments.sizes import Shape as Shape
from symgrad.arguments.sizes import same_dimension as same_dimension
from symgrad.arguments.sizes import same_shape as same_shape
from symgrad.arguments.sizes import shape_text as shape_text
from symgrad.errors import ShapeError
from symgrad.expressions.nodes import Concat, Dot, Elementwise, Pointwise, VectorMap
from symgrad.expressions.traversal import postorder


def is_matrix(expr: Any) -> bool:
    """Whether an expression is a vector or a matrix."""
    return bool(getattr(expr, "is_Matrix", False))


def holds_matrix(expr: Any) -> bool:
    """Whether a vector or a matrix stands anywhere in an expression."""
    return any(is_matrix(node) for node in postorder(expr))


def shape_of(expr: Any) -> Shape:
    """() for a scalar, (rows, columns) for a vector or a matrix."""
    return (_size(expr, 0), _size(expr, 1)) if is_matrix(expr) else ()


def _size(expr: Any, axis: int) -> Any:
    """The rows (axis 0) or the columns; without recursion, which SymPy's own properties need for every level."""
    while True:
        if isinstance(expr, sp.MatMul):
            matrices = [factor for factor in expr.args if factor.is_Matrix]
            expr = matrices[-axis]
        elif isinstance(expr, sp.Transpose):
            expr, axis = expr.arg, 1 - axis
        elif isinstance(expr, _ALIKE):
            expr = next((arg for arg in expr.args if isinstance(arg, sp.MatrixSymbol)), expr.args[0])
        elif isinstance(expr, (Elementwise, VectorMap)):
            expr = expr.argument
        elif isinstance(expr, Pointwise):
            expr = next(arg for arg in expr.args[1:] if arg.is_Matrix)
        else:
            return expr.shape[axis]


_ALIKE = (sp.MatAdd, HadamardProduct, HadamardPower)


def is_vector(expr: Any) -> bool:
    """Whether an expression is a matrix of one column."""
    return is_matrix(expr) and bool(_size(expr, 1) == 1)


def check_shapes(expr: Any, checked: set[Any]) -> None:
    """Raises ShapeError where the parts of a derived expression do not fit; ``checked`` holds nodes that do."""
    for node in postorder(expr, lambda node: node._mhash is None or node not in checked):
        if node not in checked:
            fits = _FITS.get(type(node))
            if fits is not None and not fits(node.args):
                parts = ", ".join(f"{arg} is {shape_text(shape_of(arg))}" for arg in node.args)
                raise ShapeError(f"the parts of {node} do not fit: {parts}.")
            checked.add(node)


def _all_alike(args: tuple[Any, ...]) -> bool:
    first = shape_of(args[0])
    return all(same_shape(first, shape_of(arg)) for arg in args[1:])


def _chained(args: tuple[Any, ...]) -> bool:
    matrices = [shape_of(arg) for arg in args if is_matrix(arg)]
    return all(same_dimension(a[1], b[0]) for a, b in zip(matrices, matrices[1:], strict=False))


def _stacked(args: tuple[Any, ...]) -> bool:
    return all(same_dimension(shape_of(args[0])[1], shape_of(arg)[1]) for arg in args)


_FITS: Mapping[type, Callable[[tuple[Any, ...]], bool]] = {
    sp.MatAdd: _all_alike,
    sp.Add: _all_alike,
    HadamardProduct: _all_alike,
    Dot: _all_alike,
    sp.MatMul: _chained,
    Concat: _stacked,
}
