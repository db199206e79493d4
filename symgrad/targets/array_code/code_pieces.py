"""Pieces of code, and what can be said of them: how tightly they bind, and what they are the negative of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import sympy as sp

from symgrad.errors import MissingRuleError
from symgrad.functions.special_heads import digits_of

TOO_LARGE, TOO_SMALL = 2**1024, sp.Rational(1, 2**1075)  # for a float


class Level(IntEnum):
    """How tightly the outermost operator of a piece binds, as Python has it."""

    SUM = 1
    PRODUCT = 2
    SIGN = 3
    POWER = 4
    ATOM = 5


@dataclass(frozen=True)
class Code:
    """An expression of code.

    constant  it is one Python number, made of numbers and sizes
    minus     the piece that it is the negative of
    flat      the shape of a product of matrices, before it got that of its value
    """

    text: str
    level: Level = Level.ATOM
    constant: bool = False
    minus: Code | None = None
    flat: str = ""

    def within(self, level: Level) -> str:
        """The text, in brackets where its operator binds less tightly than ``level``."""
        return self.text if self.level >= level else f"({self.text})"

    @property
    def atom(self) -> str:
        """The text as something that any operator may take."""
        return self.within(Level.ATOM)


def call(function: str, *arguments: Code | str) -> Code:
    """A call."""
    texts = [argument if isinstance(argument, str) else argument.text for argument in arguments]
    return Code(f"{function}({', '.join(texts)})")


def number(value: object) -> Code:
    """A number as a Python scalar, which leaves the precision of arrays alone."""
    exact = digits_of(value, 30) if isinstance(value, sp.Expr) else value
    if isinstance(exact, sp.Expr) and abs(exact) >= TOO_LARGE:
        raise MissingRuleError(f"no float is as large as the number {value}.")
    read = 0.0 if isinstance(exact, sp.Expr) and abs(exact) < TOO_SMALL else float(exact)  # type: ignore[arg-type]
    whole = read == int(read) and abs(read) < 1e15
    text = f"{int(read)}.0" if whole else repr(read)
    return Code(text, Level.SIGN, True, number(-read)) if read < 0 else Code(text, constant=True)


def total(parts: Sequence[Code]) -> Code:
    """A sum: what is added first, where there is any, then what is taken away."""
    first, *rest = sorted(parts, key=lambda part: part.minus is not None)
    text = first.within(Level.SUM)
    for part in rest:
        text += f" - {part.minus.within(Level.PRODUCT)}" if part.minus else f" + {part.within(Level.PRODUCT)}"
    level = Level.SUM if rest else first.level
    return Code(text, level, all(part.constant for part in parts), None if rest else first.minus)


def quotient(above: Sequence[Code], below: Sequence[Code], minus: bool = False) -> Code:
    """A product of pieces, divided by others."""
    if minus:
        inner = quotient(above, below)
        return Code(f"-{inner.within(Level.PRODUCT)}", Level.SIGN, inner.constant, inner)
    if len(above) == 1 and not below:
        return above[0]
    text = " * ".join(code.within(Level.SIGN if k else Level.POWER) for k, code in enumerate(above)) or "1.0"
    if len(below) == 1:
        text += f" / {below[0].within(Level.POWER)}"
    elif below:
        text += f" / ({' * '.join(code.within(Level.POWER) for code in below)})"
    return Code(text, Level.PRODUCT, all(code.constant for code in (*above, *below)))
