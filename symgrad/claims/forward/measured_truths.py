"""What is true of a forward pass: derivatives measured by complex steps, of the loss and of each name by each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from symgrad.claims.forward.forward_pass import Bump
from symgrad.claims.forward.forward_world import Run, World
from symgrad.claims.interpreter.formula_values import NoValueError, number, shape_of_array
from symgrad.latex_reading.nodes.meanings import Affine, Call, Meaning, Power, Statement, Use

Array = Any
_WIDE = 0.02
_EIGHTH = tuple(
    (sign * k, sign * weight)
    for k, weight in ((1, 4 / 5), (2, -1 / 5), (3, 4 / 105), (4, -1 / 280))
    for sign in (1, -1)
)


@dataclass(frozen=True)
class Spot:
    """Something of the forward pass that can be moved.

    variable  a variable at a time; or
    nodes     formulas, or uses of a variable, in the definitions where t is ``time``
    """

    shape: tuple[int, int]
    time: int | None
    variable: str = ""
    nodes: frozenset[int] = frozenset()
    letters: tuple[str, ...] = ()

    def bump(self, world: World) -> Bump:
        """A step along each of its entries."""
        return Bump(world.directions(self.shape), self.variable, self.nodes, self.time, self.letters)


@dataclass(frozen=True)
class Seeds:
    """What the loss is.

    losses   scalars of the forward pass whose sum, over all their times, it is
    last     variables into which it flows at the last step alone
    given    variable -> names of cotangents that flow into it from outside, each at ``times``
    """

    losses: tuple[str, ...]
    given: Mapping[str, tuple[str, ...]]
    times: tuple[int | None, ...]
    last: frozenset[str] = frozenset()

    @property
    def outside(self) -> frozenset[str]:
        """Variables into which something flows of which the text has no name."""
        return frozenset(name for name, own in self.given.items() if own == ("outside",))


class Truths:
    """The derivatives of one world."""

    def __init__(self, world: World, seeds: Seeds) -> None:
        self.world, self.seeds = world, seeds
        self._known: dict[Any, Array] = {}
        self._arguments: dict[tuple[str, int | None], Spot] = {}

    def times_of(self, variable: str) -> Sequence[int | None]:
        """The times at which a variable counts in the loss."""
        alone = self.world.forward.stands_alone(variable)
        return [None] if alone else range(self.world.first, self.world.steps + 1)

    def seed(self, mark: str, variable: str, time: int | None) -> Array:
        """The cotangent that flows in from outside under this name."""
        return self.world.drawn(f"cotangent {mark}", time, self.world.shape(variable))

    def loss(self, run: Run) -> Array:
        """The loss of a run."""
        total = number(0.0)
        for name in self.seeds.losses:
            for time in self.times_of(name):
                total = total + run.value(name, time)
        for variable, marks in self.seeds.given.items():
            timed = variable in self.world.forward.timed
            times = self.seeds.times[-1:] if variable in self.seeds.last else self.seeds.times
            for time in times if timed else (None,):
                value = run.value(variable, time)
                for mark in marks:
                    total = total + (self.seed(mark, variable, time) * value).sum(axis=(-1, -2), keepdims=True)
        return total

    def gradient(self, spot: Spot) -> Array:
        """The derivative of the loss by what is moved, with its shape."""
        if ("loss", spot) not in self._known:
            moved = self.loss(Run(self.world, [spot.bump(self.world)]))
            self._known["loss", spot] = self.world.measured(moved, spot.shape).reshape(spot.shape)
        return self._known["loss", spot]

    def jacobian(self, variable: str, time: int | None, spot: Spot) -> Array:
        """The derivative of a variable by what is moved: its entries, then those of the spot, one after another."""
        key = (variable, time, spot)
        if key not in self._known:
            moved = Run(self.world, [spot.bump(self.world)]).value(variable, time)
            self._known[key] = self.world.measured(moved, spot.shape)
        return self._known[key]

    def hessian(self, of: Meaning | None, spot: Spot) -> Array:
        """The second derivative of a number: differences of eighth order of what complex steps measure."""
        if 1 not in spot.shape or not isinstance(of, Use):
            raise NoValueError("a second derivative by a matrix has no matrix form.")
        variable = of.variable
        count = spot.shape[0] * spot.shape[1]
        rows = []
        for k in range(count):
            total: Array = 0.0
            for distance, weight in _EIGHTH:
                delta = np.zeros(count)
                delta[k] = distance * _WIDE
                moved = Bump(delta.reshape(spot.shape), spot.variable, spot.nodes, spot.time, spot.letters)
                run = Run(self.world, [moved, spot.bump(self.world)])
                value = self.loss(run) if variable not in self.world.forward.definitions else run.value(variable, None)
                total = total + weight * self.world.measured(value, spot.shape).reshape(-1) / _WIDE
            rows.append(total)
        return np.array(rows)

    def immediate(self, statement: Statement, time: int | None, spot: Spot) -> Array:
        """The derivative of the right side of one equation by what is moved in it alone."""
        letters = _letters_at(statement, time)
        run = Run(self.world, [spot.bump(self.world)])
        return self.world.measured(run._defined(statement, _left(statement), letters), spot.shape)

    def spot(self, variable: str, time: int | None) -> Spot:
        """A variable at a time."""
        return Spot(self.world.shape(variable), time, variable)

    def uses(self, variable: str, time: int | None) -> Iterator[tuple[Use, Statement, Spot]]:
        """Each place of the forward pass that reads this variable at this time."""
        seen: set[int] = set()
        for statement in self.world.forward.statements():
            for node in statement.right.walk():
                if isinstance(node, Use) and node.variable == variable and id(node) not in seen:
                    seen.add(id(node))
                    for at in self._statement_times(statement, node, time):
                        yield node, statement, Spot(self.world.shape(variable), at, "", frozenset({id(node)}))

    def _statement_times(self, statement: Statement, node: Use, time: int | None) -> Iterator[int | None]:
        left = _left(statement)
        if left.time is None or not left.time.letter:
            yield None
        elif node.time is None:
            yield from range(self.world.first, self.world.steps + 1)
        elif time is not None and node.time.letter == left.time.letter and time - node.time.offset >= 1:
            yield time - node.time.offset

    def expressions(self, of: Meaning, time: int | None) -> Spot:
        """An expression wherever it stands in the forward pass.

        Raises NoValueError where it stands nowhere, or is a power of a name that stands elsewhere without it.
        """
        found = {
            statement: frozenset(id(node) for node in statement.right.walk() if node == of)
            for statement in self.world.forward.statements()
        }
        first = next((statement for statement, nodes in found.items() if nodes), None)
        if first is None:
            raise NoValueError(f"{of.span.text} stands nowhere in the forward pass.")
        if isinstance(of, Power):
            self._check_alone(of)
        nodes = frozenset().union(*found.values())
        return self._spot_of(first, of, nodes, time if self.world.forward.stepped else None)

    def _check_alone(self, power: Power) -> None:
        """Refuse the derivative by a power of what stands without it too: that is no name of its own."""
        inside = sum(node == power for one in self.world.forward.statements() for node in one.right.walk())
        every = sum(node == power.body for one in self.world.forward.statements() for node in one.right.walk())
        if every > inside:
            raise NoValueError(f"{power.body.span.shown} stands without the power too, by which this derivative is.")

    def argument(self, variable: str, time: int | None) -> Spot:
        """The argument of the function that defines a variable."""
        if (variable, time) not in self._arguments:
            self._arguments[variable, time] = self._argument(variable, time)
        return self._arguments[variable, time]

    def _argument(self, variable: str, time: int | None) -> Spot:
        for statement in self.world.forward.definitions.get(variable, ()):
            right = statement.right
            if isinstance(right, Use) and right.variable != variable:
                return self.argument(right.variable, time)  # a = b = f(x) defines a as b
            calls = [right] if isinstance(right, Call) else [one for one in right.walk() if isinstance(one, Call)][:1]
            if calls:
                inner = calls[0].arguments[0]
                return self._spot_of(statement, inner, frozenset({id(inner)}), time)
        raise NoValueError(f"{variable} is not defined by a function, so it has no argument.")

    def _spot_of(self, statement: Statement, node: Meaning, nodes: frozenset[int], time: int | None) -> Spot:
        """The spot of a formula, whose shape is that of its value."""
        left = _left(statement)
        letters = tuple(place.letter for place in left.entries if isinstance(place, Affine))
        if letters:
            return Spot(self.world.shape(left.variable), time, "", nodes, letters)
        value = self.world.base.scope(_letters_at(statement, time), statement).of(node)
        return Spot(shape_of_array(value), time, "", nodes)


def _left(statement: Statement) -> Use:
    assert isinstance(statement.left, Use)
    return statement.left


def _letters_at(statement: Statement, time: int | None) -> dict[str, int]:
    left = _left(statement)
    if left.time is None or not left.time.letter or time is None:
        return {}
    return {left.time.letter: time - left.time.offset}
