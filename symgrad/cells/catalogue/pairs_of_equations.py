"""Which equations of two cells are put beside each other: those that define the same thing, as far as one can see."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from symgrad.cells.catalogue.sides_compared import Side

Pairs: TypeAlias = Mapping[Any, Any]  # what an equation of the first defines -> what one of the second does

_NAMED_ALIKE, _BOTH_CARRIED, _APART = 0.5, 0.5, 0.02  # beside a likeness of structure from 0 to 1
_LIKE_ENOUGH = 0.3


def pairs_of(first: Side, second: Side) -> Pairs:
    """The names that define the same thing, the likest first; each is in one pair."""
    found: dict[Any, Any] = {}
    among = itertools.product(first.forms, second.forms)
    ranked = [(likeness, a, b) for a, b in among if (likeness := _likeness(first, second, a, b)) >= _LIKE_ENOUGH]
    for _, a, b in sorted(ranked, key=lambda one: -one[0]):
        if a not in found and b not in found.values():
            found[a] = b
    return found


def _likeness(first: Side, second: Side, a: Any, b: Any) -> float:
    if first.sketch(a) != second.sketch(b):
        return 0.0
    own, other = first.parts[a], second.parts[b]
    shared = (own & other).total() / (own | other).total()
    carried = a in first.program.carry and b in second.program.carry
    apart = abs(list(first.forms).index(a) - list(second.forms).index(b))
    return shared + _NAMED_ALIKE * (str(a) == str(b)) + _BOTH_CARRIED * carried - _APART * apart


def changed_pairs(first: Side, second: Side, pairs: Pairs) -> Iterator[Pairs]:
    """The pairs with two partners exchanged, wherever their equations are built alike and names do not settle it."""
    for (a, b), (c, d) in itertools.combinations(pairs.items(), 2):
        named = str(a) == str(b) and str(c) == str(d)
        built_alike = first.parts[a] == first.parts[c] and second.parts[b] == second.parts[d]
        if built_alike and not named and first.sketch(a) == first.sketch(c):
            yield {**pairs, a: d, c: b}


def given_alike(first: Side, second: Side, pairs: Pairs) -> Mapping[Any, Any]:
    """Values of one step before go with the names that carry them, inputs with those of the same name."""
    one, two = first.program, second.program
    found = {one.carry[a]: two.carry[b] for a, b in pairs.items() if a in one.carry and b in two.carry}
    given = [[s for s in side.program.inputs if side.role(s) == "input"] for side in (first, second)]
    found |= {a: b for a in given[0] for b in given[1] if str(a) == str(b)}
    return found | (dict(zip(*given, strict=True)) if len(given[0]) == len(given[1]) == 1 else {})
