"""Verdicts on claims that are wrong: the slip that makes them so, further ways to undo it, the path that is missing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from symgrad.claims.claims_apart import Task
from symgrad.claims.comparison.judging import Comparison, Judge, Truth
from symgrad.claims.comparison.senses import readers, senses
from symgrad.claims.conditional_verdicts import ConditionalVerdicts
from symgrad.claims.slips.edits import Repair, repairs
from symgrad.claims.verdicts import Verdict
from symgrad.latex_reading.nodes.meanings import Statement


class MendedVerdicts(ConditionalVerdicts):
    """The verdicts of one task on what is wrong.

    mending   whether mends are sought at all
    """

    def __init__(self, task: Task, *, mending: bool = True) -> None:
        super().__init__(task)
        self.mending = mending
        self._further: dict[object, Iterator[Repair]] = {}
        if not mending:
            self.exactness.left = 0

    def share(self, other: MendedVerdicts) -> None:
        """Takes over what another one comes to know of the same claims."""
        self.paths, self.local, self.local_letters = other.paths, other.local, other.local_letters
        self.local_again, self._further = other.local_again, other._further

    def mend(self, claim: Statement, judge: Judge, truth: Truth | None, *, quick: bool = False) -> Repair | None:
        """The first mend of a claim; those behind it are kept."""
        if not self.mending:
            return None
        found = repairs(claim, judge, truth, self.task.claims, partial(self.refuted, claim, truth), quick=quick)
        self._further[place_of(claim)] = found
        return next(found, None)

    def further_mends(self, claim: Statement) -> Iterator[Repair]:
        """The mends of a claim behind the one that is told."""
        return self._further.get(place_of(claim), iter(()))

    def mended(self, claim: Statement, fix: Repair, found: Comparison) -> Verdict:
        """The verdict with a mend."""
        return self.said(claim, "wrong", fix.reason, term=fix.term, right=fix.text, example=found.example)


def place_of(claim: Statement) -> object:
    """Where a claim stands, which tells it from all others."""
    return id(claim.span.source), claim.span.start, claim.span.end, claim.member


def missing_path(claim: Statement, judge: Judge) -> str:
    """The readers of a variable through which a claim leaves out what flows."""
    for sense in senses(claim, judge.worlds[0]):
        if sense.name in ("one path", "some paths") and judge.compared(claim.left, claim.right, sense.truth).same:
            present = sense.reason.removeprefix("the path through ").removeprefix("the paths through ")
            told = present.removesuffix(" alone").split(" and ")
            every = dict.fromkeys(readers(claim.left, judge.worlds[0]).values())
            return " and ".join(name for name in every if name not in told)
    return ""
