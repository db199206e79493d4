"""From a cell to a program over time: what it carries, what changes with t, and what a loss adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from symgrad.algebra import blocks
from symgrad.arguments.refusals import told_names
from symgrad.errors import NameClashError, ShapeError, SymgradError, UnboundNameError
from symgrad.expressions.shapes import same_dimension, same_shape, shape_of, shape_text
from symgrad.expressions.symbols import of_shape, variable_of
from symgrad.programs.equations import Equation, Names, names_of
from symgrad.programs.program import Program
from symgrad.time.arrangements import masked, names_beside_sequences, sequences_of
from symgrad.time.new_names import names_apart
from symgrad.time.placing import arranged
from symgrad.time.stages import Output, Stage, TimeProgram, renamed


def recurrent_cell(cell: Program, carry: Mapping[Any, Any] | None, sequences: Names, mask: Any) -> Program:
    """The cell with its carry, and with parameters that are all that neither changes nor is carried."""
    cell = cell.replace(carry=_carried(cell, carry))
    if mask is not None:
        cell = masked(cell, mask)
    varying = _varying(cell, sequences, mask)
    return cell.replace(parameters=[s for s in cell.inputs if s not in varying and s not in cell.carry.values()])


def over_time(cell: Program, masks: tuple[Any, ...] = ()) -> TimeProgram:
    """A recurrent cell at every t: it gives its outputs at every t, and takes zeros as first carries by default."""
    carried = list(cell.carry.values())
    return arranged(
        TimeProgram(
            stages=(Stage(cell, 1),),
            inputs=cell.inputs,
            sequences=tuple(s for s in cell.inputs if s not in cell.parameters and s not in carried),
            parameters=cell.parameters,
            firsts={before: before for before in carried},
            outputs=tuple(Output(symbol, "every", (symbol,)) for symbol in cell.outputs),
            defaults={**cell.defaults, **dict.fromkeys(carried, sp.S.Zero)},
            told=tuple(cell.definitions),
            masks=masks,
        )
    )


def bidirectional_program(forward: Program, backward: Program, masks: tuple[Any, ...] = ()) -> TimeProgram:
    """Two recurrent cells on the same sequences, the second from t = T to 1; their first outputs one below the other.

    Every name gets ``_forward`` or ``_backward`` behind it and, where that is another name already, a number; sequences
    keep their names, and so does the output. Raises ShapeError where the sequences or the outputs do not fit.

    Source: Schuster and Paliwal, Bidirectional Recurrent Neural Networks, 1997.
    """
    output = forward.outputs[0]
    shared = [*sequences_of(forward), *sequences_of(backward)]
    name = names_apart({output: output.name}, shared)[output]  # a sequence may be the output
    output = output if name == output.name else variable_of(name, shape_of(output))
    ahead = names_beside_sequences(forward, "_forward", [*shared, *backward.dims, output])
    back = names_beside_sequences(backward, "_backward", [*shared, *forward.dims, output, *ahead.values()])
    ways = [(renamed(forward, ahead), 1), (renamed(backward, back), -1)]
    halves = [over_time(cell) for cell, _ in ways]
    first, second = (cell.outputs[0] for cell, _ in ways)
    value = blocks.concat(first, second) if shape_of(first) else None
    if value is None or not same_dimension(shape_of(first)[1], shape_of(second)[1]):
        raise ShapeError(
            f"bidirectional: the outputs {first} and {second} should be vectors, but they are "
            f"{shape_text(shape_of(first))} and {shape_text(shape_of(second))}."
        )
    joined = of_shape(output, shape_of(value))
    both = ways[0][0].replace([Equation(joined, value)], inputs=[first, second], parameters=[], outputs=[joined],
                              carry={})  # fmt: skip
    inputs = tuple(dict.fromkeys(symbol for half in halves for symbol in half.inputs))
    return arranged(
        TimeProgram(
            stages=(*(Stage(cell, way) for cell, way in ways), Stage(both, 0)),
            inputs=inputs,
            sequences=tuple(symbol for symbol in inputs if any(symbol in half.sequences for half in halves)),
            parameters=tuple(symbol for half in halves for symbol in half.parameters),
            firsts={**halves[0].firsts, **halves[1].firsts},
            outputs=(Output(joined, "every", (joined,)),),
            defaults={**halves[0].defaults, **halves[1].defaults},
            told=(*halves[0].told, *halves[1].told),
            masks=masks,
        )
    )


def _carried(cell: Program, carry: Mapping[Any, Any] | None) -> dict[Any, Any]:
    pairs = cell.carry if carry is None else carry
    found = {cell.symbol(new): cell.symbol(old) for new, old in pairs.items()}
    if not found:
        raise SymgradError(
            f"Recurrence: nothing says what is carried from one step to the next; give carry={{h: h_prev}}. The inputs "
            f"are {told_names(cell.inputs)}, the outputs {told_names(cell.outputs)}."
        )
    for new, old in found.items():
        if new not in cell.definitions:
            raise UnboundNameError(f"Recurrence: carry: {new} should be defined by an equation, but it is an input.")
        if old not in cell.inputs:
            raise UnboundNameError(f"Recurrence: carry: {old} should be an input, but an equation defines it.")
        if not same_shape(shape_of(new), shape_of(old)):
            raise ShapeError(
                f"Recurrence: carry: {new} is {shape_text(shape_of(new))}, but {old}, which holds its value of one "
                f"step before, is {shape_text(shape_of(old))}; the two must have one shape."
            )
    if len(set(found.values())) < len(found):
        raise NameClashError("Recurrence: carry: two outputs cannot be carried to one input.")
    return found


def _varying(cell: Program, sequences: Names, mask: Any) -> list[Any]:
    """The inputs with a value at each t."""
    rest = [symbol for symbol in cell.inputs if symbol not in cell.carry.values()]
    if sequences is None:
        if not cell.parameters:
            raise SymgradError(
                f"Recurrence: nothing says which of the inputs {told_names(rest)} change over time; name "
                f"those in sequences=[...], or name the others in the cell's parameters=[...]."
            )
        return [symbol for symbol in rest if symbol not in cell.parameters]
    named = [cell.symbol(name) for name in names_of(sequences)]
    for symbol in named:
        if symbol in cell.parameters:
            raise SymgradError(
                f"Recurrence: {symbol} is a parameter of the cell, which stays the same over time, and is named in "
                f"sequences= too; take it out of one of the two."
            )
        if symbol not in rest:
            raise SymgradError(
                f"Recurrence: sequences= takes inputs that are not carried, but {symbol} is not one; there are "
                f"{', '.join(map(str, rest))}."
            )
    return [symbol for symbol in rest if symbol in named or symbol == mask]
