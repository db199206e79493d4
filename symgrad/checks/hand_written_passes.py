"""A backward pass written by hand in Python, compared with its forward pass name by name, intermediates too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from symgrad.checks.differences import derivatives
from symgrad.checks.refinement import Difference, copied
from symgrad.checks.report import CheckReport, Entry, entry_of
from symgrad.errors import ShapeError, UnboundNameError
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import matrix, scalar, vector
from symgrad.programs.program import Program
from symgrad.targets import compile_numpy
from symgrad.targets.points import real_array

Array = Any
_MARKS = ("bar_", "d_", "d", "grad_", "delta_", "")


def check_backward(
    program: Program, backward: Callable[..., Any], at: Mapping[str, Any], method: str = "forward",
    tolerance: float | None = None,
) -> CheckReport:  # fmt: skip
    """Compares what a function gives for names of a program, inputs and intermediates, with numeric derivatives.

    ``backward`` is called with the arrays of ``at``, and with ``bar_h`` for each output h that is no single number,
    drawn
    at random where ``at`` has it not. It gives a dict of arrays: ``bar_z``, ``d_z``, ``dz`` or ``z`` for a name z.
    Entries come in the order of the backward pass,
    so that the first which fails is where it goes wrong; a note says so.

    Raises UnboundNameError for a name that the program has not, ShapeError for an array of another shape.
    """
    point, cotangents = _split(program, at)
    given = {f"bar_{name}": array for name, array in cotangents.items() if array.shape or f"bar_{name}" in at}
    with np.errstate(all="ignore"):
        claimed = backward(**copied(point), **copied(given))
    if not isinstance(claimed, Mapping):
        raise ShapeError(f"a backward pass gives a dict of arrays by name, but {type(claimed).__name__} came.")
    named = {_variable(program, str(name)): (str(name), np.asarray(array, float)) for name, array in claimed.items()}
    moved, slacks = _with_slacks(program, [one for one in named if one in program.definitions])
    values = _values(program, point)
    arrays = {**point, **{slack: np.zeros_like(values[str(one.name)]) for one, slack in slacks.items()}}
    value = compile_numpy(moved, method == "complex")

    def contracted(given_arrays: Mapping[str, Array]) -> Array:
        found = value(**given_arrays)
        by_name = found if isinstance(found, Mapping) else {str(moved.outputs[0].name): found}
        return np.asarray(sum(np.sum(cotangents[name] * by_name[name]) for name in cotangents))

    wrt = {one: slacks.get(one, str(one.name)) for one in named}
    found = derivatives(contracted, arrays, list(wrt.values()), method, tolerance)
    entries: list[Entry] = []
    for one in sorted(named, key=lambda symbol: _place(program, symbol)):
        told, array = named[one]
        if array.shape != arrays[wrt[one]].shape:
            raise ShapeError(f"{told} has the shape {array.shape}, but {one.name} has {arrays[wrt[one]].shape}.")
        entries += _entries(told, array, found.by_name[wrt[one]])
    wrong = next((entry.name for entry in entries if entry.verdict == "FAIL"), "")
    notes = (f"From the outputs back, the first that is wrong is {wrong}.",) if wrong else ()
    return CheckReport(tuple(entries), method, found.step, found.tolerance, None, copied(arrays), notes)


def _split(program: Program, at: Mapping[str, Any]) -> tuple[dict[str, Array], dict[str, Array]]:
    """The arrays of the inputs, and a cotangent of each output: what came, else 1 of a number, drawn of an array."""
    given = {str(name): real_array(str(name), array) for name, array in at.items()}
    point = {str(one.name): given[str(one.name)] for one in program.inputs if str(one.name) in given}
    values = _values(program, point)
    rng = np.random.default_rng(0)
    cotangents: dict[str, Array] = {}
    for one in program.outputs:
        name = str(one.name)
        drawn = rng.normal(size=values[name].shape) if values[name].shape else np.ones(())
        cotangents[name] = given.get(f"bar_{name}", drawn)
    return point, cotangents


def _values(program: Program, point: Mapping[str, Array]) -> dict[str, Array]:
    """The value of every name that the program defines."""
    whole = Program(program.equations, outputs=list(program.definitions), inputs=program.inputs, derived=True)
    found = compile_numpy(whole)(**point)
    by_name = found if isinstance(found, Mapping) else {str(whole.outputs[0].name): found}
    return {name: np.asarray(array) for name, array in by_name.items()}


def _variable(program: Program, told: str) -> Any:
    """The variable of which this name is the cotangent."""
    known = {str(one.name): one for one in (*program.inputs, *program.definitions)}
    for mark in _MARKS:
        name = told.removeprefix(mark)
        if told.startswith(mark) and name in known:
            return known[name]
    raise UnboundNameError(f"the backward pass gives {told}, but the system has {', '.join(known)}.")


def _with_slacks(program: Program, names: Sequence[Any]) -> tuple[Program, dict[Any, str]]:
    """The program with a new input added to each of these, by which it can be moved."""
    slacks = {one: _like(one, f"slack_{one.name}") for one in names}
    equations = [(one.lhs, one.rhs + slacks[one.lhs] if one.lhs in slacks else one.rhs) for one in program.equations]
    made = Program(equations, outputs=program.outputs, inputs=[*program.inputs, *slacks.values()])
    return made, {one: str(slack.name) for one, slack in slacks.items()}


def _like(symbol: Any, name: str) -> Any:
    shape = shape_of(symbol)
    if not shape:
        return scalar(name)
    return vector(name, shape[0]) if shape[1] == 1 else matrix(name, *shape)


def _place(program: Program, symbol: Any) -> int:
    """Where a name comes in the backward pass: what is defined last comes first, inputs at the end."""
    order = list(program.definitions)
    return -order.index(symbol) if symbol in program.definitions else len(program.inputs)


def _entries(name: str, claimed: Array, found: Difference) -> Iterator[Entry]:
    for index in np.ndindex(claimed.shape):
        numbers = float(claimed[index]), float(found.value[index]), float(found.bound[index])
        yield entry_of(name, index, *numbers, found.is_saturated(index), found.is_constant(index))
