"""Bounds of norms: how far a Jacobian can stretch a vector, by its form and by the values that gates can have.

    ||A B|| <= ||A|| ||B||,   ||A + B|| <= ||A|| + ||B||,   ||[A; B]||^2 <= ||A||^2 + ||B||^2,   ||diag(v)|| = max |v_i|

The largest entry of i (1 - i) is 1/4, since i = sigmoid(...) lies between 0 and 1. Norms of matrices are spectral.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from symgrad import printing
from symgrad.algebra import split
from symgrad.algebra.lifting import lift
from symgrad.arguments.sympified import sympified
from symgrad.calculus.simplification import entry_formula
from symgrad.expressions.nodes import Concat, Diag, application
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.expressions.symbols import variable_of
from symgrad.expressions.traversal import postorder
from symgrad.functions.elementwise import row_of


def norm_bound(expr: Any, definitions: Mapping[Any, Any]) -> Any:
    """A number or an expression in norms of names that the spectral norm of ``expr`` does not exceed.

    ``definitions`` says which names are functions of bounded values. Norms of names that nothing bounds stay.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> h, z, U = sg.vector("h", n), sg.vector("z", n), sg.matrix("U", n, n)
    >>> norm_bound(sg.diag(sg.ones(n) - sg.hadamard(h, h)) * U, {h: sg.tanh(z)})
    ‖U‖
    """
    if isinstance(expr, sp.MatAdd):
        return sp.Add(*(norm_bound(term, definitions) for term in expr.args))
    if not is_matrix(expr):
        return _largest(expr, definitions)
    coefficient, body = split(expr)
    factors = body.args if isinstance(body, sp.MatMul) else [body]
    stretched = [_of_factor(factor, definitions) for factor in factors]
    return sp.Mul(_largest(coefficient, definitions), *stretched)


def _of_factor(factor: Any, definitions: Mapping[Any, Any]) -> Any:
    if isinstance(factor, sp.MatAdd):
        return norm_bound(factor, definitions)
    if isinstance(factor, sp.ZeroMatrix):
        return sp.S.Zero
    if isinstance(factor, sp.Identity):
        return sp.S.One
    if isinstance(factor, Diag):
        return _largest(factor.argument, definitions)
    if isinstance(factor, Concat):
        return sp.sqrt(sp.Add(*(norm_bound(block, definitions) ** 2 for block in factor.args)))
    return _norm_of(factor.arg if isinstance(factor, sp.Transpose) else factor, "")


def _norm_of(expr: Any, mark: str) -> Any:
    """The norm of a name as a symbol of its own: ``‖U‖``, and ``‖c‖_∞`` for the largest entry of a vector."""
    told = printing.latex(expr)
    latex = rf"\lVert {told} \rVert" if is_matrix(expr) else rf"\lvert {told} \rvert"
    brackets = "‖{}‖" if is_matrix(expr) else "|{}|"
    return variable_of(brackets.format(printing.text(expr)) + mark, (), latex=latex + (r"_\infty" if mark else ""))


def _largest(expr: Any, definitions: Mapping[Any, Any]) -> Any:
    """What the absolute value of no entry exceeds."""
    names: dict[Any, Any] = {}
    formula = _of_parts(entry_formula(expr, names) if is_matrix(expr) else expr, names)
    parts = {symbol: body for body, symbol in names.items()}
    known = {symbol: _values(body, definitions) for symbol, body in parts.items()}
    return _bound(formula, known, parts)


def _of_parts(formula: Any, names: dict[Any, Any]) -> Any:
    """A formula with a symbol for each part that is no sum, product or power with a number, sizes left as they are."""
    symbols = set(names.values())
    done: dict[Any, Any] = {}
    for node in postorder(formula, _is_opened):
        if node in symbols or node.is_number or (node.is_positive and node.is_Symbol):
            done[node] = node
        elif _is_opened(node):
            done[node] = node.func(*(done[arg] for arg in node.args))
        else:
            done[node] = names.setdefault(node, sp.Dummy(f"e{len(names)}", real=True))
    return done[formula]


def _is_opened(node: Any) -> bool:
    return not is_matrix(node) and bool(node.is_Add or node.is_Mul or (node.is_Pow and node.exp.is_number))


def _values(body: Any, definitions: Mapping[Any, Any]) -> tuple[Any, Any] | None:
    """Between which numbers the entries of a name, or of a function, lie."""
    head, _ = application(definitions.get(body, body))
    row = None if head is None else row_of(head)
    return None if row is None else row.values


def _bound(formula: Any, known: Mapping[Any, tuple[Any, Any] | None], parts: Mapping[Any, Any]) -> Any:
    inside = formula.free_symbols & parts.keys()
    if not inside:
        return abs(formula)
    alone = next(iter(inside))
    between = known[alone] if len(inside) == 1 else None
    if between is not None and formula.is_polynomial(alone):
        return _largest_between(formula, alone, *between)
    if formula.is_Add:
        return sp.Add(*(_bound(term, known, parts) for term in formula.args))
    if formula.is_Mul and len(inside) == 1:
        return sp.Mul(*(_bound(factor, known, parts) for factor in formula.args))
    if formula.is_Mul:
        apart = {symbol: [f for f in formula.args if f.free_symbols & parts.keys() == {symbol}] for symbol in inside}
        together = [sp.Mul(*factors) for factors in apart.values() if factors]
        rest = [f for f in formula.args if len(f.free_symbols & parts.keys()) != 1]
        return sp.Mul(*(_bound(one, known, parts) for one in (*together, *rest)))
    if formula.is_Pow and formula.exp.is_Integer and formula.exp > 0:
        return _bound(formula.base, known, parts) ** formula.exp
    shape = next((shape_of(parts[symbol]) for symbol in inside if is_matrix(parts[symbol])), ())
    whole = lift(formula, {symbol: parts[symbol] for symbol in inside}, shape)
    return _norm_of(whole, "_∞" if shape else "")


def _largest_between(polynomial: Any, symbol: Any, low: Any, high: Any) -> Any:
    """The largest absolute value of a polynomial of one symbol between two numbers; sizes may be in it as a factor."""
    content, primitive = polynomial.as_independent(symbol, as_Add=False)
    turns = sp.solve(sp.diff(primitive, symbol), symbol)
    places = [sympified(low), sympified(high), *(turn for turn in turns if turn.is_real and low < turn < high)]
    return abs(content) * max(abs(primitive.subs(symbol, place)) for place in places)
