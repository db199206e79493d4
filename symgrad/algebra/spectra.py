"""Eigenvalues, pseudo-inverses and functions of a matrix, in simplest form like the nodes of the algebra.

A function of a matrix is one row: its name, what it becomes along the identity (its slope), its NumPy code, and the
function of scalars that it extends. Everything else follows from two facts about the derivative of order k, which is
linear in each of its k directions:

    d f(X; E, ...) = f(X; E, ..., dX) + f(X; dE, ...) + ...          the definition, and linearity
    <B, f(X; E, F, ...)> = <E, f(X'; B, F', ...)>                     since f is a series in powers of X

Source: Higham, Functions of Matrices, 2008, chapters 1 and 3.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.algebra import add, dot, element, is_zero, mul, negate, ones_of, raw, scale, split, transpose, zero
from symgrad.algebra.blocks import apply, inverse, transposes
from symgrad.algebra.lifting import lift
from symgrad.algebra.root_sources import LOGM, SQRTM
from symgrad.arguments.sympified import sympified
from symgrad.errors import MissingRuleError, ShapeError
from symgrad.expressions.nodes import (
    Eigenvalue,
    Eigenvector,
    FunctionAtom,
    MatrixMap,
    PseudoInverse,
    ReducedResolvent,
)
from symgrad.expressions.shapes import is_vector, same_dimension, shape_of, shape_text
from symgrad.expressions.traversal import in_sympys_order


@dataclass(frozen=True, eq=False)
class MatrixFunction:
    """One function of a square matrix.

    head    the function of scalars that it extends to matrices: an oracle that shares nothing with the rest
    slope   (X, directions) -> the derivative along the identity, and then along the directions; None where it has no
            form of its own
    latex   its LaTeX command; ``name`` is its name in plain text and in code
    numpy   Python source of it; it may call the functions that it is made ``of``
    """

    name: str
    head: Any
    slope: Callable[..., Any]
    latex: str
    numpy: str
    of: tuple[MatrixFunction, ...] = ()

    @property
    def text(self) -> str:
        return self.name

    def __reduce__(self) -> str:
        return self.name  # pickled as the row of this module that it is

    def __repr__(self) -> str:
        return f"<function of a matrix {self.name}>"


def matrix_map(row: MatrixFunction, argument: Any, *directions: Any) -> Any:
    """f(X), or its derivative along the directions; scalars in front, a transpose outside."""
    parts = [split(direction) for direction in directions]
    bodies = [body for _, body in parts]
    if any(map(is_zero, bodies)):
        return zero(shape_of(argument))
    coefficient = sp.Mul(*(number for number, _ in parts))
    if any(isinstance(body, sp.Identity) for body in bodies):
        place = next(k for k, body in enumerate(bodies) if isinstance(body, sp.Identity))
        slope = row.slope(argument, *bodies[:place], *bodies[place + 1 :])
        if slope is not None:
            return scale(coefficient, slope)
    if shape_of(argument) == (1, 1):
        return scale(coefficient, _of_number(row, argument, bodies))
    turned = transpose(argument)
    if transposes(turned) < transposes(argument):
        return scale(coefficient, transpose(matrix_map(row, turned, *map(transpose, bodies))))
    return scale(coefficient, raw(MatrixMap, FunctionAtom(row), argument, *in_sympys_order(bodies)))


def _of_number(row: MatrixFunction, argument: Any, directions: Sequence[Any]) -> Any:
    """The function of a 1 x 1 matrix: of its entry, times the entries of the directions."""
    if not directions:
        return apply(row.head, argument)
    at = sp.Dummy()
    slope = lift(sp.diff(row.head(at), (at, len(directions))), {at: argument}, shape_of(argument))
    return scale(sp.Mul(*(element(direction, 0, 0) for direction in directions)), slope)


def eigenvalue(matrix: Any, index: Any) -> Any:
    """The eigenvalue of a symmetric matrix at a place, from 0, from the smallest on."""
    if shape_of(matrix) == (1, 1):
        return element(matrix, 0, 0)
    return raw(Eigenvalue, matrix, sympified(index))


def eigenvector(matrix: Any, index: Any) -> Any:
    """The unit eigenvector that goes with it."""
    if shape_of(matrix) == (1, 1):
        return ones_of(shape_of(matrix))
    return raw(Eigenvector, matrix, sympified(index))


def reduced_resolvent(matrix: Any, index: Any) -> Any:
    """The pseudo-inverse of w I - S, where w is the eigenvalue of S at a place."""
    if shape_of(matrix) == (1, 1):
        return zero(shape_of(matrix))
    return raw(ReducedResolvent, matrix, sympified(index))


def of_symmetric(build: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """The check of what a user wrote: a node that belongs to one eigenvalue of a symmetric matrix.

    It raises ShapeError where the matrix is not square or has no such eigenvalue, MissingRuleError where it is not
    known to be symmetric.
    """

    def checked(node: Any, matrix: Any, index: Any) -> Any:
        shape = shape_of(matrix)
        if not shape or not same_dimension(*shape):
            raise ShapeError(f"{node} needs a square matrix, but {matrix} is {shape_text(shape)}.")
        if not _is_symmetric(matrix):
            raise MissingRuleError(
                f"no rule for {node}: the eigenvalues of a symmetric matrix alone are sure to be real, and {matrix} is "
                f"not known to be symmetric; declare it with symmetric=True, or write it as one (A + A.T, A.T*A)."
            )
        if index.is_number and not (index.is_Integer and index >= 0 and (shape[0] - index).is_positive is not False):
            raise ShapeError(f"{node}: the place of an eigenvalue is one of 0 to {shape[0] - 1}, but {index} came.")
        return build(matrix, index)

    return checked


def _is_symmetric(matrix: Any) -> bool:
    turned = transpose(matrix)
    return bool(turned == matrix or turned == transpose(turned))


def pseudo_inverse(expr: Any) -> Any:
    """The Moore-Penrose inverse, a transpose outside; of a vector x' / x'x."""
    coefficient, body = split(expr)
    if coefficient != 1 and coefficient.is_number:
        return scale(1 / coefficient, pseudo_inverse(body))
    if isinstance(expr, PseudoInverse):
        return expr.argument
    if isinstance(expr, sp.Identity) or is_zero(expr):
        return transpose(expr)
    turned = transpose(expr)
    if is_vector(expr):
        return scale(1 / dot(expr, expr), turned)
    if is_vector(turned) or transposes(turned) < transposes(expr):
        return transpose(pseudo_inverse(turned))
    return raw(PseudoInverse, expr)


_EXPM = '''
def expm(x):
    """The exponential of a matrix: Taylor's series for x / 2^k, of norm 1/2 at most, squared k times."""
    size = float(np.abs(x).sum(axis=-2).max(initial=0.0))
    if not math.isfinite(size):
        return np.full_like(x, np.nan)
    k = max(0, math.frexp(size)[1] + 1)
    y, eye = x / 2.0**k, np.eye(x.shape[-1], dtype=x.dtype)
    e = eye + y / 18.0
    for j in range(17, 0, -1):
        e = eye + y @ e / j
    for _ in range(k):
        e = e @ e
    return e
'''
_OF_BLOCKS = '''
def {name}(x):
    """The {told} of a matrix, from the exponential of {blocks}."""
    zero = np.zeros_like(x)
    return expm(np.block({blocks}))[..., {rows}, :x.shape[-1]]
'''


def _of_blocks(name: str, told: str, blocks: str, rows: str) -> str:
    return _OF_BLOCKS.format(name=name, told=told, blocks=blocks, rows=rows)


_UPPER, _LOWER = ":x.shape[-1]", "x.shape[-1]:"
_TURN, _STRETCH = "[[zero, -x], [x, zero]]", "[[zero, x], [x, zero]]"

expm: MatrixFunction = MatrixFunction(
    "expm", sp.exp, lambda X, *along: matrix_map(expm, X, *along), r"\operatorname{expm}", _EXPM
)
sinm: MatrixFunction = MatrixFunction(
    "sinm", sp.sin, lambda X, *along: matrix_map(cosm, X, *along), r"\operatorname{sinm}",
    _of_blocks("sinm", "sine", _TURN, _LOWER), (expm,),
)  # fmt: skip
cosm: MatrixFunction = MatrixFunction(
    "cosm", sp.cos, lambda X, *along: negate(matrix_map(sinm, X, *along)), r"\operatorname{cosm}",
    _of_blocks("cosm", "cosine", _TURN, _UPPER), (expm,),
)  # fmt: skip
sinhm: MatrixFunction = MatrixFunction(
    "sinhm", sp.sinh, lambda X, *along: matrix_map(coshm, X, *along), r"\operatorname{sinhm}",
    _of_blocks("sinhm", "hyperbolic sine", _STRETCH, _LOWER), (expm,),
)  # fmt: skip
coshm: MatrixFunction = MatrixFunction(
    "coshm", sp.cosh, lambda X, *along: matrix_map(sinhm, X, *along), r"\operatorname{coshm}",
    _of_blocks("coshm", "hyperbolic cosine", _STRETCH, _UPPER), (expm,),
)  # fmt: skip


def _slope_of_root(X: Any, *along: Any) -> Any | None:
    return None if along else scale(sp.S.Half, inverse(matrix_map(sqrtm, X)))


def _slope_of_logarithm(X: Any, *along: Any) -> Any:
    """The inverse, and its derivatives: of X^-1 along E - X^-1 E X^-1, along two the sum over their orders."""
    orders = itertools.permutations(along)
    chains = ([inverse(X), *(part for E in order for part in (E, inverse(X)))] for order in orders)
    return scale(sp.Integer(-1) ** len(along), add(*(mul(*chain) for chain in chains)))


sqrtm: MatrixFunction = MatrixFunction("sqrtm", sp.sqrt, _slope_of_root, r"\operatorname{sqrtm}", SQRTM)
logm: MatrixFunction = MatrixFunction("logm", sp.log, _slope_of_logarithm, r"\operatorname{logm}", LOGM, (sqrtm,))
