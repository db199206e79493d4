"""Formulas of maps in the functions of the array API standard: no number stands where it wants an array."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.errors import MissingRuleError
from symgrad.functions.special_row import Special
from symgrad.lowering.holes import mask_in
from symgrad.targets.array_code.code_pieces import Code, Level, call, number
from symgrad.targets.array_code.map_formulas import Formula, is_size
from symgrad.targets.array_code.special_code import elsewhere, filled
from symgrad.targets.functional.elementwise_sources import CHOSEN, TEMPLATES
from symgrad.targets.functional.special_portable import SPECIAL_SOURCES


class PortableFormula(Formula):
    """The code of formulas; ``w`` is a writer of functional code."""

    def _rule(self, formula: Any) -> Callable[[Any, Any], Code]:
        for kind in type(formula).__mro__:
            if kind in RULES:
                return RULES[kind]
        return super()._rule(formula)

    def _number(self, formula: Any) -> Code:
        """What is made of numbers and sizes alone: a Python number, and an array where it is a function of them."""
        if formula.is_number and formula.is_comparable:
            return number(formula)
        return self._w.size(formula) if is_size(formula) else self._rule(formula)(self, formula)

    def array(self, code: Code) -> Code:
        """A piece as an array: a number gets the type of the arrays that came."""
        if not code.constant:
            return code
        return Code(f"xp.asarray({code.text}, dtype={self._w.dtype}, device=device)")

    def mul(self, formula: Any) -> Code:
        """A product; step(v) times something is that where v > 0, else 0."""
        masks = [factor for factor in map(mask_in, formula.args) if factor is not None]
        rest = [factor for factor in formula.args if mask_in(factor) is None]
        if not masks or all(factor.is_number for factor in rest):
            return self._quotient(formula.args)
        made = self._quotient(rest)
        if made.constant:
            return self._quotient(formula.args)
        for mask in masks:
            made = self._w.helped("where_positive", CHOSEN, self.code(mask.args[0]), made)
        return made

    def _power(self, base: Any, exponent: Any) -> Code:
        if exponent == sp.S.Half and not (code := self.code(base)).constant:
            return call("xp.sqrt", code)
        return super()._power(base, exponent)

    def of_special(self, row: Special, formula: Any) -> Code:
        """A special function, by what the library has."""
        template = elsewhere(row, self._w.spelling.name, formula.args, self.told(formula))
        codes = [self.code(arg) for arg in formula.args]
        if any(template.count(f"{{{k}}}") > 1 for k in range(row.arity)):
            codes = [self._w.bound(code) for code in codes]
        codes = [code if row.order and k == row.place else self.array(code) for k, code in enumerate(codes)]
        for name, sources in SPECIAL_SOURCES.items():
            for source in sources if template.startswith(f"{name}(xp, ") else ():
                self._w.helper(source)
        return filled(template, codes)

    def of_row(self, row: Any, code: Code) -> Code:
        """The function of a row at a piece: by its template here, or by its definition."""
        found = TEMPLATES.get(row.name) if self._w.is_own(row) else None
        if code.constant:
            code = self.array(code)
        if found is None:
            if row.definition is None or row.definition.func is row.head:
                raise MissingRuleError(
                    f"no {self._w.spelling.name} form for {row.name}: it has NumPy code alone; give definition= to its "
                    f"row, a formula in known functions."
                )
            return self._by_definition(row, code)
        template, source = found
        return self._w.templated(template, source, code)

    def _by_definition(self, row: Any, code: Code) -> Code:
        code, stand_in = self._w.bound(code), sp.Dummy(real=True)
        made = PortableFormula(self._w, {stand_in: code}).code(row.definition.xreplace({sp.Symbol("x"): stand_in}))
        return Code(f"xp.full_like({code.text}, {made.text})") if made.constant else made

    def piecewise(self, formula: Any) -> Code:
        """The first value whose condition holds; every value is computed."""
        values = [self.code(value) for value, _ in formula.args]
        made = Code("xp.nan", constant=True)
        for value, (_, condition) in reversed(list(zip(values, formula.args, strict=True))):
            if condition == sp.true:
                made = value
            else:
                made = call("xp.where", self.condition(condition), self.array(value), self.array(made))
        return made

    def condition(self, formula: Any) -> Code:
        """A condition as an array of truth values."""
        code = self.code(formula)
        if not code.constant:
            return code
        self._w.needs_device()
        return Code(f"xp.asarray({code.text}, device=device)")

    def compared(self, formula: Any, sign: str) -> Code:
        """A comparison."""
        left, right = (self.code(arg) for arg in formula.args)
        return Code(f"{left.atom} {sign} {right.atom}", Level.SUM, left.constant and right.constant)

    def equal(self, formula: Any) -> Code:
        """Kronecker's delta."""
        left, right = (self.code(arg) for arg in formula.args)
        made = f"{left.atom} == {right.atom}"
        if left.constant and right.constant:
            return Code(f"float({made})", constant=True)
        return Code(f"xp.asarray({made}, dtype={self._w.dtype}, device=device)")

    def chosen(self, function: str, formula: Any) -> Code:
        """The largest, or the least, of several."""
        codes = [self.code(arg) for arg in formula.args]
        if all(code.constant for code in codes):
            return Code(f"{function[:3]}({', '.join(code.text for code in codes)})", constant=True)
        return functools.reduce(lambda a, b: call(f"xp.{function}", a, b), map(self.array, codes))

    def joined(self, function: str, formula: Any) -> Code:
        """Conditions as one."""
        return functools.reduce(lambda a, b: call(f"xp.{function}", a, b), map(self.condition, formula.args))


RULES: Mapping[type, Callable[[Any, Any], Code]] = MappingProxyType(
    {
        sp.Mul: PortableFormula.mul,
        sp.Piecewise: PortableFormula.piecewise,
        sp.KroneckerDelta: PortableFormula.equal,
        sp.Max: lambda formula, expr: formula.chosen("maximum", expr),
        sp.Min: lambda formula, expr: formula.chosen("minimum", expr),
        sp.And: lambda formula, expr: formula.joined("logical_and", expr),
        sp.Or: lambda formula, expr: formula.joined("logical_or", expr),
        sp.Not: lambda formula, expr: call("xp.logical_not", formula.condition(expr.args[0])),
    }
)
