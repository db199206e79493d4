"""Formulas of scalars: what may stand in one, and its slope by one of its symbols.

A formula is made of sums, products, powers, functions that have a row, and choices: Piecewise, Max, Min and the
conditions inside them. Its slope is a formula again, so that whatever is applied to the entries of a vector can be
differentiated as often as one likes.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef, Function, UndefinedFunction
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import And, Boolean, Not, Or

from symgrad.errors import MissingRuleError
from symgrad.expressions.nodes import FunctionAtom, ScalarPointwise
from symgrad.expressions.nodes.functional import slot
from symgrad.expressions.shapes import is_matrix
from symgrad.expressions.traversal import in_sympys_order, postorder
from symgrad.functions.elementwise import row_of
from symgrad.functions.heads import X, Y
from symgrad.functions.several_arguments import is_of_several, require_order, slope_by
from symgrad.functions.undefined import require_word

_ARITHMETIC = (sp.Add, sp.Mul, sp.Pow)
_CHOICES = (sp.Piecewise, sp.Max, sp.Min)
_CONDITIONS = (ExprCondPair, Relational, And, Or, Not)
_COMPOSED = (sp.ITE, sp.Xor, sp.Implies, sp.Equivalent)  # conditions that are made of and, or, not
_TOO_LARGE = 2**1024
_NO_NUMBERS = (type(sp.I), type(sp.zoo), sp.NumberSymbol)


def is_choice(node: Any) -> bool:
    """Whether a node of a formula chooses one among several values."""
    return isinstance(node, _CHOICES)


def in_formula(node: Any) -> bool:
    """Whether a node is part of a formula, and not a value that stands in it; MissingRuleError where it has no rule."""
    if is_matrix(node):  # SymPy's products and sums of matrices are kinds of its Mul and Add
        return False
    if isinstance(node, (*_ARITHMETIC, *_CHOICES, *_CONDITIONS)):
        require_number(node)
        if isinstance(node, ExprCondPair):
            require_value(node.args[0])
        return True
    require_number(node)
    if not isinstance(node, (Function, Boolean)) or isinstance(node, sp.KroneckerDelta) or not node.args:
        return False
    if isinstance(node, AppliedUndef):
        require_word(node.func.__name__)
    if isinstance(node, AppliedUndef) or (len(node.args) == 1 and row_of(node.func) is not None):
        return True
    if is_of_several(node):
        require_order(node)
        return True
    several = f" of {len(node.args)} arguments" if len(node.args) > 1 else ""
    raise MissingRuleError(
        f"no rule for the function {node.func.__name__}{several}, in {node}; write it in functions that have a rule, "
        f"or give a function of one argument a row of its own with sg.elementwise(name, slope=..., definition=...)."
    )


def in_plain_conditions(formula: Any) -> Any:
    """The formula with its conditions made of and, or, not: SymPy writes ITE where a choice is compared.

    >>> a, b = sp.Symbol("a", real=True) > 0, sp.Symbol("b", real=True) > 0
    >>> in_plain_conditions(sp.Implies(a, b, evaluate=False))
    (a <= 0) | (b > 0)
    """
    if not formula.has(*_COMPOSED):
        return formula
    return formula.replace(lambda node: isinstance(node, _COMPOSED), lambda node: node.to_nnf(simplify=False))


def require_number(node: Any) -> None:
    """MissingRuleError for a number that no float holds: infinity, nan, 10**400, and what is not real."""
    require_real(node)
    if isinstance(node, sp.Number) and (not node.is_finite or abs(node) >= _TOO_LARGE):
        text = str(node)
        told = text if len(text) < 30 else f"{text[:10]}..., of {len(text)} characters"
        raise MissingRuleError(f"no rule for the number {told}: numbers are finite, and below 2**1024 in size.")


def require_real(node: Any) -> None:
    """MissingRuleError for a number that is not real: sqrt(-1), a root of -2, and for a symbol that is declared so."""
    if isinstance(node, sp.Symbol) and (node.is_real is False or not node.is_commutative or _is_complex(node)):
        raise MissingRuleError(
            f"no rule for the symbol {node}, which is declared as no real number; declare it with "
            f"sg.scalar({str(node)!r})."
        )
    if isinstance(node, _NO_NUMBERS) and node not in (sp.pi, sp.E):
        raise MissingRuleError(
            f"no rule for {type(node).__name__}, {node}: numbers are real, and pi and E are known by name."
        )
    if isinstance(node, sp.Pow) and node.base.is_number and node.base.is_negative and not node.exp.is_integer:
        raise MissingRuleError(
            f"no rule for {node}: numbers are real, and a power of a negative number is, where the exponent is a whole "
            f"number alone."
        )


def _is_complex(symbol: Any) -> bool:
    """Whether a symbol is declared as complex, and no more is known of it."""
    return bool(symbol.is_complex and symbol.is_real is None)


def require_value(formula: Any) -> None:
    """MissingRuleError for a condition where a value is wanted."""
    if not isinstance(formula, sp.Expr):
        raise MissingRuleError(
            f"{formula} is a condition and no value; for 1 where it holds and 0 elsewhere write "
            f"Piecewise((1, {formula}), (0, True))."
        )


@functools.cache
def require_row(head: Any) -> None:
    """MissingRuleError where the row of a function could not be differentiated, or not be computed."""
    seen, waiting = {head}, [head]
    while waiting:
        row = row_of(waiting.pop())
        assert row is not None
        _require_formula(row.name, "slope", row.slope, {X, Y})
        if row.definition is not None and not row.numpy:
            _require_formula(row.name, "definition", row.definition, {X})
        used = {node.func for node in sp.preorder_traversal(row.slope) if isinstance(node, Function)}
        used = {head for head in used if row_of(head) is not None or isinstance(head, UndefinedFunction)}
        named = {other for other in used if isinstance(other, UndefinedFunction)}  # f has the slope f', and so on
        waiting += [other for other in used - seen - named if row_of(other) is not None]
        seen |= used


def _require_formula(name: str, what: str, formula: Any, arguments: set[Any]) -> None:
    others = formula.free_symbols - arguments
    if others:
        raise MissingRuleError(
            f"the {what} of {name} holds {', '.join(sorted(map(str, others)))}, but a function of every entry has one "
            f"argument: by what else it holds it could not be differentiated."
        )
    for node in sp.preorder_traversal(formula):
        try:
            in_formula(node)
        except MissingRuleError as error:
            raise MissingRuleError(f"the {what} of {name}, {formula}: {error}") from None
        if not (in_formula(node) or node.is_Symbol or node.is_Boolean or node.is_number):
            raise MissingRuleError(f"the {what} of {name}, {formula}: no rule for {type(node).__name__}, in {node}.")


def slope(formula: Any, symbol: Any) -> Any:
    """The derivative of a formula by one of its symbols, a formula again.

    Where two values of a Max or Min are equal, the one that SymPy puts first is taken: a number before the rest.

    >>> t = sp.Symbol("t", real=True)
    >>> slope(sp.Max(t, 2) * t, t)
    t*Piecewise((0, t <= 2), (1, True)) + Max(2, t)
    """
    return _Slope(symbol)(formula)


class _Slope:
    """The derivative by one symbol; what is met twice is differentiated once."""

    def __init__(self, symbol: Any) -> None:
        self._symbol = symbol
        self._done: dict[Any, Any] = {symbol: sp.S.One}

    def __call__(self, formula: Any) -> Any:
        if formula not in self._done:
            self._done[formula] = self._of(formula) if formula.has(self._symbol) else sp.S.Zero
        return self._done[formula]

    def _of(self, formula: Any) -> Any:
        if not in_formula(formula):
            raise MissingRuleError(f"no slope of {formula} by {self._symbol}: it is no formula of scalars.")
        args = formula.args
        if isinstance(formula, sp.Add):
            return sp.Add(*map(self, args))
        if isinstance(formula, sp.Mul):
            return sp.Add(*(sp.Mul(*args[:k], self(arg), *args[k + 1 :]) for k, arg in enumerate(args)))
        if isinstance(formula, sp.Pow):
            base, exponent = args
            raised = sp.Mul(lowered(base, exponent), self(base))
            return raised + sp.Mul(sp.log(base), formula, self(exponent)) if self(exponent) != 0 else raised
        if isinstance(formula, sp.Piecewise):
            plain = unguarded(formula)
            if plain != formula and formula.args[0][1].has(self._symbol):
                return self(plain)  # the guard is no case of its own: along the exponent it is smooth
            return sp.Piecewise(*((self(value), condition) for value, condition in args))
        if is_choice(formula):
            return self(by_cases(formula))
        if is_of_several(formula):
            return sp.Add(
                *(sp.Mul(slope_by(formula, k, formula), self(arg)) for k, arg in enumerate(args) if self(arg) != 0)
            )
        row = row_of(formula.func)
        assert row is not None
        return sp.Mul(placed(row.slope, {X: args[0], Y: formula}), self(args[0]))


def placed(formula: Any, values: Mapping[Any, Any]) -> Any:
    """A formula with values in the places of its symbols; where a condition compares one, it is a whole there.

    >>> t = sp.Symbol("t", real=True)
    >>> placed(sp.Piecewise((t, t > 1), (0, True)), {t: sp.sin(t)})
    Piecewise((sin(t), sin(t) > 1), (0, True))
    """
    if not any(value.has(sp.Piecewise) for value in values.values()):
        return formula.xreplace(values)
    compared = {symbol: a_whole(value) for symbol, value in values.items()}
    conditions = {one: one.xreplace(compared) for one in formula.atoms(Relational)}
    return formula.xreplace({**values, **conditions})


def a_whole(value: Any) -> Any:
    """A value that a condition compares: a choice in it is one node, which SymPy does not look into.

    It would write each case of the choice as a condition of its own, and it does not know how where none may hold.
    """
    if not value.has(sp.Piecewise):
        return value
    parts = postorder(value, in_formula)
    leaves = in_sympys_order(part for part in parts if not (in_formula(part) or part.is_number or part.is_Boolean))
    slots = {leaf: slot(k) for k, leaf in enumerate(leaves, 1)}
    return ScalarPointwise(FunctionAtom(sp.Lambda(tuple(slots.values()), value.xreplace(slots))), *leaves)


def lowered(base: Any, exponent: Any) -> Any:
    """The slope of a power, e b^(e-1); 0 where an exponent that is no number is 0, whatever the base is."""
    slope_of_it = sp.Mul(exponent, sp.Pow(base, exponent - 1))
    return slope_of_it if exponent.is_number else sp.Piecewise((slope_of_it, sp.Ne(a_whole(exponent), 0)), (0, True))


def unguarded(formula: Any) -> Any:
    """A formula with the slopes of powers in it without their guard, as they are told and differentiated again.

    >>> x, p = sp.symbols("x p", real=True)
    >>> unguarded(lowered(x, p))
    p*x**(p - 1)
    """
    return formula.replace(_is_guard, lambda guard: guard.args[0][0])


def _is_guard(node: Any) -> bool:
    """Whether a choice is p (...) x^(p - k), which is 0 where p is 0."""
    if not isinstance(node, sp.Piecewise) or len(node.args) != 2 or node.args[1] != (0, True):
        return False
    value, condition = node.args[0]
    if not isinstance(condition, sp.Ne):
        return False
    zero_of, factors = _written_out(condition.lhs - condition.rhs), sp.Mul.make_args(value)
    powers = [_written_out(factor.exp) for factor in factors if isinstance(factor, sp.Pow) and factor.exp.free_symbols]
    parts = {part for part in sp.Mul.make_args(zero_of) if not part.is_number}
    return parts <= set(map(_written_out, factors)) and any(_is_lowered(power, zero_of) for power in powers)


def _is_lowered(power: Any, zero_of: Any) -> bool:
    """Whether an exponent is k less than another, of which a condition says that a multiple is 0."""
    terms, below = zero_of.as_coefficients_dict(), power.as_coefficients_dict()
    term = next((term for term in terms if not term.is_number), sp.S.One)
    return bool((power - below[term] / terms[term] * zero_of).is_Integer)


def _written_out(expr: Any) -> Any:
    """An expression without the nodes that :func:`a_whole` makes."""
    inside = {
        whole: whole.head.expr.xreplace(dict(zip(whole.head.variables, whole.args[1:], strict=True)))
        for whole in expr.atoms(ScalarPointwise)
    }
    return expr.xreplace(inside)


def by_cases(choice: Any) -> Any:
    """Max or Min as a Piecewise: of equal values the first one."""
    before = sp.Ge if isinstance(choice, sp.Max) else sp.Le
    values = sorted(choice.args, key=lambda value: (not value.is_number, value.sort_key()))
    cases = [
        (value, sp.And(*(_compared(before, value, other) for other in values[k + 1 :])))
        for k, value in enumerate(values[:-1])
    ]
    return sp.Piecewise(*cases, (values[-1], True))


def _compared(before: Any, value: Any, other: Any) -> Any:
    """One value before another; SymPy's Piecewise turns 3 a - b >= relu(b) - d round for ever, not so a difference."""
    found = before(a_whole(value), a_whole(other))
    turned = found.canonical if isinstance(found, Relational) else found
    return found if turned == getattr(turned, "canonical", turned) else before(a_whole(value - other), 0)
