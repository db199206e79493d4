"""The letters of a formula that no sum in it binds: times, indices, and the label of a class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from symgrad.latex_reading.nodes.meanings import (
    Affine,
    Compared,
    EntryOf,
    Kronecker,
    Meaning,
    Statement,
    SumOver,
    Use,
)  # fmt: skip


def free_letters(node: Meaning) -> dict[str, None]:
    """The letters of a formula that no sum in it binds, in order."""
    found: dict[str, None] = {}

    def visit(one: Meaning, bound: frozenset[str]) -> None:
        if isinstance(one, SumOver):
            for place in (one.low, one.high):
                if place is not None:
                    note(place, bound)
            visit(one.body, bound | {one.letter})
            return
        for place in _places(one):
            note(place, bound)
        for part in one.parts:
            visit(part, bound)

    def note(place: Affine, bound: frozenset[str]) -> None:
        if place.letter not in bound and place.letter not in ("", ":"):
            found.setdefault(place.letter)

    visit(node, frozenset())
    return found


def _places(node: Meaning) -> Iterator[Affine]:
    if isinstance(node, Use):
        if node.time is not None:
            yield node.time
        yield from (place for place in node.entries if isinstance(place, Affine))
    if isinstance(node, EntryOf):
        yield from node.entries
    if isinstance(node, Kronecker):
        yield from (node.left, node.right)
    for side in getattr(node, "sides", ()):
        if isinstance(side, Affine):
            yield side


def unknown_bounds(nodes: Iterable[Meaning], counts: Mapping[str, int]) -> set[str]:
    """Letters that only end sums over entries: the D_y of a sum from 1 to D_y, which runs over all of them."""
    ends, others = set[str](), set[str]()
    for node in nodes:
        for one in node.walk():
            if isinstance(one, SumOver) and one.letter in counts and one.high is not None and one.high.letter:
                ends.add(one.high.letter)
            else:
                bounds = (one.low, one.high) if isinstance(one, SumOver) else ()
                others |= {place.letter for place in (*_places(one), *bounds) if place is not None}
                others |= {one.variable} if isinstance(one, Use) else set()
    return ends - others


def chosen_letters(statements: Iterable[Statement], known: Iterable[str]) -> Mapping[str, tuple[str, int]]:
    """Letters that tell one entry and that nothing binds: the class c of y_c -> the variable, and which of its axes.

    known    letters that count steps, or are sizes
    """
    found: dict[str, tuple[str, int]] = {}
    for one in statements:
        summed = {node.letter for node in one.walk() if isinstance(node, SumOver)}  # a sum whose end is not said
        bound = {*known, *free_letters(one.left), *summed}
        for letter in free_letters(one.right):
            place = _place_of(one.right, letter)
            if letter not in bound and place is not None:
                found.setdefault(letter, place)
    return found


def classes_used(statements: Iterable[Statement]) -> Mapping[str, tuple[str, int]]:
    """Names that tell a class, y of p_y or of 1{y = k} -> the variable whose entries it numbers, and which of its axes.

    The variable is "" where nothing says of what it is the class.
    """
    found: dict[str, tuple[str, int]] = {}
    for statement in statements:
        for node in statement.walk():
            if isinstance(node, Use):
                for axis, place in enumerate(node.entries):
                    if isinstance(place, Use):
                        found[place.variable] = node.variable, axis
            if isinstance(node, Compared) and len(node.sides) == 2 and node.signs[0] in ("==", "!="):
                for one, other in (node.sides, node.sides[::-1]):
                    if isinstance(one, Use) and isinstance(other, Affine) and other.letter:
                        found.setdefault(one.variable, _place_of(statement, other.letter) or ("", 0))
    return found


def _place_of(node: Meaning, letter: str) -> tuple[str, int] | None:
    for use in node.walk():
        if isinstance(use, Use):
            for axis, place in enumerate(use.entries):
                if place == Affine(letter):
                    return use.variable, axis
    return None
