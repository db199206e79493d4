"""The conditions under which a claim that is not right everywhere is right."""

from __future__ import annotations

from dataclasses import replace

from symgrad.claims.claim_forms import slopes_of_output, summing_to_one
from symgrad.claims.claim_readings import Spread
from symgrad.claims.claim_worlds import ClaimWorlds
from symgrad.claims.judging import Judge
from symgrad.claims.verdicts import Verdict
from symgrad.latex_reading.meanings import Call, Statement


class Conditions(ClaimWorlds):
    """Judges a claim where a condition holds of which it says nothing."""

    def conditional(self, claim: Statement) -> Verdict | None:
        """The verdict where one of the conditions makes it right; None where none does."""
        if Judge(self.values(Spread)).compared(claim.left, claim.right).same:
            reason = "right where a column beside a matrix stands for each of its columns, a row for each row"
            return self.said(claim, "right under a condition", reason)
        zero = self.worlds_of(self.task.forward, zero_first=True)
        if self.task.forward.timed and not self.task.step and Judge(zero).compared(claim.left, claim.right).same:
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
