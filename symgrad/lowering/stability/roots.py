"""Sums over powers of a root r = sqrt(x^2 + c) that cancel where x^2 is all of it: 1 / r - x^2 / r^3 is c / r^3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower

from symgrad.algebra import factors, power
from symgrad.algebra.lifting import lift
from symgrad.expressions.scalar_forms import terms_expanded
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.lowering.stability.sight import Sight
from symgrad.programs.equations import variables_in

MOST_TERMS = 12  # of a sum that is looked at
MOST_NAMES = 4  # written out, one after the other
MOST_EXPANDED = 300  # terms of a formula that is multiplied out


def over_root(w: Sight, expr: Any) -> Any:
    """A sum with r^2 written out above the line, where terms go then; itself where none do."""
    if len(expr.args) > MOST_TERMS:
        return expr
    for root, base in dict(_roots(w, expr)).items():
        mark = sp.Dummy("r", positive=True)
        names = {root: mark, power(base, sp.S.Half): mark}
        square, whole = _plain(base, names), _written(w, _plain(expr, names), mark, names)
        if terms_expanded(whole) > MOST_EXPANDED:
            continue
        terms = sp.Add.make_args(sp.expand(whole))
        below = max(-int(_exponent(term, mark)) for term in terms)
        if below <= 0:
            continue
        above = sp.Add(*(_squared(sp.expand_mul(term * mark**below), mark, square) for term in terms))
        if terms_expanded(above) > MOST_EXPANDED:
            continue
        made = sp.expand(above)
        if len(sp.Add.make_args(made)) < len(terms):
            values = {symbol: node for node, symbol in reversed(names.items())}
            return lift(sp.factor_terms(made) / mark**below, values, shape_of(expr))
    return expr


def _roots(w: Sight, expr: Any) -> Iterator[tuple[Any, Any]]:
    """Roots of sums in an expression and in what is named in it, by name where they have one, and the sums."""
    for name in variables_in(expr):
        base = _base(w.value(name))
        if base is not None:
            yield name, base
    for part in (expr, *map(w.value, variables_in(expr))):
        for factor in () if part is None else _factors_of_terms(part):
            base = _base(factor)
            if base is not None:
                yield power(base, sp.S.Half), base


def _base(expr: Any) -> Any | None:
    """The sum that an expression is a power of, to a half of an odd number."""
    if not isinstance(expr, (sp.Pow, HadamardPower)) or not isinstance(expr.args[0], (sp.Add, sp.MatAdd)):
        return None
    return expr.args[0] if (2 * expr.args[1]).is_Integer and not expr.args[1].is_Integer else None


def _factors_of_terms(expr: Any) -> Iterator[Any]:
    """The factors of each term of an expression, entry by entry."""
    for term in expr.args if isinstance(expr, (sp.Add, sp.MatAdd)) else (expr,):
        for part in factors(term):
            yield from factors(part)


def _written(w: Sight, whole: Any, mark: Any, names: dict[Any, Any]) -> Any:
    """The formula with names of what is over the root written out."""
    for _ in range(MOST_NAMES):
        values = {symbol: w.value(node) for node, symbol in names.items() if symbol != mark and is_variable(node)}
        plain = {symbol: _plain(value, names) for symbol, value in values.items() if value is not None}
        quotients = {symbol: value for symbol, value in plain.items() if _is_quotient(value, mark)}
        if whole.free_symbols.isdisjoint(quotients):
            break
        whole = whole.xreplace(quotients)
    return whole


def _is_quotient(formula: Any, mark: Any) -> bool:
    if not formula.has(mark) or terms_expanded(formula) > MOST_EXPANDED:
        return False
    return all(_exponent(term, mark) < 0 for term in sp.Add.make_args(sp.expand(formula)))


def _plain(expr: Any, names: dict[Any, Any]) -> Any:
    """The formula of an entry, with a symbol for each part that is no sum, product or power of them."""
    if expr in names:
        return names[expr]
    if isinstance(expr, sp.OneMatrix):
        return sp.S.One
    if not is_matrix(expr) and expr.is_number:
        return expr
    if isinstance(expr, (sp.Add, sp.MatAdd)):
        return sp.Add(*(_plain(arg, names) for arg in expr.args))
    parts = factors(expr)
    if len(parts) > 1:
        return sp.Mul(*(_plain(part, names) for part in parts))
    if isinstance(expr, (sp.Pow, HadamardPower)) and expr.args[1].is_Integer:
        return _plain(expr.args[0], names) ** expr.args[1]
    base = _base(expr)
    if base is not None and expr.args[1] != sp.S.Half:
        return _plain(power(base, sp.S.Half), names) ** (2 * expr.args[1])
    return names.setdefault(expr, sp.Dummy(f"r{len(names)}", positive=True))


def _exponent(term: Any, base: Any) -> Any:
    return term.as_powers_dict().get(base, sp.S.Zero)


def _squared(term: Any, mark: Any, square: Any) -> Any:
    """A term with the square of the root written out."""
    half = int(_exponent(term, mark)) // 2
    return term / mark ** (2 * half) * square**half
