"""A forward pass as its text says it, its sizes as numbers, what is moved in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from symgrad.claims.forward.functions_defined import Defined
from symgrad.latex_reading.nodes.compound_sizes import Compound
from symgrad.latex_reading.nodes.meanings import Affine, Meaning, Statement, SumOver, Use, matched
from symgrad.latex_reading.nodes.sizes_unified import Shape, Size
from symgrad.latex_reading.tex.tex_spellings import IDENTITIES

Array = Any


@dataclass(frozen=True)
class Bump:
    """What is moved: a variable at a time, or nodes of the forward pass where t is ``time``; by how much."""

    delta: Array
    variable: str = ""
    nodes: frozenset[int] = frozenset()
    time: int | None = None
    letters: tuple[str, ...] = ()

    def counts(self, letters: Mapping[str, int], times: Collection[str]) -> bool:
        """Whether what is moved is moved where the letters are these."""
        return self.time is None or any(letters.get(letter) == self.time for letter in times)


@dataclass(frozen=True)
class Forward:
    """What a text says of its forward pass.

    definitions   variable -> the equations that define it
    shapes        of every variable, sizes as the search found them
    kinds         variable -> "one-hot", "sums to one", "symmetric" or "identity"
    held          computed names that are held fixed
    classes       given number that tells a class -> the variable whose entries it numbers, and which of its axes
    constants     a bold 1, by its identity -> the shape that it has
    functions     those that the text defines by a formula
    products      a product, by its identity -> the kinds that its signs have, where the shapes fit these alone
    chosen        letter that tells one entry everywhere, the class c of y_c -> the variable, and which of its axes
    """

    definitions: Mapping[str, tuple[Statement, ...]]
    shapes: Mapping[str, Shape]
    timed: frozenset[str]
    times: frozenset[str]
    conventions: Mapping[str, str]
    kinds: Mapping[str, str] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    classes: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    chosen: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    constants: Mapping[int, Shape] = field(default_factory=dict)
    functions: Mapping[str, Defined] = field(default_factory=dict)
    products: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def stands_alone(self, name: str) -> bool:
        """Whether a variable without a time is one of its own, beside the same name at each t: E = sum of E_t."""
        return name not in self.timed or any(
            isinstance(one.left, Use) and one.left.time is None for one in self.definitions.get(name, ())
        )

    @cached_property
    def stepped(self) -> frozenset[str]:
        """Variables that an equation writes with a time; W of dW_t is none."""
        uses = (node for one in self.statements() for node in one.walk() if isinstance(node, Use))
        return frozenset(node.variable for node in uses if node.time is not None)

    @cached_property
    def ahead(self) -> int:
        """How far ahead of their letter left sides stand: 1 of z_{t+1} = ..., whose letter counts from 0."""
        times = [one.left.time for one in self.statements() if isinstance(one.left, Use) and one.left.time is not None]
        return max((time.offset for time in times if time.letter), default=0)

    def is_given(self, statement: Statement, time: int, first: int) -> bool:
        """Whether an equation does not count before the first step: but f_0 = f(z_0) does where it makes z_1."""
        own = statement.left.time if isinstance(statement.left, Use) else None
        if own is None or not own.letter:
            return False
        if first > 1 or time - own.offset < 1 - self.ahead:
            return True
        times = [node.time for node in statement.right.walk() if isinstance(node, Use) and node.time is not None]
        return any(one.letter == own.letter and one.offset < own.offset for one in times)

    @cached_property
    def from_zero(self) -> bool:
        """Whether steps are counted from 0 to T - 1: all sums over them are, and no left side stands ahead."""
        sums = [node for one in self.statements() for node in one.walk() if isinstance(node, SumOver)]
        lows = [one.low for one in sums if one.letter in self.times and one.low is not None]
        return self.ahead < 1 and all(low == Affine("", 0) for low in lows)

    @cached_property
    def backward(self) -> frozenset[str]:
        """Variables that run against time: of what their equations read at this step or a later one, they are part."""
        later: dict[str, set[tuple[str, bool]]] = {}
        for one in self.statements():
            if isinstance(one.left, Use) and one.left.time is not None and one.left.time.letter:
                for node in one.right.walk():
                    if isinstance(node, Use) and node.time is not None and node.time.letter == one.left.time.letter:
                        ahead = node.time.offset - one.left.time.offset
                        if ahead >= 0:
                            later.setdefault(one.left.variable, set()).add((node.variable, ahead > 0))
        return frozenset(name for name in later if _comes_back(name, later))

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that an equation defines or reads."""
        return frozenset(node.variable for one in self.statements() for node in one.walk() if isinstance(node, Use))

    def statements(self) -> Iterator[Statement]:
        """Every definition."""
        for own in self.definitions.values():
            yield from own


def identities(defined: Collection[str], shapes: Mapping[str, Shape], declared: Collection[str]) -> list[str]:
    """The names that are identities, as they are to the reader: square ones called I, of which nothing else is said."""
    names = IDENTITIES.intersection(shapes).difference(defined, declared)
    return [name for name in names if shapes[name][0] == shapes[name][1] != 1]


def entries_counted(
    nodes: Sequence[Meaning],
    shape: Callable[[Use], tuple[int, int] | None],
    outside: Mapping[Any, int] = MappingProxyType({}),
) -> dict[Any, int]:
    """How many entries each letter counts, by the shapes of what it stands at and by deltas of two letters.

    A sum whose letter others of these formulas bind too has a count of its own, by its identity. ``outside`` is what is
    known where nothing of that stands here.
    """
    every = [one for node in nodes for one in node.walk()]
    found: dict[Any, int] = {}
    for node in every:
        own = shape(node) if isinstance(node, Use) and node.entries else None
        if isinstance(node, Use) and own is not None:
            for letter, size in letters_counted(node.entries, own):
                found.setdefault(letter, size)
    found = {**outside, **found}
    sums = [one for one in every if isinstance(one, SumOver)]
    pairs = [(pair.left, pair.right) for one in every if (pair := matched(one)) is not None]
    pairs += [(Affine(one.letter), place) for one in sums for place in _beside(one, found)]
    for left, right in pairs * 2:  # j = k behind i = j
        for one, other in ((left, right), (right, left)):
            if one.letter in found and other.letter and not one.offset and not other.offset:
                found.setdefault(other.letter, found[one.letter])
    again = {letter for letter, count in Counter(one.letter for one in sums).items() if count > 1}
    for own_sum in sums:
        if own_sum.letter in again:
            rest = {letter: count for letter, count in found.items() if letter != own_sum.letter}
            inside = entries_counted((own_sum.body,), shape, rest)
            found |= {id(own_sum): inside[own_sum.letter]} if own_sum.letter in inside else {}
    return found


def _beside(node: SumOver, counted: Collection[str]) -> Iterator[Affine]:
    """The letters beside which that of a sum stands below it: i of j that is not i, and of j up to an entry i."""
    if node.excluded:
        yield Affine(node.excluded)
    for place in (node.low, node.high):
        if place is not None and place.letter in counted:
            yield Affine(place.letter)


def letters_counted(entries: Sequence[Affine | Meaning], shape: tuple[int, int]) -> Iterator[tuple[str, int]]:
    """Each letter among indices and how many entries it counts."""
    own = shape if len(entries) == 2 else [size for size in shape if size != 1][:1] or [1]
    for place, size in zip(entries, own, strict=False):
        if isinstance(place, Affine) and place.letter not in ("", ":"):
            yield place.letter, size


def sizes_drawn(forward: Forward, seed: int) -> dict[Size, int]:
    """A number for each size, no two alike, none of them 1; the order is the seed's."""
    sizes: dict[Size, None] = {}

    def collect(size: Size) -> None:
        if isinstance(size, tuple | Compound):
            for one in size if isinstance(size, tuple) else size.names:
                collect(one)
        elif isinstance(size, str) or size < 1:
            sizes.setdefault(size)

    for shape in forward.shapes.values():
        for size in shape:
            collect(size)
    numbers = list(range(2, 2 + len(sizes))) if len(sizes) > 3 else [3, 4, 5][: len(sizes)]
    turn = seed % max(len(numbers), 1)
    return dict(zip(sizes, numbers[turn:] + numbers[:turn], strict=True))


def _comes_back(name: str, later: Mapping[str, Collection[tuple[str, bool]]]) -> bool:
    """Whether a variable is reached from itself, once at least by a step ahead."""
    seen: set[tuple[str, bool]] = set()
    open_ = [(name, False)]
    while open_:
        variable, moved = open_.pop()
        for other, ahead in later.get(variable, ()):
            place = other, moved or ahead
            if place == (name, True):
                return True
            if place not in seen:
                seen.add(place)
                open_.append(place)
    return False
