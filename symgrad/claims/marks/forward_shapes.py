"""The shapes of a forward pass: the likeliest, where nothing says them, and those with which a claim would hold too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from symgrad.claims.marks.marks_meant import Meant
from symgrad.claims.marks.names_reached import LeftOut
from symgrad.claims.marks.names_respelled import bare_spellings
from symgrad.claims.marks.tree_edits import mapped
from symgrad.errors import ShapeError
from symgrad.latex_reading.nodes.meanings import Derivative, Meaning, Statement, Use
from symgrad.latex_reading.nodes.sizes_unified import Shape
from symgrad.latex_reading.shapes.numbered_names import shapes_among, with_entries_solved
from symgrad.latex_reading.shapes.shape_search import Solution
from symgrad.latex_reading.shapes.shapes_inferred import MOST_UNLIKELY, NoShapesError, solved

_MOST_LEFT_OUT = 12  # equations of a forward pass that no shapes fit
_MOST_STEPS = 60_000
_LESS_LIKELY = 2  # how much less likely other shapes may be: a vector that is a number, and stands for every entry
_KINDS = {(True, True): "a number", (False, True): "a column", (True, False): "a row", (False, False): "a matrix"}


@dataclass(frozen=True)
class ForwardShapes:
    """The likeliest shapes of a forward pass.

    declared         what the caller says
    differentiated   what claims differentiate, and whether whole by an entry
    """

    statements: tuple[Statement, ...]
    declared: Mapping[str, Shape]
    conventions: Mapping[str, str]
    differentiated: Mapping[str, bool]
    solution: Solution

    @property
    def unlikely(self) -> bool:
        """Whether these are shapes that hardly anybody means, though none fit better."""
        return self.solution.unlikely > MOST_UNLIKELY

    @property
    def absolute(self) -> bool:
        """Whether bars round an array hold absolute values."""
        return ("abs",) in self.solution.kinds.values()

    @property
    def shapes(self) -> dict[str, Shape]:
        """The shape of each variable."""
        return {**self.solution.shapes, **self.declared}

    @property
    def constants(self) -> Mapping[int, Shape]:
        """The shape of each bold 1."""
        return self.solution.constants

    def with_claim(
        self, claim: Statement, marks: Mapping[str, str], less_likely: int = _LESS_LIKELY
    ) -> ForwardShapes | None:
        """Others, about as likely, with which a claim fits too; None where there are none, or the same.

        marks         cotangents -> the variable that each is of, whose shape it has
        less_likely   by how much they may be so
        """
        flat = (*self.statements, Statement(claim.span, self._of_loss(claim.left), self._of_loss(claim.right)))
        try:
            found = solved(
                flat, shapes_among(self.declared, flat), self.conventions,
                {name: ("", of) for name, of in marks.items()}, self.differentiated, _MOST_STEPS,
            )  # fmt: skip
        except ShapeError:
            return None
        shapes = {name: found.shapes[name] for name in self.solution.shapes}
        if found.unlikely > self.solution.unlikely + less_likely or _numbered(shapes) == _numbered(
            self.solution.shapes
        ):
            return None
        return ForwardShapes(
            self.statements, self.declared, self.conventions, self.differentiated,
            Solution(shapes, found.kinds, found.constants, found.unlikely),
        )  # fmt: skip

    def _of_loss(self, side: Meaning) -> Meaning:
        """A side where what is differentiated is the loss, a number, if nothing in the forward pass says what it is."""

        def change(node: Meaning) -> Meaning:
            if isinstance(node, Derivative) and isinstance(node.above, Use) and node.above.variable not in self.shapes:
                return replace(node, above=None)
            return node

        return mapped(side, change)

    def told(self, other: ForwardShapes) -> str:
        """What others take for granted that these do not."""
        after, before = other.solution.shapes, self.solution.shapes
        taken = {name: f"is {_kind(shape)}" for name, shape in after.items() if _kind(shape) != _kind(before[name])}
        for name, (rows, columns) in after.items():
            if name not in taken and rows == columns != before[name][1] != before[name][0]:
                taken[name] = "is square"
        if taken:
            return " and ".join(f"{name} {told}" for name, told in taken.items())
        return "sizes are equal that nothing else says to be so"

    def members_open(self, other: ForwardShapes, claim: Statement) -> str:
        """Why nothing is said where others take members of families, W_i and O_i, for arrays, these for numbers."""
        members = {
            use.variable: text
            for use, text in bare_spellings(claim)
            if len(use.entries) == 1 and use.variable not in self.declared
        }
        after, before = other.shapes, self.shapes
        known = [name for name in members if name in after and name in before]
        changed = any(_is_line(before[name]) and not _is_line(after[name]) for name in known)
        told = " and ".join(members[name] for name in known)
        return f"whether {told} are numbers or arrays, nothing says; shapes= may." if changed else ""

    def undeclared(self, claim: Statement, meant: Meant) -> str:
        """The names of a claim whose sizes nobody says, and nothing tells."""
        found = []
        for node in claim.walk():
            mark = meant.mark(node) if isinstance(node, Use) else None
            of = mark.of if mark is not None else node
            if isinstance(of, Use) and any(map(_is_open, self.shapes.get(of.variable, ()))):
                found.append(of.variable)
        return ", ".join(dict.fromkeys(found))

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """The same for shapes that differ in the names of sizes alone."""
        return _numbered(self.solution.shapes)


def with_shapes(
    definitions: dict[str, tuple[Statement, ...]], declared: Mapping[str, Shape], conventions: Mapping[str, str],
    left_out: list[LeftOut], differentiated: Mapping[str, bool],
) -> tuple[dict[str, tuple[Statement, ...]], ForwardShapes]:  # fmt: skip
    """The definitions that shapes fit, and these shapes; what fits none is left out and told."""
    while True:
        flat = tuple(statement for own in definitions.values() for statement in own)
        try:
            told, found = with_entries_solved(
                flat, {*declared, *conventions},
                lambda some: solved(
                    some, shapes_among(declared, some), conventions, differentiated=differentiated
                ),
            )  # fmt: skip
            if told != flat:
                waiting = iter(told)
                definitions = {name: tuple(next(waiting) for _ in own) for name, own in definitions.items()}
            return definitions, ForwardShapes(told, declared, conventions, differentiated, found)
        except NoShapesError as error:
            if len(left_out) >= _MOST_LEFT_OUT:
                raise
            left_out.append(LeftOut(error.statement, str(error), error.whole))
            kept = {name: tuple(one for one in own if one is not error.statement) for name, own in definitions.items()}
            definitions = {name: own for name, own in kept.items() if own}


def _is_open(size: object) -> bool:
    """Whether this is a size that nobody names."""
    return isinstance(size, int) and size < 0


def _is_line(shape: Shape) -> bool:
    """Whether an entry of one index is a number."""
    return 1 in shape


def _kind(shape: Shape) -> str:
    return _KINDS[shape[0] == 1, shape[1] == 1]


def _numbered(shapes: Mapping[str, Shape]) -> tuple[tuple[str, str], ...]:
    """The shapes with open sizes numbered as they come."""
    numbers: dict[object, str] = {}
    found = []
    for name in sorted(shapes):
        own = [numbers.setdefault(size, f"#{len(numbers)}") if _is_open(size) else str(size) for size in shapes[name]]
        found.append((name, " x ".join(own)))
    return tuple(found)
