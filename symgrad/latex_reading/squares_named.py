"""A variance that is written as a square, sigma^2 = ..., is a variable of its own, and so is a logarithm, log f."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from symgrad.latex_reading.meanings import Call, Constant, Meaning, Power, Statement, Use


def squares_named(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with each square that one of them defines as a variable."""
    defined = {one.left.variable for one in statements if isinstance(one.left, Use)}
    squares = {
        one.left.body.variable
        for one in statements
        if _is_square(one.left) and isinstance(one.left, Power) and isinstance(one.left.body, Use)
    } - defined
    logs = {
        one.left.arguments[0].variable
        for one in statements
        if _is_log(one.left) and isinstance(one.left, Call) and isinstance(one.left.arguments[0], Use)
    } - defined
    if not squares | logs:
        return tuple(statements)
    return tuple(_named(one, squares, logs) for one in statements)


def _is_log(node: Meaning) -> bool:
    return isinstance(node, Call) and node.function == "log" and not node.primes and isinstance(node.arguments[0], Use)


def _is_square(node: Meaning) -> bool:
    return isinstance(node, Power) and node.exponent == Constant(node.span, "2") and isinstance(node.body, Use)


def _named(node: Any, squares: set[str], logs: set[str]) -> Any:
    if isinstance(node, tuple):
        return tuple(_named(one, squares, logs) for one in node)
    if not isinstance(node, Meaning):
        return node
    if isinstance(node, Call) and _is_log(node):
        inner = node.arguments[0]
        if isinstance(inner, Use) and inner.variable in logs:
            return replace(inner, span=node.span, variable=rf"\log {inner.variable}")
    if isinstance(node, Power) and _is_square(node) and isinstance(node.body, Use) and node.body.variable in squares:
        return replace(node.body, span=node.span, variable=f"{node.body.variable}^{{2}}")
    if isinstance(node, Use) and node.variable in squares:
        return Call(node.span, "sqrt", (replace(node, variable=f"{node.variable}^{{2}}"),))
    return replace(
        node, **{one.name: _named(getattr(node, one.name), squares, logs) for one in fields(node) if one.name != "span"}
    )
