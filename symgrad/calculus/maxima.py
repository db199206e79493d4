"""Maxima in sums: v + relu(u - v) is the larger of u and v, and is written so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symgrad.algebra import add, negate
from symgrad.expressions.nodes import application
from symgrad.expressions.traversal import postorder
from symgrad.functions.elementwise import relu


def with_maxima(terms: Sequence[Any]) -> tuple[list[tuple[Any, Any]], list[Any]]:
    """The pairs of which a sum has the larger, and its other terms.

    >>> import sympy as sp
    >>> a, b, c = sp.symbols("a b c")
    >>> with_maxima([relu(a - b), b, c])
    ([(a, b)], [c])
    """
    pairs, rest, held = [], list(terms), set(terms)
    for term in terms:
        argument = _of_relu(term)
        if argument is None or term not in held:  # what one pair has taken is in no other
            continue
        parts = _terms(argument)
        taken = [negate(part) for part in parts if negate(part) in held]
        others = [part for part in parts if negate(part) not in held]
        if taken and others:
            pairs.append((add(*others), add(*taken)))
            held.difference_update([term, *taken])
            rest = [other for other in rest if other in held]
    return pairs, rest


def with_minima(terms: Sequence[Any]) -> tuple[list[tuple[Any, Any]], list[Any]]:
    """The pairs of which a sum has the smaller, v - relu(v - u), and its other terms.

    >>> import sympy as sp
    >>> a, b, c = sp.symbols("a b c")
    >>> with_minima([-relu(a - b), a, c])
    ([(b, a)], [c])
    """
    pairs, rest = with_maxima(list(map(negate, terms)))
    return (
        ([(negate(one), negate(other)) for one, other in pairs], list(map(negate, rest))) if pairs else ([], [*terms])
    )


def arguments_of_maxima(expr: Any) -> set[Any]:
    """The differences u - v in an expression of which it has v + relu(u - v), the larger of the two."""
    sums = (node for node in postorder(expr) if (node.is_Add or node.is_MatAdd) and with_maxima(node.args)[0])
    return {_of_relu(term) for node in sums for term in node.args} - {None}


def _of_relu(term: Any) -> Any | None:
    head, argument = application(term)
    return argument if head is relu.head else None


def _terms(expr: Any) -> Sequence[Any]:
    return expr.args if expr.is_Add or expr.is_MatAdd else (expr,)
