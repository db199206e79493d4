"""The kinds of product that a sign between two operands may mean, the likeliest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from symgrad.latex_reading.names.scripts_parted import lags_of
from symgrad.latex_reading.nodes.sizes_unified import SCALAR, Shape, Size, computed

# The kind, how unlikely it is, which sizes must be equal, the shape of the result
Kind = tuple[str, int, tuple[tuple[Size, Size], ...], Shape]

_ENTRYWISE = frozenset({r"\odot", r"\circ", r"\oslash", ".*"})
_DOTTED = frozenset({r"\cdot", r"\times"})
# A sign that slides where something stands below it, or the caller says so
_SLIDING: Mapping[str, str] = MappingProxyType({"*": "convolution", r"\star": "correlation"})
_WINDOWED: Mapping[str, str] = MappingProxyType({"convolution": "full", "correlation": "valid"})  # alone: the mode
# What stands below -> the modes that it may be of sizes n and m, the likeliest first, and how many entries each has
_COUNTS: Mapping[str, Mapping[str, Callable[[Any, Any], Any]]] = MappingProxyType(
    {
        "full": {"full": lambda n, m: n + m - 1},
        "valid": {"valid": lambda n, m: n - m + 1, "valid of the right": lambda n, m: m - n + 1},
        "same": {"same": lambda n, m: n, "same as the right": lambda n, m: m},
    }
)


def kinds_of(
    sign: str,
    left: Shape,
    right: Shape,
    convention: str = "by its operands",
    composed: tuple[bool, bool] = (False, False),
) -> Iterator[Kind]:
    """What ``sign`` may mean between operands of these shapes.

    convention   "hadamard", "matrix product", "scalar", "convolution", "correlation" or "by its operands"
    composed     whether the left and the right operand is a product itself: those may be scaled
    """
    yield from _whole(sign, left, right, convention)
    if sign and "_" not in sign and convention in ("hadamard", "by its operands") and SCALAR not in (left, right):
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
    sign, _, below = sign.partition("_")
    if below == "K":
        yield from _kronecker(left, right, 0)
        return
    if below or convention in _WINDOWED:
        name = convention if convention in _WINDOWED else _SLIDING.get(sign, "")
        yield from _windowed(name, below, left, right) if name else ()
        return
    if SCALAR in (left, right):
        kind = "divide" if sign == r"\oslash" else "scalar"
        yield kind, int(sign in _ENTRYWISE), (), right if left == SCALAR else left
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
        columns = left[1] == 1 and right[1] == 1
        if columns:
            yield "outer", 0, (), (left[0], right[0])
        yield "hadamard", 1, entrywise, left
        if not columns:
            yield from _kronecker(left, right, 1)
    elif sign in _SLIDING:
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


def _kronecker(left: Shape, right: Shape, cost: int) -> Iterator[Kind]:
    """The Kronecker product, where the sizes are known."""
    sizes = [computed(lambda a, b: a * b, *pair) for pair in zip(left, right, strict=True)]
    if sizes[0] is not None and sizes[1] is not None:
        yield "kronecker", cost, (), (sizes[0], sizes[1])


def _windowed(name: str, below: str, left: Shape, right: Shape) -> Iterator[Kind]:
    """A convolution or a correlation, of columns, where the sizes are known; what stands below says which entries."""
    if SCALAR in (left, right):
        return
    lags = lags_of(below)
    counts = _COUNTS.get(below or _WINDOWED[name], {}) if lags is None else {below: lambda n, m: lags[1].expr}
    for cost, (mode, count) in enumerate(counts.items()):
        size = count(left[0], right[0]) if below == "same" else computed(count, left[0], right[0])
        if size is not None and not (mode == "same as the right" and name == "correlation"):
            yield f"{name} {mode}", cost, ((left[1], right[1]),), (size, left[1])
