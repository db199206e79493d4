"""Which values of a program over time have an axis of samples, and which of its results have."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from symgrad.algebra import zero
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import Derived
from symgrad.programs.equations import Equation
from symgrad.programs.program import Program
from symgrad.time import Output, Stage, TimeProgram
from symgrad.time.stages import program_of


def completed(program: TimeProgram) -> TimeProgram:
    """The program with an equation for each result that is zero, unless it has the shape of an input."""
    zeros = [
        o.symbol for o in program.outputs if not o.parts and base_of(o.symbol, program.inputs) not in program.inputs
    ]
    if not zeros:
        return program
    equations = [Equation(symbol, zero(shape_of(symbol))) for symbol in zeros]
    like = Program([], inputs=program.inputs, derived=True)
    stage = Stage(program_of(equations, like, {}), 0, "once")
    outputs = tuple(replace(o, parts=(o.symbol,)) if o.symbol in zeros else o for o in program.outputs)
    return replace(program, stages=(stage, *program.stages), outputs=outputs)


def with_samples(program: TimeProgram, given: Collection[Any]) -> frozenset[Any]:
    """The names that have an axis of samples where these inputs have one."""
    found = set(given) | {s for s in program.each if not set(given).isdisjoint(program.follows[s])}
    stages = [stage for stage in program.stages if stage.times == "every"]
    while True:
        before = len(found)
        for stage in stages:
            found |= {s for s in stage.body.definitions if not found.isdisjoint(stage.body.uses(s))}
            for new, old in stage.carry.items():
                first = program.firsts.get(old)
                if not found.isdisjoint((new, old, base_of(old, program.inputs) if first is None else first)):
                    found |= {new, old}
        if len(found) == before:
            return frozenset(found)


def has_samples(output: Output, program: TimeProgram, batched: Collection[Any]) -> bool:
    """Whether a result has an axis of samples: what depends on an input that has one, a cotangent as its variable."""
    base = base_of(output.symbol, program.inputs)
    return base in batched if base in program.inputs else any(s in batched for s in program.axes_of(output))


def base_of(symbol: Any, inputs: Collection[Any]) -> Any:
    """The input from which a variable is derived, or the variable that no other one is before it."""
    while isinstance(symbol, Derived) and symbol not in inputs:
        symbol = symbol.primal
    return symbol
