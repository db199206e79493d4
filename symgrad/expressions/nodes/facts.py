"""What is known of a node's arguments: which are values, which are places or sizes.

A node of symgrad's own says it itself (:class:`.node.Node`); of SymPy's the table here does. Whoever walks a tree asks
here: a dimension inside an Identity is no variable, and a position does not move.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.expressions.nodes.node import Node

VALUE, HEAD, PLACE, SIZE = "vhps"

# Of SymPy's nodes: all that are not listed are made of values alone.
_ROLES: Mapping[type, str] = {
    sp.OneMatrix: SIZE,
    sp.ZeroMatrix: SIZE,
    sp.Identity: SIZE,
    sp.MatrixSymbol: HEAD + SIZE,
    MatrixElement: VALUE + PLACE,
}


@dataclass(frozen=True)
class Facts:
    """The arguments of a node by their roles."""

    values: tuple[Any, ...]
    places: tuple[Any, ...]
    sizes: tuple[Any, ...]


def facts(node: Any) -> Facts:
    """The arguments of a node by their roles.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> facts(sg.rows(sg.vector("x", n + 2), 0, n))
    Facts(values=(x,), places=(), sizes=(0, n))
    """
    if _roles(node) == VALUE:
        return Facts(tuple(node.args), (), ())
    return Facts(*(_with_role(node, role) for role in (VALUE, PLACE, SIZE)))


def values_of(node: Any) -> tuple[Any, ...]:
    """The arguments that are values."""
    roles = _roles(node)
    return node.args if roles == VALUE else _with_role(node, VALUE)


def _roles(node: Any) -> str:
    if isinstance(node, Node):
        return node.roles
    return next((_ROLES[kind] for kind in type(node).__mro__ if kind in _ROLES), VALUE)


def _with_role(node: Any, wanted: str) -> tuple[Any, ...]:
    roles = _roles(node)
    return tuple(arg for k, arg in enumerate(node.args) if roles[min(k, len(roles) - 1)] == wanted)
