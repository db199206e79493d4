"""Names that claims define for themselves: their values at a time, at entries, or as whole arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from symgrad.claims.forward.forward_world import World
from symgrad.claims.interpreter.formula_values import NoValueError, Scope, shape_of_array
from symgrad.latex_reading.nodes.meanings import Affine, Meaning, Use

Array = Any
_DEEPEST = 40  # names that stand for names


class LocalNames:
    """The values of such names.

    local           name -> its formula
    local_letters   name -> the letters of the entries by which it is defined
    """

    world: World

    def __init__(self, local: Mapping[str, Meaning]) -> None:
        self.local = local
        self.local_letters: dict[str, tuple[str, ...]] = {}
        self._depth = 0

    def scope(self, letters: Mapping[str, int], *nodes: Meaning, dotted: str = "dot") -> Scope:
        """Where formulas of claims are valued."""
        raise NotImplementedError

    def counts(self, *nodes: Meaning) -> dict[str, int]:
        """How many entries each index counts."""
        raise NotImplementedError

    def is_whole(self, node: Use) -> bool:
        """A name that the claims define by its entries is valued at the entries at once."""
        return not (node.variable in self.local and self.local_letters.get(node.variable))

    def own(
        self, formula: Meaning, time: int | None, scope: Scope, places: Sequence[str] = (), use: Use | None = None
    ) -> Array:
        """The value of a formula that a name of the claims stands for, at the entries at which it is asked for."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NoValueError("names of the claims are defined by each other.")
        letters = dict(scope.letters)
        if time is not None:
            letters |= dict.fromkeys(self.world.forward.times & letters.keys() or self.world.forward.times, time)
        if use is not None and places and not use.entries:
            value = self._stacked(formula, letters, places, scope.dotted)
        else:
            asked = use.entries if use is not None and len(use.entries) == len(places) else ()
            letters |= {
                letter: scope.place(place)
                for letter, place in zip(places, asked, strict=False)
                if isinstance(place, Affine)
            }
            value = self.scope(letters, formula, dotted=scope.dotted).of(formula)
        self._depth -= 1
        return value

    def _stacked(self, formula: Meaning, letters: Mapping[str, int], places: Sequence[str], dotted: str) -> Array:
        """The whole array of which a formula tells an entry: p, of p_k = exp(z_k)."""
        counts = self.counts(formula)
        if len(places) > 2 or any(letter not in counts for letter in places):
            raise NoValueError("an array is spoken of, of which nothing says how many entries it has.")
        sizes = [*(counts[letter] for letter in places), 1][:2]
        rows = []
        for row in range(sizes[0]):
            cells = []
            for column in range(sizes[1]):
                own = {**letters, **dict(zip(places, (row, column), strict=False))}
                cells.append(self.scope(own, formula, dotted=dotted).of(formula))
            rows.append(cells)
        if any(shape_of_array(cell) != (1, 1) for cells in rows for cell in cells):
            raise NoValueError("an array of which an entry is no number.")
        return np.concatenate([np.concatenate(cells, axis=-1) for cells in rows], axis=-2)
