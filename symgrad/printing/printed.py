"""Expressions and equations printed in a style, by the table of rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from symgrad.algebra.intake import intake
from symgrad.expressions.reading_order import as_read
from symgrad.printing.formula import Formula
from symgrad.printing.passes.open_sizes import with_open_sizes
from symgrad.printing.rules.by_node import rule_of
from symgrad.printing.style import Style
from symgrad.printing.term_order import BY_NAME, Order, reading_order
from symgrad.programs.bindings import require_one_meaning_each
from symgrad.programs.equations import Equation


def formula_in(style: Style, order: Order = BY_NAME) -> Formula:
    """The printer of expressions in a style and an order."""
    return Formula(style, order, rule_of)


def sides_of(obj: Any) -> tuple[Any, ...]:
    """What a user wrote, in symgrad's own form: an expression, or both sides of an equation."""
    sides = (obj.lhs, intake(obj.rhs)) if isinstance(obj, (Equation, sp.Eq)) else (intake(obj),)
    require_one_meaning_each(sides)
    return sides


def variables_of(sides: Sequence[Any]) -> list[Any]:
    """The variables of one expression or of both sides of an equation, sizes among them."""
    return list(dict.fromkeys(variable for side in sides for variable in as_read(side)))


def printed(sides: Sequence[Any], style: Style, order: Order | None = None) -> str:
    """An expression or an equation; by default in the order in which it is read."""
    formula = formula_in(style, order or reading_order(*reversed(sides)))
    return " = ".join(map(formula, map(with_open_sizes, sides)))
