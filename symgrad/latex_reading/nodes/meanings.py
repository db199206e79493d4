"""What a formula means: variables at a time and an index, calls, products whose kind their operands decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from symgrad.latex_reading.nodes.compound_sizes import Compound
from symgrad.latex_reading.nodes.formula_nodes import Span


@dataclass(frozen=True)
class Affine:
    """An index or a time: a letter and a distance from it; a number where the letter is "".

    ``others`` are letters that are added or taken away: of T + t - i.
    """

    letter: str
    offset: int = 0
    others: tuple[tuple[int, str], ...] = ()

    def __str__(self) -> str:
        if not self.letter:
            return str(self.offset)
        rest = "".join(f"{'+' if sign > 0 else '-'}{letter}" for sign, letter in self.others)
        return self.letter + rest + (f"{self.offset:+d}" if self.offset else "")


@dataclass(frozen=True)
class Meaning:
    """Base of all nodes; two that mean the same are equal wherever they stand."""

    span: Span = field(compare=False, repr=False)

    @cached_property
    def parts(self) -> tuple[Meaning, ...]:
        """The nodes right inside, in the order of the text."""
        found: list[Meaning] = []
        for one in fields(self):
            _collect(getattr(self, one.name), found)
        return tuple(found)

    def walk(self) -> Iterator[Meaning]:
        """This node and all that stand inside it."""
        waiting: list[Meaning] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.parts))


def _collect(value: Any, found: list[Meaning]) -> None:
    if isinstance(value, Meaning):
        found.append(value)
    elif isinstance(value, tuple):
        for one in value:
            _collect(one, found)


@dataclass(frozen=True)
class Constant(Meaning):
    """A number: digits, "1/2", "inf", "pi" or "e"; ``everywhere`` where a bold 1 or 0 stands for all entries.

    ``sizes`` are those that the text says: n of a bold 1_n, which is a column, n and m of a bold 0_{n \\times m}.
    """

    text: str
    everywhere: bool = False
    sizes: tuple[int | str | Compound, ...] = ()


@dataclass(frozen=True)
class Use(Meaning):
    """A variable where it is used: at a time, at entries."""

    variable: str
    time: Affine | None = None
    entries: tuple[Affine | Meaning, ...] = ()


@dataclass(frozen=True)
class Call(Meaning):
    """A function of its arguments, or the slope of order ``primes`` of it."""

    function: str
    arguments: tuple[Meaning, ...]
    primes: int = 0


@dataclass(frozen=True)
class Times(Meaning):
    """A product; ``signs[k]`` stands before factor k + 1 as it was written."""

    factors: tuple[Meaning, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Plus(Meaning):
    """A sum of terms with their signs."""

    signs: tuple[str, ...]
    terms: tuple[Meaning, ...]


@dataclass(frozen=True)
class Divided(Meaning):
    """A fraction."""

    above: Meaning
    below: Meaning


@dataclass(frozen=True)
class Power(Meaning):
    """A power: of a number, of every entry, or of a square matrix; ``entrywise`` where the text says so."""

    body: Meaning
    exponent: Meaning
    entrywise: bool = False


@dataclass(frozen=True)
class Transposed(Meaning):
    """A transpose."""

    body: Meaning


@dataclass(frozen=True)
class SumOver(Meaning):
    """A sum or a product of ``body`` over a letter, from ``low`` to ``high``, both None where it runs over all.

    ``excluded``  the letter that it leaves out: j over all but i
    """

    kind: str
    letter: str
    low: Affine | None
    high: Affine | None
    body: Meaning
    excluded: str = ""


@dataclass(frozen=True)
class Kronecker(Meaning):
    """1 where the two indices are equal, else 0."""

    left: Affine
    right: Affine


def matched(node: Meaning) -> Kronecker | None:
    """The delta that a deciding i = j is, of two letters or numbers of entries; a delta as it is."""
    if isinstance(node, Compared) and node.signs == ("==",) and all(isinstance(side, Affine) for side in node.sides):
        left, right = node.sides
        return Kronecker(node.span, left, right) if isinstance(left, Affine) and isinstance(right, Affine) else None
    return node if isinstance(node, Kronecker) else None


@dataclass(frozen=True)
class Stacked(Meaning):
    """One below the other, or beside each other in ``rows`` of more than one."""

    rows: tuple[tuple[Meaning, ...], ...]


@dataclass(frozen=True)
class Choice(Meaning):
    """Values and their conditions; None for otherwise."""

    rows: tuple[tuple[Meaning, Meaning | None], ...]


@dataclass(frozen=True)
class Compared(Meaning):
    """1 where a chain of comparisons holds, else 0; sides may be indices."""

    signs: tuple[str, ...]
    sides: tuple[Meaning | Affine, ...]


@dataclass(frozen=True)
class Conditions(Meaning):
    """1 where all conditions hold, "and", or any, "or"; else 0."""

    word: str
    conditions: tuple[Meaning, ...]


@dataclass(frozen=True)
class EntryOf(Meaning):
    """An entry of what is computed: [W x]_j."""

    body: Meaning
    entries: tuple[Affine, ...]


@dataclass(frozen=True)
class Part(Meaning):
    """Some rows of an array, (a)_{n+1:m+n}: those behind so many, as many as are said."""

    body: Meaning
    before: Compound
    rows: Compound


@dataclass(frozen=True)
class Block(Meaning):
    """The rows of a column that are its part number ``place``, from 0, of ``count`` equal ones."""

    body: Meaning
    place: int
    count: int


@dataclass(frozen=True)
class Derivative(Meaning):
    """The derivative of ``above`` (None: of the loss) by ``below``; ``partial`` where it is written with a round d."""

    above: Meaning | None
    below: Meaning
    partial: bool = False
    order: int = 1


@dataclass(frozen=True)
class Statement(Meaning):
    """An equation: left and right side, and the sign between them; ``label`` as its author gave it.

    member   the number of the row of stacked equations that it is, from 1; 0 where it is a whole one
    """

    left: Meaning
    right: Meaning
    sign: str = "="
    label: str = ""
    remark: str = ""
    member: int = 0
