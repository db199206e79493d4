"""Bars over names: the cotangent of the name below, or a name of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from symgrad.latex_reading.meanings import Statement, Use


def under_bar(name: str) -> str:
    r"""W_{i} of \bar{W}_{i}; "" of a name without a bar."""
    if not name.startswith(r"\bar{"):
        return ""
    depth = 0
    for k, sign in enumerate(name):
        depth += (sign == "{") - (sign == "}")
        if sign == "}" and not depth:
            return name[len(r"\bar{") : k] + name[k + 1 :]
    return ""


def own_bars(statements: Sequence[Statement]) -> set[str]:
    r"""The names i that a name \bar{i} under a bar helps to define, as Greff has it: i = sigma(\bar{i})."""
    return {
        one.left.variable
        for one in statements
        if isinstance(one.left, Use)
        for node in one.right.walk()
        if isinstance(node, Use) and under_bar(node.variable) == one.left.variable
    }


def is_bar(one: Statement, seen: Collection[str]) -> bool:
    r"""Whether a left side is the cotangent \bar{h} of a name that the text has before it, and no name of its own."""
    name = one.left.variable if isinstance(one.left, Use) else ""
    return name not in seen and under_bar(name) in seen


def bars(claims: Sequence[Statement], definitions: Mapping[str, Any]) -> dict[str, str]:
    """A bar over a name of the forward pass is its cotangent, where nothing in the forward pass defines it."""
    found = {}
    for claim in claims:
        for node in claim.walk():
            if isinstance(node, Use) and node.variable not in definitions and under_bar(node.variable):
                found[node.variable] = under_bar(node.variable)
    return found
