"""Points at which a program is checked: what is given stays, the rest is drawn at random."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import sympy as sp

from symgrad.arguments.refusals import told_names
from symgrad.errors import ArgumentError, ShapeError, UnboundNameError
from symgrad.expressions.positions import Span, positions_in, spans
from symgrad.expressions.shapes import shape_of, shape_text
from symgrad.expressions.symbols import has_property
from symgrad.programs.program import Program
from symgrad.targets.arguments import axes_of
from symgrad.time import Made, TimeProgram

Array: TypeAlias = "np.ndarray[Any, Any]"
STEPS = 4  # of a sequence that nobody gives
MOST_ORDERED = 4  # dimensions of which every order of sizes is tried


def random_point(
    program: Program,
    at: Mapping[Any, Any] | None = None,
    seed: int = 0,
    sizes: Mapping[str, int] | None = None,
    taken: Sequence[Span] | None = None,
) -> dict[str, Array]:
    """An array for each input of a program, by code name: shapes (), (n,) and (n, m).

    ``at`` gives some of them, by symbol or code name; one axis more in front is a batch. The others are drawn from
    the seed: parameters from N(0, 1) / sqrt(columns), inputs from N(0, 1). A dimension that neither ``at`` nor
    ``sizes`` tells is a small number, and no two are alike; a position, as j in ``x[j]``, is one that there is.
    ``taken`` is what entries and parts take, by default those in the program's equations.

    Raises UnboundNameError for an unknown name, ShapeError for an array of the wrong shape, ArgumentError for one
    that is not of real numbers.

    >>> n, x, y = sp.Symbol("n"), sp.MatrixSymbol("x", 3, 1), sp.Symbol("y")
    >>> {name: array.shape for name, array in random_point(Program([(y, x[0, 0])])).items()}
    {'x': (3,)}
    """
    given = _given(program, at or {})
    taken = spans(equation.rhs for equation in program.equations) if taken is None else taken
    dims = _fitting(program, given, sizes or {}, taken)
    kind = np.result_type(*given.values()) if given else np.dtype(float)
    source = np.random.default_rng(seed)
    point: dict[str, Array] = {}
    places = _drawn_places(program, given, dims, taken, source)
    for symbol in program.inputs:
        name = str(symbol.name)
        if name in given:
            point[name] = given[name]
            continue
        if symbol in places:
            point[name] = _below(places[symbol], _array_shape(symbol, dims), source)
            continue
        drawn = source.standard_normal(_array_shape(symbol, dims))
        columns = drawn.shape[1] if drawn.ndim == 2 and symbol in program.parameters else 1
        made = _with_property(symbol, _as_square(symbol, drawn / np.sqrt(columns)))
        point[name] = np.asarray(made.reshape(drawn.shape), dtype=kind)
    return point


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


def positions_apart(program: Program | TimeProgram, point: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What of a point no difference may move, since it is a position or a mask, and the rest of it."""
    masks = program.masks if isinstance(program, TimeProgram) else ()
    bodies = [stage.body for stage in program.stages] if isinstance(program, TimeProgram) else [program]
    places = positions_in(spans(equation.rhs for body in bodies for equation in body.equations), program.inputs)
    still = {s.name for s in program.inputs if s not in program.movable or s in masks or s in places}
    return (
        {name: array for name, array in point.items() if name in still},
        {name: array for name, array in point.items() if name not in still},
    )


def _drawn_places(
    program: Program, given: Mapping[str, Array], dims: Mapping[Any, Any], taken: Sequence[Span], source: Any
) -> dict[Any, int]:
    """Numbers for the positions that are not given, so that what they take is there; ArgumentError where none is."""
    wanted = [symbol for symbol in positions_in(taken, program.inputs) if symbol.name not in given]
    if not wanted:
        return {}
    most = max(int(size) for span in taken if (size := sp.sympify(span.size).xreplace(dims)).is_number)
    known = {symbol: sp.Float(given[symbol.name]) for symbol in program.inputs if symbol.name in given
             and given[symbol.name].shape == ()}  # fmt: skip
    for _ in range(200):
        drawn = {symbol: int(source.integers(most)) for symbol in wanted}
        numbers = {**dims, **known, **{symbol: sp.Integer(place) for symbol, place in drawn.items()}}
        if all(span.fits(numbers) is not False for span in taken):
            return drawn
    raise ArgumentError(f"at: no position was found for {', '.join(symbol.name for symbol in wanted)}; give it by at=.")


def _as_square(symbol: Any, array: Array) -> Array:
    """The array of a 1 x 1 matrix, which is that of a vector, with both of its axes."""
    return array[..., None] if shape_of(symbol) == (1, 1) else array


def _with_property(symbol: Any, drawn: Array) -> Array:
    """A random array that has the property of its variable."""
    if has_property(symbol, "diagonal"):
        return np.diag(np.diag(drawn))
    if has_property(symbol, "orthogonal"):
        return np.asarray(np.linalg.qr(drawn)[0])
    if has_property(symbol, "positive_definite"):
        return np.asarray(drawn @ drawn.T + np.eye(len(drawn)))
    if has_property(symbol, "symmetric"):
        return (drawn + drawn.T) / 2
    if has_property(symbol, "lower") or has_property(symbol, "upper"):
        return _of_one_side(symbol, drawn)
    if has_property(symbol, "sums_to_one"):
        return np.abs(drawn) / np.abs(drawn).sum()
    if has_property(symbol, "rows_sum_to_one"):
        return np.asarray(np.abs(drawn) / np.abs(drawn).sum(axis=-1, keepdims=True))
    return drawn


def along_property(symbol: Any, base: Array, direction: Array) -> Array:
    """The nearest direction in which a variable with a property can move from ``base``; the same where it has none."""
    moved = _along_property(symbol, _as_square(symbol, base), _as_square(symbol, direction))
    return moved.reshape(direction.shape)


def _along_property(symbol: Any, base: Array, direction: Array) -> Array:
    if has_property(symbol, "diagonal"):
        return direction * np.eye(direction.shape[-1])
    if has_property(symbol, "orthogonal"):
        return direction - base @ _symmetric(np.swapaxes(base, -1, -2) @ direction)
    if has_property(symbol, "symmetric"):
        return _symmetric(direction)
    if has_property(symbol, "lower") or has_property(symbol, "upper"):
        return _of_one_side(symbol, direction)
    if has_property(symbol, "sums_to_one") or has_property(symbol, "rows_sum_to_one"):
        return np.asarray(direction - direction.mean(axis=-1, keepdims=True))
    return direction


def _of_one_side(symbol: Any, matrix: Array) -> Array:
    return np.asarray(np.tril(matrix) if has_property(symbol, "lower") else np.triu(matrix))


def _symmetric(matrix: Array) -> Array:
    return np.asarray((matrix + np.swapaxes(matrix, -1, -2)) / 2)


def real_array(name: str, value: Any) -> Array:
    """An array of floats of its own from what a caller gave; ArgumentError where that is not of real numbers."""
    try:
        array = np.array(value)
    except ValueError:
        raise ArgumentError(f"{name} should be an array of real numbers, but its rows have unequal lengths.") from None
    if array.dtype.kind in "iub":
        return array.astype(float)
    if array.dtype.kind != "f":
        raise ArgumentError(f"{name} should be an array of real numbers, but it has entries of type {array.dtype}.")
    return array


def _given(program: Program, at: Mapping[Any, Any]) -> dict[str, Array]:
    names = {str(symbol.name): symbol for symbol in program.inputs}
    found = {}
    for key, value in at.items():
        name = key if isinstance(key, str) else str(getattr(key, "name", key))
        if name not in names:
            raise UnboundNameError(f"at: the system has no input {name}; its inputs are {told_names(names)}.")
        found[name] = real_array(name, value)
    return found


def _below(place: int, shape: tuple[int, ...], source: Any) -> Array:
    """A position, or a vector of positions that are not above one."""
    return np.asarray(float(place)) if shape == () else source.integers(place + 1, size=shape).astype(float)


def _array_shape(symbol: Any, dims: Mapping[Any, Any]) -> tuple[int, ...]:
    return tuple(int(size.xreplace(dict(dims))) for size in axes_of(symbol))


def _fitting(
    program: Program, given: Mapping[str, Array], sizes: Mapping[str, int], taken: Sequence[Span]
) -> dict[Any, Any]:
    """The number of each dimension, the least at which the entries and parts that the equations take are there.

    No array is empty: beside n - m + 1 the number of n is not below that of m.
    """
    axes = {size for symbol in program.inputs for size in axes_of(symbol) if isinstance(size, sp.Add)}
    orders = [*itertools.permutations(program.dims)] if len(program.dims) <= MOST_ORDERED else [program.dims]
    for least, order in itertools.product(range(2, 50), orders):
        dims = _solved(program, given, sizes, least, order)
        there = all(size.xreplace(dims).is_positive is not False for size in axes)
        if there and all(span.fits(dims) is not False for span in taken):
            return dims
    return _solved(program, given, sizes)


def _solved(
    program: Program, given: Mapping[str, Array], sizes: Mapping[str, int], least: int = 2, order: Sequence[Any] = ()
) -> dict[Any, Any]:
    """The number of each dimension: from the sizes, then from the arrays, then from what is left of 2, 3, 4, ..."""
    unknown = [name for name in sizes if name not in [dim.name for dim in program.dims]]
    if unknown:
        there_are = ", ".join(str(dim) for dim in program.dims) or "none"
        raise UnboundNameError(f"sizes: the system has no dimension {unknown[0]}; its dimensions are {there_are}.")
    dims: dict[Any, Any] = {dim: sp.Integer(sizes[dim.name]) for dim in program.dims if dim.name in sizes}
    arrays = {symbol: given[symbol.name] for symbol in program.inputs if symbol.name in given}
    _match(arrays, dims)
    free = (number for number in range(least, 10**6) if number not in dims.values())
    for dim in order or program.dims:
        if dim not in dims:
            dims[dim] = sp.Integer(next(free))
            _match(arrays, dims)
    return dims


def _match(arrays: Mapping[Any, Array], dims: dict[Any, Any]) -> None:
    """Adds the dimensions that the arrays tell; plain ones first, then those inside n + m or 2 n."""
    for symbol, array in arrays.items():
        axes = axes_of(symbol)
        if array.ndim not in (len(axes), len(axes) + 1):
            raise ShapeError(
                f"at: {symbol} is {shape_text(shape_of(symbol))}, but an array of shape {array.shape} came."
            )
    pairs = [
        (symbol, size, number)
        for symbol, array in arrays.items()
        for size, number in zip(axes_of(symbol), array.shape[array.ndim - len(axes_of(symbol)) :], strict=True)
    ]
    for _, size, number in sorted(pairs, key=lambda pair: len(pair[1].args)):
        left = size.xreplace(dims) - number
        unknown: Sequence[Any] = sorted(left.free_symbols, key=str)
        if len(unknown) == 1:
            dims[unknown[0]] = next(iter(sp.solve(left, unknown[0])), sp.S.Zero)
    for symbol, size, number in pairs:
        wanted = size.xreplace(dims)
        if not wanted.free_symbols and (
            wanted != number or not all(value.is_Integer and value > 0 for value in dims.values())
        ):
            raise ShapeError(
                f"at: {symbol} is {shape_text(shape_of(symbol))}, and {size} is {wanted} by what else was given, but "
                f"its array has {number} there."
            )
