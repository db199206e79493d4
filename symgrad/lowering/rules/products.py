"""Lowering of products and sums over entries: each is one contraction, whatever stands transposed or on a diagonal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from symgrad.algebra import split
from symgrad.expressions.nodes import Diag, OneHot
from symgrad.expressions.shapes import shape_of
from symgrad.lowering.array_program import LEAD, hole
from symgrad.lowering.rules.along_rows import along
from symgrad.lowering.rules.linear_algebra import solved
from symgrad.lowering.rules.places import diagonal_matrix, merged, split_axes
from symgrad.lowering.terms import Term, own_axes


def chain(lowering: Any, node: Any) -> Term:
    """A product of matrices, with a scalar in front."""
    coefficient, body = split(node)
    made = _product(lowering, list(body.args) if isinstance(body, sp.MatMul) else [body])
    return made if coefficient == 1 else lowering.map(hole(0) * hole(1), [lowering.term(coefficient), made])


def _product(lowering: Any, factors: Sequence[Any]) -> Term:
    """Factor k has the letters k and k + 1; of a diagonal matrix the two are the same."""
    if len(factors) == 1:
        return lowering.term(factors[0])
    place = next(
        (k for k, factor in enumerate(factors[:-1]) if isinstance(factor, sp.Inverse) or _picked(factor)), None
    )
    if place is not None:
        return _with_inverse(lowering, factors, place)
    name = list(range(len(factors) + 1))
    for k, factor in enumerate(factors):
        if isinstance(factor, Diag):
            name = [name[k] if one == name[k + 1] else one for one in name]
    terms: list[Term] = []
    sizes: dict[Any, Any] = {}
    for k, factor in enumerate(factors):
        rows, columns = shape_of(factor)
        sizes |= {name[letter]: size for letter, size in ((k, rows), (k + 1, columns)) if size != 1}
        inner = lowering.term(factor.argument if isinstance(factor, Diag) else factor)
        terms.append(inner.at({0: name[k], 1: name[k + 1]}))
    made = lowering.contract(terms, {name[0], name[-1]} & set(sizes), sizes)
    if name[0] == name[-1]:
        return diagonal_matrix(lowering, made.at({name[0]: 0}), shape_of(factors[0])[0])
    return made.at({name[0]: 0, name[-1]: 1})


def _with_inverse(lowering: Any, factors: Sequence[Any], place: int) -> Term:
    """What follows an inverse is solved for; of what follows a one-hot matrix rows are taken, or put and added."""
    rows = shape_of(factors[place])[0]
    sizes = {0: rows, 1: shape_of(factors[-1])[1]}
    follows = _product(lowering, factors[place + 1 :])
    if spots := _picked(factors[place]):
        given = shape_of(factors[place])[1]
        how = ("put", rows) if isinstance(factors[place], sp.Transpose) else ("take", given)
        args = [(lowering.term(spots), shape_of(spots)), (follows, (given, sizes[1]))]
        right = along(lowering, how, args, {0: rows, **own_axes((1, sizes[1]))})
    else:
        right = solved(lowering, factors[place].arg, follows, sizes)
    if place == 0:
        return right
    left = _product(lowering, factors[:place])
    letters = {0: shape_of(factors[0])[0], 1: sizes[1], 2: rows}
    present = {letter: size for letter, size in letters.items() if size != 1}
    return lowering.contract([left.at({1: 2}), right.at({0: 2})], {0, 1} & set(present), present)


def _picked(factor: Any) -> Any | None:
    """The positions, of a one-hot matrix or its transpose."""
    inner = factor.arg if isinstance(factor, sp.Transpose) else factor
    return inner.args[0] if isinstance(inner, OneHot) else None


def dot(lowering: Any, node: Any) -> Term:
    """The sum of the products of corresponding entries."""
    terms = [lowering.term(node.left), lowering.term(node.right)]
    return lowering.contract(terms, (), own_axes(shape_of(node.left)))


def total(lowering: Any, node: Any) -> Term:
    """The sum of all entries."""
    return lowering.contract([lowering.term(node.argument)], (), own_axes(shape_of(node.argument)))


def trace(lowering: Any, node: Any) -> Term:
    """The sum over the diagonal."""
    argument, size = lowering.term(node.args[0]), shape_of(node.args[0])[0]
    return lowering.contract([argument.at({1: 0})], (), own_axes((size,)))


def diagonal(lowering: Any, node: Any) -> Term:
    """The entries of the diagonal."""
    sizes = own_axes((shape_of(node.argument)[0],))
    return lowering.contract([lowering.term(node.argument).at({1: 0})], tuple(sizes), sizes)


def transpose(lowering: Any, node: Any) -> Term:
    """Other letters for the same array."""
    return lowering.term(node.arg).at({0: 1, 1: 0})


def kronecker(lowering: Any, node: Any) -> Term:
    """The entry (i k, j l) is A_ij B_kl."""
    left, right = node.args[0], node.args[1]
    terms = [lowering.term(left).at({0: 0, 1: 2}), lowering.term(right).at({0: 1, 1: 3})]
    (a, b), (c, d) = shape_of(left), shape_of(right)
    sizes = own_axes((a, c, b, d))
    made = lowering.contract(terms, tuple(sizes), sizes)
    lead = [axis for axis in LEAD if axis in made.letters]
    whole = lowering.filled(made, (*lead, *sizes), sizes)
    return merged(lowering, whole, {0: (0, 1), 1: (2, 3)}, sizes)


def kronecker_left(lowering: Any, node: Any) -> Term:
    """The entry (i, j) is <C_ij, B>."""
    return _of_blocks(lowering, node, (0, 2), (1, 3))


def kronecker_right(lowering: Any, node: Any) -> Term:
    """The sum of A_ij C_ij."""
    return _of_blocks(lowering, node, (1, 3), (0, 2))


def _of_blocks(lowering: Any, node: Any, kept: tuple[int, int], gone: tuple[int, int]) -> Term:
    whole, factor = node.args
    sizes = {**dict(zip(kept, shape_of(node), strict=True)), **dict(zip(gone, shape_of(factor), strict=True))}
    blocks = split_axes(lowering, lowering.whole(whole), {0: (0, 1), 1: (2, 3)}, sizes)
    part = lowering.term(factor).at({0: gone[0], 1: gone[1]})
    present = {letter: size for letter, size in sizes.items() if size != 1}
    return lowering.contract([blocks, part], set(kept) & set(present), present).at({kept[0]: 0, kept[1]: 1})
