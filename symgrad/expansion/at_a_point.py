"""What a program gives at a point, from its equations written out entry by entry, with many digits: no array code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sympy as sp

from symgrad.errors import MissingRuleError
from symgrad.expansion.scalars import expand
from symgrad.expressions.positions import positions_in, spans
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.traversal import rebuild
from symgrad.functions.special_heads import digits_of
from symgrad.programs.equations import Equation
from symgrad.programs.program import Program
from symgrad.time import TimeProgram, unrolled

DIGITS = 30


def evaluated(program: Program | TimeProgram, arrays: Mapping[Any, Any]) -> list[float]:
    """The entries of all outputs, in order and row by row, those of each t after those of t - 1.

    ``arrays`` has one for each input by symbol, over time with T in front. Raises MissingRuleError for a node that is
    not written out.

    >>> import numpy as np, symgrad as sg
    >>> x, y = sg.vector("x", 2), sg.scalar("y")
    >>> evaluated(sg.System([(y, sg.dot(x, x))]).program, {x: np.array([3.0, 4.0])})
    [25.0]
    """
    sequences = program.sequences if isinstance(program, TimeProgram) else ()
    sizes = {str(dim.name): number for symbol in program.inputs for dim, number in _axes(symbol, arrays[symbol])}
    once = unrolled(program, len(arrays[sequences[0]])) if isinstance(program, TimeProgram) else program
    numbers = [number for symbol in _in_order(program) for number in arrays[symbol].ravel()]
    scalars = expand(_placed(once, numbers, sizes), **sizes)
    known = {s: sp.Float(float(one), DIGITS) for s, one in zip(scalars.inputs, numbers, strict=True)}
    done: dict[Any, Any] = {}
    for equation in scalars.equations:
        known[equation.lhs] = _number(equation.rhs, known, done)
    return [float(known[symbol]) for symbol in scalars.outputs]


def _in_order(program: Program | TimeProgram) -> list[Any]:
    """The inputs as the program written out has them: with its steps, parameters come after all others."""
    unrolling = isinstance(program, TimeProgram)
    return sorted(program.inputs, key=lambda symbol: unrolling and symbol in program.parameters)


def _placed(program: Program, numbers: Sequence[Any], sizes: Mapping[str, int]) -> Program:
    """The program with numbers for the inputs that say where an entry stands: what is read is told by them alone."""
    places = positions_in(spans(equation.rhs for equation in program.equations), program.inputs)
    if not places:
        return program
    known = {dim: sp.Integer(sizes.get(str(dim.name), 2)) for dim in program.dims}
    at, values = 0, dict[Any, Any]()
    for symbol in program.inputs:
        if symbol in places:
            values[symbol] = sp.Integer(round(float(numbers[at])))
        at += int(sp.prod(sp.sympify(size).xreplace(known) for size in shape_of(symbol)))
    return program.replace([Equation(one.lhs, one.rhs.xreplace(values)) for one in program.equations])


def _axes(symbol: Any, array: Any) -> Iterator[tuple[Any, int]]:
    """The dimensions of a variable and their numbers, last axis first; columns of vectors have none."""
    shape = shape_of(symbol)
    own = shape[:1] if shape and shape[1] == 1 else shape
    for size, number in zip(reversed(own), reversed(array.shape), strict=False):
        if size.is_Symbol:
            yield size, number


def _number(formula: Any, known: Mapping[Any, Any], done: dict[Any, Any]) -> Any:
    """The number of a formula; ``done`` keeps those of its parts, of which entries of one variable share many."""

    def visit(node: Any, args: tuple[Any, ...]) -> Any:
        made = known.get(node, node) if node.is_Atom else node.func(*args)
        return digits_of(made, DIGITS) if isinstance(made, sp.Expr) else made  # conditions hold or do not

    found = sp.sympify(rebuild(sp.sympify(formula), visit, done)).evalf(DIGITS)
    if not found.is_number:
        raise MissingRuleError(f"no number for {formula}: nothing says what {found} is.")
    return found
