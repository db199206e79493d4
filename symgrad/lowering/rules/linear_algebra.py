"""Lowering of inverses, determinants, powers, and of what belongs to the spectrum of a matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symgrad.errors import MissingRuleError
from symgrad.expressions.shapes import shape_of
from symgrad.lowering.array_program import LEAD, hole
from symgrad.lowering.terms import Term, own_axes


def square(lowering: Any, expr: Any) -> Term:
    """A matrix as an array of two axes, also where one of them has the size 1."""
    term, (rows, columns) = lowering.term(expr), shape_of(expr)
    lead = [axis for axis in LEAD if axis in term.letters]
    return lowering.filled(term, (*lead, 0, 1), {0: rows, 1: columns})


def _solve(lowering: Any, how: Any, terms: Sequence[Term], axes: Mapping[Any, Any]) -> Term:
    lead = [axis for axis in LEAD if any(axis in term.letters for term in terms)]
    to = (*lead, *axes)
    letters = [term.letters for term in terms]
    values = [term.value for term in terms]
    return Term(lowering.emit("solve", how, values, [*lead, *axes.values()], letters, to), to)


def solved(lowering: Any, matrix: Any, right: Term, sizes: Mapping[Any, Any]) -> Term:
    """The X of A X = B; a vector B has the letter 0 alone."""
    axes = {letter: size for letter, size in sizes.items() if letter == 0 or size != 1}
    lead = [axis for axis in LEAD if axis in right.letters]
    whole = lowering.filled(right, (*lead, *axes), axes)
    made = _solve(lowering, ("solve",), [square(lowering, matrix), whole], axes)
    return without_ones(lowering, made, sizes)


def without_ones(lowering: Any, term: Term, sizes: Mapping[Any, Any]) -> Term:
    """The term without axes of size 1."""
    ones = [letter for letter in term.letters if sizes.get(letter) == 1]
    if not ones:
        return term
    kept = {letter: size for letter, size in sizes.items() if letter in term.letters and letter not in ones}
    return lowering.contract([term], kept, kept)


def inverse(lowering: Any, node: Any) -> Term:
    """The inverse as a matrix; in a product it is not computed, what follows it is solved for."""
    if shape_of(node) == (1, 1):
        return lowering.map(1 / hole(0), [lowering.term(node.arg)])
    return _solve(lowering, ("inv",), [square(lowering, node.arg)], own_axes(shape_of(node)))


def power(lowering: Any, node: Any) -> Term:
    """A whole power of a matrix."""
    base, exponent = node.args
    if not exponent.is_Integer:
        raise MissingRuleError(f"no numbers for a matrix power with the exponent {exponent}, in {node}.")
    if shape_of(node) == (1, 1):
        return lowering.map(hole(0) ** exponent, [lowering.term(base)])
    return _solve(lowering, ("matrix_power", int(exponent)), [square(lowering, base)], own_axes(shape_of(node)))


def determinant(lowering: Any, node: Any) -> Term:
    """The determinant."""
    return _solve(lowering, ("det",), [square(lowering, node.args[0])], {})


def of_symmetric(name: str, letters: tuple[int, ...]) -> Callable[[Any, Any], Term]:
    """What goes with the i-th eigenvalue of a symmetric matrix."""

    def rule(lowering: Any, node: Any) -> Term:
        size = shape_of(node.argument)[0]
        sizes = dict.fromkeys(letters, size)
        made = _solve(lowering, (name, node.index), [square(lowering, node.argument)], sizes)
        return without_ones(lowering, made, sizes)

    return rule


def pseudo_inverse(lowering: Any, node: Any) -> Term:
    """The Moore-Penrose inverse."""
    sizes = dict(enumerate(shape_of(node)))
    made = _solve(lowering, ("pinv",), [square(lowering, node.argument)], sizes)
    return without_ones(lowering, made, sizes)


def matrix_map(lowering: Any, node: Any) -> Term:
    """A function of a square matrix, and its derivative along directions."""
    sizes = dict(enumerate(shape_of(node)))
    terms = [square(lowering, arg) for arg in node.args[1:]]
    return without_ones(lowering, _solve(lowering, ("matrix_map", node.head), terms, sizes), sizes)


def cholesky(lowering: Any, node: Any) -> Term:
    """The Cholesky factor."""
    return _solve(lowering, ("cholesky",), [square(lowering, node.argument)], own_axes(shape_of(node)))


def factor_of_qr(place: int) -> Callable[[Any, Any], Term]:
    """Q, at place 0, or R, at place 1, of A = Q R."""

    def rule(lowering: Any, node: Any) -> Term:
        sizes = dict(enumerate(shape_of(node)))
        made = _solve(lowering, ("qr", place), [square(lowering, node.argument)], sizes)
        return without_ones(lowering, made, sizes)

    return rule
