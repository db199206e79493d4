"""Walks over expression trees without recursion, so that a deep chain is no trouble."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sympy.core.sorting import default_sort_key


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
    for node in postorder(expr, lambda node: not is_known(node, done)):
        if node not in done:
            done[node] = value = visit(node, tuple(done[arg] for arg in node.args))
            hash(value)  # from the leaves up: the hash of a deep tree at its root would recurse
    return done[expr]


def is_known(node: Any, done: Mapping[Any, Any]) -> bool:
    """Whether a node is among those done; SymPy keeps a hash once computed, and a node in a dict has one."""
    return node._mhash is not None and node in done


def is_deep(expr: Any, levels: int) -> bool:
    """Whether a tree has more than so many levels."""
    level = {id(expr): expr}
    for _ in range(levels):
        level = {id(arg): arg for node in level.values() for arg in node.args}
        if not level:
            return False
    return True


def outline(expr: Any, levels: int) -> str:
    """The upper levels of a tree as text, the same in every process."""
    if not expr.args:
        return str(expr)
    inside = ",".join(outline(arg, levels - 1) for arg in expr.args) if levels else ""
    return f"{type(expr).__name__}({inside})"


def in_sympys_order(args: Iterable[Any]) -> list[Any]:
    """The arguments sorted as SymPy sorts them; deep trees, where its key would recurse, by their upper levels."""
    listed = list(args)
    if any(is_deep(arg, levels=80) for arg in listed):
        return sorted(listed, key=lambda arg: outline(arg, levels=12))
    return sorted(listed, key=default_sort_key)
