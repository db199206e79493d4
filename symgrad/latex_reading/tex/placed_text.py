"""A text put together of pieces of files, each character of which knows where in its file it stands."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


@dataclass(frozen=True, eq=False)
class FileText:
    r"""What a file holds, its lines ended by \n; ``name`` is how errors call it."""

    name: str
    text: str

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column of a character, both counted from one."""
        line = bisect.bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    @property
    def whole(self) -> PlacedText:
        """All of it."""
        return PlacedText([Piece(self.text, self, 0, len(self.text))])


class Piece(NamedTuple):
    """A part of a text and what it stands for in a file: character k for the one at start + k, as far as end."""

    text: str
    file: FileText
    start: int
    end: int


class PlacedText:
    r"""A text and the place in a file of each of its characters.

    >>> file = FileText("a.html", "<p>\na &lt; b</p>")
    >>> text = file.whole.cut(4, 12).replaced([(2, 6, "<")])
    >>> text.text, text.file_at(4).name, text.place(4)
    ('a < b', 'a.html', (2, 8))
    """

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self.pieces = tuple(piece for piece in pieces if piece.text)
        self.text = "".join(piece.text for piece in self.pieces)
        lengths = [0]
        for piece in self.pieces:
            lengths.append(lengths[-1] + len(piece.text))
        self._starts = lengths[:-1]

    def _at(self, offset: int) -> int:
        """The piece in which a character stands; the last for what stands behind all."""
        return max(0, bisect.bisect_right(self._starts, offset) - 1)

    def origin(self, offset: int) -> tuple[FileText, int]:
        """The file in which a character stands, and where in its text."""
        if not self.pieces:
            return FileText("", ""), 0
        k = self._at(offset)
        piece = self.pieces[k]
        return piece.file, min(piece.start + max(0, offset - self._starts[k]), piece.end)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column in the file, both counted from one."""
        file, own = self.origin(offset)
        return file.place(own)

    def file_at(self, offset: int) -> FileText:
        """The file in which a character stands."""
        return self.origin(offset)[0]

    def stretch(self, start: int, end: int) -> tuple[FileText, int, int] | None:
        """The part of a file for which these characters stand; None where they come from several files."""
        file, first = self.origin(start)
        if end <= start:
            return file, first, first
        other, last = self.origin(end - 1)
        piece = self.pieces[self._at(end - 1)]
        # A decoded character ends where its code ends: &lt; is four characters long.
        last = piece.end if len(piece.text) != piece.end - piece.start else last + 1
        return (file, first, max(first, last)) if other is file else None

    def cut(self, start: int, end: int) -> PlacedText:
        """The part from ``start`` to ``end``."""
        return PlacedText(self._between(start, end, self._at(start)))

    def _between(self, start: int, end: int, k: int) -> Iterator[Piece]:
        """The pieces from ``start`` to ``end``; the first is the k-th or comes behind it."""
        while k < len(self.pieces) and self._starts[k] < end:
            piece, own = self.pieces[k], self._starts[k]
            low, high = max(0, start - own), min(len(piece.text), end - own)
            if low < high:
                yield piece if high - low == len(piece.text) else _part(piece, low, high)
            k += 1

    def overlaid(self, text: str) -> PlacedText:
        """Another text of the same length, character for character in the place of this."""
        pieces, place = [], 0
        for piece in self.pieces:
            pieces.append(piece._replace(text=text[place : place + len(piece.text)]))
            place += len(piece.text)
        return PlacedText(pieces)

    def replaced(self, changes: Iterable[tuple[int, int, str | PlacedText]]) -> PlacedText:
        """The text with parts of it replaced; what is put there stands where the part stood.

        changes   start, end, what is put there; a part that begins inside one before it is left out
        """
        apart: list[tuple[int, int, str | PlacedText]] = []
        same, place = [], 0
        reached = 0
        for start, end, new in sorted(changes, key=lambda one: one[:2]):
            if start < reached:
                continue
            reached = end
            if isinstance(new, str) and len(new) == end - start:
                same += [self.text[place:start], new]
                place = end
            else:
                apart.append((start, end, new))
        if same:
            return self.overlaid("".join([*same, self.text[place:]])).replaced(apart)
        found: list[Piece] = []
        place = k = 0
        for start, end, new in apart:
            found.extend(self._between(place, start, k))
            k = bisect.bisect_right(self._starts, end, k) - 1 if k < len(self._starts) else k
            if isinstance(new, PlacedText):
                found.extend(new.pieces)
            elif new:
                stretch = self.stretch(start, end)
                found.append(Piece(new, *(stretch or (*self.origin(start), self.origin(start)[1]))))
            place = end
        found.extend(self._between(place, len(self.text), k))
        return PlacedText(found)


def _part(piece: Piece, low: int, high: int) -> Piece:
    """A part of a piece; of one that is not what stands in the file all stands at the same place."""
    text = piece.text[low:high]
    if len(piece.text) != piece.end - piece.start:
        return Piece(text, piece.file, min(piece.start + low, piece.end), piece.end)
    return Piece(text, piece.file, piece.start + low, piece.start + high)


def joined(texts: Sequence[PlacedText]) -> PlacedText:
    """Texts one behind the other."""
    return PlacedText(piece for text in texts for piece in text.pieces)


def put(text: str, like: FileText, offset: int) -> PlacedText:
    """A text that stands in no file, put at a place of one."""
    return PlacedText([Piece(text, like, offset, offset)])


def blank(text: str) -> str:
    """As many blanks, with the ends of lines where they were."""
    return re.sub(r"[^\n]", " ", text)
