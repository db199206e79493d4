"""Where in a program over time each equation stands: where it is done least often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from symgrad.time.stages import Stage, TimeProgram, program_of


def arranged(program: TimeProgram) -> TimeProgram:
    """The program with each equation where it is done least often.

    What has no time is done once, at the beginning or, where it depends on sums over time, at the end; what carries
    nothing is taken out of each sweep and done for every t at once.
    """
    program = program.pruned()  # what is carried and never read is not carried
    still = set(program.parameters)
    parts = [part for stage in program.stages for part in _taken_apart(stage, still, program.inputs)]
    return replace(program, stages=tuple(_in_order(parts, program.inputs))).pruned()


def _taken_apart(stage: Stage, still: set[Any], known: Sequence[Any]) -> Iterator[Stage]:
    """What has no time, what does not depend on what is carried, what is carried, and what depends on it but is not.

    ``still`` are the names without time before this stage; those that it adds are added.
    """
    body = stage.body
    once = []
    if stage.times == "every":
        for equation in body.equations:
            if equation.lhs not in stage.carry and still.issuperset(body.uses(equation.lhs)):
                once.append(equation)
                still.add(equation.lhs)
        if once:
            yield Stage(program_of(once, body, {}, known), 0, "once")
    else:
        still.update(body.definitions)
    done = {equation.lhs for equation in once}
    rest = [equation for equation in body.equations if equation.lhs not in done]
    if not stage.direction:
        if rest:
            yield Stage(program_of(rest, body, {}, known), 0, stage.times)
        return
    moving = {*stage.carry.values(), *stage.carry}
    for equation in rest:
        if any(used in moving for used in body.uses(equation.lhs)):
            moving.add(equation.lhs)
    inner = [equation for equation in body.needed(stage.carry) if equation.lhs in moving]
    named = {equation.lhs for equation in inner}
    before = [equation for equation in rest if equation.lhs not in moving | named]
    after = [equation for equation in rest if equation.lhs in moving - named]
    parts = [(before, {}, 0), (inner, stage.carry, stage.direction), (after, {}, 0)]
    yield from (Stage(program_of(equations, body, carry, known), way) for equations, carry, way in parts if equations)


def _in_order(parts: Sequence[Stage], known: Sequence[Any]) -> list[Stage]:
    """What has no time and depends on no sum first, and last what no later stage with a time uses."""
    first: list[Stage] = []
    last: list[Stage] = []
    between: list[Stage] = []
    summed: set[Any] = set()
    used: set[Any] = set()
    for stage in parts:
        if stage.times == "sum":
            summed |= stage.body.definitions.keys()
        if stage.times != "once":
            between.append(stage)
            continue
        for equation in stage.body.equations:
            late = not summed.isdisjoint(stage.body.uses(equation.lhs))
            summed |= {equation.lhs} if late else set()
            (between if late else first).append(Stage(program_of([equation], stage.body, {}, known), 0, "once"))
    for stage in reversed(between):
        if stage.times == "once" and used.isdisjoint(stage.body.definitions):
            last.insert(0, stage)
        else:
            used |= {*stage.body.inputs}
    middle = [stage for stage in between if stage not in last]
    return [*_joined(first, known), *middle, *_joined(last, known)]


def _joined(stages: Sequence[Stage], known: Sequence[Any]) -> list[Stage]:
    """Stages without time as one."""
    if not stages:
        return []
    bodies = [stage.body for stage in stages]
    equations = [equation for body in bodies for equation in body.equations]
    inputs = dict.fromkeys(symbol for body in bodies for symbol in (*body.inputs, *body.definitions))
    parameters = dict.fromkeys(symbol for body in bodies for symbol in body.parameters)
    like = bodies[0].replace([], inputs=list(inputs), parameters=list(parameters), outputs=[], carry={})
    return [Stage(program_of(equations, like, {}, known), 0, "once")]
