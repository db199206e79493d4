"""Names that a backward pass gives to formulas of its own: tau = S^T Delta, which no other equation reads."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from symgrad.latex_reading.nodes.meanings import Derivative, Meaning, Statement, Use


def backward_names(apart: Sequence[tuple[Statement, bool]], marks: Collection[str]) -> frozenset[int]:
    """The identities of the equations that define such names.

    They stand behind the first claim, and claims alone read them; nothing is differentiated by them.

    apart   all statements of a text in their order, and whether each is a claim
    marks   variables that are cotangents of others
    """
    claims = [one for one, is_claim in apart if is_claim]
    forward = [one for one, is_claim in apart if not is_claim]
    if not claims:
        return frozenset()
    read = {name for one in forward for name in _read(one)}
    told = {name for one in claims for node in one.walk() for name in _differentiated(node)}
    used = {name for one in claims for name in _read(one)} - read - told - {*marks}
    first = next(k for k, (_, is_claim) in enumerate(apart) if is_claim)
    early = {one.left.variable for one, _ in apart[:first] if isinstance(one.left, Use)}
    late = [one for one, is_claim in apart[first:] if not is_claim]
    return frozenset(id(one) for one in late if isinstance(one.left, Use) and one.left.variable in used - early)


def _read(statement: Statement) -> set[str]:
    return {node.variable for node in statement.right.walk() if isinstance(node, Use)}


def _differentiated(node: Meaning) -> set[str]:
    if not isinstance(node, Derivative):
        return set()
    sides = [node.below] if node.above is None else [node.above, node.below]
    return {one.variable for side in sides for one in side.walk() if isinstance(one, Use)}
