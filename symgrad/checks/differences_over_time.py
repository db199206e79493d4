"""Checks of gradients through time against differences of the values."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from symgrad.checks.backward_passes import moved_as_allowed, moves_of
from symgrad.checks.gradients import check_derivatives
from symgrad.checks.points import random_point, real_array
from symgrad.checks.report import CheckReport
from symgrad.errors import ShapeError
from symgrad.expressions.positions import spans
from symgrad.targets import TimeFunction
from symgrad.time import Made, TimeProgram

STEPS = 4


def check_over_time(
    program: TimeProgram,
    backward: TimeProgram,
    at: Mapping[Any, Any] | None = None,
    method: str = "forward",
    seed: int = 0,
) -> CheckReport:
    """Compares backpropagation through time with differences of the outputs of every step.

    ``program`` gives what is differentiated, ``backward`` the cotangents of some of its inputs, in any order. What
    ``at`` leaves out is drawn at random, sequences with as many steps as those of ``at`` have, or 4.
    """
    seeds = [symbol for symbol in backward.inputs if symbol not in program.inputs and not isinstance(symbol, Made)]
    pairs = {output.symbol.name: bar.name for output, bar in zip(program.outputs, seeds, strict=True)}
    wrt = {output.symbol.primal.name: output.symbol.name for output in backward.outputs}
    point = random_sequences(program, at, seed)
    still = [symbol for symbol in program.inputs if symbol not in program.movable and symbol.name in point]
    held = {symbol.name: point.pop(symbol.name) for symbol in (*program.masks, *still)}  # no difference may move these
    sources = [output.symbol.primal for output in backward.outputs]
    value = moved_as_allowed(TimeFunction(program, analytic=method == "complex"), sources, point)
    return check_derivatives(
        functools.partial(value, **held),
        functools.partial(TimeFunction(backward), **held),
        point,
        pairs,
        wrt,
        method,
        seed,
        notes=moves_of(sources),
    )


def random_sequences(program: TimeProgram, at: Mapping[Any, Any] | None = None, seed: int = 0) -> dict[str, Any]:
    """An array for each input of a program over time: a value at each step of a sequence.

    >>> import symgrad as sg
    >>> r = sg.Recurrence(sg.System([(sg.scalar("h"), sg.tanh(sg.scalar("h_prev") + sg.scalar("x")))]),
    ...                   carry={"h": "h_prev"}, sequences=["x"])
    >>> {name: array.shape for name, array in random_sequences(r.program).items()}
    {'x': (4,), 'h_prev': ()}
    """
    names = {str(getattr(name, "name", name)): value for name, value in (at or {}).items()}
    given = {name: real_array(name, value) for name, value in names.items()}
    inputs = [symbol for symbol in program.inputs if not isinstance(symbol, Made)]
    body = program.stages[0].body.replace([], inputs=inputs, parameters=program.parameters, outputs=[], carry={})
    sequences = {symbol.name for symbol in program.sequences}
    for name in sequences & given.keys():
        if given[name].size == 0 or given[name].ndim == 0:
            raise ShapeError(
                f"{name}: a sequence has time first and at least one step, but an array of shape "
                f"{given[name].shape} came."
            )
    steps = next((len(given[name]) for name in given if name in sequences), STEPS)
    constant = {name: value for name, value in given.items() if name not in sequences}
    first_of_given = {name: value[0] for name, value in given.items() if name in sequences}
    taken = spans(equation.rhs for stage in program.stages for equation in stage.body.equations)
    points = [random_point(body, constant | first_of_given, seed + step, taken=taken) for step in range(steps)]
    made = dict(points[0])
    for symbol in (symbol for symbol in program.sequences if not isinstance(symbol, Made)):
        name = symbol.name
        made[name] = np.asarray(given[name]) if name in given else np.stack([point[name] for point in points])
        if symbol in program.masks and name not in given:
            made[name] = np.ones(steps)
    return made


def only(program: TimeProgram, names: Collection[Any]) -> TimeProgram:
    """The program with these outputs alone."""
    return replace(program, outputs=tuple(o for o in program.outputs if o.symbol in names)).pruned()
