"""Programs as functions over arrays of a library: what is compiled for it, and how it is called."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from symgrad.expressions.symbols import Cotangent, Seed
from symgrad.lowering import Block, lower
from symgrad.lowering.batching import Batch
from symgrad.lowering.passes import fused, in_pairs, without_dead
from symgrad.lowering.stability import stable, stable_over_time
from symgrad.lowering.time_samples import base_of, completed
from symgrad.programs.bindings import check_apart
from symgrad.programs.program import Program
from symgrad.targets.arguments import inputs_named
from symgrad.targets.functional.library_spellings import Spelling
from symgrad.targets.functional.modules import module_source, of_block
from symgrad.targets.numpy import WrittenFunction
from symgrad.targets.numpy_over_time import block_over_time
from symgrad.targets.stand_ins import Fitted, Fittings
from symgrad.time import TimeProgram, arranged


class Lowered:
    """A program of any kind in its stable form, and its array programs, by which inputs have an axis of samples.

    given    the program as it came, ``program`` as it is lowered
    symbols  of the outputs, ``outputs`` their names
    """

    def __init__(self, program: Program | TimeProgram) -> None:
        outputs: list[Any] = [getattr(output, "symbol", output) for output in program.outputs]
        check_apart(program.inputs, "arguments")
        check_apart(outputs, "outputs")
        self.given: Any = program
        self.over_time = isinstance(program, TimeProgram)
        of_loss = False
        if isinstance(program, TimeProgram):
            of_loss = bool(program.told)
            program = arranged(replace(program, told=()))
        self.program: Any = program
        self.fittings = Fittings(program, of_loss)
        self.symbols = tuple(getattr(output, "symbol", output) for output in program.outputs)
        self.outputs = tuple(symbol.name for symbol in outputs)
        self._stable: dict[frozenset[Any], Any] = {}

    def stable(self, batched: Collection[Any]) -> Any:
        """The program in its stable form, for these inputs with samples."""
        apart = frozenset() if self.over_time else Batch(self.program, batched).apart
        if apart not in self._stable:
            self._stable[apart] = (
                stable_over_time(completed(self.program)) if self.over_time else stable(self.program, apart)
            )
        return self._stable[apart]

    def block(self, batched: Collection[Any]) -> Block:
        """The array program that is written."""
        program = self.stable(batched)
        if self.over_time:
            return block_over_time(program, batched, readable=True)
        block = in_pairs(without_dead(lower(program, batched, Batch(self.program, batched).wide)))
        return fused(block, block.names.values())

    def written(self, spelling: Spelling, name: str, batched: Collection[Any]) -> WrittenFunction:
        """The function of a spelling."""
        return of_block(spelling, self.stable(batched), self.block(batched), name, self.symbols)

    def source(self, spelling: Spelling, batched: Collection[Any] | bool = ()) -> str:
        """The module of that function alone; over time True stands for a batch."""
        return module_source(spelling, [self.written(spelling, "evaluate", self.given_for(batched))])

    def given_for(self, batched: Collection[Any] | bool) -> frozenset[Any]:
        """The inputs with samples: these, by name or symbol; True stands for all that a batch gives some."""
        if self.over_time:
            return self.fittings.with_samples() if batched else frozenset()
        if isinstance(batched, bool):
            return frozenset(s for s in self.program.inputs if batched and s not in self.program.parameters)
        return inputs_named(self.program, batched)

    def sums(self, fitted: Fitted) -> list[int | None]:
        """For each output the axis over which it is summed: gradients of what every sample shares."""
        return [self._sum_of(output, fitted.shared) for output in self.program.outputs] if fitted.shared else []

    def _sum_of(self, output: Any, shared: Collection[Any]) -> int | None:
        base, inner = base_of(output.symbol, self.program.inputs), output.symbol
        while inner != base and not isinstance(inner, (Cotangent, Seed)):
            inner = inner.primal
        if inner == base or base not in shared:
            return None
        return 1 if output.kind == "every" else 0
