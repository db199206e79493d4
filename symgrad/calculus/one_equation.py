"""A plain expression is a program of one equation: what flows back through that, its names written out."""

from __future__ import annotations

import itertools
from typing import Any

from symgrad.algebra import zero
from symgrad.algebra.intake import with_values
from symgrad.calculus.generations import latest
from symgrad.calculus.modes import gradient_program
from symgrad.calculus.simplification import simplify
from symgrad.errors import SymgradError, TooLongError
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import Cotangent, MatrixVariable, ScalarVariable, cotangent_of
from symgrad.expressions.traversal import measure
from symgrad.programs.equations import Equation, variables_in
from symgrad.programs.program import Program


def flowing_to(variable: Any, expr: Any, cotangent: Any) -> Any:
    """What flows back to a variable from a cotangent of an expression, in the form that a person would write."""
    used = variables_in(expr)
    if variable not in used:
        return zero(shape_of(variable))
    try:
        return _written_out(variable, expr, cotangent, used)
    except RecursionError:  # of SymPy's, which compares the factors of a product level by level
        raise TooLongError(
            f"the derivative of an expression of {measure(expr).levels} levels by {variable} is too deep to be written "
            f"as one formula; tell it as a System, sg.System([(L, expression)]).gradient(), which names its parts."
        ) from None


def _written_out(variable: Any, expr: Any, cotangent: Any, used: list[Any]) -> Any:
    whole = _whole(expr, [str(one.name) for one in used])
    program = Program([Equation(whole, expr)], inputs=used, derived=True)
    backward = _transposed(program, variable)
    values = {backward.inputs[len(used)]: cotangent}
    for equation in backward.equations:
        values[equation.lhs] = with_values(equation.rhs, values)
    return simplify(values[backward.outputs[0]])


def _whole(expr: Any, names: list[str]) -> Any:
    """A name for the expression, longer than all those in it."""
    name = "_".join(["value", *names])
    return MatrixVariable(name, *shape_of(expr)) if shape_of(expr) else ScalarVariable(name)


def _transposed(program: Program, variable: Any) -> Program:
    """The gradient by the variable, its cotangent by a name that no variable bears; errors name no equation."""
    names = {str(symbol.name) for symbol in program.inputs}
    free = (g for g in itertools.count(1 + latest(program, Cotangent)) if cotangent_of(variable, g).name not in names)
    try:
        return gradient_program(program, wrt=[variable], generation=next(free))
    except SymgradError as error:
        raise type(error)(str(error).removeprefix(f"equation {program.equations[0]}: ")) from None
