"""Compiled programs in C: functions of arrays by keyword, as those of NumPy are."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from symgrad.errors import ArgumentError
from symgrad.expressions.shapes import shape_of
from symgrad.lowering import BATCH, TIME, Block
from symgrad.lowering.batching import Batch
from symgrad.lowering.stability import stable
from symgrad.printing import WIDTH, broken, text_equations
from symgrad.programs.bindings import check_apart
from symgrad.programs.program import Program
from symgrad.targets.arguments import Arguments, axes_of, inputs_named, refuse_positional
from symgrad.targets.array_sizes import Sizes, numbers_of, solve_sizes
from symgrad.targets.c.c_array_program import once
from symgrad.targets.c.c_arrays import DOUBLE, SINGLE, in_rows, kind_of, told_fault
from symgrad.targets.c.c_compiler import find_compiler, require_compiler
from symgrad.targets.c.c_extension import CInput, CModule
from symgrad.targets.c.c_file import CSource
from symgrad.targets.c.c_loading import Loaded, loaded
from symgrad.targets.c.c_writer import CWriter
from symgrad.targets.c.plain_file import PlainFile
from symgrad.targets.code_files import shown
from symgrad.targets.file_checks import compared, file_type
from symgrad.targets.points import random_point


class CCode:
    """What functions in C have in common: their modules by what has samples and by type, and what fails in them.

    A call goes to the module of the call before; where that does not take it, it is checked as every target checks it,
    and goes to the one that does.
    """

    program: Any
    arguments: tuple[str, ...]
    outputs: tuple[str, ...]

    def __init__(self) -> None:
        self._modules: dict[Any, tuple[CModule, Loaded]] = {}
        self._texts: dict[Any, CModule] = {}
        self._calls: tuple[Any, ...] = ()
        self._lock = threading.Lock()

    def __call__(self, /, *positional: Any, **arrays: Any) -> Any:
        if positional:
            refuse_positional(self.arguments)
        try:
            for call in self._calls:
                found = call(**arrays)
                if found is not NotImplemented:
                    return found
        except ArithmeticError:  # the code says which place failed, its module what stands there
            pass
        return self._checked(arrays)

    def _checked(self, arrays: Mapping[str, Any]) -> Any:
        raise NotImplementedError

    def _module(self, batched: Any) -> CModule:
        """The module for what has samples."""
        raise NotImplementedError

    def _run(self, batched: Any, kind: Any, dims: Mapping[Any, int], arrays: Sequence[Any]) -> Any:
        module, code = self._compiled(batched, kind)
        wanted = tuple(int(dims[size]) for size in module.source.body.dims)
        types = [DOUBLE if one.value in module.source.positions else kind for one in module.inputs]
        given = tuple(in_rows(array, type_) for array, type_ in zip(arrays, types, strict=True))
        try:
            found = code.run(wanted, given)
        except ArithmeticError as error:
            if len(error.args) != 3:
                raise
            place, index, size = error.args
            raise told_fault(module.source.body.faults[place - 1], index, size) from None
        self._calls = (code.call, *(call for call in self._calls if call is not code.call))[:4]
        return found

    def _compiled(self, batched: Any, kind: Any) -> tuple[CModule, Loaded]:
        key = batched, kind
        with self._lock:
            if key not in self._modules:
                require_compiler()
                module = self._text(batched)
                self._modules[key] = module, loaded(module, kind == SINGLE)
            return self._modules[key]

    def _text(self, batched: Any) -> CModule:
        if batched not in self._texts:
            self._texts[batched] = self._module(batched)
        return self._texts[batched]

    def file_text(self, name: str = "evaluate", batched: Any = None, dtype: str | None = None) -> str:
        """A C file that stands alone, with a function of this name, which says what it was checked against.

        Its numbers are of ``dtype``, float64 or float32; where that is None, whoever compiles it says so.
        """
        return self._file(name, batched, dtype).source()

    def header_text(self, name: str = "evaluate", batched: Any = None, dtype: str | None = None) -> str:
        """The header of that file."""
        return self._file(name, batched, dtype).header()

    @property
    def header(self) -> str:
        """The header of the file of :meth:`file_text`."""
        return self.header_text()

    def save(self, path: str, batched: Any = None, dtype: str | None = None) -> None:
        """Writes NAME.c and beside it NAME.h; the function has the name of the file."""
        self._file(Path(path).stem, batched, dtype).save(path)

    def _file(self, name: str, batched: Any, dtype: str | None) -> PlainFile:
        kind = file_type(dtype)
        told = "\n".join(line for one in text_equations(shown(self.program)) for line in broken(one, WIDTH))
        module = self._text(self._batches(batched))
        return PlainFile(module, name, told, self._checks(name, kind), kind and str(kind))

    def _checks(self, name: str, kind: Any) -> str:
        """What a call gives beside the equations written out entry by entry."""
        if find_compiler() is None:
            return "Not checked: there was no C compiler where it was written."
        point = {key: np.asarray(one, kind) for key, one in self._point().items()}
        found = self(**point)
        found = found if isinstance(found, dict) else {self.outputs[0]: found}
        symbols = {symbol: point[symbol.name] for symbol in self.program.inputs if symbol.name in point}
        return compared(self.program, name, symbols, {key: np.asarray(one) for key, one in found.items()})

    def _point(self) -> dict[str, Any]:
        raise NotImplementedError

    def _batches(self, batched: Any) -> Any:
        raise NotImplementedError

    def let_go(self) -> None:
        """Forgets the work space that stays between calls."""
        for _, code in self._modules.values():
            code.let_go()

    def __getstate__(self) -> dict[str, Any]:
        state = {**self.__dict__, "_modules": {}, "_texts": {}, "_calls": ()}  # compiled code cannot be pickled
        del state["_lock"]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._lock = threading.Lock()


class CFunction(CCode):
    """A compiled program in C: call it with arrays by keyword, by code name, as a NumpyFunction.

    float32 stays float32 where all arrays are; else it computes in float64. Complex numbers are refused by name.

    arguments, outputs   the names, in order
    source               the code where nothing has a batch axis; ``source_for(batched=[...])`` where those do

    It is compiled when it is called first, for what has a batch and for float32 or float64, and what is compiled stays
    in the user's folder for caches. Raises ArgumentError and ShapeError as a NumpyFunction does, DomainError at a
    singular matrix, MissingPackageError where there is no C compiler.

    >>> import numpy as np, symgrad as sg
    >>> x, y = sg.vector("x", sg.dims("n")), sg.scalar("y")
    >>> f = sg.System([(y, sg.dot(x, x))]).value_and_gradient().lambdify(target="c")
    >>> f.arguments, f.outputs
    (('x', 'bar_y'), ('y', 'bar_x'))
    >>> found = f(x=np.array([3.0, 4.0]))
    >>> float(found["y"]), found["bar_x"].tolist()
    (25.0, [6.0, 8.0])
    >>> f(x=np.array([[3.0, 4.0], [1.0, 0.0]], np.float32))["y"].tolist()  # two samples
    [25.0, 1.0]
    """

    def __init__(self, program: Program, name: str = "evaluate") -> None:
        super().__init__()
        check_apart(program.inputs, "arguments")
        check_apart(program.outputs, "outputs")
        self.program, self.name = program, name
        self._arguments = Arguments(program)
        self._positions = self._arguments.positions
        self.arguments = tuple(symbol.name for symbol in program.inputs)
        self.outputs = tuple(symbol.name for symbol in program.outputs)
        self.source: str = self.source_for()

    def source_for(self, batched: Collection[Any] = ()) -> str:
        """The code for the case that these inputs, by name or symbol, have a batch axis."""
        return self._text(self._batches(batched)).source.program()

    def _checked(self, arrays: Mapping[str, Any]) -> Any:
        spelled = self._arguments.spelled(arrays)
        given, batched = self._arguments.taken(spelled)
        argument = self._arguments.complex_among(given)
        if argument:
            raise ArgumentError(
                f"{argument}: complex numbers came, but C computes with real ones; take target='numpy'."
            )
        kind = kind_of(given, self._positions)
        whole = self._arguments.completed(given)
        return self._run(batched, kind, self._sizes(whole, batched), list(whole.values()))

    def _point(self) -> dict[str, Any]:
        return random_point(self.program)

    def _batches(self, batched: Any) -> Any:
        return inputs_named(self.program, batched)

    def _sizes(self, arrays: Mapping[str, Any], batched: Collection[Any]) -> dict[Any, int]:
        axes = []
        found: dict[Any, int] = {}
        for symbol in self.program.inputs:
            array = arrays[symbol.name]
            if symbol in batched:
                found[BATCH] = array.shape[0]
                array = array[0] if len(array) else np.empty(array.shape[1:])
            axes += [(symbol.name, *one) for one in zip(axes_of(symbol), array.shape, strict=True)]
        return {**found, **sizes_of(axes)}

    def _module(self, batched: Any) -> CModule:
        batch = Batch(self.program, batched)
        program = stable(self.program, batch.apart)
        block = once(program, batched, batch.wide)
        named = dict(zip(self.program.inputs, block.inputs, strict=True))
        source = source_of(block, {}, {named[s] for s in self.program.inputs if s.name in self._positions})
        inputs = []
        for symbol, value in named.items():
            default = self.program.defaults.get(symbol)
            lead = [BATCH] if symbol in batched else []
            text = "" if default is None or lead else repr(float(default))
            inputs.append(CInput(symbol.name, value, (*lead, *axes_of(symbol)), text))
        return CModule(source, tuple(inputs), shapes_of(self.program.outputs, block))

    def __repr__(self) -> str:
        return f"<C function ({', '.join(self.arguments)}) -> ({', '.join(self.outputs)})>"


def source_of(block: Block, constant: Mapping[Any, Collection[Any]], positions: Collection[Any]) -> CSource:
    """The C text of an array program."""
    return CSource(CWriter(block, constant, positions).body, frozenset(positions))


def sizes_of(axes: Sequence[tuple[str, Any, int]]) -> dict[Any, int]:
    """The number of each dimension, from axes of arrays."""
    sizes: Sizes = {}
    for name, axis, number in axes:
        sizes.setdefault(axis, (number, name))
    solve_sizes(axes, sizes)
    return {size: int(number) for size, number in numbers_of(sizes).items()}


def shapes_of(symbols: Sequence[Any], block: Block) -> dict[str, tuple[Any, ...]]:
    """The shape of each result, with axes of size 1."""
    return {
        symbol.name: (*(axis for axis in value.axes if axis in (TIME, BATCH)), *_own(symbol))
        for symbol, value in zip(symbols, block.outputs.values(), strict=True)
    }


def _own(symbol: Any) -> tuple[Any, ...]:
    return axes_of(symbol) if shape_of(symbol) else ()


def compile_c(program: Program) -> CFunction:
    """A program as a function in C."""
    return CFunction(program)
