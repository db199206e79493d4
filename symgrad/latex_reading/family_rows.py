r"""Families: a row with a star, and the letters that it stands for, is one row for each of them.

Papers write W_\star x + b_\star, \star \in \{i, f, o\}, or the same with a letter: for k \in \{i, f, o\}. The letters
stand behind the row, behind a later row of the same display, or in the line of text that follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from symgrad.latex_reading.display_rows import RowTokens
from symgrad.latex_reading.letter_ranges import SIGNS, LetterRange
from symgrad.latex_reading.tex_spellings import RELATIONS, WORDS
from symgrad.latex_reading.tex_tokens import Source, Token, group_end

_BIG = frozenset({r"\sum", r"\prod", r"\bigodot"})


@dataclass(frozen=True)
class MemberPlaces:
    """Where the characters of a member stand: in the row of the family, which is a part of another text.

    cuts   where the member's text, and the other text, go on after each letter that was put in
    """

    source: Source
    cuts: tuple[tuple[int, int], ...]

    def _offset(self, offset: int) -> int:
        own, other = next(cut for cut in reversed(self.cuts) if cut[0] <= max(offset, 0))
        return other + offset - own

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character, both counted from one."""
        return self.source.place(self._offset(offset))

    def file_at(self, offset: int) -> Source:
        """The text in whose file a character stands."""
        return _Named(self.source.file_at(self._offset(offset)))  # type: ignore[return-value]


@dataclass(frozen=True)
class _Named:
    name: str


def families_apart(rows: Sequence[RowTokens], behind: LetterRange | None = None) -> list[RowTokens]:
    """Rows with each family written out; ``behind`` is a range that the text tells after the display.

    Raises LatexSyntaxError for a family whose left side does not name its members.
    """
    told = behind
    found: list[list[RowTokens]] = []
    for row in reversed(rows):
        told = row.letters or told
        if told is not None and _speaks_of(row, told.star):
            found.append([_member(row, told, k) for k in range(len(told.letters))])
            continue
        if told is not None and told.star not in SIGNS:
            told = None  # a letter has its range for the rows right above alone
        found.append([row])
    return [one for own in reversed(found) for one in own]


def _speaks_of(row: RowTokens, star: str) -> bool:
    """Whether a star stands in a row, and no sum binds it."""
    places = list(_places(row.tokens, star))
    if not places:
        return False
    return star in SIGNS or not any(token.text in _BIG and _binds(row.tokens, k, star) for k, token in
                                    enumerate(row.tokens))  # fmt: skip


def _binds(tokens: Sequence[Token], place: int, star: str) -> bool:
    if place + 2 >= len(tokens) or tokens[place + 1].text != "_":
        return False
    first = tokens[place + 2]
    inside = tokens[place + 3 : group_end(tokens, place + 2)] if first.text == "{" else [first]
    return bool(inside) and inside[0].text == star


def _places(tokens: Sequence[Token], star: str) -> Iterator[int]:
    """Where the star stands, and is no letter of a word."""
    k = 0
    while k < len(tokens):
        if tokens[k].text in WORDS and k + 1 < len(tokens) and tokens[k + 1].text == "{":
            end = group_end(tokens, k + 1)
            if end - k > 3:
                k = end + 1
                continue
        if tokens[k].text == star:
            yield k
        k += 1


def _member(row: RowTokens, told: LetterRange, place: int) -> RowTokens:
    """The row of one letter: a text of its own, each character of which knows where it stands."""
    tokens, letter = row.tokens, told.letters[place]
    stars = list(_places(tokens, told.star))
    signs = [k for k, token in enumerate(tokens) if token.text in RELATIONS]
    if signs and not any(k < signs[0] for k in stars):
        tokens[0].refused(
            f"this equation is one for each letter that {told.star} stands for, but its left side does not tell them "
            f"apart; write {told.star} in the name that it defines."
        )
    base = tokens[0].start
    whole, written = tokens[0].source, "".join(token.text if token.glued else " " + token.text for token in letter)
    text, cuts, last = "", [(0, base)], base
    for k in stars:
        token = tokens[k]
        if whole.text[token.start : token.end] != told.star or token.start < last:
            continue  # it came out of a macro
        text += whole.text[last : token.start]
        text += "{" + written.strip() + "}" if len(letter) > 1 else written.strip()
        if text[-1:].isalpha() and whole.text[token.end : token.end + 1].isalpha():
            text += " "
        last = token.end
        cuts.append((len(text), last))
    text += whole.text[last : max(token.end for token in tokens)]
    source = Source(text, whole.file, kind=whole.kind, placed=MemberPlaces(whole, tuple(cuts)), whole=whole.root)  # type: ignore[arg-type]

    def moved(offset: int) -> int:
        own, other = next(cut for cut in reversed(cuts) if cut[1] <= max(offset, base))
        return own + offset - other

    made: list[Token] = []
    for k, token in enumerate(tokens):
        start, end = moved(token.start), moved(token.end)
        if k in stars:
            put = [one._replace(start=start, end=end, source=source, glued=True) for one in letter]
            brace = put[0]._replace(kind="sign")
            made += put if len(put) == 1 else [brace._replace(text="{"), *put, brace._replace(text="}")]
        else:
            made.append(token._replace(start=start, end=end, source=source))
    return replace(row, tokens=tuple(made), letters=None)
