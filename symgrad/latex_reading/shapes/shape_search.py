"""One search for the shapes of all variables, which goes on where it can and back where it must."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from symgrad.latex_reading.nodes.meanings import (
    Affine,
    Constant,
    Derivative,
    Divided,
    Meaning,
    Plus,
    Power,
    Statement,
    Times,
    Use,
)
from symgrad.latex_reading.nodes.sizes_unified import SCALAR, Shape, Size, Sizes
from symgrad.latex_reading.shapes.ranks import Ranks


@dataclass(frozen=True)
class Solution:
    """The shape of each variable; of each node, by its identity, the kinds of a product and the shape of a bold 1."""

    shapes: Mapping[str, Shape]
    kinds: Mapping[int, tuple[str, ...]]
    constants: Mapping[int, Shape]
    unlikely: int


_UNLIKE = 3  # how unlikely it is that a number made of arrays is added to each entry of another one
_ANGLES = MappingProxyType({"inner product": "dot", "outer product": "outer"})
Rule: TypeAlias = Callable[["Search", Any], Iterator[Shape]]


class Search:
    """One search, with a limit to how unlikely the ranks may be together.

    tied     marks and what they mark, \\delta W and W: the two have one shape
    angles   what angle brackets round two vectors mean so far, in the whole text: "dot", "outer" or ""
    """

    def __init__(
        self, statements: Sequence[Statement], declared: Mapping[str, Shape], ranks: Mapping[str, Ranks],
        conventions: Mapping[str, str], rules: Mapping[type, Rule], limit: int, steps: int,
        tied: Mapping[str, str] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        self.tied, self.known = tied, declared
        self.angles = _ANGLES.get(conventions.get(r"\langle", ""), "")
        self.rules = rules
        self.statements, self.ranks, self.conventions = statements, ranks, conventions
        self.sizes = Sizes()
        self.shapes: dict[str, Shape] = dict(declared)
        self.indices: dict[str, Size] = {}
        self.kinds: dict[int, tuple[str, ...]] = {}
        self.constants: dict[int, Shape] = {}
        self.limit, self.spent, self.left, self.furthest = limit, 0, steps, 0

    def solution(self) -> Solution:
        """What is found where the search stands."""
        shapes = {name: self.now(shape) for name, shape in self.shapes.items()}
        shapes |= {mark: shapes[of] for mark, of in self.tied.items() if of in shapes}
        constants = {node: self.now(shape) for node, shape in self.constants.items()}
        return Solution(shapes, dict(self.kinds), constants, self.spent)

    def now(self, shape: Shape) -> Shape:
        """A shape with what its sizes are found to be so far."""
        return self.sizes.now(shape[0]), self.sizes.now(shape[1])

    def all(self) -> Iterator[None]:
        """All statements, one after the other; each letter counts one size in one of them."""
        open_: list[tuple[Iterator[None], dict[str, Size]]] = []  # of each statement so far what may still come
        held = True
        while self.left > 0 and (held or open_):
            if held and len(open_) == len(self.statements):
                yield
                held = False
            elif held:
                self.furthest = max(self.furthest, len(open_))
                open_.append((self.statement(self.statements[len(open_)]), {}))
            if open_:
                ways, self.indices = open_[-1]
                held = next(ways, self) is not self
                if not held:
                    open_.pop()

    def statement(self, statement: Statement) -> Iterator[None]:
        """Two sides of one shape; a number may stand on the right of anything that is set to it in every entry."""
        for left in self.of(statement.left):
            for right in self.of(statement.right):
                yield from self.sizes.attempts((left[0], right[0]), (left[1], right[1]))
                if right == SCALAR != left and is_constant(statement.right):
                    yield

    def of(self, node: Meaning) -> Iterator[Shape]:
        """The shapes that a node may have, each while the search stands there."""
        self.left -= 1
        if self.left > 0:
            yield from self.rules[type(node)](self, node)

    def at_cost(self, cost: int) -> Iterator[None]:
        """Once, where so much more may be unlikely."""
        if self.spent + cost <= self.limit:
            self.spent += cost
            yield
            self.spent -= cost

    def variable(self, name: str) -> Iterator[Shape]:
        """The shape of a variable: what it is already, or each rank that it may have."""
        ranks = self.ranks.get(name, (("V", 0), ("S", 1), ("M", 2)))
        name = self.tied.get(name, name)
        known = self.shapes.get(name)
        if known is not None:
            yield known
            return
        for rank, cost in ranks:
            for _ in self.at_cost(cost):
                rows = 1 if rank in "SR" else self.sizes.fresh()
                columns = rows if rank == "Q" else 1 if rank in "SV" else self.sizes.fresh()
                self.shapes[name] = rows, columns
                yield self.shapes[name]
                del self.shapes[name]

    def same(self, shapes: Sequence[Shape]) -> Iterator[None]:
        """All of these made equal."""
        first = shapes[0]
        yield from self.sizes.attempts(*((one[k], first[k]) for one in shapes[1:] for k in (0, 1)))

    def each(self, nodes: Sequence[Meaning]) -> Iterator[list[Shape]]:
        """The shapes of several nodes together."""
        if not nodes:
            yield []
            return
        open_, found = [self.of(nodes[0])], list[Shape]()
        while open_ and self.left > 0:
            del found[len(open_) - 1 :]
            self.left -= 1
            shape = next(open_[-1], None)
            if shape is None:
                open_.pop()
                continue
            found.append(shape)
            if len(found) == len(nodes):
                yield list(found)
            else:
                open_.append(self.of(nodes[len(found)]))

    def broadcast(self, nodes: Sequence[Meaning], *, free: bool = False) -> Iterator[Shape]:
        """The one shape of several, of which numbers may be any: 1 - z, x - mean; ``free``: as likely as not, x < c."""
        for shapes in self.each(nodes):
            large = [shape for shape in shapes if shape != SCALAR]
            small = [node for node, shape in zip(nodes, shapes, strict=True) if shape == SCALAR]
            if not large:
                yield SCALAR
                continue
            names = {one.variable for node in nodes if node not in small for one in node.walk() if isinstance(one, Use)}
            cost = 0 if free else sum(self._spread_cost(node, names) for node in small)
            pairs, widest = self._lines_spread(large)
            for _ in self.at_cost(cost):
                for _ in self.sizes.attempts(*pairs):
                    yield widest

    def _spread_cost(self, node: Meaning, beside: Collection[str]) -> int:
        r"""How unlikely it is that a number stands for every entry beside it.

        It is common of numbers, 1 - z, and of what is made of the same names, x - \max(x), not of w^\top x beside b:
        there b is a number.
        """
        if is_number(node):
            return 0
        names = {one.variable for one in node.walk() if isinstance(one, Use)}
        arrays = [name for name in names if self.shapes.get(self.tied.get(name, name), SCALAR) != SCALAR]
        return _UNLIKE if arrays and not names & {*beside} else 1

    def _lines_spread(self, shapes: Sequence[Shape]) -> tuple[list[tuple[Size, Size]], Shape]:
        """What must be equal: all, but that a bias stands for every sample where samples are rows, or columns."""
        line = {"rows": 0, "columns": 1}.get(self.conventions.get("samples", ""))
        matrices = [shape for shape in shapes if 1 not in shape]
        widest = matrices[0] if line is not None and matrices else shapes[0]
        pairs = [
            (shape[k], widest[k])
            for shape in shapes
            for k in (0, 1)
            if not (widest is not shape and line == k and shape[k] == 1 and matrices)
        ]
        return pairs, widest

    def index(self, place: Affine | Meaning, size: Size) -> bool:
        """Whether an index may count entries of this size: one letter counts one size in a statement."""
        if not isinstance(place, Affine) or not place.letter or place.letter == ":":
            return True
        if place.offset:
            return True
        return self.sizes.same(self.indices.setdefault(place.letter, size), size)

    def index_again(self, letter: str, size: Size | None) -> None:
        """Let a letter count this size again, or nothing."""
        self.indices.pop(letter, None)
        if size is not None:
            self.indices[letter] = size


def is_constant(node: Meaning) -> bool:
    """Whether no name stands in a node: a constant may stand for every entry of what is set to it."""
    return not any(isinstance(one, Use | Derivative) for one in node.walk())


def is_number(node: Meaning) -> bool:
    """Whether a node is made of numbers alone."""
    return all(isinstance(one, Constant | Plus | Times | Divided | Power) for one in node.walk())
