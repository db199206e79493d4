"""Checks of the lines that tell a derivation by cotangents: each beside differences of the numerator along its name."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np

from symgrad.checks.measured import Measured, rounded
from symgrad.checks.rounding import Array
from symgrad.derivation import Step, backward
from symgrad.expressions.symbols import Common, is_of_cotangent, layer_of
from symgrad.programs.program import Program
from symgrad.targets import compile_numpy


class CotangentLines:
    """The cotangents of one derivation, each measured: how the numerator answers to its name, times a random array.

    An argument inside an equation is a name here, so that it can be moved.
    """

    def __init__(self, checks: Any) -> None:
        self._checks, chain = checks, checks.chain
        told = backward(chain, keep_maxima=False)
        own = chain.of_denominator.definitions  # cotangents of an earlier gradient among them
        self._lines = {e.lhs: e.rhs for e in told.equations if is_of_cotangent(e.lhs) and e.lhs not in own}
        forward = [e for e in told.equations if e.lhs not in self._lines]
        self.forward: Program = chain.of_denominator.replace(forward)
        self._bar = checks.drawn(chain.numerator)

    @functools.cached_property
    def values(self) -> Mapping[Any, Array]:
        """What the arguments inside equations are, by name."""
        inside = [symbol for symbol in self.forward.definitions if symbol not in self._checks.values]
        if not inside:
            return {}
        point = {symbol.name: self._checks.values[symbol] for symbol in self.forward.inputs}
        found = compile_numpy(self.forward.replace(outputs=inside, carry={}))(**point)
        return {inside[0]: found} if len(inside) == 1 else {symbol: found[symbol.name] for symbol in inside}

    def measured(self, bar: Any) -> Measured:
        """A cotangent by differences; that of a factor that several share is what its line says."""
        chain = self._checks.chain
        if bar == chain.bar:
            return Measured(self._bar, np.zeros(self._bar.shape))
        name = bar.primal
        if layer_of(bar, Common):
            value = self.evaluated(((self._lines[bar],),))
            return Measured(value, np.zeros(value.shape))
        cut = self.forward.cut(name) if name in self.forward.definitions else self.forward
        known = {**self._checks.values, **self.values}
        answer = self._checks.differences(cut.restricted(cut.needed([chain.numerator]), [chain.numerator]), name, known)
        return Measured(self._bar, np.zeros(self._bar.shape)).then(answer, self._bar.ndim)

    def evaluated(self, products: Any) -> Array:
        """What a line says, from the measured cotangents that it uses."""
        used = {one for product in products for factor in product for one in getattr(factor, "free_symbols", ())}
        bars = {bar: self.measured(bar).value for bar in used if bar in self._lines or bar == self._checks.chain.bar}
        value: Array = self._checks.evaluated(products, {**self.values, **bars})
        return value

    def compared(self, step: Step) -> tuple[Array, Measured]:
        """What a line says, and what is measured for it."""
        if step.stage == "cotangents":
            return self.evaluated(step.right), self.measured(step.left)
        return self.evaluated(step.right), rounded(self.values[step.left], self._checks.settings)
