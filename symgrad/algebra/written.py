"""Sums, products, powers and choices as a user writes them: their shapes checked, then in simplest form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from symgrad import algebra
from symgrad.algebra import blocks
from symgrad.algebra.lifting import lift, raised, whole
from symgrad.algebra.spectra import expm, logm, matrix_map, sqrtm
from symgrad.errors import MissingRuleError, ShapeError
from symgrad.expressions.nodes import Explicit, FunctionAtom, ScalarPointwise
from symgrad.expressions.nodes.functional import slot
from symgrad.expressions.shapes import is_matrix, is_vector, same_dimension, same_shape, shape_of, shape_text

MOST_WRITTEN_OUT = 3  # rows of a matrix whose determinant is written out


def as_scalar(expr: Any) -> Any:
    """A 1 x 1 matrix in a place where only a number has a meaning."""
    return algebra.element(expr, 0, 0) if shape_of(expr) == (1, 1) else expr


def same_shapes(what: str, node: Any, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The args, all of one shape; 1 x 1 matrices and scalars may mix."""
    if any(not is_matrix(arg) for arg in args):
        args = tuple(map(as_scalar, args))
    first = shape_of(args[0])
    for arg in args[1:]:
        if not same_shape(first, shape_of(arg)):
            raise ShapeError(
                f"{what} needs parts of one shape, but {args[0]} is {shape_text(first)} and {arg} is "
                f"{shape_text(shape_of(arg))}; in {node}."
            )
    return args


def sum_of_parts(node: Any, *args: Any) -> Any:
    return algebra.add(*same_shapes("a sum", node, args))


def product(node: Any, *args: Any) -> Any:
    matrices = [arg for arg in args if is_matrix(arg)]
    for left, right in zip(matrices, matrices[1:], strict=False):
        if not same_dimension(shape_of(left)[1], shape_of(right)[0]):
            return _mul_with_scalars(node, args)
    return algebra.mul(*args)


def _mul_with_scalars(node: Any, args: tuple[Any, ...]) -> Any:
    """A product that only agrees if a row times a column among its factors counts as a number."""
    scalars: list[Any] = []
    stack: list[Any] = []
    for arg in args:
        if not is_matrix(arg):
            scalars.append(arg)
            continue
        stack.append(arg)
        whole = (
            algebra.mul(*stack) if len(stack) < 2 or same_dimension(shape_of(stack[-2])[1], shape_of(arg)[0]) else None
        )
        if whole is None:
            left, right = stack[-2:]
            raise ShapeError(
                f"in the product {node}, {left} has {shape_of(left)[1]} columns but {right} has "
                f"{shape_of(right)[0]} rows; for the entry-by-entry product write hadamard(...), "
                f"for u^T v write dot(u, v)."
            )
        if not is_matrix(whole):
            scalars.append(whole)
            stack = []
        elif not isinstance(whole, sp.MatMul):
            stack = [whole]
    return algebra.mul(*scalars, *stack)


def power(node: Any, base: Any, exponent: Any) -> Any:
    if is_matrix(base):
        return matrix_power(node, base, exponent)
    square = getattr(getattr(base, "head", None), "square", None)
    exponent = as_scalar(exponent)
    if square is not None and exponent.is_Integer and exponent.is_positive and exponent.is_even:
        return raised(square(base.argument), exponent / 2)  # |x|^2 is x . x, which has a slope at 0
    return raised(base, exponent)


def power_of_each(node: Any, base: Any, exponent: Any) -> Any:
    exponent = as_scalar(exponent)
    if is_matrix(base) and is_matrix(exponent):
        same_shapes("a power of every entry", node, (base, exponent))
    return raised(base, exponent)


def matrix_power(node: Any, base: Any, exponent: Any) -> Any:
    shape = shape_of(base)
    if not shape:
        return algebra.power(base, exponent)
    if not same_dimension(*shape):
        raise ShapeError(
            f"{node} is a power of a matrix of shape {shape_text(shape)}, which is not square; "
            f"for the power of each entry write hadamard(x, x), divide(1, x) or sqrt(x)."
        )
    if exponent.is_Float and float(2 * exponent).is_integer():
        exponent = sp.Rational(int(2 * exponent), 2)
    if exponent.is_Integer or shape == (1, 1):
        return blocks.matrix_power(base, exponent)
    if exponent.is_Rational and exponent.q == 2:
        return blocks.matrix_power(matrix_map(sqrtm, base), sp.Integer(exponent.p))
    if not (exponent.is_number and exponent.is_real):
        raise MissingRuleError(
            f"no rule for {node}: the exponent of a matrix is a number, but {exponent} came; write that number, or "
            f"sg.expm({exponent}*sg.logm({base})) where no eigenvalue is at or below 0."
        )
    return matrix_map(expm, algebra.scale(exponent, matrix_map(logm, base)))


def dot(node: Any, left: Any, right: Any) -> Any:
    left, right = (algebra.transpose(e) if is_matrix(e) and shape_of(e)[0] == 1 and
                   not is_vector(e) else e for e in (left, right))  # fmt: skip
    left, right = same_shapes("a dot product", node, (left, right))
    return algebra.dot(left, right)


def hadamard(node: Any, *args: Any) -> Any:
    return algebra.hadamard(*same_shapes("an entry-by-entry product", node, args))


def concat(node: Any, *parts: Any) -> Any:
    first = shape_of(parts[0])
    for part in parts:
        if not shape_of(part) or not same_dimension(first[1], shape_of(part)[1]):
            raise ShapeError(
                f"concat needs blocks with as many columns as each other, but {part} is {shape_text(shape_of(part))}; "
                f"in {node}."
            )
    return blocks.concat(*parts)


def diag(node: Any, argument: Any) -> Any:
    if not is_vector(argument):
        raise ShapeError(f"diag needs a vector, but {argument} is {shape_text(shape_of(argument))}.")
    return algebra.diag(argument)


def square(build: Callable[..., Any]) -> Callable[..., Any]:
    def checked(node: Any, argument: Any) -> Any:
        shape = shape_of(argument)
        if not shape:
            return argument
        if not same_dimension(*shape):
            raise ShapeError(f"{node} needs a square matrix, but {argument} is {shape_text(shape)}.")
        return build(argument)

    return checked


def determinant(argument: Any) -> Any:
    """A determinant; of few entries that are written out their formula, which has derivatives where it is 0 too."""
    if isinstance(argument, Explicit) and argument.shape[0] <= MOST_WRITTEN_OUT:
        return sp.Matrix(argument.lines).det(method="berkowitz")
    return of_one_entry(sp.Determinant)(argument)


def of_one_entry(build: Callable[..., Any]) -> Callable[..., Any]:
    """A trace or a determinant, which of a 1 x 1 matrix is its entry."""
    return lambda argument: algebra.element(argument, 0, 0) if shape_of(argument) == (1, 1) else build(argument)


def choice(node: Any, *args: Any) -> Any:
    """A Max or a Min of scalars."""
    try:
        made = node if args == node.args else node.func(*args)
    except TypeError:  # SymPy compares the values of a Max or a Min, and trips over what is made of matrices
        slots = tuple(slot(k) for k in range(1, len(args) + 1))
        return ScalarPointwise(FunctionAtom(sp.Lambda(slots, node.func(*slots))), *args)
    return lift(whole(made), {}, ())
