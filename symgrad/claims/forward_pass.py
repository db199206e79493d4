"""A forward pass as its text says it, its sizes as numbers, what is moved in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from symgrad.latex_reading.compound_sizes import Compound
from symgrad.latex_reading.meanings import Affine, Meaning, Statement, Use
from symgrad.latex_reading.sizes_unified import Shape, Size

Array = Any


@dataclass(frozen=True)
class Bump:
    """What is moved: a variable at a time, or nodes of the forward pass where t is ``time``; by how much."""

    delta: Array
    variable: str = ""
    nodes: frozenset[int] = frozenset()
    time: int | None = None
    letters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Forward:
    """What a text says of its forward pass.

    definitions   variable -> the equations that define it
    shapes        of every variable, sizes as the search found them
    kinds         variable -> "one-hot" or "sums to one"
    held          computed names that are held fixed
    labels        variable that is itself an index -> the variable whose entries it tells
    chosen        letter that tells one entry everywhere, the class c of y_c -> the variable, and which of its axes
    """

    definitions: Mapping[str, tuple[Statement, ...]]
    shapes: Mapping[str, Shape]
    timed: frozenset[str]
    times: frozenset[str]
    conventions: Mapping[str, str]
    kinds: Mapping[str, str] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def stands_alone(self, name: str) -> bool:
        """Whether a variable without a time is one of its own, beside the same name at each t: E = sum of E_t."""
        return name not in self.timed or any(
            isinstance(one.left, Use) and one.left.time is None for one in self.definitions.get(name, ())
        )

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that an equation defines or reads."""
        return frozenset(node.variable for one in self.statements() for node in one.walk() if isinstance(node, Use))

    def statements(self) -> Iterator[Statement]:
        """Every definition."""
        for own in self.definitions.values():
            yield from own


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
