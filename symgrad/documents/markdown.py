"""A document as Markdown with LaTeX between dollar signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from symgrad.arguments.signatures import taking
from symgrad.documents.document import (
    Display,
    Document,
    Heading,
    Listing,
    Numbers,
    Paragraph,
    Part,
    Table,
    number_in,
    numbers_of,
    parts_of,
)

# What begins something in Markdown or HTML; an _ inside a word, and a < or an & beside a blank, do not.
_MARKS = re.compile(r"[\\`*~$]|\](?=[(\[])|<(?=[A-Za-z/!?])|&(?=[A-Za-z#])|(?<![^\W_])_|_(?![^\W_])")


# GitHub takes the backslash of a sign from a formula, as from any text; the same signs by name stay whole everywhere.
_ESCAPE = re.compile(r"\\[^A-Za-z]")
_SPELLED: Mapping[str, str] = {
    r"\{": r"\lbrace ", r"\}": r"\rbrace ", r"\,": r"\thinspace ", r"\;": r"\thickspace ", r"\:": r"\medspace ",
    r"\!": r"\negthinspace ", r"\|": r"\Vert ",
}  # fmt: skip


@taking()
def markdown(document: Document) -> str:
    """The document as Markdown that GitHub, Obsidian, Quarto, pandoc and notebooks read alike.

    Formulas stand between dollar signs, displays between $$ on lines of their own; numbers of equations stand in them
    as text, since those readers have no labels in common.

    >>> print(markdown(Document("A cell", (Paragraph("It has $n$ units."),))))
    # A cell
    <BLANKLINE>
    It has $n$ units.
    <BLANKLINE>
    """
    numbers = numbers_of(document)
    parts = [
        f"# {_text(document.title, numbers)}",
        *(_WRITTEN[type(block)](block, numbers) for block in document.blocks),
    ]
    return "\n\n".join(parts) + "\n"


def _text(text: str, numbers: Numbers) -> str:
    """Text in which nothing but formulas, code and references has a meaning for Markdown."""
    return "".join(_part(part, numbers) for part in parts_of(text))


def _part(part: Part, numbers: Numbers) -> str:
    if part.kind == "formula":
        return f"${_formula(part.inside).strip()}$"
    if part.kind == "code":
        return part.written
    if part.kind == "reference":
        return f"({number_in(numbers, part.inside)})"
    return escaped(part.written)


def escaped(text: str) -> str:
    """Plain text in which nothing begins something of Markdown."""
    return _MARKS.sub(r"\\\g<0>", text)


def _formula(latex: str) -> str:
    """A formula in which no reader of Markdown sees a tag of HTML, or a backslash that it takes for its own."""
    return re.sub(r"<(?=\S)", "< ", _ESCAPE.sub(lambda sign: _SPELLED.get(sign[0], sign[0]), latex))


def _display(block: Display, numbers: Numbers) -> str:
    # Numbers as a column of text: aligned takes no tags.
    lines = [rf"{line} && \text{{({numbers[label]})}}" if label else line for line, label in block.labelled]
    body = _formula(" \\\\\n".join(lines))
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"


def fenced(block: Listing) -> str:
    """Code between fences that are longer than any row of backquotes in it."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", block.text)), default=0))
    return f"{fence}{re.sub(r'[^A-Za-z0-9+-]', '', block.language)}\n{block.text.rstrip()}\n{fence}"


def _table(block: Table, numbers: Numbers) -> str:
    rows = [block.header, ("---",) * len(block.header), *block.rows]
    return "\n".join("| " + " | ".join(_text(cell, numbers).replace("|", r"\|") for cell in row) + " |" for row in rows)


_WRITTEN: Mapping[type, Callable[[Any, Numbers], str]] = {
    Heading: lambda block, numbers: f"{'#' * (block.level + 1)} {_text(block.text, numbers)}",
    Paragraph: lambda block, numbers: _text(block.text, numbers),
    Display: _display,
    Table: _table,
    Listing: lambda block, numbers: fenced(block),
}
