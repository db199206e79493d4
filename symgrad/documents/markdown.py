"""A document as Markdown with LaTeX between dollar signs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from symgrad.documents.document import Display, Document, Heading, Listing, Paragraph, Table


def markdown(document: Document) -> str:
    """The document as Markdown.

    >>> print(markdown(Document("A cell", (Paragraph("It has $n$ units."),))))
    # A cell
    <BLANKLINE>
    It has $n$ units.
    <BLANKLINE>
    """
    parts = [f"# {document.title}", *(_WRITTEN[type(block)](block) for block in document.blocks)]
    return "\n\n".join(parts) + "\n"


def _display(block: Display) -> str:
    body = " \\\\\n".join(block.lines)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"


def _table(block: Table) -> str:
    rows = [block.header, ("---",) * len(block.header), *block.rows]
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in rows)


_WRITTEN: Mapping[type, Callable[[Any], str]] = {
    Heading: lambda block: f"{'#' * (block.level + 1)} {block.text}",
    Paragraph: lambda block: block.text,
    Display: _display,
    Table: _table,
    Listing: lambda block: f"```{block.language}\n{block.text.rstrip()}\n```",
}
