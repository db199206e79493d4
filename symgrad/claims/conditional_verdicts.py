"""Verdicts under a condition: Jacobians written out, what flows in, zero first states, entries that sum to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from symgrad.claims.claim_forms import slopes_of_output, summing_to_one, symmetric_perhaps
from symgrad.claims.claim_readings import Entrywise, Flattened, Spread
from symgrad.claims.claim_values import ClaimValues
from symgrad.claims.claim_worlds import ClaimWorlds
from symgrad.claims.claims_apart import Task
from symgrad.claims.differentials import Differentials, moved_names
from symgrad.claims.formula_values import NoValueError, flipped
from symgrad.claims.held_names import undeclared_words
from symgrad.claims.judging import Judge
from symgrad.claims.senses import immediate_readings, target_of
from symgrad.claims.verdicts import Verdict
from symgrad.latex_reading.meanings import Call, Derivative, Statement, Use


class ConditionalVerdicts(ClaimWorlds):
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
        """The verdict, but neither "wrong" nor "partial" where the shapes are in doubt, or a name acts on nothing."""
        if own.status not in ("wrong", "partial"):
            return own
        names = self.task.shapes.undeclared(claim, self.task.meant)
        if names and self.task.shapes.unlikely:
            reason = "the shapes of the forward pass are in doubt, since no likely ones fit it"
            return self.said(claim, "not judged", f"{reason}; shapes= may say those of {names}.")
        alone = self.task.reach.alone(claim)
        reason = f"{alone} acts on nothing in the forward pass that was read, and no equation defines the loss."
        if alone:
            return self.said(claim, "not judged", reason)
        other = self._restated(claim)
        return (
            own
            if other is None
            else self.said(
                claim,
                "not judged",
                f"{other.left.span.shown} has another equation too, {other.span.shown}; forward= may say "
                "which is meant.",
            )
        )

    def _restated(self, claim: Statement) -> Statement | None:
        """An equation, of a name of the claim or on the way to the loss, that contradicts the one that was taken."""
        judge = Judge(self.values())
        spoken = self.task.reach.spoken_in(claim)
        for one in self.task.restated:
            if isinstance(one.left, Use) and one.left.variable in spoken:
                try:
                    found = judge.compared(one.left, one.right)
                except (NoValueError, ValueError, IndexError):
                    continue  # what has no value contradicts nothing
                if found.shapes or found.example is not None:
                    return one
        return None

    def conditional(self, claim: Statement) -> Verdict | None:
        signs = Entrywise.open_in(claim.right, self.task.forward.conventions)
        if signs and Judge(self.values(Entrywise)).compared(claim.left, claim.right).same:
            return self.said(claim, "right under a condition", f"right where {signs} is meant entry by entry")
        if Judge(self.values(Spread)).compared(claim.left, claim.right).same:
            reason = "right where a column beside a matrix stands for each of its columns, a row for each row"
            return self.said(claim, "right under a condition", reason)
        zero = Judge(self.worlds_of(self.task.forward, zero_first=True))
        if self.task.forward.timed and not self.task.step and zero.holds_of_something(claim.left, claim.right):
            return self.said(claim, "right under a condition", "right where what stands before the first step is zero")
        inner = self.task.reach.inner(self.task.seeds.outside)
        if inner and Judge(self.without_seeds(inner)).compared(claim.left, claim.right).same:
            names = " and ".join(inner)
            return self.said(claim, "right under a condition", f"right where nothing from outside flows into {names}")
        if self._is_closed(claim) and Judge(self.with_last_seeds()).compared(claim.left, claim.right, early=True).same:
            reason = "right for every step before the last, where the loss looks at the last step alone"
            return self.said(claim, "right under a condition", reason)
        if not self.options["of_output"] and any(isinstance(one, Call) and one.primes for one in claim.right.walk()):
            own = slopes_of_output(claim.right, self.task.forward)
            if Judge(self.values(of_output=True)).compared(claim.left, claim.right).same or (
                own != claim.right and Judge(self.values()).compared(claim.left, own).same
            ):
                return self.said(
                    claim, "right under a condition", "right where a slope is written as a function of the output"
                )
        summing = summing_to_one(self.task, claim)
        if summing and self._holds_of(claim, summing, "sums to one"):
            names = " and ".join(summing)
            return self.said(claim, "right under a condition", f"right where the entries of {names} sum to one")
        if self._holds_of(claim, [], "symmetric"):
            return self.said(claim, "right", "as the derivative among symmetric matrices")
        square = symmetric_perhaps(self.task)
        if square and self._holds_of(claim, square, "symmetric"):
            reason = f"right where {' and '.join(square)} {'are' if len(square) > 1 else 'is'} symmetric"
            return self.said(claim, "right under a condition", reason)
        return None

    def _holds_of(self, claim: Statement, names: Sequence[str], kind: str) -> bool:
        """Whether a claim holds where these inputs are of a kind too; by a symmetric matrix also among such alone."""
        kinds = {**self.task.forward.kinds, **dict.fromkeys(names, kind)}
        judge = Judge(self.worlds_of(replace(self.task.forward, kinds=kinds)))
        found = judge.compared(claim.left, claim.right)
        if names and (found.same or found.flipped):
            return True
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
