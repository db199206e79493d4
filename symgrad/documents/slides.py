"""A document as slides: LaTeX with beamer, on frames that its equations fit."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from symgrad.arguments.signatures import taking
from symgrad.documents.document import (
    Block,
    Display,
    Document,
    Heading,
    Listing,
    Paragraph,
    Table,
    check_references,
)
from symgrad.documents.paper import paper_of
from symgrad.documents.tex import WRITTEN, Writer, alphabets

_PREAMBLE = r"""\documentclass[aspectratio=169,10pt]{beamer}
\usepackage[utf8]{inputenc}
\usefonttheme[onlymath]{serif}
\setbeamertemplate{navigation symbols}{}
\setbeamertemplate{footline}[frame number]
\setlength{\jot}{4pt}
\setlength{\parskip}{4pt}
"""
_ROOM = 185.0  # points of a frame below its title
_LINE, _FRACTION, _ROW, _TEXT, _CODE = 17.0, 12.0, 12.0, 13.0, 8.0  # heights: of a line, what is more, of text, of code
_AROUND = 14.0  # above and below a display or a table
_LETTERS = 85  # of text in a line


@dataclass(frozen=True)
class _Frame:
    title: str
    blocks: tuple[Block, ...] = ()


@taking()
def slides(document: Document) -> str:
    """The document as a complete ``.tex`` file of slides, by beamer: each heading begins a frame.

    What does not fit a frame goes on in the next, equation by equation and row by row; numbers and references are those
    of the whole. ``sections=`` and ``width=`` of ``document`` say what is told, and how wide: 345 points fit.

    >>> print(slides(Document("A cell", (Heading("Size"), Paragraph("It has $n$ units."))))[-78:])
    \\begin{frame}
    \\frametitle{Size}
    It has $n$ units.
    \\end{frame}
    <BLANKLINE>
    \\end{document}
    <BLANKLINE>
    """
    check_references(document)
    writer = Writer(document, paper_of(None, None), False, "eqref")
    body = "\n\n".join(_written(writer, frame) for frame in _numbered(list(_frames(document))))
    title = writer.running(document.title)
    macros = "".join(f"{line}\n" for line in writer.macros.lines)
    head = f"{_PREAMBLE}{macros}{alphabets(title + body)}\\title{{{title}}}\n\\date{{}}\n"
    return f"{head}\n\\begin{{document}}\n\\frame{{\\titlepage}}\n\n{body}\n\n\\end{{document}}\n"


def _frames(document: Document) -> Iterator[_Frame]:
    """The blocks on frames, as many on each as fit."""
    frame = _Frame(document.title)
    for block in document.blocks:
        if isinstance(block, Heading):
            if frame.blocks:
                yield frame
            frame = _Frame(block.text)
            continue
        for part in _parts(block):
            joined = _joined(frame.blocks, part)
            if frame.blocks and sum(map(_height, joined)) > _ROOM:
                kept = frame.blocks[-1:] if _leads(frame.blocks[-1]) and len(frame.blocks) > 1 else ()
                yield replace(frame, blocks=frame.blocks[: len(frame.blocks) - len(kept)])
                joined = _joined(kept, part)
            frame = replace(frame, blocks=joined)
    if frame.blocks:
        yield frame


def _leads(block: Block) -> bool:
    """Whether a paragraph tells of what comes below it."""
    return isinstance(block, Paragraph) and block.text.endswith(":")


def _parts(block: Block) -> list[Block]:
    """The least parts of a block that can stand on frames of their own: equations, rows, lines of code."""
    if isinstance(block, Display):
        if not any(block.labels):
            return [Display((line,)) for line in block.lines]
        return [Display(lines, (*[""] * (len(lines) - 1), label)) for lines, label in block.equations]
    if isinstance(block, Table):
        return [Table(block.header, (row,)) for row in block.rows] or [block]
    if isinstance(block, Listing):
        return [Listing(line, block.language) for line in block.text.rstrip().splitlines()]
    return [block]


def _joined(blocks: tuple[Block, ...], part: Block) -> tuple[Block, ...]:
    """The blocks of a frame with one more part: equations go on in one display, rows in one table."""
    *before, last = blocks or (None,)
    made: Block
    if isinstance(last, Display) and isinstance(part, Display) and any(last.labels) == any(part.labels):
        made = Display(last.lines + part.lines, last.labels + part.labels)
    elif isinstance(last, Table) and isinstance(part, Table) and last.header == part.header:
        made = Table(last.header, last.rows + part.rows)
    elif isinstance(last, Listing) and isinstance(part, Listing):
        made = Listing(f"{last.text}\n{part.text}", last.language)
    else:
        return (*blocks, part)
    return (*(one for one in before if one is not None), made)


def _height(block: Block) -> float:
    """About how high a block stands on a frame, in points."""
    if isinstance(block, Display):
        return _AROUND + sum(map(_height_of_line, block.lines))
    if isinstance(block, Table):
        return _AROUND + 1.4 * _TEXT * (1 + len(block.rows))
    if isinstance(block, Listing):
        return _AROUND + _CODE * (1 + block.text.count("\n"))
    return _AROUND / 2 + _TEXT * math.ceil(len(block.text) / _LETTERS)


def _height_of_line(line: str) -> float:
    rows = sum(inside.count(r"\\") for inside in re.findall(r"\\begin\{[a-z]*\}(.*?)\\end", line))
    return _LINE + max(_FRACTION * (r"\frac" in line) + 6 * (r"\sum" in line), _ROW * rows)


def _numbered(frames: Sequence[_Frame]) -> Iterator[_Frame]:
    """The frames, with numbers behind titles that stand on several."""
    counts: dict[str, int] = {}
    titles = [frame.title for frame in frames]
    for frame in frames:
        counts[frame.title] = counts.get(frame.title, 0) + 1
        several = titles.count(frame.title) > 1
        yield replace(frame, title=f"{frame.title} ({counts[frame.title]})") if several else frame


def _written(writer: Writer, frame: _Frame) -> str:
    fragile = "[fragile]" if any(isinstance(block, Listing) for block in frame.blocks) else ""
    body = "\\footnotesize\n" if sum(map(_height, frame.blocks)) > _ROOM else ""  # one equation that fills a frame
    for block in frame.blocks:
        body += ("\n" if isinstance(block, Display) else "\n\n" * bool(body)) + WRITTEN[type(block)](writer, block)
    # The title as a command: beamer takes a brace that follows one in braces for a second title.
    return f"\\begin{{frame}}{fragile}\n\\frametitle{{{writer.running(frame.title)}}}\n{body.lstrip()}\n\\end{{frame}}"
