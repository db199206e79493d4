"""Printed parts of a formula: how tightly each holds together, what it is, which variables stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TypeAlias

from symgrad.expressions.reading_order import NaturalName

# (parameter, other or previous; at t, or of a cotangent after t; seed, known or unknown; place; name of what it belongs
# to; name): a sum ignores the first part.
Rank: TypeAlias = tuple[int, int, int, int, NaturalName, NaturalName]

_TRACKED = 6  # variables by which two terms are told apart before their text is


class Level(IntEnum):
    """How tightly a printed part holds together."""

    SUM = 1  # a + b, and whatever carries a sign
    QUOTIENT = 2  # a \\odot b, a / b in text
    PRODUCT = 3  # a b
    FRACTION = 4  # \\frac{a}{b}: a factor as it stands, but no base of a power
    POWER = 5  # a^2: no second superscript
    ATOM = 6  # W_i, f(x): no second subscript
    LETTER = 7  # x


class Kind(IntEnum):
    """What a factor is, in the order in which a product is written."""

    NUMBER = 0
    COTANGENT = 1
    NAME = 2
    RAISED = 3  # a name to a power that is no number: b a^(b - 1)
    FUNCTION = 4
    PRODUCT = 5
    SUM = 6
    TANGENT = 7


@dataclass(frozen=True, slots=True)
class Piece:
    """A printed part.

    text      without its sign, which is ``negative``
    depth     how many brackets stand inside each other in it
    track     the ranks of its first variables, in the order printed; () for a number
    degree    the power of the variable that leads it
    open      it would take in a factor to its right: u^T v, det X
    call      function and bracketed argument, where it is an application: tanh and (s)
    root      that of which it is the square, where that has a sign of its own: a norm
    complement  whether it is 1 less a name
    """

    text: str
    level: Level
    kind: Kind = Kind.NAME
    negative: bool = False
    depth: int = 0
    track: tuple[Rank, ...] = ()
    degree: int = 1
    open: bool = False
    call: tuple[str, str] | None = None
    root: str = ""
    complement: bool = False

    @property
    def signed(self) -> str:
        """The text with its sign."""
        return f"-{self.text}" if self.negative else self.text

    @property
    def unsigned(self) -> Piece:
        """The same without its sign."""
        return replace(self, negative=False) if self.negative else self


def depth_of(parts: Iterable[Piece]) -> int:
    """The depth of brackets in a text made of these."""
    return max((part.depth for part in parts), default=0)


def depth_around(parts: Sequence[Piece]) -> int:
    """The depth of these in brackets; the brackets around a mere name, tanh(s), do not count."""
    only = parts[0]
    bare = len(parts) == 1 and only.level >= Level.ATOM and not (only.negative or only.depth or only.call)
    return 0 if bare else depth_of(parts) + 1


def track_of(parts: Iterable[Piece]) -> tuple[Rank, ...]:
    """The variables of these parts, in the order printed."""
    found: list[Rank] = []
    for part in parts:
        found += part.track
        if len(found) >= _TRACKED:
            break
    return tuple(found[:_TRACKED])


def kind_of(parts: Iterable[Piece], own: Kind) -> Kind:
    """The kind of what is made of these parts: a tangent inside counts for the whole."""
    return Kind.TANGENT if any(part.kind is Kind.TANGENT for part in parts) else own


def product_kind(parts: Sequence[Piece]) -> Kind:
    """The kind of a product: one with a tangent or a cotangent counts as such."""
    kinds = {part.kind for part in parts}
    return next((kind for kind in (Kind.TANGENT, Kind.COTANGENT) if kind in kinds), Kind.PRODUCT)
