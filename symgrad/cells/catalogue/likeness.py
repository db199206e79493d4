"""Whether two expressions are alike up to the names of their symbols: matching with a renaming that it finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.expressions.nodes import Dot
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.symbols.variables import is_size

Renaming: TypeAlias = Mapping[Any, Any]  # symbol of the first cell -> symbol of the second, one to one
Sketch: TypeAlias = tuple[Any, ...]
Sketches: TypeAlias = Callable[[Any], Sketch]

IN_ANY_ORDER = (sp.Add, sp.MatAdd, sp.Mul, HadamardProduct, Dot)


class Sketcher:
    """Sketches of the expressions of one cell: trees without names. ``role`` says what a symbol is in the cell.

    Of a symbol a sketch has the role and the rank; operands that may change places are sorted. What is alike has one
    sketch; what has one sketch need not be alike.
    """

    def __init__(self, role: Callable[[Any], str]) -> None:
        self._role = role
        self._made: dict[Any, Sketch] = {}

    def __call__(self, expr: Any) -> Sketch:
        if expr not in self._made:
            self._made[expr] = self._sketched(expr)
        return self._made[expr]

    def _sketched(self, expr: Any) -> Sketch:
        if is_variable(expr):
            rank = len([size for size in shape_of(expr) if size != 1])
            return ("size",) if is_size(expr) else (self._role(expr), rank)
        if not expr.args:
            return ("leaf", str(expr))
        parts = [self(arg) for arg in expr.args]
        return (type(expr).__name__, *(sorted(parts, key=repr) if isinstance(expr, IN_ANY_ORDER) else parts))


def parts_of(whole: Sketch) -> Counter[Sketch]:
    """How often each sketch occurs in another, itself too."""
    found = Counter([whole])
    for part in whole[1:]:
        if isinstance(part, tuple):
            found += parts_of(part)
    return found


class Matching:
    """Matches expressions of a first cell with those of a second."""

    def __init__(self, first: Sketches, second: Sketches) -> None:
        self._first, self._second = first, second

    def alike(self, first: Any, second: Any, known: Renaming) -> Renaming | None:
        """The renaming, an extension of what is known, that makes the first the second; None where there is none."""
        if self._first(first) != self._second(second):
            return None
        return next(self._ways(first, second, known), None)

    def _ways(self, first: Any, second: Any, known: Renaming) -> Iterator[Renaming]:
        if is_variable(first) or is_variable(second):
            yield from self._renamed(first, second, known)
        elif not first.args or not second.args:
            if first == second:
                yield known
        elif type(first) is type(second) and len(first.args) == len(second.args):
            in_any_order = isinstance(first, IN_ANY_ORDER)
            yield from self._all_of(list(first.args), list(second.args), known, in_any_order)

    def _renamed(self, first: Any, second: Any, known: Renaming) -> Iterator[Renaming]:
        if not (is_variable(first) and is_variable(second)):
            return
        if first in known or second in known.values():
            if known.get(first) == second:
                yield known
        elif self._first(first) == self._second(second):
            yield {**known, first: second}

    def _all_of(
        self, firsts: Sequence[Any], seconds: Sequence[Any], known: Renaming, in_any_order: bool
    ) -> Iterator[Renaming]:
        if not firsts:
            yield known
            return
        for place in self._places(firsts[0], seconds) if in_any_order else [0]:
            rest = [*seconds[:place], *seconds[place + 1 :]]
            for way in self._ways(firsts[0], seconds[place], known):
                yield from self._all_of(firsts[1:], rest, way, in_any_order)

    def _places(self, first: Any, seconds: Sequence[Any]) -> list[int]:
        """Where what has the sketch of the first stands, what shares names with it before others."""
        wanted, names = self._first(first), _names(first)
        places = [k for k, second in enumerate(seconds) if self._second(second) == wanted]
        return sorted(places, key=lambda k: -len(names & _names(seconds[k])))

    def left_over(
        self, firsts: Sequence[Any], seconds: Sequence[Any], known: Renaming
    ) -> tuple[list[Any], list[Any], Renaming]:
        """The operands that stay when those that are alike are taken away, and the renaming that they gave."""
        only, left = [], list(seconds)
        for first in firsts:
            for place in self._places(first, left):
                way = self.alike(first, left[place], known)
                if way is not None:
                    known = way
                    del left[place]
                    break
            else:
                only.append(first)
        return only, left, known


def _names(expr: Any) -> set[str]:
    return {str(symbol) for symbol in expr.atoms(sp.MatrixSymbol, sp.Symbol)}
