"""Where generated code reads the number of a dimension: off the shape of an input."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import sympy as sp

from symgrad.errors import MissingRuleError, SymgradError
from symgrad.expressions.shapes import same_dimension, shape_of
from symgrad.programs.program import Program
from symgrad.targets.array_sizes import solutions_for
from symgrad.time import TimeProgram

_WHOLE = sp.Symbol("__whole__", positive=True)  # no Dummy: with one SymPy solves no 2**n
_OF_ROOTS = (sp.Add, sp.Mul, sp.Pow, sp.log, sp.Symbol, sp.Rational)  # what the size that solves an axis is made of


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
                f"the size {dim} is needed, but {told}; give the system an input with the size {dim} by inputs=."
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
        solutions = solutions_for(size, dim, _WHOLE)
        if None in known.values() or solutions is None or len(solutions) != 1:
            return None
        return _solved_text(solutions[0], {_WHOLE: where, **{other: str(code) for other, code in known.items()}})

    def _axes(self) -> Iterator[tuple[Any, Any, str]]:
        """Each axis of each input: (input, size, code)."""
        for symbol in self._program.inputs:
            shape = shape_of(symbol)
            axes = (-1,) if shape and shape[1] == 1 else (-2, -1)
            for size, axis in zip(shape, axes, strict=False):
                yield symbol, size, f"{self._names[symbol]}.shape[{axis}]"


def size_text(size: Any, codes: Mapping[Any, str]) -> str:
    """A size as code of whole numbers, where ``codes`` says what each symbol in it is.

    It is divided once, at the end: the halves of odd numbers may add up to a whole one. Raises MissingRuleError for a
    size that sums, products and powers of whole numbers do not make: max(n, m), or sqrt(n).
    """
    above, below = sp.fraction(sp.together(size))
    if not (_is_whole(above) and _is_whole(below)):
        raise MissingRuleError(
            f"no code for the size {size}: code has sums, products, quotients and powers of whole numbers for a size; "
            f"give the system an input that has this one, by inputs=."
        )
    return _written(above, codes) if below == 1 else f"{_bracketed(above, codes)}//{_bracketed(below, codes)}"


def _is_whole(size: Any) -> bool:
    if size.is_Symbol or size.is_Integer:
        return True
    if isinstance(size, sp.Pow) and size.exp.is_negative:
        return False
    return isinstance(size, (sp.Add, sp.Mul, sp.Pow)) and all(map(_is_whole, size.args))


def _solved_text(size: Any, codes: Mapping[Any, str]) -> str | None:
    """The size that solves an axis, as code; rounded where it has roots or logarithms, which are floats.

    That it gives the axis back is looked at in every call (:mod:`symgrad.targets.array_sizes`).
    """
    if all(map(_is_whole, sp.fraction(sp.together(size)))):
        return f"({size_text(size, codes)})"
    if not all(isinstance(node, _OF_ROOTS) for node in sp.preorder_traversal(size)):
        return None
    return f"round({_written(size, codes)})"


def _written(size: Any, codes: Mapping[Any, str]) -> str:
    """A formula as code, all of its symbols in one pass: no name of one is met in what another became."""
    places = {symbol: sp.Symbol(f"__{place}__") for place, symbol in enumerate(codes)}
    names = {place.name: codes[symbol] for symbol, place in places.items()} | {"sqrt": "np.sqrt", "log": "np.log"}
    return re.sub(r"__\d+__|sqrt|log", lambda found: names[found.group()], str(size.xreplace(places)))


def _bracketed(size: Any, codes: Mapping[Any, str]) -> str:
    text = _written(size, codes)
    return text if size.is_Atom else f"({text})"
