"""A text with gradients derived by hand -> a verdict on each claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from symgrad.claims.claim_forms import (
    assigned_again,
    chained,
    every_claim,
    reaching_on,
    times_in,
    without_itself,
    worse,
)
from symgrad.claims.claims_apart import Task
from symgrad.claims.comparison.claim_gaps import (
    has_gradient_of_matrix,
    number_of_node,
    ones_open,
    rank_open,
    shapes_open,
    unbound_letter,
)
from symgrad.claims.comparison.claim_readings import Laid, RowMarks
from symgrad.claims.comparison.judging import Comparison, Judge
from symgrad.claims.comparison.ones_sized import ones_sized
from symgrad.claims.comparison.senses import immediate_readings, senses
from symgrad.claims.forward.claim_values import ClaimValues
from symgrad.claims.interpreter.formula_values import NoValueError
from symgrad.claims.marks.cotangents_named import is_delta
from symgrad.claims.marks.tree_edits import mapped
from symgrad.claims.mended_verdicts import MendedVerdicts, missing_path
from symgrad.claims.numbers_given import WITH_NUMBERS, has_names, numbers_drawn
from symgrad.claims.other_shapes import other_task
from symgrad.claims.verdicts import Verdict
from symgrad.latex_reading.nodes.meanings import (
    Constant,
    Derivative,
    Plus,
    Statement,
    Transposed,
    Use,
)

_LAYOUTS: Sequence[tuple[Mapping[str, bool], str]] = (
    ({"rows": True}, "with gradients as rows, numerator layout throughout"),
    ({"diagonal": True}, "with a diagonal Jacobian written as the column of its diagonal"),
)


class Verification(MendedVerdicts):
    """Judges the claims of one task in order: a path that is said in one may be used in the next.

    first    the one whose claims this judges with other shapes
    others   those that do so, by the shapes
    given    the one that judges at the numbers that the text gives, where it gives some
    """

    def __init__(
        self, task: Task, first: Verification | None = None, *, mending: bool = True, given: bool = False
    ) -> None:
        drawn = numbers_drawn(task) if first is None and not given else None
        super().__init__(drawn or task, mending=mending)
        self.first, self.others = first, dict[Any, Verification]()
        self.given = None if drawn is None else Verification(task, mending=mending, given=True)
        if first is not None:
            self.share(first)
        if self.given is not None:
            self.given.share(self)
        self.again = assigned_again(task.claims, task.meant, task.forward.stepped)

    def judged(self, among: Callable[[Statement], bool] = every_claim) -> list[tuple[Statement, Verdict]]:
        """Each claim, or each among some, and the verdict on it; what a path is must be known to all."""
        self.name_locals(self.task.claims)
        found: list[tuple[Statement, Verdict]] = []
        last: tuple[Any, ...] = ()
        for claim in chained(self.task.claims, self.local):
            own = self.verdict(claim) if among(claim) or self.is_path(claim.left) else None
            if own is None:
                continue
            place = id(claim.span.source), claim.span.start, claim.member  # a chain a = b = c has one
            named = isinstance(claim.right, Use) and self.task.meant.mark(claim.right) is not None
            if place == last and named and own.status == "right":
                continue  # = zeta_6 gives a name to what stands before it
            if place == last:
                before, other = found.pop()
                worst = worse(other, own)
                claim, own = (claim if worst.claim == own.claim else before), worst
            found.append((claim, own))
            last = place
        return found

    def verdict(self, claim: Statement) -> Verdict | None:
        """The verdict on one claim; None for what only gives a name to a formula."""
        if self.given is None:
            return self._verdict(claim)
        if not has_names(claim.right):
            return self.given.verdict(claim)
        own = self._verdict(claim)
        if own is None or own.status.startswith("right"):
            return own
        other = self.given.verdict(claim)
        if other is None or not other.status.startswith("right"):
            return own
        told = f"; {other.reason}" if other.reason else ""
        return self.said(claim, "right under a condition", f"right {WITH_NUMBERS}{told}")

    def _verdict(self, claim: Statement) -> Verdict | None:
        if claim.sign == "also" or (isinstance(claim.left, Use) and not self.is_known(claim.left)):
            return self._unsaid(claim)
        whole = claim
        self.only = self.task.only.get(id(whole), ())
        right, added = without_itself(claim, self.task.meant, self.task.forward.stepped)
        adds = added or claim.sign == "+="
        left = claim.left
        if isinstance(left, Transposed):
            left, right = left.body, Transposed(right.span, right)
        claim = ones_sized(replace(claim, left=left, right=right), self.values()[0])
        gap = self.task.reach.gap(claim)
        differential = self.differential(claim, bool(gap))
        if differential is not None:
            return differential
        if gap:
            return self.said(claim, "not judged", gap)
        try:
            if id(whole) in self.again:
                return self._taken_on(claim, self.again[id(whole)])
            found = self._judged(claim, adds)
            if found.status == "wrong" and any(whole is one for one in self.again.values()):
                name = whole.left.span.text.strip()
                return self.said(claim, "not judged", f"{name} is assigned again, with the value that it has here.")
            return self.from_outside(claim, self.doubted(claim, self.through_words(claim, found)))
        except (NoValueError, ValueError, IndexError) as error:
            return self.flattened(claim) or self.said(claim, "not judged", str(error))

    def _unsaid(self, claim: Statement) -> Verdict | None:
        r"""None of a name for a formula, but a \delta of which nothing says what it is the cotangent of is told."""
        if claim.sign == "also" or claim.member or not isinstance(claim.left, Use) or not is_delta(claim.left):
            return None
        name = claim.left.span.text.strip().strip("&").strip()
        reason = f"what {name} is the cotangent of is not said; say it by conventions={{{name!r}: 'cotangent of ...'}}."
        return self.said(claim, "not judged", reason)

    def _taken_on(self, claim: Statement, before: Statement) -> Verdict:
        """A claim that takes on the value of a claim before it, as the lines of a program do."""
        right = mapped(claim.right, lambda node: before.right if node == before.left else node)
        if Judge(self.values()).compared(claim.left, right).same:
            return self.said(claim, "right", f"with {before.left.span.text.strip()} as it was assigned before")
        return self.said(claim, "wrong", "the two sides differ", term=claim.right.span.text.strip())

    def _judged(self, claim: Statement, adds: bool) -> Verdict:
        judge = Judge(self.values())
        if self.is_path(claim.left):
            return self._path(claim, judge)
        found = judge.compared(claim.left, claim.right)
        if found.same:
            return self.of_nothing(claim, judge) or self.held(claim, "right")
        if found.flipped:
            return self.held(claim, "right up to layout", "equal to the transpose of what is true", turned=True)
        if found.example is not None and judge.nearly(claim.left, claim.right):
            near = self.near(claim)
            if near is not None:
                return near
        wider = reaching_on(claim.right)
        if wider != claim.right and judge.compared(claim.left, wider).same:
            return self.held(replace(claim, right=wider), "right")
        later = any(time.offset > 0 for time in times_in(claim.right))
        if later and not self.task.step and judge.compared(claim.left, claim.right, early=True).same:
            return self.held(claim, "right", "for every step before the last", early=True)
        for changed, reason in _LAYOUTS:
            if self.options.get(next(iter(changed))) or not any(isinstance(one, Derivative) for one in claim.walk()):
                continue
            other = Judge(self.values(Laid, **changed)).compared(claim.left, claim.right)
            if other.same or (other.flipped and not has_gradient_of_matrix(claim.right, judge.worlds[0])):
                return self.held(claim, "right up to layout", reason, turned=other.flipped, changed=changed)
        if self.options["rows"]:
            other = Judge(self.values(RowMarks)).compared(claim.left, claim.right)
            if other.same or other.flipped:
                return self.said(claim, "right up to layout", "with cotangents that have names of their own as rows")
        for own, shown in immediate_readings(claim, judge.worlds[0]):
            worlds = self.values()
            for one in worlds:
                one.direct = own
            if Judge(worlds).compared(claim.left, claim.right).same:
                reason = f"right where {shown} on the right is the immediate partial"
                return self.said(claim, "right under a condition", reason)
        told = self.where_said(claim)
        if told is not None:
            return told
        for sense in senses(claim, judge.worlds[0]):
            if judge.compared(claim.left, claim.right, sense.truth).same:
                if adds or (sense.name == "one step" and self.by_step):
                    nothing = self.of_nothing(claim, judge, sense.truth)
                    return nothing or self.held(claim, "right", sense.reason, sense)
                if sense.name == "some paths" or self._has_empty_term(claim, judge):
                    break
                return self.held(claim, "partial", sense.reason, sense)
        return self.conditional(claim) or self._otherwise(claim, found) or self._wrong(claim, judge, found)

    def _otherwise(self, claim: Statement, before: Comparison) -> Verdict | None:
        """The verdict with other shapes, where nothing says them and it is right with those, or open."""
        other = None if self.first is not None else other_task(self.task, claim, self.local, before.wider)
        if other is None:
            return None
        task, told = other
        if task.shapes.key not in self.others:
            self.others[task.shapes.key] = Verification(task, self, mending=self.mending)
        try:
            own = self.others[task.shapes.key]._judged(claim, False)
        except (NoValueError, ValueError, IndexError):
            return None
        if own.status == "not judged" and before.shapes:
            reason = f"the shapes do not fit: {before.misfit} They do where {told}, which shapes= may say."
            return self.said(claim, "not judged", reason)
        if own.status not in ("right", "right up to layout", "right under a condition"):
            return None
        if open_ := self.task.shapes.members_open(task.shapes, claim):
            return self.said(claim, "not judged", open_)
        reason = f"right where {told}, which shapes= may say" + (f"; {own.reason}" if own.reason else "")
        return self.said(claim, "right under a condition", reason)

    def _has_empty_term(self, claim: Statement, judge: Judge) -> bool:
        """Whether a term of the claim is zero whatever the numbers are: what it was to say is missing."""
        if not isinstance(claim.right, Plus) or len(claim.right.terms) < 2:
            return False
        nothing = Constant(claim.right.span, "0")
        rest = [
            Plus(claim.right.span, (*signs[:k], *signs[k + 1 :]), (*terms[:k], *terms[k + 1 :]))
            for signs, terms in [(claim.right.signs, claim.right.terms)]
            for k in range(len(terms))
        ]
        whole = judge.compared(claim.right, Plus(claim.right.span, ("+", "+"), (claim.right, nothing)))
        return whole.same and any(judge.compared(claim.right, one).same for one in rest)

    def _path(self, claim: Statement, judge: Judge) -> Verdict:
        """A claim of what some path brings: right where it equals one path, or several."""
        assert isinstance(claim.left, Use)
        for sense in senses(claim, judge.worlds[0]):
            if judge.compared(claim.left, claim.right, sense.truth).same:
                self.paths[claim.left.variable] = claim.right
                return self.said(claim, "right", sense.reason, sense=sense.name)
        whole = replace(self.task.meant.marks[claim.left.variable], kind="cotangent")
        name = claim.left.variable

        def truth(own: ClaimValues, letters: Mapping[str, int]) -> Any:
            scope = own.scope(letters)
            return own.marked(name, whole, own.now(scope), scope)

        found = judge.compared(claim.left, claim.right, truth)
        if found.same:
            self.paths[claim.left.variable] = claim.right
            return self.said(claim, "right")
        if found.misfit and not found.shapes:
            return self.said(claim, "not judged", found.misfit)
        for sense in senses(claim, judge.worlds[0]):
            fix = self.mend(claim, judge, sense.truth, quick=True)
            if fix is not None:
                self.paths[claim.left.variable] = fix.right
                return self.mended(claim, fix, judge.compared(claim.left, claim.right, sense.truth))
        return self.said(claim, "wrong", "equal to no path, and to no sum of paths")

    def _wrong(self, claim: Statement, judge: Judge, found: Comparison) -> Verdict:
        stranger = self.task.reach.stranger(claim, self.local)
        if stranger:
            return self.said(
                claim, "not judged", f"{stranger} stands in no equation of the forward pass that was read."
            )
        flat = self.flattened(claim) if found.misfit and not (found.shapes or found.unknown) else None
        if flat is not None:
            return flat
        unknown = found.misfit if found.unknown else number_of_node(claim, self.task.meant)
        if found.shapes and not unknown:
            unknown = ones_open(claim) or rank_open(claim, self.task.forward)
        if unknown:
            return self.said(claim, "not judged", unknown)
        fix = self.mend(claim, judge, None)
        if fix is not None:
            return self.mended(claim, fix, found)
        missing = missing_path(claim, judge)
        if missing:
            return self.said(
                claim, "wrong", f"the path through {missing} is missing", term=missing, example=found.example
            )
        open_ = shapes_open(claim, judge.worlds[0]) if found.misfit else ""
        open_ = open_ or unbound_letter(claim, judge.worlds[0]) or ("" if found.shapes else found.misfit)
        if open_:
            return self.said(claim, "not judged", open_)
        if found.misfit:
            reason = f"the shapes do not fit: {found.misfit}"
            guessed = found.shapes and self.task.reach.left_out  # the shapes found are not those of the whole text
            open_ = self.task.shapes.undeclared(claim, self.task.meant) if guessed else ""
            if open_:
                return self.said(claim, "not judged", f"{reason} Nothing says those of {open_}; shapes= may do so.")
            return self.said(claim, "wrong", reason, term=claim.right.span.text.strip())
        return self.said(
            claim, "wrong", "the two sides differ", term=claim.right.span.text.strip(), example=found.example
        )
