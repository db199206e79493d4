"""Which rule of calculus gives a line of a derivation: the product rule, the derivative of tanh, linearity."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.core.function import Function
from sympy.matrices.expressions.hadamard import HadamardPower

from symgrad.expressions.nodes import (
    Dot,
    Pointwise,
    ScalarPointwise,
    about,
    application,
    is_linear_in,
)
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.traversal import postorder
from symgrad.functions.elementwise import row_of
from symgrad.functions.formulas import is_choice


def law_of(rhs: Any, moving: Collection[Any]) -> tuple[str, tuple[Any, ...]]:
    """The rules that differentiate an expression, outermost first, and the names of which they speak.

    ``moving`` are the names that move. Where none of the rules bends anything, the expression is linear in them.
    """
    alive: set[Any] = set()
    found: list[str] = []
    for node in postorder(rhs, lambda node: not is_variable(node)):
        if node in moving:
            alive.add(node)
        elif not is_variable(node) and any(arg in alive for arg in node.args):
            alive.add(node)
            told = _law(node)(node, [k for k, arg in enumerate(node.args) if arg in alive])
            if told is not None:
                found.append(told)
    if found:
        return ", ".join(dict.fromkeys(reversed(found))), ()
    return "linear in", tuple(name for name in moving if name in alive)


def _law(node: Any) -> Callable[[Any, Sequence[int]], str | None]:
    rule = _LAWS.get(type(node))
    if rule is not None:
        return rule
    is_function = isinstance(node, Function) or application(node)[0] is not None
    return _function if is_function else _by_facts


def _by_facts(node: Any, moving: Sequence[int]) -> str | None:
    """Linear in all that moves, linear in each of it, or neither."""
    if all(is_linear_in(node, k) for k in moving):
        return "product rule" if len(moving) > 1 and not about(node).together else None
    told = getattr(node, "told", "")
    return f"derivative of {told}" if told else None


def _dot(node: Any, moving: Sequence[int]) -> str | None:
    return "derivative of a squared norm" if node.left == node.right else _by_facts(node, moving)


def _power(node: Any, moving: Sequence[int]) -> str | None:
    if 1 in moving:
        return "derivative of a power"
    return "quotient rule" if node.exp == -1 else "power rule"


def _function(node: Any, moving: Sequence[int]) -> str | None:
    head = application(node)[0] or node.func
    row = row_of(head)
    return f"derivative of {head.__name__ if row is None else row.name}"


def _always(law: str) -> Callable[[Any, Sequence[int]], str | None]:
    return lambda node, moving: law


def _pointwise(node: Any, moving: Sequence[int]) -> str:
    """A formula of every entry, or a choice among scalars."""
    return "derivative of each case" if is_choice(node.head.expr) else "chain rule"


_LAWS: Mapping[type, Callable[[Any, Sequence[int]], str | None]] = {
    Dot: _dot,
    Pointwise: _pointwise,
    ScalarPointwise: _pointwise,
    sp.Pow: _power,
    HadamardPower: _power,
    sp.MatPow: _always("product rule"),
    sp.Inverse: _always("derivative of an inverse"),
    sp.Determinant: _always("derivative of a determinant"),
}
