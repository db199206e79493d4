"""Lowering of what puts entries into other places: diagonals, blocks, parts, entries, matrices written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp

from symgrad.expressions.shapes import shape_of
from symgrad.lowering.array_program import LEAD, hole
from symgrad.lowering.rules.linear_algebra import square, without_ones
from symgrad.lowering.terms import Term, own_axes


def _placed(lowering: Any, how: tuple[Any, ...], terms: Sequence[Term], axes: Mapping[Any, Any]) -> Term:
    """An operation of the kind ``place`` whose result has the leading axes of its arguments, and these."""
    lead = [axis for axis in LEAD if any(axis in term.letters for term in terms)]
    to = (*lead, *axes)
    values = [term.value for term in terms]
    letters = [term.letters for term in terms]
    return Term(lowering.emit("place", how, values, [*lead, *axes.values()], letters, to), to)


def identity(lowering: Any, node: Any) -> Term:
    """A matrix of ones on the diagonal."""
    axes = own_axes(shape_of(node))
    return _placed(lowering, ("eye",), (), axes) if axes else Term(None, (), sp.S.One)


def unit(lowering: Any, node: Any) -> Term:
    """A matrix with a one in one place."""
    height, width, *spots = node.args
    spot, terms, axes = _spots(lowering, spots, (height, width))
    if not axes:
        return Term(None, (), sp.S.One)
    return without_ones(lowering, _placed(lowering, ("unit", spot), terms, axes), axes)


def _spots(
    lowering: Any, spots: Sequence[Any], shape: Sequence[Any]
) -> tuple[tuple[Any, ...], list[Term], dict[Any, Any]]:
    """Positions along axes, as formulas of sizes and of values, these values, and the axes.

    An axis of size 1 is left out where its position is no value, which is looked at when the code runs.
    """
    terms: list[Term] = []
    found, axes = [], {}
    for letter, (spot, size) in enumerate(zip(spots, shape, strict=True)):
        term = lowering.term(spot)
        if size == 1 and term.value is None:
            continue
        axes[letter] = size
        found.append(term.number if term.value is None else hole(len(terms)))
        terms += [] if term.value is None else [term]
    return tuple(found), terms, axes


def diag(lowering: Any, node: Any) -> Term:
    """The diagonal matrix of a vector."""
    return diagonal_matrix(lowering, lowering.term(node.argument), shape_of(node.argument)[0])


def diagonal_matrix(lowering: Any, term: Term, size: Any) -> Term:
    """A vector, with the letter 0, on the diagonal of a matrix."""
    if size == 1:
        return term
    lead = [axis for axis in LEAD if axis in term.letters]
    whole = lowering.filled(term, (*lead, 0), {0: size})
    return _placed(lowering, ("diag",), [whole], {0: size, 1: size})


def concat(lowering: Any, node: Any) -> Term:
    """Blocks one below the other."""
    lead = {axis for block in node.args for axis in lowering.term(block).letters if axis in LEAD}
    columns = shape_of(node)[1]
    terms = []
    for block in node.args:  # a block of one row has the axis that it is put along
        sizes = {0: shape_of(block)[0], **own_axes((1, columns))}
        terms.append(lowering.filled(lowering.term(block), (*lead, *sizes), sizes))
    return _placed(lowering, ("concat",), terms, own_axes(shape_of(node)))


def rows(lowering: Any, node: Any) -> Term:
    """Some rows."""
    argument = lowering.whole(node.argument)
    if shape_of(node.argument)[0] == 1:
        return argument
    return _placed(lowering, ("part", node.start, node.count), [argument], own_axes(shape_of(node)))


def element(lowering: Any, node: Any) -> Term:
    """One entry."""
    matrix, *spots = node.args
    spot, terms, axes = _spots(lowering, spots, shape_of(matrix))
    argument = lowering.term(matrix)
    whole = lowering.filled(argument, (*(one for one in argument.letters if one in LEAD), *axes), axes)
    return _placed(lowering, ("entry", spot), [whole, *terms], {}) if axes else whole


def explicit(lowering: Any, node: Any) -> Term:
    """A matrix whose entries are written out."""
    terms = [lowering.term(entry) for entry in node.entries]
    held = list(dict.fromkeys(term for term in terms if term.value is not None))
    entries = tuple(term.number if term.value is None else hole(held.index(term)) for term in terms)
    return _placed(lowering, ("explicit", entries), held, own_axes(shape_of(node)))


def vec(lowering: Any, node: Any) -> Term:
    """The columns one below the other: the axes in the other order, as one."""
    turned = lowering.whole(node.argument).at({0: 1, 1: 0})
    sizes = dict(zip((1, 0), shape_of(node.argument), strict=True))
    return merged(lowering, turned, {0: (0, 1)}, {letter: size for letter, size in sizes.items() if size != 1})


def unvec(lowering: Any, node: Any) -> Term:
    """A vector cut into columns."""
    rows_, columns = shape_of(node)
    made = split_axes(lowering, lowering.whole(node.argument), {0: (0, 1)}, {0: columns, 1: rows_})
    return made.at({0: 1, 1: 0})


def commutation(lowering: Any, node: Any) -> Term:
    """The permutation that takes vec(X) to vec(X')."""
    return _placed(lowering, ("commutation", *node.args), (), own_axes(shape_of(node)))


def triangle(lowering: Any, node: Any) -> Term:
    """A triangle, by the numbers of what is below, on and above the diagonal."""
    return _placed(lowering, ("triangle", *node.weights), [square(lowering, node.argument)], own_axes(shape_of(node)))


def vech(lowering: Any, node: Any) -> Term:
    """The entries on and below the diagonal, column by column."""
    return _placed(lowering, ("vech",), [square(lowering, node.argument)], {0: shape_of(node)[0]})


def unvech(lowering: Any, node: Any) -> Term:
    """The lower triangular matrix of these entries."""
    return _placed(lowering, ("unvech",), [lowering.whole(node.argument)], own_axes(shape_of(node)))


def duplication(lowering: Any, node: Any) -> Term:
    """The matrix that takes vech(S) to vec(S)."""
    return _placed(lowering, ("duplication", *node.args), (), own_axes(shape_of(node)))


def elimination(lowering: Any, node: Any) -> Term:
    """The matrix that takes vec(X) to vech(X)."""
    return _placed(lowering, ("elimination", *node.args), (), own_axes(shape_of(node)))


def merged(lowering: Any, term: Term, groups: Mapping[Any, Sequence[Any]], sizes: Mapping[Any, Any]) -> Term:
    """Axes as one, the first of a group the slowest; ``sizes`` has those that are not 1."""
    kept = {new: [one for one in group if one in sizes] for new, group in groups.items()}
    axes = {new: sp.Mul(*(sizes[one] for one in group)) for new, group in kept.items() if group}
    if all(len(group) <= 1 for group in kept.values()):
        return term.at({group[0]: new for new, group in kept.items() if group})
    return _placed(lowering, ("merge", tuple(tuple(group) for group in kept.values() if group)), [term], axes)


def split_axes(lowering: Any, term: Term, groups: Mapping[Any, Sequence[Any]], sizes: Mapping[Any, Any]) -> Term:
    """Each axis as several, the first of a group the slowest; what is 1 of ``sizes`` is left out."""
    kept = {old: [one for one in group if sizes[one] != 1] for old, group in groups.items()}
    if all(len(group) <= 1 for group in kept.values()):
        return term.at({old: group[0] for old, group in kept.items() if group})
    axes = {one: sizes[one] for group in kept.values() for one in group}
    return _placed(lowering, ("split", tuple(tuple(group) for group in kept.values() if group)), [term], axes)
