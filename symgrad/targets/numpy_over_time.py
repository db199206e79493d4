"""The NumPy target for programs over time: one function for any T, with or without a batch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from symgrad.arguments.signatures import COUNT
from symgrad.errors import SymgradError
from symgrad.expressions.symbols import Cotangent, Seed
from symgrad.lowering import Block, Value, lower_over_time
from symgrad.lowering.passes import (
    Runs,
    ahead,
    fused,
    in_pairs,
    in_runs,
    recomputed,
    shared_exponentials,
    sigmoid_slopes,
    stacked,
    views_apart,
    without_dead,
)
from symgrad.lowering.stability import stable_over_time
from symgrad.lowering.time_samples import base_of, completed
from symgrad.output import write_file
from symgrad.programs.bindings import check_apart
from symgrad.targets.arguments import by_code_name, refuse_positional
from symgrad.targets.array_code.run_code import Blocks
from symgrad.targets.code_files import NUMPY, code_file
from symgrad.targets.continuation import check_continued
from symgrad.targets.kept_arrays import KeptArrays
from symgrad.targets.numpy import WrittenFunction, module_source, of_block
from symgrad.targets.plans import KEPT, Plan, Signature, planned, signature
from symgrad.targets.running import FAILURES, compiled, failure
from symgrad.targets.time_arguments import Call, TimeArguments
from symgrad.time import TimeProgram, arranged

BLOCK = 50  # steps for which is kept what only one run reads: most of 100, little of 1000
ROWS = 128  # steps times samples of a block, so that it stays in cache
LEAST = 8  # steps of a block, however many samples there are
EACH = ("every", "last", "total")  # kinds of outputs that are made of the values at every t


class TimeFunction:
    """A compiled program over time: call it with arrays by keyword, by code name.

    A sequence is (T, ...) or, with a batch, (T, B, ...); a first carry is what its symbol is, or (B, ...), and zeros
    by default; a parameter has no axis more. It gives the array itself where there is one output, otherwise a dict by
    code name. A gradient of what has no axis of samples is summed over them.

    arguments, outputs   the names, in order
    source               the code without a batch; ``source_for(batched=True)`` with one
    kept                 the names whose value is stored at every t, since what runs later reads it

    The arrays in which it computes stay between calls, for each thread its own, until ``let_go()``; none is given out.

    ``readable`` code is one loop each way, the rest for all t at once: it keeps more, and blocks nothing.

    ``checkpoint_every=k`` keeps what is carried at every k-th step alone, and runs each block of k steps again when its
    gradient is due. Raises ArgumentError and ShapeError as a compiled system does.
    """

    def __init__(
        self,
        program: TimeProgram,
        checkpoint_every: int | None = None,
        readable: bool = False,
        analytic: bool = False,
    ) -> None:
        check_apart(program.inputs, "arguments")
        check_apart((output.symbol for output in program.outputs), "outputs")
        of_loss = bool(program.told)
        self.program = program = arranged(replace(program, told=()))
        self._stable, self._analytic, self._readable = stable_over_time(completed(program)), analytic, readable
        block = block_over_time(self._stable)
        runs = in_runs(block)
        self._blocks = _blocks(checkpoint_every, runs, program)
        self._arguments = TimeArguments(program, of_loss)
        self._rooms = KeptArrays()
        self._compiled: dict[tuple[frozenset[Any], bool], Any] = {}  # by what has samples, and for complex arrays
        self._plans: dict[Signature, tuple[Plan, frozenset[Any]]] = {}  # and what stands for every sample
        self.arguments: tuple[str, ...] = self._arguments.names
        self.outputs: tuple[str, ...] = tuple(output.symbol.name for output in program.outputs)
        self.kept: tuple[str, ...] = _kept(block, runs, program)
        self.source: str = self.source_for()

    def source_for(self, batched: bool = False) -> str:
        """The code, with an axis of samples or without."""
        given = self._arguments.with_samples() if batched else frozenset()
        return module_source([self._written(given, self._analytic)])

    def moving(self) -> frozenset[Any]:
        """The inputs that have an axis of samples where there is a batch."""
        return self._arguments.with_samples()

    def module(self, names: Mapping[str, frozenset[Any]]) -> str:
        """A module with a function of each name, for the case that these inputs have an axis of samples."""
        return module_source([self._written(given, self._analytic, name) for name, given in names.items()])

    def file_text(self, name: str, dtype: str | None = None) -> str:
        """A file of code that needs NumPy alone: it defines ``name``, says how it was checked, in ``dtype``."""
        return code_file(self, NUMPY, name, dtype)

    def save(self, path: str, dtype: str | None = None) -> None:
        """Writes :meth:`file_text`; the function has the name of the file. Raises SymgradError where it cannot."""
        write_file(path, self.file_text(Path(path).stem, dtype))

    def _made(self, call: Call) -> Any:
        """The function for the batches of a call, and for complex arrays where they are such."""
        written = self._written(call.batched, self._analytic or bool(call.complex))
        if call.complex and not self._analytic:
            check_continued(written.helpers, call.complex)
        made = compiled(module_source([written]), written.name, "over time")
        made.__globals__.update(dict.fromkeys({"empty"} & written.helpers.keys(), self._rooms.empty))
        return made

    def _written(self, given: frozenset[Any], analytic: bool, name: str = "evaluate") -> WrittenFunction:
        block = block_over_time(self._stable, given, self._readable)
        if not self._readable:
            block = shared_exponentials(block)
        outputs = [output.symbol for output in self._stable.outputs]
        blocks = None if self._readable else self._blocks
        return of_block(self._stable, block, name, analytic, outputs, blocks)

    def __call__(self, /, *positional: Any, **arrays: Any) -> Any:
        if positional:
            refuse_positional(self.arguments)
        known = signature(arrays)
        plan = self._plans.get(known) if known is not None else None
        if plan is not None:
            return self._named(self._ran(plan[0].run, arrays), plan[1])
        call = self._arguments.taken(arrays)
        function = self._function_of(call)
        if known is not None and self._arguments.is_told_by_shapes(call, arrays):
            if len(self._plans) >= KEPT:
                self._plans.clear()
            spelled = by_code_name(arrays, self.arguments)
            taken = dict(zip((symbol.name for symbol in self.program.inputs), call.arrays, strict=True))
            keywords = dict(zip(spelled, arrays, strict=True))
            self._plans[known] = planned(function, spelled, taken, keywords), call.shared
        return self._named(self._ran(function, *call.arrays), call.shared)

    def _function_of(self, call: Call) -> Callable[..., Any]:
        """What runs a call, in arrays that stay."""
        key = call.batched, self._analytic or bool(call.complex)
        function = self._compiled.get(key)
        if function is None:
            function = self._compiled[key] = self._made(call)
        return lambda *arrays: self._rooms.run(function, arrays)

    @staticmethod
    def _ran(run: Callable[..., Any], *arguments: Any) -> Sequence[Any]:
        try:
            found = run(*arguments)
        except FAILURES as error:
            raise failure(error) from None
        return found if isinstance(found, tuple) else (found,)

    def _named(self, values: Sequence[Any], shared: Collection[Any]) -> Any:
        """The results; a gradient of what was left out, and so stands for every sample, is summed over them."""
        if shared:
            pairs = zip(self.program.outputs, values, strict=True)
            values = [self._summed(output, value, shared) for output, value in pairs]
        return values[0] if len(values) == 1 else dict(zip(self.outputs, values, strict=True))

    def let_go(self) -> None:
        """Forgets the arrays that stay between calls, in this thread."""
        self._rooms.let_go()

    def _summed(self, output: Any, value: Any, shared: Collection[Any]) -> Any:
        """A gradient of what every sample shares, summed over the samples."""
        base, inner = base_of(output.symbol, self.program.inputs), output.symbol
        while inner != base and not isinstance(inner, (Cotangent, Seed)):
            inner = inner.primal
        if inner == base or base not in shared:
            return value
        return value.sum(axis=1 if output.kind == "every" else 0)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_compiled": {}, "_plans": {}}  # compiled code cannot be pickled

    def __repr__(self) -> str:
        return f"<NumPy function over time ({', '.join(self.arguments)}) -> ({', '.join(self.outputs)})>"


def block_over_time(program: TimeProgram, given: Collection[Any] = (), readable: bool = False) -> Block:
    """The array program that is written: in the readable form nothing is computed twice."""
    block = sigmoid_slopes(in_pairs(without_dead(lower_over_time(program, given))))
    block = fused(ahead(fused(block, block.names.values())), block.names.values())
    if readable:
        return block
    return fused(recomputed(views_apart(stacked(block))), block.names.values())


def _kept(block: Block, runs: Runs, program: TimeProgram) -> tuple[str, ...]:
    """The names of what is kept for a later run, and is no result; h at t - 1 is kept with h, gates in one stack."""
    new = {op.out: op.args[0] for op in block.ops if op.kind == "shift"}
    symbols: dict[Value, Any] = {}
    for symbol, value in block.names.items():
        symbols.setdefault(value, symbol)
    timed = {part for output in program.outputs if output.kind in EACH for part in output.parts}
    given = {block.names.get(part) for part in timed}
    kept = dict.fromkeys(one for value in runs.kept for one in block.slots.get(value, (new.get(value, value),)))
    return tuple(str(symbols.get(value, value).name) for value in kept if value not in given)


def _blocks(checkpoint_every: int | None, runs: Runs, program: TimeProgram) -> Blocks:
    if checkpoint_every is None:
        return Blocks(BLOCK, min(LEAST, BLOCK), ROWS)
    if not COUNT.fits(checkpoint_every):
        raise SymgradError(f"checkpoint_every is a number of steps, 1 or more, but {checkpoint_every!r} came.")
    backward = any(isinstance(symbol, Seed) for symbol in program.inputs)
    both = runs.directions in ([1, -1], [-1, 1])
    one_way = len(runs.directions) < 2 or -1 not in runs.directions  # of a gradient in which nothing flows back
    if not both and not (backward and one_way):
        raise SymgradError(
            "checkpoint_every is for what runs forward once and backward once, as the gradient of a recurrence does; "
            f"here the directions are {', '.join(map(str, runs.directions))}."
        )
    return Blocks(checkpoint_every, checkpoint_every, again=both)
