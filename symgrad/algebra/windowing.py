"""Convolutions, windows, sums and products along rows, in simplest form like the nodes of the algebra."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.algebra import dot, is_zero, ones_of, raw, scale, split, zero
from symgrad.algebra.blocks import concat, rows
from symgrad.errors import ShapeError
from symgrad.expressions.nodes import (
    Convolution,
    Correlation,
    CumulativeProduct,
    OneHot,
    Overlap,
    Scan,
    Unit,
    Windows,
)
from symgrad.expressions.shapes import is_matrix, is_vector, same_shape, shape_of, shape_text


def _matrix(x: Any) -> Any:
    """A number that is what is left of a product of a row and a column, as a matrix of one entry."""
    return x if is_matrix(x) else scale(x, ones_of((sp.S.One, sp.S.One)))


def convolution(a: Any, b: Any, start: Any, count: Any) -> Any:
    """The rows start, ..., start + count - 1 of the convolution of a and b, zero outside of both."""
    return _of_two(Convolution, a, b, start, count)


def correlation(a: Any, b: Any, start: Any, count: Any) -> Any:
    """The lags start, ..., start + count - 1 of a with b, zero outside of both."""
    return _of_two(Correlation, a, b, start, count)


def _of_two(kind: Any, a: Any, b: Any, start: Any, count: Any) -> Any:
    a, b, start, count = _matrix(a), _matrix(b), sp.expand(start), sp.expand(count)
    if is_zero(a) or is_zero(b):
        return zero((count, shape_of(a)[1]))
    (first, left), (second, right) = split(a), split(b)
    if kind is Correlation and start == 0 and count == 1 and is_vector(a) and shape_of(a)[0] == shape_of(b)[0]:
        return scale(dot(a, b), ones_of((sp.S.One, sp.S.One)))
    if kind is Correlation and start == 0 and is_vector(right) and isinstance(right, Unit):
        size = shape_of(a)[0] - shape_of(b)[0] + 1
        if sp.expand(size - count) == 0:  # x_(i + j), all of them there
            return scale(sp.Mul(first, second), rows(left, right.args[2], count))
    return scale(sp.Mul(first, second), raw(kind, left, right, start, count))


def windows(x: Any, width: Any, stride: Any, count: Any) -> Any:
    """The windows of a sequence, a row for each."""
    x = _matrix(x)
    coefficient, body = split(x)
    if is_zero(body):
        return zero((sp.Mul(shape_of(body)[1], count), width))
    if isinstance(body, sp.OneMatrix):
        return scale(coefficient, ones_of((sp.Mul(shape_of(body)[1], count), width)))
    if width == 1 and stride == 1 and is_vector(body):
        return x
    return scale(coefficient, raw(Windows, body, width, stride, count))


def overlap(y: Any, stride: Any, n: Any, c: Any) -> Any:
    """Windows put where they were, and added."""
    y = _matrix(y)
    coefficient, body = split(y)
    if is_zero(body):
        return zero((n, c))
    if stride == 1 and c == 1 and shape_of(body)[1] == 1:
        return y
    return scale(coefficient, raw(Overlap, body, stride, n, c))


def scan(a: Any, b: Any, backward: Any = sp.S.Zero) -> Any:
    """z_i = a_i z_(i - 1) + b_i, or from the last on."""
    a, b = _matrix(a), _matrix(b)
    coefficient, body = split(b)
    if is_zero(a) or is_zero(b) or shape_of(b)[0] == 1:
        return b
    return scale(coefficient, raw(Scan, a, body, sp.sympify(backward)))


def cumulative_product(x: Any) -> Any:
    """The products of the rows so far."""
    x = _matrix(x)
    return x if shape_of(x)[0] == 1 or isinstance(x, (sp.OneMatrix, sp.ZeroMatrix)) else raw(CumulativeProduct, x)


def one_hot(positions: Any, n: Any) -> Any:
    """A row e_i' for each position."""
    return raw(OneHot, positions, n)


def before(x: Any, first: Any = 0) -> Any:
    """The rows one place further down, behind one of this number."""
    n, c = shape_of(x)
    if isinstance(x, sp.OneMatrix) and first == 1:
        return x
    return concat(scale(first, ones_of((sp.S.One, c))), rows(x, sp.S.Zero, n - 1))


def after(x: Any, last: Any = 0) -> Any:
    """The rows one place further up, before one of this number."""
    n, c = shape_of(x)
    if isinstance(x, sp.OneMatrix) and last == 1:
        return x
    return concat(rows(x, sp.S.One, n - 1), scale(last, ones_of((sp.S.One, c))))


# -- as a user wrote them


def of_two(node: Any, a: Any, b: Any, start: Any, count: Any) -> Any:
    """A convolution or correlation, its shapes checked."""
    for part in (a, b):
        if not is_matrix(part):
            raise ShapeError(f"{node.word} takes two vectors or matrices, but {part} is a scalar, in {node}.")
    if shape_of(a)[1] != shape_of(b)[1]:
        raise ShapeError(
            f"{node.word} takes two with as many columns as each other, but {a} is {shape_text(shape_of(a))} and {b} "
            f"is {shape_text(shape_of(b))}, in {node}."
        )
    return _of_two(node.func, a, b, start, count)


def scanned(node: Any, a: Any, b: Any, backward: Any) -> Any:
    """A linear recurrence, its shapes checked."""
    if not is_matrix(a) or not is_matrix(b) or not same_shape(shape_of(a), shape_of(b)):
        raise ShapeError(
            f"linear_scan takes two of one shape, but {a} is {shape_text(shape_of(a))} and {b} is "
            f"{shape_text(shape_of(b))}, in {node}."
        )
    return scan(a, b, backward)


INTAKE: Mapping[type, Callable[..., Any]] = MappingProxyType(
    {
        Convolution: of_two,
        Correlation: of_two,
        Windows: lambda node, *args: windows(*args),
        Overlap: lambda node, *args: overlap(*args),
        Scan: scanned,
        CumulativeProduct: lambda node, arg: cumulative_product(arg),
        OneHot: lambda node, *args: one_hot(*args),
    }
)
