"""Functions of several arguments: undefined ones, and special functions with an order or without."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import sympy as sp
from sympy.core.function import Function

from symgrad.errors import MissingRuleError
from symgrad.expressions.nodes import Pointwise, ScalarPointwise
from symgrad.expressions.shapes import is_matrix
from symgrad.expressions.symbols import ScalarVariable
from symgrad.expressions.traversal import postorder
from symgrad.functions.heads import Y
from symgrad.functions.special_functions import special_of
from symgrad.functions.special_row import ABOVE_ONE, BRANCH, FIRST, POSITIVE, SECOND, WHOLE, Special
from symgrad.functions.undefined import is_undefined, partial_of

_MEETS: Mapping[str, Callable[[Any], Any]] = {
    WHOLE: lambda order: order.is_integer and order.is_nonnegative,
    POSITIVE: lambda order: order.is_positive,
    ABOVE_ONE: lambda order: (order - 1).is_positive,
    BRANCH: lambda order: order == -1,
}


def is_of_several(node: Any) -> bool:
    """Whether a node is a function of several arguments that has a differential.

    >>> x, y = sp.symbols("x y")
    >>> is_of_several(sp.atan2(y, x)), is_of_several(sp.Function("g")(x, y)), is_of_several(sp.sin(x))
    (True, True, False)
    """
    return len(node.args) > 1 and isinstance(node, Function) and (is_undefined(node) or special_of(node) is not None)


def order_of(node: Any) -> Any | None:
    """The argument of a special function that is an order; None where it has none."""
    row = special_of(node) if isinstance(node, Function) else None
    return node.args[row.place] if row is not None and row.order else None


def slope_by(node: Any, place: int, value: Any) -> Any:
    """The derivative of a function of several arguments by one, from 0; ``value`` is what the node is called.

    >>> x = sp.Symbol("x")
    >>> slope_by(sp.besselj(0, x), 1, sp.besselj(0, x))
    -besselj(1, x)
    """
    if is_undefined(node):
        return partial_of(node.func, place + 1)(*node.args)
    row = special_of(node)
    assert row is not None
    if row.order and place == row.place:
        raise MissingRuleError(f"no derivative of {node} by its order {node.args[place]}; {_wanted(row)}.")
    return row.slope(place).xreplace({FIRST: node.args[0], SECOND: node.args[1], Y: value})


def require_order(node: Any) -> None:
    """MissingRuleError where the order of a special function is none: a variable, or a number that it has not.

    A size may be one; that it is a size, and no input, whoever knows the shapes of all inputs can say.
    """
    order = order_of(node)
    if order is None:
        return
    row = special_of(node)
    assert row is not None
    is_variable = is_matrix(order) or any(isinstance(one, ScalarVariable) for one in order.free_symbols)
    meets = _MEETS.get(row.order, lambda order: order.is_real)
    if is_variable or (order.is_number and not meets(order)):
        raise MissingRuleError(f"no rule for {node} of the order {order}; {_wanted(row)}.")


def require_sizes(exprs: Iterable[Any], sizes: Collection[Any]) -> None:
    """MissingRuleError where the order of a special function is made of anything but numbers and these sizes."""
    for node, order in (pair for expr in exprs for pair in _orders_in(expr)):
        row = special_of(node)
        assert row is not None
        others = order.free_symbols.difference(sizes) if isinstance(order, sp.Expr) else [order]
        told = min(map(str, others), default="")
        if told:
            raise MissingRuleError(f"no rule for {node.func.__name__} of the order {order}, where {told} is neither a "
                                   f"number nor the size of a vector or a matrix; {_wanted(row)}.")  # fmt: skip
        if order.free_symbols and row.order == WHOLE and not order.is_integer:
            raise MissingRuleError(f"no rule for {node.func.__name__} of the order {order}; {_wanted(row)}.")


def _orders_in(expr: Any) -> Iterator[tuple[Any, Any]]:
    """The special functions that have one, and their orders; those in a formula of every entry too."""
    for node in postorder(expr):
        order = order_of(node)
        if order is not None:
            yield node, order
        elif isinstance(node, (Pointwise, ScalarPointwise)):
            given = dict(zip(node.head.variables, node.args[1:], strict=True))
            for inner in sp.preorder_traversal(node.head.expr):
                if (order := order_of(inner)) is not None:
                    held = [given[one] for one in order.free_symbols if is_matrix(given.get(one))]
                    yield inner, held[0] if held else order.xreplace(given)


def _wanted(row: Special) -> str:
    what = {WHOLE: f"{WHOLE}, or a size"}.get(row.order, row.order)
    return f"the order of {row.name} is {what}, and its derivatives are by its other argument"
