"""Functions from systems and from plain expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from symgrad.equations import Equation
from symgrad.errors import SymgradError
from symgrad.intake import intake
from symgrad.program import Program
from symgrad.shapes import shape_of
from symgrad.signatures import taking
from symgrad.symbols import variable_of
from symgrad.targets.numpy import NumpyFunction, compile_numpy

TARGETS: Mapping[str, Callable[[Program], NumpyFunction]] = {"numpy": compile_numpy}


@taking()
def lambdify(expr_or_system: Any, target: str = "numpy") -> NumpyFunction:
    """A function of arrays by keyword, from a System or from a plain expression.

    The arguments of an expression are its variables, in the order first met. Raises SymgradError for an unknown
    target, MissingRuleError for a node that the target has no form for.

    >>> import symgrad as sg
    >>> b = sg.scalar("b")
    >>> float(sg.lambdify(b**2)(b=3.0))
    9.0
    """
    if target not in TARGETS:
        raise SymgradError(f"no target {target!r}; there are {', '.join(TARGETS)}.")
    program = expr_or_system if isinstance(expr_or_system, Program) else _program(expr_or_system)
    return TARGETS[target](program)


def _program(expr: Any) -> Program:
    taken = intake(expr)
    value = variable_of("value", shape_of(taken))
    return Program([Equation(value, taken)], outputs=[value])
