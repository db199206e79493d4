"""The arrays of a call over time: checked by name and by shape, completed, and given one axis of samples or none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import sympy as sp

from symgrad.errors import ArgumentError, ShapeError
from symgrad.expressions.positions import check_inside, spans
from symgrad.expressions.symbols import Seed
from symgrad.targets.arguments import arrays_of, axes_of, by_code_name, check_names, complex_among, positions_of
from symgrad.targets.array_sizes import Sizes, solve_sizes
from symgrad.time import Made, TimeProgram

ORDER = "time comes first, then the batch: an array for every step is (T, ...) or (T, B, ...)"


class Call(NamedTuple):
    """The arrays of one call, in the order of the inputs.

    batched  those that have an axis of samples
    shared   those of them that came without one, and stand for every sample
    complex  the name of one of complex numbers, "" where there is none
    """

    arrays: list[Any]
    batched: frozenset[Any]
    shared: frozenset[Any]
    complex: str


class TimeArguments:
    """What a compiled program over time takes: sequences (T, ...) or (T, B, ...), the rest as their symbols are."""

    def __init__(self, program: TimeProgram, of_loss: bool = False) -> None:
        self._program = program
        self._of_loss = of_loss and any(isinstance(one, Seed) for one in program.inputs)
        runtime = {"keep": self._kept, "last": self._at_end}
        self._made = {s: runtime[s.role] for s in program.inputs if isinstance(s, Made)}
        self._symbols = {s.name: s for s in program.inputs if s not in self._made}
        self._axes = {symbol: axes_of(symbol) for symbol in program.inputs}
        self._spans = spans(equation.rhs for stage in program.stages for equation in stage.body.equations)
        self.positions = positions_of(program, self._spans)
        self._inside: set[frozenset[Any]] = set()  # sizes at which all of them lie inside

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the arguments, in order."""
        return tuple(self._symbols)

    def taken(self, arrays: Mapping[str, Any]) -> Call:
        """The arrays in order. Raises ArgumentError for a wrong name or kind, ShapeError for a wrong shape."""
        arrays = by_code_name(arrays, self._symbols)
        check_names(arrays, self._symbols, {symbol.name for symbol in self._program.defaults})
        named = arrays_of(arrays, self.positions)
        given = {self._symbols[name]: array for name, array in named.items()}
        steps = self._steps(given)
        samples = self._samples(given)
        sizes = self._sizes(given)
        kind = self._kind(given)
        wide = {symbol for symbol in given if given[symbol].ndim > self._rank(symbol)}
        lead = self._with_samples(wide) if samples is not None else set()
        shared = set()
        made = []
        for symbol in self._program.inputs:
            array = given.get(symbol)
            if array is None:
                array = self._made[symbol](steps) if symbol in self._made else self._default(symbol, steps, sizes)
            if samples is not None and symbol in lead and array.ndim == self._rank(symbol):
                place = int(symbol in self._program.sequences)
                shared.add(symbol)
                shape = (*array.shape[:place], samples, *array.shape[place:])
                array = np.broadcast_to(np.expand_dims(array, place), shape)
            if symbol in self._program.constant:
                array = np.broadcast_to(array, (steps, *array.shape))
            made.append(array if symbol.name in self.positions else array.astype(kind, copy=False))
        return Call(made, frozenset(lead), frozenset(shared), complex_among(named, self.positions))

    def is_told_by_shapes(self, call: Call, arrays: Mapping[str, Any]) -> bool:
        """Whether all that was checked and done follows from shapes and types: what came is as it is, but for its type.

        The numbers of a mask and of a position are looked at in every call.
        """
        given = {self._symbols[name]: array for name, array in by_code_name(arrays, self._symbols).items()}
        if self.positions or not given.keys().isdisjoint(self._program.masks):
            return False
        taken = zip(self._program.inputs, call.arrays, strict=True)
        return all(symbol not in given or np.shape(given[symbol]) == array.shape for symbol, array in taken)

    def _kind(self, given: Mapping[Any, Any]) -> Any:
        """The type in which all is computed: float32 where everything is, but for positions."""
        kinds = [array.dtype for symbol, array in given.items() if symbol.name not in self.positions]
        return np.result_type(np.float32 if kinds and all(kind == np.float32 for kind in kinds) else float, *kinds)

    def with_samples(self) -> frozenset[Any]:
        """The inputs that have an axis of samples where there is a batch."""
        return frozenset(self._with_samples(()))

    def samples_among(self, ranks: Mapping[Any, int]) -> tuple[frozenset[Any], frozenset[Any]]:
        """What has an axis of samples where so many axes came, and what of it came without one."""
        wide = {symbol for symbol, rank in ranks.items() if rank > self._rank(symbol)}
        lead = self._with_samples(wide) if wide else set()
        return frozenset(lead), frozenset(lead - wide)

    def _with_samples(self, given: Collection[Any]) -> set[Any]:
        """Those given with one, and all the others but parameters and what follows nothing that has one."""
        found = set(given)
        for symbol in self._program.inputs:
            others = self._program.follows.get(symbol)
            if symbol not in self._program.parameters and (others is None or not found.isdisjoint(others)):
                found.add(symbol)
        return found

    def _kept(self, steps: int) -> Any:
        """1 where a cotangent goes on from t + 1 to t, 0 at the last step of each piece of ``truncate`` steps."""
        return (np.arange(1, steps + 1) % (self._program.truncate or steps + 1) != 0).astype(float)

    def _at_end(self, steps: int) -> Any:
        return (np.arange(1, steps + 1) == steps).astype(float)

    def _stated(self, symbol: Any, array: Any) -> str:
        """What to do where a name of a loss has no axis of time."""
        without = self._of_loss and array.ndim == len(self._axes[symbol])
        return "; what stays the same over time in a loss is named in parameters=" if without else ""

    def _rank(self, symbol: Any) -> int:
        """The axes of an input without one of samples."""
        return int(symbol in self._program.sequences) + len(self._axes[symbol])

    def _steps(self, given: Mapping[Any, Any]) -> int:
        """T, the length of every sequence."""
        found: int | None = None
        first = None
        for symbol in self._program.sequences:
            array = given.get(symbol)
            if array is None:
                continue
            if array.ndim not in (len(self._axes[symbol]) + 1, len(self._axes[symbol]) + 2):
                raise ShapeError(
                    f"{symbol.name}: expected {self._expected(symbol)}, but an array of shape {array.shape} came"
                    f"{self._stated(symbol, array)}."
                )
            if found is not None and array.shape[0] != found:
                raise ShapeError(f"{symbol.name}: {array.shape[0]} steps here, but {first} has {found}; {ORDER}.")
            found, first = array.shape[0], symbol.name
        if found is None:
            names = ", ".join(symbol.name for symbol in self._program.sequences if symbol not in self._made)
            raise ArgumentError(f"nothing says how many steps there are; give one of {names}.")
        if found == 0:
            raise ShapeError(f"{first}: a sequence has at least one step, but T = 0 came.")
        return found

    def _samples(self, given: Mapping[Any, Any]) -> int | None:
        found: int | None = None
        first = None
        for symbol, array in given.items():
            place = int(symbol in self._program.sequences)
            spare = array.ndim - place - len(self._axes[symbol])
            if symbol in self._program.parameters and spare:
                raise ShapeError(
                    f"{symbol.name}: expected {self._expected(symbol)}, but an array of shape {array.shape} came; a "
                    f"parameter stays the same over time and batch (what changes over time is named in sequences=)."
                )
            if spare not in (0, 1):
                raise ShapeError(
                    f"{symbol.name}: expected {self._expected(symbol)}, but an array of shape {array.shape} came."
                )
            if spare and found is not None and array.shape[place] != found:
                raise ShapeError(f"{symbol.name}: {array.shape[place]} samples here, but {first} has {found}; {ORDER}.")
            if spare:
                found, first = array.shape[place], symbol.name
            if symbol in self._program.masks:
                check_mask(symbol.name, array)
        return found

    def _sizes(self, given: Mapping[Any, Any]) -> dict[Any, int]:
        sizes: Sizes = {}
        for symbol, axis, number in self._numbers(given):
            known, owner = sizes.setdefault(axis, (number, symbol)) if axis.is_Symbol else (number, symbol)
            if known != number:
                raise ShapeError(f"{symbol}: {axis} is {number} here, but {owner} has {axis} = {known}.")
        solve_sizes(self._numbers(given), sizes)
        numbers = {size: number for size, (number, _) in sizes.items()}
        self._check_inside(numbers)
        return numbers

    def _numbers(self, given: Mapping[Any, Any]) -> Iterator[tuple[str, Any, int]]:
        for symbol, array in given.items():
            axes = self._axes[symbol]
            yield from ((symbol.name, *one) for one in zip(axes, array.shape[array.ndim - len(axes) :], strict=True))

    def _check_inside(self, sizes: Mapping[Any, int]) -> None:
        known = frozenset(sizes.items())
        if known not in self._inside:
            check_inside(self._spans, {size: sp.Integer(number) for size, number in sizes.items()})
            self._inside.add(known)

    def _default(self, symbol: Any, steps: int, sizes: Mapping[Any, int]) -> Any:
        """The array of what was left out: its number everywhere."""
        unknown = [axis for axis in self._axes[symbol] if not axis.free_symbols <= sizes.keys()]
        if unknown:
            raise ArgumentError(f"{symbol.name}: left out, and no array says what {unknown[0]} is; give it.")
        shape = tuple(int(axis.xreplace(dict(sizes))) for axis in self._axes[symbol])
        number = self._program.defaults[symbol]
        if symbol in self._program.sequences:
            shape = (steps, *shape)
        return np.full(shape, float(number))

    def _expected(self, symbol: Any) -> str:
        lead = ["T"] if symbol in self._program.sequences else []
        axes = [str(axis) for axis in self._axes[symbol]]

        def shape(sizes: list[str]) -> str:
            return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"

        if symbol in self._program.parameters:
            return f"shape {shape(axes)}"
        return f"shape {shape([*lead, *axes])} or, with a batch, {shape([*lead, 'B', *axes])}"


def check_mask(name: str, array: Any) -> None:
    """Raises ArgumentError for a mask that has another number than 0 and 1."""
    if not np.isin(array, (0, 1)).all():
        bad = array[~np.isin(array, (0, 1))].flat[0]
        raise ArgumentError(f"{name}: a mask is 1 where a sequence has a step and 0 after its end, but {bad} came.")
