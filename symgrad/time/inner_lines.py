"""Gradients told with the arguments that they speak of: pre_i = W x + U h + b, i = sigmoid(pre_i)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from symgrad.calculus.inner_arguments import with_arguments_told
from symgrad.programs.program import Program
from symgrad.time.stages import TimeProgram


def with_inner_told(program: Program | TimeProgram) -> Any:
    """The program with a line for each argument inside an equation whose cotangent it has.

    >>> import symgrad as sg
    >>> back = sg.Recurrence(sg.cells.elman()).gradient()
    >>> print(with_inner_told(back.program).stages[0].body.equations[0])
    pre_h = W*x + U*h_prev + b
    """
    if isinstance(program, Program):
        (told,) = with_arguments_told([program], program.inputs)
        return program if told is program else told
    bodies = [stage.body for stage in program.stages]
    made = with_arguments_told(bodies, program.inputs)
    if all(one is other for one, other in zip(bodies, made, strict=True)):
        return program
    stages = [replace(stage, body=body) for stage, body in zip(program.stages, made, strict=True)]
    return replace(program, stages=tuple(stages))
