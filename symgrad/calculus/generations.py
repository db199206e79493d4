"""Generations: the first gradient of a program names its cotangents bar_W, that of a program with those bar2_W.

Tangents and cotangents are counted apart, and a symbol belongs to the highest generation that it is made of.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symgrad.expressions.symbols import Cotangent, Derived, Seed
from symgrad.programs.program import Program


def latest(program: Program, kind: type[Derived]) -> int:
    """The highest generation of tangents or cotangents in a program, 0 where it has none."""
    return latest_among((*program.inputs, *program.definitions), kind)


def latest_among(symbols: Iterable[Any], kind: type[Derived]) -> int:
    """The highest generation of tangents or cotangents among variables, 0 where there are none."""
    return max((generation_of(symbol, kind) for symbol in symbols), default=0)


def generation_of(symbol: Any, kind: type[Derived]) -> int:
    """The generation of the tangent or cotangent that a variable is, 0 where it is none."""
    found = 0
    while isinstance(symbol, Derived):
        if isinstance(symbol, kind) or (kind is Cotangent and isinstance(symbol, Seed)):
            found = max(found, symbol.generation)
        symbol = symbol.primal
    return found
