"""A cell as it is compared: gates without a name for their argument, biases that are added as one."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping
from typing import Any

import sympy as sp

from symgrad import printing
from symgrad.cells.catalogue.likeness import Sketch, Sketcher, parts_of
from symgrad.expressions.nodes import Elementwise
from symgrad.expressions.symbols import is_variable
from symgrad.programs.equations import Equation, replace_variables
from symgrad.programs.program import Program

_SUMS = (sp.Add, sp.MatAdd)


class Side:
    """One of two cells that are compared.

    label    what it is called
    program  its equations, with ``i = sigmoid(i_bar)`` and the equation of ``i_bar`` in one
    sketch   of an expression of it, see ``likeness``
    forms    name -> its right-hand side as it is matched: of biases that are added and stand nowhere else, one
    merged   name -> such biases, where there are any
    """

    def __init__(self, label: str, program: Program) -> None:
        self.label = label
        self.program = _without_arguments_named(program)
        self._counts = Counter(symbol for equation in self.program.equations for symbol in equation.used)
        self._previous = set(self.program.carry.values())
        self.merged: dict[Any, tuple[Any, ...]] = {}
        self.sketch = Sketcher(self.role)
        self.forms: Mapping[Any, Any] = {e.lhs: self._one_bias(e.lhs, e.rhs) for e in self.program.equations}

    @functools.cached_property
    def parts(self) -> Mapping[Any, Counter[Sketch]]:
        """name -> the sketches of all that is in its form."""
        return {name: parts_of(self.sketch(form)) for name, form in self.forms.items()}

    @functools.cached_property
    def _formula(self) -> Any:
        variables = [*self.program.inputs, *self.program.definitions]
        exprs = list(self.program.definitions.values())
        return printing.formulas_among(variables, exprs, printing.program_order(self.program))[0]

    def text(self, expr: Any) -> str:
        """An expression in one line, in the order of the cell's author."""
        return str(self._formula(expr))

    def equation(self, name: Any) -> str:
        """The equation of a name in one line."""
        return f"{name} = {self.text(self.program.definitions[name])}"

    def one_bias(self, name: Any) -> str:
        """That of the biases that an equation adds one would do, in words."""
        return f"{' + '.join(map(str, self.merged[name]))} of {self.label} is one bias"

    def role(self, symbol: Any) -> str:
        """What a symbol is in the cell."""
        if symbol in self.program.definitions:
            return "defined"
        if symbol in self._previous:
            return "previous"
        return "parameter" if symbol in self.program.parameters else "input"

    def _one_bias(self, name: Any, expr: Any) -> Any:
        """An expression in which of parameters that one sum adds, and that stand nowhere else, the first is left."""
        if is_variable(expr) or not expr.args:
            return expr
        args = [self._one_bias(name, arg) for arg in expr.args]
        if isinstance(expr, _SUMS):
            biases = [arg for arg in args if self._is_bias(arg)]
            if len(biases) > 1:
                biases.sort(key=self.program.parameters.index)
                self.merged[name] = tuple(biases)
                args = [arg for arg in args if arg not in biases[1:]]
        return expr if tuple(args) == expr.args else expr.func(*args)

    def _is_bias(self, arg: Any) -> bool:
        return is_variable(arg) and self.role(arg) == "parameter" and self._counts[arg] == 1


def _without_arguments_named(program: Program) -> Program:
    """The program with each name written out that is but the argument of a function: i = sigmoid(i_bar)."""
    values: dict[Any, Any] = {}
    readers = Counter(symbol for equation in program.equations for symbol in equation.used)
    for equation in program.equations:
        argument = equation.rhs.args[1] if isinstance(equation.rhs, Elementwise) else None
        if argument in program.definitions and argument not in program.outputs and readers[argument] == 1:
            values[argument] = program.definitions[argument]
    kept = [Equation(e.lhs, replace_variables(e.rhs, values)) for e in program.equations if e.lhs not in values]
    return program.replace(kept) if values else program
