"""Losses of a program; over time at each t, summed over t, or of the last step alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from symgrad.errors import NameClashError, ShapeError
from symgrad.expressions.shapes import is_vector, shape_of, shape_text
from symgrad.programs.program import Program
from symgrad.time.new_names import taken_by, with_ending
from symgrad.time.placing import arranged
from symgrad.time.stages import Output, Stage, TimeProgram, renamed


def with_loss(
    program: Program | TimeProgram, loss: Program, parameters: Collection[str] = (), declared: bool = True,
    last: bool = False,
) -> Any:  # fmt: skip
    """The program with the outputs of a loss as outputs; over time at each t or at the last one.

    What the loss alone uses is new: parameters are what it declares or ``parameters`` names so and, where it is an
    equation in which nothing is ``declared``, matrices (a readout); the rest are targets, over time with a value at
    each t or, of a loss of the last step, one alone.
    Raises ShapeError for a loss that is no scalar, and for a name whose shape is another one in the program,
    NameClashError for a name that the loss defines and that the program takes or gives.
    """
    symbols = program.symbols if isinstance(program, TimeProgram) else (*program.inputs, *program.definitions)
    known, taken = {s.name for s in program.definitions}, {s.name: s for s in symbols}
    loss = _told_apart(program, loss, taken)
    for symbol in loss.inputs:
        if symbol.name in taken and shape_of(taken[symbol.name]) != shape_of(symbol):
            raise ShapeError(
                f"loss: {symbol} is {shape_text(shape_of(symbol))}, but the cell's is "
                f"{shape_text(shape_of(taken[symbol.name]))}."
            )
    for end in loss.outputs:
        if shape_of(end):
            raise ShapeError(f"loss: a loss is a scalar, but {end} is {shape_text(shape_of(end))}.")
    new = [symbol for symbol in loss.inputs if symbol.name not in known and symbol not in program.inputs]
    named = {*loss.parameters, *(symbol for symbol in new if symbol.name in parameters)}
    still = [symbol for symbol in new if symbol in named or (not declared and _is_matrix(symbol))]
    if not isinstance(program, TimeProgram):
        return program.replace(
            [*program.equations, *loss.equations],
            inputs=[*program.inputs, *new],
            parameters=[*program.parameters, *still],
            outputs=[*program.outputs, *loss.outputs],
            defaults={**program.defaults, **loss.defaults},
        )
    targets = [symbol for symbol in new if symbol not in still]
    closed = replace(
        program,
        stages=(*program.stages, Stage(loss.replace(carry={}, parameters=[*loss.parameters, *still]), 0)),
        inputs=(*program.inputs, *new),
        sequences=(*program.sequences, *(() if last else targets)),
        constant=(*program.constant, *(targets if last else ())),
        parameters=(*program.parameters, *still),
        losses=(*program.losses, *loss.outputs),
        outputs=(*program.outputs, *(Output(end, "last" if last else "every", (end,)) for end in loss.outputs)),
    )
    return arranged(closed)


def _told_apart(program: Program | TimeProgram, loss: Program, taken: Mapping[str, Any]) -> Program:
    """The loss with other names for those of its intermediates that bear the name of one of the cell's."""
    given = (one.symbol if isinstance(one, Output) else one for one in program.outputs)
    public = {symbol.name for symbol in (*program.inputs, *given)}
    alike = [symbol for symbol in loss.definitions if symbol.name in taken]
    for symbol in alike:
        if symbol in loss.outputs or symbol.name in public:
            raise NameClashError(f"loss: it defines {symbol}, but the cell has that name; give it another name.")
    names = program.taken if isinstance(program, TimeProgram) else taken_by(program)
    made: Program = renamed(loss, with_ending(alike, "_loss", [*names, *taken_by(loss)]))
    return made


def _is_matrix(symbol: Any) -> bool:
    return bool(shape_of(symbol)) and not is_vector(symbol)
