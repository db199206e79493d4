"""Verdicts under a condition: Jacobians written out, what flows in, zero first states, entries that sum to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from symgrad.claims.claim_forms import slopes_of_output, summing_to_one, symmetric_perhaps, times_in
from symgrad.claims.claims_apart import Task
from symgrad.claims.comparison.claim_readings import Entrywise, Flattened, Spread
from symgrad.claims.comparison.differentials import Differentials, moved_names
from symgrad.claims.comparison.judging import Judge, Truth
from symgrad.claims.comparison.senses import immediate_readings, target_of
from symgrad.claims.contradictions import Contradictions
from symgrad.claims.forward.claim_values import ClaimValues
from symgrad.claims.forward.draws import USUAL
from symgrad.claims.forward.held_names import ANGLES, undeclared_words
from symgrad.claims.interpreter.formula_values import NoValueError, flipped
from symgrad.claims.marks.conditions_said import letters_of, shown
from symgrad.claims.verdicts import Verdict
from symgrad.latex_reading.names.bound_letters import free_letters
from symgrad.latex_reading.nodes.meanings import Call, Constant, Derivative, Plus, Statement, Use
from symgrad.latex_reading.nodes.sizes_unified import SCALAR


class ConditionalVerdicts(Contradictions):
    """The verdicts of one task that are right under a condition, or open for want of one."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.words = undeclared_words(task.forward)

    def differential(self, claim: Statement, alone: bool) -> Verdict | None:
        """The verdict on a claim between differentials; None where it is none, or may be another one that holds.

        alone   whether it can be nothing else, since no loss follows from what it speaks of
        """
        moved = moved_names(claim, self.task.meant, self.task.reach)
        worlds = [one for one in self.values(Differentials) if isinstance(one, Differentials)] if moved else []
        for one in worlds:
            one.moved, one.reach = moved, self.task.reach
        if not worlds:
            return None
        try:
            found = Judge(worlds).compared(claim.left, claim.right)
        except (NoValueError, ValueError, IndexError):
            return None
        if found.same:
            return self.said(claim, "right", "as a differential")
        wrong = alone and not found.misfit and not self.task.reach.left_out
        term = claim.right.span.text.strip()
        return self.said(claim, "wrong", "the two sides differ, as differentials", term=term) if wrong else None

    def flattened(self, claim: Statement) -> Verdict | None:
        """The verdict on a chain that holds between Jacobians of whole arrays; None where it does not."""
        reason = "right where derivatives are the Jacobians of arrays written out as columns"
        worlds = self.values(Flattened)
        try:
            for own, shown in (({}, ""), *immediate_readings(claim, worlds[0])):
                for one in worlds:
                    one.direct = own
                if Judge(worlds).compared(claim.left, claim.right).same:
                    told = f", and {shown} on the right is the immediate partial" if shown else ""
                    return self.said(claim, "right under a condition", reason + told)
        except (NoValueError, ValueError, IndexError):
            return None
        return None

    def through_words(self, claim: Statement, own: Verdict) -> Verdict:
        """The verdict, but none on a claim that is not right for every function that an undeclared word may be."""
        word = "" if own.status in ("right", "not judged") else self.task.reach.word_between(claim, self.words)
        if not word:
            return own
        if word == ANGLES:
            reason = r"whether \langle a, b \rangle is a number or a matrix, nothing says; conventions= may say so: "
            return self.said(claim, "not judged", reason + r"{'\\langle': 'inner product'} or 'outer product'.")
        reason = f"what the function {word} is, nothing says, and its slope decides; say it by conventions="
        return self.said(claim, "not judged", f"{reason}{{{word!r}: 'same as ...'}} or 'elementwise function'.")

    def from_outside(self, claim: Statement, own: Verdict) -> Verdict:
        """The verdict on a claim with a name that may flow in from outside: right if it does, else open."""
        names = {one.variable for one in claim.right.walk() if isinstance(one, Use)}
        found = [one for name, one in self.task.inflows.items() if name in names]
        if not found or own.status == "not judged":
            return own
        if own.status == "right" and not own.reason:
            told = " and ".join(one.condition for one in found)
            return self.said(claim, "right under a condition", f"right where {told}")
        return self.said(claim, "not judged", found[0].question)

    def doubted(self, claim: Statement, own: Verdict) -> Verdict:
        """The verdict, but none where the text contradicts itself, nor "wrong" or "partial" where it leaves a doubt."""
        if own.status == "not judged":
            return own
        right = own.status.startswith("right")
        doubt = "" if right else self._shapes_in_doubt(claim) or self._without_a_loss(claim)
        doubt = doubt or self.contradicted(claim, right=right)
        return self.said(claim, "not judged", doubt) if doubt else own

    def _shapes_in_doubt(self, claim: Statement) -> str:
        """What is to be declared where only unlikely shapes fit the forward pass."""
        names = self.task.shapes.undeclared(claim, self.task.meant) if self.task.shapes.unlikely else ""
        reason = "the shapes of the forward pass are in doubt, since no likely ones fit it"
        return names and f"{reason}; shapes= may say those of {names}."

    def _without_a_loss(self, claim: Statement) -> str:
        """That a name of the claim acts on nothing, if one does."""
        alone = self.task.reach.alone(claim)
        return alone and f"{alone} acts on nothing in the forward pass that was read, and no equation defines the loss."

    def conditional(self, claim: Statement) -> Verdict | None:
        """The verdict on a claim that holds under a condition, the first that does; None where none does."""
        for condition in (
            self._small_coefficients,
            self._entry_by_entry,
            self._spread,
            self._zero_first_state,
            self._nothing_from_outside,
            self._last_loss,
            self._slope_of_output,
            self._sums_to_one,
        ):
            if reason := condition(claim):
                return self.said(claim, "right under a condition", f"right {reason}")
        return self._symmetric(claim)

    def of_nothing(self, claim: Statement, judge: Judge, truth: Truth | None = None) -> Verdict | None:
        """That nothing is said of a formula which is zero at all numbers, as what is claimed is; a 0 says so itself."""
        nothing = Constant(claim.span, "0")
        if isinstance(claim.right, Plus) and claim.left in claim.right.terms and truth is None:
            return self.said(claim, "not judged", "what is added to the left side itself is zero at all numbers")
        if claim.right == nothing or not judge.compared(claim.left, nothing, truth).same:
            return None
        return self.said(claim, "not judged", "the right side is zero at all numbers, whatever stands in it")

    def where_said(self, claim: Statement) -> Verdict | None:
        """The verdict on a claim that holds where the text says, of its indices or of a class, i = j or j != y."""
        free = free_letters(claim.left).keys() | free_letters(claim.right).keys()
        for condition in self.task.said if not self.only else ():
            if free.issuperset(letters_of(condition)):
                self.only = (condition,)
                try:
                    held = self._same(claim, self.values())
                except NoValueError:
                    held = False
                finally:
                    self.only = ()
                if held:
                    return self.said(claim, "right under a condition", f"right {shown(condition)}")
        return None

    def _small_coefficients(self, claim: Statement) -> str:
        """A slope alpha of a hinge is one between 0 and 1, where functions have branches."""
        forward = self.task.forward
        numbers = [
            name
            for name, shape in forward.shapes.items()
            if shape == SCALAR and name.startswith("\\") and name not in forward.definitions.keys() | forward.timed
        ]
        if tuple(self.draws) == USUAL or not numbers:
            return ""
        holds = self._same(claim, self.worlds_of(forward, small=numbers))
        return f"where {' and '.join(numbers)} lie{'' if len(numbers) > 1 else 's'} between 0 and 1" if holds else ""

    def _entry_by_entry(self, claim: Statement) -> str:
        signs = Entrywise.open_in(claim.right, self.task.forward.conventions)
        return f"where {signs} is meant entry by entry" if signs and self._same(claim, self.values(Entrywise)) else ""

    def _spread(self, claim: Statement) -> str:
        reason = "where a column beside a matrix stands for each of its columns, a row for each row"
        return reason if self._same(claim, self.values(Spread)) else ""

    def _zero_first_state(self, claim: Statement) -> str:
        first = any(time.letter == "" and time.offset < 1 for time in times_in(claim.left))
        if not self.task.forward.timed or self.task.step or first:  # of h_0 itself nobody says that it is zero
            return ""
        zero = Judge(self.worlds_of(self.task.forward, zero_first=True))
        holds = zero.holds_of_something(claim.left, claim.right) and not self._vanishing(claim, zero.worlds[0])
        return "where what stands before the first step is zero" if holds else ""

    def _vanishing(self, claim: Statement, values: ClaimValues) -> bool:
        """Whether a state that a claim speaks of is zero at every step, where its first one is: nothing drives it."""
        forward, steps = self.task.forward, range(1, values.world.steps + 1)
        uses = [one for one in claim.walk() if isinstance(one, Use)]
        marked = [mark.of for one in uses if (mark := values.meant.mark(one)) is not None]
        states = {one.variable for one in (*uses, *marked) if isinstance(one, Use)}
        states &= forward.timed & forward.definitions.keys()
        return any(not np.any([values.world.base.value(name, step) for step in steps]) for name in states)

    def _nothing_from_outside(self, claim: Statement) -> str:
        inner = self.task.reach.inner(self.task.seeds.outside)
        holds = bool(inner) and self._same(claim, self.without_seeds(inner))
        return f"where nothing from outside flows into {' and '.join(inner)}" if holds else ""

    def _last_loss(self, claim: Statement) -> str:
        if not self._is_closed(claim):
            return ""
        holds = Judge(self.with_last_seeds()).compared(claim.left, claim.right, early=True).same
        return "for every step before the last, where the loss looks at the last step alone" if holds else ""

    def _slope_of_output(self, claim: Statement) -> str:
        calls = (one for one in claim.right.walk() if isinstance(one, Call))
        if self.options["of_output"] or not any(one.primes for one in calls):
            return ""
        own = slopes_of_output(claim.right, self.task.forward)
        holds = self._same(claim, self.values(of_output=True)) or (
            own != claim.right and Judge(self.values()).compared(claim.left, own).same
        )
        return "where a slope is written as a function of the output" if holds else ""

    def _sums_to_one(self, claim: Statement) -> str:
        names = summing_to_one(self.task, claim)
        up_to = self._holding(claim, names, "sums to one") if names else None
        return "" if up_to is None else f"{up_to}where the entries of {' and '.join(names)} sum to one"

    def _symmetric(self, claim: Statement) -> Verdict | None:
        """The verdict on a claim among symmetric matrices: those that the text calls so, then any square inputs."""
        if self._among_symmetric(claim, self.task.forward.kinds):
            return self.said(claim, "right", "as the derivative among symmetric matrices")
        square = symmetric_perhaps(self.task)
        up_to = self._holding(claim, square, "symmetric") if square else None
        if up_to is None and not (square and self._among_symmetric(claim, self._with_kind(square, "symmetric"))):
            return None
        named = f"{' and '.join(square)} {'are' if len(square) > 1 else 'is'} symmetric"
        return self.said(claim, "right under a condition", f"right {up_to or ''}where {named}")

    def _same(self, claim: Statement, worlds: Sequence[ClaimValues]) -> bool:
        return Judge(worlds).compared(claim.left, claim.right).same

    def _with_kind(self, names: Sequence[str], kind: str) -> Mapping[str, str]:
        return {**self.task.forward.kinds, **dict.fromkeys(names, kind)}

    def _worlds_with(self, kinds: Mapping[str, str]) -> Sequence[ClaimValues]:
        return self.worlds_of(replace(self.task.forward, kinds=kinds))

    def _holding(self, claim: Statement, names: Sequence[str], kind: str) -> str | None:
        """Up to what a claim holds where inputs are of a kind too: "" or "up to a transpose, "; None where not."""
        found = Judge(self._worlds_with(self._with_kind(names, kind))).compared(claim.left, claim.right)
        return "" if found.same else "up to a transpose, " if found.flipped else None

    def _among_symmetric(self, claim: Statement, kinds: Mapping[str, str]) -> bool:
        """Whether a claim by a symmetric matrix holds along symmetric directions, half of it and its transpose."""
        if "symmetric" not in kinds.values():
            return False
        judge = Judge(self._worlds_with(kinds))
        target = target_of(claim.left, judge.worlds[0])
        among = target is not None and kinds.get(target[0]) == "symmetric"
        return among and judge.compared(claim.left, claim.right, partial(_symmetrised, claim)).same

    def _is_closed(self, claim: Statement) -> bool:
        """Whether a claim is of the one state that a loss looks at which nothing defines, at any step."""
        outside = self.task.seeds.outside
        below = claim.left.below if isinstance(claim.left, Derivative) else claim.left
        mark = self.task.meant.mark(below) if isinstance(below, Use) else None
        of = below if mark is None else mark.of
        return isinstance(of, Use) and outside == {of.variable} <= self.task.forward.timed and not self.task.inflows


def _symmetrised(claim: Statement, values: ClaimValues, letters: Mapping[str, int]) -> Any:
    """The derivative by a symmetric matrix along symmetric directions alone: half of it and its transpose."""
    whole = values.scope(letters, claim.left, claim.right).of(claim.left)
    return (whole + flipped(whole)) / 2
