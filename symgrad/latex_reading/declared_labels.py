"""Letters under names that are labels since the caller gives the name another shape: the q of W_q, a matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.formula_nodes import Big, Name, Row, Written
from symgrad.latex_reading.letters import Letters
from symgrad.latex_reading.scripts_parted import bound, single_letters


def labels_declared(
    rows: Sequence[Row], letters: Letters, ranks: Mapping[str, int], parsed_name: Callable[[str], Written]
) -> frozenset[tuple[str, str]]:
    """The names, each with its letter, whose one letter cannot be an index: an entry of a matrix has two of them.

    ranks         names as the caller writes them -> how many indices an entry has
    parsed_name   reads such a name
    """
    inside = _summed_inside(rows)
    found: set[tuple[str, str]] = set()
    for written, rank in ranks.items():
        try:
            node = parsed_name(written)
        except LatexSyntaxError:
            continue
        if not isinstance(node, Name) or node.sub is None or node.sup is not None or rank == 1:
            continue
        own = single_letters(node.sub.text)
        if len(own) == 1 and own[0] not in letters.clocks and (node.stem, own[0]) not in inside:
            found.add((node.stem, own[0]))
    return frozenset(found)


def _summed_inside(rows: Sequence[Row]) -> set[tuple[str, str]]:
    """Names and letters that a sum runs over: W_k in a sum over k is a family, and k no label."""
    return {
        (name.stem, letter)
        for row in rows
        for node in row.walk()
        if isinstance(node, Big) and node.sub is not None
        for letter in bound(node.sub.text)
        for name in node.body.walk()
        if isinstance(name, Name) and name.sub is not None and letter in single_letters(name.sub.text)
    }
