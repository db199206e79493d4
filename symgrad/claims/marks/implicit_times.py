"""Names that have steps though no time is written: z = W h_{t-1} + U x_t is z at t."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from symgrad.claims.marks.tree_edits import mapped
from symgrad.latex_reading.names.bound_letters import free_letters
from symgrad.latex_reading.nodes.meanings import Affine, Meaning, Statement, Use


def with_times(
    definitions: Sequence[Statement], claims: Sequence[Statement], times: Collection[str], timed: Collection[str]
) -> tuple[list[Statement], list[Statement], frozenset[str]]:
    """The definitions and the claims with the time of each such name, and these names.

    times    the letters that count steps
    timed    names that are written with one
    """
    found: dict[str, str] = {}
    while True:
        more = dict(_stepped(definitions, found, times, timed))
        if not more:
            names = frozenset(found)
            return [_timed(one, found) for one in definitions], [_timed(one, found) for one in claims], names
        found |= more


def _stepped(
    definitions: Sequence[Statement], found: dict[str, str], times: Collection[str], timed: Collection[str]
) -> list[tuple[str, str]]:
    """The names without a time whose right side has one that nothing binds."""
    own = []
    for one in definitions:
        left = one.left
        if isinstance(left, Use) and left.time is None and left.variable not in {*found, *timed}:
            letters = free_letters(_timed(one, found).right).keys() & {*times}
            if letters - free_letters(left).keys():
                own.append((left.variable, min(letters)))
    return own


def _timed(statement: Statement, names: dict[str, str]) -> Statement:
    def change(node: Meaning) -> Meaning:
        if isinstance(node, Use) and node.time is None and node.variable in names:
            return replace(node, time=Affine(names[node.variable]))
        return node

    result = mapped(statement, change) if names else statement
    assert isinstance(result, Statement)
    return result
