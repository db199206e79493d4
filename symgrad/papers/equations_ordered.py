"""The equations of a text in an order in which each can be computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from symgrad.expressions.traversal import postorder


def in_order(equations: Mapping[Any, Any]) -> dict[Any, Any]:
    """The equations, each behind those that it uses, as near to the author's order as can be."""
    found: dict[Any, Any] = {}
    left = dict(equations)
    uses = {name: symbols_in(right) & left.keys() for name, right in left.items()}
    while left:
        ready = next((name for name in left if not uses[name] & left.keys()), None)
        if ready is None:
            return {**found, **left}  # the System says which name stands in a circle
        found[ready] = left.pop(ready)
    return found


def symbols_in(expr: Any) -> set[Any]:
    """The symbols of numbers, sizes and arrays in an expression, each part of it looked at once: norms share theirs."""
    nodes = postorder(sp.sympify(expr), lambda node: not isinstance(node, sp.MatrixSymbol))
    return {node for node in nodes if isinstance(node, (sp.Symbol, sp.MatrixSymbol))}
