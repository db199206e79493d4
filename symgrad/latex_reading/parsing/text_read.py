"""A whole text -> its equations, as rows with the displays they stand in; what is no equation is left out."""

from __future__ import annotations

import bisect
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.files.displays_found import Display, displays_of
from symgrad.latex_reading.files.words_in_text import words_shown
from symgrad.latex_reading.nodes.formula_nodes import Row
from symgrad.latex_reading.parsing.formula_parser import parsed
from symgrad.latex_reading.tex.display_rows import rows_of
from symgrad.latex_reading.tex.family_rows import families_apart
from symgrad.latex_reading.tex.letter_ranges import LetterRange, range_behind
from symgrad.latex_reading.tex.looks_removed import unboxed
from symgrad.latex_reading.tex.tex_macros import Macro, definitions, written_out
from symgrad.latex_reading.tex.tex_spellings import RELATIONS
from symgrad.latex_reading.tex.tex_tokens import MOST_TOKENS, Source, Token, check_length, tokens_of

MOST_EQUATIONS = 3_000  # of one text
_TOO_MANY = f"this text has more than {MOST_EQUATIONS} equations; read a part of it."
_NEAR = 120  # characters behind a display in which its letters may be told
_ONE_SIDE = "no equation: it has one side."
_INLINE = "it stands in a line of text; such formulas are read where no display holds an equation."


# An inline formula that says a gradient, and not only that it vanishes.
_CLAIMS = re.compile(
    r"\s*(?:\\[dt]?frac\s*\{\s*(?:\\partial|d\b)|\\nabla)(?!.*=\s*\\?(?:mathbf|bm)?\{?0\}?\s*$)", re.DOTALL
)


@dataclass(frozen=True)
class Unread:
    """What was not used: where it stands, and why."""

    line: int
    column: int
    text: str
    reason: str
    file: str = ""


@dataclass(frozen=True)
class TextRead:
    """The equations of a text, its macros, what was not read of it, and its names of several plain letters."""

    rows: tuple[Row, ...]
    macros: Mapping[str, Macro]
    unread: tuple[Unread, ...]
    words: tuple[Sequence[str], ...] = ()


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
    Inline formulas count where no display holds an equation; unless strict, those that say a gradient always do.
    """
    check_length(source)
    own, places = definitions(source)
    known = {**(macros or {}), **own}
    displays = displays_of(source, known, places)
    words = [*words, *words_shown([display.text for display in displays])]
    unread: list[Unread] = []
    sets = [display for display in displays if display.inline and r"\in" in display.text]
    reader = _Reader(known, places, words, strict, sets)
    rows = [row for display in displays if not display.inline for row in reader.rows(display)]
    inline = [display for display in displays if display.inline and _says_an_equation(display)]
    if not rows:
        rows = [row for display in inline for row in reader.rows(display)]
    else:
        for display in inline:
            if not strict and _CLAIMS.match(display.text):
                rows += reader.rows(display)
            else:
                reader.left(display, display.start, display.text, _INLINE)
        rows.sort(key=lambda row: row.span.source.origin(row.span.start))
    unread = [one for _, one in sorted(reader.unread, key=lambda one: one[0])]
    return TextRead(tuple(rows), known, tuple(unread), tuple(words))


def _left_side(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """What stands before the first sign between two sides."""
    end = next((k for k, token in enumerate(tokens) if token.text in RELATIONS), 0)
    return tuple(token for token in tokens[:end] if token.text != "&")


def _says_an_equation(display: Display) -> bool:
    return any(relation in display.text for relation in RELATIONS) and not re.search(r"\\in(?![a-z])", display.text)


@dataclass
class _Reader:
    """Reads displays one after the other.

    places   where macros are defined
    inline   the formulas in lines of text
    unread   what was not read, each with where in the text it stands
    most     how many tokens may still come
    count    how many equations came
    before   the left side of the last one, of which a display may go on: = ...
    """

    macros: Mapping[str, Macro]
    places: Sequence[tuple[int, int]]
    words: Sequence[Sequence[str]]
    strict: bool
    inline: Sequence[Display] = ()
    unread: list[tuple[int, Unread]] = field(default_factory=list)
    most: int = MOST_TOKENS
    count: int = 0
    before: tuple[Token, ...] = ()

    def rows(self, display: Display) -> list[Row]:
        """The equations of a display."""
        found: list[Row] = []
        if display.fault:
            if self.strict:
                display.source.refused(display.start, display.fault)
            self.left(display, display.start, display.text, display.fault)
            return []
        try:
            tokens = written_out(self._tokens(display), self.macros, self.most)
            self.most -= len(tokens)
            pieces = families_apart(rows_of(unboxed(tokens)), self._range_behind(display))
        except LatexSyntaxError as error:
            if self.strict:
                raise
            self.left(display, display.start, display.text, str(error))
            return []
        for piece in pieces:
            if piece.tokens[0].text in RELATIONS and self.before:
                piece = replace(piece, tokens=(*self.before, *piece.tokens))  # goes on the display before it
            if not any(token.text in RELATIONS for token in piece.tokens):
                self.left(display, piece.tokens[0].start, display.text, _ONE_SIDE)
                continue
            try:
                row = parsed(piece, self.words)
            except LatexSyntaxError as error:
                if self.strict:
                    raise
                self.left(display, piece.tokens[0].start, display.text, str(error))
                continue
            if row.signs:
                self.before = _left_side(piece.tokens)
                self.count += 1
                if self.count > MOST_EQUATIONS:
                    display.source.refused(display.start, _TOO_MANY)
                found.append(replace(row, label=row.label or display.label))
            else:
                self.left(display, row.span.start, row.span.text, _ONE_SIDE)
        return found

    def _range_behind(self, display: Display) -> LetterRange | None:
        r"""The letters that the line of text right behind a display tells: for $k \in \{i, f, o\}$."""
        for other in self.inline:
            if display.end <= other.start <= display.end + _NEAR and other.source is display.source:
                return range_behind(tokens_of(other.source, other.start, other.end))[1]
        return None

    def _tokens(self, display: Display) -> list[Token]:
        """Its tokens, but for those of definitions."""
        found: list[Token] = []
        start = display.start
        first = bisect.bisect_right(self.places, (display.start, display.start))
        for low, high in self.places[first:]:
            if low >= display.end:
                break
            found += tokens_of(display.source, start, low, self.most)
            start = max(start, high)
        return found + tokens_of(display.source, start, max(start, display.end), self.most)

    def left(self, display: Display, offset: int, text: str, reason: str) -> None:
        """Say what was not read, and why."""
        source = display.source
        line, column = source.place(offset)
        self.unread.append((offset, Unread(line, column, " ".join(text.split()), reason, source.file_at(offset))))
