"""Programs as operations of torch.

The derivative of each is the derived one again, of any order: that of the values is the gradient of the program, that
of the gradient is the gradient of the gradient, taken by the arguments and not by what was kept.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

from symgrad.calculus.modes import gradient_program, tangent_program
from symgrad.errors import DomainError, SymgradError
from symgrad.targets.arguments import axes_of
from symgrad.targets.functional.halved import sources_of
from symgrad.targets.functional.library_spellings import TORCH
from symgrad.targets.functional.lowered import Lowered
from symgrad.targets.functional.modules import module_source
from symgrad.targets.running import FAILURES, compiled, failure
from symgrad.targets.stand_ins import Fitted
from symgrad.targets.time_arguments import check_mask
from symgrad.targets.torch.tensor_library import TensorLibrary, kind_of, sizes_in
from symgrad.targets.torch.tensor_operations import Operation, applied
from symgrad.time import TimeProgram, gradient_over_time, tangent_over_time

NAME = "evaluate"


class Evaluation(Operation):
    """The outputs of a program from its arguments."""

    def __init__(self, lowered: Lowered) -> None:
        self.lowered = lowered
        self.arguments = lowered.fittings.names
        self.count, self.given = len(self.arguments), len(lowered.outputs)
        self._positions = lowered.fittings.positions
        self._still = [symbol.name in self._positions for symbol in lowered.program.inputs]
        self.looks = bool(self._positions)
        self._functions: dict[frozenset[Any], Callable[..., Any]] = {}  # by what has samples
        self._leads: dict[frozenset[Any], list[tuple[Any, ...]]] = {}  # of the outputs, likewise
        symbols = {symbol.name: symbol for symbol in lowered.program.inputs}
        self.symbols = [symbols[name] for name in self.arguments]
        self._axes = {symbol: axes_of(symbol) for symbol in (*self.symbols, *lowered.symbols)}

    @functools.cached_property
    def name(self) -> str:  # type: ignore[override]
        """Made of all that says what it does."""
        return f"{NAME}_{self.digest}"

    @functools.cached_property
    def digest(self) -> str:
        """A mark of the content."""
        program = self.lowered.program
        told = [
            self.lowered.source(TORCH, ()),
            *(f"{s.name} {axes_of(s)} {program.defaults.get(s)} {s in program.parameters} {program.follows.get(s)}"
              for s in program.inputs),
            *(f"{getattr(program, name, '')}" for name in ("sequences", "firsts", "constant", "masks", "truncate")),
            *(str(body.equations) for body in _bodies(program)),
        ]  # fmt: skip
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]

    def check(self, *tensors: Any) -> None:
        """Raises ArgumentError for a mask that is none."""
        for name in self.lowered.fittings.masks:
            one = tensors[self.arguments.index(name)]
            if one is not None:
                check_mask(name, one.cpu().numpy())

    def check_moving(self, moving: Sequence[bool]) -> None:
        """Raises SymgradError where a gradient by a mask is asked for, which is left out of every gradient."""
        for name, moves in zip(self.arguments, moving, strict=False):
            if moves and name in self.lowered.fittings.masks:
                raise SymgradError(f"{name}: a mask has no gradient here; give one that does not require a gradient.")

    def computed(self, *tensors: Any) -> list[Any]:
        """The outputs."""
        fitted, arrays, kind = self.fitted(tensors)
        function = self._functions.get(fitted.batched)
        if function is None:
            written = self.lowered.written(TORCH, NAME, fitted.batched)
            function = self._functions[fitted.batched] = compiled(module_source(TORCH, [written]), NAME, NAME)
        return summed(ran(function, arrays), self.lowered.sums(fitted), kind)

    def fitted(self, tensors: Sequence[Any]) -> tuple[Fitted, list[Any], Any]:
        """What the checks find, the arguments of the code, and the type in which all is computed."""
        came = {name: one for name, one in zip(self.arguments, tensors, strict=True) if one is not None}
        fitted, named = self.lowered.fittings.of(came)
        library = TensorLibrary(next(iter(named.values())).device if named else "cpu")
        kind = kind_of({name: one for name, one in named.items() if name not in self._positions})
        arrays = [argument.array(library, named) for argument in fitted.arguments]
        pairs = zip(self._still, arrays, strict=True)
        return fitted, [one if still or one.dtype == kind else one.to(kind) for still, one in pairs], kind

    def shaped(self, *tensors: Any) -> list[Any]:
        """Empty tensors like the outputs."""
        sizes, batched, shared, like = self.sizes(tensors)
        if batched not in self._leads:
            self._leads[batched] = [value.lead for value in self.lowered.block(batched).outputs.values()]
        sums = self.lowered.sums(Fitted((), batched, shared)) or [None] * self.given
        shapes = []
        for symbol, axes, axis in zip(self.lowered.symbols, self._leads[batched], sums, strict=True):
            lead = [sizes[one] for one in axes]
            if axis is not None:
                del lead[axis]
            shapes.append((*lead, *(sizes[one] for one in self._axes[symbol])))
        return [like.new_empty(shape) for shape in shapes]

    def sizes(self, tensors: Sequence[Any]) -> Any:
        """The sizes of axes, what has samples, what has none and stands for all, and a tensor of the outputs' type."""
        given = {symbol: one for symbol, one in zip(self.symbols, tensors, strict=True) if one is not None}
        batched, shared = self.lowered.fittings.samples({symbol: one.ndim for symbol, one in given.items()})
        return (
            sizes_in({symbol: (self._axes[symbol], one) for symbol, one in given.items()}, self.lowered),
            batched,
            shared,
            _like(given, self.lowered),
        )

    # -- derivatives

    @functools.cached_property
    def sources(self) -> tuple[Any, ...]:
        """The arguments by which it is differentiated."""
        return sources_of(self.lowered.given)

    @functools.cached_property
    def gradient(self) -> Evaluation:
        """The gradient of all outputs by all sources."""
        program: Any = self.lowered.given
        if isinstance(program, TimeProgram):
            return Evaluation(Lowered(gradient_over_time(program, self.lowered.symbols, self.sources)))
        return Evaluation(Lowered(gradient_program(program, self.lowered.symbols, self.sources)))

    @functools.cache  # noqa: B019  it lives as long as the function
    def tangent(self, places: tuple[int, ...]) -> Evaluation:
        """The tangent along these arguments."""
        program: Any = self.lowered.given
        along = [self.symbols[place] for place in places]
        if isinstance(program, TimeProgram):
            return Evaluation(Lowered(tangent_over_time(program, along)))
        return Evaluation(Lowered(tangent_program(program, along)))

    def derived_arguments(self, other: Evaluation, tensors: Sequence[Any], new: Mapping[Any, Any]) -> list[Any]:
        """The arguments of a derivative: its own, and the ``new`` ones by what they are derived from."""
        own = dict(zip(self.symbols, tensors, strict=True))
        return [own[s] if s in own else new.get(getattr(s, "primal", None)) for s in other.symbols]

    def cotangents(self, saved: Sequence[Any], bars: Sequence[Any]) -> list[Any]:
        """By the gradient of the program."""
        if not self.sources:
            return [None] * self.count
        new = dict(zip(self.lowered.symbols, self.filled(saved, bars), strict=True))
        found = applied(self.gradient, *self.derived_arguments(self.gradient, saved, new))
        of = dict(zip(self.sources, found, strict=True))
        return [self._back(of.get(symbol), one) for symbol, one in zip(self.symbols, saved, strict=True)]

    @staticmethod
    def _back(bar: Any, one: Any) -> Any:
        return None if one is None or bar is None or not one.is_floating_point() else bar.to(one.dtype)

    def tangents(self, saved: Sequence[Any], dots: Sequence[Any]) -> list[Any]:
        """By the tangent of the program."""
        places = tuple(
            k for k, dot in enumerate(dots) if dot is not None and self.symbols[k] in self.lowered.given.movable
        )
        if not places:
            return [torch.zeros_like(one) for one in self.shaped(*saved)]
        tangent = self.tangent(places)
        new = {self.symbols[place]: dots[place] for place in places}
        return applied(tangent, *self.derived_arguments(tangent, saved, new))


def ran(function: Callable[..., Any], arrays: Sequence[Any]) -> list[Any]:
    """What a function of the code gives, its failures as errors of symgrad."""
    try:
        found = function(*arrays)
    except torch.linalg.LinAlgError as error:
        raise DomainError(f"{error}; give finite numbers, and matrices that have an inverse.") from None
    except FAILURES as error:
        raise failure(error) from None
    return list(found) if isinstance(found, tuple) else [found]


def summed(found: Sequence[Any], sums: Sequence[int | None], kind: Any) -> list[Any]:
    """Outputs in one type, those of what every sample shares summed over the samples."""
    axes = sums or [None] * len(found)
    return [(one if axis is None else one.sum(axis)).to(kind) for one, axis in zip(found, axes, strict=True)]


def _bodies(program: Any) -> list[Any]:
    return [stage.body for stage in program.stages] if isinstance(program, TimeProgram) else [program]


def _like(given: Mapping[Any, Any], lowered: Lowered) -> Any:
    moving = {symbol.name: one for symbol, one in given.items() if symbol.name not in lowered.fittings.positions}
    first = next(iter(given.values()))
    return first.new_empty((), dtype=kind_of(moving))
