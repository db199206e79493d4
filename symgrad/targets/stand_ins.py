"""Arrays of other libraries, checked as NumPy's are: stand-ins of the same shape and type take their place.

A stand-in is one number that is repeated without memory, so a check costs what it costs for an empty array, and an
array that holds no numbers yet, as jax traces one, passes the same checks. What they found is a plan: how each argument
of the code is made of the array that came, in the library of that array.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from symgrad.errors import ArgumentError
from symgrad.programs.program import Program
from symgrad.targets.arguments import Arguments, axes_of, by_code_name
from symgrad.targets.time_arguments import TimeArguments, check_mask
from symgrad.time import TimeProgram


class Library(Protocol):
    """What is asked of a library of arrays."""

    def kind(self, dtype: Any) -> Any | None:
        """Its own type of a NumPy type; None where it has none."""

    def made(self, value: Any, dtype: Any) -> Any:
        """An array of this NumPy type, of an array of the library or of NumPy, or of a number."""

    def full(self, shape: tuple[int, ...], number: float, dtype: Any) -> Any:
        """An array of one number everywhere."""

    def widened(self, value: Any, place: int, size: int) -> Any:
        """An array with one axis more, along which it is the same."""


@dataclass(frozen=True)
class Fitting:
    """How one argument of the code is made.

    name     the keyword under which an array comes, "" where none does
    dtype    the NumPy type that it gets
    axes     the places and sizes of axes along which it is the same for all
    default  what it is where none comes: one number everywhere, or an array of NumPy
    shape    of a default
    """

    name: str
    dtype: Any
    axes: tuple[tuple[int, int], ...] = ()
    default: Any = None
    shape: tuple[int, ...] = ()

    def array(self, library: Library, arrays: Mapping[str, Any]) -> Any:
        """The argument."""
        if not self.name:
            if isinstance(self.default, float):
                return library.full(self.shape, self.default, self.dtype)
            return library.made(self.default, self.dtype)
        check_kind(self.name, library, self.dtype)
        made = library.made(arrays[self.name], self.dtype)
        for place, size in self.axes:
            made = library.widened(made, place, size)
        return made


@dataclass(frozen=True)
class Fitted:
    """A call whose arrays passed all checks.

    batched   the inputs that have an axis of samples
    shared    those of them that came without one, and stand for every sample
    """

    arguments: tuple[Fitting, ...]
    batched: frozenset[Any]
    shared: frozenset[Any] = frozenset()


class Fittings:
    """The checks of the calls of one function; what they found for arrays of the same shapes and types is kept."""

    def __init__(self, program: Program | TimeProgram, of_loss: bool = False) -> None:
        self._program = program
        self._over_time = isinstance(program, TimeProgram)
        self._arguments: Any = (
            TimeArguments(program, of_loss) if isinstance(program, TimeProgram) else Arguments(program)
        )
        self._symbols = {symbol.name: symbol for symbol in program.inputs}
        self._rank = {symbol.name: len(axes_of(symbol)) for symbol in program.inputs}
        masks = program.masks if isinstance(program, TimeProgram) else ()
        self._masks = tuple(symbol.name for symbol in masks)
        self._known: dict[Hashable, tuple[Fitted, Mapping[str, str]]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the arguments, in order."""
        return self._arguments.names if self._over_time else tuple(self._symbols)

    def with_samples(self) -> frozenset[Any]:
        """The inputs over time that have an axis of samples where there is a batch."""
        return self._arguments.with_samples() if self._over_time else frozenset()

    @property
    def masks(self) -> tuple[str, ...]:
        """The names of the arguments that are 1 where a sequence has a step and 0 after its end."""
        return self._masks

    @property
    def positions(self) -> frozenset[str]:
        """The names of the arguments that say where an entry stands."""
        return frozenset(self._arguments.positions)

    def samples(self, ranks: Mapping[Any, int]) -> tuple[frozenset[Any], frozenset[Any]]:
        """What has an axis of samples, and what stands for all of them, by how many axes came, without any check."""
        if self._over_time:
            return self._arguments.samples_among(ranks)
        return frozenset(s for s, rank in ranks.items() if rank > len(axes_of(s))), frozenset()

    def of(self, arrays: Mapping[str, Any]) -> tuple[Fitted, Mapping[str, Any]]:
        """What the checks find, and the arrays by code name. Raises what NumPy's functions raise."""
        key = tuple((name, *_signature(value)) for name, value in arrays.items())
        if key not in self._known:
            spelled = by_code_name({name: name for name in arrays}, self._symbols)
            stand_ins = {name: stand_in(name, arrays[keyword]) for name, keyword in spelled.items()}
            found = self._over_time_of(stand_ins) if self._over_time else self._at_once(stand_ins)
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[key] = found, spelled
        fitted, keywords = self._known[key]
        named = {name: arrays[keyword] for name, keyword in keywords.items()}
        for name in self._masks:
            if name in named and (numbers := concrete(named[name])) is not None:
                check_mask(name, numbers)
        return fitted, named

    def _at_once(self, stand_ins: Mapping[str, Any]) -> Fitted:
        given, batched = self._arguments.taken(stand_ins)
        _refuse_complex(self._arguments.complex_among(given))
        made = self._arguments.completed(given)
        return Fitted(tuple(_fitting(name, value, name in given) for name, value in made.items()), batched)

    def _over_time_of(self, stand_ins: Mapping[str, Any]) -> Fitted:
        call = self._arguments.taken(stand_ins)
        _refuse_complex(call.complex)
        program: Any = self._program
        fittings = []
        for symbol, value in zip(program.inputs, call.arrays, strict=True):
            axes = []
            repeated = symbol in program.constant  # one array for all steps, which stand before the samples
            if symbol in call.shared:
                place = int(symbol in program.sequences)
                axes.append((place, value.shape[place + repeated]))
            if repeated:
                axes.append((0, value.shape[0]))
            fittings.append(_fitting(symbol.name, value, symbol.name in stand_ins, tuple(axes)))
        return Fitted(tuple(fittings), call.batched, call.shared)


KEPT = 64  # signatures of one function; a caller whose shapes keep changing has each of them checked


def _fitting(name: str, value: Any, came: bool, axes: tuple[tuple[int, int], ...] = ()) -> Fitting:
    if came:
        return Fitting(name, value.dtype, axes)
    first = value.reshape(-1)[:1]
    if value.size and (value == first).all():
        return Fitting("", value.dtype, default=float(first[0]), shape=value.shape)
    return Fitting("", value.dtype, default=value)


def check_kind(name: str, library: Library, dtype: Any) -> None:
    """Raises ArgumentError for a NumPy type that a library does not have."""
    if library.kind(dtype) is None:
        raise ArgumentError(
            f"{name}: numbers of type {dtype} came, which the library of these arrays does not have; give float64, or "
            f"take target='numpy'."
        )


def _refuse_complex(name: str) -> None:
    if name:
        raise ArgumentError(
            f"{name}: complex numbers came, but this target computes with real ones alone; give real numbers."
        )


def _signature(value: Any) -> tuple[Any, ...]:
    """What the checks depend on; of what is neither an array nor a number that is not known, and it is checked anew."""
    if isinstance(value, np.ma.MaskedArray) or not (is_of_numpy(value) or is_of_a_library(value)):
        return (type(value), None if isinstance(value, (bool, int, float, complex)) else object())
    return type(value), tuple(value.shape), value.dtype, _is_sparse(value)


def is_of_numpy(value: Any) -> bool:
    """Whether an array, or a number, is one of NumPy's."""
    return isinstance(value, (np.ndarray, np.generic))


def is_of_a_library(value: Any) -> bool:
    """Whether an array is one of a library beside NumPy."""
    if is_of_numpy(value) or not hasattr(value, "dtype"):
        return False
    return hasattr(value, "__array_namespace__") or library_of(value) in LIBRARIES


def library_of(value: Any) -> str:
    """The package that an array comes from."""
    return type(value).__module__.partition(".")[0]


LIBRARIES = frozenset({"torch", "cupy", "dask", "jax", "jaxlib"})  # those that do not always say so themselves


def stand_in(name: str, value: Any) -> Any:
    """One number of the type of an array, as often as that has entries; what NumPy can read is its own."""
    if not is_of_a_library(value):
        return value
    if _is_sparse(value):
        raise ArgumentError(f"{name}: a sparse array came; give a dense one, of all its entries.")
    dtype = numpy_type(value.dtype)
    if "float" in str(value.dtype) and (dtype is None or dtype.kind != "f"):
        raise ArgumentError(
            f"{name}: numbers of type {value.dtype} came, which NumPy does not have; give float16, float32 or float64."
        )
    if dtype is None:
        raise ArgumentError(f"{name}: expected an array of numbers, but one of type {value.dtype} came.")
    if unfixed := [size for size in value.shape if not hasattr(size, "__index__")]:
        raise ArgumentError(
            f"{name}: the size {unfixed[0]} is no number, but sizes are checked before code runs or is traced; give "
            f"arrays of fixed sizes."
        )
    return np.broadcast_to(np.zeros((), dtype), tuple(value.shape))


def _is_sparse(value: Any) -> bool:
    """Whether an array does not hold all its entries: a sparse tensor of torch, a BCOO of jax."""
    if is_of_numpy(value):
        return False
    return hasattr(value, "todense") or str(getattr(value, "layout", "")).startswith("torch.sparse")


def numpy_type(dtype: Any) -> Any | None:
    """The NumPy type with the name of one of another library, float64 of torch.float64; None where there is none."""
    try:
        return np.dtype(dtype)
    except TypeError:
        pass
    try:
        return np.dtype(str(dtype).rsplit(".", 1)[-1])
    except TypeError:
        return None


def concrete(value: Any) -> Any | None:
    """The numbers of an array as one of NumPy; None where it holds none yet, or holds them elsewhere."""
    try:
        return np.asarray(value)
    except (TypeError, RuntimeError, ValueError):
        return None
