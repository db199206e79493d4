"""Printed pieces of code, and what can be said of them: how tightly they bind, whether they have a batch axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How tightly the outermost operator of a piece binds, as Python has it."""

    SUM = 1
    PRODUCT = 2
    SIGN = 3
    POWER = 4
    ATOM = 5


@dataclass(frozen=True)
class Code:
    """An expression of code. ``constant`` is its number where it is the same in every entry."""

    text: str
    level: Level = Level.ATOM
    batched: bool = False
    constant: bool = False

    def within(self, level: Level) -> str:
        """The text, in brackets where its operator binds less tightly than ``level``."""
        return self.text if self.level >= level else f"({self.text})"

    @property
    def atom(self) -> str:
        """The text as something that any operator may take."""
        return self.within(Level.ATOM)


def call(function: str, *arguments: Code | str) -> Code:
    """A call; it has a batch axis where an argument has one."""
    texts = [argument if isinstance(argument, str) else argument.text for argument in arguments]
    batched = any(argument.batched for argument in arguments if isinstance(argument, Code))
    return Code(f"{function}({', '.join(texts)})", batched=batched)


def number(value: object) -> Code:
    """A number as a Python scalar, which leaves the precision of arrays alone."""
    from_sympy = float(value)  # type: ignore[arg-type]
    whole = from_sympy == int(from_sympy) and abs(from_sympy) < 1e15
    text = f"{int(from_sympy)}.0" if whole else repr(from_sympy)
    return Code(text, Level.SIGN if from_sympy < 0 else Level.ATOM, constant=True)


def joined(parts: Sequence[tuple[bool, Code]], batched: bool) -> Code:
    """A sum of (negative, piece): positive parts first where there are any."""
    ordered = sorted(parts, key=lambda part: part[0])
    (negative, first), rest = ordered[0], ordered[1:]
    text = f"-{first.within(Level.PRODUCT)}" if negative else first.within(Level.SUM)
    for minus, part in rest:
        text += f" - {part.within(Level.PRODUCT)}" if minus else f" + {part.within(Level.PRODUCT)}"
    level = Level.SUM if rest else (Level.SIGN if negative else first.level)
    return Code(text, level, batched)
