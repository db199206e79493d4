"""The value of each side of a claim: names of the forward pass at its numbers, names of gradients at what is true."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from symgrad.claims.forward.forward_pass import entries_counted
from symgrad.claims.forward.forward_world import Run
from symgrad.claims.forward.held_names import OF_OUTPUT, HeldNames, functions_of, value_named
from symgrad.claims.forward.local_names import LocalNames
from symgrad.claims.forward.measured_truths import Spot, Truths
from symgrad.claims.interpreter.formula_values import (
    NoValueError,
    Rule,
    Scope,
    UnknownNameError,
    entries_of,
    flipped,
    shape_of_array,
)
from symgrad.claims.interpreter.function_values import is_known
from symgrad.claims.interpreter.unknown_names import refuse_unknown, twin_of
from symgrad.claims.marks.marks_meant import Mark, Meant
from symgrad.latex_reading.nodes.meanings import Affine, Call, Compared, Derivative, Meaning, Use
from symgrad.latex_reading.resolving.forms_resolved import is_called_loss
from symgrad.latex_reading.tex.tex_spellings import IDENTITIES

Array = Any


class ClaimValues(LocalNames):
    """Values the formulas of claims in one world.

    paths         name of a path -> the formula that says it, once it is judged
    local         name that the claims define for themselves -> its formula
    denominator   whether derivatives of vectors stand in denominator layout
    of_output     whether f' is written as a function of the value of f
    step          whether the claims are of the last step alone
    rows          whether the gradient of a number by a column is a row, as numerator layout has it
    diagonal      whether a Jacobian that is diagonal is written as the column of its diagonal
    direct        derivatives, told by identity, that are immediate partials -> their values
    only          what holds of the indices of the claim
    """

    def __init__(
        self, truths: Truths, meant: Meant, paths: Mapping[str, Meaning], local: Mapping[str, Meaning], *,
        denominator: bool = False, of_output: bool = False, step: bool = False, rows: bool = False,
        diagonal: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(local)
        self.truths, self.meant, self.paths = truths, meant, paths
        self.denominator, self.of_output, self.step = denominator, of_output, step
        self.rows, self.diagonal = rows, diagonal
        self.world = truths.world
        self._run = Run(self.world, ())
        self._functions = functions_of(self.world.forward)
        self.ambiguous = False  # whether a dot between two columns was met that may be either product
        self.direct: Mapping[int, Callable[[ClaimValues, Mapping[str, int]], Array]] = {}
        self.only: tuple[Compared, ...] = ()

    @property
    def rules(self) -> Mapping[type, Rule]:
        """The value of each kind of node."""
        return self.world.rules

    def size(self, letter: int | str) -> int | None:
        """The number that a letter stands for where it is no index."""
        return self._run.size(letter)

    def from_zero(self) -> bool:
        """Whether steps are counted from 0."""
        return self.world.forward.from_zero

    def bumped(self, node: Meaning, value: Array, scope: Scope) -> Array:
        """Nothing is moved in a claim."""
        return value

    def scope(self, letters: Mapping[str, int], *nodes: Meaning, dotted: str = "dot") -> Scope:
        """Where formulas of claims are valued."""
        letters = {**self.world.chosen, **letters}
        return Scope(self, letters, self.world.forward.conventions, dotted, self.counts(*nodes))

    def counts(self, *nodes: Meaning) -> dict[Any, int]:
        """How many entries each index counts."""
        return entries_counted(nodes, self._shape_of_use)

    def holds(self, letters: Mapping[str, int], *nodes: Meaning) -> bool:
        """Whether the indices of formulas are such that the claim is one."""
        scope = self.scope(letters, *nodes)
        return all(bool(np.real(scope.of(one)).all()) for one in self.only)

    def _shape_of_use(self, node: Use) -> tuple[int, int] | None:
        """The shape of the array whose entry stands here; None where it is not known."""
        try:
            mark = self.meant.mark(node)
            return self.shape(mark.of.variable if mark is not None and isinstance(mark.of, Use) else node.variable)
        except NoValueError:
            return None

    def shape(self, name: str) -> tuple[int, int]:
        """The shape of a name, which for a mark is that of what it marks."""
        if name in self.meant.aliases:
            return self.world.shape(self.meant.aliases[name][0].variable)
        mark = self.meant.marks.get(name)
        if mark is None:
            return self.world.shape(name)
        if isinstance(mark.of, Use):
            return self.world.shape(mark.of.variable)
        return self.truths.expressions(mark.of, self.world.steps).shape

    def now(self, scope: Scope) -> int | None:
        """The time that t is."""
        times = [scope.letters[letter] for letter in self.world.forward.times if letter in scope.letters]
        return times[0] if times else (self.world.steps if self.step else None)

    def variable(self, node: Use, time: int | None, scope: Scope) -> Array:
        """The value of a name."""
        name = node.variable
        mark = self.meant.mark(node)
        if mark is not None:
            now = self.now(scope) if time is None else time - mark.offset
            return self.marked(name, mark, now, scope)
        if name in self.meant.aliases:
            other, offset = self.meant.aliases[name]
            now = self.now(scope) if time is None else time - offset
            if other.variable not in self.meant.marks:
                return self._run.value(other.variable, self.moment(other, now))
            return self.variable(other, self.moment(other, now), scope)
        if name in self.local and name not in self.world.forward.definitions:
            return self.own(self.local[name], time, scope, self.local_letters.get(name, ()), node)
        if time is None and not self.world.forward.stands_alone(name):
            time = self.now(scope)
        if name in IDENTITIES and name not in self.world.forward.shapes:
            return np.eye(scope.rows)
        return self._run.variable(node, time, scope)

    def moment(self, use: Use, now: int | None) -> int | None:
        """The time of a use where t is ``now``."""
        if use.time is None:
            return now if use.variable in self.world.forward.timed else None
        if not use.time.letter:
            return use.time.offset
        if use.time.letter not in self.world.forward.times:
            return self.world.steps + use.time.offset
        if now is None:
            raise NoValueError(f"{use.span.text}: no time is known here.")
        return now + use.time.offset

    def marked(self, name: str, mark: Mark, now: int | None, scope: Scope) -> Array:
        """The value of a cotangent."""
        if mark.kind == "path":
            if name not in self.paths:
                raise NoValueError(f"{name} is a path that no claim before this one says.")
            return self.own(self.paths[name], now, scope)
        if mark.kind in ("given", "future") and isinstance(mark.of, Use):
            time = self.moment(mark.of, now)
            seeded = name in self.truths.seeds.given.get(mark.of.variable, ())
            if seeded and (not self.step or time in (None, self.world.steps)):
                return self.truths.seed(name, mark.of.variable, time)
        if mark.through is not None and isinstance(mark.of, Use):
            return self.through(mark.of.variable, self.moment(mark.of, now), mark.through.variable)
        return self.truths.gradient(self.spot_of(mark, now))

    def spot_of(self, mark: Mark, now: int | None) -> Spot:
        """What a cotangent is of."""
        if not isinstance(mark.of, Use):
            return self.truths.expressions(mark.of, now)
        time = self.moment(mark.of, now)
        if mark.argument:
            return self.truths.argument(mark.of.variable, time)
        return self.truths.spot(mark.of.variable, time)

    def through(self, variable: str, time: int | None, by: str) -> Array:
        """The cotangent of a variable along the paths through one of its readers."""
        total: Array = np.zeros(self.world.shape(variable))
        for _, statement, spot in self.truths.uses(variable, time):
            if isinstance(statement.left, Use) and statement.left.variable == by:
                total = total + self.truths.gradient(spot)
        return total

    def derivative(self, node: Derivative, scope: Scope) -> Array:
        """The derivative that a mark speaks of: of a gradient the shape is that of what it is taken by."""
        if id(node) in self.direct:
            return self.direct[id(node)](self, scope.letters)
        spot, entries = self._below(node.below, scope)
        if node.order == 2:
            return self.truths.hessian(node.above, spot)
        above = self._same(node.above, scope) if isinstance(node.above, Use) else node.above
        if isinstance(above, Use) and above.variable not in self.world.forward.names:
            above = value_named(above, self.world.forward) or above
        if above is None or (isinstance(above, Use) and self._is_loss(above.variable)):
            return self._upright(scope, self.truths.gradient(spot), entries)
        if not isinstance(above, Use):
            return self._of_expression(node, above, spot, entries, scope)
        time = None if above.time is None else scope.place(above.time)
        if time is None and not self.world.forward.stands_alone(above.variable):
            time = self.now(scope)
        rows = self.truths.jacobian(above.variable, time, spot)
        return self.arranged(scope, rows, self.world.shape(above.variable), spot.shape, above.entries, entries)

    def _same(self, use: Use, scope: Scope) -> Use:
        """The name that this one is said to be the same as, at its time."""
        if use.variable not in self.meant.aliases:
            return use
        other, _ = self.meant.aliases[use.variable]
        time = self.moment(other, self.now(scope))
        return Use(use.span, other.variable, None if time is None else Affine("", time), use.entries)

    def _is_loss(self, name: str) -> bool:
        """Whether a name that nothing defines is the loss; it is not where it is a part of a name that is known."""
        forward = self.world.forward
        if name in forward.names:
            return False
        if self.truths.seeds.losses and not is_called_loss(name):
            refuse_unknown(name, forward.shapes)  # another name than the loss that the text defines
        whole = name.split("_{")[0]
        if (whole != name and whole in forward.shapes) or twin_of(name, forward.names):
            refuse_unknown(name, forward.shapes)
        return True

    def _below(self, below: Meaning, scope: Scope) -> tuple[Spot, tuple[Any, ...]]:
        """What a derivative is taken by, and which entries of it."""
        if not isinstance(below, Use):
            return self.truths.expressions(below, self.now(scope)), ()
        below = self._same(below, scope)
        time = None if below.time is None else scope.place(below.time)
        if time is None and not self.world.forward.stands_alone(below.variable):
            now = self.now(scope)
            time = self.world.steps if now is None else now  # a name with steps and no time: that of the last
        return self.truths.spot(below.variable, time), below.entries

    def _upright(self, scope: Scope, value: Array, entries: tuple[Any, ...]) -> Array:
        """The gradient of a number as the text would write it."""
        if entries:
            return entries_of(scope, value, entries)
        return flipped(value) if self.rows else value

    def _of_expression(
        self, node: Derivative, above: Meaning, spot: Spot, entries: tuple[Any, ...], scope: Scope
    ) -> Array:
        """The derivative of a formula: of a function by an argument of its own with the others held, else of it all."""
        arguments = above.arguments if isinstance(above, Call) else ()
        if len(arguments) > 1 and node.below in arguments:
            return self._immediate(node, above, scope)
        run = Run(self.world, [spot.bump(self.world)])
        moved = run.scope(scope.letters, above, dotted=scope.dotted).of(above)
        self.ambiguous = self.ambiguous or run.ambiguous
        rows = self.world.measured(moved, spot.shape)
        return self.arranged(scope, rows, shape_of_array(moved), spot.shape, (), entries)

    def arranged(
        self, scope: Scope, rows: Array, above: tuple[int, int], below: tuple[int, int], above_entries: Any,
        below_entries: Any,
    ) -> Array:  # fmt: skip
        """A Jacobian as the text would write it."""
        if above == (1, 1):
            return self._upright(scope, rows.reshape(below), below_entries)
        if above_entries:
            count = above[0] * above[1]
            picked = entries_of(scope, np.arange(count).reshape(above), above_entries)
            value = rows[int(picked.ravel()[0])].reshape(below)
            return entries_of(scope, value, below_entries) if below_entries else value
        if below == (1, 1):
            return rows.reshape(above)
        if 1 not in above or 1 not in below:
            raise NoValueError("a derivative with three axes or more has no matrix form; write it with indices.")
        if below_entries:
            raise NoValueError("a derivative of an array by an entry.")
        if self.diagonal and rows.shape[0] == rows.shape[1] and not np.any(rows - np.diag(np.diagonal(rows))):
            return np.diagonal(rows).reshape(above)
        return flipped(rows) if self.denominator else rows

    def _immediate(self, node: Derivative, above: Meaning, scope: Scope) -> Array:
        """The derivative of a formula by what stands in it, with all other names held."""
        if not isinstance(node.below, Use):
            raise NoValueError(f"{node.span.text}: this derivative is not read.")
        held = HeldNames(self, node.below, scope)
        value = held.measured(above)
        self.ambiguous = self.ambiguous or held.ambiguous
        return value

    def function(self, name: str, argument: Any, primes: int) -> Array:
        """The value of a function; of a slope also as a function of the output."""
        if not is_known(name) and name not in self._functions:
            raise UnknownNameError(
                f"the function {name} is not known: the forward pass has it not, and nothing declares it."
            )
        if primes == 1 and self.of_output and name in OF_OUTPUT:
            return OF_OUTPUT[name](argument)
        return self._run.function(name, argument, primes)
