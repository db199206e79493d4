"""Sums multiplied out with the factors beside them, where a quotient then cancels."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.algebra import add, dot, element, hadamard, mul, split
from symgrad.expressions.nodes import Dot, Unit, is_linear_in
from symgrad.expressions.shapes import is_matrix
from symgrad.expressions.symbols import is_size, is_variable
from symgrad.expressions.traversal import folded, postorder, rebuild
from symgrad.programs.equations import variables_in

MOST_OPEN = 100  # terms of a scalar formula that is multiplied out as a whole, to see whether it is shorter then
MOST_TERMS = 24  # of a product of sums that is multiplied out
_NONE: frozenset[Any] = frozenset()
_POWERS = (sp.Pow, HadamardPower)


def divisors(expr: Any) -> frozenset[Any]:
    """What an expression divides by, that is made of variables."""
    found: frozenset[Any] = folded(expr, _divisors, "_divisors")
    return found


def _divisors(node: Any, below: Sequence[frozenset[Any]]) -> frozenset[Any]:
    if is_variable(node):
        return _NONE
    found = _NONE.union(*below)
    return found | {node.base} if _is_quotient(node) else found


def _is_quotient(node: Any) -> bool:
    return isinstance(node, _POWERS) and _is_below(node) and not all(map(is_size, variables_in(node.base)))


def _is_below(node: Any) -> bool:
    return bool(node.exp.is_number and node.exp.is_negative)


class Meeting:
    """What a factor beside an expression meets when it is multiplied out: the nodes that the expression is linear in.

    What stands below goes only against itself above, among these, and what stands above against itself below.
    """

    def __init__(self, expr: Any) -> None:
        self._expr, nodes = expr, _reached(expr)
        self._below = {node.base for node in nodes if _is_quotient(node)}
        self._above = {node.base if isinstance(node, _POWERS) else node for node in nodes if not _is_quotient(node)}
        self._by_entries = _has_entries(nodes)

    def may_cancel(self, value: Any) -> bool:
        """Whether all that a value divides by could be gone from the expression with the value in it."""
        nodes = _reached(value)
        if self._by_entries or _has_entries(nodes):
            used = set(variables_in(self._expr))
            return any(not used.isdisjoint(variables_in(base)) for base in divisors(value))
        dividing = [node for node in nodes if divisors(node) and len(_linear(node)) < len(node.args)]
        return bool(dividing) and all(map(self._meets, dividing))

    def _meets(self, node: Any) -> bool:
        """Whether a factor stands on the other side too, so that it could go with all that is in it."""
        base = node.base if isinstance(node, _POWERS) else node
        return base in (self._above if _is_quotient(node) else self._below)


def _reached(expr: Any) -> list[Any]:
    return list(postorder(expr, parts=_linear))


def _linear(node: Any) -> list[Any]:
    return [arg for k, arg in enumerate(node.args) if is_linear_in(node, k)]


def _has_entries(nodes: Sequence[Any]) -> bool:
    """Whether entries are taken, or put, one by one: then p_i meets p."""
    return any(isinstance(node, (Unit, MatrixElement)) for node in nodes)


def multiplied_out(expr: Any, below: Set[Any]) -> Any:
    """An expression in which sums that divide by one of ``below`` are multiplied out with what stands beside them."""

    def visit(node: Any, args: tuple[Any, ...]) -> Any:
        build = _BUILD.get(type(node))
        if is_variable(node) or build is None:
            return node if args == node.args else node.func(*args)
        if isinstance(node, (sp.Add, sp.MatAdd)):
            return build(*args)
        parts = [_terms(arg) if divisors(arg) & below else [arg] for arg in args]
        count = math.prod(map(len, parts))
        if not 1 < count <= MOST_TERMS:
            return build(*args)
        return add(*(build(*choice) for choice in itertools.product(*parts)))

    return rebuild(expr, visit, {})


def _terms(expr: Any) -> list[Any]:
    """The terms of a sum; of a multiple of a sum, those of the sum with the factor in each."""
    if isinstance(expr, (sp.Add, sp.MatAdd)):
        return list(expr.args)
    if is_matrix(expr):
        coefficient, body = split(expr)
        if isinstance(body, sp.MatAdd):
            return [mul(coefficient, term) for term in body.args]
    elif isinstance(expr, sp.Mul):
        sums = [factor for factor in expr.args if factor.is_Add]
        if len(sums) == 1:
            rest = [factor for factor in expr.args if factor is not sums[0]]
            return [sp.Mul(*rest, term) for term in sums[0].args]
    return [expr]


def entrywise_product(*factors: Any) -> Any:
    """The product entry by entry; of one with a single entry, v . e_i is v_i e_i."""
    unit = next((factor for factor in factors if isinstance(factor, Unit)), None)
    if unit is None:
        return hadamard(*factors)
    rest = [factor for factor in factors if factor is not unit]
    return mul(*(element(factor, *unit.args[2:]) if is_matrix(factor) else factor for factor in rest), unit)


_BUILD: Mapping[type, Callable[..., Any]] = {
    sp.Add: sp.Add,
    sp.MatAdd: add,
    sp.Mul: sp.Mul,
    sp.MatMul: mul,
    HadamardProduct: entrywise_product,
    Dot: dot,
}


def open_terms(formula: Any) -> int:
    """How many terms a scalar formula has when it is multiplied out, before any are collected."""
    if formula.is_Add:
        return sum(map(open_terms, formula.args))
    if formula.is_Mul:
        return math.prod(map(open_terms, formula.args))
    if formula.is_Pow and formula.exp.is_Integer and formula.exp > 0:
        return int(min(open_terms(formula.base) ** min(int(formula.exp), MOST_OPEN), 2 * MOST_OPEN))
    return 1
