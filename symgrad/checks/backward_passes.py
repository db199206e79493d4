"""Checks of programs: of a backward pass against its forward pass, and of one derivative."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from symgrad.checks.gradients import check_derivatives, check_expression
from symgrad.checks.report import CheckReport
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import Cotangent, Tangent
from symgrad.programs.program import Program
from symgrad.targets import TimeFunction, compile_numpy
from symgrad.targets.points import along_property, positions_apart, random_point, random_sequences
from symgrad.time import Made, Output, TimeProgram, giving


def check_program(
    program: Program | TimeProgram, backward: Program | TimeProgram, ends: Sequence[Any], sources: Sequence[Any],
    at: Mapping[Any, Any] | None = None, method: str = "forward", seed: int = 0,
) -> CheckReport:  # fmt: skip
    """Compares a backward pass with differences of the values that it claims to differentiate, over time of every step.

    ``backward`` gives the cotangents of ``sources``, in their order, from the cotangents of ``ends``, which are its
    inputs beyond those of ``program``.
    """
    drawn: Any = random_sequences if isinstance(program, TimeProgram) else random_point
    held, point = positions_apart(program, drawn(program, at, seed))
    made = [symbol for symbol in backward.inputs if symbol not in program.inputs and not isinstance(symbol, Made)]
    results = [one.symbol if isinstance(one, Output) else one for one in backward.outputs]
    value = moved_as_allowed(_compiled(giving(program, ends), method == "complex"), sources, point)
    return check_derivatives(
        functools.partial(value, **held),
        functools.partial(_compiled(backward), **held),
        point,
        {end.name: bar.name for end, bar in zip(dict.fromkeys(ends), made, strict=True)},
        {source.name: bar.name for source, bar in zip(sources, results, strict=True)},
        method,
        seed,
        notes=moves_of(sources),
    )


def _compiled(program: Program | TimeProgram, analytic: bool = False) -> Any:
    if isinstance(program, TimeProgram):
        return TimeFunction(program, analytic=analytic)
    return compile_numpy(program, analytic)


def moves_of(sources: Sequence[Any]) -> list[str]:
    """What to say of variables with a property."""
    names = ", ".join(source.name for source in _with_property(sources))
    return [f"{names} moved along the directions that the property allows."] if names else []


def _with_property(sources: Sequence[Any]) -> list[Any]:
    return [source for source in sources if getattr(_primal(source), "properties", ())]


def _primal(source: Any) -> Any:
    """What a cotangent or a tangent belongs to: they move like the variable itself."""
    while isinstance(source, (Cotangent, Tangent)):
        source = source.primal
    return source


def moved_as_allowed(function: Callable[..., Any], sources: Sequence[Any], point: Mapping[str, Any]) -> Any:
    """The function of what is left of a move from the point where each variable moves as its property allows.

    Its derivative along one entry is that along the nearest allowed direction, which is an entry of the gradient: the
    gradient lies among those directions.
    """

    def moved(**arrays: Any) -> Any:
        for source in _with_property(sources):
            base, primal = point[source.name], _primal(source)
            allowed = along_property(primal, point.get(primal.name, base), arrays[source.name] - base)
            arrays[source.name] = base + allowed
        return function(**arrays)

    return moved


def check_derivative(
    value: Program,
    derivative: Program,
    wrt: Any,
    at: Mapping[Any, Any] | None = None,
    method: str = "forward",
    seed: int = 0,
) -> CheckReport:
    """Compares one derivative with differences: both programs have one output, the second claims to be the derivative.

    They may have different inputs; ``at`` gives arrays for those of either.
    """
    inputs = tuple(dict.fromkeys([*value.inputs, *derivative.inputs]))
    both = value.replace(inputs=inputs)
    held, point = positions_apart(both, random_point(both, at, seed))
    moved = moved_as_allowed(_of_its_own(compile_numpy(value, analytic=method == "complex")), [wrt], point)
    return check_expression(
        functools.partial(moved, **held),
        functools.partial(_in_all_axes(_of_its_own(compile_numpy(derivative)), value.outputs[0], wrt), **held),
        wrt.name,
        point,
        method,
        name=derivative.outputs[0].name,
        seed=seed,
    )


def _in_all_axes(function: Callable[..., Any], of: Any, wrt: Any) -> Callable[..., Any]:
    """A Jacobian with the axis of one entry of a row, which counts as a vector in it."""
    if not shape_of(of) or not shape_of(wrt):
        return function
    axes = [axis for axis, symbol in ((0, of), (-2, wrt)) if shape_of(symbol)[0] == 1 != shape_of(symbol)[1]]

    def whole(**arrays: Any) -> Any:
        found = function(**arrays)
        for axis in reversed(axes):
            found = np.expand_dims(found, axis)
        return found

    return whole


def _of_its_own(function: Any) -> Callable[..., Any]:
    """The function, called with those of its arguments that it has."""
    return lambda **arrays: function(**{name: arrays[name] for name in function.arguments})
