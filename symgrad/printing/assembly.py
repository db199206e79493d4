"""How printed parts go together: brackets where precedence asks for them, and signs."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from symgrad.printing.pieces import Kind, Level, Piece, depth_around, depth_of, kind_of, product_kind, track_of
from symgrad.printing.style import Style


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
    level = Level.POWER if style.is_compound(name) else Level.ATOM  # \log\sigma(z)^2 could be the square of either
    return Piece(
        style.applied(name, inside), level, kind_of(parts, Kind.FUNCTION), depth=depth_around(parts),
        track=track_of(parts), call=(name, inside),
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
