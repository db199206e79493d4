"""The worlds in which the claims of a task are judged: draws of numbers, the values of claims in each, what is said."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from symgrad.claims.claims_apart import Task
from symgrad.claims.comparison.judging import Truth
from symgrad.claims.comparison.senses import Sense
from symgrad.claims.exact.exact_comparison import Exactness
from symgrad.claims.forward.claim_values import ClaimValues
from symgrad.claims.forward.forward_pass import Forward
from symgrad.claims.forward.forward_world import World
from symgrad.claims.forward.loss_seeds import STEPS
from symgrad.claims.forward.measured_truths import Truths
from symgrad.claims.forward.watched_world import draws_of
from symgrad.claims.verdicts import Verdict
from symgrad.latex_reading.nodes.meanings import Affine, Compared, Meaning, Statement, Use

_AS_SAID: Mapping[str, bool] = MappingProxyType({})
CONTRADICTED = (
    "by numbers, to nine digits, it is {status}; by exact arithmetic, with names for numbers, its sides are different: "
    "entries of them differ by {difference}"
)
NEARLY = (
    "the two sides agree to some digits, but not to nine: at the numbers that were drawn what they are the difference "
    "of cancels, and they have no exact form that is short enough"
)


class ClaimWorlds:
    """Draws, and what is known of names that the claims themselves define.

    paths          name of a path -> the formula that says it, once it is judged
    local          name that the claims define for themselves -> its formula
    local_letters  such a name -> the letters of the entries by which it is defined
    by_step        whether claims are of what one step contributes
    local_again    further equations of such names, each behind the first
    only           what holds of the indices of the claim at hand
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self.paths: dict[str, Meaning] = {}
        self.local: dict[str, Meaning] = {}
        self.local_letters: dict[str, tuple[str, ...]] = {}
        self.local_again: list[tuple[Statement, Statement]] = []
        self.only: tuple[Compared, ...] = ()
        conventions = task.forward.conventions
        self.steps = STEPS
        self.options = {
            "denominator": conventions.get("layout") == "denominator",
            "of_output": conventions.get("slopes") == "of the output",
            "step": task.step,
            "rows": conventions.get("layout") == "numerator",
        }
        self.by_step = task.step or conventions.get("claims") == "step"
        self.first_step = STEPS if task.step else 1
        self.exactness = Exactness(task.forward, self.steps, task.seeds, task.step)
        self.draws = draws_of(task.forward, self.steps, self.first_step, task.claims)
        self.truths = [Truths(world, task.seeds) for world in self.worlds_drawn(task.forward)]

    def is_known(self, left: Use) -> bool:
        """Whether a name is one of the forward pass, or a mark."""
        return left.variable in self.task.meant.marks or left.variable in self.task.forward.definitions

    def is_path(self, left: Meaning) -> bool:
        """Whether this is the name of what some path brings."""
        mark = self.task.meant.mark(left) if isinstance(left, Use) else None
        return mark is not None and mark.kind == "path"

    def name_locals(self, claims: Sequence[Statement]) -> None:
        """Takes up the names that claims define for themselves, first where they do so at every step."""
        found: dict[str, Statement] = {}
        for claim in sorted((one for one in claims if self._is_local(one.left)), key=self._at_one_step):
            assert isinstance(claim.left, Use)
            first = found.setdefault(claim.left.variable, claim)
            if first is not claim:
                self.local_again.append((first, claim))
                continue
            self.local[claim.left.variable] = claim.right
            letters = tuple(place.letter for place in claim.left.entries if isinstance(place, Affine))
            self.local_letters[claim.left.variable] = letters

    def _is_local(self, left: Meaning) -> bool:
        shapes = self.task.forward.shapes  # an input is none, though d stands before \hat{x} on a left side
        return isinstance(left, Use) and not self.is_known(left) and left.variable not in shapes

    def _at_one_step(self, claim: Statement) -> bool:
        time = claim.left.time if isinstance(claim.left, Use) else None
        return time is not None and time.letter not in self.task.forward.times

    def values(self, kind: type[ClaimValues] = ClaimValues, /, **changed: bool) -> list[ClaimValues]:
        """The values of claims in each world."""
        return [self.values_of(one, kind, **changed) for one in self.truths]

    def values_of(self, truths: Truths, kind: type[ClaimValues] = ClaimValues, /, **changed: bool) -> ClaimValues:
        """The values of claims in one world."""
        found = kind(truths, self.task.meant, self.paths, self.local, **{**self.options, **changed})
        found.local_letters, found.only = self.local_letters, self.only
        return found

    def worlds_drawn(
        self, forward: Forward, *, zero_first: bool = False, small: Collection[str] = ()
    ) -> Iterator[World]:
        """A forward pass at each draw."""
        for draw in self.draws:
            yield World(
                forward, self.steps, draw.seed, draw.spread, first=self.first_step, zero_first=zero_first, small=small
            )

    def worlds_of(
        self, forward: Forward, *, zero_first: bool = False, small: Collection[str] = ()
    ) -> list[ClaimValues]:
        """The values of claims where the forward pass is another."""
        worlds = self.worlds_drawn(forward, zero_first=zero_first, small=small)
        return [self.values_of(Truths(world, self.task.seeds)) for world in worlds]

    def without_seeds(self, names: Collection[str]) -> list[ClaimValues]:
        """The values of claims where nothing flows into these from outside."""
        given = {name: own for name, own in self.task.seeds.given.items() if name not in names}
        seeds = replace(self.task.seeds, given=given)
        return [self.values_of(Truths(one.world, seeds)) for one in self.truths]

    def with_last_seeds(self) -> list[ClaimValues]:
        """The values of claims where the loss looks at the last step alone."""
        seeds = replace(self.task.seeds, last=frozenset(self.task.seeds.given))
        return [self.values_of(Truths(one.world, seeds)) for one in self.truths]

    def held(
        self, claim: Statement, status: str, reason: str = "", sense: Sense | None = None, *, early: bool = False,
        turned: bool = False, changed: Mapping[str, bool] = _AS_SAID,
    ) -> Verdict:  # fmt: skip
        """What the numbers say of a claim, and whether it is shown exactly, where nothing contradicts them."""
        exactness, truth = self.exactness, None if sense is None else sense.truth
        values = self.values_of(exactness.truths, **changed)
        shown = exactness.shown(values, claim.left, claim.right, truth, early=early, turned=turned)
        if shown.difference:
            return self.said(claim, "not judged", CONTRADICTED.format(status=status, difference=shown.difference))
        name = "total" if sense is None else sense.name
        return self.said(claim, status, reason, sense=name, exact=shown.same)

    def refuted(self, claim: Statement, truth: Truth | None, right: Meaning) -> bool:
        """Whether exact arithmetic shows that a right side is another one."""
        exactness = self.exactness
        return bool(exactness.shown(self.values_of(exactness.truths), claim.left, right, truth).difference)

    def near(self, claim: Statement) -> Verdict | None:
        """The verdict on a claim whose sides nearly agree where numbers cancel; None where they are shown to differ."""
        exactness = self.exactness
        shown = exactness.shown(self.values_of(exactness.truths), claim.left, claim.right)
        if shown.same:
            return self.said(claim, "right", exact=True)
        return None if shown.difference else self.said(claim, "not judged", NEARLY)

    def said(
        self, claim: Statement, status: str, reason: str = "", *, term: str = "", right: str = "", example: Any = None,
        sense: str = "total", exact: bool = False,
    ) -> Verdict:  # fmt: skip
        """A verdict with its place."""
        span = claim.span
        line, column = span.source.place(span.start)
        file = span.source.file_at(span.start)
        alone = span.source.whole is None and not claim.member  # what is one of several cannot be mended alone
        return Verdict(
            span.text.strip(), status, reason, term, right, line, column, example, sense,
            span.start if alone else 0, span.end if alone else 0, file if file != span.source.file else "", exact,
        )  # fmt: skip
