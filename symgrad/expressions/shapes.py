"""Shapes: what they are, when two agree, and whether the parts of a tree fit together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from symgrad.arguments.sizes import Shape as Shape
from symgrad.arguments.sizes import same_dimension as same_dimension
from symgrad.arguments.sizes import same_shape as same_shape
from symgrad.arguments.sizes import shape_text as shape_text
from symgrad.errors import ShapeError
from symgrad.expressions.nodes import about
from symgrad.expressions.nodes.facts import size_of
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.traversal import is_known, postorder


def is_matrix(expr: Any) -> bool:
    """Whether an expression is a vector or a matrix."""
    return bool(getattr(expr, "is_Matrix", False))


def holds_matrix(expr: Any) -> bool:
    """Whether a vector or a matrix stands anywhere in an expression."""
    return any(is_matrix(node) for node in postorder(expr))


def shape_of(expr: Any) -> Shape:
    """() for a scalar, (rows, columns) for a vector or a matrix."""
    return (size_of(expr, 0), size_of(expr, 1)) if is_matrix(expr) else ()


def is_vector(expr: Any) -> bool:
    """Whether an expression is a matrix of one column."""
    return is_matrix(expr) and bool(size_of(expr, 1) == 1)


def check_shapes(expr: Any, checked: set[Any]) -> None:
    """Raises ShapeError where the parts of a derived expression do not fit; ``checked`` holds nodes that do."""
    for node in postorder(expr, lambda node: not (is_variable(node) or is_known(node, checked))):
        if node not in checked:
            if not _AGREE[about(node).agree](node.args):
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


_AGREE: Mapping[str, Callable[[tuple[Any, ...]], bool]] = MappingProxyType(
    {"": lambda args: True, "alike": _all_alike, "chained": _chained, "stacked": _stacked}
)
