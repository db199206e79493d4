"""Printed parts of a formula, and how they go together: brackets where precedence asks for them, signs, order."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from symgrad.printing.term_order import Rank

if TYPE_CHECKING:
    from symgrad.printing.style import Style

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
    FUNCTION = 3
    PRODUCT = 4
    SUM = 5
    TANGENT = 6


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


def wrapped(style: Style, part: Piece, least: Level) -> Piece:
    """The part, sign and all, in brackets if it holds together less tightly than ``least``."""
    if part.level >= least and not part.negative:
        return part
    return replace(
        part, text=style.brackets(part.signed, part.depth), level=Level.ATOM, negative=False, depth=part.depth + 1,
        open=False, call=None, root="",
    )  # fmt: skip


def negated(style: Style, part: Piece) -> Piece:
    """Minus the part."""
    return part.unsigned if part.negative else replace(wrapped(style, part, Level.QUOTIENT), negative=True)


def called(style: Style, name: str, arguments: Sequence[Piece], constants: Sequence[Piece] = ()) -> Piece:
    """A function of arguments in brackets; constants follow a semicolon."""
    listed = "; ".join(", ".join(part.signed for part in parts) for parts in (arguments, constants) if parts)
    parts = [*arguments, *constants]
    inside = style.brackets(listed, depth_of(parts))
    level = Level.ATOM if name.count("\\") < 2 else Level.POWER  # \log\sigma(z)^2 could be the square of either
    return Piece(
        name + inside, level, kind_of(parts, Kind.FUNCTION), depth=depth_around(parts), track=track_of(parts),
        call=(name, inside),
    )  # fmt: skip


def total(style: Style, terms: Sequence[Piece]) -> Piece:
    """The sum of terms, in the order given."""
    if len(terms) == 1:
        return terms[0]
    parts = [wrapped(style, term.unsigned, Level.QUOTIENT) for term in terms]
    text = f"-{parts[0].text}" if terms[0].negative else parts[0].text
    for term, part in zip(terms[1:], parts[1:], strict=True):
        text += f" {'-' if term.negative else '+'} {part.text}"
    return Piece(text, Level.SUM, kind_of(parts, Kind.SUM), depth=depth_of(parts), track=track_of(parts))


def juxtaposed(style: Style, factors: Sequence[Piece]) -> Piece:
    """The product of factors one beside the other, in the order given; their signs go in front."""
    if len(factors) == 1:
        return factors[0]
    negative = sum(factor.negative for factor in factors) % 2 == 1
    opened = sum(factor.open for factor in factors)
    parts = []
    for position, factor in enumerate(factors, 1):
        bare = factor.unsigned
        closing = bare.open and (opened > 1 or position < len(factors))
        parts.append(wrapped(style, bare, Level.POWER if closing else Level.PRODUCT))
    text = parts[0].text
    for left, right in itertools.pairwise(parts):
        text += style.between(left, right) + right.text
    degree = next((part.degree for part in parts if part.track), 1)
    return Piece(
        text, Level.PRODUCT, product_kind(parts), negative, depth_of(parts), track_of(parts), degree,
        open=parts[-1].open,
    )  # fmt: skip
