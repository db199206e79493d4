"""The NumPy target for programs over time: one function for any T, with or without a batch."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from symgrad.bindings import check_apart
from symgrad.errors import SymgradError
from symgrad.stability import stable_over_time
from symgrad.symbols import Cotangent, Derived, Seed
from symgrad.targets.time_arguments import TimeArguments
from symgrad.targets.time_schedule import Schedule, schedule
from symgrad.targets.time_writer import TimeWriter
from symgrad.time import KEEP, TimeProgram, hoisted

BLOCK = 64  # steps for which is kept what only one pass reads


class TimeFunction:
    """A compiled program over time: call it with arrays by keyword, by code name.

    A sequence is (T, ...) or, with a batch, (T, B, ...); a first carry is what its symbol is, or (B, ...), and zeros
    by default; a parameter has no axis more. It gives the array itself where there is one output, otherwise a dict by
    code name. A gradient of what has no axis of samples is summed over them.

    arguments, outputs   the names, in order
    source               the code without a batch; ``source_for(batched=True)`` with one
    kept                 the names whose value is stored at every t, since what runs later reads it

    ``checkpoint_every=k`` keeps what is carried at every k-th step alone, and runs each block of k steps again when its
    gradient is due. Raises ArgumentError and ShapeError as a compiled system does.
    """

    def __init__(
        self,
        program: TimeProgram,
        checkpoint_every: int | None = None,
        truncate: int | None = None,
        masks: Collection[Any] = (),
        analytic: bool = False,
    ) -> None:
        check_apart(program.inputs, "arguments")
        check_apart((output.symbol for output in program.outputs), "outputs")
        self.program = program
        self._plan = schedule(hoisted(stable_over_time(program)))
        self._block = _block(checkpoint_every, self._plan)
        self._again = checkpoint_every is not None
        self._truncate = truncate
        self._analytic = analytic
        self._arguments = TimeArguments(program, frozenset(masks), KEEP if truncate else None)
        self._compiled: dict[bool, Any] = {}
        self.arguments: tuple[str, ...] = self._arguments.names
        self.outputs: tuple[str, ...] = tuple(output.symbol.name for output in program.outputs)
        self.kept: tuple[str, ...] = tuple(s.name for s in self._plan.kept if s not in self._given_out())
        self.source: str = self.source_for()

    def _given_out(self) -> set[Any]:
        return {part for output in self.program.outputs if output.kind == "every" for part in output.parts}

    def source_for(self, batched: bool = False) -> str:
        """The code, with an axis of samples or without."""
        return TimeWriter(self._plan, batched, self._block, self._again, self._analytic).source()

    def __call__(self, /, **arrays: Any) -> Any:
        call = self._arguments.taken(arrays)
        batched = call.samples is not None
        function = self._compiled.get(batched)
        if function is None:
            scope: dict[str, Any] = {}
            exec(compile(self.source_for(batched), "<symgrad over time>", "exec"), scope)
            function = self._compiled[batched] = scope["evaluate"]
        given = call.arrays
        if self._truncate:
            given[self.program.inputs.index(KEEP)] = self._kept(given)
        found = function(*given)
        found = found if isinstance(found, tuple) else (found,)
        pairs = zip(self.program.outputs, found, strict=True)
        values = [self._summed(output, value, call.shared) for output, value in pairs]
        return values[0] if len(values) == 1 else dict(zip(self.outputs, values, strict=True))

    def _kept(self, given: list[Any]) -> Any:
        """1 where a cotangent goes on from t + 1 to t, 0 at the last step of each piece of ``truncate`` steps."""
        like = given[self.program.inputs.index(self.program.sequences[0])]
        steps = np.arange(1, like.shape[0] + 1)
        kept = (steps % self._truncate != 0).astype(like.dtype)
        samples = given[self.program.inputs.index(KEEP)].shape[1:]
        return np.broadcast_to(kept.reshape(-1, *[1] * len(samples)), (len(kept), *samples))

    def _summed(self, output: Any, value: Any, shared: Collection[Any]) -> Any:
        """A gradient of what every sample shares, summed over the samples."""
        base, of_cotangent = output.symbol, False
        while isinstance(base, Derived) and base not in shared:
            of_cotangent |= isinstance(base, (Cotangent, Seed))
            base = base.primal
        if not (of_cotangent and base in shared):
            return value
        return value.sum(axis=1 if output.kind == "every" else 0)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_compiled": {}}  # compiled code cannot be pickled

    def __repr__(self) -> str:
        return f"<NumPy function over time ({', '.join(self.arguments)}) -> ({', '.join(self.outputs)})>"


def _block(checkpoint_every: int | None, plan: Schedule) -> int:
    if checkpoint_every is None:
        return BLOCK
    if not isinstance(checkpoint_every, int) or checkpoint_every < 1:
        raise SymgradError(f"checkpoint_every is a number of steps, 1 or more, but {checkpoint_every!r} came.")
    if [one.direction for one in plan.passes] != [1, -1]:
        raise SymgradError(
            "checkpoint_every is for what runs forward once and backward once, as the gradient of a recurrence does; "
            f"here the directions are {', '.join(str(one.direction) for one in plan.passes)}."
        )
    return checkpoint_every
