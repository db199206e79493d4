"""Sums over indices, as SymPy writes them, in matrix form: Sum(x[k] y[k], (k, 0, n - 1)) is dot(x, y)."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.algebra import add, diag, dot, element, hadamard, mul, scale, split, total, trace, transpose
from symgrad.algebra.blocks import matrix_power
from symgrad.algebra.indexed_bases import require_one_kind
from symgrad.algebra.indexed_values import Indexed, Ranges, TooManyIndicesError, UnfitIndexError, indexed, is_spread
from symgrad.algebra.spectra import MatrixFunction, coshm, cosm, expm, matrix_map, sinhm, sinm
from symgrad.errors import MissingRuleError
from symgrad.expressions.nodes import Eigenvalue
from symgrad.expressions.scalar_forms import expanded
from symgrad.expressions.shapes import is_matrix, same_dimension, shape_of
from symgrad.expressions.traversal import postorder

MOST_WRITTEN = 64  # terms of a sum over integers that is written out


def sum_form(node: Any, body: Any, *limits: Any) -> Any:
    """The sum of ``body`` over each index of ``limits``, (index, first, last), without an index.

    Raises MissingRuleError where a sum does not run over entries, or has no form in matrices of two axes.
    """
    require_one_kind(node)
    if is_matrix(body):
        return _sum_of_matrices(node, body, limits)
    try:
        ranges = _ranges(limits)
        if any(count == 0 for _, count in ranges.values()):
            return sp.S.Zero
        try:
            return sp.Add(*(_summed(term, ranges) for term in sp.Add.make_args(body)))
        except UnfitIndexError:
            if not _is_short(ranges):
                raise
            return _written_out(body, ranges)
    except UnfitIndexError as fault:
        told = f"no matrix form for {node}: {fault}; write it with dot, total or a matrix product."
        raise MissingRuleError(told) from None


def product_form(node: Any, body: Any, *limits: Any) -> Any:
    """The product of all eigenvalues is the determinant; any other stays, for its logarithm is a sum."""
    if not isinstance(body, Eigenvalue):
        return node.func(body, *limits)
    try:
        ((index, first, last),) = limits
        _require_full_spectrum(body, index, (first, last - first + 1))
    except (UnfitIndexError, ValueError) as fault:
        told = f"no matrix form for {node}: {fault}; write it with dot, total or a matrix product."
        raise MissingRuleError(told) from None
    return sp.Determinant(body.argument)


def _ranges(limits: Sequence[Any]) -> Ranges:
    found = {index: (first, sp.expand(last - first + 1)) for index, first, last in limits}
    if len(found) < len(limits):
        raise UnfitIndexError("two of its indices have one name")
    for index, (first, count) in found.items():
        if first.has(*found) or count.has(*found):
            raise UnfitIndexError(f"what {index} runs over goes with another index")
        if count.is_negative or any(sp.diff(count, size).is_negative for size in count.free_symbols):
            raise UnfitIndexError(f"{index} runs backwards, from {first} to {first + count - 1}")
    return MappingProxyType(found)


def _is_short(ranges: Ranges) -> bool:
    places = [place for pair in ranges.values() for place in pair]
    return all(place.is_Integer for place in places) and sp.Mul(*(n for _, n in ranges.values())) <= MOST_WRITTEN


def _written_out(body: Any, ranges: Ranges) -> Any:
    """The sum over few integers, term by term."""
    for part in postorder(body):
        if is_matrix(part) and part.has(*ranges):
            raise UnfitIndexError(f"{next(i for i in ranges if part.has(i))} stands in {part}, which is no scalar")
    places = itertools.product(*(range(int(first), int(first + count)) for first, count in ranges.values()))
    made = sp.Add(*(_at(body, dict(zip(ranges, map(sp.Integer, at), strict=True))) for at in places))
    if made.has(sp.zoo, sp.nan):
        raise UnfitIndexError(f"{body} is no number at each place")
    return made


def _at(body: Any, values: Mapping[Any, Any]) -> Any:
    entries = {
        part: element(part.args[0], *(place.xreplace(values) for place in part.args[1:]))
        for part in postorder(body)
        if isinstance(part, MatrixElement)
    }
    return body.xreplace(entries).xreplace(values)


def _sum_of_matrices(node: Any, body: Any, limits: Sequence[Any]) -> Any:
    """A sum of vectors or matrices that the index but scales: Sum_k x[k] v is (1' x) v."""
    terms = []
    for term in body.args if isinstance(body, sp.MatAdd) else (body,):
        coefficient, matrix = split(term)
        for index, *_ in limits:
            if matrix.has(index):
                raise MissingRuleError(
                    f"no matrix form for {node}: {index} stands in {matrix}, which is no scalar; write it with dot, "
                    f"total or a matrix product."
                )
        terms.append(scale(sum_form(node, coefficient, *limits), matrix))
    return add(*terms)


def _summed(term: Any, ranges: Ranges) -> Any:
    """The sum of one term, as it stands: multiplied out, differences lose digits.

    It is multiplied out only where indices meet in a part of it that not all entries have, so that each of its parts is
    a product of matrices.
    """
    made, fault, parts = None, None, sp.Add.make_args(expanded(term))
    try:
        made = _term(term, ranges)
    except UnfitIndexError as found:
        fault = found
    if made is not None and (len(parts) == 1 or not _is_spread(term, ranges)):
        return made
    try:
        if len(parts) > 1 and not any(_is_spread(part, ranges) for part in parts):
            return sp.Add(*(_term(part, ranges) for part in parts))
    except UnfitIndexError:
        pass
    if fault is not None:
        raise fault
    return made


def _is_spread(term: Any, ranges: Ranges) -> bool:
    return any(is_spread(factor, ranges) for factor in sp.Mul.make_args(term))


def _term(term: Any, ranges: Ranges) -> Any:
    """The sum of a product over all indices, one after the other."""
    term, ranges = _without_deltas(term, ranges)
    scalars, factors = [], []
    for factor in sp.Mul.make_args(term):
        values = [part for part in postorder(factor) if isinstance(part, Eigenvalue) and part.index in ranges]
        if values:
            scalars.append(_over_spectrum(factor, values[0], ranges))
            ranges = {index: found for index, found in ranges.items() if index != values[0].index}
        else:
            factors.append(factor)
    product = _product_of_entries(factors, ranges)
    if product is not None:
        return sp.Mul(*scalars, product)
    found, left = [indexed(factor, ranges) for factor in factors], list(ranges)
    while left:
        whole = _whole(found, left)
        found, left = (whole, left[2:]) if whole else (_contracted(found, left[0], ranges[left[0]][1]), left[1:])
    return sp.Mul(*scalars, *(one.value for one in found))


def _product_of_entries(factors: Sequence[Any], ranges: Ranges) -> Any | None:
    """Sum_k A[i, k] B[k, j] -> (A B)[i, j], whichever way round the indices stand; i and j are not summed over."""
    moving = [factor for factor in factors if factor.has(*ranges)]
    if len(ranges) != 1 or len(moving) != 2 or not all(isinstance(factor, MatrixElement) for factor in moving):
        return None
    (index,) = ranges
    vectors = [indexed(factor, ranges).value for factor in moving]  # which tells whether it runs over all of them
    sides = [_turned(factor, index, ranges[index]) for factor in moving]
    if None in sides or all(side[0] == vector for side, vector in zip(sides, vectors, strict=True) if side):
        return None
    (a, i), (b, j) = (side for side in sides if side)
    rest = [factor for factor in factors if factor not in moving]
    return sp.Mul(*rest, element(mul(transpose(a), b), i, j))


def _turned(entry: Any, index: Any, places: tuple[Any, Any]) -> tuple[Any, Any] | None:
    """A[k, i] as (A, i) and A[i, k] as (A', i), the summed index first; None where it runs over a part, or twice."""
    matrix, row, column = entry.args
    if row == index and not column.has(index):
        turned, other = matrix, column
    elif column == index and not row.has(index):
        turned, other = transpose(matrix), row
    else:
        return None
    first, count = places
    return (turned, other) if first == 0 and same_dimension(count, shape_of(turned)[0]) else None


def _whole(factors: Sequence[Indexed], left: Sequence[Any]) -> list[Indexed]:
    """The sum over two indices at once of a product of matrices entry by entry; nothing where it is none."""
    both = [factor for factor in factors if set(factor.letters) == {*left[:2]} and len(left) > 1]
    others = [factor for factor in factors if factor not in both]
    if not both or any({*left[:2]}.intersection(other.letters) for other in others):
        return []
    first, *rest = (factor.along(*left[:2]) for factor in both)
    return [*others, Indexed(dot(first, hadamard(*rest)) if rest else total(first))]


def _contracted(factors: Sequence[Indexed], index: Any, count: Any) -> list[Indexed]:
    """The product of factors summed over one index."""
    others = [factor for factor in factors if index not in factor.letters]
    if len(others) == len(factors):
        return [*others, Indexed(count)]
    vectors = [factor.value for factor in factors if factor.letters == (index,)]
    matrices: dict[Any, list[Any]] = {}
    for factor in factors:
        for letter in factor.letters if index in factor.letters else ():
            if letter != index:
                matrices.setdefault(letter, []).append(factor.along(index, letter))
    sides = [(letter, hadamard(*values)) for letter, values in matrices.items()]
    if not sides:
        made = total(vectors[0]) if len(vectors) == 1 else dot(vectors[0], hadamard(*vectors[1:]))
        return [*others, Indexed(made)]
    if len(sides) > 2:
        raise TooManyIndicesError(f"{index} and {', '.join(str(letter) for letter, _ in sides)} meet in one product")
    (one, left), *second = sides
    if not second:
        vector = hadamard(*vectors) if vectors else sp.OneMatrix(count, 1)
        return [*others, Indexed(mul(transpose(left), vector), (one,))]
    ((other, right),) = second
    middle = [diag(hadamard(*vectors))] if vectors else []
    return [*others, Indexed(mul(transpose(left), *middle, right), (one, other))]


def _without_deltas(term: Any, ranges: Ranges) -> tuple[Any, Ranges]:
    """A term in which delta_ij has put i in the place of j: both run over the same places, or j alone over all."""
    for factor in sp.Mul.make_args(term):
        if not isinstance(factor, sp.KroneckerDelta):
            continue
        one, other = sorted(factor.args, key=lambda index: index in ranges)
        rest = term / factor
        if other in ranges and (ranges.get(one) == ranges[other] or (one not in ranges and _all(other, rest, ranges))):
            left = {i: found for i, found in ranges.items() if i != other}
            return _without_deltas(rest.xreplace({other: one}), left)
    return term, ranges


def _all(index: Any, term: Any, ranges: Ranges) -> bool:
    """Whether an index runs over a whole axis in a term."""
    first, count = ranges[index]
    entries = (part for part in postorder(term) if isinstance(part, MatrixElement))
    axes = (
        (place, size) for part in entries for place, size in zip(part.args[1:], shape_of(part.args[0]), strict=True)
    )
    return first == 0 and any(place == index and same_dimension(count, size) for place, size in axes)


def _over_spectrum(factor: Any, value: Any, ranges: Ranges) -> Any:
    """The sum of a function of all eigenvalues, which is the trace of that function of the matrix."""
    _require_full_spectrum(value, value.index, ranges[value.index])
    at = sp.Dummy()
    formula = factor.xreplace({value: at})
    if formula == at:
        return trace(value.argument)
    if formula.is_Pow and formula.base == at and formula.exp.is_Integer:
        return trace(matrix_power(value.argument, formula.exp))
    inside = formula.args[0] if formula.args else None
    if formula.func in _OF_MATRICES and not (inside / at).has(at):
        return trace(matrix_map(_OF_MATRICES[formula.func], mul(inside / at, value.argument)))
    raise UnfitIndexError(
        f"{factor.xreplace({value: sp.Symbol('lambda')})} of all eigenvalues is no trace that is known"
    )


_OF_MATRICES: Mapping[Any, MatrixFunction] = MappingProxyType(
    {sp.exp: expm, sp.sin: sinm, sp.cos: cosm, sp.sinh: sinhm, sp.cosh: coshm}
)


def _require_full_spectrum(value: Any, index: Any, places: tuple[Any, Any]) -> None:
    size, (first, count) = shape_of(value.argument)[0], places
    if value.index != index or value.argument.has(index) or first != 0 or not same_dimension(count, size):
        raise UnfitIndexError(f"it does not run over all eigenvalues of {value.argument}, 0 to {size - 1}")
