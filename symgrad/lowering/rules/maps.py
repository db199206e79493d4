"""Lowering of functions: of every entry, formulas of several arguments, and functions of a whole vector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sympy as sp

from symgrad.errors import MissingRuleError
from symgrad.expressions.nodes import values_of
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.lowering.array_program import LEAD, Source, hole
from symgrad.lowering.holes import parts_of
from symgrad.lowering.rules.linear_algebra import square, without_ones
from symgrad.lowering.terms import Term, own_axes

SQUARE = "a square matrix"  # the domain of a row whose argument keeps two axes, of size 1 too


def applied(lowering: Any, node: Any) -> Term:
    """A function of a scalar."""
    return _of_entry(lowering, node, node.func, node.args)


def elementwise(lowering: Any, node: Any) -> Term:
    """A function of every entry."""
    return _of_entry(lowering, node, node.head, node.args[1:])


def _of_entry(lowering: Any, node: Any, head: Any, args: Any) -> Term:
    holes = map(hole, range(len(args)))
    return lowering.map(head(*holes, evaluate=False), [*map(lowering.term, args)])


def pointwise(lowering: Any, node: Any) -> Term:
    """A formula of several arguments, entry by entry: its parts are values, so that what is in it twice is one."""
    places = {variable: sp.Dummy(variable.name, **variable.assumptions0) for variable in node.head.variables}
    terms = {
        places[variable]: lowering.term(arg) for variable, arg in zip(node.head.variables, node.args[1:], strict=True)
    }
    return lowering.of_formula(node.head.expr.xreplace(places), terms)


def chosen(lowering: Any, node: Any) -> Term:
    """A Piecewise of scalars: a formula of the values that stand in it and in its conditions."""
    leaves = parts_of(node)
    formula = node.xreplace({leaf: hole(k) for k, leaf in enumerate(leaves)})
    return lowering.map(formula, [lowering.term(leaf) for leaf in leaves])


def of_vector(lowering: Any, node: Any) -> Term:
    """A function of a whole vector or matrix, along all its axes, or of each line; a constant of it is a scalar."""
    given = [lowering.term(constant) for constant in node.args[2:]]
    constants = [one if one.value is not None else lowering.filled(one, (), {}) for one in given]
    if node.head.lines.axis is not None:
        return _along(lowering, node.head, node.head.axis, [node.argument], constants, node.head.reduction)
    wide = square(lowering, node.argument) if node.head.whole.domain == SQUARE else None
    return _row(lowering, node, node.head, [wide or _with_axes(lowering, node.argument, given), *constants])


def stable_lines(lowering: Any, node: Any) -> Term:
    """A function of generated code, by name, of each line."""
    return _along(lowering, node.name, node.axis, node.matrices, [], False)


def _along(
    lowering: Any, how: Any, axis: int, matrices: Sequence[Any], constants: Sequence[Term], reduction: bool
) -> Term:
    """A function of each line: the letter 0 is that of the lines, and it runs along the letter 1."""
    ways = {0: 0, 1: 1} if axis == 1 else {0: 1, 1: 0}
    given = [lowering.term(matrix).at(ways) for matrix in matrices]
    axes = {letter: shape_of(matrices[0])[way] for way, letter in sorted(ways.items(), key=lambda pair: pair[1])}
    lead = [one for one in LEAD if any(one in term.letters for term in (*given, *constants))]
    to = (*lead, *axes)
    whole = [one if {*one.letters} == {*to} else lowering.filled(one, to, axes) for one in given]
    terms, made = [*whole, *constants], {0: axes[0]} if reduction else axes
    out = (*lead, *made)
    values, letters = [term.value for term in terms], [term.letters for term in terms]
    term = Term(lowering.emit("row", how, values, [*lead, *made.values()], letters, out), out)
    thin = without_ones(lowering, term, made)
    return thin if reduction else thin.at({letter: way for way, letter in ways.items()})


def by_source(source: Source) -> Callable[[Any, Any], Term]:
    """A rule for a function of the values of a node, whole arrays, by its code: the row ``lower`` of one's own node."""

    def rule(lowering: Any, node: Any) -> Term:
        terms = [lowering.term(value) for value in values_of(node)]
        whole = [
            _with_axes(lowering, value, terms) if is_matrix(value) else lowering.filled(term, term.letters, {})
            for value, term in zip(values_of(node), terms, strict=True)
        ]
        return _row(lowering, node, source, whole)

    return rule


def stable_form(lowering: Any, node: Any) -> Term:
    """A function of generated code, by name."""
    terms = [lowering.term(vector) for vector in node.vectors]
    return _row(lowering, node, node.name, [_with_axes(lowering, vector, terms) for vector in node.vectors])


def _with_axes(lowering: Any, expr: Any, others: Any) -> Term:
    """A vector or a matrix with an axis for its rows, of size 1 too, and the leading axes of others."""
    term, (rows, columns) = lowering.term(expr), shape_of(expr)
    lead = [axis for axis in LEAD if any(axis in one.letters for one in (term, *others))]
    axes = {0: rows, **own_axes((1, columns))}
    return lowering.filled(term, (*lead, *axes), axes)


def _row(lowering: Any, node: Any, how: Any, terms: list[Term]) -> Term:
    lead = [axis for axis in LEAD if any(axis in term.letters for term in terms)]
    shape = shape_of(node) if is_matrix(node) else ()
    axes = {**dict(enumerate(shape[:1])), **own_axes((1, *shape[1:]))}
    to = (*lead, *axes)
    values = [term.value for term in terms]
    made = Term(lowering.emit("row", how, values, [*lead, *axes.values()], [t.letters for t in terms], to), to)
    return without_ones(lowering, made, axes)


def undefined(lowering: Any, node: Any) -> Term:
    """A function of which nothing but its name is known has no code."""
    raise MissingRuleError(f"no code for {node.head.bare}, in {node}: nothing says what it is.")
