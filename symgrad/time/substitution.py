"""Programs over time written in another way: simplified, with other expressions for inputs, at one t."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from symgrad.algebra.intake import intake
from symgrad.calculus.simplification import simplify
from symgrad.errors import ShapeError, SymgradError
from symgrad.expressions.shapes import same_shape, shape_of, shape_text
from symgrad.expressions.symbols import is_variable
from symgrad.programs.bindings import check_from_outside
from symgrad.programs.equations import Equation, replace_variables, variables_in
from symgrad.programs.program import Program
from symgrad.time.placing import arranged
from symgrad.time.stages import Stage, TimeProgram, program_of


def simplified(program: Program | TimeProgram) -> Any:
    """The program with each right-hand side in the form that a person would write."""
    if isinstance(program, Program):
        return program.replace([Equation(e.lhs, simplify(e.rhs)) for e in program.equations])
    return replace(program, stages=tuple(replace(stage, body=simplified(stage.body)) for stage in program.stages))


def substituted(program: TimeProgram, values: Mapping[Any, Any]) -> TimeProgram:
    """The program with inputs replaced by expressions of their shapes.

    What is new in an expression for a parameter is a parameter, in one for a sequence a sequence; the first value of
    what is carried is replaced by another variable. Raises ShapeError where a shape differs, SymgradError for an
    expression that changes over time in the place of what does not.
    """
    taken = {symbol: intake(value) for symbol, value in values.items()}
    put = {old: [v for v in variables_in(value) if v not in program.dims] for old, value in taken.items()}
    firsts = dict(program.firsts)
    for symbol, value in taken.items():
        if not same_shape(shape_of(symbol), shape_of(value)):
            raise ShapeError(f"substitute: {symbol} is {shape_text(shape_of(symbol))}, but {value} is "
                             f"{shape_text(shape_of(value))}.")  # fmt: skip
        check_from_outside(symbol, value, {*program.symbols} - {*program.inputs})
        changing = [v for v in put[symbol] if v in program.inputs and v not in program.parameters]
        if symbol in program.parameters and changing:
            raise SymgradError(
                f"substitute: {symbol} stays the same over time, but {value} does not: {changing[0]} is no parameter."
            )
        if symbol in program.firsts.values() and (not is_variable(value) or value in program.inputs):
            raise SymgradError(
                f"substitute: {symbol} is the first value of what is carried, which a variable that is no input yet "
                f"can replace, but {value} came."
            )
        starts = {v for v in put[symbol] if v in program.firsts.values()}
        if starts and symbol not in program.firsts.values():
            raise SymgradError(
                f"substitute: {symbol} = {value} takes {min(map(str, starts))}, the first value of what is carried, "
                f"which has none at another t; give it a name of its own."
            )
        firsts |= {old: value for old, first in program.firsts.items() if first == symbol}
    inside = {symbol: value for symbol, value in taken.items() if symbol not in program.firsts.values()}
    # A cotangent keeps its name, in an equation: with a batch it counts once for each sample.
    named = {symbol: inside.pop(symbol) for symbol in taken if symbol in program.follows and symbol in inside}

    def replaced(symbols: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(dict.fromkeys(new for symbol in symbols for new in put.get(symbol, [symbol])))

    parameters = replaced(program.parameters)
    sequences = tuple(symbol for symbol in replaced(program.sequences) if symbol not in parameters)
    inputs = replaced(program.inputs)
    stages = []
    for stage in program.stages:
        equations = [Equation(e.lhs, replace_variables(e.rhs, inside)) for e in stage.body.equations]
        known = dict.fromkeys([*inputs, *stage.body.inputs, *stage.body.definitions])
        like = stage.body.replace([], inputs=list(known), parameters=parameters, outputs=[], carry={})
        stages.append(replace(stage, body=program_of(equations, like, stage.carry, inputs)))
    if named:
        like = program.stages[0].body.replace([], inputs=list(inputs), parameters=parameters, outputs=[], carry={})
        stages.insert(0, Stage(program_of([Equation(*one) for one in named.items()], like, {}, inputs), 0))
    return arranged(
        replace(
            program,
            stages=tuple(stages),
            inputs=inputs,
            sequences=sequences,
            parameters=parameters,
            constant=tuple(symbol for symbol in replaced(program.constant) if symbol not in (*parameters, *sequences)),
            firsts=firsts,
            masks=tuple(new for mask in program.masks if is_variable(new := taken.get(mask, mask))),
            each=(*program.each, *named),
            defaults={symbol: number for symbol, number in program.defaults.items() if symbol not in taken},
            follows={
                name: replaced(others) for name, others in program.follows.items() if name not in taken or name in named
            },
        )
    )


def at_one_time(program: Program | TimeProgram, names: Sequence[Any] = ()) -> Program:
    """What holds at one t: what is carried, and what is summed over time, is an input there.

    Raises SymgradError where one of the ``names``, which are to be differentiated there, is such a sum.
    """
    if isinstance(program, Program):
        return program
    summed = {s for stage in program.stages if stage.times == "sum" for s in stage.body.definitions}
    for name in names:
        if any(name in (symbol, symbol.name) for symbol in summed):
            raise SymgradError(
                f"derivative: {name} is a sum over time, and this is of one t; write some steps out by unroll and ask "
                f"there, or take the gradient of it."
            )
    equations = [e for stage in program.stages if stage.times != "sum" for e in stage.body.equations]
    defined = {equation.lhs for equation in equations}
    used = dict.fromkeys(v for e in equations for v in e.used if v not in program.dims)
    others = [symbol for symbol in used if symbol not in defined and symbol not in program.inputs]
    return Program(
        equations,
        outputs=[symbol for symbol in dict.fromkeys(p for o in program.outputs for p in o.parts) if symbol in defined],
        inputs=[*(symbol for symbol in program.inputs if symbol not in program.parameters), *others],
        parameters=list(program.parameters),
        derived=True,
    )
