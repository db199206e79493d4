"""Programs as a paper tells them: arguments on lines of their own, losses closed and written as one number."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import sympy as sp

from symgrad.algebra.intake import with_values
from symgrad.calculus.inner_arguments import with_arguments_told
from symgrad.expressions.symbols import Cotangent, Seed, at
from symgrad.programs.equations import Equation
from symgrad.programs.program import Program
from symgrad.time.indexing import IndexedEquations, T, t
from symgrad.time.stages import TimeProgram
from symgrad.time.time_sums import sum_over_time


def with_inner_told(program: Program | TimeProgram) -> Any:
    """The program with a line for each argument inside an equation whose cotangent it has.

    >>> import symgrad as sg
    >>> back = sg.Recurrence(sg.cells.elman()).gradient()
    >>> print(with_inner_told(back.program).stages[0].body.equations[1])
    h = tanh(pre_h)
    """
    if isinstance(program, Program):
        (told,) = with_arguments_told([program], program.inputs)
        return program if told is program else told
    bodies = [stage.body for stage in program.stages]
    return _with_bodies(program, with_arguments_told(bodies, program.inputs))


def losses_in(program: Program | TimeProgram) -> dict[Any, Any]:
    """The losses that close a gradient over time, each with the cotangent that is 1 unless a caller gives another."""
    if isinstance(program, Program):
        return {}
    ones = (seed for seed, number in program.defaults.items() if number == 1 and isinstance(seed, (Cotangent, Seed)))
    return {seed.primal: seed for seed in ones if seed.primal in program.losses}


def with_losses_closed(program: Program | TimeProgram) -> Any:
    """The program with 1 in the place of the cotangents of its losses."""
    seeds = dict.fromkeys(losses_in(program).values(), sp.S.One)
    if isinstance(program, Program) or not seeds:
        return program
    bodies = [
        stage.body.replace(
            [Equation(e.lhs, with_values(e.rhs, seeds)) for e in stage.body.equations],
            inputs=[symbol for symbol in stage.body.inputs if symbol not in seeds],
        )
        for stage in program.stages
    ]
    closed = _with_bodies(program, bodies)
    return dataclasses.replace(
        closed,
        inputs=tuple(symbol for symbol in program.inputs if symbol not in seeds),
        sequences=tuple(symbol for symbol in program.sequences if symbol not in seeds),
        defaults={symbol: number for symbol, number in program.defaults.items() if symbol not in seeds},
    )


def with_losses_written(told: IndexedEquations, program: Program | TimeProgram) -> IndexedEquations:
    """The equations with a line for each loss: L is the sum of all L_t, or that of the last step."""
    lines, defined = [], {equation.lhs for equation in told.forward}
    for loss, seed in losses_in(program).items():
        if at(loss, t) not in defined:  # a second gradient tells no line of it
            continue
        each = seed in program.sequences if isinstance(program, TimeProgram) else False
        lines.append(Equation(loss, sum_over_time(at(loss, t), sp.S.One, T) if each else at(loss, T)))
    return dataclasses.replace(told, forward=(*told.forward, *lines)) if lines else told


def _with_bodies(program: TimeProgram, bodies: Sequence[Program]) -> TimeProgram:
    if all(stage.body is body for stage, body in zip(program.stages, bodies, strict=True)):
        return program
    stages = [dataclasses.replace(stage, body=body) for stage, body in zip(program.stages, bodies, strict=True)]
    return dataclasses.replace(program, stages=tuple(stages))
