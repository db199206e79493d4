"""LaTeX as tokens that know where they stand: commands, letters, numbers, signs, the ends of a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, NoReturn

from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.tex_spellings import LETTERS_OF_UNICODE

LONGEST = 1 << 20  # characters of one text
MOST_TOKENS = 400_000  # after macros are written out

_TOKEN = re.compile(
    r"(?P<comment>(?<!\\)%[^\n]*\n?[ \t]*)|(?P<blank>\s+|~)|(?P<command>\\(?:[A-Za-z@]+\*?|[^A-Za-z]|\Z))"
    r"|(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<letter>[^\W\d_])|(?P<sign>.)",
    re.DOTALL,
)
_STARRED = frozenset(
    {r"\operatorname", r"\begin", r"\tag", r"\hspace", r"\vspace", r"\DeclareMathOperator", r"\newcommand"}
)


@dataclass(frozen=True, eq=False)
class Source:
    """A text, the file it came from, and the line and column of each of its characters."""

    text: str
    file: str = ""
    first_line: int = 1
    first_column: int = 1

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer(r"\n", self.text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, both counted from one."""
        starts = self._starts
        low, high = 0, len(starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if starts[middle] <= offset else (low, middle)
        column = offset - starts[low] + 1
        return low + self.first_line, column + (self.first_column - 1 if low == 0 else 0)

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
        cut = shown[first : first + 100]
        where = f"{self.file}:{line}:{column}" if self.file else f"line {line}, column {column}"
        error = LatexSyntaxError(f"{where}: {what}\n  {cut}\n  {' ' * (into - first)}^")
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


def tokens_of(source: Source, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of a text, without blanks and comments.

    Raises LatexSyntaxError for a text longer than a megabyte.
    """
    if len(source.text) > LONGEST:
        source.refused(0, f"the text is {len(source.text)} characters long; the most that is read is {LONGEST}.")
    return list(_tokens(source, start, len(source.text) if end is None else end))


def _tokens(source: Source, start: int, end: int) -> Iterator[Token]:
    glued = False
    for match in _TOKEN.finditer(source.text, start, end):
        kind, text = str(match.lastgroup), match[0]
        if kind in ("blank", "comment"):
            glued = False
            continue
        if kind == "command" and text.endswith("*") and len(text) > 2 and text[:-1] not in _STARRED:
            # A star after any other command is a sign of its own: \sigma*x.
            yield Token("command", text[:-1], match.start(), match.end() - 1, source, glued)
            yield Token("sign", "*", match.end() - 1, match.end(), source, True)
            glued = True
            continue
        if kind in ("letter", "sign") and not text.isascii() and text in LETTERS_OF_UNICODE:
            for name in LETTERS_OF_UNICODE[text].split():
                known = "command" if name.startswith("\\") else "letter" if name.isalpha() else "sign"
                known = "number" if name.isdigit() else known
                yield Token(known, name, match.start(), match.end(), source, glued)
        else:
            yield Token(kind, text, match.start(), match.end(), source, glued)
        glued = True


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
    text = ""
    for token in tokens:
        if token.kind == "letter" and re.search(r"\\[A-Za-z]+\Z", text):
            text += " "
        text += token.text
    return text
