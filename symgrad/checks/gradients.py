"""Checks of claimed derivatives of any numeric function: of a gradient, of a backward pass, of one derivative."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np

from symgrad.arguments.signatures import ANYTHING, MAPPING, require, taking
from symgrad.checks.callables import function_of
from symgrad.checks.differences import Derivatives, derivatives
from symgrad.checks.hand_written_passes import check_backward
from symgrad.checks.refinement import Difference, copied
from symgrad.checks.report import CheckReport, Entry, entry_of
from symgrad.checks.rounding import Array
from symgrad.errors import ArgumentError, ShapeError, UnboundNameError
from symgrad.programs.holder import Holder
from symgrad.programs.program import Program
from symgrad.targets.points import real_array

Arrays: TypeAlias = Mapping[str, Array]
Names: TypeAlias = "Mapping[str, str] | Sequence[str]"

MOST_JACOBIAN_ENTRIES = 400
_SINGLE = "x"


@taking(at=ANYTHING)
def check_gradient(
    f: Callable[..., Any], grad: Any, at: Any, method: str = "forward", tolerance: float | None = None
) -> CheckReport:
    """Compares a claimed gradient with numeric derivatives of f, entry by entry.

    ``at`` is an array, and then f(at) is called; or a dict of arrays by name, and then f(**at) is. f gives a number,
    and may be a System with one scalar output; ``at`` then has its inputs by symbol or name. ``grad`` is called like f
    (and may be the System of a gradient), or is the gradient itself: an array of the shape of ``at``, or a dict of
    arrays, each of the shape of what it belongs to (``W``, or ``bar_W``). ``method`` is "forward", "central" or
    "complex"; the last is exact to rounding and needs an f that is analytic and takes complex arrays. At a kink
    there is no derivative, and no check.

    Of a System a function ``grad`` is a backward pass: it is called with ``bar_h`` of each output besides, and may give
    intermediates too; a note of the report says which name, from the outputs back, is the first that is wrong.

    Raises ShapeError where f gives no number or a gradient has another shape, UnboundNameError for a gradient of
    something that is not in ``at``.

    >>> bool(check_gradient(lambda x: x @ x, lambda x: 2 * x, np.array([1.0, -2.0])))
    True
    >>> bool(check_gradient(lambda x: x @ x, lambda x: x, np.array([1.0, -2.0])))
    False
    """
    if isinstance(f, (Holder, Program)) or isinstance(grad, (Holder, Program)):
        require("check_gradient of a System", "at", MAPPING, at)
    program: Any = getattr(f, "program", f)
    if isinstance(program, Program) and callable(grad) and not isinstance(grad, (Holder, Program)):
        return check_backward(program, grad, at, method, tolerance)
    called, value = Called(at), function_of("f", f, method)
    claimed = called.gradient(function_of("grad", grad, method) if isinstance(grad, (Holder, Program)) else grad)
    called.scalar(value)
    found = derivatives(lambda arrays: called(value, arrays), called.point, list(claimed), method, tolerance)
    entries = [entry for name, array in claimed.items() for entry in _compared(name, array, found.by_name[name])]
    return _report(entries, found, method, called.point, None, ())


class Called:
    """How functions are called at a point: with one array, or with arrays by name."""

    def __init__(self, at: Any) -> None:
        self.single = not isinstance(at, Mapping)
        given = {_SINGLE: at} if self.single else {str(name): array for name, array in at.items()}
        self.point = {name: real_array(name, array) for name, array in given.items()}

    def __call__(self, function: Callable[..., Any], arrays: Arrays) -> Array:
        return np.asarray(self._result(function, arrays))

    def _result(self, function: Callable[..., Any], arrays: Arrays) -> Any:
        values = _called_with(arrays)
        return function(values[_SINGLE]) if self.single else function(**values)

    def scalar(self, f: Callable[..., Any]) -> Array:
        """The value of f at the point; ShapeError where it is no number."""
        with np.errstate(all="ignore"):
            value = self(f, copied(self.point))
        if value.shape:
            raise ShapeError(
                f"a gradient belongs to a function that gives a number, but the value of f has shape {value.shape}; "
                f"multiply it by a cotangent and sum."
            )
        return value

    def gradient(self, grad: Any) -> dict[str, Array]:
        """What is claimed for each array of the point."""
        with np.errstate(all="ignore"):
            claimed = self._result(grad, copied(self.point)) if callable(grad) else grad
        return _claimed_by_name(claimed, self.point)


def check_derivatives(
    value: Callable[..., Any],
    claimed: Callable[..., Any],
    point: Mapping[str, Any],
    outputs: Names,
    wrt: Names,
    method: str = "forward",
    seed: int = 0,
    tolerance: float | None = None,
    notes: Sequence[str] = (),
) -> CheckReport:
    """Compares a backward pass with numeric derivatives of its forward pass.

    ``value(**point)`` gives the outputs by name, ``claimed(**point, bar_h=...)`` the cotangents by name; either may
    give the array itself where there is one. ``outputs`` maps an output to the name of its cotangent (h -> bar_h), and
    ``wrt`` an input to the name of what is claimed for it (W -> bar_W); a list stands for the names with bar_ before
    them. Small Jacobians are compared whole, output entry by output entry; larger ones are contracted with a random
    cotangent drawn from the seed. The report says which.
    """
    arrays = {name: real_array(name, array) for name, array in point.items()}
    seeds, results = _barred(outputs), _barred(wrt)
    shapes = {name: array.shape for name, array in _outputs_of(value, arrays, list(seeds)).items()}
    height = sum(int(np.prod(shape)) for shape in shapes.values())
    width = sum(arrays[name].size for name in results)

    def pulled_back(cotangents: Mapping[str, Array]) -> dict[str, Array]:
        given = {seeds[name]: _as_given(bar) for name, bar in cotangents.items()}
        with np.errstate(all="ignore"):
            made = _by_name(claimed(**_called_with(arrays), **given), list(results.values()), "the claimed derivative")
        return {name: _of_shape(made[result], arrays[name].shape, result, name) for name, result in results.items()}

    if height * width <= MOST_JACOBIAN_ENTRIES or all(shape == () for shape in shapes.values()):
        entries, found = _jacobians(value, pulled_back, arrays, shapes, results, method, tolerance)
        how = () if all(shape == () for shape in shapes.values()) else ("Jacobians were checked whole.",)
    else:
        entries, found = _contraction(value, pulled_back, arrays, shapes, results, method, tolerance, seed)
        how = (f"The outputs {', '.join(shapes)} were contracted with random cotangents.",)
    return _report(entries, found, method, arrays, seed, (*how, *notes))


def check_expression(
    value: Callable[..., Any],
    derivative: Callable[..., Any],
    wrt: str,
    point: Mapping[str, Any],
    method: str = "forward",
    tolerance: float | None = None,
    name: str = "derivative",
    seed: int | None = None,
) -> CheckReport:
    """Compares one claimed derivative with the numeric one; both functions are called with ``point`` by keyword.

    The derivative of a scalar has the shape of ``wrt`` (or is its row (1, n)), that of a vector by a vector is the
    Jacobian (n, m), and by a scalar it has the shape of the value. Raises ShapeError otherwise.
    """
    arrays = {key: real_array(key, array) for key, array in point.items()}
    if wrt not in arrays:
        raise UnboundNameError(f"check_expression: no {wrt} in the point; it has {', '.join(arrays)}.")

    def valued(given: Arrays) -> Array:
        return np.asarray(value(**_called_with(given)))

    with np.errstate(all="ignore"):
        shape = valued(arrays).shape + arrays[wrt].shape
        claimed = np.asarray(derivative(**_called_with(arrays)))
    if claimed.shape == (1, *shape) and len(shape) == 1:
        claimed = claimed[0]
    found = derivatives(valued, arrays, [wrt], method, tolerance)
    made = _of_shape(claimed, shape, "the claimed derivative", f"the derivative with respect to {wrt}")
    entries = list(_compared(name, made, found.by_name[wrt]))
    return _report(entries, found, method, arrays, seed, ())


Checked: TypeAlias = tuple[list[Entry], Derivatives]
PullBack: TypeAlias = Callable[[Mapping[str, Array]], dict[str, Array]]


def _jacobians(
    value: Callable[..., Any],
    pulled_back: PullBack,
    arrays: Arrays,
    shapes: Mapping[str, tuple[int, ...]],
    results: Mapping[str, str],
    method: str,
    tolerance: float | None,
) -> Checked:
    """All outputs as one long vector, a row of the Jacobian for each of its entries."""

    def flat(given: Arrays) -> Array:
        made = _outputs_of(value, given, list(shapes))
        return np.concatenate([np.empty(0, dtype=_kind(arrays)), *(array.ravel() for array in made.values())])

    found = derivatives(flat, arrays, list(results) if shapes else [], method, tolerance)
    entries = []
    places = [(output, index) for output, shape in shapes.items() for index in np.ndindex(shape)]
    for row, (output, index) in enumerate(places):
        cotangents = {name: np.zeros(shape, dtype=_kind(arrays)) for name, shape in shapes.items()}
        cotangents[output][index] = 1.0
        for name, array in pulled_back(cotangents).items():
            part = found.by_name[name].of(row)
            label = results[name] if not any(shapes.values()) and len(shapes) == 1 else f"d{output}/d{name}"
            entries += [replace(entry, index=(*index, *entry.index)) for entry in _compared(label, array, part)]
    return entries, found


def _contraction(
    value: Callable[..., Any],
    pulled_back: PullBack,
    arrays: Arrays,
    shapes: Mapping[str, tuple[int, ...]],
    results: Mapping[str, str],
    method: str,
    tolerance: float | None,
    seed: int,
) -> Checked:
    source = np.random.default_rng([seed, 1])
    cotangents = {
        name: np.asarray(source.standard_normal(shape), dtype=_kind(arrays)) for name, shape in shapes.items()
    }

    def contracted(given: Arrays) -> Array:
        made = _outputs_of(value, given, list(shapes))
        return np.asarray(sum((cotangents[name] * array).sum() for name, array in made.items()))

    found = derivatives(contracted, arrays, list(results), method, tolerance)
    return [
        entry
        for name, array in pulled_back(cotangents).items()
        for entry in _compared(results[name], array, found.by_name[name])
    ], found


def _compared(name: str, claimed: Array, found: Difference) -> Iterator[Entry]:
    for index in np.ndindex(claimed.shape):
        numbers = float(claimed[index]), float(found.value[index]), float(found.bound[index])
        yield entry_of(name, index, *numbers, found.is_saturated(index), found.is_constant(index))


def _report(
    entries: Sequence[Entry], found: Derivatives, method: str, point: Arrays, seed: int | None, notes: Sequence[str]
) -> CheckReport:
    kept = copied(point)
    for array in kept.values():
        array.flags.writeable = False
    return CheckReport(tuple(entries), method, found.step, found.tolerance, seed, kept, tuple(notes))


def _claimed_by_name(claimed: Any, point: Arrays) -> dict[str, Array]:
    """What is claimed for each array of the point."""
    if not isinstance(claimed, Mapping):
        if len(point) != 1:
            raise ShapeError(f"the gradient should be a dict with some of {', '.join(point)}, but one array came.")
        claimed = dict.fromkeys(point, claimed)
    found = {}
    for key, array in claimed.items():
        name = str(key) if str(key) in point else str(key).removeprefix("bar_")
        if name not in point:
            raise UnboundNameError(f"the gradient has an entry {key}, but the point has {', '.join(point)}.")
        found[name] = _of_shape(array, point[name].shape, "the gradient", name)
    return found


def _of_shape(array: Any, shape: tuple[int, ...], what: str, name: str) -> Array:
    made = np.asarray(array)
    if made.dtype.kind not in "iubf":
        raise ArgumentError(f"{what} should be an array of real numbers, but it has entries of type {made.dtype}.")
    if made.shape != shape:
        raise ShapeError(f"{what} has shape {made.shape}, but {name} has shape {shape}; the two must be alike.")
    return made


def _outputs_of(value: Callable[..., Any], given: Arrays, names: Sequence[str]) -> dict[str, Array]:
    with np.errstate(all="ignore"):
        return _by_name(value(**_called_with(given)), names, "the value")


def _by_name(made: Any, names: Sequence[str], what: str) -> dict[str, Array]:
    if not isinstance(made, Mapping):
        if len(names) != 1:
            raise ShapeError(f"{what} should be a dict with {', '.join(names)}, but one array came.")
        return {names[0]: np.asarray(made)}
    missing = [name for name in names if name not in made]
    if missing:
        raise UnboundNameError(f"{what} has no {missing[0]}; it has {', '.join(map(str, made))}.")
    return {name: np.asarray(made[name]) for name in names}


def _barred(names: Names) -> dict[str, str]:
    return dict(names) if isinstance(names, Mapping) else {name: f"bar_{name}" for name in names}


def _kind(arrays: Arrays) -> Any:
    return np.result_type(float if not arrays else np.float16, *(array.dtype for array in arrays.values()))


def _as_given(array: Array) -> Any:
    return array if array.ndim else array[()]


def _called_with(arrays: Arrays) -> dict[str, Any]:
    return {name: _as_given(array) for name, array in arrays.items()}
