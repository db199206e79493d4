"""Shapes and conventions that stand in a text as comments which speak to symgrad."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from symgrad.arguments.refusals import shown
from symgrad.errors import ArgumentError
from symgrad.latex_reading.tex.tex_tokens import Source

_TEX = re.compile(r"(?<![\\%])(?:\\\\)*%{1,20}[ \t]*symgrad[ \t]*:")
_HTML = re.compile(r"<!--\s*symgrad\s*:")
_KINDS = {"shapes": "shapes", "shape": "shapes", "convention": "conventions", "conventions": "conventions"}
_KIND = r"(?:shapes?|conventions?)\b"
_SHAPE = re.compile(rf"\(\s*(?P<sizes>[^\W\d]\w*|\d+|(?:\w+\s*,\s*)*\w*)\s*\)\s*(?=[,;]|\Z|{_KIND})")
_MOST = 2_000  # names of one text of which something is said
_EXAMPLE_SHAPE = "W_i (H, D), b (H,), L ()"
_EXAMPLE_CONVENTION = '"*" = "hadamard"'

Shapes = dict[str, tuple[Any, ...]]


def declarations(source: Source) -> tuple[Shapes, dict[str, str]]:
    r"""The shapes and the conventions that the comments of a text give.

    ``% symgrad: shapes ...`` and ``% symgrad: convention ...``, in Markdown and HTML ``<!-- symgrad: ... -->``.

    Raises LatexSyntaxError, with the place, for what cannot be read and for what contradicts what stands before it.

    >>> text = '% symgrad: shapes W_i (H, D), b (H,), L ()\n% symgrad: convention "*" = "hadamard"\n'
    >>> declarations(Source(text))
    ({'W_i': ('H', 'D'), 'b': ('H',), 'L': ()}, {'*': 'hadamard'})
    """
    found: dict[str, dict[str, Any]] = {"shapes": {}, "conventions": {}}
    for start, end in sorted(_remarks(source)):
        for kind, place, name, value in _Remark(source, start, end).said():
            before = found[kind].setdefault(name, value)
            if len(found[kind]) > _MOST:
                source.refused(place, f"more than {_MOST} {kind} are said.")
            if before != value:
                source.refused(place, f"{name} is said to be {_shown(before)} before, and {_shown(value)} here.")
    return found["shapes"], found["conventions"]


def settled(
    sources: Sequence[Source], shapes: Mapping[str, Any] | None, conventions: Mapping[str, str] | None
) -> tuple[dict[str, Any], dict[str, str]]:
    """What the caller says, and for the names that he says nothing of what the texts say.

    >>> settled([Source("% symgrad: shapes b (H,), L ()")], {"b": ("n",)}, None)
    ({'L': (), 'b': ('n',)}, {})
    """
    own: dict[str, Any] = {}
    signs: dict[str, str] = {}
    for source in sources:
        read = declarations(source)
        own |= read[0]
        signs |= read[1]
    shapes, conventions = dict(shapes or {}), dict(conventions or {})
    for name in (*shapes, *conventions, *conventions.values()):
        if not isinstance(name, str):
            raise ArgumentError(f"names of shapes= and conventions=, and what they mean, are text: {shown(name)} came.")
    # What the caller says comes last, so that it holds where he spells a name otherwise, too: W_i and W_{i}.
    return (
        {name: value for name, value in own.items() if name not in shapes} | shapes,
        {name: value for name, value in signs.items() if name not in conventions} | conventions,
    )


def _remarks(source: Source) -> Iterator[tuple[int, int]]:
    """Where the comments stand that speak to symgrad: behind the colon, up to the end."""
    text = source.text
    for match in _TEX.finditer(text):
        end = text.find("\n", match.end())
        yield match.end(), end if end >= 0 else len(text)
    place = 0
    while (opened := _HTML.search(text, place)) is not None:
        place = text.find("-->", opened.end())
        if place < 0:
            source.refused(opened.start(), "this comment is never closed; add -->.")
        yield opened.end(), place


def _shown(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else f"({', '.join(map(str, value))})"


@dataclass
class _Remark:
    """Reads one comment, from ``place`` to ``end``."""

    source: Source
    place: int
    end: int

    def said(self) -> Iterator[tuple[str, int, str, Any]]:
        """What it says of each name: shapes or conventions, where it stands, the name, the value."""
        self._blanks()
        if self.place >= self.end:
            self.refused("shapes or convention was expected, but the comment ends.")
        while self.place < self.end:
            kind = self._kind()
            while True:
                self._blanks()
                place = self.place
                name, value = self._shape() if kind == "shapes" else self._convention()
                yield kind, place, name, value
                self._blanks()
                if self._next() != ",":
                    break
                self.place += 1
            if self._next() == ";":
                self.place += 1
                self._blanks()

    def _next(self) -> str:
        return self.source.text[self.place] if self.place < self.end else ""

    def _blanks(self) -> None:
        while self._next().isspace():
            self.place += 1

    def _kind(self) -> str:
        match = re.compile(r"[^\s\"(,;]+|").match(self.source.text, self.place, self.end)
        word = match[0] if match is not None else ""
        if word not in _KINDS:
            near = difflib.get_close_matches(word[:40], ("shapes", "convention"), 1, 0.6)
            meant = f" Did you mean {near[0]}?" if near else ""
            self.refused(f"shapes or convention was expected, but {word[:40] or self._next()} came.{meant}")
        self.place += len(word)
        return _KINDS[word]

    def _shape(self) -> tuple[str, tuple[Any, ...]]:
        """A name and its shape: W_i (H, D)."""
        start, shape = self.place, None
        if self._next() == '"':
            name = self._quoted()
            self._blanks()
            shape = _SHAPE.match(self.source.text, self.place, self.end)
        else:
            depth = 0
            while self.place < self.end:
                sign = self._next()
                depth += (sign == "{") - (sign == "}")
                if depth <= 0 and sign in ",;":
                    break
                # f(x) (H,) is the shape of f(x): brackets that more comes behind belong to the name.
                shape = _SHAPE.match(self.source.text, self.place, self.end) if sign == "(" and depth <= 0 else None
                if shape is not None:
                    break
                self.place += 1
            name = self.source.text[start : self.place].strip()
        if not name or shape is None:
            self.place = start
            self.refused(f"a name with its shape was expected, as in {_EXAMPLE_SHAPE}.")
        sizes = [one.strip() for one in shape["sizes"].split(",") if one.strip()]
        for size in sizes:
            if not (size.isidentifier() or (size.isascii() and size.isdigit() and int(size[:9]) > 0)):
                self.refused(f"a size is a name or a whole number from 1 on, but {size[:40]} came.")
        if len(sizes) > 2:
            self.refused(f"a shape has at most two sizes, but {len(sizes)} came.")
        self.place = shape.end()
        return name, tuple(int(size) if size.isdigit() else size for size in sizes)

    def _convention(self) -> tuple[str, str]:
        """A sign or a name, and how it is meant, both in quotes."""
        start = self.place
        name = self._quoted() if self._next() == '"' else None
        if name:
            self._blanks()
            if self._next() == "=":
                self.place += 1
                self._blanks()
                value = self._quoted() if self._next() == '"' else None
                if value:
                    return name, value
        self.place = start
        return self.refused(f"two sides in quotes were expected, as in {_EXAMPLE_CONVENTION}.")

    def _quoted(self) -> str:
        close = self.source.text.find('"', self.place + 1, self.end)
        if close < 0:
            self.refused('this quotation is never closed; add a ".')
        text = self.source.text[self.place + 1 : close]
        self.place = close + 1
        return text.strip()

    def refused(self, what: str) -> NoReturn:
        """Raise the error that shows the place."""
        self.source.refused(self.place, what)
