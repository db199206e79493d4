"""Bars over names: the cotangent of the name below, or a name of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from symgrad.latex_reading.nodes.meanings import Derivative, Statement, Use

_PART = re.compile(r"\^\{\[\d+\]\}$")  # the second part of what flows into x: \bar{x}^{[2]}


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


def own_bars(statements: Sequence[Statement], cotangents: Collection[str]) -> set[str]:
    r"""The names i whose \bar{i} is a name of its own, since the forward pass is made with it.

    It helps to define i, i = sigma(\bar{i}) as Greff has it, or the loss, or h_t = \bar{A}_t h_{t-1} of whose cotangent
    the text speaks, which it does not of what it abbreviates.

    cotangents   the names whose cotangents have marks: h of \delta h
    """
    every = [node for one in statements for node in one.walk()]
    spoken = {*cotangents, *(under_bar(node.variable) for node in every if isinstance(node, Use))}
    sides = [side for node in every if isinstance(node, Derivative) for side in (node.above, node.below)]
    spoken |= {side.variable for side in sides if isinstance(side, Use)}
    return {
        under
        for one in statements
        if isinstance(one.left, Use)
        for node in one.right.walk()
        if isinstance(node, Use) and (under := under_bar(node.variable))
        if under == one.left.variable or one.left.variable in spoken
    }


def barred(statements: Sequence[Statement], own: Collection[str]) -> set[str]:
    r"""The left sides that are cotangents \bar{h} of names that the text has before them, or parts of such.

    own   the names whose \bar{h} is a name of its own
    """
    found: set[str] = set()
    seen: set[str] = set()
    for one in statements:
        name = one.left.variable if isinstance(one.left, Use) else ""
        right = {node.variable for node in one.right.walk() if isinstance(node, Use)}
        under = _PART.sub("", under_bar(name))
        if under and name not in seen and under in seen - {*own}:
            found.add(name)
        elif found.isdisjoint(right):  # what is made of cotangents belongs to the backward pass
            seen |= right | {node.variable for node in one.left.walk() if isinstance(node, Use)}
    return found | _beside(statements, found, own)


def _beside(statements: Sequence[Statement], found: Collection[str], own: Collection[str]) -> set[str]:
    r"""Names with a bar that cotangents alone read: \bar{\hat{V}}, where the text has no \hat{V}."""
    lefts = {one.left.variable for one in statements if isinstance(one.left, Use)} - {*found}
    more = {name for name in lefts if under_bar(name) and under_bar(name) not in own}
    readers: dict[str, set[str]] = {name: set() for name in more}
    for one in statements:
        for name in more & {node.variable for node in one.right.walk() if isinstance(node, Use)}:
            readers[name].add(one.left.variable if isinstance(one.left, Use) else "")
    return {name for name in more if readers[name] and readers[name] <= {*found, *more}}


def bars(claims: Sequence[Statement], definitions: Mapping[str, Any]) -> dict[str, str]:
    """A bar over a name of the forward pass is its cotangent, where nothing in the forward pass defines it."""
    found = {}
    for claim in claims:
        for node in claim.walk():
            if isinstance(node, Use) and node.variable not in definitions and under_bar(node.variable):
                found[node.variable] = under_bar(node.variable)
    return found
