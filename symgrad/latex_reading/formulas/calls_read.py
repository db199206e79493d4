"""Functions of what was read -> expressions; slopes where they are called with primes."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.calculus.expressions import gradient
from symgrad.expressions.nodes import Unit
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import matrix, scalar, vector
from symgrad.functions import elementwise
from symgrad.latex_reading.formulas.lowering_rules import Lowering
from symgrad.latex_reading.formulas.products_read import KINDS
from symgrad.latex_reading.nodes.meanings import Call
from symgrad.latex_reading.vocabulary.entry_forms import Axes, NoMatrixForm, aligned, letters_of_all
from symgrad.latex_reading.vocabulary.functions_read import (
    ENTRYWISE,
    FUNCTIONS,
    FUNCTIONS_OF_TWO,
    NOT_HERE,
    OF_ARRAYS,
    OF_EACH_ROW,
    elementwise_power,
    extreme,
    is_square,
)
from symgrad.latex_reading.vocabulary.operations_read import OPERATIONS
from symgrad.operations.operations import diag, diagonal, total


def _as_column(expr: Any) -> Any:
    shape = shape_of(expr)
    return expr.T if shape and shape[0] == 1 and shape[1] != 1 else expr


def call(lowering: Lowering, node: Call) -> Axes:
    """A function of its arguments."""
    values = [lowering.of(argument) for argument in node.arguments]
    exprs = [value.expr for value in values]
    if node.function in OPERATIONS and not node.primes:
        if any(value.letters for value in values):
            raise NoMatrixForm(f"{node.function} of entries has no matrix form")
        shape = tuple(map(lowering.size, lowering.solution.constants[id(node)]))
        return Axes(OPERATIONS[node.function].build(*exprs, shape))
    if len(exprs) > 1 and node.function in ("max", "min"):
        letters = letters_of_all(values) if any(value.letters for value in values) else ()
        return Axes(extreme(node.function, [aligned(value, letters, lowering.sizes) for value in values]), letters)
    lines = node.function.endswith((" row", " col")) or (len(exprs) == 2 and node.function in FUNCTIONS_OF_TWO)
    if lines and not shape_of(exprs[0]):
        raise NoMatrixForm(
            f"{node.function} of a number is not read, since nothing says for how many entries it stands"
        )
    if len(exprs) == 2 and node.function in FUNCTIONS_OF_TWO:
        kind = lowering.solution.kinds.get(id(node), ("dot",))[0]
        return Axes(KINDS[kind](*exprs) if kind == "outer" else FUNCTIONS_OF_TWO[node.function](*exprs))
    if not exprs:
        rows, columns = map(lowering.size, lowering.solution.constants[id(node)])
        return Axes(Unit(rows, columns, sp.Integer(int(node.function.removeprefix("unit ")) - 1), sp.S.Zero))
    if node.function in OF_ARRAYS and not shape_of(exprs[0]):
        if node.function in ("max", "min"):
            return values[0]  # the largest entry of a number
        raise NoMatrixForm(f"{node.function} of a number is not read")
    known = FUNCTIONS.get(node.function)
    is_norm = node.function.startswith("norm ") and node.function != "norm |" and known is None
    if is_norm or node.function in NOT_HERE or (known and len(exprs) > 1 and node.function != "concat"):
        raise NoMatrixForm(f"{node.function} of {len(exprs)} arguments is not read")
    if node.primes:
        return Axes(_slope(lowering, node, exprs[0]), values[0].letters)
    if node.function == "diag":
        return Axes(diagonal(exprs[0]) if is_square(exprs[0]) else diag(_as_column(exprs[0])))
    if node.function == "sqrt":
        return Axes(elementwise_power(exprs[0], sp.Rational(1, 2)), values[0].letters)
    if node.function == "norm |":
        is_det = lowering.solution.kinds.get(id(node)) == ("det",) and bool(shape_of(exprs[0]))
        return Axes(sp.Determinant(exprs[0]) if is_det else elementwise.abs_(exprs[0]), values[0].letters)
    if node.function in OF_EACH_ROW and lowering.rows and 1 not in shape_of(exprs[0]):
        return Axes(FUNCTIONS[node.function](exprs[0], axis=1))
    return Axes((known or lowering.function(node.function))(*exprs), values[0].letters)


def _slope(lowering: Lowering, node: Call, at: Any) -> Any:
    """The slope of an elementwise function, where it is called with a prime."""
    if node.function in FUNCTIONS and node.function not in ENTRYWISE:
        raise NoMatrixForm(f"{node.function} is no function of each entry, so a prime does not say its slope")
    function = FUNCTIONS.get(node.function) or lowering.function(node.function)
    if any(isinstance(one, Call) and one.primes for one in node.arguments[0].walk()):
        raise NoMatrixForm("a slope at a slope is not read; give the inner one a name")
    shape = shape_of(at)
    variable = (scalar, vector, matrix)[len(shape)]("slope_at", *shape)
    found = node.function, node.primes, shape
    if found not in lowering.slopes:
        slope = function(variable)
        for _ in range(node.primes):
            slope = gradient(total(slope) if shape else slope, variable)
        lowering.slopes[found] = slope
    return lowering.slopes[found].xreplace({variable: at})
