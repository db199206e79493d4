"""Sizes that are made equal, and unmade again when the search goes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Union

import sympy as sp

from symgrad.errors import ShapeError
from symgrad.latex_reading.nodes.compound_sizes import Compound, compound, named

# A size: the number 1 stands for a vector's or a scalar's one column; a negative number is one that is open; text is a
# size that the caller named; a tuple is a sum of sizes; a Compound is computed from those with names.
Size = Union[int, str, Compound, tuple["Size", ...]]  # noqa: UP007 (an alias that speaks of itself)
Shape = tuple[Size, Size]

SCALAR: Shape = (1, 1)
_OF_ONE_SHAPE = frozenset(
    {"softmax", "log_softmax", "layer_norm", "rms_norm", "normalize", "hardmax", "cumsum", "cumprod"}
)
_MOST_BLOCKS, _DEEPEST = 500, 40  # of a sum of sizes


@dataclass
class Sizes:
    """Open sizes, what they were found to be, and a trail by which that is undone."""

    bound: dict[int, Size] = field(default_factory=dict)
    trail: list[int] = field(default_factory=list)
    count: int = 0

    def fresh(self) -> int:
        """An open size."""
        self.count += 1
        return -self.count

    def now(self, size: Size) -> Size:
        """What a size is found to be so far."""
        while isinstance(size, int) and size < 0 and size in self.bound:
            size = self.bound[size]
        return self._sum(size, [_MOST_BLOCKS], 0) if isinstance(size, tuple) else size

    def _sum(self, size: tuple[Size, ...], left: list[int], depth: int) -> Size:
        """A sum of sizes, each as it is now; sums of sums of sums would grow beyond all bounds."""
        left[0] -= len(size)
        if left[0] < 0 or depth > _DEEPEST:
            raise ShapeError(f"a vector is put together of more than {_MOST_BLOCKS} others, or too deeply.")
        found: list[Size] = []
        for one in size:
            while isinstance(one, int) and one < 0 and one in self.bound:
                one = self.bound[one]
            found.append(self._sum(one, left, depth + 1) if isinstance(one, tuple) else one)
        return tuple(found)

    def same(self, left: Size, right: Size) -> bool:
        """Make two sizes equal; False, with some made equal perhaps, where they cannot be. 1 is equal to 1 alone."""
        left, right = self.now(left), self.now(right)
        if left == right:
            return True
        if isinstance(left, int) and left < 0 and right != 1:
            return self._bind(left, right)
        if isinstance(right, int) and right < 0 and left != 1:
            return self._bind(right, left)
        if not isinstance(left, tuple | Compound) and not isinstance(right, tuple | Compound):
            return False
        own, other = closed(left), closed(right)
        if own is not None and other is not None:
            return bool(own == other)  # n + m is m + n, and two of 3 are 6
        if (own is None) != (other is None) and self._is_rest(left if own is None else right):
            return self._rest(left, other) if own is None else self._rest(right, own)
        return isinstance(left, tuple) and isinstance(right, tuple) and self._same_sums(left, list(right))

    def _rest(self, size: Size, whole: Any) -> bool:
        """Make the one part of a sum that is open what is left of a whole: m - n, where a zero stands below n of m."""
        parts = size if isinstance(size, tuple) else (size,)
        (open_,) = (one for one in parts if isinstance(one, int) and one < 0)
        left = sp.expand(whole - sp.Add(*(closed(one) for one in parts if one != open_)))
        return not left.could_extract_minus_sign() and left != 0 and self._bind(open_, compound(left))

    def _is_rest(self, size: Size) -> bool:
        """Whether one part of a sum alone is open, and no sum itself."""
        open_ = [one for one in (size if isinstance(size, tuple) else (size,)) if closed(one) is None]
        return len(open_) == 1 and isinstance(open_[0], int)

    def _same_sums(self, left: tuple[Size, ...], right: list[Size]) -> bool:
        """Make two sums equal: what stands in both is the same, n + m is m + n; the others are in their order."""
        own = []
        for one in left:
            if one in right:
                right.remove(one)
            else:
                own.append(one)
        if len(own) == 1 < len(right) or len(right) == 1 < len(own):
            return self.same(_sum_of(own), _sum_of(right))
        return len(own) == len(right) and all(self.same(one, other) for one, other in zip(own, right, strict=True))

    def _bind(self, size: int, to: Size) -> bool:
        if _holds(self.now(to), size):
            return False
        self.bound[size] = to
        self.trail.append(size)
        return True

    def same_shape(self, left: Shape, right: Shape) -> bool:
        """Make two shapes equal."""
        return self.same(left[0], right[0]) and self.same(left[1], right[1])

    def attempts(self, *pairs: tuple[Size, Size]) -> Iterator[None]:
        """Once, with these made equal, where they can be; they are unmade when the search goes back."""
        mark = len(self.trail)
        if all(self.same(left, right) for left, right in pairs):
            yield
        self.undo(mark)

    def undo(self, mark: int) -> None:
        """Back to where the trail was so long."""
        while len(self.trail) > mark:
            del self.bound[self.trail.pop()]


def _sum_of(sizes: Sequence[Size]) -> Size:
    return sizes[0] if len(sizes) == 1 else tuple(sizes)


def _holds(size: Size, open_size: int) -> bool:
    return any(_holds(one, open_size) for one in size) if isinstance(size, tuple) else size == open_size


def closed(size: Size) -> Any:
    """A size as an expression in the names of sizes; None where a part of it is open."""
    if isinstance(size, Compound):
        return size.expr
    if isinstance(size, tuple):
        parts = [closed(one) for one in size]
        return None if any(part is None for part in parts) else sp.expand(sp.Add(*parts))
    if isinstance(size, str):
        return named(size)
    return sp.Integer(size) if size > 0 else None


def computed(formula: Any, *sizes: Size) -> Size | None:
    """What a formula gives of sizes: n m of n and m; None where one of them is open."""
    parts = [closed(size) for size in sizes]
    return None if any(part is None for part in parts) else compound(sp.expand(formula(*parts)))


def along_lines(function: str, shape: Shape) -> Shape:
    """The shape of what a function of each column, or of each row, gives: a number of each, or a line."""
    name, _, line = function.partition(" ")
    if name in _OF_ONE_SHAPE:
        return shape
    return shape[1 if line == "col" else 0], 1
