"""Tangents of expressions, and the transpose of a tangent: the two engines that drive the two tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

from symgrad.algebra import add, ones_of, scale, split
from symgrad.calculus.known_lines import with_known_lines
from symgrad.calculus.tangent_rules import has_tangent_rule, tangent_rule
from symgrad.calculus.transpose_rules import transpose_rule
from symgrad.errors import SymgradError
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.traversal import is_known, postorder
from symgrad.programs.equations import variables_in

Bind = Callable[[Any, Any], Any]


def tangent(expr: Any, dots: Mapping[Any, Any], name: Any = None, known: dict[Any, Any] | None = None) -> Any | None:
    """The differential of an expression, linear in the tangents ``dots`` (variable -> its tangent).

    ``name`` is what the whole expression is called, if it is: tanh(z) then has the slope 1 - a^2 and not
    1 - tanh(z)^2. None where nothing moves. ``known`` keeps the differentials of the parts, for other expressions with
    the same tangents.
    """
    moves: dict[Any, Any] = {} if known is None else known
    expr, found = with_known_lines(expr), None
    for node in postorder(expr, lambda node: not is_known(node, moves) and _is_differentiable(node, dots)):
        named = node is expr and name is not None
        if named or node not in moves:
            found = _move(node, dots, moves, name if named else node)
            if not named:
                moves[node] = found
    return found if name is not None else moves[expr]


def tangent_in(equation: Any, dots: Mapping[Any, Any], known: dict[Any, Any] | None = None) -> Any | None:
    """The differential of an equation's right-hand side; an error says which equation it is."""
    try:
        return tangent(equation.rhs, dots, equation.lhs, known)
    except SymgradError as error:
        raise type(error)(f"equation {equation}: {error}") from None


def _move(node: Any, dots: Mapping[Any, Any], moves: Mapping[Any, Any], value: Any) -> Any | None:
    """The differential of a node from those of its arguments, None where it does not move."""
    if node in dots:
        return dots[node]
    below = [moves.get(arg) for arg in node.args]
    if is_variable(node) or all(move is None for move in below):
        return None
    rule = tangent_rule(node)
    try:
        move = rule(node, below, value)
    except sp.SympifyError as error:  # a rule of one's own
        raise SymgradError(f"the tangent of {type(node).__name__} makes no expression: {error}") from None
    if move == 0 or isinstance(move, sp.ZeroMatrix):
        return None
    # a row times a column is a number, also where it is what a matrix of one entry moves by
    return scale(move, ones_of(shape_of(node))) if is_matrix(node) and not is_matrix(move) else move


def _is_differentiable(node: Any, dots: Mapping[Any, Any]) -> bool:
    """Whether to look inside a node. One without a rule is named here, before the parts of it would be."""
    if is_variable(node) or not node.args:
        return False
    if not has_tangent_rule(node) and any(variable in dots for variable in variables_in(node)):
        tangent_rule(node)
    return True


def transposed(linear: Any, bar: Any, leaves: Mapping[Any, Any], bind: Bind = lambda bar, node: bar) -> dict[Any, Any]:
    """What flows back from ``bar``, the cotangent of ``linear``, to each tangent in ``leaves``.

    The answer is keyed by the values of ``leaves`` (tangent -> its variable). Where the cotangent of an inner sum
    flows on to several terms, ``bind(cotangent, sum)`` may give it a name, so that it is computed and told once.
    """
    order: list[Any] = []
    moving: set[Any] = set()
    for node in postorder(linear, lambda node: not is_variable(node)):
        if node in leaves or (not is_variable(node) and any(arg in moving for arg in node.args)):
            moving.add(node)
            order.append(node)
    bars: dict[Any, list[Any]] = {linear: [bar]}
    found: dict[Any, Any] = {}
    for node in reversed(order):
        if node not in bars:
            continue
        bar = add(*bars.pop(node))
        if node in leaves:
            found[leaves[node]] = bar
            continue
        positions = [k for k, arg in enumerate(node.args) if arg in moving]
        if len(positions) > 1 and not is_atomic(bar):
            bar = bind(bar, node)
        rule = transpose_rule(node)
        for k in positions:
            share = rule(node, k, bar)
            if shape_of(node.args[k]) and not shape_of(share):  # a row times a column, where a 1 x 1 matrix is meant
                share = scale(share, ones_of(shape_of(node.args[k])))
            bars.setdefault(node.args[k], []).append(share)
    return found


def moving_parts(move: Any, known: Mapping[Any, Any]) -> set[Any]:
    """The differentials of parts of an equation through which alone these parts move the whole."""
    terms = Counter(term for node in postorder(move) if node.is_Add or node.is_MatAdd for term in node.args)
    return {found for found in known.values() if found is not None and all(terms[term] == 1 for term in found.args)}


def is_atomic(bar: Any) -> bool:
    """A name, a number, or a number times a name: nothing that is worth a name of its own; so is I times one of them.

    Of I most entries are 0, which a name for it would hide from the rules.
    """
    coefficient, body = split(bar) if shape_of(bar) else bar.as_coeff_Mul()
    if isinstance(body, (sp.Identity, sp.OneMatrix)):
        return all(base.is_Atom for base in coefficient.as_powers_dict())
    plain = coefficient.is_number or all(base.is_Atom for base in coefficient.as_powers_dict())
    return plain and (not body.args or is_variable(body))
