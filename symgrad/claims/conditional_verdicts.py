"""Verdicts under a condition: Jacobians written out, what flows in, zero first states, entries that sum to one."""

from __future__ import annotations

from dataclasses import replace

from symgrad.claims.claim_forms import slopes_of_output, summing_to_one
from symgrad.claims.claim_readings import Entrywise, Flattened, Spread
from symgrad.claims.claim_worlds import ClaimWorlds
from symgrad.claims.claims_apart import Task
from symgrad.claims.differentials import Differentials, moved_names
from symgrad.claims.formula_values import NoValueError
from symgrad.claims.held_names import undeclared_words
from symgrad.claims.judging import Judge
from symgrad.claims.senses import immediate_readings
from symgrad.claims.verdicts import Verdict
from symgrad.latex_reading.meanings import Call, Statement, Use


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
        if not self.options["of_output"] and any(isinstance(one, Call) and one.primes for one in claim.right.walk()):
            own = slopes_of_output(claim.right, self.task.forward)
            if Judge(self.values(of_output=True)).compared(claim.left, claim.right).same or (
                own != claim.right and Judge(self.values()).compared(claim.left, own).same
            ):
                return self.said(
                    claim, "right under a condition", "right where a slope is written as a function of the output"
                )
        summing = summing_to_one(self.task, claim)
        if summing:
            forward = replace(
                self.task.forward, kinds={**self.task.forward.kinds, **dict.fromkeys(summing, "sums to one")}
            )
            worlds = self.worlds_of(forward)
            if Judge(worlds).compared(claim.left, claim.right).same:
                names = " and ".join(summing)
                return self.said(claim, "right under a condition", f"right where the entries of {names} sum to one")
        return None
