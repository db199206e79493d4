"""What is known of a node: which of its arguments are values, which are places or sizes, what its entries are.

A node of symgrad's own says it itself (:class:`.node.Node`); of SymPy's the table here does. Whoever walks a tree asks
here: a dimension inside an Identity is no variable, and a position does not move.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from symgrad.expressions.broadcasting import OWN
from symgrad.expressions.nodes.node import HEAD, LINEAR, PLACE, SIZE, VALUE, Agreement, EntryOf, Node, Taken


@dataclass(frozen=True)
class SympyFacts:
    """What is known of one kind of SymPy's nodes, by the names that a class of symgrad's own has for it."""

    roles: str = VALUE
    together: bool = False
    agree: Agreement = ""
    keeps_matrices: bool = False
    opens: bool = False
    entrywise: bool = False
    taken: Callable[[Any], Collection[Taken]] = lambda node: ()
    sized_as: Callable[[Any, int], tuple[Any, int] | None] = lambda node, axis: None
    entry: Callable[[Any, Any, Any, EntryOf], Any | None] = lambda node, i, j, of: None


def _sized_as_a_part(node: Any, axis: int) -> tuple[Any, int]:
    """That of any of its parts, a name among them if there is one."""
    return next((arg for arg in node.args if isinstance(arg, sp.MatrixSymbol)), node.args[0]), axis


def _sized_as_the_ends(node: Any, axis: int) -> tuple[Any, int]:
    """The rows of the first factor, the columns of the last."""
    return [factor for factor in node.args if factor.is_Matrix][-axis], axis


def _delta(node: Any, i: Any, j: Any, of: EntryOf) -> Any:
    return sp.KroneckerDelta(i, j)


# Of SymPy's nodes: all that are not listed are made of values alone.
_OF_SYMPY: Mapping[type, SympyFacts] = MappingProxyType(
    {
        sp.Add: SympyFacts(LINEAR, together=True, agree="alike"),
        sp.Mul: SympyFacts(LINEAR),
        sp.MatAdd: SympyFacts(
            LINEAR,
            together=True,
            agree="alike",
            sized_as=_sized_as_a_part,
            entry=lambda node, i, j, of: sp.Add(*(of(term, i, j) for term in node.args)),
        ),
        sp.MatMul: SympyFacts(LINEAR, agree="chained", sized_as=_sized_as_the_ends),
        HadamardProduct: SympyFacts(
            LINEAR,
            agree="alike",
            sized_as=_sized_as_a_part,
            entry=lambda node, i, j, of: sp.Mul(*(of(factor, i, j) for factor in node.args)),
        ),
        HadamardPower: SympyFacts(
            sized_as=_sized_as_a_part, entry=lambda node, i, j, of: sp.Pow(of(node.base, i, j), node.exp)
        ),
        sp.Transpose: SympyFacts(
            LINEAR,
            sized_as=lambda node, axis: (node.arg, 1 - axis),
            entry=lambda node, i, j, of: of(node.arg, j, i),
        ),
        sp.KroneckerProduct: SympyFacts(LINEAR),
        sp.Trace: SympyFacts(LINEAR),
        sp.DiagMatrix: SympyFacts(keeps_matrices=True),
        MatrixSlice: SympyFacts(keeps_matrices=True),
        sp.KroneckerDelta: SympyFacts(PLACE),
        MatrixElement: SympyFacts(
            LINEAR + PLACE,
            taken=lambda node: tuple((place, None, node.args[0], axis) for axis, place in enumerate(node.args[1:])),
        ),
        sp.OneMatrix: SympyFacts(SIZE, entry=lambda node, i, j, of: sp.S.One),
        sp.ZeroMatrix: SympyFacts(SIZE, entry=lambda node, i, j, of: sp.S.Zero),
        sp.Identity: SympyFacts(SIZE, opens=True, entry=_delta),
    }
)
_OF_A_LEAF, _OF_A_NAME = SympyFacts(), SympyFacts(HEAD + SIZE)
# By the class of symgrad's that stands for SymPy's, where there is one: it is asked for most, and slow to compare.
_BY_CLASS: Mapping[type, SympyFacts] = MappingProxyType(
    {OWN.get(kind, kind): row for kind, row in _OF_SYMPY.items()} | {object: SympyFacts()}
)


def about(node: Any) -> Any:
    """All that is known of a node's kind: ``about(node).roles``, ``about(node).entry(node, i, j, of)``."""
    if isinstance(node, Node):
        return type(node)
    if not node.args:
        return _OF_A_LEAF
    if isinstance(node, sp.MatrixSymbol):
        return _OF_A_NAME
    return _BY_CLASS.get(type(node)) or next(_BY_CLASS[kind] for kind in type(node).__mro__ if kind in _BY_CLASS)


def roles_of(node: Any) -> str:
    """What the arguments of a node are: of one with any number of them, it is the node that says so."""
    return str(node.roles if isinstance(node, Node) else about(node).roles)


def size_of(node: Any, axis: int) -> Any:
    """The rows (axis 0) or the columns of a matrix: found without recursion, and kept by every node on the way."""
    way = []
    while (size := node.__dict__.get(_KEPT[axis])) is None:
        way.append((node, axis))
        part = about(node).sized_as(node, axis)
        if part is None:
            size = node.shape[axis]
            break
        node, axis = part
    for passed, along in way:
        passed.__dict__[_KEPT[along]] = size
    return size


_KEPT = "_rows_kept", "_columns_kept"


class Facts(NamedTuple):
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
    roles = roles_of(node)
    if roles in _ALL_VALUES:
        return Facts(tuple(node.args), (), ())
    return Facts(*(_with_roles(node, roles, wanted) for wanted in (VALUE + LINEAR, PLACE, SIZE)))


def values_of(node: Any) -> tuple[Any, ...]:
    """The arguments that are values."""
    roles = roles_of(node)
    return node.args if roles in _ALL_VALUES else _with_roles(node, roles, VALUE + LINEAR)


def is_linear_in(node: Any, k: int) -> bool:
    """Whether a node is linear in its argument k."""
    return _role(roles_of(node), k) == LINEAR


def is_place(node: Any, k: int) -> bool:
    """Whether the argument k of a node is a position, counted from 0."""
    return _role(roles_of(node), k) == PLACE


_ALL_VALUES = (VALUE, LINEAR)


def _role(roles: str, k: int) -> str:
    return roles[min(k, len(roles) - 1)]


def _with_roles(node: Any, roles: str, wanted: str) -> tuple[Any, ...]:
    return tuple(arg for k, arg in enumerate(node.args) if _role(roles, k) in wanted)
