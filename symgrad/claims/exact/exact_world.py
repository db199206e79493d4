"""A forward pass with names for numbers, at small sizes: what two sides of a claim are, entry by entry, exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np

from symgrad.claims.exact.exact_numbers import COMPOSED, SLOPES, Exact, applied, applied_to_several, sloped
from symgrad.claims.exact.exact_ring import NotExactError, Ring, constant, frozen
from symgrad.claims.forward.forward_pass import Forward
from symgrad.claims.forward.forward_world import World
from symgrad.claims.forward.measured_truths import Seeds
from symgrad.claims.interpreter.formula_values import Rule, Scope, shape_of_array
from symgrad.claims.interpreter.function_values import ALONG, ENTRYWISE, OF_TWO, WHOLE
from symgrad.claims.interpreter.node_values import VALUED, shape_of_constant
from symgrad.latex_reading.nodes.meanings import Constant, Power
from symgrad.latex_reading.nodes.sizes_unified import Size

Array = Any
SMALLEST = 2  # size of an axis whose size is open
STEPS = 2
_BY_COMPARISON = frozenset({"max", "det"})  # functions of an array that compare its entries, or divide by them


class ExactWorld(World):
    """Names for all entries; a letter that tells one entry, a label and what is one-hot of three entries are drawn.

    A direction is the number of an entry of what is moved.
    """

    def __init__(self, forward: Forward, steps: int, ring: Ring, step: bool) -> None:
        self.ring = ring
        super().__init__(forward, min(steps, STEPS), 0, first=min(steps, STEPS) if step else 1)
        self.rules = EXACT

    def drawn_sizes(self) -> dict[Size, int]:
        """Every size is small, and no two are alike: what a sign between arrays means follows from their sizes."""
        return {size: SMALLEST + k for k, size in enumerate(super().drawn_sizes())}

    def drawn(self, name: str, time: int | None, shape: tuple[int, int]) -> Array:
        """An array of names."""
        kind = self.forward.kinds.get(name)
        along = 0 if shape[1] == 1 else 1
        told = name in {variable for variable, _ in self.forward.chosen.values()}  # whose class a letter is
        if kind == "identity" or name in self.forward.classes or (kind == "one-hot" and (told or shape[along] != 2)):
            return super().drawn(name, time, shape)
        found = _objects(shape)
        if kind == "identity":
            for row, column in np.ndindex(shape):
                found[row, column] = Exact(self.ring, constant(int(row == column)))
            return found
        for place in np.ndindex(shape):
            own = sorted(place) if kind == "symmetric" and shape[0] == shape[1] else place
            entry = self.ring.name("entry", name, time, *own)
            found[place] = Exact(self.ring, self.ring.name("step", frozen(entry)) if kind == "one-hot" else entry)
        if kind in ("sums to one", "one-hot"):  # of two entries the second is hot where the first is not
            rest = found[:-1] if along == 0 else found[:, :-1]
            found = np.concatenate([rest, 1 - rest.sum(axis=along, keepdims=True)], axis=along)
        return found

    def directions(self, shape: tuple[int, int]) -> Array:
        """What is moved, each entry along a direction of its own."""
        found = _objects(shape)
        for k, place in enumerate(np.ndindex(shape)):
            found[place] = Exact(self.ring, {}, {k: constant(1)})
        return found

    def measured(self, moved: Array, shape: tuple[int, int]) -> Array:
        """How each entry moves along each direction."""
        rows = []
        for entry in moved.ravel():
            slopes = entry.slopes if isinstance(entry, Exact) else {}
            rows.append([Exact(self.ring, slopes.get(k, {})) for k in range(shape[0] * shape[1])])
        found = _objects((len(rows), shape[0] * shape[1]))
        for k, row in enumerate(rows):
            found[k] = row
        return found

    def value_of(self, name: str, argument: Any, primes: int) -> Array:
        """The value of a function, or of its slope."""
        if isinstance(argument, list | tuple):
            return self._of_several(name, argument)
        whole = WHOLE.get(name) or ALONG.get(name)
        if whole is not None and not primes:
            if name in _BY_COMPARISON:
                raise NotExactError(f"the function {name}")
            return whole(argument)
        known = name in SLOPES or name in COMPOSED
        if (name in ENTRYWISE and not known) or (primes > 1 and known):
            raise NotExactError(f"the function {name}")
        return np.frompyfunc(lambda z: self._entry_of(name, z, primes), 1, 1)(argument)

    def value_defined(self, function: Callable[[Array], Array], argument: Array, primes: int) -> Array:
        """The value of a function that the text defines; its slope is not told exactly."""
        if primes:
            raise NotExactError("the slope of a function that the text defines")
        return function(argument)

    def _entry_of(self, name: str, z: Any, primes: int) -> Exact:
        z = self._number(z)
        if not primes:
            return applied(name, z)
        return sloped(name, z, primes - 1)

    def _of_several(self, name: str, arguments: Sequence[Array]) -> Array:
        """The value of a function of several arguments; one that is not known is any smooth function of all entries."""
        if name in ("max of 2", "min of 2"):
            first, second = arguments
            larger = self.value_of("relu", first - second, 0)
            return second + larger if name == "max of 2" else first - larger
        if name in OF_TWO:
            return OF_TWO[name](*arguments)
        found = _objects((1, 1))
        found[0, 0] = applied_to_several(name, [self._number(one) for each in arguments for one in each.ravel()])
        return found

    def _number(self, z: Any) -> Exact:
        return z if isinstance(z, Exact) else Exact(self.ring, {}) + z


def shortened(seeds: Seeds, step: bool) -> Seeds:
    """What the loss is, of fewer steps."""
    times = (STEPS,) if step else tuple(time for time in seeds.times if time is None or time <= STEPS)
    return replace(seeds, times=times)


def _objects(shape: tuple[int, ...]) -> Array:
    return np.empty(shape, dtype=object)


def _constant(scope: Scope, node: Constant) -> Array:
    ring = scope.values.world.ring  # type: ignore[attr-defined]
    if node.text == "pi":
        own = Exact(ring, ring.name("constant", node.text))
    elif node.text == "e":
        own = Exact(ring, ring.exponential(constant(1)))
    else:
        own = Exact(ring, constant(Fraction(node.text)))
    return np.full(shape_of_constant(scope, node), own, dtype=object)


def _power(scope: Scope, node: Power) -> Array:
    body, exponent = scope.of(node.body), scope.of(node.exponent)
    if shape_of_array(exponent) != (1, 1):
        raise NotExactError("an exponent that is no number")
    own = exponent.ravel()[0]
    power = own.number if isinstance(own, Exact) else Fraction(float(own))
    rows, columns = shape_of_array(body)
    if power.denominator == 2:
        body, power = np.sqrt(body), power * 2
    if power.denominator != 1:
        raise NotExactError(f"the power {power}")
    if rows == columns > 1 and not node.entrywise:
        return np.linalg.matrix_power(body, int(power))
    return body ** int(power)


EXACT: Mapping[type, Rule] = MappingProxyType({**VALUED, Constant: _constant, Power: _power})
