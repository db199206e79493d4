"""Indices that are summed though no sum is written: those of a term that its equation does not have on the left."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from symgrad.latex_reading.names.bound_letters import free_letters
from symgrad.latex_reading.nodes.meanings import Meaning, Plus, Statement, SumOver


def summed(statement: Statement, indices: Collection[str]) -> Statement:
    """The equation with a sum over each index that stands in a term of its right side and not on its left."""
    own = free_letters(statement.left)
    return replace(statement, right=_summed(statement.right, {letter for letter in indices if letter not in own}))


def _summed(node: Meaning, letters: Collection[str]) -> Meaning:
    if isinstance(node, Plus):
        return replace(node, terms=tuple(_summed(term, letters) for term in node.terms))
    found: Mapping[str, None] = free_letters(node)
    for letter in reversed([letter for letter in found if letter in letters]):
        node = SumOver(node.span, "sum", letter, None, None, node)
    return node
