"""Axes in code: how an array gets those of another, in which order, and what its shape is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symgrad.expressions.shapes import shape_of
from symgrad.lowering.array_program import BATCH, LEAD, SLOT, TIME, Letter, spelling
from symgrad.targets.array_code.code_pieces import Code

_SUBSCRIPTS = {TIME: "t", BATCH: "b", SLOT: "s"}


def aligned(code: Code, letters: Sequence[Letter], to: Sequence[Letter]) -> Code:
    """An array so that it meets others entry by entry: its axes in the order of ``to``, of size 1 where it has none.

    Axes in front that it lacks are left to NumPy.
    """
    order = [letter for letter in to if letter in letters]
    code = turned(code, letters, order)
    index = [":" if letter in letters else "None" for letter in to]
    while index and index[0] == "None":
        index.pop(0)
    return code if "None" not in index else Code(f"{code.atom}[{', '.join(index)}]")


def turned(code: Code, letters: Sequence[Letter], to: Sequence[Letter]) -> Code:
    """An array with its axes in another order."""
    if list(letters) == list(to):
        return code
    if len(to) == 2:
        return Code(f"{code.atom}.T")
    if list(letters[:-2]) == list(to[:-2]):
        return Code(f"np.swapaxes({code.text}, -1, -2)")
    return Code(f"np.transpose({code.text}, ({', '.join(str(list(letters).index(letter)) for letter in to)}))")


def own_last(letters: Sequence[Letter]) -> list[Letter]:
    """Letters as functions of whole matrices want them: T and B in front, then an operation's own in their order."""
    return [*(one for one in letters if one in LEAD), *sorted(one for one in letters if one not in LEAD)]


def subscripts(letters: Sequence[Letter], among: Sequence[Letter]) -> str:
    """Letters as einsum has them, ``among`` all those of an operation."""
    spelled = spelling(among)
    return "".join(_SUBSCRIPTS[one] if one in _SUBSCRIPTS else spelled[one] for one in letters)


def axis_text(places: Sequence[int], count: int) -> str:
    """Axes of an array of ``count`` of them, from behind where they are the last ones."""
    behind = [place - count for place in places] if max(places) == count - 1 else list(places)
    return str(behind[0]) if len(behind) == 1 else f"({', '.join(map(str, behind))})"


def index_of_ones(symbol: Any, mark: str) -> str:
    """The index that takes axes of size 1 out of an array (0) or puts them in (None); nothing where there are none."""
    shape = shape_of(symbol)
    axes = shape[:1] if shape and shape[1] == 1 else shape
    index = [mark if size == 1 else ":" for size in axes]
    return f"[..., {', '.join(index)}]" if mark in index else ""
