"""Equations with a time index compared as trees: sums and entry-by-entry products in any order, all else as it is."""

from collections import Counter

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.time.time_sums import TimeSum

SUMS, PRODUCTS = (sp.Add, sp.MatAdd), (sp.Mul, HadamardProduct)


def tree(expr):
    """A hashable form of an expression; where two expressions have the same one they differ by order alone."""
    expr = sp.sympify(expr)
    if isinstance(expr, SUMS):
        return "sum", _bag(_flat(expr, SUMS))
    if isinstance(expr, sp.MatMul):
        scalars = [factor for arg in expr.args if not arg.is_Matrix for factor in _factors(arg)]
        return "chain", _bag(scalars), tuple(tree(arg) for arg in expr.args if arg.is_Matrix)
    if isinstance(expr, (*PRODUCTS, HadamardPower)) or _is_whole_power(expr):
        return "product", _bag(_factors(expr))
    if isinstance(expr, TimeSum):
        return "over time", tree(expr.term), expr.first, expr.last
    if expr.args and not isinstance(expr, sp.MatrixSymbol):
        return type(expr).__name__, tuple(tree(arg) for arg in expr.args)
    return expr


def equation_trees(equations):
    """Left-hand side -> tree of the right-hand side."""
    made = {equation.lhs: tree(equation.rhs) for equation in equations}
    assert len(made) == len(equations), "a name has two equations"
    return made


def different(found, expected):
    """The left-hand sides whose equations are not the same, or stand on one side alone."""
    found, expected = equation_trees(found), equation_trees(expected)
    return {str(lhs) for lhs in {*found, *expected} if found.get(lhs) != expected.get(lhs)}


def _bag(parts):
    return frozenset(Counter(map(tree, parts)).items())


def _flat(expr, kinds):
    if isinstance(expr, kinds):
        return [part for arg in expr.args for part in _flat(arg, kinds)]
    return [expr]


def _is_whole_power(expr):
    return isinstance(expr, sp.Pow) and expr.exp.is_Integer and expr.exp > 1


def _factors(expr):
    if isinstance(expr, PRODUCTS):
        return [factor for arg in expr.args for factor in _factors(arg)]
    if (isinstance(expr, HadamardPower) and expr.exp.is_Integer and expr.exp > 1) or _is_whole_power(expr):
        return _factors(expr.base) * int(expr.exp)
    return [expr]
