"""Sums over an index, as SymPy writes them, in matrix form: Sum(x[k] y[k], (k, 0, n - 1)) is dot(x, y)."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.algebra import add, dot, element, mul, scale, split, total, trace, transpose
from symgrad.algebra.blocks import diagonal
from symgrad.algebra.lifting import lift
from symgrad.errors import MissingRuleError
from symgrad.expressions.nodes import Eigenvalue, Unit
from symgrad.expressions.scalar_forms import expanded
from symgrad.expressions.shapes import is_matrix, is_vector, same_dimension, shape_of
from symgrad.expressions.traversal import postorder


def matrix_form(node: Any, body: Any, index: Any, first: Any, last: Any) -> Any:
    """The sum of ``body`` over ``index`` from ``first`` to ``last`` without the index.

    Raises MissingRuleError where the sum does not run over all entries of what it indexes.
    """
    if is_matrix(body):
        return _sum_of_matrices(node, body, index, first, last)
    return sp.Add(*(_summed(node, term, index, first, last) for term in sp.Add.make_args(body)))


def _sum_of_matrices(node: Any, body: Any, index: Any, first: Any, last: Any) -> Any:
    """A sum of vectors or matrices that the index but scales: Sum_k x[k] v is (1' x) v."""
    terms = []
    for term in body.args if isinstance(body, sp.MatAdd) else (body,):
        coefficient, matrix = split(term)
        if matrix.has(index):
            raise _refused(node, f"{index} stands in {matrix}, which is no scalar")
        terms.append(scale(matrix_form(node, coefficient, index, first, last), matrix))
    return add(*terms)


def _summed(node: Any, term: Any, index: Any, first: Any, last: Any) -> Any:
    """The sum of one term, as it stands: multiplied out, differences lose digits.

    It is multiplied out only where another index stands in it, so that each of its parts is a product of matrices.
    """
    made, parts = None, sp.Add.make_args(expanded(term))
    try:
        made = _term(node, term, index, first, last)
    except MissingRuleError:
        if len(parts) == 1:
            raise
    if made is not None and (len(parts) == 1 or not made.has(Unit)):
        return made
    return sp.Add(*(_term(node, part, index, first, last) for part in parts))


def _term(node: Any, term: Any, index: Any, first: Any, last: Any) -> Any:
    constant, varying = term.as_independent(index, as_Add=False)
    if varying == 1:
        return sp.Mul(constant, last - first + 1)
    if isinstance(varying, Eigenvalue):
        _require_full_spectrum(node, varying, index, first, last)
        return sp.Mul(constant, trace(varying.argument))
    entries = [part for part in postorder(varying) if _is_at(part, index)]
    for entry in entries:
        _require_full(node, entry, index, first, last)
    factors = sp.Mul.make_args(varying)
    if len(factors) == 2 and all(factor in entries for factor in factors):
        return sp.Mul(constant, _contracted(factors[0], factors[1], index))
    names = {sp.Dummy(): _slice(entry, index) for entry in entries}
    formula = varying.xreplace(dict(zip(entries, names, strict=True)))
    if formula.has(index):
        raise _refused(node, f"{index} stands outside of an entry")
    summed = lift(formula, names, (last - first + 1, sp.S.One))
    if any(summed.has(name) for name in names):
        raise _refused(node, f"{index} stands in a part that has no form entry by entry")
    return sp.Mul(constant, total(summed))


def product_form(node: Any, body: Any, index: Any, first: Any, last: Any) -> Any:
    """The product of all eigenvalues is the determinant; MissingRuleError for any other product over an index."""
    if not isinstance(body, Eigenvalue):
        raise MissingRuleError(f"no matrix form for {node}: symgrad knows the product of the eigenvalues of a matrix.")
    _require_full_spectrum(node, body, index, first, last)
    return sp.Determinant(body.argument)


def _require_full_spectrum(node: Any, value: Any, index: Any, first: Any, last: Any) -> None:
    size = shape_of(value.argument)[0]
    if value.index != index or value.argument.has(index) or first != 0 or not same_dimension(last + 1, size):
        raise _refused(node, f"it does not run over all eigenvalues of {value.argument}, 0 to {size - 1}")


def _require_full(node: Any, entry: Any, index: Any, first: Any, last: Any) -> None:
    matrix, i, j = entry.args
    if matrix.has(index):
        raise _refused(node, f"{index} stands in {matrix}, of which an entry is taken")
    for position, size in ((i, shape_of(matrix)[0]), (j, shape_of(matrix)[1])):
        if not position.has(index):
            continue
        if position != index or first != 0 or not same_dimension(last + 1, size):
            raise _refused(node, f"it does not run over all entries of {matrix}, 0 to {size - 1}")


def _refused(node: Any, why: str) -> MissingRuleError:
    return MissingRuleError(f"no matrix form for {node}: {why}; write it with dot, total or a matrix product.")


def _is_at(part: Any, index: Any) -> bool:
    """Whether a part is an entry at the index."""
    return isinstance(part, MatrixElement) and any(place.has(index) for place in part.args[1:])


def _contracted(left: Any, right: Any, index: Any) -> Any:
    """Sum_k A[i, k] B[k, j] -> (A B)[i, j], whichever way round the indices stand."""
    a, i = _turned(left, index)
    b, j = _turned(right, index)
    if is_vector(a) and is_vector(b):  # whatever index their one column has
        return dot(a, b)
    return element(mul(transpose(a), b), i, j)


def _turned(entry: Any, index: Any) -> tuple[Any, Any]:
    """A[k, i] as (A, i) and A[i, k] as (A', i): the summed index first."""
    matrix, i, j = entry.args
    if i == j:
        return diagonal(matrix), sp.S.Zero
    return (matrix, j) if i == index else (transpose(matrix), i)


def _slice(entry: Any, index: Any) -> Any:
    """The vector of the entries that the index runs over."""
    matrix, other = _turned(entry, index)
    if is_vector(matrix):
        return matrix
    return mul(matrix, Unit(shape_of(matrix)[1], sp.S.One, other, sp.S.Zero))
