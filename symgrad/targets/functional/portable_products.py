"""Contractions in functional code: sums, products of matrices, tensordot; there is no einsum in the standard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symgrad.lowering.array_program import LEAD, Letter, Op
from symgrad.targets.array_code.code_pieces import Code, Level, quotient
from symgrad.targets.functional.aligned_axes import aligned, sizes_text, turned

Letters = tuple[Letter, ...]
Side = tuple[Code, Letters]


def contraction(w: Any, op: Op) -> Code:
    """A product of one or two arrays, summed over the letters that the result lacks."""
    sides = [_once(w.code(arg), letters) for arg, letters in zip(op.args, op.letters, strict=True)]
    if len(sides) == 1:
        code, letters = sides[0]
        made, rest = _summed(code, letters, {*op.to})
        return turned(made, rest, op.to)
    first, second = (
        _summed(code, letters, {*others, *op.to})
        for (code, letters), (_, others) in zip(sides, reversed(sides), strict=True)
    )
    return _Product(w, op, first, second).code()


def _once(code: Code, letters: Letters) -> Side:
    """An array in which no letter stands twice: of those that do, the diagonal, along the last axis."""
    for one in dict.fromkeys(letters):
        while letters.count(one) > 1:
            first = letters.index(one)
            second = letters.index(one, first + 1)
            rest = [k for k in range(len(letters)) if k not in (first, second)]
            order = [*rest, first, second]
            if order != list(range(len(letters))):
                code = Code(f"xp.permute_dims({code.text}, ({', '.join(map(str, order))}))")
            code = Code(f"xp.linalg.diagonal({code.text})")
            letters = (*(letters[k] for k in rest), one)
    return code, letters


def _summed(code: Code, letters: Letters, kept: set[Letter]) -> Side:
    gone = [place for place, letter in enumerate(letters) if letter not in kept]
    rest = tuple(letter for letter in letters if letter in kept)
    if not gone:
        return code, letters
    if not rest:
        return Code(f"xp.sum({code.text})"), rest
    axes = str(gone[0]) if len(gone) == 1 else f"({', '.join(map(str, gone))})"
    return Code(f"xp.sum({code.text}, axis={axes})"), rest


class _Product:
    """The product of two arrays; all letters of one are in the other or in the result."""

    def __init__(self, w: Any, op: Op, left: Side, right: Side) -> None:
        self._w, self._op, self._to = w, op, op.to
        if _begins(op.to, right[1], left[1]) and not _begins(op.to, left[1], right[1]):
            left, right = right, left  # what the result begins with stands on the left
        self._left, self._right = left, right
        both = [one for one in left[1] if one in right[1]]
        self._shared = [one for one in op.to if one in both]
        self._gone = [one for one in both if one not in op.to]
        self._rows = [one for one in left[1] if one not in both]
        self._columns = [one for one in right[1] if one not in both]

    def code(self) -> Code:
        if not self._gone:
            left, right = (aligned(*side, self._to) for side in (self._left, self._right))
            return quotient([left, right], [])
        if not self._rows and not self._columns:
            return self._dot()
        if len(self._gone) > 1 and not self._shared:
            return self._turned(self._over_many(), [*self._rows, *self._columns])
        return self._matrices()

    def _turned(self, code: Code, letters: Sequence[Letter]) -> Code:
        return turned(code, letters, self._to)

    def _dot(self) -> Code:
        (left, letters), right = self._left, turned(*self._right, self._left[1])
        if len(letters) == 1:
            return Code(f"{left.atom} @ {right.atom}", Level.PRODUCT)
        made, rest = _summed(quotient([left, right], []), letters, {*self._to})
        return turned(made, rest, self._to)

    def _over_many(self) -> Code:
        """A sum over several axes, as that of products over times and samples is."""
        places = [[list(letters).index(one) for one in self._gone] for _, letters in (self._left, self._right)]
        return Code(f"xp.tensordot({self._left[0].text}, {self._right[0].text}, axes=({places[0]}, {places[1]}))")

    def _matrices(self) -> Code:
        """A matrix times a matrix, of which either may be a vector; what is shared stands in front of both."""
        shared, rows, columns = self._shared, self._rows, self._columns
        many = len(self._gone) > 1 or len(columns) > 1 or (len(rows) > 1 and bool(shared))
        left = turned(*self._left, [*shared, *rows, *self._gone])
        right = turned(*self._right, [*shared, *self._gone, *columns])
        if many:
            left = self._flat(left, shared, rows, self._gone)
            right = self._flat(right, shared, self._gone, columns)
            sizes = [self._size(one) for one in (*shared, *rows, *columns)]
            whole = Code(f"xp.reshape({left.atom} @ {right.atom}, {sizes_text(sizes)})")
            return self._turned(whole, [*shared, *rows, *columns])
        if shared and not columns:
            made = Code(f"({left.atom} @ {right.atom}[..., None])[..., 0]")
        elif shared and not rows:
            made = Code(f"({left.atom}[..., None, :] @ {right.atom})[..., 0, :]")
        else:
            made = Code(f"{left.atom} @ {right.atom}", Level.PRODUCT)
        return self._turned(made, [*shared, *rows, *columns])

    def _flat(self, code: Code, shared: list[Letter], rows: list[Letter], columns: list[Letter]) -> Code:
        """A stack of matrices, each of some letters by others."""
        sizes = [self._size(one) for one in shared]
        sizes += [" * ".join(self._size(one) for one in group) or "1" for group in (rows, columns)]
        return Code(f"xp.reshape({code.text}, {sizes_text(sizes)})")

    def _size(self, letter: Letter) -> str:
        for value, letters in zip((*self._op.args, self._op.out), (*self._op.letters, self._op.to), strict=True):
            if letter in letters:
                axis = value.axes[letters.index(letter)]
                return str(self._w.lead_size(axis) if axis in LEAD else self._w.size(axis).atom)
        raise AssertionError(f"no array has the letter {letter}")


def _begins(to: Sequence[Letter], letters: Sequence[Letter], others: Sequence[Letter]) -> bool:
    """Whether the result begins with letters that the one array has and the other has not."""
    own = [one for one in to if (one in letters) != (one in others)]
    return bool(own) and own[0] in letters
