"""The rules of a node that says them itself: one for each of the six tables that are keyed by nodes.

symgrad's own nodes stand in the tables, each where its floor is. A node of somebody else's carries its rules, so that
nothing of symgrad's is touched and nothing registered: a table that has no row for a class asks the class.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from symgrad.errors import MissingRuleError

Rule: TypeAlias = Callable[..., Any]
Table: TypeAlias = Literal["intake", "tangent", "transpose", "print", "lower", "entries"]


@dataclass(frozen=True)
class Rules:
    """The rules of a node, one for each table.

    intake     (node, *args) -> the node of these arguments, which are in symgrad's own form, checked, in simplest form
    tangent    (node, moves, value) -> its differential: ``moves`` are those of its arguments, None where one does not
               move, ``value`` is the node as a reader names it
    transpose  (node, k, bar) -> what flows back from ``bar``, its cotangent, to the argument k, in which it is linear
    print      (formula, node) -> the printed Piece, for text and LaTeX alike
    lower      (lowering, node) -> the Term that it is in an array program
    entries    (node, *entries) -> its entries by those of its arguments, dense matrices and scalars: the oracle

    A node without values has no ``tangent``, one that is linear nowhere (no role ``l``) no ``transpose``.
    """

    intake: Rule | None = None
    tangent: Rule | None = None
    transpose: Rule | None = None
    print: Rule | None = None
    lower: Rule | None = None
    entries: Rule | None = None


# What a node without the row could not do.
_LACKS: Mapping[Table, str] = MappingProxyType({
    "intake": "come in",
    "tangent": "be differentiated",
    "transpose": "be differentiated backwards",
    "print": "be printed",
    "lower": "be compiled",
    "entries": "be written out entry by entry",
})  # fmt: skip


def own_rule(node: Any, table: Table) -> Rule | None:
    """The rule that the class of a node carries for a table; None where it carries none."""
    rules = getattr(type(node), "rules", None)
    return getattr(rules, table) if isinstance(rules, Rules) else None


def needed_tables(roles: str) -> tuple[Table, ...]:
    """The tables in which a node of these roles has to have a row."""
    not_needed = {"tangent": not {*roles} & {"v", "l"}, "transpose": "l" not in roles}
    return tuple(table for table in _LACKS if not not_needed.get(table))


def require_rules(node: Any) -> None:
    """Raises MissingRuleError, which names the row, for a node that lacks a rule, or has one that its roles belie."""
    kind, needed = type(node).__name__, needed_tables(node.roles)
    for table in needed:
        if own_rule(node, table) is None:
            raise MissingRuleError(
                f"{kind} has no row {table!r}, in {node}, so it could not {_LACKS[table]}; give its class "
                f"rules = Rules(..., {table}=...), of symgrad.extend."
            )
    if "transpose" not in needed and own_rule(node, "transpose") is not None:
        raise MissingRuleError(
            f"{kind} has a row 'transpose', in {node}, but its roles {node.roles!r} say of no argument that it is "
            f"linear in it; the letter for one is l."
        )


def rebuilt(node: Any, *args: Any) -> Any:
    """The node of these arguments, as it stands: the row ``intake`` of one that has no simpler form."""
    return node if args == node.args else node.func(*args)
