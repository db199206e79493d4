"""What a user writes, brought to symgrad's own form, and its shapes checked.

SymPy lets pass what has no meaning while sizes are symbols ((n, 1) times (n, 1), since n might be 1), builds
``tanh(x)`` of a vector as if x were a number, and keeps ``x.T*y`` as a 1 x 1 matrix. After the intake a
function of a vector is Elementwise, a product of one row and one column is a scalar, and every shape agrees.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from sympy.core.function import Function
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from symgrad import algebra, blocks, spectral
from symgrad.errors import ShapeError
from symgrad.index_sums import matrix_form, product_form
from symgrad.nodes import (
    Commutation,
    Concat,
    Diag,
    Diagonal,
    Dot,
    Eigenvalue,
    Eigenvector,
    Elementwise,
    FunctionAtom,
    KroneckerLeft,
    KroneckerRight,
    MatrixMap,
    PseudoInverse,
    ReducedResolvent,
    Reduction,
    Rows,
    Total,
    Unit,
    Unvec,
    Vec,
    VectorMap,
)  # fmt: skip
from symgrad.shapes import is_matrix, is_vector, same_dimension, same_shape, shape_of, shape_text
from symgrad.symbols import is_variable
from symgrad.symbols.legal_names import any_name
from symgrad.sympified import sympified
from symgrad.traversal import rebuild


def intake(expr: Any, done: dict[Any, Any] | None = None) -> Any:
    """An expression in symgrad's own form, equal in value; ShapeError where shapes do not agree."""
    # what came out of here once comes back as it is: equal parts stay one object
    return rebuild(sympified(expr), _converted, {} if done is None else done, mark="_taken_in")


def with_values(expr: Any, values: Mapping[Any, Any]) -> Any:
    """An expression with nodes replaced by expressions of their shapes, in simplest form again."""
    return rebuild(expr, _converted, dict(values))


def as_matrix(taken: Any, written: Any) -> Any:
    """What was written as a 1 x 1 matrix and is a number after the intake, as a matrix again."""
    if is_matrix(taken) or not is_matrix(written):
        return taken
    return algebra.scale(taken, algebra.ones_of((sp.S.One, sp.S.One)))


def _converted(node: Any, args: tuple[Any, ...]) -> Any:
    if is_variable(node):
        any_name(str(node.name))
        return node
    if isinstance(node, FunctionAtom):
        return node
    if isinstance(node, _OF_MATRICES):
        args = tuple(map(as_matrix, args, node.args))
    rule = _INTAKE.get(type(node))
    if rule is not None:
        return rule(node, *args)
    if isinstance(node, Function):
        return _function(node, *args)
    return node if args == node.args else node.func(*args)


def _as_scalar(expr: Any) -> Any:
    """A 1 x 1 matrix in a place where only a number has a meaning."""
    return algebra.element(expr, 0, 0) if shape_of(expr) == (1, 1) else expr


def _is_inner_product(expr: Any) -> bool:
    """Whether x' y was written, which is a number even where x and y have one entry."""
    return isinstance(expr, sp.MatMul) and isinstance(algebra.split(expr)[1].args[0], sp.Transpose)


def _same_shapes(what: str, node: Any, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The args, all of one shape; 1 x 1 matrices and scalars may mix."""
    if any(not is_matrix(arg) for arg in args):
        args = tuple(map(_as_scalar, args))
    first = shape_of(args[0])
    for arg in args[1:]:
        if not same_shape(first, shape_of(arg)):
            raise ShapeError(
                f"{what} needs parts of one shape, but {args[0]} is {shape_text(first)} and {arg} is "
                f"{shape_text(shape_of(arg))}; in {node}."
            )
    return args


def _add(node: Any, *args: Any) -> Any:
    return algebra.add(*_same_shapes("a sum", node, args))


def _mul(node: Any, *args: Any) -> Any:
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


def _pow(node: Any, base: Any, exponent: Any) -> Any:
    return _matrix_power(node, base, exponent) if is_matrix(base) else algebra.power(base, _as_scalar(exponent))


def _matrix_power(node: Any, base: Any, exponent: Any) -> Any:
    shape = shape_of(base)
    if not shape:
        return algebra.power(base, exponent)
    if not same_dimension(*shape):
        raise ShapeError(
            f"{node} is a power of a matrix of shape {shape_text(shape)}, which is not square; "
            f"for the power of each entry write hadamard(x, x), divide(1, x) or sqrt(x)."
        )
    return blocks.matrix_power(base, exponent)


def _function(node: Any, *args: Any) -> Any:
    if len(args) != 1 or not is_matrix(args[0]):
        return node if args == node.args else node.func(*args)
    shape = shape_of(args[0])
    if isinstance(node, sp.exp) and shape[1] != 1 and same_dimension(*shape):
        return spectral.matrix_map(spectral.expm, args[0])  # which SymPy means by it, while sg.exp is Elementwise
    return blocks.apply(node.func, args[0])


def _lambda(node: Any, function: Any, argument: Any) -> Any:
    """X.applyfunc(f): the body of f, entry by entry."""
    (bound,) = node.function.variables
    return blocks.lift(node.function.expr, {bound: argument}, shape_of(argument))


def _dot(node: Any, left: Any, right: Any) -> Any:
    left, right = (algebra.transpose(e) if is_matrix(e) and shape_of(e)[0] == 1 and
                   not is_vector(e) else e for e in (left, right))  # fmt: skip
    left, right = _same_shapes("a dot product", node, (left, right))
    return algebra.dot(left, right)


def _hadamard(node: Any, *args: Any) -> Any:
    return algebra.hadamard(*_same_shapes("an entry-by-entry product", node, args))


def _concat(node: Any, *parts: Any) -> Any:
    first = shape_of(parts[0])
    for part in parts:
        if not shape_of(part) or not same_dimension(first[1], shape_of(part)[1]):
            raise ShapeError(
                f"concat needs blocks with as many columns as each other, but {part} is {shape_text(shape_of(part))}; "
                f"in {node}."
            )
    return blocks.concat(*parts)


def _block_matrix(node: Any, grid: Any) -> Any:
    """Rows of blocks: each row is the transpose of its blocks' transposes one below the other."""
    height, width = grid.shape
    lines = [[as_matrix(intake(grid[i, j]), node.blocks[i, j]) for j in range(width)] for i in range(height)]
    beside = [algebra.transpose(_concat(node, *map(algebra.transpose, line))) for line in lines]
    return _concat(node, *beside)


def _index_sum(node: Any, body: Any, *limits: Any) -> Any:
    for index, first, last in limits:
        body = matrix_form(node, body, index, first, last)
    return body


def _index_product(node: Any, body: Any, *limits: Any) -> Any:
    for index, first, last in limits:
        body = product_form(node, body, index, first, last)
    return body


def _diag(node: Any, argument: Any) -> Any:
    if not is_vector(argument):
        raise ShapeError(f"diag needs a vector, but {argument} is {shape_text(shape_of(argument))}.")
    return algebra.diag(argument)


def _square(build: Callable[..., Any]) -> Callable[..., Any]:
    def checked(node: Any, argument: Any) -> Any:
        shape = shape_of(argument)
        if not shape:
            return argument
        if not same_dimension(*shape):
            raise ShapeError(f"{node} needs a square matrix, but {argument} is {shape_text(shape)}.")
        return build(argument)

    return checked


def _of_one_entry(build: Callable[..., Any]) -> Callable[..., Any]:
    """A trace or a determinant, which of a 1 x 1 matrix is its entry."""
    return lambda argument: algebra.element(argument, 0, 0) if shape_of(argument) == (1, 1) else build(argument)


def _matrix_map(node: Any, atom: Any, *args: Any) -> Any:
    _same_shapes(f"a derivative of {atom}", node, args)
    return _square(lambda argument: spectral.matrix_map(atom.head, argument, *args[1:]))(node, args[0])


def _transpose(node: Any, argument: Any) -> Any:
    """A transpose that ``simplify`` put around a product with an inverse stays there."""
    about = isinstance(argument, sp.MatMul) and any(isinstance(factor, sp.Inverse) for factor in argument.args)
    return algebra.raw(sp.Transpose, argument) if about else algebra.transpose(argument)


def _inverse(node: Any, argument: Any, *exponent: Any) -> Any:
    if not is_matrix(argument):
        return sp.Pow(argument, -1)
    return _square(blocks.inverse)(node, argument)


# Of these an argument is a matrix also where it has one entry.
_OF_MATRICES = (Concat, Diag, sp.DiagMatrix, MatrixMap, PseudoInverse, Reduction, MatrixSlice, VectorMap)

_INTAKE: Mapping[type, Callable[..., Any]] = {
    sp.Add: _add,
    sp.Mul: _mul,
    sp.Pow: _pow,
    sp.MatAdd: _add,
    sp.MatMul: _mul,
    sp.MatPow: _matrix_power,
    sp.Inverse: _inverse,
    sp.Transpose: _transpose,
    sp.Adjoint: _transpose,  # variables are real
    sp.conjugate: lambda node, argument: argument,
    HadamardProduct: _hadamard,
    HadamardPower: lambda node, base, exponent: algebra.power(base, exponent),
    ElementwiseApplyFunction: _lambda,
    Elementwise: lambda node, atom, argument: blocks.apply(atom.head, _as_scalar(argument)
                                                            if _is_inner_product(argument) else argument),
    VectorMap: lambda node, *args: node if args == node.args else node.func(*args),
    Reduction: lambda node, *args: node if args == node.args else node.func(*args),
    sp.KroneckerProduct: lambda node, *args: functools.reduce(lambda right, left: blocks.kron(left, right), args[::-1]),
    KroneckerLeft: lambda node, *args: blocks.kronecker_left(*args),
    KroneckerRight: lambda node, *args: blocks.kronecker_right(*args),
    Vec: lambda node, arg: blocks.vec(arg),
    Unvec: lambda node, *args: blocks.unvec(*args),
    sp.BlockMatrix: _block_matrix,
    sp.Sum: _index_sum,
    sp.Product: _index_product,
    sp.DotProduct: _dot,
    Dot: _dot,
    Total: lambda node, arg: algebra.total(arg),
    sp.DiagMatrix: _diag,
    Diag: _diag,
    Diagonal: _square(blocks.diagonal),
    sp.Trace: _square(_of_one_entry(sp.Trace)),
    sp.Determinant: _square(_of_one_entry(sp.Determinant)),
    Eigenvalue: spectral.of_symmetric(spectral.eigenvalue),
    Eigenvector: spectral.of_symmetric(spectral.eigenvector),
    ReducedResolvent: spectral.of_symmetric(spectral.reduced_resolvent),
    PseudoInverse: lambda node, arg: spectral.pseudo_inverse(arg),
    MatrixMap: _matrix_map,
    Concat: _concat,
    MatrixSlice: lambda node, *args: blocks.part(*args),
    Rows: lambda node, *args: blocks.rows(*args),
    MatrixElement: lambda node, whole, i, j: algebra.element(as_matrix(whole, node.args[0]), i, j),
    **dict.fromkeys((Commutation, Unit, sp.OneMatrix, sp.ZeroMatrix, sp.Identity), lambda node, *args: node),
}  # fmt: skip
