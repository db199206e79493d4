"""Sequences that the runtime makes: no caller gives them, and no variable of a user's is equal to them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias

from symgrad.expressions.symbols.variables import ScalarVariable, bare_symbol
from symgrad.time.new_names import names_apart

Role: TypeAlias = Literal["keep", "last"]


class Made(ScalarVariable):
    """A sequence of zeros and ones that depends on the time alone.

    role  "keep": whether a cotangent goes on from t + 1 to t; "last": whether t = T
    """

    role: Role

    def __new__(cls, role: Role, name: str) -> Made:
        self = bare_symbol(cls, name)
        self.latex_name = None
        self.role = role
        return self

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.role, self.name)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.role, self.name)


def made_among(symbols: Iterable[Any], role: Role) -> Made | None:
    """The sequence of a role, None where there is none."""
    return next((symbol for symbol in symbols if isinstance(symbol, Made) and symbol.role == role), None)


def made_beside(symbols: Iterable[Any], role: Role) -> Made:
    """The sequence of a role among these symbols, or a new one, called as its role or, where that is a name, keep_2."""
    symbols = tuple(symbols)
    return made_among(symbols, role) or Made(role, names_apart({role: role}, symbols)[role])
