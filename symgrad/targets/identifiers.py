"""Identifiers of generated code: one of its own for each variable and for each thing that the code itself names."""

from __future__ import annotations

import builtins
import itertools
import keyword
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from symgrad.expressions.symbols import Derived
from symgrad.expressions.symbols.legal_names import is_code_name, python_name

# What Python and generated code say themselves, and what no variable may be called there.
RESERVED = frozenset({*keyword.kwlist, *dir(builtins), "np", "math", "dtype", "evaluate"})


class Identifiers:
    """Gives identifiers, each one once, and none that is ``reserved``.

    >>> names = Identifiers()
    >>> names.fresh("h_prev"), names.fresh("h_prev"), names.fresh("lambda"), names.fresh("x y; z")
    ('h_prev', 'h_prev_2', 'lambda_', 'x_y_z')
    """

    def __init__(self, reserved: Collection[str] = ()) -> None:
        self._reserved = RESERVED.union(reserved)
        self.used = set(self._reserved)
        self._known: dict[str, str] = {}  # wanted -> what was given for it
        self._untried: dict[tuple[str, int], Iterator[int]] = {}  # (name, first number) -> the numbers not yet tried

    def fresh(self, wanted: str, first: int = 2) -> str:
        """The identifier wanted, made one where it is none, or where it is used already with a number behind it."""
        name = as_identifier(wanted)
        if name in self._reserved:
            name += "_"
        tries = itertools.chain([name], (f"{name}_{count}" for count in self._counted(f"{name}_", first)))
        return self._given(tries)

    def again(self, wanted: str) -> str:
        """The same identifier each time that this is wanted."""
        if wanted not in self._known:
            self._known[wanted] = self.fresh(wanted)
        return self._known[wanted]

    def part(self) -> str:
        """An identifier for what has no name: t1, t2, ..."""
        return self._given(f"t{count}" for count in self._counted("t", 1))

    def _counted(self, name: str, first: int) -> Iterator[int]:
        """Numbers to put behind a name; what was tried once is used from then on."""
        return self._untried.setdefault((name, first), itertools.count(first))

    def _given(self, tries: Iterable[str]) -> str:
        found = next(name for name in tries if name not in self.used)
        self.used.add(found)
        return found

    def of(self, symbols: Iterable[Any]) -> dict[Any, str]:
        """An identifier for each symbol; what has a code name keeps it, as far as it is free."""
        names: dict[Any, str] = {}
        for symbol in symbols:
            wanted = as_identifier(str(symbol.name))
            # the Cotangent of an output, beside the Seed that a caller gives for it
            taken = wanted in self.used and wanted not in self._reserved
            total = taken and isinstance(symbol, Derived)
            names[symbol] = self.fresh(f"{wanted}_total" if total else wanted)
        return names


def as_identifier(name: str) -> str:
    """A name as an identifier, in the form in which Python reads it.

    >>> as_identifier("h^t"), as_identifier("x²"), as_identifier("ϕ")
    ('h_t', 'x2', 'φ')
    """
    read = python_name(name)
    if is_code_name(read):
        return read
    words = "".join(sign if f"a{sign}".isidentifier() else " " for sign in read).split()
    joined = "_".join(words).strip("_") or "x"
    return joined if joined.isidentifier() else f"x_{joined}"
