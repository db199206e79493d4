"""The kinds of product that a sign between two operands may mean, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator

from symgrad.latex_reading.sizes_unified import SCALAR, Shape, Size

# The kind, how unlikely it is, which sizes must be equal, the shape of the result
Kind = tuple[str, int, tuple[tuple[Size, Size], ...], Shape]

_ENTRYWISE = frozenset({r"\odot", r"\circ", r"\oslash", ".*"})
_DOTTED = frozenset({r"\cdot", r"\times"})


def kinds_of(
    sign: str,
    left: Shape,
    right: Shape,
    convention: str = "by its operands",
    composed: tuple[bool, bool] = (False, False),
) -> Iterator[Kind]:
    """What ``sign`` may mean between operands of these shapes.

    convention   "hadamard", "matrix product", "scalar" or "by its operands"
    composed     whether the left and the right operand is a product itself: those may be scaled
    """
    yield from _whole(sign, left, right, convention)
    if sign and convention != "matrix product" and SCALAR not in (left, right):
        yield from _scaled(left, right, composed)


def _scaled(left: Shape, right: Shape, composed: tuple[bool, bool]) -> Iterator[Kind]:
    r"""A column that scales the rows of a product, or a row that scales its columns.

    \delta \odot h x^\top is (\delta \odot h) x^\top, though what has no sign binds tighter: in numbers the two are one.
    """
    for scale, one, is_product in ((left, right, composed[1]), (right, left, composed[0])):
        for axis in (0, 1):
            if is_product and scale[1 - axis] == 1 and one[1 - axis] != 1:
                yield "scaled", 1, ((scale[axis], one[axis]),), one


def _whole(sign: str, left: Shape, right: Shape, convention: str) -> Iterator[Kind]:
    if SCALAR in (left, right):
        yield "scalar", int(sign in _ENTRYWISE), (), right if left == SCALAR else left
        return
    entrywise = ((left[0], right[0]), (left[1], right[1]))
    inner = ((left[1], right[0]),)
    product: Shape = (left[0], right[1])
    hadamard = "divide" if sign == r"\oslash" else "hadamard"
    if convention == "hadamard":
        yield hadamard, 0, entrywise, left
    elif convention == "matrix product":
        yield "matrix", 0, inner, product
    elif sign in _ENTRYWISE:
        yield hadamard, 0, entrywise, left
    elif sign == r"\otimes":
        if left[1] == 1 and right[1] == 1:
            yield "outer", 0, (), (left[0], right[0])
        yield "hadamard", 1, entrywise, left
    elif sign == "*":
        yield "hadamard", 0, entrywise, left
        yield "matrix", 0, inner, product
    else:
        yield "matrix", 0, inner, product
        if sign in _DOTTED:
            if left[1] == 1 and right[1] == 1:
                yield "dot", 1, entrywise, SCALAR
            yield "hadamard", 1, entrywise, left
        else:
            yield "hadamard", 2, entrywise, left
