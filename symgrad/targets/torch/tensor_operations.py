"""Operations of torch's own, each with its derivatives: one for the dispatcher, and a rule for every transform.

An operation is opaque: torch.compile sees one call, however many steps run inside. What autograd, functorch's grad, vjp
and jvp, vmap and forward mode do with it goes by way of one autograd.Function, since torch refuses functorch's grad of
a custom_op and drops the tangents of one without a word; torch.compile takes the custom_op itself, whose rule is the
same.
"""

from __future__ import annotations

import functools
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import torch
from torch.autograd import forward_ad

from symgrad.errors import SymgradError
from symgrad.targets.torch.tensor_lists import apart, packed, unpacked

NAMESPACE = "symgrad"
INSIDE = (
    "torch.compile cannot take torch.func and forward mode through an operation of symgrad: torch would drop tangents "
    "without a word; transform outside of torch.compile, and compile what is in it."
)
OLDER = (
    "torch.autograd.grad with is_grads_batched=True cannot be differentiated once more, nor stand inside of itself: "
    "torch would drop gradients without a word; take torch.func.vmap of torch.func.vjp, or torch.func.jacrev."
)
_REGISTERING = threading.Lock()


class Operation(ABC):
    """A function of tensors, some of which may be None, to tensors.

    name    in torch.ops.symgrad: two of one name do the same
    count   how many arguments there are
    given   how many outputs have a derivative: those after them are kept for it
    looks   whether it looks at numbers, as at positions: torch.vmap takes no such code
    """

    name: str
    count: int
    given: int
    looks: bool = False

    def stored(self, ranks: Sequence[int | None]) -> Sequence[int]:
        """The places of the outputs that the derivative reads, by how many axes each argument has."""
        return ()

    @abstractmethod
    def check(self, *tensors: Any) -> None:
        """Raises an error for numbers that may not be."""

    @abstractmethod
    def computed(self, *tensors: Any) -> list[Any]:
        """The outputs."""

    @abstractmethod
    def shaped(self, *tensors: Any) -> list[Any]:
        """Empty tensors like the outputs; sizes may be symbols of torch's."""

    @abstractmethod
    def cotangents(self, saved: Sequence[Any], bars: Sequence[Any]) -> list[Any]:
        """For each argument its cotangent, None where it has none; of ``bars`` one that is None is zero."""

    @abstractmethod
    def tangents(self, saved: Sequence[Any], dots: Sequence[Any]) -> list[Any]:
        """For each given output its tangent; of ``dots`` one that is None is zero."""

    @abstractmethod
    def check_moving(self, moving: Sequence[bool]) -> None:
        """Raises SymgradError where a gradient is asked for by an argument that has none."""

    @functools.cached_property
    def op(self) -> Any:
        """The operation as torch knows it, registered once in a process: it takes what :func:`packed` gives."""
        with _REGISTERING:
            known = getattr(torch.ops, NAMESPACE)
            if not hasattr(known, self.name):
                _register(self)
            return getattr(known, self.name).default

    def filled(self, inputs: Sequence[Any], bars: Sequence[Any]) -> list[Any]:
        """The cotangents of all given outputs, zeros where nothing flows back."""
        if all(bar is not None for bar in bars[: self.given]):
            return list(bars[: self.given])
        shapes = self.shaped(*inputs)
        return [torch.zeros_like(like) if bar is None else bar for bar, like in zip(bars, shapes, strict=False)][
            : self.given
        ]

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "op"}


class Mapped(Operation):
    """An operation for each of so many samples, as vmap asks: ``along`` says which arguments have them, in front."""

    def __init__(self, base: Operation, along: Sequence[bool]) -> None:
        self._base, self._along = base, tuple(along)
        self.name = f"{base.name}_over_{''.join(str(int(one)) for one in along)}"
        self.count, self.given, self.looks = base.count, base.given, base.looks

    def stored(self, ranks: Sequence[int | None]) -> Sequence[int]:
        """The places of the outputs that the derivative reads."""
        pairs = zip(ranks, self._along, strict=True)
        return self._base.stored([rank if rank is None else rank - wide for rank, wide in pairs])

    def check(self, *tensors: Any) -> None:
        """Raises an error for numbers that may not be, of any sample."""
        self._base.check(*tensors)

    def computed(self, *tensors: Any) -> list[Any]:
        """The outputs, the samples in front of each."""
        if not self.looks:
            return list(torch.vmap(self._base.computed, self._dims(self._along))(*tensors))
        found = []
        for place in range(self._samples(tensors)):
            one = (each[place] if wide else each for each, wide in zip(tensors, self._along, strict=True))
            found.append(self._base.computed(*one))
        return [torch.stack(values) for values in zip(*found, strict=True)]

    def _samples(self, tensors: Sequence[Any]) -> Any:
        return next(one.shape[0] for one, wide in zip(tensors, self._along, strict=True) if wide)

    def check_moving(self, moving: Sequence[bool]) -> None:
        """Raises SymgradError where a gradient is asked for by an argument that has none."""
        self._base.check_moving(moving)

    def shaped(self, *tensors: Any) -> list[Any]:
        """Empty tensors like them."""
        one = [
            each.new_empty(each.shape[1:]) if wide else each for each, wide in zip(tensors, self._along, strict=True)
        ]
        return [like.new_empty((self._samples(tensors), *like.shape)) for like in self._base.shaped(*one)]

    def cotangents(self, saved: Sequence[Any], bars: Sequence[Any]) -> list[Any]:
        """Those of each sample, summed where an argument is the same for all."""
        along = [*self._along, *(True for _ in saved[self.count :]), *(bar is not None for bar in bars)]
        places: list[int] = []

        def of_one(*tensors: Any) -> list[Any]:
            found = self._base.cotangents(tensors[: len(saved)], tensors[len(saved) :])
            places[:] = [place for place, bar in enumerate(found) if bar is not None]
            return [found[place] for place in places]

        found = torch.vmap(of_one, self._dims(along))(*saved, *bars)
        result: list[Any] = [None] * self.count
        for place, bar in zip(places, found, strict=True):
            result[place] = bar if self._along[place] else bar.sum(0)
        return result

    def tangents(self, saved: Sequence[Any], dots: Sequence[Any]) -> list[Any]:
        """Those of each sample."""
        moved = [wide and dot is not None for wide, dot in zip(self._along, dots, strict=True)]
        along = [*self._along, *(True for _ in saved[self.count :]), *moved]

        def of_one(*tensors: Any) -> list[Any]:
            return self._base.tangents(tensors[: len(saved)], tensors[len(saved) :])

        return list(torch.vmap(of_one, self._dims(along))(*saved, *dots))

    @staticmethod
    def _dims(along: Sequence[bool]) -> tuple[int | None, ...]:
        return tuple(0 if wide else None for wide in along)


def applied(operation: Operation, *tensors: Any) -> list[Any]:
    """The outputs of an operation, in reach of every transform of torch."""
    return list(Derived.apply(operation, *tensors))


def refuse_transforms() -> None:
    """Raises SymgradError inside of torch.compile for what torch would do wrong there."""
    if forward_ad._current_level >= 0 or torch._C._are_functorch_transforms_active():
        raise SymgradError(INSIDE)


class Derived(torch.autograd.Function):
    """The derivatives of an operation, as autograd and functorch ask for them."""

    @staticmethod
    def forward(operation: Operation, *tensors: Any) -> tuple[Any, ...]:
        """The outputs."""
        return tuple(operation.op(*packed(tensors)))

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: tuple[Any, ...]) -> None:
        """Notes what the derivatives read."""
        ctx.operation = inputs[0]
        saved = _noted(ctx, ctx.operation, inputs[1:], output)
        ctx.save_for_forward(*saved)

    @staticmethod
    def backward(ctx: Any, *bars: Any) -> tuple[Any, ...]:
        """The cotangents."""
        ctx.operation.check_moving(ctx.needs_input_grad[1:])
        if torch.is_grad_enabled() and any(bar is not None and _is_batched(bar) for bar in bars):
            raise SymgradError(OLDER)  # torch would cut its result off from what it is made of
        return None, *ctx.operation.cotangents(ctx.saved_tensors, bars)

    @staticmethod
    def jvp(ctx: Any, _: None, *dots: Any) -> tuple[Any, ...]:
        """The tangents."""
        found = ctx.operation.tangents(ctx.saved_tensors, dots)
        return *found, *(None for _ in range(ctx.count - len(found)))

    @staticmethod
    def vmap(info: Any, in_dims: tuple[Any, ...], operation: Operation, *tensors: Any) -> Any:
        """The operation for each sample."""
        pairs = list(zip(tensors, in_dims[1:], strict=True))
        mapped = Mapped(operation, [dim is not None for _, dim in pairs])
        found = applied(mapped, *(one if dim is None else one.movedim(dim, 0) for one, dim in pairs))
        return tuple(found), (0,) * len(found)


def _noted(ctx: Any, operation: Operation, inputs: Sequence[Any], outputs: Sequence[Any]) -> list[Any]:
    ranks = [None if one is None else one.ndim for one in inputs]
    saved = [*inputs, *(outputs[place] for place in operation.stored(ranks))]
    ctx.count = len(outputs)
    ctx.set_materialize_grads(False)
    ctx.mark_non_differentiable(*outputs[operation.given :])
    ctx.save_for_backward(*saved)
    return saved


def _register(operation: Operation) -> None:
    """Brings an operation to torch, with all that torch asks of one."""

    def kernel(arrays: Sequence[Any], came: str) -> list[Any]:
        held = unpacked([one.detach() for one in arrays], came)
        operation.check(*held)
        device = arrays[0].device.type if arrays else "cpu"
        with torch.autocast(device, enabled=False) if torch.is_autocast_enabled(device) else nullcontext():
            return apart(operation.computed(*held), held, operation.given)

    def setup(ctx: Any, inputs: tuple[Any, ...], output: list[Any]) -> None:
        _noted(ctx, operation, unpacked(*inputs), output)
        ctx.came = inputs[1]

    def backward(ctx: Any, bars: list[Any]) -> tuple[Any, ...]:
        operation.check_moving(unpacked(ctx.needs_input_grad[0], ctx.came, False))
        found = operation.cotangents(ctx.saved_tensors, bars)
        return [bar for bar, mark in zip(found, ctx.came, strict=True) if mark == "1"], None

    def fake(arrays: Sequence[Any], came: str) -> list[Any]:
        return operation.shaped(*unpacked(arrays, came))

    name, schema = f"{NAMESPACE}::{operation.name}", "(Tensor[] arrays, str came) -> Tensor[]"
    made = torch.library.custom_op(name, kernel, mutates_args=(), schema=schema)
    made.register_fake(fake)
    made.register_autograd(backward, setup_context=setup)
    made._lib.impl(operation.name, lambda arrays, came: _for_each(operation, arrays, came), "Batched")


def _for_each(operation: Operation, arrays: Sequence[Any], came: str) -> list[Any]:
    """The operation for each sample of torch's older vmap, that of torch.autograd.grad(is_grads_batched=True).

    It has no rule of autograd.Function, and asks the dispatcher.
    """
    level = torch._C._vmapmode_increment_nesting() - 1
    torch._C._vmapmode_decrement_nesting()
    along = [_is_batched(one) for one in arrays]
    wide = [torch._remove_batch_dim(one, level, 1, 0) if mapped else one
            for one, mapped in zip(arrays, along, strict=True)]  # fmt: skip
    if not level or any(map(_is_batched, wide)):
        raise SymgradError(OLDER)
    samples = max(one.shape[0] for one, mapped in zip(wide, along, strict=True) if mapped)
    wide = [one.expand(samples, *one.shape[1:]) if mapped else one for one, mapped in zip(wide, along, strict=True)]
    mapped = Mapped(operation, unpacked(along, came, False))
    return [torch._add_batch_dim(one, 0, level) for one in mapped.op(*packed(unpacked(wide, came)))]


def _is_batched(tensor: Any) -> bool:
    return re.search(r"\bBatched\b", str(torch._C._dispatch_keys(tensor))) is not None
