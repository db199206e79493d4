"""The numbers of sizes, from the shapes of arrays: n from an axis n, and m from an axis n + m where n is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import sympy as sp

from symgrad.errors import ShapeError

Sizes: TypeAlias = dict[Any, tuple[int, str]]  # size -> its number, and the array that says so


def solve_sizes(axes: Iterable[tuple[str, Any, int]], sizes: Sizes) -> None:
    """Adds to ``sizes`` what axes like n + m tell, each of an array by name, a size and its number.

    Raises ShapeError where two disagree, where no whole number fits, and where an array has no entries.
    """
    told = list(axes)
    for name, axis, number in told:
        if number == 0:
            raise ShapeError(f"{name}: {axis} is 0 here, but a size is 1 or more; a batch alone may be empty.")
    waiting = [(name, axis, number) for name, axis, number in told if not (axis.is_Symbol or axis.is_Integer)]
    while waiting:
        left = [one for one in waiting if not _is_settled(*one, sizes)]
        if len(left) == len(waiting):
            return
        waiting = left


def _is_settled(name: str, axis: Any, number: int, sizes: Sizes) -> bool:
    known = numbers_of(sizes)
    unknown = [symbol for symbol in axis.free_symbols if symbol not in known]
    if len(unknown) > 1:
        return False
    if unknown:
        partly = axis.xreplace(known)
        solutions = solutions_for(partly, unknown[0], number)
        if solutions is None:
            return False
        found = {round(float(sp.re(one))) for one in solutions if one.is_number}
        fitting = [one for one in found if one > 0 and partly.xreplace({unknown[0]: sp.Integer(one)}) == number]
        if len(fitting) > 1:
            return False
        if not fitting:
            raise ShapeError(f"{name}: {axis} is {number} here, which no whole {unknown[0]} gives.")
        sizes[unknown[0]] = (fitting[0], name)
    elif axis.xreplace(known) != number:
        raise ShapeError(f"{name}: {axis} is {number} here, but the other arrays make it {axis.xreplace(known)}.")
    return True


def solutions_for(axis: Any, size: Any, value: Any) -> list[Any] | None:
    """What a size may be where an axis made of it has a value; None where SymPy does not know.

    >>> solutions_for(sp.Symbol("n") ** 3, sp.Symbol("n"), sp.Symbol("a", positive=True))
    [a**(1/3)]
    """
    sought = sp.Dummy(str(size), integer=True, positive=True)
    try:
        return list(sp.solve(axis.xreplace({size: sought}) - value, sought))
    except NotImplementedError:
        return None


def numbers_of(sizes: Mapping[Any, tuple[int, str]]) -> dict[Any, Any]:
    """The sizes that are symbols, as numbers."""
    return {size: sp.Integer(number) for size, (number, _) in sizes.items() if size.is_Symbol}
