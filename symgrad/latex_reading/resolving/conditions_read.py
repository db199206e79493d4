"""What holds where: indices that are equal, values under conditions, an indicator of several."""

from __future__ import annotations

from symgrad.latex_reading.nodes.formula_nodes import Bracket, Cases, Comparison, Joined, Name
from symgrad.latex_reading.nodes.meanings import Affine, Choice, Compared, Conditions, Meaning, Times
from symgrad.latex_reading.resolving.sums_resolved import Resolves


def cases(reader: Resolves, node: Cases) -> Meaning:
    """Values under conditions."""
    return Choice(
        node.span,
        tuple(
            (reader.meaning(value), None if condition is None else reader.meaning(condition))
            for value, condition in node.rows
        ),
    )


def comparison(reader: Resolves, node: Comparison) -> Meaning:
    """1 where it holds: an index beside an index, a value beside a value."""
    sides: list[Meaning | Affine] = []
    counting = reader.indices | reader.letters.times | (reader.letters.counting - reader.letters.bases)
    for side in node.sides:
        plain = isinstance(side, Name) and side.bare == side and side.base in counting
        sides.append(Affine(side.base) if isinstance(side, Name) and plain else reader.meaning(side))
    return Compared(node.span, node.signs, tuple(sides))


def joined(reader: Resolves, node: Joined) -> Meaning:
    """Conditions that are joined by a word."""
    return Conditions(node.span, node.word, tuple(map(reader.meaning, node.conditions)))


def all_hold(reader: Resolves, node: Bracket) -> Meaning:
    """1 where each of several comparisons holds: 1(m = i, n = j)."""
    held = tuple(comparison(reader, one) for one in node.items if isinstance(one, Comparison))
    return Times(node.span, held, ("",) * (len(held) - 1))
