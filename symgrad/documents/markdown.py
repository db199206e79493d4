"""A document as Markdown with LaTeX between dollar signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from symgrad.documents.document import (
    Display,
    Document,
    Heading,
    Listing,
    Paragraph,
    Table,
    number_in,
    numbers_of,
    referring,
)
from symgrad.signatures import taking

Numbers: TypeAlias = Mapping[str, int]


@taking()
def markdown(document: Document) -> str:
    """The document as Markdown.

    >>> print(markdown(Document("A cell", (Paragraph("It has $n$ units."),))))
    # A cell
    <BLANKLINE>
    It has $n$ units.
    <BLANKLINE>
    """
    numbers = numbers_of(document)
    parts = [f"# {document.title}", *(_WRITTEN[type(block)](block, numbers) for block in document.blocks)]
    return "\n\n".join(parts) + "\n"


def _text(text: str, numbers: Numbers) -> str:
    return referring(text, lambda label: f"({number_in(numbers, label)})")


def _display(block: Display, numbers: Numbers) -> str:
    # Numbers as a column of text: aligned takes no tags.
    lines = [rf"{line} && \text{{({numbers[label]})}}" if label else line for line, label in block.labelled]
    body = " \\\\\n".join(lines)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"


def _table(block: Table, numbers: Numbers) -> str:
    rows = [block.header, ("---",) * len(block.header), *block.rows]
    return "\n".join("| " + " | ".join(_text(cell, numbers).replace("|", r"\|") for cell in row) + " |" for row in rows)


_WRITTEN: Mapping[type, Callable[[Any, Numbers], str]] = {
    Heading: lambda block, numbers: f"{'#' * (block.level + 1)} {_text(block.text, numbers)}",
    Paragraph: lambda block, numbers: _text(block.text, numbers),
    Display: _display,
    Table: _table,
    Listing: lambda block, numbers: f"```{block.language}\n{block.text.rstrip()}\n```",
}
