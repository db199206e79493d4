"""A whole text -> its equations, as rows with the displays they stand in; what is no equation is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.display_rows import rows_of
from symgrad.latex_reading.displays_found import Display, displays_of
from symgrad.latex_reading.formula_nodes import Row
from symgrad.latex_reading.formula_parser import parsed
from symgrad.latex_reading.tex_macros import Macro, definitions, written_out
from symgrad.latex_reading.tex_spellings import RELATIONS
from symgrad.latex_reading.tex_tokens import Source, tokens_of


@dataclass(frozen=True)
class Unread:
    """What was not used: where it stands, and why."""

    line: int
    column: int
    text: str
    reason: str


@dataclass(frozen=True)
class TextRead:
    """The equations of a text, its macros, and what was not read of it."""

    rows: tuple[Row, ...]
    macros: Mapping[str, Macro]
    unread: tuple[Unread, ...]


def text_read(
    source: Source,
    words: Sequence[Sequence[str]] = (),
    *,
    strict: bool = True,
    macros: Mapping[str, Macro] | None = None,
) -> TextRead:
    """The equations of a text.

    words    names of several plain letters
    strict   raise LatexSyntaxError for a display that cannot be read; else it is told among what was not read
    Inline formulas count where no display holds an equation.
    """
    own, places = definitions(source)
    known = {**(macros or {}), **own}
    displays = displays_of(source, known, places)
    unread: list[Unread] = []
    rows = [row for display in displays if not display.inline for row in _rows(display, known, words, strict, unread)]
    if not rows:
        inline = [display for display in displays if display.inline and _says_an_equation(display)]
        rows = [row for display in inline for row in _rows(display, known, words, strict, unread)]
    return TextRead(tuple(rows), known, tuple(unread))


def _says_an_equation(display: Display) -> bool:
    return any(relation in display.text for relation in RELATIONS) and not re.search(r"\\in(?![a-z])", display.text)


def _rows(
    display: Display, macros: Mapping[str, Macro], words: Sequence[Sequence[str]], strict: bool, unread: list[Unread]
) -> list[Row]:
    found: list[Row] = []
    try:
        pieces = rows_of(written_out(tokens_of(display.source, display.start, display.end), macros))
    except LatexSyntaxError as error:
        if strict:
            raise
        unread.append(_unread(display, display.start, display.text, str(error)))
        return []
    for piece in pieces:
        try:
            row = parsed(piece, words)
        except LatexSyntaxError as error:
            if strict:
                raise
            unread.append(_unread(display, piece.tokens[0].start, display.text, str(error)))
            continue
        if row.signs:
            found.append(row)
        else:
            unread.append(_unread(display, row.span.start, row.span.text, "no equation: it has one side."))
    return found


def _unread(display: Display, offset: int, text: str, reason: str) -> Unread:
    line, column = display.source.place(offset)
    return Unread(line, column, " ".join(text.split()), reason)
