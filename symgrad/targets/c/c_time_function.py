"""Compiled programs over time in C: one function for the whole, the loops over time in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from symgrad.errors import SymgradError
from symgrad.expressions.symbols import Cotangent, Seed
from symgrad.lowering import BATCH, TIME
from symgrad.lowering.stability import stable_over_time
from symgrad.lowering.time_samples import base_of, completed
from symgrad.programs.bindings import check_apart
from symgrad.targets.arguments import axes_of
from symgrad.targets.c.c_array_program import over_time
from symgrad.targets.c.c_arrays import kind_of
from symgrad.targets.c.c_extension import CInput, CModule
from symgrad.targets.c.c_function import CCode, shapes_of, sizes_of, source_of
from symgrad.targets.points import random_sequences
from symgrad.targets.time_arguments import TimeArguments
from symgrad.time import Made, TimeProgram, arranged

EACH = ("every", "last", "total")


class CTimeFunction(CCode):
    """A compiled program over time in C: call it with arrays by keyword, by code name, as a TimeFunction.

    arguments, outputs   the names, in order
    source               the code without a batch; ``source_for(batched=True)`` with one
    kept                 the names whose value is stored at every t, since what runs later reads it

    The work space stays between calls until ``let_go()``. What is compiled, and when, is as of a CFunction; what the
    errors are is as of a TimeFunction.

    >>> import numpy as np, symgrad as sg
    >>> cell = sg.cells.elman()
    >>> f = sg.Recurrence(cell).gradient(of="h", wrt="b").lambdify(target="c")
    >>> f.arguments, f.outputs, f.kept
    (('x', 'h_prev', 'W', 'U', 'b', 'bar_h'), ('bar_b',), ('pre_h',))
    >>> x, W = np.zeros((5, 2)), np.eye(2)
    >>> f(x=x, W=W, U=W, b=np.zeros(2), bar_h=np.ones((5, 2))).tolist()
    [15.0, 15.0]
    """

    def __init__(self, program: TimeProgram, checkpoint_every: int | None = None, readable: bool = False) -> None:
        super().__init__()
        if checkpoint_every is not None or readable:
            what = "readable=True" if readable else "checkpoint_every="
            raise SymgradError(f"target 'c' does not have {what}; target='numpy' has it.")
        check_apart(program.inputs, "arguments")
        check_apart((output.symbol for output in program.outputs), "outputs")
        of_loss = bool(program.told)
        self.program = program = arranged(replace(program, told=()))
        self._stable = stable_over_time(completed(program))
        self._blocks: dict[Any, Any] = {}
        self._arguments = TimeArguments(program, of_loss)
        self._positions = self._arguments.positions
        self.arguments = self._arguments.names
        self.outputs = tuple(output.symbol.name for output in program.outputs)
        self.source: str = self.source_for()

    def source_for(self, batched: bool = False) -> str:
        """The code, with an axis of samples or without."""
        return self._text(self._batches(batched)).source.program()

    def _batches(self, batched: Any) -> Any:
        return self._arguments.with_samples() if batched is None or batched else frozenset()

    def _point(self) -> dict[str, Any]:
        return random_sequences(self.program)

    @property
    def kept(self) -> tuple[str, ...]:
        """The names whose value is stored at every t, one for each array of T rows."""
        module, (block, names) = self._text(frozenset()), self._blocks[frozenset()]
        symbols = {value: symbol for symbol, value in reversed(names.items())}
        given = {*block.outputs.values()}
        kept = (one for value in module.source.body.kept for one in block.slots.get(value, (value,)))
        return tuple(str(symbols.get(value, value).name) for value in kept if value not in given)

    def _checked(self, arrays: Mapping[str, Any]) -> Any:
        call = self._arguments.taken(arrays)
        named = {symbol.name: array for symbol, array in zip(self.program.inputs, call.arrays, strict=True)}
        kind = kind_of(named, self._positions)
        dims: dict[Any, int] = {}
        axes, given = [], []
        for symbol, array in zip(self.program.inputs, call.arrays, strict=True):
            timed = symbol in self.program.sequences or symbol in self.program.constant
            lead = [*([TIME] if timed else []), *([BATCH] if symbol in call.batched else [])]
            dims |= dict(zip(lead, array.shape, strict=False))
            own = array.shape[len(lead) :]
            axes += [(symbol.name, *one) for one in zip(axes_of(symbol), own, strict=True)]
            array = array[0] if symbol in self.program.constant else array
            given.append(array[:, 0] if isinstance(symbol, Made) and symbol in call.batched else array)
        found = self._run(call.batched, kind, {**dims, **sizes_of(axes)}, given)
        if not call.shared:
            return found
        found = found if isinstance(found, dict) else {self.outputs[0]: found}
        values = {
            output.symbol.name: self._summed(output, found[output.symbol.name], call.shared)
            for output in self.program.outputs
        }
        return values if len(values) > 1 else values[self.outputs[0]]

    def _summed(self, output: Any, value: Any, shared: Any) -> Any:
        """A gradient of what every sample shares, summed over the samples."""
        base = self._base(output)
        if base is None or base not in shared:
            return value
        return value.sum(axis=1 if output.kind == "every" else 0)

    def _base(self, output: Any) -> Any:
        """The input of which a result is the gradient; None where it is none."""
        base, inner = base_of(output.symbol, self.program.inputs), output.symbol
        while inner != base and not isinstance(inner, (Cotangent, Seed)):
            inner = inner.primal
        return None if inner == base else base

    def _module(self, batched: Any) -> CModule:
        program = self.program
        block, names = over_time(self._stable, batched)
        self._blocks[batched] = block, names
        named = dict(zip(program.inputs, block.inputs, strict=True))
        constant: dict[Any, tuple[Any, ...]] = {named[s]: (TIME,) for s in program.constant}
        constant |= {value: (BATCH,) for symbol, value in named.items() if isinstance(symbol, Made)}
        positions = {named[s] for s in program.inputs if s.name in self._positions}
        bases = {self._base(output) for output in program.outputs}
        inputs = []
        for symbol, value in named.items():
            lead = [TIME] if symbol in program.sequences else []
            lead += [BATCH] if symbol in batched and not isinstance(symbol, Made) else []
            default = self._default(symbol)
            if symbol in batched and symbol in bases:  # left out, it is shared, and its gradient a sum
                default = ""
            axes, hidden = (*lead, *axes_of(symbol)), isinstance(symbol, Made)
            inputs.append(CInput(symbol.name, value, axes, default, symbol in program.masks, hidden))
        symbols = [output.symbol for output in program.outputs]
        return CModule(source_of(block, constant, positions), tuple(inputs), shapes_of(symbols, block))

    def _default(self, symbol: Any) -> str:
        if isinstance(symbol, Made):
            cut = self.program.truncate
            return {"keep": f"(k + 1) % {cut} != 0" if cut else "1", "last": "k + 1 == T"}[symbol.role]
        number = self.program.defaults.get(symbol)
        return "" if number is None else repr(float(number))

    def __repr__(self) -> str:
        return f"<C function over time ({', '.join(self.arguments)}) -> ({', '.join(self.outputs)})>"
