"""Einstein's sums of one or two operands, as far as they are products of vectors and matrices."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import sympy as sp

from symgrad.algebra import diag, dot, hadamard, mul, ones_of, total, trace, transpose
from symgrad.algebra.blocks import diagonal
from symgrad.algebra.intake import intake
from symgrad.algebra.matrices_written_out import as_matrix
from symgrad.arguments.signatures import TEXT, taking
from symgrad.arguments.sympified import sympified
from symgrad.errors import ArgumentError, MissingRuleError, ShapeError
from symgrad.expressions.shapes import is_matrix, is_vector, same_dimension, shape_of, shape_text

_WRITTEN = re.compile(r"([A-Za-z]*)(?:,([A-Za-z]*))?(?:->([A-Za-z]*))?")


class _Operand(NamedTuple):
    """A scalar, vector or matrix and a letter for each of its axes."""

    value: Any
    letters: str

    def without(self, kept: str) -> _Operand:
        """The same, summed over the letters that nothing else has, and with a letter that stands twice once."""
        value, letters = self.value, self.letters
        if len(letters) == 2 and letters[0] == letters[1]:
            return _Operand(diagonal(value), letters[0]) if letters[0] in kept else _Operand(trace(value), "")
        for letter in letters:
            if letter not in kept:
                at = letters.index(letter)
                value = _summed(value, at if len(letters) == 2 else None)
                letters = letters.replace(letter, "")
        return _Operand(value, letters)

    def ending(self, letter: str) -> Any:
        """Its value with the axis of this letter last; a vector, or a scalar, as it is."""
        return self.value if len(self.letters) < 2 or self.letters[1] == letter else transpose(self.value)


@taking(subscripts=TEXT)
def einsum(subscripts: str, a: Any, b: Any = None) -> Any:
    """Einstein's sum of one or two operands, as NumPy writes it: a letter that the result lacks is summed over.

    Operands and result have at most two axes: "ij,jk->ik" is A B, "i,j->ij" the outer product, "ij,ij->i" the scalar
    products of rows, "i,ij->ij" the rows of a matrix times a number each, "ii->" the trace. Without an arrow the
    result has the letters that stand once, in the order of the alphabet.

    Raises MissingRuleError where an operand or the result has three axes or more, as in "ij,ik->ijk" or "bij,bjk->bik";
    ArgumentError for what is no such formula; ShapeError where operands have not their axes.

    >>> import symgrad as sg
    >>> n, m = sg.dims("n m")
    >>> A, x = sg.matrix("A", n, m), sg.vector("x", n)
    >>> print(sg.text(einsum("ij,i->j", A, x)))
    Aᵀ x
    """
    operands, to = _read(subscripts, [a] if b is None else [a, b])
    kept = [to + other for other in reversed([one.letters for one in operands])] if len(operands) == 2 else [to]
    reduced = [one.without(letters) for one, letters in zip(operands, kept, strict=True)]
    made = reduced[0] if len(reduced) == 1 else _product(reduced[0], reduced[1], to)
    return made.value if made.letters == to else transpose(made.value)


def _product(left: _Operand, right: _Operand, to: str) -> _Operand:
    """The product of two operands, whose every letter is in the other or in the result."""
    shared = [letter for letter in left.letters if letter in right.letters]
    summed = [letter for letter in shared if letter not in to]
    held = [letter for letter in shared if letter in to]
    if len(shared) == 2:
        return _of_two_shared(left, right, summed, held)
    if not shared:
        return _outer(left, right)
    (letter,) = shared
    free = (left.letters + right.letters).replace(letter, "")
    if letter in summed:
        return _contracted(left, right, letter, free)
    if not free:
        return _Operand(hadamard(left.value, right.value), letter)
    number, matrix = (left, right) if len(left.letters) == 1 else (right, left)
    at_rows = matrix.letters[0] == letter
    scaled = mul(diag(number.value), matrix.value) if at_rows else mul(matrix.value, diag(number.value))
    return _Operand(scaled, matrix.letters)


def _of_two_shared(left: _Operand, right: _Operand, summed: list[str], held: list[str]) -> _Operand:
    """Of two matrices with the same letters: their entries' products, summed over what the result lacks."""
    turned = right.value if right.letters == left.letters else transpose(right.value)
    if not held:
        return _Operand(dot(left.value, turned), "")
    products = hadamard(left.value, turned)
    if not summed:
        return _Operand(products, left.letters)
    return _Operand(_summed(products, left.letters.index(summed[0])), held[0])


def _outer(left: _Operand, right: _Operand) -> _Operand:
    letters = left.letters + right.letters
    if not (left.letters and right.letters):
        return _Operand(mul(left.value, right.value), letters)
    return _Operand(mul(left.value, transpose(right.value)), letters)


def _contracted(left: _Operand, right: _Operand, letter: str, free: str) -> _Operand:
    """The product along one letter: of matrices, of a matrix and a vector, or the scalar product of vectors."""
    if not free:
        return _Operand(dot(left.value, right.value), "")
    if len(left.letters) == 1:
        left, right = right, left
    front = left.ending(letter)
    if len(right.letters) == 1:
        return _Operand(mul(front, right.value), free)
    return _Operand(mul(front, transpose(right.ending(letter))), left.letters.replace(letter, "")
                    + right.letters.replace(letter, ""))  # fmt: skip


def _summed(value: Any, axis: int | None) -> Any:
    """The sum over an axis of a matrix, or over a vector."""
    if axis is None:
        return total(value)
    turned = value if axis else transpose(value)
    return mul(turned, ones_of((shape_of(turned)[1], sp.S.One)))


def _read(subscripts: str, given: list[Any]) -> tuple[list[_Operand], str]:
    """The operands with their letters, and those of the result."""
    read = _WRITTEN.fullmatch(subscripts.replace(" ", ""))
    if read is None:
        raise ArgumentError(f"einsum: letters like 'ij,jk->ik' were expected, but {subscripts!r} came.")
    parts = [part for part in read.groups()[:2] if part is not None]
    if len(parts) != len(given):
        raise ArgumentError(f"einsum: {subscripts!r} is of {len(parts)} operands, but {len(given)} came.")
    letters = "".join(parts)
    implied = "".join(sorted(letter for letter in set(letters) if letters.count(letter) == 1))
    to = implied if read.group(3) is None else read.group(3)
    if len(set(to)) != len(to) or not set(to) <= set(letters):
        raise ArgumentError(
            f"einsum: the result of {subscripts!r} names letters of its operands, each once, but {to!r} came."
        )
    for axes in (*parts, to):
        if len(axes) > 2:
            raise MissingRuleError(
                f"einsum: no rule for {subscripts!r}, where {axes!r} has {len(axes)} axes; operands and results have "
                f"at most two. Write one matrix for each place of a third index."
            )
    operands = [_operand(value, axes) for value, axes in zip(given, parts, strict=True)]
    _require_sizes(operands, subscripts)
    return operands, to


def _operand(given: Any, letters: str) -> _Operand:
    value = as_matrix(intake(given), sympified(given))
    rank = 0 if not is_matrix(value) else 1 if is_vector(value) else 2
    if rank != len(letters):
        raise ShapeError(
            f"einsum: {letters!r} names {len(letters)} axes, but {value} is {shape_text(shape_of(value))}."
        )
    return _Operand(value, letters)


def _require_sizes(operands: list[_Operand], subscripts: str) -> None:
    sizes: dict[str, Any] = {}
    for operand in operands:
        for letter, size in zip(operand.letters, shape_of(operand.value), strict=False):
            if not same_dimension(sizes.setdefault(letter, size), size):
                raise ShapeError(f"einsum: in {subscripts!r} {letter} is of {sizes[letter]} places and of {size}.")
