"""The arithmetic of Python's operators between symbols: sums, products, quotients and powers, in SymPy's simplest form.

Operands are in simplest form already, so that only the node on top is brought to it, and not the whole tree.
"""

from __future__ import annotations

import bisect
import itertools
from typing import Any, NamedTuple

import sympy as sp
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from symgrad.arguments import refusals
from symgrad.arguments.sizes import Shape, same_dimension, same_shape
from symgrad.expressions.traversal import in_sympys_order, place_of, rebuild


def _is_matrix(expr: Any) -> bool:
    return bool(expr.is_Matrix)


def _is_single(expr: Any) -> bool:
    return _is_matrix(expr) and tuple(expr.shape) == (1, 1)


def entry_of(single: Any) -> Any:
    """The entry of a 1 x 1 matrix, as a scalar."""
    return single[0, 0] if isinstance(single, sp.MatrixSymbol) else sp.Trace(single)


def _spread(value: Any, shape: Shape) -> Any:
    """A scalar in every place of a shape."""
    scalar = entry_of(value) if _is_matrix(value) else value
    return product_of(scalar, sp.OneMatrix(*shape))


def scalar_operand(value: Any) -> Any:
    """What stands beside a matrix and is none; a function of a 1 x 1 product, tanh(x.T*y), is one of its entry."""
    if value.is_commutative is not False:
        return value
    made = rebuild(value, _of_entry, {})
    if made.is_commutative is False:
        raise refusals.no_scalar(made)
    return made


def _of_entry(node: Any, args: tuple[Any, ...]) -> Any:
    if _is_matrix(node) or not node.args or node.is_commutative is not False:
        return node
    return node.func(*(entry_of(arg) if _is_single(arg) else arg for arg in args))


def sum_of(left: Any, right: Any) -> Any:
    """left + right, of which one may be a scalar, or a 1 x 1 matrix in its place; equal terms are collected."""
    if not _is_matrix(left) or (_is_single(left) and not _is_single(right) and _is_matrix(right)):
        left = _spread(left, right.shape)
    elif not _is_matrix(right) or (_is_single(right) and not _is_single(left)):
        right = _spread(right, left.shape)
    if any(_differ(a, b) for a, b in zip(left.shape, right.shape, strict=True)):
        raise refusals.no_sum(left, right)
    if not same_shape(left.shape, right.shape):
        return sp.Basic.__new__(sp.MatAdd, left, right)  # nothing cancels before an equation comes in, which names it
    grown = _grown(left, right)
    if grown is not None:
        return grown
    terms = [part for side in (left, right) for part in (side.args if isinstance(side, sp.MatAdd) else (side,))]
    if any(isinstance(term, sp.MatrixBase) for term in terms):
        return sp.MatAdd(*terms, evaluate=True)
    collected: dict[Any, tuple[Any, Any]] = {}  # a term without its scalars: those, and the term
    for term in terms:
        coefficient, body = _split(term)
        if body in collected:
            coefficient = collected[body][0] + coefficient
            term = body if coefficient == 1 else product_of(coefficient, body)
        collected[body] = coefficient, term
    kept = [term for coefficient, term in collected.values() if coefficient != 0 and not _is_zero(term)]
    if len(kept) > 1:
        return sp.Basic.__new__(sp.MatAdd, *in_sympys_order(kept))
    return kept[0] if kept else sp.ZeroMatrix(*left.shape)


class _Terms(NamedTuple):
    """The terms of a sum in order, each without its scalars, and its place in the order."""

    bodies: set[Any]
    places: list[Any]


def _grown(left: Any, right: Any) -> Any | None:
    """A sum and one term more that is like no other: put in its place, so that a long sum can be written term by term.

    None for all else. A sum keeps what is needed for that.
    """
    whole, term = (left, right) if isinstance(left, sp.MatAdd) else (right, left)
    if not isinstance(whole, sp.MatAdd) or isinstance(term, (sp.MatAdd, sp.MatrixBase, sp.ZeroMatrix)):
        return None
    terms = whole.__dict__.get(_TERMS)
    if terms is None:
        if any(isinstance(arg, sp.MatrixBase) for arg in whole.args):
            return None
        terms = _Terms({_split(arg)[1] for arg in whole.args}, [place_of(arg) for arg in whole.args])
        if any(one > other for one, other in itertools.pairwise(terms.places)):
            return None
    body, place = _split(term)[1], place_of(term)
    if body in terms.bodies:
        return None
    at = (bisect.bisect_right if term is right else bisect.bisect_left)(terms.places, place)
    made = sp.Basic.__new__(sp.MatAdd, *whole.args[:at], term, *whole.args[at:])
    made.__dict__[_TERMS] = _Terms(terms.bodies | {body}, [*terms.places[:at], place, *terms.places[at:]])
    return made


_TERMS = "_terms"


def _is_zero(term: Any) -> bool:
    return isinstance(term, sp.ZeroMatrix)


def _split(term: Any) -> tuple[Any, Any]:
    """A term as (its scalar factors, its matrices)."""
    if not isinstance(term, sp.MatMul) or _is_matrix(term.args[0]):
        return sp.S.One, term
    scalars = [factor for factor in term.args if not _is_matrix(factor)]
    matrices = [factor for factor in term.args if _is_matrix(factor)]
    body = matrices[0] if len(matrices) == 1 else sp.Basic.__new__(sp.MatMul, *matrices)
    return (scalars[0] if len(scalars) == 1 else sp.Mul(*scalars)), body


def _differ(a: Any, b: Any) -> bool:
    """Whether two sizes are numbers and differ. Symbols are compared when an equation comes in, which names it."""
    a, b = sp.Integer(a) if isinstance(a, int) else a, sp.Integer(b) if isinstance(b, int) else b  # of a sp.Matrix
    return bool(a.is_Integer and b.is_Integer and a != b)


def product_of(left: Any, right: Any) -> Any:
    """The matrix product; a 1 x 1 matrix counts as its entry where only a scalar fits."""
    if _is_matrix(left) and _is_matrix(right) and not same_dimension(left.shape[1], right.shape[0]):
        if _is_single(left):
            left = entry_of(left)
        elif _is_single(right):
            right = entry_of(right)
        elif _differ(left.shape[1], right.shape[0]):
            raise refusals.no_product(left, right)
        else:
            return sp.Basic.__new__(sp.MatMul, left, right)
    if not _is_matrix(left) and not _is_matrix(right):
        return left * right
    return sp.MatMul(left, right, evaluate=True)


def quotient_of(left: Any, right: Any) -> Any:
    """left over a scalar or a 1 x 1 matrix, or times the inverse of a square matrix."""
    if not _is_matrix(right):
        if right == 0:
            raise refusals.zero_division(left)
        return product_of(sp.Pow(right, -1), left)
    if _is_single(right):
        return product_of(sp.Pow(entry_of(right), -1), left)
    if not _is_matrix(left) or not same_dimension(*right.shape) or not same_dimension(left.shape[1], right.shape[0]):
        raise refusals.no_quotient(left, right)
    return product_of(left, right.inverse())


def power_of(base: Any, exponent: Any) -> Any:
    """A square matrix to a power."""
    if _is_matrix(exponent):
        raise refusals.matrix_exponent(base, exponent)
    if _differ(*base.shape):
        raise refusals.no_power(base, exponent)
    if isinstance(base, sp.ZeroMatrix) and exponent.is_negative:
        raise refusals.zero_division(sp.S.One)
    if isinstance(base, sp.MatPow) and exponent != 1 and not (base.exp.is_Integer and exponent.is_Integer):
        if not _is_single(base):
            raise refusals.no_root(base, exponent)
        # ((x.T*y)**2)**(1/2) is no x.T*y, but its absolute value; SymPy would merge the exponents of matrices
        entry = sp.Dummy("d")
        return sp.MatrixExpr.__new__(
            ElementwiseApplyFunction, sp.Lambda(entry, (entry**base.exp) ** exponent), base.base
        )
    return sp.MatPow(base, exponent).doit(deep=False)
