"""Names that an equation gives to a part of another one: z = W x beside h = f(W x), of which claims speak."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from symgrad.claims.interpreter.function_values import is_known
from symgrad.claims.marks.tree_edits import mapped
from symgrad.latex_reading.nodes.meanings import Call, Constant, Derivative, Meaning, Statement, Use


def parts_named(
    definitions: Sequence[Statement], marked: Collection[str], claims: Sequence[Statement]
) -> list[Statement]:
    """The definitions, where a name that claims differentiate by, and that nothing reads, stands for the part it names.

    marked   the names of whose cotangents claims speak by other names
    """
    read = {node.variable for one in definitions for node in one.right.walk() if isinstance(node, Use)}
    below = {
        node.below.variable
        for one in claims
        for node in one.walk()
        if isinstance(node, Derivative) and isinstance(node.below, Use)
    } | {*marked}
    found = list(definitions)
    for one in definitions:
        left = one.left
        if isinstance(left, Use) and left.variable in below - read and not isinstance(one.right, Use | Constant):
            found = [other if other is one else _with_name(other, one.right, left) for other in found]
    return found


def _with_name(statement: Statement, part: Meaning, name: Use) -> Statement:
    if statement.right == part:
        return statement  # of two names for one formula none is a part of the other
    return replace(statement, right=mapped(statement.right, lambda node: name if node == part else node))


def told_apart(statements: Sequence[Statement]) -> list[Statement]:
    r"""Without J = CE(y, p) where the same line goes on with what that is: = -\sum y \log p."""
    chains: dict[tuple[int, int, str], list[Statement]] = {}
    for one in statements:
        if isinstance(one.left, Use):
            chains.setdefault((id(one.span.source), one.left.span.start, one.left.variable), []).append(one)
    dropped = {
        id(one)
        for own in chains.values()
        for one in own[:-1]
        if isinstance(one.right, Call) and len(one.right.arguments) > 1 and not is_known(one.right.function)
    }
    return [one for one in statements if id(one) not in dropped]
