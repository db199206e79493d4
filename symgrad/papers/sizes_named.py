"""A symbol for each size that a text leaves open or that its caller named."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from symgrad.expressions.symbols import dims
from symgrad.latex_reading.formulas.identifiers_made import code_name
from symgrad.latex_reading.nodes.compound_sizes import Compound
from symgrad.latex_reading.nodes.sizes_unified import SCALAR, Shape, Size
from symgrad.latex_reading.shapes.shape_search import Solution

_SIZES = "nmkpqrsdeuvwl"


def named_sizes(solution: Solution, declared: Iterable[Shape]) -> dict[Size, Any]:
    """A symbol for each size that is open or named by the caller.

    declared   the shapes that he gives, some of names that no equation has: their sizes may stand as numbers
    """
    every = list(dict.fromkeys(_open((*solution.shapes.values(), *solution.constants.values(), *declared))))
    found: dict[Size, Any] = {}
    variables = {code_name(key) for key, shape in solution.shapes.items() if shape != SCALAR}
    taken = {code_name(key) for key in solution.shapes} | {str(size) for size in every if isinstance(size, str)}
    numbered = (f"n_{k}" for k in itertools.count(1))
    letters = (letter for letter in itertools.chain(_SIZES, numbered) if letter not in taken)
    for size in every:
        if size not in found:
            named = f"n_{size}" if isinstance(size, str) and size in variables else size
            found[size] = dims(named if isinstance(named, str) else next(letters))
    return found


def _open(shapes: Iterable[Shape]) -> Iterator[Size]:
    def of(size: Size) -> Iterator[Size]:
        if isinstance(size, tuple | Compound):
            for one in size if isinstance(size, tuple) else size.names:
                yield from of(one)
        elif isinstance(size, str) or size < 1:
            yield size

    for shape in shapes:
        for size in shape:
            yield from of(size)
