r"""Families: a row with a star, and the letters that it stands for, is one row for each of them.

Papers write W_\star x + b_\star, \star \in \{i, f, o\}, or the same with a letter: for k \in \{i, f, o\}. The letters
stand behind the row, behind a later row of the same display, or in the line of text that follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from symgrad.latex_reading.tex.display_rows import RowTokens
from symgrad.latex_reading.tex.letter_ranges import SIGNS, LetterRange
from symgrad.latex_reading.tex.tex_spellings import RELATIONS, WORDS
from symgrad.latex_reading.tex.tex_tokens import Source, Token, group_end

_BIG = frozenset({r"\sum", r"\prod", r"\bigodot"})


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
    source = _source_of(tokens, stars, letter)
    made: list[Token] = []
    for k, token in enumerate(tokens):
        start, end = (_moved(source, offset) for offset in (token.start, token.end))
        put = [one._replace(start=start, end=end, source=source, glued=True) for one in letter]
        if k in stars and len(letter) > 1 and k and tokens[k - 1].kind == "command":  # the argument of an accent
            brace = put[0]._replace(kind="sign")
            put = [brace._replace(text="{"), *put, brace._replace(text="}")]
        made += put if k in stars else [token._replace(start=start, end=end, source=source)]
    return replace(row, tokens=tuple(made), letters=None)


def _source_of(tokens: Sequence[Token], stars: Sequence[int], letter: Sequence[Token]) -> Source:
    """The text of a member: that of the row, with the letter for each star that stands in it and in no macro."""
    whole, base = tokens[0].source, tokens[0].start
    written = "".join(token.text for token in letter)
    text, cuts, last = "", [(0, base)], base
    for token in (tokens[k] for k in stars):
        if token.start < last or whole.text[token.start : token.end] != token.text:
            continue
        text += whole.text[last : token.start] + written
        if text[-1:].isalpha() and whole.text[token.end : token.end + 1].isalpha():
            text += " "
        last = token.end
        cuts.append((len(text), last))
    text += whole.text[last : max(token.end for token in tokens)]
    sign = tokens[stars[0]].text
    return Source(text, whole.file, kind=whole.kind, whole=whole, cuts=tuple(cuts), put=(sign, written))


def _moved(source: Source, offset: int) -> int:
    """Where a character of the whole text stands in that of a member."""
    own, other = next((cut for cut in reversed(source.cuts) if cut[1] <= offset), source.cuts[0])
    return own + offset - other
