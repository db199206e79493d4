"""Derivatives through time: forward mode is the tangent of each stage, reverse mode its transpose, run the other way.

What a stage carries from t - 1 to t has a cotangent that its transpose carries from t + 1 to t. What has no time is
used at every t, so that its cotangent is a sum over t. No cell has a backward recursion of its own: each stage is
differentiated by :mod:`symgrad.calculus.modes`, and this module joins the results.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import sympy as sp

from symgrad.calculus.generations import generation_of
from symgrad.calculus.modes import tangent_program
from symgrad.expressions.symbols import Cotangent, Seed, Tangent, tangent_of
from symgrad.programs.equations import Equation
from symgrad.time.backward import Backward
from symgrad.time.placing import arranged
from symgrad.time.stages import Output, Stage, TimeProgram, at_each_time, giving, program_of


def generation_over_time(program: TimeProgram, kind: Any) -> int:
    """The generation of the next tangents or cotangents."""
    outputs = (output.symbol for output in program.outputs)
    return 1 + max((generation_of(one, kind) for one in (*program.symbols, *outputs)), default=0)


def gradient_over_time(
    program: TimeProgram,
    of: Sequence[Any],
    wrt: Sequence[Any],
    detached: Collection[Any] = (),
    truncate: int | None = None,
    values: bool = False,
    told: Collection[Any] = (),
) -> TimeProgram:
    """Backpropagation through time: the stages, then the transpose of each, the last one first.

    ``of`` are outputs of the program: each has a cotangent as a new input, at every t for what is given at every t.
    ``wrt`` are inputs: a sequence has a gradient at every t, a parameter the sum over t, a first carry what is carried
    back to it. Through what is ``detached`` nothing flows back from t + 1 to t; with ``truncate`` = k nothing does
    where the sequence ``keep`` is 0, at t = k, 2 k, ... A scalar's cotangent is 1 by default. With ``values`` the
    outputs ``of`` are given too. The equations of what is ``told`` stay for a reader.
    """
    generation = generation_over_time(program, Cotangent)
    program = arranged(giving(replace(program, told=()), of))  # what none of them needs gives nothing time or samples
    made = Backward(program, generation, program.depending_on(wrt), frozenset(wrt))
    outputs = {output.symbol: output for output in program.outputs}
    for end in of:
        made.seeded(outputs[end])
    for place in reversed(range(len(program.stages))):
        made.transposed(place, detached, truncate is not None)
    made.returned()
    given = [outputs[end] for end in of] if values else []
    return arranged(replace(made.program(given, wrt, truncate), told=tuple(told)))


def tangent_over_time(program: TimeProgram, wrt: Sequence[Any]) -> TimeProgram:
    """Forward mode through time (real-time recurrent learning; Williams and Zipser, 1989).

    Each input among ``wrt`` has a tangent as a new input, each output has one instead of its value.
    """
    generation = generation_over_time(program, Tangent)
    moving = program.depending_on(wrt)
    told = moving | {new for new, old in program.carried.items() if old in moving}
    stages = []
    for stage in program.stages:
        body, terms = at_each_time(stage)
        held = {new for new, old in stage.carry.items() if old in moving}  # its first value may be all that moves
        defined = [terms.get(s, s) for s in stage.body.definitions if s in moving or s in held]
        made = tangent_program(body.replace(outputs=defined), [s for s in body.inputs if s in moving], generation)
        tangents = {
            tangent_of(new, generation): tangent_of(stage.carry[new], generation) for new in stage.carry if new in held
        }
        sums = {tangent_of(term, generation): tangent_of(whole, generation) for whole, term in terms.items()}
        new = [e for e in made.equations if e.lhs not in stage.body.definitions]
        own = [
            *stage.body.equations,
            *(Equation(sums.get(e.lhs, e.lhs), e.rhs) for e in new if e.lhs in sums or not sums),
        ]
        terms_of = [e for e in new if sums and e.lhs not in sums]
        stages += [Stage(program_of(terms_of, made, {}, program.inputs), 0)] if terms_of else []
        stages.append(replace(stage, body=program_of(own, made, {**stage.carry, **tangents}, program.inputs)))

    def moved(symbols: Sequence[Any]) -> list[Any]:
        return [tangent_of(symbol, generation) for symbol in symbols if symbol in wrt]

    dots = {symbol: tangent_of(symbol, generation) for symbol in wrt}
    firsts = {tangent_of(old, generation): dots.get(first) for old, first in program.firsts.items() if old in moving}
    optional = [symbol for symbol in wrt if isinstance(symbol, (Cotangent, Seed)) or symbol in program.firsts.values()]
    return arranged(
        replace(
            program,
            stages=tuple(stages),
            inputs=(*program.inputs, *dots.values()),
            sequences=(*program.sequences, *moved(program.sequences)),
            parameters=(*program.parameters, *moved(program.parameters)),
            constant=(*program.constant, *moved(program.constant)),
            told=(),
            firsts={**program.firsts, **firsts},
            outputs=tuple(_moved_output(output, told, generation) for output in program.outputs),
            defaults={**program.defaults, **{dots[symbol]: sp.S.Zero for symbol in optional}},
            follows={
                **program.follows,
                **{dots[symbol]: program.follows[symbol] for symbol in wrt if symbol in program.follows},
                **{tangent_of(output.symbol, generation): program.axes_of(output) for output in program.outputs},
            },
        )
    )


def _moved_output(output: Output, moving: Collection[Any], generation: int) -> Output:
    parts = tuple(tangent_of(part, generation) for part in output.parts if part in moving)
    return Output(tangent_of(output.symbol, generation), output.kind, parts)
