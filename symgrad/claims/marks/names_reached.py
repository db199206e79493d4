"""What of a claim the forward pass cannot tell: names that act on nothing, paths through equations left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from symgrad.claims.marks.marks_meant import Meant
from symgrad.latex_reading.nodes.meanings import Constant, Derivative, Meaning, Statement, Times, Use
from symgrad.latex_reading.tex.tex_spellings import IDENTITIES


@dataclass(frozen=True)
class LeftOut:
    """An equation of the forward pass that could not be used, and why.

    may_read   an array of which it may read an entry
    """

    statement: Statement
    reason: str
    may_read: str = ""

    @property
    def name(self) -> str:
        """What it defines."""
        return self.statement.left.variable if isinstance(self.statement.left, Use) else ""


class Reach:
    """Which names of a forward pass act on which, whatever the time.

    acts      name -> the names whose equations read it
    read      the names that an equation reads
    latest    name that nothing defines -> how far from t it is read at the latest
    left_out  equations that belong to it and are not in it
    declared  names whose shape the caller gives
    open_losses  what is differentiated in claims and that no equation defines
    strange   names that no equation reads, and whose cotangents claims make of those of others
    goals     the losses, and the names into which cotangents flow from outside
    """

    def __init__(
        self, statements: Iterable[Statement], left_out: Sequence[LeftOut], meant: Meant,
        declared: Collection[str] = (), goals: Collection[str] = (), claims: Sequence[Statement] = (),
    ) -> None:  # fmt: skip
        self.left_out, self.meant, self.declared, self.goals = left_out, meant, declared, frozenset(goals)
        self.acts: dict[str, set[str]] = {}
        every = [*statements, *(out.statement for out in left_out)]
        self.latest = _latest(every)
        self.spoken = _spoken(claims)
        self.read = {name for one in every for name in _names(one.right)}
        self.open_losses = differentiated(claims) - {node.left.variable for node in every if isinstance(node.left, Use)}
        for one in every:
            names = set(_names(one.left))
            for name in names | set(_names(one.right)):
                self.acts.setdefault(name, set()).update(names - {name} if name in names else names)
        for out in left_out:
            if out.may_read and out.name:
                self.acts.setdefault(out.may_read, set()).add(out.name)
        self.strange = frozenset(self._strange(claims))

    def gap(self, claim: Statement) -> str:
        """Why nothing can be said of a claim; "" where that is no hindrance.

        A derivative by what acts on nothing is zero, and equal to any other such; one through an equation that was left
        out lacks a path. Neither says anything of the claim.
        """
        if isinstance(claim.left, Times) and not list(self._derivatives(claim.left)):
            return f"the left side, {claim.left.span.shown}, is a product of names, none of which is a cotangent."
        for node in claim.walk():
            if isinstance(node, Derivative) and self._is_later(node.below):
                name = node.below.span.shown
                return (
                    f"{name} has no equation in the forward pass that was read, which knows earlier steps of it alone."
                )
        for one in claim.walk():
            of = one.above.variable if isinstance(one, Derivative) and isinstance(one.above, Use) else ""
            if of in self.open_losses and any(_is_sibling(of, other) for other in self.open_losses):
                return f"no equation defines {of}, and it is not the only loss; the forward pass may say what it is."
        for above, below in self._derivatives(claim):
            if below in self.spoken and below not in self.acts:
                continue  # of a formula that the claim itself writes
            if below not in self.acts:
                return f"{below} stands in no equation of the forward pass that was read."
            after = self.after(below)
            if not above and self.goals and not self.goals & {below, *after}:
                return f"{below} acts on nothing from which the loss follows in the forward pass that was read."
            if above and not above & {below, *after} and not _is_zero(claim.right):
                return f"{below} does not act on {min(above)} in the forward pass that was read."
            for out in self.left_out:
                if out.name in after and (not above or out.name in above or above & self.after(out.name)):
                    return f"the equation of {out.name} was left out of the forward pass: {out.reason}"
        return ""

    def spoken_in(self, claim: Statement) -> set[str]:
        """The names of a claim, and those between what it differentiates and what it differentiates by."""
        names = {*_names(claim)}
        for above, below in self._derivatives(claim):
            after = self.after(below)
            names |= {one for one in after if not above or above & {one, *self.after(one)}}
        return names

    def alone(self, claim: Statement) -> str:
        """A name whose cotangent stands in a claim, though no equation reads it and nothing tells the loss; "" else."""
        return next((below for _, below in self._derivatives(claim) if below in self.strange), "")

    def _strange(self, claims: Sequence[Statement]) -> Iterator[str]:
        """The names that no equation reads, and whose cotangents claims make of those of others."""
        for claim in claims:
            lefts, rights = (
                {below for above, below in self._derivatives(side) if not above} for side in (claim.left, claim.right)
            )
            yield from (name for name in lefts & self.goals - self.read if rights - {name})

    def _is_later(self, node: Meaning) -> bool:
        """Whether this is a name at a later time than the forward pass reads it, and nothing defines it."""
        if not isinstance(node, Use) or node.time is None or not node.time.letter:
            return False
        return node.time.offset > self.latest.get(node.variable, node.time.offset)

    def stranger(self, claim: Statement, local: Collection[str]) -> str:
        """A name of the right side of which a shape is known and nothing else; "" where there is none."""
        losses = {node.above for node in claim.walk() if isinstance(node, Derivative)}
        for name in _names(claim.right):
            if any(isinstance(one, Use) and one.variable == name for one in losses):
                continue
            told = name in self.acts or name in local or name in self.meant.marks or name in self.meant.aliases
            told = told or name in self.spoken
            if name in self.declared and not told and name not in IDENTITIES:
                return name
        return ""

    def _derivatives(self, claim: Meaning) -> Iterator[tuple[set[str], str]]:
        """What is differentiated (nothing: the loss), and by what."""
        for node in claim.walk():
            if isinstance(node, Derivative):
                above = set(_names(node.above)) & self.acts.keys() if node.above is not None else set()
                yield from ((above, below) for below in self._meant(node.below))
            elif isinstance(node, Use):
                mark = self.meant.mark(node)
                if mark is not None and mark.kind != "given":
                    yield from ((set(), below) for below in self._meant(mark.of))

    def word_between(self, claim: Statement, words: Mapping[str, Collection[str]]) -> str:
        """A word that is called on the way from what a claim differentiates by; "" where none is.

        words   word -> the names whose equations call it
        """
        after = {name for _, below in self._derivatives(claim) for name in self.after(below)}
        return next((word for word, names in words.items() if after.intersection(names)), "")

    def _meant(self, node: Meaning) -> Iterator[str]:
        for name in _names(node):
            yield self.meant.aliases[name][0].variable if name in self.meant.aliases else name

    def inner(self, names: Collection[str]) -> tuple[str, ...]:
        """Those of these names that act on another one, and are not acted on by it."""
        after = {name: self.after(name) for name in names}
        return tuple(sorted(one for one in names if any(two in after[one] and one not in after[two] for two in names)))

    def after(self, name: str) -> set[str]:
        """The names on which a name acts, near and far."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            more = self.acts.get(waiting.pop(), set()) - found
            found |= more
            waiting += more
        return found


def by_entries(claims: Sequence[Statement]) -> frozenset[str]:
    """The names that claims differentiate whole by an entry: numbers, since of arrays that has no form."""
    nodes = [node for one in claims for node in one.walk() if isinstance(node, Derivative)]
    return frozenset(
        node.above.variable
        for node in nodes
        if isinstance(node.above, Use) and not node.above.entries and isinstance(node.below, Use) and node.below.entries
    )


def _spoken(claims: Sequence[Statement]) -> frozenset[str]:
    """The names in formulas that claims differentiate: of x^T A x."""
    aboves = [node.above for one in claims for node in one.walk() if isinstance(node, Derivative)]
    return frozenset(name for one in aboves if one is not None and not isinstance(one, Use) for name in _names(one))


def _is_zero(node: Meaning) -> bool:
    return isinstance(node, Constant) and node.text == "0"


def differentiated(claims: Sequence[Statement]) -> frozenset[str]:
    """The names that claims differentiate."""
    aboves = [node.above for one in claims for node in one.walk() if isinstance(node, Derivative)]
    return frozenset(one.variable for one in aboves if isinstance(one, Use))


def _is_sibling(first: str, second: str) -> bool:
    """Whether two names differ in their labels alone: the parts L_{rec} and L_{reg} of a loss."""
    return first != second and "_{" in first and first.split("_{")[0] == second.split("_{")[0] and "_{" in second


def _latest(statements: Sequence[Statement]) -> dict[str, int]:
    """How far from t, at the latest, names are read that nothing defines: -1 of h_{t-1}."""
    defined = {one.left.variable for one in statements if isinstance(one.left, Use)}
    found: dict[str, int] = {}
    for node in (node for one in statements for node in one.right.walk()):
        if isinstance(node, Use) and node.variable not in defined and node.time is not None and node.time.letter:
            found[node.variable] = max(found.get(node.variable, node.time.offset), node.time.offset)
    return found


def _names(node: Meaning) -> Iterator[str]:
    return (one.variable for one in node.walk() if isinstance(one, Use))
