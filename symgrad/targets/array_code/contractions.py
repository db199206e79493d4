"""Contractions as code: sums, dots, products of matrices, outer products, and einsum for what is none of these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symgrad.lowering.array_program import LEAD, TIME, Letter, Op
from symgrad.targets.array_code.axes import aligned, axis_text, subscripts, turned
from symgrad.targets.array_code.code_pieces import Code, Level, call, quotient
from symgrad.targets.array_code.slots import apart, joined, joined_letter, joined_size

Letters = tuple[Letter, ...]
Side = tuple[Code, Letters]


def contraction(w: Any, op: Op) -> Code:
    """A product of one or two arrays, summed over the letters that the result lacks."""
    if len(op.args) == 1:
        return _of_one(w.code(op.args[0]), op.letters[0], op.to)
    letter = joined_letter(op)
    if letter is None:
        return _of_two(w, op, [w.code(arg) for arg in op.args])
    of_joined, codes = joined(w, op, letter)
    code = _of_two(w, of_joined, codes)
    return code if letter not in op.to or code.flat else apart(w, op, code)


def _of_two(w: Any, op: Op, codes: Sequence[Code]) -> Code:
    sides = list(zip(codes, op.letters, strict=True))
    if any(len(set(letters)) < len(letters) for _, letters in sides):
        return _einsum(sides, op.to)
    first, second = (
        _summed(code, letters, {*others, *op.to})
        for (code, letters), others in zip(sides, (op.letters[1], op.letters[0]), strict=True)
    )
    return _Product(w, first, second, op).code()


def _einsum(sides: Sequence[Side], to: Letters) -> Code:
    among = [letter for _, letters in sides for letter in letters]
    told = f"{','.join(subscripts(letters, among) for _, letters in sides)}->{subscripts(to, among)}"
    return call("np.einsum", f'"{told}"', *(code for code, _ in sides))


def _of_one(code: Code, letters: Letters, to: Letters) -> Code:
    twice = [letter for letter in dict.fromkeys(letters) if letters.count(letter) > 1]
    if len(twice) == 1 and [one for one in letters if one not in twice] == [one for one in to if one not in twice]:
        first, second = (place for place, one in enumerate(letters) if one == twice[0])
        axes = f"axis1={first - len(letters)}, axis2={second - len(letters)}"
        if twice[0] not in to:
            return call("np.trace", code, axes)
        if to[-1] == twice[0]:
            return call("np.diagonal", code, axes)
    if twice:
        return _einsum([(code, letters)], to)
    made, rest = _summed(code, letters, {*to})
    return turned(made, rest, to)


def _summed(code: Code, letters: Letters, kept: set[Letter]) -> Side:
    gone = [place for place, letter in enumerate(letters) if letter not in kept]
    rest = tuple(letter for letter in letters if letter in kept)
    if not gone:
        return code, letters
    return Code(f"{code.atom}.sum()" if not rest else f"{code.atom}.sum(axis={axis_text(gone, len(letters))})"), rest


class _Product:
    """The product of two arrays; all letters of one are in the other or in the result."""

    def __init__(self, w: Any, left: Side, right: Side, op: Op) -> None:
        self._w, self._left, self._right, self._op, self._to = w, left, right, op, op.to
        to = op.to
        self._gone = [one for one in left[1] if one in right[1] and one not in to]
        self._shared = [one for one in left[1] if one in right[1] and one in to]
        self._rows = [one for one in left[1] if one not in right[1]]
        self._columns = [one for one in right[1] if one not in left[1]]

    def code(self) -> Code:
        """The code."""
        if not self._gone:
            return self._outer()
        if not self._rows and not self._columns:
            return self._dot()
        own = self._own_letters()
        if self._rows + self._columns != own == self._columns + self._rows:
            return _Product(self._w, self._right, self._left, self._op)._matrices()
        return self._matrices()

    def _own_letters(self) -> list[Letter]:
        return [one for one in self._to if one not in self._shared]

    def _outer(self) -> Code:
        plain = not self._shared and not any(one in LEAD for one in self._to)
        if plain and len(self._rows) == len(self._columns) == 1 and self._to == (*self._rows, *self._columns):
            return Code(f"{self._left[0].atom}[:, None] * {self._right[0].within(Level.SIGN)}", Level.PRODUCT)
        left, right = (aligned(*side, self._to) for side in (self._left, self._right))
        return quotient([left, right], [])

    def _dot(self) -> Code:
        """All letters are in both, and some of them are summed."""
        (left, letters), right = self._left, turned(*self._right, self._left[1])
        if len(letters) == 1:
            return Code(f"{left.atom} @ {right.atom}", Level.PRODUCT)
        product = quotient([left, right], [])
        made, rest = _summed(Code(product.text, Level.PRODUCT), letters, {*self._to})
        return turned(made, rest, self._to)

    def _matrices(self) -> Code:
        """A matrix times a matrix, of which either may be a vector; what is shared stands in front of both."""
        if self._rows + self._columns != self._own_letters() or self._to[: len(self._shared)] != tuple(self._shared):
            return self._generally()
        if len(self._gone) > 1:
            return self._over_many()
        if self._rows == [*LEAD] and len(self._columns) == 1 and not self._shared and TIME in self._w.counted:
            flat = self._w.flat(turned(*self._left, [*self._rows, *self._gone]))
            matrix = turned(*self._right, [*self._gone, *self._columns])
            made = f"({flat.text} @ {matrix.atom}).reshape({self._w.shape(self._op.out)})"
            return Code(made, flat=f"-1, {self._width()}")
        if self._shared:
            return self._one_for_each()
        left = self._ordered(self._left, [*self._rows, *self._gone])
        right = self._ordered(self._right, [*self._gone, *self._columns])
        if left is None or right is None or len(self._columns) > 1:
            return self._generally()
        if self._w.at_once and len(self._rows) < 2:
            return Code(f"{left.atom}.dot({right.text})")  # of small arrays @ takes twice as long
        return Code(f"{left.atom} @ {right.atom}", Level.PRODUCT)

    def _width(self) -> str:
        """The size of the last axis, which may be one with the slots before it."""
        size = self._w.size(self._op.out.axes[-1])
        return joined_size(self._op.out, size) if len(self._to) < len(self._op.out.axes) else str(size.text)

    def _ordered(self, side: Side, wanted: list[Letter]) -> Code | None:
        code, letters = side
        if list(letters) == wanted:
            return code
        return turned(code, letters, wanted) if len(wanted) == 2 + len(self._shared) else None

    def _one_for_each(self) -> Code:
        """What is shared is an axis of samples, say: one product for each."""
        if len(self._rows) > 1 or len(self._columns) > 1:
            return self._generally()
        left = turned(*self._left, [*self._shared, *self._rows, *self._gone])
        right = turned(*self._right, [*self._shared, *self._gone, *self._columns])
        if self._rows and self._columns:
            return Code(f"{left.atom} @ {right.atom}", Level.PRODUCT)
        if self._rows:
            return Code(f"({left.atom} @ {right.atom}[..., None])[..., 0]")
        return Code(f"({left.atom}[..., None, :] @ {right.atom})[..., 0, :]")

    def _over_many(self) -> Code:
        """A sum over several axes: over times and samples they are one axis of rows."""
        one_each = len(self._rows) == len(self._columns) == 1 and not self._shared
        if one_each and all(list(letters[:-1]) == self._gone for _, letters in (self._left, self._right)):
            if self._gone == [*LEAD]:
                left, right = (self._w.flat(code) for code, _ in (self._left, self._right))
                return Code(f"{left.text}.T @ {right.text}", Level.PRODUCT)
            left, right = (self._w.bound(code) for code, _ in (self._left, self._right))
            rows = [f"{code.text}.reshape(-1, {code.text}.shape[-1])" for code in (left, right)]
            return Code(f"{rows[0]}.T @ {rows[1]}", Level.PRODUCT)
        return self._generally()

    def _generally(self) -> Code:
        if not self._shared and self._rows + self._columns == list(self._to):
            places = [[list(letters).index(one) for one in self._gone] for _, letters in (self._left, self._right)]
            return call("np.tensordot", self._left[0], self._right[0], f"axes=({places[0]}, {places[1]})")
        return _einsum([self._left, self._right], self._to)
