"""What a document is made of. Text may hold formulas between dollar signs and code between backquotes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 for a section, 2 for one below it."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text."""

    text: str


@dataclass(frozen=True)
class Display:
    """Equations one below the other, each in LaTeX with ``&`` where they align."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table: a header, and rows of cells with text like a paragraph's."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Listing:
    """Source code."""

    text: str
    language: str = "python"


Block: TypeAlias = Heading | Paragraph | Display | Table | Listing


@dataclass(frozen=True)
class Document:
    """A title and blocks, in order."""

    title: str
    blocks: tuple[Block, ...]
