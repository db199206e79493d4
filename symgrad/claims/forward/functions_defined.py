"""Functions that a text defines by a formula, g(z) = 1/(1 + e^{-z}): their values, entry by entry."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from symgrad.claims.interpreter.formula_values import NoValueError, Rule, Scope, Values, shape_of_array
from symgrad.claims.interpreter.function_values import ALONG, ENTRYWISE, WHOLE
from symgrad.claims.marks.tree_edits import mapped
from symgrad.latex_reading.nodes.meanings import (
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
_OF = " of "
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

    def from_zero(self) -> bool:
        """Whether steps are counted from 0."""
        return self.values.from_zero()

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
    """f'(x) = ... or d/dx f(x) = ... of an f that the text defines claims what df/dx is, of a number x."""
    left = one.left
    call = left.above if isinstance(left, Derivative) and left.order == 1 else left
    if not isinstance(call, Call) or call.primes != (call is left) or len(call.arguments) != 1:
        return one
    own, by = functions.get(call.function), call.arguments[0]
    if not isinstance(by, Use) or (isinstance(left, Derivative) and left.below != by):
        return one
    value = next((each for each in statements if _defines(each, call)), None)
    if own is None and value is not None:
        own = Defined(by, value.right) if Defined(by, value.right).of_entries else None
    elif own is None and call is left and call.function in ENTRYWISE and by.time is None and not by.entries:
        own = Defined(by, replace(call, primes=0))
    if own is None or own.argument != by:
        return one if value is None or call is not left else replace(one, left=Derivative(left.span, value.left, by))
    formula, right, number = (_alone(side, by, call.function) for side in (own.formula, one.right, by))
    if value is not None:  # f(x) = ... of an f that is read as a name
        right = mapped(right, lambda node: replace(formula, span=node.span) if node == value.left else node)
    return replace(one, left=Derivative(left.span, formula, number), right=right)


def numbers_apart(claims: Sequence[Statement]) -> set[str]:
    """The numbers by which claims differentiate functions, whatever else has the names of their arguments."""
    belows = (node.below for one in claims for node in one.left.walk() if isinstance(node, Derivative))
    return {one.variable for one in belows if isinstance(one, Use) and _OF in one.variable}


def _alone(side: Meaning, argument: Use, function: str) -> Meaning:
    name = f"{argument.variable}{_OF}{function}"
    return mapped(side, lambda node: replace(argument, span=node.span, variable=name) if node == argument else node)


def _defines(one: Statement, call: Call) -> bool:
    """Whether an equation is that of the function that is called, which is read as a name, as it is spelled."""
    left, spelled = one.left, re.match(r"\s*(\\?[A-Za-z]+)", call.span.text)
    names = {call.function, spelled[1] if spelled else ""}
    return isinstance(left, Use) and left.variable in names and left.time is None and not left.entries
