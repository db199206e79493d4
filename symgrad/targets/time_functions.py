"""Stages of a program over time as functions of arrays: what each takes and gives, and where its sizes come from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from symgrad.expressions.shapes import shape_of
from symgrad.lowering.batching import Along
from symgrad.programs.program import Program
from symgrad.targets.numpy import WrittenFunction, written
from symgrad.time import Stage, TimeProgram

_PREFIXES = {"once": "once", "sum": "summed", "every": "at_once"}


@dataclass(frozen=True)
class StageFunction:
    """A stage as a function: what it takes and gives, in order, and its text.

    sized  what it takes for its sizes and its type alone: the value at one t, of one sample
    bare   what it gives without the axis in front that its stage has, since nothing in it has that
    """

    stage: Stage
    name: str
    takes: tuple[Any, ...]
    gives: tuple[Any, ...]
    sized: frozenset[Any]
    bare: frozenset[Any]
    function: WrittenFunction


def name_of(stage: Stage, place: int) -> str:
    """The name of the function of the stage at a place."""
    return f"{'step' if stage.direction else _PREFIXES[stage.times]}_{place}"


def stage_function(
    program: TimeProgram, stage: Stage, place: int, kept: Collection[Any], batched: Collection[Any], analytic: bool
) -> StageFunction:
    """The function of a stage, which gives what is carried and, of the rest, what is kept.

    A sweep runs it at each t: what is ``batched`` then has an axis of samples. Otherwise it is called for many t at
    once: everything that has a time has one axis in front, of times and samples, over which sums are taken.
    """
    gives = tuple(s for s in stage.body.definitions if s in kept or s in stage.carry or stage.times != "every")
    body = stage.body.replace(stage.body.needed(gives), outputs=gives, carry={})
    used = {variable for equation in body.equations for variable in equation.used}
    inputs = [symbol for symbol in body.inputs if symbol in used]
    sized = _sized(program, body, inputs)
    body = body.replace(inputs=[*inputs, *sized], parameters=[s for s in body.parameters if s in inputs])
    axis = frozenset(s for s in inputs if (s in batched if stage.direction else s not in program.still))
    summed = frozenset(gives) if stage.times == "sum" else frozenset()
    flags = Along(body, axis, summed).flags
    own = stage.times == "every" and (batched if stage.direction else gives)
    bare = frozenset(s for s in gives if own and s in own and not flags[s])
    name = name_of(stage, place)
    text = written(body, axis, name, analytic, summed)
    return StageFunction(stage, name, body.inputs, gives, frozenset(sized), bare, text)


def _sized(program: TimeProgram, body: Program, inputs: Sequence[Any]) -> list[Any]:
    """Inputs of the whole that say how large things are, where those of a stage do not; one at least, for the type."""
    dims = {dim for symbol in program.inputs for size in shape_of(symbol) for dim in size.free_symbols}
    sizes = {dim for e in body.equations for dim in (e.lhs.free_symbols | e.rhs.free_symbols) if dim in dims}
    missing = sizes - {size for symbol in inputs for size in shape_of(symbol)}
    found = []
    for axes in (lambda size: {size}, lambda size: size.free_symbols):  # n from an axis n, or else from one of n + m
        for symbol in sorted(program.inputs, key=lambda symbol: symbol in program.sequences):
            own = {dim for size in shape_of(symbol) for dim in axes(size)}
            if own & missing and symbol not in inputs:
                found.append(symbol)
                missing -= own
    return found if found or inputs else [program.inputs[0]]
