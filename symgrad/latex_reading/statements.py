"""A text -> its statements: displays found, macros written out, rows parsed, names and letters told apart."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.display_rows import rows_of
from symgrad.latex_reading.formula_nodes import Name, Row
from symgrad.latex_reading.formula_parser import Parser, parsed
from symgrad.latex_reading.letters import letters_of
from symgrad.latex_reading.meanings import Statement
from symgrad.latex_reading.resolution import Resolver
from symgrad.latex_reading.tex_macros import Macro, written_out
from symgrad.latex_reading.tex_tokens import Source, Token, tokens_of
from symgrad.latex_reading.variables_named import Names

NO_MACROS: Mapping[str, Macro] = MappingProxyType({})


@dataclass(frozen=True)
class Reading:
    """The statements of a text, and what is known of its names.

    marks     variables that are marks of others: dW -> (d, W)
    timed     variables that have steps
    times     the letters that count steps
    keys      a name as the caller writes it -> the variable
    """

    statements: tuple[Statement, ...]
    marks: Mapping[str, tuple[str, str]]
    timed: frozenset[str]
    times: frozenset[str]
    keys: Mapping[str, str]


def statements_of(
    rows: Sequence[Row], conventions: Mapping[str, str], written: Sequence[str] = (), sizes: Sequence[str] = ()
) -> Reading:
    """The statements of these rows.

    written   names as the caller writes them, whose variables he wants to know
    """
    letters = letters_of(rows, conventions)
    names = Names(rows, letters, conventions.get("T", ""), conventions.get("superscripts", ""), sizes)
    resolver = Resolver(names, conventions)
    found = [one for k, row in enumerate(rows) for one in resolver.statements(row, k)]
    every = frozenset().union(*letters.indexed) if letters.indexed else frozenset()
    keys = {one: _key(one, names, every) for one in written}
    return Reading(tuple(found), dict(resolver.marks), names.timed, letters.times, keys)


def _key(written: str, names: Names, indices: frozenset[str]) -> str:
    """The variable that a name names, at whatever time and entry."""
    try:
        tokens = tokens_of(Source(written))
        node = Parser(tokens).inside(tokens, tokens[0]) if tokens else None
    except LatexSyntaxError:
        node = None
    return names.read(node, indices).key if isinstance(node, Name) else written


def declared_words(written: Sequence[str]) -> list[tuple[str, ...]]:
    """Names of several plain letters, as the spellings of their tokens, the longest first."""
    words = [one for one in written if re.match(r"[A-Za-z]{2}", one)]
    return sorted((tuple(token.text for token in tokens_of(Source(one))) for one in words), key=len, reverse=True)


def rows_read(
    tokens: Sequence[Token], macros: Mapping[str, Macro] = NO_MACROS, words: Sequence[Sequence[str]] = ()
) -> list[Row]:
    """The rows of one display that say an equation."""
    return [parsed(row, words) for row in rows_of(written_out(tokens, macros))]
