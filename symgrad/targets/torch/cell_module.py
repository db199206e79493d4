"""A cell, or a cell over time, as a module of torch that holds its parameters under their own names."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import sympy as sp
import torch

from symgrad.arguments.signatures import COUNT
from symgrad.errors import ArgumentError
from symgrad.expressions.nodes import VectorMap
from symgrad.expressions.traversal import postorder
from symgrad.targets.arguments import axes_of

_NORMALISED = ("standardize", "rms_normalize")


class CellModule(torch.nn.Module):
    """A function of tensors with parameters: call it with the other arguments, in their order or by name.

    Each parameter begins between -1 / sqrt(k) and 1 / sqrt(k), as those of torch's own cells do: k is the size of what
    is carried first, and without a carry the columns of the first matrix. The gain of a normalisation begins at 1.

    >>> import torch, symgrad as sg
    >>> module = sg.Recurrence(sg.cells.gru()).lambdify(target="torch").module(n=4, m=3)
    >>> module(torch.zeros(5, 2, 3)).shape
    torch.Size([5, 2, 4])
    """

    def __init__(self, function: Any, sizes: Mapping[str, int], dtype: Any = None, device: Any = None) -> None:
        super().__init__()
        self.function = function
        program = function.program
        self.sizes = _checked(program, sizes)
        self.takes = tuple(n for n in function.arguments if n not in {symbol.name for symbol in program.parameters})
        for symbol in program.parameters:
            shape = [self._size(axis) for axis in axes_of(symbol)]
            self.register_parameter(symbol.name, torch.nn.Parameter(torch.empty(shape, dtype=dtype, device=device)))
        self.reset_parameters()

    def _size(self, axis: Any) -> int:
        return int(axis.xreplace({size: sp.Integer(self.sizes[str(size)]) for size in axis.free_symbols}))

    def reset_parameters(self) -> None:
        """Draws all parameters anew."""
        program, gains = self.function.program, _gains(self.function.program)
        bound = 1.0 / math.sqrt(self._size(_width(program)))
        for symbol in program.parameters:
            parameter = getattr(self, symbol.name)
            if symbol in gains:
                torch.nn.init.ones_(parameter)
            else:
                torch.nn.init.uniform_(parameter, -bound, bound)

    def forward(self, *arrays: Any, **named: Any) -> Any:
        """What the function gives for these arguments, of which one that is None is left out."""
        if len(arrays) > len(self.takes):
            raise ArgumentError(f"{len(arrays)} arrays came, but there are {', '.join(self.takes)}.")
        given = dict(zip(self.takes, arrays, strict=False))
        if twice := sorted(given.keys() & named.keys()):
            raise ArgumentError(f"{twice[0]}: came twice, by its place and by its name.")
        if held := sorted(named.keys() & self._parameters.keys()):
            raise ArgumentError(f"{held[0]}: a parameter of this module, which holds it.")
        given.update(named)
        came = {name: one for name, one in given.items() if one is not None}
        return self.function(**came, **self._parameters)

    def extra_repr(self) -> str:
        """The sizes, and what goes in and comes out."""
        sizes = ", ".join(f"{name}={size}" for name, size in self.sizes.items())
        return f"{sizes}; ({', '.join(self.takes)}) -> ({', '.join(self.function.outputs)})"


def _checked(program: Any, sizes: Mapping[str, int]) -> dict[str, int]:
    """The sizes that the parameters have. Raises ArgumentError."""
    axes = [axis for symbol in program.parameters for axis in axes_of(symbol)]
    needed = list(dict.fromkeys(str(one) for axis in axes for one in sorted(axis.free_symbols, key=str)))
    known = {*needed, *map(str, program.dims)}
    told = f"call module({', '.join(f'{name}=...' for name in needed)})"
    for name, size in sizes.items():
        if name not in known:
            raise ArgumentError(f"module: unknown size {name}; {told}.")
        if not COUNT.fits(size):
            raise ArgumentError(f"module: {name} is a number of entries, 1 or more, but {size!r} came.")
    if missing := [name for name in needed if name not in sizes]:
        raise ArgumentError(f"module: missing size{'s' * (len(missing) > 1)} {', '.join(missing)}; {told}.")
    return dict(sizes)


def _width(program: Any) -> Any:
    """The size by which parameters are drawn."""
    carried = list(getattr(program, "carried", None) or getattr(program, "carry", None) or ())
    shapes = [axes_of(symbol) for symbol in carried] + [axes_of(symbol)[::-1] for symbol in program.parameters]
    wide = sorted((axes for axes in shapes[len(carried) :] if axes), key=len, reverse=True)
    return next((axes[0] for axes in [*shapes[: len(carried)], *wide] if axes), sp.S.One)


def _gains(program: Any) -> set[Any]:
    """The parameters that multiply what a normalisation gives."""
    found = set[Any]()
    for body in [stage.body for stage in getattr(program, "stages", ())] or [program]:
        for equation in body.equations:
            for node in postorder(equation.rhs):
                factors = node.args if isinstance(node, sp.HadamardProduct) else ()
                if any(isinstance(one, VectorMap) and str(one.args[0]) in _NORMALISED for one in factors):
                    found.update(one for one in factors if one in program.parameters)
    return found
