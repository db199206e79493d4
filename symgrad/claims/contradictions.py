"""Names with two equations that contradict each other: what depends on such a name is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from symgrad.claims.claim_worlds import ClaimWorlds
from symgrad.claims.comparison.judging import Judge
from symgrad.claims.forward.claim_values import ClaimValues
from symgrad.claims.interpreter.formula_values import NoValueError
from symgrad.claims.numbers_given import has_names
from symgrad.latex_reading.nodes.meanings import Derivative, Meaning, Statement, Use


class Contradictions(ClaimWorlds):
    """What of the equations of one task contradicts what else it says."""

    def contradicted(self, claim: Statement, *, right: bool) -> str:
        """Which two equations of a name on the claim's way contradict each other, in words; "" where none do.

        right   whether the claim is right with the first of them, and open only if it is not with the other
        """
        for first, other, worlds in (*self._of_forward(claim), *self._of_claims(claim)):
            try:
                found = Judge(self.values()).compared(other.left, other.right)
            except (NoValueError, ValueError, IndexError):
                continue  # what has no value contradicts nothing
            if (found.shapes or found.example is not None) and not (right and _holds(claim, worlds)):
                name = other.left.span.shown
                return f"{name} has another equation too: {first} and {other.span.shown} contradict each other"
        return ""

    def _of_forward(self, claim: Statement) -> Iterator[tuple[str, Statement, Sequence[ClaimValues]]]:
        """Names that the forward pass defines twice: the first equation, the other one, the worlds with that."""
        spoken = self.task.reach.spoken_in(claim) if self.task.restated else ()
        for one in self.task.restated:
            own = self.task.forward.definitions.get(one.left.variable, ()) if isinstance(one.left, Use) else ()
            if own and isinstance(one.left, Use) and one.left.variable in spoken:
                if has_names(own[0].right) and not has_names(one.right):
                    continue  # which says what its value is, rounded perhaps
                first = next((other for other in own if _is_alike(one.left, other.left)), own[0])
                kept = tuple(one if other is first else other for other in own)
                definitions = {**self.task.forward.definitions, one.left.variable: kept}
                yield first.span.shown, one, self.worlds_of(replace(self.task.forward, definitions=definitions))

    def _of_claims(self, claim: Statement) -> Iterator[tuple[str, Statement, Sequence[ClaimValues]]]:
        """The same of names that claims define for themselves."""
        spoken = _reached(claim, self.local) if self.local_again else ()
        for first, one in self.local_again:
            assert isinstance(one.left, Use)
            if one.left.variable in spoken and first.left == one.left and not _is_link(first, one):
                worlds = self.values()
                for own in worlds:
                    own.local = {**self.local, one.left.variable: one.right}
                yield first.span.shown, one, worlds


def _holds(claim: Statement, worlds: Sequence[ClaimValues]) -> bool:
    """Whether a claim is right in these worlds."""
    try:
        return Judge(worlds).compared(claim.left, claim.right).same
    except (NoValueError, ValueError, IndexError):
        return False


def _is_alike(left: Meaning, other: Meaning) -> bool:
    """Whether two left sides define a name at the same time."""
    return isinstance(left, Use) and isinstance(other, Use) and left.time == other.time


def _is_link(first: Statement, other: Statement) -> bool:
    """Whether g = dL/dz = ... says it of a derivative, which has its value whatever stands behind it."""
    place, own = first.left.span, other.left.span
    return place.start == own.start and place.source is own.source and isinstance(first.right, Derivative)


def _reached(claim: Statement, local: Mapping[str, Meaning]) -> set[str]:
    """The names of a claim, and those of the formulas that such names stand for."""
    found: set[str] = set()
    waiting: list[Meaning] = [claim.left, claim.right]
    while waiting:
        for node in waiting.pop().walk():
            if isinstance(node, Use) and node.variable not in found:
                found.add(node.variable)
                waiting += [local[node.variable]] if node.variable in local else []
    return found
