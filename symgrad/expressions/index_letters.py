"""The letters of indices: one rule for all that is written by its entries."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import Derived

_LETTERS = "ijklpqrsuvw"
_RUN = re.compile(r"\\?[A-Za-z]+")


def index_letters(symbols: Iterable[Any], printed: Iterable[str] = (), exprs: Iterable[Any] = ()) -> Iterator[str]:
    """Letters for indices without end: i, j, ..., then i1, j1, ...

    None is what one of the symbols, or a size of one, is called in code or in LaTeX, nor what one has as a subscript.
    ``printed`` are LaTeX names besides; of expressions no letter is taken that they hold anywhere, as a position too.

    >>> import symgrad as sg
    >>> from itertools import islice
    >>> list(islice(index_letters([sg.matrix("W_i", sg.dims("k"), 3), sg.scalar("x", latex="j")]), 3))
    ['l', 'p', 'q']
    """
    held = {symbol for expr in exprs for symbol in expr.free_symbols}
    taken = {part for symbol in _with_sizes([*symbols, *held]) for part in _called(symbol)}
    taken |= {part for latex in printed for part in _in_latex(latex)}
    for number in itertools.count():
        yield from (name for letter in _LETTERS if (name := f"{letter}{number or ''}") not in taken)


def _with_sizes(symbols: Iterable[Any]) -> Iterator[Any]:
    for symbol in symbols:
        yield symbol
        for size in shape_of(symbol):
            yield from size.free_symbols


def _called(symbol: Any) -> Iterator[str]:
    """What a symbol is called, in parts: i1 and i_1 are the same to the eye."""
    name = str(symbol.name)
    yield from (*name.split("_"), name.replace("_", ""))
    while isinstance(symbol, Derived):
        symbol = symbol.primal
    yield from _in_latex(getattr(symbol, "latex_name", None) or "")


def _in_latex(latex: str) -> Iterator[str]:
    yield from (*_RUN.findall(latex), re.sub(r"[_{}\s]", "", latex))
