"""Changes of a text as changes of the files that it was put together of."""

from __future__ import annotations

import difflib
import html
import json
import re
from collections.abc import Iterable

from symgrad.latex_reading.tex.placed_text import FileText
from symgrad.latex_reading.tex.tex_tokens import Source

Change = tuple[int, int, str]


def files_mended(source: Source, changes: Iterable[Change]) -> list[tuple[str, str, str]]:
    r"""The files that change: the name of each, what it holds, what it holds with the changes.

    changes   start, end, what is put there; as a notebook or a page spells it, it is put into the file

    A change that goes over the end of a file is left out, and so is one that begins inside another.

    >>> files_mended(Source("h = W x", "net.tex"), [(4, 5, "U")])
    [('net.tex', 'h = W x', 'h = U x')]
    """
    own: dict[FileText, list[Change]] = {}
    whole = FileText(source.file or "text", source.text)
    for start, end, new in sorted(changes):
        if source.placed is None:
            own.setdefault(whole, []).append((start, end, new))
            continue
        stretch = source.placed.stretch(start, end)
        if stretch is not None:
            file, first, last = stretch
            own.setdefault(file, []).append((first, last, _spelled(new, source.kind, file.text, first)))
    return [(file.name, file.text, _changed(file.text, found)) for file, found in own.items()]


def difference(source: Source, changes: Iterable[Change]) -> str:
    r"""The changes as a diff of the files.

    >>> print(difference(Source("h = W x\ny = h\n", "net.tex"), [(4, 5, "U")]))
    --- net.tex
    +++ net.tex (corrected)
    @@ -1,2 +1,2 @@
    -h = W x
    +h = U x
     y = h
    <BLANKLINE>
    """
    lines: list[str] = []
    for name, before, after in files_mended(source, changes):
        sides = before.splitlines(keepends=True), after.splitlines(keepends=True)
        lines += difflib.unified_diff(*sides, name, f"{name} (corrected)")
    return "".join(lines)


def _spelled(text: str, kind: str, file: str, place: int) -> str:
    """A formula as it is written in a file of this kind."""
    if kind == "notebook":
        return json.dumps(text, ensure_ascii=False)[1:-1]
    if kind == "html" and not _in_a_script(file, place):
        return html.escape(text, quote=False)
    return text


def _in_a_script(page: str, place: int) -> bool:
    opened = [match.start() for match in re.finditer(r"<script\b", page[:place], re.IGNORECASE)]
    return bool(opened) and not re.search(r"</script", page[opened[-1] : place], re.IGNORECASE)


def _changed(text: str, changes: list[Change]) -> str:
    parts, place = [], 0
    for start, end, new in changes:
        if start >= place:
            parts += [text[place:start], new]
            place = end
    return "".join([*parts, text[place:]])
