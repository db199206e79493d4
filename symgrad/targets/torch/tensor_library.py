"""Tensors of torch as the checks of arrays ask for them: types, devices, and the sizes of axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import sympy as sp
import torch

from symgrad.lowering import BATCH, TIME
from symgrad.targets.array_sizes import numbers_of, solve_sizes
from symgrad.targets.functional.lowered import Lowered

_TYPES = MappingProxyType(
    {np.dtype(name): getattr(torch, name) for name in
     ("float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool")
     if hasattr(torch, name)}
)  # fmt: skip


class TensorLibrary:
    """The tensors of one call, on one device."""

    def __init__(self, device: Any) -> None:
        self._device = device

    def kind(self, dtype: Any) -> Any | None:
        """The type of torch; of longdouble none."""
        return _TYPES.get(dtype.newbyteorder("="))

    def made(self, value: Any, dtype: Any) -> Any:
        """A tensor of this NumPy type."""
        kind = self.kind(dtype)
        if isinstance(value, torch.Tensor):
            return value if value.dtype == kind else value.to(kind)
        return self.copied(np.asarray(value, dtype))

    def copied(self, array: Any) -> Any:
        """A tensor of the numbers of an array, which may stand in memory in any way."""
        own = np.array(array, array.dtype.newbyteorder("="), order="C")
        return torch.from_numpy(own).to(self._device)

    def full(self, shape: tuple[int, ...], number: float, dtype: Any) -> Any:
        """A tensor of one number everywhere."""
        return torch.full(shape, number, dtype=self.kind(dtype), device=self._device)

    def widened(self, value: Any, place: int, size: int) -> Any:
        """A tensor with one axis more, along which it is the same."""
        wide = value.unsqueeze(place)
        return wide.expand(*wide.shape[:place], size, *wide.shape[place + 1 :])


def kind_of(tensors: Mapping[str, Any]) -> Any:
    """The type in which all is computed: the widest that came, float64 for whole numbers."""
    kind = None
    for one in tensors.values():
        own = one.dtype if one.is_floating_point() else torch.float64
        kind = own if kind is None else torch.promote_types(kind, own)
    return torch.float64 if kind is None else kind


class _Sizes(dict[Any, Any]):
    """Sizes by axis; of one that is made of others, as n + m, it is computed."""

    def __missing__(self, axis: Any) -> Any:
        if axis.is_Integer:
            return int(axis)
        names = sorted(axis.free_symbols, key=str)
        return sp.lambdify(names, axis, modules="math")(*(self[name] for name in names))


def sizes_in(given: Mapping[Any, tuple[Sequence[Any], Any]], lowered: Lowered) -> Mapping[Any, Any]:
    """The number of each axis, T and B among them, from the axes and tensors of arguments.

    A size may be one that torch has not fixed.
    """
    sizes, program = _Sizes(), lowered.program
    timed = program.sequences if lowered.over_time else ()
    for symbol, (axes, one) in given.items():
        lead = one.ndim - len(axes)
        for axis, size in zip(axes, one.shape[lead:], strict=True):
            sizes.setdefault(axis, size)
        if symbol in timed:
            sizes.setdefault(TIME, one.shape[0])
        if lead > int(symbol in timed):
            sizes.setdefault(BATCH, one.shape[int(symbol in timed)])
    if any(name not in sizes for name in program.dims):  # a size of which sums alone were given
        told = [(symbol.name, axis, int(size)) for symbol, (axes, one) in given.items()
                for axis, size in zip(axes, one.shape[one.ndim - len(axes) :], strict=True)]  # fmt: skip
        known = {axis: (number, name) for name, axis, number in told}
        solve_sizes(told, known)
        for name, number in numbers_of(known).items():
            sizes.setdefault(name, int(number))
    return sizes
