"""The arguments inside equations under their names: pre_i = W x + U h + b, i = sigmoid(pre_i).

A gradient speaks of an argument inside an equation by the name that its cotangent has, bar_pre_i. Which argument that
is follows from the equation, as it did when it was transposed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sympy as sp

from symgrad.algebra import transpose
from symgrad.calculus.generations import latest_among
from symgrad.calculus.maxima import arguments_of_maxima
from symgrad.calculus.naming import flowing_back, written_out
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import (
    Common,
    Cotangent,
    Inner,
    Tangent,
    cotangent_of,
    is_of_cotangent,
    layers,
    tangent_of,
)
from symgrad.programs.equations import Equation
from symgrad.programs.program import Program


def with_arguments_told(programs: Sequence[Program], given: Iterable[Any], keep_maxima: bool = True) -> list[Program]:
    """Programs that follow each other, with a line for each argument inside an equation whose cotangent they have.

    ``given`` are the inputs of them all. Where there is no such cotangent, the programs are as they were; so is an
    argument whose name something else has. Unless ``keep_maxima``, v + relu(u - v) has a name inside, too.

    >>> import symgrad as sg
    >>> back = sg.cells.dense().gradient()
    >>> for line in with_arguments_told([back.program], back.inputs)[0].equations[:2]:
    ...     print(line)
    pre_y = W*x + b
    y = tanh(pre_y)
    """
    variables = {one for program in programs for one in (*program.inputs, *program.definitions)}
    taken = {one.name for one in variables}
    names = {name for name in names_inside(variables) if name.name not in taken}
    if not names:
        return list(programs)
    carry = {new: old for program in programs for new, old in program.carry.items()}
    ends = {*given, *carry.values()}
    sources = {one.primal for one in variables if isinstance(one, Cotangent) and one.primal in ends}
    moving = moving_with(sources, [equation for program in programs for equation in program.equations], carry)
    put: dict[Any, Any] = {}  # argument -> its name, which later lines take
    return [_with_lines(program, with_inner_lines(program.equations, names, moving, put, keep_maxima))
            for program in programs]  # fmt: skip


def _with_lines(program: Program, equations: Sequence[Equation]) -> Program:
    """The program of these equations; names of an earlier one among them come in."""
    own = {*program.inputs, *program.dims, *(equation.lhs for equation in equations)}
    new = dict.fromkeys(v for equation in equations for v in equation.used if isinstance(v, Inner) and v not in own)
    return program.replace(equations, inputs=[*program.inputs, *new])


def names_inside(variables: Iterable[Any]) -> set[Any]:
    """The arguments, and the places of shared factors, inside equations of which these variables are derived."""
    return {layer for variable in variables for layer in layers(variable) if isinstance(layer, Inner)}


def moving_with(sources: Iterable[Any], equations: Collection[Equation], carry: Mapping[Any, Any]) -> set[Any]:
    """The names that move with the sources, through the equations and from one step to the next."""
    moving = {*sources}
    known = -1
    while known < len(moving):  # once through the equations in their order, and again for each carry that moves
        known = len(moving)
        for equation in equations:
            if not moving.isdisjoint(equation.used):
                moving.add(equation.lhs)
        moving |= {old for name, old in carry.items() if name in moving}
    return moving


def with_inner_lines(
    equations: Iterable[Equation], names: Collection[Any], moving: Collection[Any], put: dict[Any, Any],
    keep_maxima: bool = True,
) -> list[Equation]:  # fmt: skip
    """The equations, each argument among these names on a line before the equation that it is in.

    ``moving`` are the names with respect to which the equations were transposed. An argument that is not found, where
    the transposed equation was another form of this one, has no line. ``put`` takes the arguments that are found, and
    cotangents are told with the names of these.
    """
    told: list[Equation] = []
    of: dict[str, list[Any]] = defaultdict(list)
    for name in names:
        of[name.primal.name].append(name)  # by name, for the shape of the primal may be another
    for equation in equations:
        if own := of.get(equation.lhs.name):
            made, arguments = _lines(equation, own, moving, keep_maxima)
            found = {line.rhs: line.lhs for line in made[:-1]} | arguments
            sums = {argument: name for argument, name in found.items() if isinstance(argument, sp.MatAdd)}
            turned = {transpose(argument): transpose(name) for argument, name in sums.items()}
            put |= {argument: name for argument, name in (turned | found).items() if argument not in put}
            told += made
        elif put and is_of_cotangent(equation.lhs):
            told.append(Equation(equation.lhs, written_out(equation.rhs, put)))
        else:
            told.append(equation)
    return told


def _lines(
    equation: Equation, names: Collection[Any], moving: Collection[Any], keep_maxima: bool
) -> tuple[list[Equation], dict[Any, Any]]:
    """The equation with names inside it, after a line for each of them; alone where the arguments are not these.

    And the arguments as they stand in it, with what is inside of them written out: argument -> its name.
    """
    arguments = _inside(equation, moving)
    shared = any(isinstance(name, Common) and name.generation == 1 for name in names)
    shift = int(shared and bool(arguments) and arguments[0] is not None)  # the first place is one of a factor
    values: dict[Any, Any] = {}
    for name in names:
        place = name.generation - shift - 1
        if not isinstance(name, Common) and 0 <= place < len(arguments):
            values[arguments[place]] = name
    if any(argument is None or shape_of(argument) != shape_of(name) for argument, name in values.items()):
        return [equation], {}
    larger = arguments_of_maxima(equation.rhs) if keep_maxima else ()
    put = {argument: name for argument, name in values.items() if argument not in larger}
    lines = [
        Equation(name, written_out(argument, {part: own for part, own in put.items() if part != argument}))
        for argument, name in sorted(values.items(), key=lambda pair: -pair[1].generation)  # from the inside out
    ]
    whole = Equation(equation.lhs, written_out(equation.rhs, put))
    used = {one for line in (*lines, whole) for one in line.used}
    return ([*lines, whole], values) if used.issuperset(put.values()) else ([equation], {})


def _inside(equation: Equation, moving: Collection[Any]) -> list[Any]:
    """The arguments inside an equation whose cotangents have lines, None in the place of a factor."""
    dots = {one: tangent_of(one, 1 + latest_among(equation.used, Tangent)) for one in equation.used if one in moving}
    bar = cotangent_of(equation.lhs, 1 + latest_among([equation.lhs, *equation.used], Cotangent))
    arguments: list[Any] = []
    flowing_back(equation, bar, dots, arguments)
    return arguments
