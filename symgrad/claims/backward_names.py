"""Names that a backward pass gives to formulas of its own: tau = S^T Delta, which no other equation reads."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from symgrad.latex_reading.meanings import Derivative, Meaning, Statement, Use


def backward_names(
    statements: Sequence[Statement], claims: Sequence[Statement], marks: Collection[str]
) -> list[Statement]:
    """The equations that define such names: behind the first claim, read by claims alone, differentiated by none.

    statements   all of a text, in their order
    marks        variables that are cotangents of others
    """
    if not claims:
        return []
    first = next(k for k, one in enumerate(statements) if one is claims[0])
    own = {id(one) for one in claims}
    forward = [one for one in statements if id(one) not in own]
    read = {name for one in forward for name in _read(one)}
    told = {name for one in claims for node in one.walk() for name in _differentiated(node)}
    used = {name for one in claims for name in _read(one)} - read - told - {*marks}
    early = {one.left.variable for one in statements[:first] if isinstance(one.left, Use)}
    return [
        one
        for one in statements[first:]
        if id(one) not in own and isinstance(one.left, Use) and one.left.variable in used - early
    ]


def _read(statement: Statement) -> set[str]:
    return {node.variable for node in statement.right.walk() if isinstance(node, Use)}


def _differentiated(node: Meaning) -> set[str]:
    if not isinstance(node, Derivative):
        return set()
    sides = [node.below] if node.above is None else [node.above, node.below]
    return {one.variable for side in sides for one in side.walk() if isinstance(one, Use)}
