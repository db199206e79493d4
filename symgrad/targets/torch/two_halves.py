"""Programs as two operations of torch: what gives the values, and what gives the gradient from what that kept."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import torch

from symgrad.targets.functional.halved import BACKWARD, FORWARD, Halved
from symgrad.targets.functional.library_spellings import TORCH
from symgrad.targets.functional.modules import module_source
from symgrad.targets.running import compiled
from symgrad.targets.torch.evaluation import Evaluation, ran, summed
from symgrad.targets.torch.tensor_operations import Operation, applied


class Forward(Operation):
    """The outputs of a program, and what its gradient reads of what was computed on the way."""

    def __init__(self, evaluation: Evaluation, halved: Halved) -> None:
        self.evaluation, self.halved = evaluation, halved
        self.name, self.count, self.given = f"{FORWARD}_{evaluation.digest}", evaluation.count, evaluation.given
        self.looks = evaluation.looks
        self._backward: dict[frozenset[Any], Backward] = {}
        self._functions: dict[frozenset[Any], Callable[..., Any]] = {}

    def backward(self, batched: frozenset[Any]) -> Backward:
        """The second half, where these inputs have samples."""
        if batched not in self._backward:
            self._backward[batched] = Backward(self.evaluation, self.halved, batched)
        return self._backward[batched]

    def check(self, *tensors: Any) -> None:
        """Raises ArgumentError for a mask that is none."""
        self.evaluation.check(*tensors)

    def check_moving(self, moving: Sequence[bool]) -> None:
        """Raises SymgradError where a gradient by a mask is asked for."""
        self.evaluation.check_moving(moving)

    def stored(self, ranks: Sequence[int | None]) -> Sequence[int]:
        """What is kept: outputs of the program, and what comes after them."""
        return self.backward(self.batched(ranks)).kept_places

    def batched(self, ranks: Sequence[int | None]) -> frozenset[Any]:
        """What has samples where each argument has so many axes."""
        came = {s: rank for s, rank in zip(self.evaluation.symbols, ranks, strict=True) if rank is not None}
        return self.evaluation.lowered.fittings.samples(came)[0]

    def computed(self, *tensors: Any) -> list[Any]:
        """The outputs, and what is kept and no output."""
        fitted, arrays, kind = self.evaluation.fitted(tensors)
        both = self.backward(fitted.batched).both
        function = self._functions.get(fitted.batched)
        if function is None:
            function = compiled(module_source(TORCH, [both.forward]), FORWARD, FORWARD)
            self._functions[fitted.batched] = function
        found = ran(function, arrays)
        values = summed(found[: self.given], self.evaluation.lowered.sums(fitted), kind)
        kept = zip(found[self.given :], both.outputs, strict=True)
        return [*values, *(one for one, place in kept if place is None)]

    def shaped(self, *tensors: Any) -> list[Any]:
        """Empty tensors like them."""
        sizes, batched, _, like = self.evaluation.sizes(tensors)
        both = self.backward(batched).both
        kept = zip(both.values, both.outputs, strict=True)
        extra = [like.new_empty([sizes[axis] for axis in value.axes]) for value, place in kept if place is None]
        return [*self.evaluation.shaped(*tensors), *extra]

    def cotangents(self, saved: Sequence[Any], bars: Sequence[Any]) -> list[Any]:
        """By the second half."""
        inputs, kept = saved[: self.count], saved[self.count :]
        backward = self.backward(self.batched([None if one is None else one.ndim for one in inputs]))
        found = applied(backward, *inputs, *self.evaluation.filled(inputs, bars), *kept)
        return backward.placed(inputs, found)

    def tangents(self, saved: Sequence[Any], dots: Sequence[Any]) -> list[Any]:
        """By the tangent of the program."""
        return self.evaluation.tangents(saved[: self.count], dots)


class Backward(Operation):
    """The gradient of a program from its arguments, the cotangents of its outputs and what was kept."""

    def __init__(self, evaluation: Evaluation, halved: Halved, batched: frozenset[Any]) -> None:
        self._own, self._halved = evaluation, halved
        self.both = halved.written(TORCH, batched)
        marks = "".join(str(int(symbol in batched)) for symbol in evaluation.symbols)
        self.name = f"{BACKWARD}_{evaluation.digest}_{marks}"
        self.count = evaluation.count + evaluation.given + len(self.both.values)
        self.given, self.looks = len(evaluation.sources), evaluation.looks

    @property
    def kept_places(self) -> list[int]:
        """Where the first half gives what is kept: some of it is an output, the rest comes after these."""
        after = iter(range(self._own.given, self.count))
        return [next(after) if place is None else place for place in self.both.outputs]

    @functools.cached_property
    def _function(self) -> Callable[..., Any]:
        return compiled(module_source(TORCH, [self.both.backward]), BACKWARD, BACKWARD)

    def _parts(self, tensors: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any], Sequence[Any]]:
        own, given = self._own.count, self._own.given
        return tensors[:own], tensors[own : own + given], tensors[own + given :]

    def came(self, inputs: Sequence[Any]) -> list[int]:
        """The places among the arguments of the sources that came."""
        of = {symbol: place for place, symbol in enumerate(self._own.symbols)}
        return [of[symbol] for symbol in self._own.sources if inputs[of[symbol]] is not None]

    def check(self, *tensors: Any) -> None:
        """Raises ArgumentError for a mask that is none."""
        self._own.check(*self._parts(tensors)[0])

    def check_moving(self, moving: Sequence[bool]) -> None:
        """Raises SymgradError where a gradient by a mask is asked for."""
        self._own.check_moving(moving[: self._own.count])

    def placed(self, inputs: Sequence[Any], found: Sequence[Any]) -> list[Any]:
        """Cotangents for all arguments of the program."""
        result: list[Any] = [None] * self._own.count
        for place, bar in zip(self.came(inputs), found, strict=True):
            result[place] = bar if inputs[place].is_floating_point() else None
        return result

    def computed(self, *tensors: Any) -> list[Any]:
        """The cotangents of the sources that came."""
        inputs, bars, kept = self._parts(tensors)
        fitted, arrays, kind = self._own.fitted(inputs)
        found = ran(self._function, [*arrays, *(bar.to(kind) for bar in bars), *kept])
        values = summed(found, self._halved.sums(fitted), kind)
        of = dict(zip(self._own.sources, values, strict=True))
        return [of[self._own.symbols[place]].to(inputs[place].dtype) for place in self.came(inputs)]

    def shaped(self, *tensors: Any) -> list[Any]:
        """Empty tensors like the arguments that came."""
        return [torch.empty_like(tensors[place], memory_format=torch.contiguous_format) for place in self.came(tensors)]

    def cotangents(self, saved: Sequence[Any], bars: Sequence[Any]) -> list[Any]:
        """By the gradient of the gradient, as a function of the arguments: what was kept is made of these."""
        inputs, own, kept = self._parts(saved)
        gradient, arguments = self._whole(inputs, own)
        of = dict(zip((self._own.symbols[place] for place in self.came(inputs)), bars, strict=True))
        found = gradient.cotangents(arguments, [of.get(symbol) for symbol in self._own.sources])
        return [*self._split(gradient, found), *(None for _ in kept)]

    def tangents(self, saved: Sequence[Any], dots: Sequence[Any]) -> list[Any]:
        """By the tangent of the gradient."""
        inputs, own, _ = self._parts(saved)
        gradient, arguments = self._whole(inputs, own)
        _, moves = self._whole(*self._parts(dots)[:2])
        of = dict(zip(self._own.sources, gradient.tangents(arguments, moves), strict=True))
        return [of[self._own.symbols[place]] for place in self.came(inputs)]

    def _whole(self, inputs: Sequence[Any], bars: Sequence[Any]) -> tuple[Evaluation, list[Any]]:
        """The gradient as a function of the arguments alone, and its arguments."""
        gradient = self._own.gradient
        new = dict(zip(self._own.lowered.symbols, bars, strict=True))
        return gradient, self._own.derived_arguments(gradient, inputs, new)

    def _split(self, gradient: Evaluation, found: Sequence[Any]) -> list[Any]:
        """Cotangents of the arguments of the gradient as those of the program, and of its cotangents."""
        by_symbol = dict(zip(gradient.symbols, found, strict=True))
        seeds = {getattr(s, "primal", None): s for s in gradient.symbols if s not in self._own.symbols}
        return [
            *(by_symbol.get(symbol) for symbol in self._own.symbols),
            *(by_symbol.get(seeds.get(symbol)) for symbol in self._own.lowered.symbols),
        ]
