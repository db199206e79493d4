"""The numbers of sizes, from the shapes of arrays: n from an axis n, and m from an axis n + m where n is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import sympy as sp

from symgrad.errors import ShapeError

Sizes: TypeAlias = dict[Any, tuple[int, str]]  # size -> its number, and the array that says so


def solve_sizes(axes: Iterable[tuple[str, Any, int]], sizes: Sizes) -> None:
    """Adds to ``sizes`` what axes like n + m tell, each of an array by name, a size and its number.

    Raises ShapeError where two disagree, or where no whole number fits.
    """
    waiting = [(name, axis, number) for name, axis, number in axes if not (axis.is_Symbol or axis.is_Integer)]
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
        solutions = sp.solve(axis.xreplace(known) - number, unknown[0])
        if len(solutions) != 1 or not solutions[0].is_Integer or solutions[0] < 0:
            raise ShapeError(f"{name}: {axis} is {number} here, which no whole {unknown[0]} gives.")
        sizes[unknown[0]] = (int(solutions[0]), name)
    elif axis.xreplace(known) != number:
        raise ShapeError(f"{name}: {axis} is {number} here, but the other arrays make it {axis.xreplace(known)}.")
    return True


def numbers_of(sizes: Mapping[Any, tuple[int, str]]) -> dict[Any, Any]:
    """The sizes that are symbols, as numbers."""
    return {size: sp.Integer(number) for size, (number, _) in sizes.items() if size.is_Symbol}
