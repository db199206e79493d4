"""Functions that a text defines by a formula, g(z) = 1/(1 + e^{-z}): their values, entry by entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from symgrad.claims.formula_values import NoValueError, Rule, Scope, Values, shape_of_array
from symgrad.claims.function_values import ALONG, WHOLE
from symgrad.latex_reading.meanings import (
    Call,
    Choice,
    Compared,
    Conditions,
    Constant,
    Derivative,
    Divided,
    Meaning,
    Plus,
    Power,
    Statement,
    Times,
    Use,
)

Array = Any
_OF_TWO = frozenset({"max", "min"})
_OF_ENTRIES = (Call, Choice, Compared, Conditions, Constant, Divided, Plus, Power, Times, Use)


@dataclass(frozen=True)
class Defined:
    """A function of one number: the name of its argument, and its formula."""

    argument: Use
    formula: Meaning

    @cached_property
    def of_entries(self) -> bool:
        """Whether it says what becomes of each entry, and speaks of no whole array."""
        return all(map(self._is_of_entries, self.formula.walk()))

    def value(self, values: Values, scope: Scope, at: Array) -> Array:
        """Its value at each entry.

        Raises NoValueError for a function of whole arrays: a sum over the entries of its argument, a norm of it.
        """
        if not self.of_entries:
            raise NoValueError(f"{self.formula.span.shown}: a function of whole arrays is not valued here.")
        front, shape = at.shape[:-2], shape_of_array(at)
        apart = _Apart(values, self.argument, at.reshape(-1, 1, 1))
        found = replace(scope, values=apart).of(self.formula)
        return np.broadcast_to(found, (apart.at.shape[0], 1, 1)).reshape(*front, *shape)

    def _is_of_entries(self, node: Meaning) -> bool:
        if isinstance(node, Use) and node.variable == self.argument.variable:
            return node == self.argument
        if isinstance(node, Call) and len(node.arguments) > 1:
            return node.function in _OF_TWO
        return isinstance(node, _OF_ENTRIES) and not (isinstance(node, Call) and node.function in {*WHOLE, *ALONG})


class _Apart:
    """Where the argument of a function has numbers of its own, and all other names what they are elsewhere."""

    def __init__(self, values: Values, argument: Use, at: Array) -> None:
        self.values, self.argument, self.at = values, argument, at
        self.ambiguous = False

    @property
    def rules(self) -> Mapping[type, Rule]:
        return self.values.rules

    def variable(self, node: Use, time: int | None, scope: Scope) -> Array:
        return self.at if node == self.argument else self.values.variable(node, time, scope)

    def derivative(self, node: Derivative, scope: Scope) -> Array:
        return self.values.derivative(node, scope)

    def function(self, name: str, argument: Array, primes: int) -> Array:
        return self.values.function(name, argument, primes)

    def size(self, letter: int | str) -> int | None:
        return self.values.size(letter)

    def is_whole(self, node: Use) -> bool:
        return node == self.argument or self.values.is_whole(node)

    def bumped(self, node: Meaning, value: Array, scope: Scope) -> Array:
        return self.values.bumped(node, value, scope)


def functions_defined(statements: Sequence[Statement]) -> dict[str, Defined]:
    """The functions that equations define whole: of one name, that stands alone, and not by themselves."""
    found: dict[str, Defined] = {}
    for one in statements:
        left = one.left
        if not isinstance(left, Call) or left.primes or len(left.arguments) != 1 or left.function in found:
            continue
        argument = left.arguments[0]
        calls_itself = any(isinstance(node, Call) and node.function == left.function for node in one.right.walk())
        if isinstance(argument, Use) and argument.time is None and not argument.entries and not calls_itself:
            found[left.function] = Defined(argument, one.right)
    return found


def slope_claimed(one: Statement, functions: Mapping[str, Defined], statements: Sequence[Statement]) -> Statement:
    """f'(x) = ... of an f that the text defines claims what df/dx is."""
    left = one.left
    if (
        not isinstance(left, Call)
        or left.primes != 1
        or len(left.arguments) != 1
        or not isinstance(left.arguments[0], Use)
    ):
        return one
    own, by = functions.get(left.function), left.arguments[0]
    if own is not None and own.argument == by:
        return replace(one, left=Derivative(left.span, own.formula, by))
    value = next((each.left for each in statements if _defines(each, left.function)), None)
    return one if value is None else replace(one, left=Derivative(left.span, value, by))


def _defines(one: Statement, name: str) -> bool:
    return isinstance(one.left, Use) and one.left.variable == name and one.left.time is None and not one.left.entries
