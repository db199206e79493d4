"""Unknown names that are a term of a cotangent: what flows in from outside, as an author would say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from symgrad.claims.forward.forward_pass import Forward
from symgrad.claims.marks.marks_meant import Mark, Meant
from symgrad.latex_reading.nodes.meanings import Derivative, Plus, Statement, Use


@dataclass(frozen=True)
class Inflow:
    """A name that may be what flows in from outside.

    name  as it is written
    of    into what it flows, as that is written
    mark  its meaning, were it so
    """

    name: str
    of: str
    mark: Mark

    @property
    def condition(self) -> str:
        """What a claim with it takes for granted."""
        return f"{self.name} is what flows into {self.of} from outside, the loss or a layer above"

    @property
    def question(self) -> str:
        """What to declare."""
        return (
            f"the name {self.name} is not known: nothing defines it and no shape is given. Where it is what flows into "
            f"{self.of} from outside, the loss or a layer above, conventions= may say so: "
            f"{{{self.name!r}: 'given cotangent of {self.of}'}}."
        )


def inflows(claims: Sequence[Statement], said: Meant, forward: Forward, outputs: Collection[str]) -> dict[str, Inflow]:
    """The variables that may be such, by name: terms of one claim each, and of nothing else.

    outputs   the variables into which something flows from outside, as far as is known: into others nothing may
    """
    known = forward.shapes.keys()
    defined = {one.left.variable for one in claims if isinstance(one.left, Use)}
    counted: dict[str, int] = {}
    for one in claims:
        for node in one.right.walk():
            if isinstance(node, Use):
                counted[node.variable] = counted.get(node.variable, 0) + 1
    found: dict[str, Inflow] = {}
    for one in claims:
        of = _target(one, said, known)
        if of is None or not isinstance(one.right, Plus) or of.variable not in outputs:
            continue
        for sign, term in zip(one.right.signs, one.right.terms, strict=True):
            if sign == "-" or not isinstance(term, Use) or term.entries or counted[term.variable] > 1:
                continue
            if term.variable in {*known, *defined, *said.marks, *said.aliases, *said.held}:
                continue
            offset = term.time.offset if term.time is not None and term.time.letter else 0
            mark = Mark("given", of, offset=offset)
            found[term.variable] = Inflow(term.span.shown, _written(of, forward), mark)
    return found


def _target(claim: Statement, said: Meant, known: Collection[str]) -> Use | None:
    """The whole variable of whose cotangent a claim speaks."""
    left = claim.left
    if isinstance(left, Derivative):
        within = isinstance(left.above, Use) and left.above.variable in known
        return left.below if isinstance(left.below, Use) and not left.below.entries and not within else None
    mark = said.mark(left) if isinstance(left, Use) and not left.entries else None
    plain = mark is not None and mark.kind == "cotangent" and not mark.argument and mark.through is None
    if not plain or mark is None or not isinstance(mark.of, Use) or not isinstance(left, Use):
        return None
    return mark.of if mark.of.time is not None else replace(mark.of, time=left.time)


def _written(of: Use, forward: Forward) -> str:
    """A variable as the forward pass writes it at this time."""
    every = (node for one in forward.statements() for node in one.walk() if isinstance(node, Use))
    return next((node.span.shown for node in every if node == of), of.span.shown)


def with_inflows(said: Meant, found: Mapping[str, Inflow]) -> Meant:
    """The meanings of names, with those that may be so."""
    marks = {**said.marks, **{name: one.mark for name, one in found.items()}}
    return Meant(marks, said.aliases, said.given, said.kinds, said.held, said.by_letters, said.classes)
