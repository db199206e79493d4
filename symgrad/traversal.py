"""Walks over expression trees without recursion, so that a deep chain is no trouble."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any


def postorder(expr: Any, enter: Callable[[Any], bool] | None = None) -> Iterator[Any]:
    """Each distinct node once, its arguments before it; ``enter(node)`` says whether to look inside a node."""
    met: set[int] = set()  # by identity on the way down: to hash a deep tree at its root would recurse
    seen: set[Any] = set()
    stack: list[tuple[Any, bool]] = [(expr, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            if node not in seen:
                seen.add(node)
                yield node
        elif id(node) not in met:
            met.add(id(node))
            stack.append((node, True))
            if enter is None or enter(node):
                stack.extend((arg, False) for arg in reversed(node.args))


def rebuild(expr: Any, visit: Callable[[Any, tuple[Any, ...]], Any], done: dict[Any, Any]) -> Any:
    """The value of ``visit(node, values of its args)`` at the root; ``done`` keeps the value of every node.

    A node already in ``done`` is not visited again.
    """
    for node in postorder(expr, lambda node: _never_hashed(node) or node not in done):
        if node not in done:
            done[node] = visit(node, tuple(done[arg] for arg in node.args))
    return done[expr]


def _never_hashed(node: Any) -> bool:
    return node._mhash is None  # SymPy keeps the hash once computed; a node in a dict has one
