"""Formulas of maps as code: sums, products, powers, functions by the templates of their rows, choices."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

import sympy as sp
from sympy.core.function import Function, UndefinedFunction
from sympy.logic.boolalg import Boolean

from symgrad.errors import MissingRuleError
from symgrad.functions.elementwise import row_of
from symgrad.functions.special_functions import special_of
from symgrad.functions.special_row import Special
from symgrad.lowering.holes import mask_in
from symgrad.targets.array_code.code_pieces import TOO_LARGE, Code, Level, call, number, quotient, total
from symgrad.targets.array_code.special_code import special_code

PORTION = 64  # operands of a sum or a product under one name: Python's parser does not like depth
T = TypeVar("T")


class Formula:
    """The code of formulas whose holes stand for pieces; ``w`` writes what needs a line of its own."""

    def __init__(self, w: Any, leaves: Mapping[Any, Code]) -> None:
        self._w, self._leaves = w, leaves

    def code(self, formula: Any) -> Code:
        """The code of a formula."""
        if formula in self._leaves:
            return self._leaves[formula]
        if self._is_free(formula):
            return self._number(formula)
        return self._rule(formula)(self, formula)

    def _is_free(self, formula: Any) -> bool:
        if isinstance(formula, Boolean) and not formula.is_Symbol:
            return False
        return bool(formula.free_symbols.isdisjoint(self._leaves))

    def _number(self, formula: Any) -> Code:
        """What is made of numbers and sizes alone, as one Python number, which leaves the precision of arrays alone."""
        if formula.is_number and formula.is_comparable:
            return number(formula)
        if formula.is_Symbol or formula.is_Integer:
            return self._w.size(formula)
        made = self._w.size(formula) if is_size(formula) else self._rule(formula)(self, formula)
        if "(" in made.text and not is_size(formula) and not made.text.startswith("float("):
            return Code(f"float({made.text})", constant=True)
        return Code(made.text, made.level, True, made.minus)

    def _rule(self, formula: Any) -> Callable[[Formula, Any], Code]:
        for kind in type(formula).__mro__:
            if kind in RULES:
                return RULES[kind]
        raise MissingRuleError(f"no NumPy form for {type(formula).__name__}, in {self.told(formula)}.")

    def told(self, formula: Any) -> Any:
        """The formula with the names of what its holes stand for."""
        return formula.xreplace({one: sp.Symbol(code.text) for one, code in self._leaves.items()})

    def portioned(self, parts: Sequence[T], build: Callable[[Sequence[T]], Code], named: Callable[[Code], T]) -> Code:
        """A sum or a product of many, so many under a name at a time."""
        left = list(parts)
        while len(left) > PORTION:
            left = [named(self._w.bound(build(left[:PORTION]))), *left[PORTION:]]
        return build(left)

    # -- sums, products, powers

    def add(self, formula: Any) -> Code:
        """A sum."""
        return self.portioned([self.code(term) for term in formula.args], total, lambda code: code)

    def mul(self, formula: Any) -> Code:
        """A product, its negative powers below the line; step(v) times something is that where v > 0, else 0."""
        masks = [factor for factor in map(mask_in, formula.args) if factor is not None]
        rest = [factor for factor in formula.args if mask_in(factor) is None]
        if masks and any(not factor.is_number for factor in rest):
            made = self._quotient(rest)
            if made.constant:  # it is finite, and np.where of two numbers is float64
                return self._quotient(formula.args)
            for mask in masks:
                made = call("np.where", self._positive(mask.args[0]), made, "0.0")
            return made
        return self._quotient(formula.args)

    def _positive(self, place: Any) -> Code:
        return Code(f"{self.code(place).atom}{self._real} > 0.0", Level.SUM)

    @property
    def _real(self) -> str:
        return ".real" if self._w.analytic else ""

    def _quotient(self, factors: Sequence[Any]) -> Code:
        above, below, minus = [], [], False
        inverse = [one.base for one in factors if one.is_Pow and one.exp == -1 and self._is_free(one.base)]
        sizes = [base for base in inverse if is_size(base)]
        if len(sizes) > 1:  # together they may be the size of one axis
            below.append(self._number(sp.Mul(*sizes)))
        for factor in factors:
            if len(sizes) > 1 and factor.is_Pow and factor.exp == -1 and factor.base in sizes:
                continue
            if factor.is_number and factor.is_extended_negative:
                minus, factor = not minus, -factor
            if factor.is_Rational and max(factor.p, factor.q) < TOO_LARGE:
                above += [] if factor.p == 1 else [number(factor.p)]
                below += [] if factor.q == 1 else [number(factor.q)]
            elif isinstance(factor, sp.Pow) and factor.exp.is_number and factor.exp.is_extended_negative:
                below.append(self._power(factor.base, -factor.exp))
            else:
                code = self.code(factor)
                minus, code = (not minus, code.minus) if code.minus else (minus, code)
                above.append(code)
        over, under = (
            [self.portioned(side, lambda some: quotient(some, []), lambda code: code)] if len(side) > PORTION else side
            for side in (above, below)
        )
        return quotient(over, under, minus)

    def pow(self, formula: Any) -> Code:
        """A power."""
        base, exponent = formula.args
        if exponent.is_number and exponent.is_extended_negative:
            below = self._power(base, -exponent)
            return Code(f"1.0 / {below.within(Level.SIGN)}", Level.PRODUCT, below.constant)
        return self._power(base, exponent)

    def _power(self, base: Any, exponent: Any) -> Code:
        code = self.code(base)
        if exponent == 1:
            return code
        if exponent == sp.S.Half:
            if code.constant:  # np.sqrt of a size would have 64 bits
                return Code(f"{code.atom}**0.5", Level.POWER, True)
            return call("np.sqrt", code)
        raised = Code(str(exponent)) if exponent.is_Integer else self.code(exponent)
        return Code(f"{code.atom}**{raised.atom}", Level.POWER, code.constant and raised.constant)

    # -- functions

    def function(self, formula: Any) -> Code:
        """A function, by the template of its row or by its definition."""
        head, args = formula.func, formula.args
        if isinstance(head, UndefinedFunction):
            raise MissingRuleError(
                f"no NumPy form for {head.__name__}, in {self.told(formula)}: nothing says what it is."
            )
        special = special_of(formula)
        if special is not None:
            return self.of_special(special, formula)
        row = row_of(head)
        if row is None or len(args) != 1:
            raise MissingRuleError(
                f"no NumPy form for {head.__name__}, in {self.told(formula)}; give it a row with sg.elementwise(...)."
            )
        return self.of_row(row, self.code(args[0]))

    def of_special(self, row: Special, formula: Any) -> Code:
        """A special function, by its row."""
        return special_code(self._w, row, [self.code(arg) for arg in formula.args])

    def of_row(self, row: Any, code: Code) -> Code:
        """The function of a row at a piece."""
        analytic = self._w.analytic
        of_its_own = analytic and row.analytic and not row.analytic.startswith("\ndef ")
        template = row.analytic if of_its_own else row.numpy
        if not template:
            return self._defined(row, code)
        self._w.helper("" if of_its_own else row.analytic if analytic and row.analytic else row.helper)
        if template.count("{x}") > 1:
            code = self._w.bound(code)
        inside = code.text if "({x})" in template and template.count("{x}") == 1 else code.atom
        text = template.replace("{x}", inside)
        return Code(text, Level.ATOM if is_one_call(template) else Level.SUM, code.constant)

    def _defined(self, row: Any, code: Code) -> Code:
        """A function without code of its own, by its definition."""
        variable, code = sp.Symbol("x"), self._w.bound(code)
        stand_in = sp.Dummy(real=True)
        made = Formula(self._w, {stand_in: code}).code(row.definition.xreplace({variable: stand_in}))
        if made.constant and not code.constant:
            return Code(f"np.full_like({code.text}, {made.text})")
        return made

    # -- choices

    def piecewise(self, formula: Any) -> Code:
        """The first value whose condition holds; every value is computed."""
        values = [self.code(value) for value, _ in formula.args]
        made = Code("np.nan", constant=True)
        for value, (_, condition) in reversed(list(zip(values, formula.args, strict=True))):
            made = value if condition == sp.true else call("np.where", self.code(condition), value, made)
        if all(value.constant for value in values):  # of numbers alone NumPy makes 64 bits
            return Code(f"{made.text}.astype({self._w.dtype})")
        return made

    def compared(self, formula: Any, sign: str) -> Code:
        """A comparison, of real parts."""
        left, right = (self.code(arg) for arg in formula.args)
        sides = [f"{side.atom}{'' if side.constant else self._real}" for side in (left, right)]
        return Code(f"{sides[0]} {sign} {sides[1]}", Level.SUM)

    def equal(self, formula: Any) -> Code:
        """Kronecker's delta."""
        left, right = (self.code(arg) for arg in formula.args)
        made = f"{left.atom} == {right.atom}"
        return Code(f"float({made})", constant=True) if left.constant and right.constant else Code(f"1.0 * ({made})")


def is_size(formula: Any) -> bool:
    """Whether a formula of sizes is one of whole numbers."""
    if formula.is_Symbol or formula.is_Integer:
        return True
    if isinstance(formula, (sp.Add, sp.Mul)):
        return all(map(is_size, formula.args))
    return isinstance(formula, sp.Pow) and formula.exp.is_Integer and formula.exp > 0 and is_size(formula.base)


def is_one_call(template: str) -> bool:
    """Whether a template is one call and nothing else."""
    if not re.match(r"[\w.]+\(", template):
        return False
    depth = 0
    for position, character in enumerate(template):
        depth += (character == "(") - (character == ")")
        if depth == 0 and character == ")" and position != len(template) - 1:
            return False
    return True


def _folded(function: str) -> Callable[[Formula, Any], Code]:
    def rule(formula: Formula, expr: Any) -> Code:
        return functools.reduce(lambda a, b: call(function, a, b), map(formula.code, expr.args))

    return rule


def _comparison(sign: str) -> Callable[[Formula, Any], Code]:
    return lambda formula, expr: formula.compared(expr, sign)


RULES: Mapping[type, Callable[[Formula, Any], Code]] = MappingProxyType(
    {
        sp.Add: Formula.add,
        sp.Mul: Formula.mul,
        sp.Pow: Formula.pow,
        Function: Formula.function,
        sp.Piecewise: Formula.piecewise,
        sp.KroneckerDelta: Formula.equal,
        sp.Max: _folded("np.maximum"),
        sp.Min: _folded("np.minimum"),
        sp.And: _folded("np.logical_and"),
        sp.Or: _folded("np.logical_or"),
        sp.Not: lambda formula, expr: call("np.logical_not", formula.code(expr.args[0])),
        sp.StrictGreaterThan: _comparison(">"),
        sp.GreaterThan: _comparison(">="),
        sp.StrictLessThan: _comparison("<"),
        sp.LessThan: _comparison("<="),
        sp.Equality: _comparison("=="),
        sp.Unequality: _comparison("!="),
    }
)
