"""The torch target: a function of tensors whose derivatives, of any order, are the derived ones."""

from __future__ import annotations

import functools
from collections.abc import Collection
from typing import Any

import numpy as np
import torch

from symgrad.errors import SymgradError
from symgrad.expressions.symbols import Derived
from symgrad.programs.program import Program
from symgrad.targets.arguments import refuse_positional
from symgrad.targets.functional import functional_files
from symgrad.targets.functional.halved import Halved
from symgrad.targets.functional.library_spellings import TORCH
from symgrad.targets.functional.lowered import Lowered
from symgrad.targets.functional.modules import module_source
from symgrad.targets.stand_ins import check_kind
from symgrad.targets.torch.cell_module import CellModule
from symgrad.targets.torch.evaluation import NAME, Evaluation
from symgrad.targets.torch.tensor_library import TensorLibrary
from symgrad.targets.torch.tensor_lists import packed
from symgrad.targets.torch.tensor_operations import Operation, applied, refuse_transforms
from symgrad.targets.torch.two_halves import Forward
from symgrad.time import TimeProgram


class TensorFunction:
    """A compiled program: call it with tensors by keyword, by code name.

    It takes and gives what a NumPy function of symgrad does, in tensors, on the device of those that come; numbers,
    lists and NumPy's arrays among them become tensors like them. Code is for real numbers, of the widest type that
    comes, also where torch.autocast is on, and no tensor is written into.

    The derivatives are the derived ones, of any order, as torch.autograd, torch.func (grad, vjp, jvp, vmap, ...) and
    torch.compile ask for them. Each function is an operation of torch's own, and opaque to it.

    arguments, outputs  the names, in order
    source              the code without a batch, as it runs: of the values, and of the two halves of the gradient
    kept                the names of what is stored for the gradient, besides the arguments

    Raises ArgumentError and ShapeError as a NumPy function does.

    >>> import torch, symgrad as sg
    >>> f = sg.lambdify(sg.scalar("b") ** 2, target="torch")
    >>> b = torch.tensor(3.0, requires_grad=True)
    >>> torch.autograd.grad(f(b=b), b)
    (tensor(6.),)
    """

    def __init__(self, program: Program | TimeProgram) -> None:
        lowered = Lowered(program)
        self.program = lowered.program
        self._evaluation = Evaluation(lowered)
        self.arguments: tuple[str, ...] = self._evaluation.arguments
        self.outputs: tuple[str, ...] = lowered.outputs
        self._ops: dict[bool, Any] = {}  # as torch.compile takes them, by whether a gradient may be asked for
        self._required = [name for name in self.arguments if name not in {s.name for s in self.program.defaults}]

    # -- the code

    @functools.cached_property
    def source(self) -> str:
        """The code without a batch."""
        return self.source_for()

    def source_for(self, batched: Collection[Any] | bool = ()) -> str:
        """The code for the case that these inputs have a batch axis; over time True or False says whether there is."""
        lowered = self._evaluation.lowered
        given = lowered.given_for(batched)
        functions = [lowered.written(TORCH, NAME, given)]
        if self._forward is not None:
            both = self._forward.backward(given).both
            functions += [both.forward, both.backward]
        return module_source(TORCH, functions)

    def file_text(self, name: str, dtype: str | None = None) -> str:
        """A file of code that stands alone: it defines ``name``, and says what it was checked against, in ``dtype``."""
        return functional_files.file_text(self._evaluation.lowered, TORCH, name, dtype)

    def save(self, path: str, dtype: str | None = None) -> None:
        """Writes :meth:`file_text`; the function has the name of the file. Raises SymgradError where it cannot."""
        functional_files.save(self._evaluation.lowered, TORCH, path, dtype)

    @property
    def kept(self) -> tuple[str, ...]:
        """The names of what is stored for the gradient."""
        return () if self._forward is None else self._forward.backward(frozenset()).both.kept

    @functools.cached_property
    def _forward(self) -> Forward | None:
        """The first half of values and gradient; None for what is a derivative itself, whose own comes from scratch."""
        lowered = self._evaluation.lowered
        derived = any(isinstance(symbol, Derived) for symbol in (*self.program.inputs, *lowered.symbols))
        if derived or not self._evaluation.sources:
            return None
        try:
            return Forward(self._evaluation, Halved(lowered))
        except SymgradError:
            return None

    def module(self, *, dtype: Any = None, device: Any = None, **sizes: int) -> CellModule:
        """A torch.nn.Module that holds the parameters under their names: ``module(n=4, m=3)``."""
        return CellModule(self, sizes, dtype, device)

    # -- calls

    def __call__(self, /, *positional: Any, **arrays: Any) -> Any:
        if positional:
            refuse_positional(self.arguments)
        tensors = self._tensors(arrays)
        moving = torch.is_grad_enabled() and any(one is not None and one.requires_grad for one in tensors)
        if torch.compiler.is_compiling():
            refuse_transforms()
            self._prepare(moving)
            found = self._ops[moving](*packed(tensors))
        else:
            found = applied(self._operation(moving), *tensors)
        values = found[: len(self.outputs)]
        return values[0] if len(values) == 1 else dict(zip(self.outputs, values, strict=True))

    def _operation(self, moving: bool) -> Operation:
        """Where a gradient may be asked for, the one that keeps what it needs."""
        return (self._forward if moving else None) or self._evaluation

    @torch.compiler.assume_constant_result  # type: ignore[untyped-decorator, unused-ignore]
    def _prepare(self, moving: bool) -> None:
        """Makes an operation for torch.compile, which does not look at how it is made."""
        self._ops[moving] = self._operation(moving).op

    def _tensors(self, arrays: dict[str, Any]) -> list[Any]:
        """The tensors in the order of the arguments, None for what was left out."""
        plain = all(name in self.arguments and isinstance(one, torch.Tensor) for name, one in arrays.items())
        if plain and all(name in arrays for name in self._required):
            return [arrays.get(name) for name in self.arguments]
        return self._brought(arrays)

    @torch.compiler.disable  # type: ignore[untyped-decorator, unused-ignore]
    def _brought(self, arrays: dict[str, Any]) -> list[Any]:
        """The same where some are no tensors, or a name is wrong."""
        _, named = self._evaluation.lowered.fittings.of(arrays)
        like = next((one for one in named.values() if isinstance(one, torch.Tensor)), None)
        library = TensorLibrary("cpu" if like is None else like.device)
        kinds = [one.dtype for one in named.values() if isinstance(one, torch.Tensor) and one.is_floating_point()]
        kind = functools.reduce(torch.promote_types, kinds, kinds[0]) if kinds else torch.float64

        def brought(name: str, one: Any) -> Any:
            if one is None or isinstance(one, torch.Tensor):
                return one
            array = np.asarray(one)
            check_kind(name, library, array.dtype)
            return library.copied(array) if hasattr(one, "dtype") else library.copied(array).to(kind)

        return [brought(name, named.get(name)) for name in self.arguments]

    def __getstate__(self) -> dict[str, Any]:
        return {"program": self._evaluation.lowered.given}  # compiled code cannot be pickled

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["program"])  # type: ignore[misc]

    def __repr__(self) -> str:
        return f"<torch function ({', '.join(self.arguments)}) -> ({', '.join(self.outputs)})>"
