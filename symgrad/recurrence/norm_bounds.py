"""Bounds of norms: how far a Jacobian can stretch a vector, by its form and by the values that gates can have.

    ||A B|| <= ||A|| ||B||,   ||A + B|| <= ||A|| + ||B||,   ||[A; B]||^2 <= ||A||^2 + ||B||^2,   ||diag(v)|| = max |v_i|

The largest entry of i (1 - i) is 1/4, since i = sigmoid(...) lies between 0 and 1. Norms of matrices are spectral.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class _Known:
    """What is known of names: which are functions, and how they are spelled in text and in LaTeX."""

    definitions: Mapping[Any, Any]
    spelled: Callable[[Any], tuple[str, str]]


def _alone(expr: Any) -> tuple[str, str]:
    return printing.text(expr), printing.latex(expr)


def norm_bound(expr: Any, definitions: Mapping[Any, Any], spelled: Callable[[Any], tuple[str, str]] = _alone) -> Any:
    """A number or an expression in norms of names that the spectral norm of ``expr`` does not exceed.

    ``definitions`` says which names are functions of bounded values. Norms of names that nothing bounds stay; what is
    in them is ``spelled`` in text and in LaTeX, as it is elsewhere in the display.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> h, z, U = sg.vector("h", n), sg.vector("z", n), sg.matrix("U", n, n)
    >>> norm_bound(sg.diag(sg.ones(n) - sg.hadamard(h, h)) * U, {h: sg.tanh(z)})
    ‖U‖
    """
    return _of_whole(expr, _Known(definitions, spelled))


def _of_whole(expr: Any, known: _Known) -> Any:
    if isinstance(expr, sp.MatAdd):
        return sp.Add(*(_of_whole(term, known) for term in expr.args))
    if not is_matrix(expr):
        return _largest(expr, known)
    coefficient, body = split(expr)
    factors = body.args if isinstance(body, sp.MatMul) else [body]
    stretched = [_of_factor(factor, known) for factor in factors]
    return sp.Mul(_largest(coefficient, known), *stretched)


def _of_factor(factor: Any, known: _Known) -> Any:
    if isinstance(factor, sp.MatAdd):
        return _of_whole(factor, known)
    if isinstance(factor, sp.ZeroMatrix):
        return sp.S.Zero
    if isinstance(factor, sp.Identity):
        return sp.S.One
    if isinstance(factor, Diag):
        return _largest(factor.argument, known)
    if isinstance(factor, Concat):
        return sp.sqrt(sp.Add(*(_of_whole(block, known) ** 2 for block in factor.args)))
    return _norm_of(factor.arg if isinstance(factor, sp.Transpose) else factor, "", known)


def _norm_of(expr: Any, mark: str, known: _Known) -> Any:
    """The norm of a name as a symbol of its own: ``‖U‖``, and ``‖c‖_∞`` for the largest entry of a vector."""
    text, told = known.spelled(expr)
    latex = rf"\lVert {told} \rVert" if is_matrix(expr) else rf"\lvert {told} \rvert"
    brackets = "‖{}‖" if is_matrix(expr) else "|{}|"
    return variable_of(brackets.format(text) + mark, (), latex=latex + (r"_\infty" if mark else ""))


def _largest(expr: Any, known: _Known) -> Any:
    """What the absolute value of no entry exceeds."""
    names: dict[Any, Any] = {}
    formula = _of_parts(entry_formula(expr, names) if is_matrix(expr) else expr, names)
    parts = {symbol: body for body, symbol in names.items()}
    values = {symbol: _values(body, known.definitions) for symbol, body in parts.items()}
    return _Bounds(values, parts, known).of(formula)


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


@dataclass(frozen=True)
class _Bounds:
    """The bounds of formulas in symbols: between which numbers each lies, if that is known, and what it stands for."""

    values: Mapping[Any, tuple[Any, Any] | None]
    parts: Mapping[Any, Any]
    known: _Known

    def of(self, formula: Any) -> Any:
        """What the absolute value of a formula does not exceed."""
        inside = formula.free_symbols & self.parts.keys()
        if not inside:
            return abs(formula)
        alone = next(iter(inside))
        between = self.values[alone] if len(inside) == 1 else None
        if between is not None and formula.is_polynomial(alone):
            return _largest_between(formula, alone, *between)
        if formula.is_Add:
            return sp.Add(*map(self.of, formula.args))
        if formula.is_Mul:
            return self._of_product(formula, inside)
        if formula.is_Pow and formula.exp.is_Integer and formula.exp > 0:
            return self.of(formula.base) ** formula.exp
        shape = next((shape_of(self.parts[symbol]) for symbol in inside if is_matrix(self.parts[symbol])), ())
        whole = lift(formula, {symbol: self.parts[symbol] for symbol in inside}, shape)
        return _norm_of(whole, "_∞" if shape else "", self.known)

    def _of_product(self, formula: Any, inside: set[Any]) -> Any:
        """The bounds of the factors, those of one symbol together: v (1 - v) is at most 1/4."""
        if len(inside) == 1:
            return sp.Mul(*map(self.of, formula.args))
        own = [factor.free_symbols & self.parts.keys() for factor in formula.args]
        apart = [[f for f, used in zip(formula.args, own, strict=True) if used == {symbol}] for symbol in inside]
        rest = [f for f, used in zip(formula.args, own, strict=True) if len(used) != 1]
        return sp.Mul(*map(self.of, [*(sp.Mul(*factors) for factors in apart if factors), *rest]))


def _largest_between(polynomial: Any, symbol: Any, low: Any, high: Any) -> Any:
    """The largest absolute value of a polynomial of one symbol between two numbers; sizes may be in it as a factor."""
    content, primitive = polynomial.as_independent(symbol, as_Add=False)
    turns = sp.solve(sp.diff(primitive, symbol), symbol)
    places = [sympified(low), sympified(high), *(turn for turn in turns if turn.is_real and low < turn < high)]
    return abs(content) * max(abs(primitive.subs(symbol, place)) for place in places)
