"""LaTeX as tokens that know where they stand: commands, letters, numbers, signs, the ends of a row."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, NoReturn

from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.tex.placed_text import PlacedText
from symgrad.latex_reading.tex.tex_spellings import LETTERS_OF_UNICODE, LOWERED, RAISED

LONGEST = 1 << 20  # characters of one text
MOST_TOKENS = 50_000  # of the formulas of one text, after macros are written out
MOST_DIGITS = 300  # of one number
_MOST_SHOWN = 500  # characters of what an error says

# Blanks are also the marks of Unicode that take no room: of the order of bytes, of where a word may be broken.
_TOKEN = re.compile(
    r"(?P<comment>%[^\n]*\n?[ \t]*)|(?P<blank>[\s~\ufeff\u200b-\u200d\u2060]+)"
    r"|(?P<command>\\(?:[A-Za-z@]+\*?|[^A-Za-z]|\Z))|(?P<number>\d+(?:\.\d+)?|\.\d+)"
    rf"|(?P<raised>[{''.join(RAISED)}]+)|(?P<lowered>[{''.join(LOWERED)}]+)"
    r"|(?P<letter>[^\W\d_])|(?P<sign>.)",
    re.DOTALL,
)
_PIECE = re.compile(r"(?P<command>\\[a-z]+)|(?P<number>\d+)|(?P<letter>[a-z])|(?P<sign>.)")
_STARRED = frozenset(
    {r"\operatorname", r"\begin", r"\tag", r"\hspace", r"\vspace", r"\DeclareMathOperator", r"\newcommand"}
)


@dataclass(frozen=True, eq=False)
class Source:
    """A text, the file it came from, and the line and column of each of its characters.

    kind     what the text is beside its formulas: "tex", "markdown", "notebook", "html"; "" where nobody knows
    placed   where in which file each character stands, for a text that was put together of files
    whole    the text of which this is a part with other letters, None where it is one of its own
    cuts     where the part, and the whole, go on after each letter that was put in
    put      the sign in the whole, and the letter that was put in for it
    """

    text: str
    file: str = ""
    first_line: int = 1
    first_column: int = 1
    kind: str = ""
    placed: PlacedText | None = None
    whole: Source | None = None
    cuts: tuple[tuple[int, int], ...] = ()
    put: tuple[str, str] = ("", "")

    @property
    def root(self) -> Source:
        """The text that a caller gave."""
        return self.whole or self

    def origin(self, offset: int) -> int:
        """Where a character stands in the text that a caller gave."""
        if self.whole is None:
            return offset
        own, other = next(cut for cut in reversed(self.cuts) if cut[0] <= max(offset, 0))
        return other + offset - own

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(r"\n", self.text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, both counted from one; of the file in which the character stands."""
        if self.whole is not None:
            return self.whole.place(self.origin(offset))
        if self.placed is not None:
            return self.placed.place(offset)
        starts = self._starts
        low, high = 0, len(starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if starts[middle] <= offset else (low, middle)
        column = offset - starts[low] + 1
        return low + self.first_line, column + (self.first_column - 1 if low == 0 else 0)

    def file_at(self, offset: int) -> str:
        r"""The file in which a character stands: another one where \input took it in; "" for a text of no file."""
        if self.whole is not None:
            return self.whole.file_at(self.origin(offset))
        return self.file if self.placed is None else self.placed.file_at(offset).name

    def line_at(self, offset: int) -> tuple[str, int]:
        """The line of text in which this character stands, and how far into it."""
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        return self.text[start : end if end >= 0 else len(self.text)], offset - start

    def refused(self, offset: int, what: str) -> NoReturn:
        """Raise the error that shows the place."""
        offset = min(max(offset, 0), len(self.text))
        line, column = self.place(offset)
        shown, into = self.line_at(offset)
        first = max(0, into - 60)
        cut = printable(shown[first : first + 100])
        file = self.file_at(offset)
        where = f"{file}:{line}:{column}" if file else f"line {line}, column {column}"
        what = printable(what if len(what) <= _MOST_SHOWN else f"{what[:_MOST_SHOWN]} ...")
        error = LatexSyntaxError(f"{where}: {what}\n  {cut}\n  {' ' * _width(cut[: into - first])}^")
        error.line, error.column = line, column
        raise error


class Token(NamedTuple):
    """One token; ``start`` and ``end`` are where its spelling stands, of a macro's tokens where the macro is called.

    kind     command, letter, number, sign; blank where a space stood (read by nobody but words)
    glued    whether nothing stands between it and the token before
    """

    kind: str
    text: str
    start: int
    end: int
    source: Source
    glued: bool = False

    def refused(self, what: str) -> NoReturn:
        """Raise the error that shows this token's place."""
        self.source.refused(self.start, what)


def printable(text: str) -> str:
    """The text with a question mark for each character that cannot be seen, or that turns the text around."""
    return "".join(sign if sign.isprintable() else "?" if sign not in "\t\n\r" else " " for sign in text)


def _width(text: str) -> int:
    """The columns that this takes in a terminal."""
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    return len(text) + wide - sum(unicodedata.combining(sign) > 0 for sign in text)


def tokens_of(source: Source, start: int = 0, end: int | None = None, most: int = MOST_TOKENS) -> list[Token]:
    """The tokens of a text, without blanks and comments.

    Raises LatexSyntaxError for a text longer than a megabyte, for more tokens than ``most``, for characters that cannot
    be seen and for numbers that nobody writes.
    """
    check_length(source)
    end = len(source.text) if end is None else end
    found = list(itertools.islice(_tokens(source, start, end), max(most, 0) + 1))
    if len(found) > most:
        found[-1].refused(f"the formulas of this text are longer than {MOST_TOKENS} letters, signs and commands.")
    return found


def check_length(source: Source) -> None:
    """Raise LatexSyntaxError for a text longer than a megabyte."""
    if len(source.text) > LONGEST:
        source.refused(0, f"the text is {len(source.text)} characters long; the most that is read is {LONGEST}.")


def _tokens(source: Source, start: int, end: int) -> Iterator[Token]:
    glued = False
    for match in _TOKEN.finditer(source.text, start, end):
        kind = str(match.lastgroup)
        if kind in ("blank", "comment"):
            glued = False
            continue
        text = match[0]
        place, behind = match.span()
        if kind == "number" and behind - place > MOST_DIGITS:
            source.refused(place, f"this number has {len(text)} digits; the most that are read are {MOST_DIGITS}.")
        if kind == "command" and text[-1] == "*" and len(text) > 2 and text[:-1] not in _STARRED:
            # A star after any other command is a sign of its own: \sigma*x.
            yield Token("command", text[:-1], place, behind - 1, source, glued)
            yield Token("sign", "*", behind - 1, behind, source, True)
        elif kind == "sign" and not text.isprintable():
            source.refused(place, f"the character U+{ord(text):04X} cannot be seen; it means nothing here.")
        elif text.isascii():
            yield Token(kind, text, place, behind, source, glued)
        else:
            for known, name in _of_unicode(kind, text):
                yield Token(known, name, place, behind, source, glued)
        glued = True


def _of_unicode(kind: str, text: str) -> list[tuple[str, str]]:
    """What characters beyond ASCII say, as kinds and spellings of tokens."""
    if kind == "number":
        return [(kind, "".join(sign if sign == "." else str(int(sign)) for sign in text))]
    if kind in ("raised", "lowered"):
        mark, table = ("^", RAISED) if kind == "raised" else ("_", LOWERED)
        pieces = [(str(one.lastgroup), one[0]) for one in _PIECE.finditer("".join(table[sign] for sign in text))]
        return [("sign", mark), *([("sign", "{"), *pieces, ("sign", "}")] if len(pieces) > 1 else pieces)]
    name = LETTERS_OF_UNICODE.get(text)
    if name is None:
        return [(kind, text)]
    return [("command" if name.startswith("\\") else "letter" if name.isalpha() else "sign", name)]


def group_end(tokens: Sequence[Token], place: int) -> int:
    """Where the group that begins with the brace at ``place`` ends: the index of its closing brace."""
    depth = 0
    for k in range(place, len(tokens)):
        depth += (tokens[k].text == "{") - (tokens[k].text == "}")
        if not depth:
            return k
    return tokens[place].refused("this brace is never closed; add a }.")


def argument(tokens: Sequence[Token], place: int, of: Token) -> tuple[list[Token], int]:
    """The tokens of the argument that begins at ``place``, a group or one token, and where it ends."""
    if place >= len(tokens):
        of.refused(f"{of.text} wants an argument, but the text ends.")
    if tokens[place].text == "{":
        end = group_end(tokens, place)
        return list(tokens[place + 1 : end]), end + 1
    first = tokens[place]
    if first.text == "}":
        first.refused(f"{of.text} wants an argument, but }} came.")
    return [first], place + 1


def spelled(tokens: Sequence[Token]) -> str:
    """The tokens as one string without blanks."""
    pieces: list[str] = []
    for token in tokens:
        if token.kind == "letter" and pieces and pieces[-1][:1] == "\\" and pieces[-1][-1].isalpha():
            pieces.append(" ")
        pieces.append(token.text)
    return "".join(pieces)


def past_length(tokens: Sequence[Token], place: int) -> int:
    """Past [4pt]; what stands in other brackets is no length."""
    for k in range(place + 1, min(place + 9, len(tokens))):
        if tokens[k].text == "]":
            inside = spelled(tokens[place + 1 : k]).lstrip("-")
            return k + 1 if inside[:1].isdecimal() and inside[-2:] in ("pt", "em", "ex", "cm", "mm", "in") else place
    return place
