"""The derived gradient as two functions: one gives the values and what it kept, the other the gradient from that."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from symgrad.calculus.modes import gradient_program
from symgrad.errors import SymgradError
from symgrad.expressions.symbols import Cotangent, Seed
from symgrad.lowering import BATCH, Block, Value
from symgrad.lowering.passes import halves
from symgrad.programs.program import Program
from symgrad.targets.arguments import axes_of
from symgrad.targets.functional.library_spellings import Spelling
from symgrad.targets.functional.lowered import Lowered
from symgrad.targets.functional.modules import of_block
from symgrad.targets.numpy import WrittenFunction
from symgrad.targets.stand_ins import Fitted
from symgrad.time import Made, TimeProgram, gradient_over_time

FORWARD, BACKWARD = "forward", "backward"


@dataclass(frozen=True)
class Half:
    """What a writer asks of a program: what comes in, what has a name, and what may move."""

    inputs: tuple[Any, ...]
    definitions: Any
    movable: Any


@dataclass(frozen=True)
class WrittenHalves:
    """Two functions: ``forward(*inputs) -> (*values, *kept)``, ``backward(*inputs, *seeds, *kept) -> cotangents``.

    kept    the names of what the one keeps for the other, besides the inputs
    values  what that is, and ``outputs`` for each the place of the output that is the same array, None where none is
    """

    forward: WrittenFunction
    backward: WrittenFunction
    kept: tuple[str, ...]
    values: tuple[Value, ...]
    outputs: tuple[int | None, ...]


class Halved:
    """The gradient of all outputs of a program by all inputs that move, in two halves.

    inputs   the arguments of both halves, those of the program in their own order
    sources  the inputs by which it is, in the order in which the second half gives their cotangents
    """

    def __init__(self, lowered: Lowered) -> None:
        program = lowered.given
        self._primal, self._outputs = lowered, lowered.symbols
        self.sources = sources_of(program)
        self._both = Lowered(with_gradient(program, self._outputs, self.sources))
        inputs = self._both.program.inputs
        new = [symbol for symbol in inputs if symbol not in program.inputs]
        seeds = {symbol.primal: symbol for symbol in new if isinstance(symbol, (Cotangent, Seed))}
        others = [symbol.name for symbol in new if symbol not in seeds.values()]
        if others:
            raise SymgradError(f"the gradient takes {', '.join(others)} besides, which no caller of the values gives.")
        self.inputs = tuple(lowered.program.inputs)
        self._seeds = tuple(seeds[symbol] for symbol in self._outputs)

    def written(self, spelling: Spelling, batched: Collection[Any]) -> WrittenHalves:
        """Both functions, for these inputs with samples."""
        given, count = self._given(batched), len(self._outputs)
        stable, block = self._both.stable(given), self._both.block(given)
        late = {value for symbol, value in zip(stable.inputs, block.inputs, strict=True) if symbol in self._seeds}
        cut = halves(block, list(block.outputs)[:count], late)
        keys = tuple(_key(value, block) for value in cut.kept)
        forward = Half(self.inputs, stable.definitions, stable.movable)
        backward = Half((*self.inputs, *self._seeds), stable.definitions, stable.movable)
        early = [symbol for symbol in stable.inputs if symbol not in self._seeds]
        front = _in_order(_keeping(cut.forward, keys, cut.kept), early, forward.inputs)
        first = of_block(spelling, forward, front, FORWARD, self._outputs, keeps=keys)
        second = _in_order(_knowing(cut.backward, keys, cut.kept), stable.inputs, backward.inputs)
        last = of_block(spelling, backward, second, BACKWARD, self._both.symbols[count:], given=keys)
        values = list(cut.forward.outputs.values())
        plain = {value: k for k, value in enumerate(values) if sp.S.One not in axes_of(self._outputs[k])}
        same = tuple(plain.get(value) for value in cut.kept)
        return WrittenHalves(first, last, tuple(str(key.name) for key in keys), cut.kept, same)

    def sums(self, fitted: Fitted) -> list[int | None]:
        """For each cotangent the axis over which it is summed: those of what every sample shares."""
        return self._both.sums(fitted)[len(self._outputs) :]

    def _given(self, batched: Collection[Any]) -> frozenset[Any]:
        """The inputs with samples: those of the program, and the cotangents of outputs that have them."""
        values = self._primal.block(batched).outputs.values()
        return frozenset(batched).union(
            seed for seed, value in zip(self._seeds, values, strict=True) if BATCH in value.axes
        )


def sources_of(program: Program | TimeProgram) -> tuple[Any, ...]:
    """The inputs by which a program is differentiated: all that move, a mask among them, whose zero would be silent."""
    return tuple(symbol for symbol in program.movable if not isinstance(symbol, Made))


def with_gradient(program: Program | TimeProgram, outputs: Collection[Any], sources: Collection[Any]) -> Any:
    """The program that gives these outputs, and their gradient by the sources."""
    if isinstance(program, TimeProgram):
        return gradient_over_time(program, tuple(outputs), tuple(sources), values=True)
    return gradient_program(program, tuple(outputs), tuple(sources), True)


def _key(value: Value, block: Block) -> Any:
    """What a value is called: by the first name that has it, or by its own."""
    return next((symbol for symbol, other in block.names.items() if other == value), value)


def _knowing(block: Block, keys: Collection[Any], values: Collection[Value]) -> Block:
    """A block in which what is kept has a name."""
    return replace(block, names={**block.names, **dict(zip(keys, values, strict=True))})


def _keeping(block: Block, keys: Collection[Any], values: Collection[Value]) -> Block:
    """A block that gives what is kept after its outputs."""
    kept = {f"kept {place}": value for place, value in enumerate(values)}
    return replace(_knowing(block, keys, values), outputs={**block.outputs, **kept})


def _in_order(block: Block, inputs: Sequence[Any], wanted: Sequence[Any]) -> Block:
    """A block whose inputs come in another order, what is kept behind them."""
    of = dict(zip(inputs, block.inputs, strict=False))
    return replace(block, inputs=(*(of[symbol] for symbol in wanted), *block.inputs[len(inputs) :]))
