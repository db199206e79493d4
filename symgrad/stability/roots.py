"""Sums over powers of a root r = sqrt(x^2 + c) that cancel where x^2 is all of it: 1 / r - x^2 / r^3 is c / r^3."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.equations import variables_in
from symgrad.shapes import is_matrix
from symgrad.stability.sight import Sight

MOST_TERMS = 12  # of a sum that is looked at
MOST_NAMES = 4  # written out, one after the other


def over_root(w: Sight, expr: Any) -> Any:
    """A sum of scalars with r^2 written out above the line, where terms go then; itself where none do."""
    if is_matrix(expr) or len(expr.args) > MOST_TERMS:
        return expr
    for root in variables_in(expr):
        value = w.value(root)
        if not (isinstance(value, sp.Pow) and value.exp == sp.S.Half and value.base.is_Add and _divides(expr, root)):
            continue
        names: dict[Any, sp.Symbol] = {}
        whole = _plain(_written(w, expr, root), names)
        square, mark = _plain(value.base, names), _plain(root, names)
        terms = sp.Add.make_args(sp.expand(whole))
        below = max(-int(_exponent(term, mark)) for term in terms)
        above = sp.Add(*(_squared(sp.expand_mul(term * mark**below), mark, square) for term in terms))
        made = sp.expand(above)
        if len(sp.Add.make_args(made)) < len(terms):
            return (sp.factor_terms(made) / mark**below).xreplace({symbol: node for node, symbol in names.items()})
    return expr


def _divides(expr: Any, root: Any) -> bool:
    return any(power.base == root and power.exp.is_negative for power in expr.atoms(sp.Pow))


def _written(w: Sight, expr: Any, root: Any) -> Any:
    """The sum with names of products over the root written out."""
    for _ in range(MOST_NAMES):
        values = {name: w.value(name) for name in variables_in(expr) if name != root and not is_matrix(name)}
        quotients = {n: v for n, v in values.items() if isinstance(v, sp.Mul) and _exponent(v, root) < 0}
        if not quotients:
            break
        expr = expr.xreplace(quotients)
    return expr


def _plain(expr: Any, names: dict[Any, sp.Symbol]) -> Any:
    """The formula with a symbol for each part that is no sum, product or whole power."""
    if expr.is_number:
        return expr
    if isinstance(expr, (sp.Add, sp.Mul)):
        return expr.func(*(_plain(arg, names) for arg in expr.args))
    if isinstance(expr, sp.Pow) and expr.exp.is_Integer:
        return _plain(expr.base, names) ** expr.exp
    return names.setdefault(expr, sp.Dummy(f"r{len(names)}", positive=True))


def _exponent(term: Any, base: Any) -> Any:
    return term.as_powers_dict().get(base, sp.S.Zero)


def _squared(term: Any, mark: Any, square: Any) -> Any:
    """A term with the square of the root written out."""
    half = int(_exponent(term, mark)) // 2
    return term / mark ** (2 * half) * square**half
