"""Where generated code reads the number of a dimension: off the shape of an input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sympy as sp

from symgrad.errors import SymgradError
from symgrad.expressions.shapes import same_dimension, shape_of
from symgrad.programs.program import Program
from symgrad.time import TimeProgram

_WHOLE = sp.Symbol("__whole__", positive=True)


class Dimensions:
    """The sizes of a program as code; ``names`` are the identifiers of its inputs there."""

    def __init__(self, program: Program | TimeProgram, names: Mapping[Any, str]) -> None:
        self._program = program
        self._names = names

    def read(self, dim: Any) -> str:
        """The number of a dimension: an axis of an input, or what an axis of n + m or n m leaves for it.

        Raises SymgradError where the inputs do not tell it: a vector of n m entries does not tell n.
        """
        text = self._found(dim, frozenset())
        if text is None:
            seen = ", ".join(f"{size} of {symbol}" for symbol, size, _ in self._axes() if dim in size.free_symbols)
            told = f"only {seen} tells of it, from which it does not follow" if seen else "no input has it in its shape"
            raise SymgradError(
                f"the size {dim} is needed, but {told}; give {self._program!r} an input with the size {dim} by inputs=."
            )
        return text

    def whole(self, size: Any) -> str | None:
        """The axis of an input that is of this very size, n + m say; None where there is none."""
        return next((where for _, axis, where in self._axes() if same_dimension(axis, size)), None)

    def _found(self, dim: Any, sought: frozenset[Any]) -> str | None:
        """``sought`` are the dimensions that are being looked for already: they cannot be told by this one."""
        axes = [(size, where) for _, size, where in self._axes() if dim in size.free_symbols]
        whole = next((where for size, where in axes if size == dim), None)
        return whole or next((text for size, where in axes if (text := self._solved(dim, size, where, sought))), None)

    def _solved(self, dim: Any, size: Any, where: str, sought: frozenset[Any]) -> str | None:
        others = sorted(size.free_symbols - {dim}, key=str)
        if sought.intersection(others):
            return None
        known = {other: self._found(other, sought | {dim}) for other in others}
        solutions = sp.solve(size - _WHOLE, dim)
        if None in known.values() or len(solutions) != 1:
            return None
        text = size_text(solutions[0], {_WHOLE: where, **{other: str(code) for other, code in known.items()}})
        text = text if solutions[0].is_Pow else f"({text})"
        return text if "sqrt" not in text else f"round({text.replace('sqrt', 'np.sqrt')})"

    def _axes(self) -> Iterator[tuple[Any, Any, str]]:
        """Each axis of each input: (input, size, code)."""
        for symbol in self._program.inputs:
            shape = shape_of(symbol)
            axes = (-1,) if shape and shape[1] == 1 else (-2, -1)
            for size, axis in zip(shape, axes, strict=False):
                yield symbol, size, f"{self._names[symbol]}.shape[{axis}]"


def _bracketed(size: Any) -> str:
    return str(size) if size.is_Atom else f"({size})"


def size_text(size: Any, codes: Mapping[Any, str]) -> str:
    """A size as code of whole numbers, where ``codes`` says what each symbol in it is.

    It is divided once, at the end: the halves of odd numbers may add up to a whole one.
    """
    places = {symbol: sp.Symbol(f"__{place}__") for place, symbol in enumerate(codes)}
    above, below = sp.fraction(sp.together(size.xreplace(places)))
    text = str(above) if below == 1 else f"{_bracketed(above)}//{_bracketed(below)}"
    for symbol, place in places.items():
        text = text.replace(place.name, codes[symbol])
    return text
