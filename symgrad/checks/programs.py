"""Checks of programs: of a backward pass against its forward pass, and of one derivative."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symgrad.checks.gradients import check_derivatives, check_expression
from symgrad.checks.points import random_point
from symgrad.checks.report import CheckReport
from symgrad.errors import SymgradError
from symgrad.program import Program
from symgrad.targets import compile_numpy


def check_program(
    program: Program,
    backward: Program,
    ends: Sequence[Any],
    sources: Sequence[Any],
    at: Mapping[Any, Any] | None = None,
    method: str = "forward",
    seed: int = 0,
) -> CheckReport:
    """Compares a backward pass with differences of the values that it claims to differentiate.

    ``backward`` gives the cotangents of ``sources``, in their order, from the cotangents of ``ends``, which are its
    inputs beyond those of ``program``.
    """
    values = program.replace(program.needed(ends), outputs=ends, carry={})
    pairs = list(zip(sources, backward.outputs, strict=True))
    bound = [source.name for source, _ in pairs if getattr(source, "properties", ())]
    free = {source.name: bar.name for source, bar in pairs if source.name not in bound}
    if bound and not free:
        raise SymgradError(f"check: differences move one entry at a time, which {', '.join(bound)} cannot; check the "
                           f"gradient with respect to a matrix without a property.")  # fmt: skip
    notes = [f"{', '.join(bound)} left out: differences move one entry at a time."] if bound else []
    seeds = [symbol for symbol in backward.inputs if symbol not in program.inputs]
    return check_derivatives(
        compile_numpy(values, analytic=method == "complex"),
        compile_numpy(backward),
        random_point(program, at, seed),
        {end.name: bar.name for end, bar in zip(dict.fromkeys(ends), seeds, strict=True)},
        free,
        method,
        seed,
        notes=notes,
    )


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
    return check_expression(
        _of_its_own(compile_numpy(value, analytic=method == "complex")),
        _of_its_own(compile_numpy(derivative)),
        wrt.name,
        random_point(both, at, seed),
        method,
        name=derivative.outputs[0].name,
        seed=seed,
    )


def _of_its_own(function: Any) -> Callable[..., Any]:
    """The function, called with those of its arguments that it has."""
    return lambda **arrays: function(**{name: arrays[name] for name in function.arguments})
