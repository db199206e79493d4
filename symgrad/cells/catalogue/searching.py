"""Finding cells by a word: in the rows of the catalogue, and in the symbols that their files name."""

from __future__ import annotations

import ast
import difflib
import functools
import pkgutil
import re
from collections.abc import Iterable, Iterator
from typing import Any

from symgrad.arguments.signatures import Kind, taking
from symgrad.cells.catalogue import CATALOGUE, CatalogueRow
from symgrad.display import html_table, repr_pretty, table_mimebundle

_WORD = Kind("a word or several, as a string", lambda value: isinstance(value, str) and bool(value.strip()))
_IDENTIFIER = re.compile(r"[^\W\d]\w*")
_HEADINGS = ("cell", "what it is", "paper", "year")
_TABLE_ROW = "    "  # how the symbols of a cell are indented in the docstring of its module


class FoundCells(tuple[str, ...]):
    """Names of cells, in the order of the alphabet: a tuple that prints itself as a table.

    rows        their rows of the catalogue
    suggestion  where nothing was found, a word that something would be found for; None where there is none
    """

    rows: tuple[CatalogueRow, ...]
    suggestion: str | None

    def __new__(cls, names: Iterable[str], suggestion: str | None = None) -> FoundCells:
        found = super().__new__(cls, names)
        found.rows = tuple(CATALOGUE[name] for name in found)
        found.suggestion = suggestion
        return found

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self), self.suggestion

    def _cells(self) -> list[tuple[str, ...]]:
        return [(row.name, row.title, row.source.first_authors, str(row.source.year)) for row in self.rows]

    def _none(self) -> str:
        return "no cell" + (f"; did you mean {self.suggestion}?" if self.suggestion else "")

    def _lines(self, width: int | None = None) -> str:
        if not self:
            return self._none()
        rows = self._cells()
        widths = [max(len(row[k]) for row in rows) for k in range(len(_HEADINGS) - 1)]
        return "\n".join("  ".join([*map(str.ljust, row, widths), row[-1]]) for row in rows)

    def __str__(self) -> str:
        return self._lines()

    __repr__ = __str__
    _repr_mimebundle_ = table_mimebundle
    _repr_pretty_ = repr_pretty

    def markdown(self) -> str:
        """The table as Markdown."""
        if not self:
            return self._none()
        lines = [_HEADINGS, tuple("---" for _ in _HEADINGS), *self._cells()]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def _repr_html_(self) -> str:
        return html_table(_HEADINGS, self._cells(), ()) if self else f"<p>{self._none()}</p>"


@taking(text=_WORD)
def search(text: str) -> FoundCells:
    """The cells whose name, title, family, paper, authors or keywords have every word, or that have it as a symbol.

    A word may be a part of one, in capitals or not; a symbol counts when it is the whole word. No cell is built. Where
    nothing is found the result is empty and has a ``suggestion``. Raises ArgumentError for what is no string.

    >>> search("coupled gate")
    lstm_coupled  the LSTM with coupled input and forget gate  Greff et al.  2017
    >>> list(search("schmidhuber 1997"))
    ['lstm_1997', 'notebook']
    >>> search("cuopled")
    no cell; did you mean coupled?
    """
    words = text.lower().split()
    names = [name for name, row in CATALOGUE.items() if all(_has(row, word) for word in words)]
    return FoundCells(names, None if names else _near(words))


def _has(row: CatalogueRow, word: str) -> bool:
    return word in _told(row) or word in symbols_named(row.module, row.name)


def _told(row: CatalogueRow) -> str:
    source = row.source
    told = (row.name, row.family, row.title, row.keywords, source.authors, source.title, str(source.year))
    return " ".join(told).lower()


@functools.cache
def symbols_named(module: str, name: str) -> frozenset[str]:
    """The names of symbols, in small letters, in the file of a cell: strings of its function, its docstring's table."""
    tree = ast.parse(pkgutil.get_data("symgrad.cells", f"{module}.py") or b"")
    table = [line for line in (ast.get_docstring(tree) or "").splitlines() if line.startswith(_TABLE_ROW)]
    own = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    told = (word for line in table for word in _IDENTIFIER.findall(line) if "_" in word)
    texts = [line.split()[0] for line in table] + [*told] + [text for node in own for text in _strings(node)]
    return frozenset(word.lower() for text in texts for word in _IDENTIFIER.findall(text))


def _strings(function: ast.FunctionDef) -> Iterator[str]:
    """The strings in the body of a function but for its docstring."""
    for statement in function.body[1:]:
        for node in ast.walk(statement):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _near(words: Iterable[str]) -> str | None:
    """The known words that are nearest to those that were asked for."""
    known = {word for row in CATALOGUE.values() for word in _IDENTIFIER.findall(_told(row))} | set(CATALOGUE)
    meant = [next(iter(difflib.get_close_matches(word, sorted(known), n=1)), None) for word in words]
    return " ".join(word for word in meant if word) if all(meant) else None
