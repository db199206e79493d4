"""Systems of scalars evaluated in mpmath or in fractions, equation by equation; nothing here differentiates by rule."""

import mpmath
import sympy as sp

from symgrad.expressions.symbols import is_variable

HEADS = {
    sp.tanh: mpmath.tanh,
    sp.exp: mpmath.exp,
    sp.log: mpmath.log,
    sp.sqrt: mpmath.sqrt,
}


def ready(system):
    """The equations of a system of scalars as (name, function of a dict of numbers)."""
    return [(e.lhs, compiled(e.rhs)) for e in system.equations]


def compiled(expr):
    """An expression as a function of a dict symbol -> number; a number of any kind that can be added and multiplied."""
    if is_variable(expr):
        return lambda known: known[expr]
    if expr.is_Rational:
        return lambda known: known["number"](expr.p, expr.q)
    parts = [compiled(arg) for arg in expr.args]
    if expr.is_Add:
        return lambda known: sum((part(known) for part in parts[1:]), parts[0](known))
    if expr.is_Mul:
        return lambda known: _product([part(known) for part in parts])
    if expr.is_Pow and expr.exp.is_Integer:
        return lambda known: parts[0](known) ** int(expr.exp)
    if expr.is_Pow:
        return lambda known: known["function"](sp.Pow, expr)(parts[0](known), parts[1](known))
    return lambda known: known["function"](expr.func, expr)(*[part(known) for part in parts])


def _product(factors):
    made = factors[0]
    for factor in factors[1:]:
        made = made * factor
    return made


def values(equations, point):
    """Every name -> its number."""
    known = {"number": lambda p, q: mpmath.mpf(p) / q, "function": lambda head, _: HEADS[head], **point}
    for lhs, right in equations:
        known[lhs] = right(known)
    return known
