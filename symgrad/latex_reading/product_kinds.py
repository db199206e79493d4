"""The kinds of product that a sign between two operands may mean, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator

from symgrad.latex_reading.sizes_unified import SCALAR, Shape, Size

# The kind, how unlikely it is, which sizes must be equal, the shape of the result
Kind = tuple[str, int, tuple[tuple[Size, Size], ...], Shape]

_ENTRYWISE = frozenset({r"\odot", r"\circ", r"\oslash", ".*"})
_DOTTED = frozenset({r"\cdot", r"\times"})


def kinds_of(sign: str, left: Shape, right: Shape, convention: str = "by its operands") -> Iterator[Kind]:
    """What ``sign`` may mean between operands of these shapes.

    convention   "hadamard", "matrix product", "scalar" or "by its operands"
    """
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
