"""One claim judged in a few worlds: whether its two sides have one value, and in which sense."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from symgrad.claims.forward.claim_values import ClaimValues
from symgrad.claims.interpreter.formula_values import (
    NoValueError,
    ShapesError,
    UnknownNameError,
    flipped,
    shape_of_array,
)
from symgrad.latex_reading.names.bound_letters import free_letters, unknown_bounds
from symgrad.latex_reading.nodes.meanings import Constant, Meaning

Array = Any
TOLERANCE = 1e-9
NEAR = 1e-4  # 1 - h^2 of an h near 1 has lost as many digits,
ROUNDING = 1e-12  # or all of them
_INFINITE = "the right side is not finite."

Truth = Callable[[ClaimValues, Mapping[str, int]], Array]


@dataclass(frozen=True)
class Comparison:
    """How the two sides of a claim compare in all worlds.

    same       whether they are equal everywhere
    flipped    whether the right side is the transpose of the left
    misfit     why the right side has no value; "" where it has one
    example    the two values where they differ
    shapes     whether it is the shapes that do not fit
    unknown    whether it is a name of which nothing is known
    wider      whether the right side is a matrix where the left is a number
    """

    same: bool
    flipped: bool = False
    misfit: str = ""
    example: Any = None
    shapes: bool = False
    unknown: bool = False
    wider: bool = False

    @property
    def tells_nothing(self) -> bool:
        """Whether the sides differ by so little, or are so large, that large and small numbers alone may be why."""
        infinite = self.misfit == _INFINITE
        return infinite or (not self.same and self.example is not None and _is_near(*self.example))


class Judge:
    """Compares formulas with truths in several worlds.

    worlds   the values of claims in each
    """

    def __init__(self, worlds: Sequence[ClaimValues]) -> None:
        self.worlds = worlds
        self._lefts: dict[Any, tuple[Array, bool]] = {}
        self._held: list[Any] = []

    def compared(
        self, left: Meaning, right: Meaning, truth: Truth | None = None, *, quick: bool = False, early: bool = False
    ) -> Comparison:
        """The two sides in all worlds; ``truth`` stands for the left side where it is given.

        early   before the last step alone
        """
        count = 0
        worlds = self.worlds[:1] if quick else self.worlds
        for values in worlds:
            for letters in self.assignments(values, left, right):
                if early and any(letters.get(one) == values.world.steps for one in values.world.forward.times):
                    continue
                count += 1
                best = self._best(values, letters, left, right, truth)
                if best.tells_nothing and values.world.spread.is_wide:
                    continue
                if best.flipped and not quick:
                    return self._flipped(left, right, truth, worlds)
                if not best.same:
                    return best
        return Comparison(True) if count else Comparison(False, misfit="no numbers fit its letters.")

    def holds_of_something(self, left: Meaning, right: Meaning) -> bool:
        """Whether the two sides are equal, and not only because all of it is zero."""
        return self.compared(left, right).same and not self.compared(left, Constant(left.span, "0")).same

    def nearly(self, left: Meaning, right: Meaning) -> bool:
        """Whether the two sides, where they differ, differ by so little that what cancels in them may be why."""
        worlds = [Judge([one]).compared(left, right) for one in self.worlds]
        return all(one.same or (one.example is not None and _is_near(*one.example)) for one in worlds)

    def _best(
        self, values: ClaimValues, letters: Mapping[str, int], left: Meaning, right: Meaning, truth: Truth | None
    ) -> Comparison:
        """The comparison with the meaning of a dot between two columns that fits best."""
        first = self._once(values, letters, left, right, truth, "dot")
        if first.same or not values.ambiguous:
            return first
        second = self._once(values, letters, left, right, truth, "hadamard")
        either = [one for one in (second, first) if one.same] or [one for one in (first, second) if one.flipped]
        return (either or [one for one in (first, second) if not one.misfit] or [first])[0]

    def _flipped(self, left: Meaning, right: Meaning, truth: Truth | None, worlds: Sequence[ClaimValues]) -> Comparison:
        """Whether the right side is the transpose of the left everywhere."""
        example = None
        for values in worlds:
            for letters in self.assignments(values, left, right):
                found = self._best(values, letters, left, right, truth)
                if not (found.same or found.flipped or (found.tells_nothing and values.world.spread.is_wide)):
                    return found
                example = example or found.example
        return Comparison(False, True, "", example)

    def _once(
        self, values: ClaimValues, letters: Mapping[str, int], left: Meaning, right: Meaning, truth: Truth | None,
        dotted: str,
    ) -> Comparison:  # fmt: skip
        scope = values.scope(letters, left, right, dotted=dotted)
        values.ambiguous = False
        key = id(values), tuple(sorted(letters.items())), id(truth or left), dotted, tuple(scope.counted.items())
        if key not in self._lefts:
            value = truth(values, letters) if truth is not None else scope.of(left)
            self._lefts[key] = value, values.ambiguous
            self._held.append(truth or left)  # whose identity is a key
        true, values.ambiguous = self._lefts[key]
        try:
            said = replace(scope, rows=true.shape[-2]).of(right)
        except (NoValueError, IndexError, ValueError, np.linalg.LinAlgError) as error:
            unknown = isinstance(error, UnknownNameError)
            return Comparison(False, misfit=str(error), shapes=isinstance(error, ShapesError), unknown=unknown)
        if isinstance(right, Constant) and right.text == "0":
            said = np.zeros(shape_of_array(true))  # a 0 stands for every entry
        return compared_arrays(true, said)

    def assignments(self, values: ClaimValues, left: Meaning, right: Meaning) -> Iterator[dict[str, int]]:
        """Numbers for the letters that are free: times from 1 to the last step, indices over all entries."""
        counts = values.counts(left, right)
        times = values.world.forward.times
        letters = {**free_letters(left), **free_letters(right)}.keys() - values.world.chosen.keys()
        letters -= unknown_bounds((left, right), counts)
        ranges: dict[str, Sequence[int]] = {}
        for letter in sorted(letters):
            if letter in counts and letter not in times:
                ranges[letter] = range(counts[letter])
            elif letter in times or values.size(letter) is None:
                last = values.world.steps
                ranges[letter] = [last] if values.step and letter in times else range(values.world.first, last + 1)
        order = [letter for letter in ranges if letter in times] + [letter for letter in ranges if letter not in times]
        for numbers in itertools.product(*(ranges[letter] for letter in order)):
            found = dict(zip(order, numbers, strict=True))
            if self._in_order(found, counts, times) and values.holds(found, left, right):
                yield found

    @staticmethod
    def _in_order(found: Mapping[str, int], counts: Mapping[str, int], times: frozenset[str]) -> bool:
        """A second letter of time is none that comes later: of h_t by h_k, k is at most t."""
        main = [found[letter] for letter in found if letter in times]
        others = [found[letter] for letter in found if letter not in times and letter not in counts]
        return not main or all(other <= main[0] for other in others)


def _is_near(true: Array, said: Array) -> bool:
    scale = max(float(np.abs(true).max(initial=0.0)), float(np.abs(said).max(initial=0.0)), 1e-300)
    return true.shape == said.shape and float(np.abs(true - said).max(initial=0.0)) <= max(NEAR * scale, ROUNDING)


def compared_arrays(true: Array, said: Array) -> Comparison:
    """Two arrays: equal to a relative tolerance, or one the transpose of the other."""
    rows, columns = shape_of_array(true)
    scale = max(float(np.abs(true).max(initial=0.0)), float(np.abs(said).max(initial=0.0)), 1e-300)
    if not np.isfinite(said).all():
        return Comparison(False, misfit=_INFINITE)
    if shape_of_array(said) == (rows, columns):
        if float(np.abs(true - said).max(initial=0.0)) <= TOLERANCE * scale:
            return Comparison(True)
        turned = rows == columns > 1 and float(np.abs(flipped(true) - said).max()) <= TOLERANCE * scale
        return Comparison(False, turned, "", (np.real(true), np.real(said)))
    if shape_of_array(said) == (columns, rows):
        turned = float(np.abs(flipped(true) - said).max(initial=0.0)) <= TOLERANCE * scale
        return Comparison(False, turned, "", (np.real(true), np.real(said)))
    return Comparison(
        False,
        misfit=f"the left side is {rows} x {columns}, the right side {' x '.join(map(str, shape_of_array(said)))}.",
        shapes=True,
        wider=rows == columns == 1 and min(shape_of_array(said)) > 1,
    )
