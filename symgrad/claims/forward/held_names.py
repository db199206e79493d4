"""What a claim may look at in a forward pass: its functions, their slopes by their values, one formula on its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from symgrad.claims.forward.forward_pass import Forward
from symgrad.claims.interpreter.formula_values import NoValueError, Scope, Values, number, shape_of_array
from symgrad.claims.interpreter.function_values import is_known, value_of
from symgrad.claims.interpreter.node_values import VALUED
from symgrad.latex_reading.nodes.meanings import Call, Derivative, Meaning, Use
from symgrad.latex_reading.resolving.forms_resolved import is_called_loss
from symgrad.latex_reading.resolving.functions_called import function_said

Array = Any

# The slope of a function as a function of its value
OF_OUTPUT: Mapping[str, Any] = {
    "tanh": lambda y: 1 - y * y,
    "sigmoid": lambda y: y * (1 - y),
    "exp": lambda y: y,
    "relu": lambda y: (y > 0).astype(float),
    "softplus": lambda y: 1 - np.exp(-y),
}
ANGLES = "inner"  # the word of angle brackets, which are an outer product in some texts


def functions_of(forward: Forward) -> frozenset[str]:
    """The functions that a forward pass calls or conventions declare, as they are looked up."""
    calls = [node for one in forward.statements() for node in one.right.walk() if isinstance(node, Call)]
    found = {
        node.function if len(node.arguments) == 1 else f"{node.function} of {len(node.arguments)}" for node in calls
    }
    return frozenset(
        found
        | {*forward.functions}
        | {name for name, value in forward.conventions.items() if value.endswith("function")}
    )


def value_named(above: Use, forward: Forward) -> Call | None:
    r"""The call of a function that stands for its value in a claim: d\sigma/dz of a = \sigma(z); None for a loss."""
    if is_called_loss(above.variable):
        return None
    function = function_said(f"same as {above.variable}") or above.variable
    calls = [
        node
        for one in forward.statements()
        for node in one.right.walk()
        if isinstance(node, Call) and node.function == function and not node.primes
    ]
    if any(one.arguments != calls[0].arguments for one in calls):
        raise NoValueError(f"{above.span.text.strip()} is a function of several arguments here; write which is meant.")
    return calls[0] if calls else None


def undeclared_words(forward: Forward) -> dict[str, frozenset[str]]:
    """The words that a forward pass calls and that nothing tells -> the names whose equations call them."""
    found: dict[str, set[str]] = {}
    for one in forward.statements():
        for node in one.right.walk():
            word = node.function if isinstance(node, Call) else ""
            several = isinstance(node, Call) and is_known(f"{word} of {len(node.arguments)}") and word != ANGLES
            told = is_known(word) or several or word in forward.conventions or word in forward.functions
            told = told or (word == ANGLES and r"\langle" in forward.conventions)
            if len(word) > 1 and word.isalpha() and not told:
                found.setdefault(word, set()).update(use.variable for use in one.left.walk() if isinstance(use, Use))
    return {word: frozenset(names) for word, names in found.items()}


class HeldNames:
    """Moves one name in one formula, and nothing else."""

    rules = VALUED

    def __init__(self, values: Values, below: Use, scope: Scope) -> None:
        self.values, self.below, self.scope = values, below, scope
        self.ambiguous = False
        self.time = None if below.time is None else scope.place(below.time)

    def measured(self, above: Meaning) -> Array:
        shape = shape_of_array(self.values.variable(self.below, self.time, self.scope))
        if shape != (1, 1):
            raise NoValueError("an immediate derivative by an array.")
        scope = Scope(self, self.scope.letters, self.scope.conventions, self.scope.dotted, self.scope.counted)
        return number(float(np.imag(scope.of(above)).ravel()[0] / 1e-30))

    def variable(self, node: Use, time: int | None, scope: Scope) -> Array:
        value = self.values.variable(node, time, self.scope)
        if node.variable == self.below.variable and time == self.time:
            return value + 1e-30j
        return value

    def size(self, letter: int | str) -> int | None:
        return self.values.size(letter)

    def from_zero(self) -> bool:
        """Whether steps are counted from 0."""
        return self.values.from_zero()

    def is_whole(self, node: Use) -> bool:
        return self.values.is_whole(node)

    def bumped(self, node: Meaning, value: Array, scope: Scope) -> Array:
        return value

    def derivative(self, node: Derivative, scope: Scope) -> Array:
        raise NoValueError("a derivative of a derivative.")

    def function(self, name: str, argument: Any, primes: int) -> Array:
        return value_of(name, argument, primes)
