"""NumPy forms of functions: those of every entry, by the template of their row, and those of a whole vector."""

from __future__ import annotations

import re
from typing import Any

import sympy as sp
from sympy.core.function import UndefinedFunction

from symgrad.errors import MissingRuleError
from symgrad.functions import row_of
from symgrad.nodes import Reduction
from symgrad.shapes import is_vector
from symgrad.targets import numpy_structure as structure
from symgrad.targets.numpy_writer import NumpyWriter
from symgrad.targets.pieces import Code, Level, call
from symgrad.targets.products import spread


def function(w: NumpyWriter, expr: Any) -> Code:
    return _applied(w, expr, expr.func, expr.args[0] if len(expr.args) == 1 else None)


def elementwise(w: NumpyWriter, expr: Any) -> Code:
    return _applied(w, expr, expr.head, expr.argument)


def _applied(w: NumpyWriter, expr: Any, head: Any, argument: Any) -> Code:
    if isinstance(head, UndefinedFunction):
        raise MissingRuleError(f"no NumPy form for {head.__name__}, in {expr}: nothing says what it is.")
    row = row_of(head)
    if row is None or argument is None:
        raise MissingRuleError(f"no NumPy form for {head.__name__}, in {expr}; give it a row with sg.elementwise(...).")
    of_its_own = w.analytic and row.analytic and not row.analytic.startswith("\ndef ")
    template = row.analytic if of_its_own else row.numpy
    if not template:
        return _defined(w, row, argument)
    w.helper("" if of_its_own else row.analytic if w.analytic and row.analytic else row.helper)
    code = w.brief(argument)
    if template.count("{x}") > 1:
        code = w.bound(code)
    inside = code.text if "({x})" in template and template.count("{x}") == 1 else code.atom
    level = Level.ATOM if _one_call(template) else Level.SUM
    return Code(template.replace("{x}", inside), level, code.batched, code.constant)


def _one_call(template: str) -> bool:
    """Whether a template is one call and nothing else."""
    if not re.match(r"[\w.]+\(", template):
        return False
    depth = 0
    for position, character in enumerate(template):
        depth += (character == "(") - (character == ")")
        if depth == 0 and character == ")" and position != len(template) - 1:
            return False
    return True


def _defined(w: NumpyWriter, row: Any, argument: Any) -> Code:
    """A function without code of its own, by its definition."""
    from_row = sp.Symbol("x")
    code = w.bound(w.brief(argument))
    stand_in = sp.Dummy(real=True)  # no name of the program, whatever its names are
    made = w.with_names({stand_in: code}, row.definition.xreplace({from_row: stand_in}))
    if (made.constant or not row.definition.has(from_row)) and not code.constant:
        return Code(f"np.full_like({code.text}, {made.text})", batched=code.batched)
    return made


def of_vector(w: NumpyWriter, expr: Any) -> Code:
    row = expr.head
    w.helper(row.analytic if w.analytic else row.helper)
    argument = structure.two_axes(w, expr.argument) if row.domain == "a square matrix" else w.code(expr.argument)
    arguments: list[Code | str] = [argument, *(_constant(w, expr, constant) for constant in expr.args[2:])]
    if not is_vector(expr.argument):
        arguments.append("axis=(-2, -1)")
    return call(row.name, *arguments)


def _constant(w: NumpyWriter, expr: Any, constant: Any) -> Code:
    """A constant of a function of a vector; with a batch axis it meets every entry of a sample."""
    code = w.code(constant)
    return code if isinstance(expr, Reduction) else spread(code, expr)
