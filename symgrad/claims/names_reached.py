"""What of a claim the forward pass cannot tell: names that act on nothing, paths through equations left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from symgrad.claims.marks_meant import Meant
from symgrad.latex_reading.meanings import Derivative, Meaning, Statement, Use
from symgrad.latex_reading.tex_spellings import IDENTITIES


@dataclass(frozen=True)
class LeftOut:
    """An equation of the forward pass that could not be used, and why."""

    statement: Statement
    reason: str

    @property
    def name(self) -> str:
        """What it defines."""
        return self.statement.left.variable if isinstance(self.statement.left, Use) else ""


class Reach:
    """Which names of a forward pass act on which, whatever the time.

    acts      name -> the names whose equations read it
    left_out  equations that belong to it and are not in it
    declared  names whose shape the caller gives
    """

    def __init__(
        self, statements: Iterable[Statement], left_out: Sequence[LeftOut], meant: Meant, declared: Collection[str] = ()
    ) -> None:
        self.left_out, self.meant, self.declared = left_out, meant, declared
        self.acts: dict[str, set[str]] = {}
        for one in [*statements, *(out.statement for out in left_out)]:
            names = set(_names(one.left))
            for name in names | set(_names(one.right)):
                self.acts.setdefault(name, set()).update(names - {name} if name in names else names)

    def gap(self, claim: Statement) -> str:
        """Why nothing can be said of a claim; "" where that is no hindrance.

        A derivative by what acts on nothing is zero, and equal to any other such; one through an equation that was left
        out lacks a path. Neither says anything of the claim.
        """
        for above, below in self._derivatives(claim):
            if below not in self.acts:
                return f"{below} stands in no equation of the forward pass that was read."
            after = self.after(below)
            for out in self.left_out:
                if out.name in after and (not above or out.name in above or above & self.after(out.name)):
                    return f"the equation of {out.name} was left out of the forward pass: {out.reason}"
        return ""

    def stranger(self, claim: Statement, local: Collection[str]) -> str:
        """A name of the right side of which a shape is known and nothing else; "" where there is none."""
        losses = {node.above for node in claim.walk() if isinstance(node, Derivative)}
        for name in _names(claim.right):
            if any(isinstance(one, Use) and one.variable == name for one in losses):
                continue
            told = name in self.acts or name in local or name in self.meant.marks or name in self.meant.aliases
            if name in self.declared and not told and name not in IDENTITIES:
                return name
        return ""

    def _derivatives(self, claim: Statement) -> Iterator[tuple[set[str], str]]:
        """What is differentiated (nothing: the loss), and by what."""
        for node in claim.walk():
            if isinstance(node, Derivative):
                above = set(_names(node.above)) & self.acts.keys() if node.above is not None else set()
                yield from ((above, below) for below in self._meant(node.below))
            elif isinstance(node, Use):
                mark = self.meant.mark(node)
                if mark is not None and mark.kind == "cotangent":
                    yield from ((set(), below) for below in self._meant(mark.of))

    def _meant(self, node: Meaning) -> Iterator[str]:
        for name in _names(node):
            yield self.meant.aliases[name][0].variable if name in self.meant.aliases else name

    def after(self, name: str) -> set[str]:
        """The names on which a name acts, near and far."""
        found: set[str] = set()
        waiting = [name]
        while waiting:
            more = self.acts.get(waiting.pop(), set()) - found
            found |= more
            waiting += more
        return found


def _names(node: Meaning) -> Iterator[str]:
    return (one.variable for one in node.walk() if isinstance(one, Use))
