"""Sizes that are computed from others: n m of vec(W), n - 1, n (n + 1) / 2."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp


@dataclass(frozen=True)
class Compound:
    """A size in the names of sizes, multiplied out; two of one value are equal."""

    expr: Any

    @property
    def names(self) -> tuple[str, ...]:
        """The sizes that it is made of."""
        return tuple(sorted(str(symbol) for symbol in self.expr.free_symbols))

    def at(self, size: Callable[[str], Any]) -> Any:
        """The size where each name is what ``size`` says."""
        return self.expr.xreplace({symbol: sp.sympify(size(str(symbol))) for symbol in self.expr.free_symbols})


@functools.lru_cache(maxsize=1000)
def named(name: str) -> Any:
    """The size of a name as it stands in a compound one."""
    return sp.Symbol(name, integer=True, positive=True)


def is_compound(expr: Any) -> bool:
    """Whether this says a size by those of others: a polynomial of symbols."""
    return isinstance(expr, sp.Expr) and bool(expr.free_symbols) and bool(expr.is_polynomial())


@functools.lru_cache(maxsize=1000)
def compound(expr: Any) -> Compound | int | str:
    """A size in its one form: a number or a name where it is one."""
    own = sp.expand(sp.sympify(expr).xreplace({one: named(str(one)) for one in expr.free_symbols}))
    if own.is_Integer:
        return int(own)
    return str(own) if isinstance(own, sp.Symbol) else Compound(own)
