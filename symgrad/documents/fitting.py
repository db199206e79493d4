"""Steps of a derivation that do not fit a page are left out, with a word on it, and nothing refers to them any more.

Lines are broken where they can be; a fraction or a bracketed column cannot, and nobody reads an equation of a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from symgrad.documents.document import Block, Display, Paragraph
from symgrad.printing import width_of

MOST_LINES = 20  # of one equation
_SURE = 0.98  # the widths are estimates
_SOURCES = re.compile(r", from [^.]*?:$")


def fitting(blocks: Iterable[Block], width: float) -> Iterator[Block]:
    """The blocks without labelled equations that are wider than ``width`` (in points) or longer than 20 lines.

    >>> wide = Display(("y &= " + "a + " * 40 + "a", "z &= b"), ("eq:y", "eq:z"))
    >>> [getattr(block, "lines", "told") for block in fitting([wide], 345.0)]
    [('z &= b',), 'told']
    """
    gone: set[str] = set()
    for block in blocks:
        if isinstance(block, Paragraph) and any(rf"\eqref{{{label}}}" in block.text for label in gone):
            yield Paragraph(_SOURCES.sub(":", block.text))
            continue
        if not isinstance(block, Display) or not any(block.labels):
            yield block
            continue
        kept, lost = _split(block, _SURE * width)
        gone |= lost
        if kept.lines:
            yield kept
        if lost:
            yield Paragraph(_told(len(lost)))


def _told(count: int) -> str:
    if count == 1:
        return "One equation that belongs here is too long for a page."
    return f"{count} equations that belong here are too long for a page."


def _split(block: Display, width: float) -> tuple[Display, set[str]]:
    """The display with the equations that fit, and the labels of the others."""
    left = max(width_of(line.partition("&")[0]) for line in block.lines)
    lost = set()
    for lines, label in block.equations:
        wide = max(left + width_of(line.partition("&")[2]) for line in lines) > width
        if label and (wide or len(lines) > MOST_LINES):
            lost.add(label)
    return block.without(lost), lost
