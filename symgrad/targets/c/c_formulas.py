"""Formulas of maps as expressions of C."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp
from sympy.core.function import Function, UndefinedFunction

from symgrad.errors import MissingRuleError
from symgrad.functions.elementwise import row_of
from symgrad.functions.special_functions import special_of
from symgrad.functions.special_heads import digits_of
from symgrad.lowering.holes import mask_in
from symgrad.targets.array_code.special_code import elsewhere
from symgrad.targets.c.c_functions import CALLS
from symgrad.targets.c.c_sizes import size_text

WHOLE = 1e15  # below which a whole number is written as one
TOO_LARGE = 2**1023
DIGITS = 30  # of a number before it is rounded to a float
REPEATED = 8  # up to which whole power a product is written


class CFormula:
    """Writes formulas whose ``leaves`` stand for C; ``sizes`` names dimensions, ``of`` tells the equation.

    ``kind`` is the type of its numbers.
    """

    def __init__(self, leaves: Mapping[Any, str], sizes: Mapping[Any, str], of: str, kind: str = "real") -> None:
        self._leaves, self._sizes, self._of, self._kind = leaves, sizes, of, kind

    def text(self, formula: Any) -> str:
        """The expression, in brackets unless it is one word or one call."""
        if formula in self._leaves:
            return self._leaves[formula]
        if formula.is_number and formula.is_comparable:
            return self._number(formula)
        for kind in type(formula).__mro__:
            if kind in RULES:
                return RULES[kind](self, formula)
        return self._missing(formula)

    def _missing(self, formula: Any) -> str:
        raise MissingRuleError(f"{self._of}: no C form for {type(formula).__name__}, in {self.told(formula)}.")

    def told(self, formula: Any) -> Any:
        """The formula with the names of what its holes stand for."""
        return formula.xreplace({one: sp.Symbol(text) for one, text in self._leaves.items()})

    def _number(self, value: Any) -> str:
        """A number as a literal."""
        text = repr(float(digits_of(value, DIGITS)))
        text = text.removesuffix(".0") if abs(float(value)) < WHOLE else text
        return f"({self._kind}){text}" if not text.startswith("-") else f"({self._kind})({text})"

    def size(self, formula: Any) -> str:
        """A dimension as a number."""
        return f"({self._kind})({size_text(formula, self._sizes)})"

    def add(self, formula: Any) -> str:
        """A sum."""
        return f"({' + '.join(map(self.text, formula.args))})"

    def mul(self, formula: Any) -> str:
        """A product, its negative powers below the line; step(v) times something is that where v > 0, else 0."""
        masks = [mask for mask in map(mask_in, formula.args) if mask is not None]
        rest = [factor for factor in formula.args if mask_in(factor) is None]
        if masks and any(not factor.is_number for factor in rest):
            asked = " && ".join(f"{self.text(mask.args[0])} > 0" for mask in masks)
            return f"({asked} ? {self._quotient(rest)} : 0)"
        return self._quotient(formula.args)

    def _quotient(self, factors: Any) -> str:
        above: list[str] = []
        below: list[str] = []
        for factor in factors:
            if factor.is_Rational and max(abs(factor.p), factor.q) < TOO_LARGE:
                above += [] if factor.p == 1 else [self._number(sp.Integer(factor.p))]
                below += [] if factor.q == 1 else [self._number(sp.Integer(factor.q))]
            elif isinstance(factor, sp.Pow) and factor.exp.is_number and factor.exp.is_extended_negative:
                below.append(self._power(factor.base, -factor.exp))
            else:
                above.append(self.text(factor))
        over = " * ".join(above) or "1"
        over = over if above else f"({self._kind})1"
        if not below:
            return over if len(above) == 1 else f"({over})"
        under = below[0] if len(below) == 1 else f"({' * '.join(below)})"
        return f"({over} / {under})"

    def pow(self, formula: Any) -> str:
        """A power."""
        base, exponent = formula.args
        if exponent.is_number and exponent.is_extended_negative:
            return f"(1 / {self._power(base, -exponent)})"
        return self._power(base, exponent)

    def _power(self, base: Any, exponent: Any) -> str:
        code = self.text(base)
        if exponent == 1:
            return code
        if exponent == sp.S.Half:
            return f"sg_sqrt({code})"
        if exponent == 2:
            return f"sg_square({code})"
        if exponent.is_Integer and 0 < exponent <= REPEATED and code.replace("_", "a").isalnum():
            return f"({' * '.join([code] * int(exponent))})"
        return f"sg_pow({code}, {self.text(exponent)})"

    def function(self, formula: Any) -> str:
        """A function by its row: a form of C's, or its definition."""
        head, args = formula.func, formula.args
        special = special_of(formula)
        if special is not None:
            template = elsewhere(special, "c", args, self.told(formula))
            return template.format(*map(self.text, args))
        row = None if isinstance(head, UndefinedFunction) else row_of(head)
        if row is None or len(args) != 1:
            return self._missing(formula)
        if head in CALLS:
            return CALLS[head].replace("{x}", self.text(args[0]))
        if row.definition is None or row.definition.func is head:
            raise MissingRuleError(
                f"{self._of}: no C form for {row.name}, in {self.told(formula)}: its row has NumPy code alone; give it "
                f"a definition= in known functions."
            )
        inside = sp.Dummy(real=True)
        nested = CFormula({**self._leaves, inside: f"({self.text(args[0])})"}, self._sizes, self._of, self._kind)
        return nested.text(row.definition.xreplace({sp.Symbol("x"): inside}))

    def piecewise(self, formula: Any) -> str:
        """The first value whose condition holds."""
        made = "(real)NAN"
        for value, condition in reversed(formula.args):
            text = self.text(value)
            made = text if condition == sp.true else f"({self.text(condition)} ? {text} : {made})"
        return made

    def equal(self, formula: Any) -> str:
        """Kronecker's delta."""
        left, right = map(self.text, formula.args)
        return f"({left} == {right} ? (real)1 : 0)"


def _folded(function: str) -> Callable[[CFormula, Any], str]:
    def rule(formula: CFormula, expr: Any) -> str:
        return functools.reduce(lambda a, b: f"{function}({a}, {b})", map(formula.text, expr.args))

    return rule


def _joined(sign: str) -> Callable[[CFormula, Any], str]:
    return lambda formula, expr: f"({f' {sign} '.join(map(formula.text, expr.args))})"


RULES: Mapping[type, Callable[[CFormula, Any], str]] = MappingProxyType(
    {
        sp.Symbol: CFormula.size,
        sp.Add: CFormula.add,
        sp.Mul: CFormula.mul,
        sp.Pow: CFormula.pow,
        Function: CFormula.function,
        sp.Piecewise: CFormula.piecewise,
        sp.KroneckerDelta: CFormula.equal,
        sp.Max: _folded("sg_larger"),
        sp.Min: _folded("sg_smaller"),
        sp.And: _joined("&&"),
        sp.Or: _joined("||"),
        sp.Not: lambda formula, expr: f"(!{formula.text(expr.args[0])})",
        sp.StrictGreaterThan: _joined(">"),
        sp.GreaterThan: _joined(">="),
        sp.StrictLessThan: _joined("<"),
        sp.LessThan: _joined("<="),
        sp.Equality: _joined("=="),
        sp.Unequality: _joined("!="),
    }
)
