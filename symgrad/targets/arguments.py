"""The arrays of a call: checked by name, by kind and by shape, and completed with what may be left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NoReturn

import numpy as np

from symgrad.arguments.refusals import told_names
from symgrad.errors import ArgumentError, ShapeError, SymgradError
from symgrad.expressions.positions import Span, check_inside, positions_in, spans
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols.legal_names import python_name
from symgrad.programs.equations import names_of
from symgrad.programs.program import Program
from symgrad.targets.array_sizes import Sizes, numbers_of, solve_sizes
from symgrad.time import TimeProgram


class Arguments:
    """What a compiled program takes."""

    def __init__(self, program: Program) -> None:
        self._symbols = {symbol.name: symbol for symbol in program.inputs}
        self._defaults = {symbol.name: float(value) for symbol, value in program.defaults.items()}
        self._axes = {name: axes_of(symbol) for name, symbol in self._symbols.items()}
        self._spans = spans(equation.rhs for equation in program.equations)
        kept = program.replace(program.needed(program.outputs))  # the code has no more, and tells its type by that
        self.positions = positions_of(kept, spans(equation.rhs for equation in kept.equations))
        used = {symbol for equation in kept.equations for symbol in equation.used}
        self._idle = frozenset(symbol.name for symbol in program.inputs if symbol not in used)

    def spelled(self, arrays: Mapping[str, Any]) -> Mapping[str, Any]:
        """The arrays by code name."""
        return by_code_name(arrays, self._symbols)

    def taken(self, arrays: Mapping[str, Any]) -> tuple[dict[str, Any], frozenset[Any]]:
        """The arrays by name, and the symbols of those with a batch axis."""
        check_names(arrays, self._symbols, self._defaults)
        given = arrays_of({name: arrays[name] for name in self._symbols if name in arrays}, self.positions, self._idle)
        batch: int | None = None
        first = ""
        sizes: Sizes = {}
        batched = []
        for name, array in given.items():
            axes = self._axes[name]
            if array.ndim == len(axes) + 1:
                batched.append(self._symbols[name])
                if batch is not None and array.shape[0] != batch:
                    raise ShapeError(f"{name}: the batch has {array.shape[0]} samples here, but {batch} in {first}.")
                batch, first = array.shape[0], name
            elif array.ndim != len(axes):
                raise ShapeError(f"{name}: expected {_expected(axes)}, but an array of shape {array.shape} came.")
            self._check_sizes(name, array.shape[array.ndim - len(axes) :], sizes)
        solve_sizes(self._numbers(given), sizes)
        check_inside(self._spans, numbers_of(sizes))
        return given, frozenset(batched)

    def completed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """An array for every argument by name, in order."""
        sizes: Sizes = {}
        for name, array in given.items():
            axes = self._axes[name]
            self._check_sizes(name, array.shape[array.ndim - len(axes) :], sizes)
        solve_sizes(self._numbers(given), sizes)
        kinds = [array.dtype for name, array in given.items() if name not in self.positions]
        kind = np.result_type(*kinds) if kinds else np.dtype(float)
        made = {}
        for name in self._symbols:
            array = given.get(name)
            if array is None:
                shape = tuple(_number(axis, sizes) for axis in self._axes[name])
                array = np.full(shape, self._defaults[name], dtype=float if name in self.positions else kind)
            made[name] = array
        return made

    def complex_among(self, given: Mapping[str, Any]) -> str:
        """The name of an array of complex numbers, "" where there is none."""
        return complex_among(given, self.positions)

    def _numbers(self, given: Mapping[str, Any]) -> Iterator[tuple[str, Any, int]]:
        for name, array in given.items():
            axes = self._axes[name]
            yield from ((name, *one) for one in zip(axes, array.shape[array.ndim - len(axes) :], strict=True))

    def _check_sizes(self, name: str, shape: tuple[int, ...], sizes: Sizes) -> None:
        for axis, number in zip(self._axes[name], shape, strict=True):
            if axis.is_Integer and axis != number:
                raise ShapeError(
                    f"{name}: expected {_expected(self._axes[name])}, but {number} came where {axis} should be."
                )
            if not axis.is_Integer:
                known, other = sizes.setdefault(axis, (number, name))
                if known != number:
                    raise ShapeError(f"{name}: {axis} is {number} here, but {other} has {axis} = {known}.")


def refuse_positional(names: Collection[str]) -> NoReturn:
    """Raises ArgumentError for arrays that came without their names."""
    told = told_names(f"{name}=..." for name in names)
    raise ArgumentError(f"arrays are given by name; call with {told}." if told else "there are no arguments here.")


def inputs_named(program: Program, names: Any) -> frozenset[Any]:
    """The inputs of these names or symbols, also where an equation has one; ArgumentError for what is none.

    >>> import symgrad as sg
    >>> [type(one).__name__ for one in inputs_named(sg.cells.lstm().gradient().program, ["bar_c"])]
    ['MatrixSeed']
    """
    known = {python_name(symbol.name): symbol for symbol in program.inputs}
    found = set()
    for one in names_of(list(names) if isinstance(names, (set, frozenset)) else names):
        symbol = one if one in program.inputs else known.get(python_name(str(getattr(one, "name", one))))
        if symbol is None:
            told = ", ".join(symbol.name for symbol in program.inputs)
            raise ArgumentError(f"{one} is no argument, so that it has no batch; the arguments are {told or 'none'}.")
        found.add(symbol)
    return frozenset(found)


def by_code_name(arrays: Mapping[str, Any], names: Collection[str]) -> Mapping[str, Any]:
    """Arrays by code name: Python hands over the names of keywords in the form in which it reads them, φ for ϕ."""
    if all(name in names for name in arrays):
        return arrays
    spelled = {python_name(name): name for name in names}
    return {spelled.get(python_name(name), name): array for name, array in arrays.items()}


def check_names(arrays: Mapping[str, Any], names: Collection[str], optional: Collection[str]) -> None:
    """Raises ArgumentError for arrays with other names than these, and where one is missing that is not optional."""
    told = told_names(f"{name}={'optional' if name in optional else '...'}" for name in names)
    for name in arrays:
        if name not in names:
            raise ArgumentError(f"unknown argument {name}; call with {told}.")
    missing = [name for name in names if name not in arrays and name not in optional]
    if missing:
        raise ArgumentError(f"missing argument{'s' * (len(missing) > 1)} {told_names(missing)}; call with {told}.")


def _number(axis: Any, sizes: Mapping[Any, tuple[int, str]]) -> int:
    if axis in sizes:
        return sizes[axis][0]
    return int(axis.xreplace(numbers_of(sizes)))


def axes_of(symbol: Any) -> tuple[Any, ...]:
    """The sizes that the array of a variable has: () of a scalar, (n,) of a vector, (n, m) of a matrix."""
    shape = shape_of(symbol)
    return shape[:1] if shape and shape[1] == 1 else shape


def _expected(axes: tuple[Any, ...]) -> str:
    def shape(sizes: tuple[Any, ...]) -> str:
        return f"({', '.join(map(str, sizes))}{',' if len(sizes) == 1 else ''})"

    return f"shape {shape(axes)} or, with a batch, {shape(('B', *axes))}"


def refuse_masked(name: str, value: Any) -> None:
    """Raises ArgumentError for a masked array that masks something: what it hides would count."""
    if isinstance(value, np.ma.MaskedArray) and np.ma.is_masked(value):
        raise ArgumentError(
            f"{name}: a masked array came, whose mask would be dropped; fill it, with {name}.filled(0.0) say, or let "
            f"the mask be an input of the system, which multiplies what it hides."
        )


def positions_of(program: Program | TimeProgram, found: Collection[Span]) -> frozenset[str]:
    """The names of the inputs that say where an entry stands, and of others that a derivative cannot be taken by."""
    still = set(program.inputs).difference(program.movable)
    return frozenset(symbol.name for symbol in (*still, *positions_in(found, program.inputs)))


def arrays_of(given: Mapping[str, Any], positions: Collection[str] = (), idle: Collection[str] = ()) -> dict[str, Any]:
    """Arrays of floats of what came, by name; ArgumentError for what is not made of numbers.

    Truth values and Python's numbers take the type of the arrays beside them. Positions are of 64 bits, whatever those
    are: float16 has no 2049. They leave the type of the others alone, and so do whole numbers that no equation uses
    (``idle``): a derivative has the positions of what it leaves out among its inputs.
    """
    made = {name: _as_array(name, value) for name, value in given.items()}
    typed = {name for name, value in given.items() if hasattr(value, "dtype") and name not in positions}
    kinds = [made[name].dtype for name in typed if made[name].dtype.kind in "fc"]
    kind = np.result_type(*kinds) if kinds else np.dtype(float)
    typed -= {name for name in idle if name in made and made[name].dtype.kind in "iu"}
    return {
        name: array.astype(_type_of(array, float if name in positions else kind, name in typed), copy=False)
        for name, array in made.items()
    }


def complex_among(given: Mapping[str, Any], positions: Collection[str]) -> str:
    """The name of the first array of complex numbers that is no position, "" where there is none."""
    return next((name for name, one in given.items() if one.dtype.kind == "c" and name not in positions), "")


def _type_of(array: Any, kind: Any, typed: bool) -> Any:
    """The type of floats that an array gets: its own where it has one, else that of the arrays beside it."""
    what = array.dtype.kind
    if typed and what in "fc":
        return array.dtype
    if what == "c":
        return np.result_type(kind, np.complex64)
    return np.result_type(kind, float) if typed and what in "iu" else kind  # int64 beside float32 is float64


def _as_array(name: str, value: Any) -> Any:
    refuse_masked(name, value)
    try:
        array = np.asarray(value)
    except SymgradError:
        raise
    except ValueError:
        raise ArgumentError(f"{name}: expected an array of numbers, but its rows have unequal lengths.") from None
    except (TypeError, RuntimeError) as error:  # an array of another library, on another device
        raise ArgumentError(f"{name}: expected an array of numbers, but NumPy can make none of it: {error}") from None
    if array.dtype.kind not in "iubfc":
        raise ArgumentError(f"{name}: expected an array of numbers, but one of type {array.dtype} came.")
    return array
