"""What a document is made of.

Text may hold formulas between dollar signs, code between backquotes, and references to labelled equations,
``\\eqref{eq:h}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, NamedTuple, TypeAlias

from symgrad.arguments.shown import higher
from symgrad.errors import SymgradError
from symgrad.expressions.symbols.legal_names import latex_text

_PARTS = re.compile(
    r"\$(?P<formula>(?:\\.|[^$\\])+)\$|``(?P<long>[^`]+)``|`(?P<code>[^`]+)`|\\eqref\{(?P<reference>[^}]*)\}"
)


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
    """Equations one below the other, each in LaTeX with ``&`` where they align.

    ``labels`` has one for each line; the equation that ends there is numbered, "" for none. ``others`` says how the
    same equations are printed in other languages, from what they were printed from: pairs of a language and a function
    that gives a Display in it. A Display made by hand needs none: what is written elsewhere is read from its LaTeX.
    """

    lines: tuple[str, ...]
    labels: tuple[str, ...] = ()
    others: tuple[tuple[str, Callable[[], Display]], ...] = field(default=(), compare=False, repr=False)

    @property
    def labelled(self) -> Iterator[tuple[str, str]]:
        """Each line with its label."""
        return zip(self.lines, self.labels or [""] * len(self.lines), strict=True)

    @property
    def equations(self) -> list[tuple[tuple[str, ...], str]]:
        """Each equation, its lines with its label; what stands without a label at the end is one too."""
        found: list[tuple[tuple[str, ...], str]] = []
        lines: tuple[str, ...] = ()
        for line, label in self.labelled:
            lines = (*lines, line)
            if label:
                found.append((lines, label))
                lines = ()
        return [*found, (lines, "")] if lines else found

    def without(self, labels: Container[str]) -> Display:
        """The display without the equations of these labels, in every language."""
        kept = [(line, label) for lines, own in self.equations if own not in labels
                for line, label in zip(lines, [*[""] * (len(lines) - 1), own], strict=True)]  # fmt: skip
        others = tuple((language, partial(_without, made, labels)) for language, made in self.others)
        return Display(tuple(line for line, _ in kept), tuple(label for _, label in kept), others)

    def in_language(self, language: str) -> Display | None:
        """The same equations in another language; None where nothing is known but their LaTeX."""
        made = dict(self.others).get(language)
        return made and made()


def _without(made: Callable[[], Display], labels: Container[str]) -> Display:
    return made().without(labels)


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
Numbers: TypeAlias = Mapping[str, int | str]  # label -> the number of its equation, or itself where it has none


@dataclass(frozen=True, repr=False)
class Document:
    """A title, one line of text, and blocks, in order. A notebook shows it whole, ``print`` its Markdown.

    ``own_labels`` are labels of equations that stand elsewhere, in their author's paper.

    Raises SymgradError for a title that cannot be shown, or a formula in it that would break out.
    """

    title: str
    blocks: tuple[Block, ...]
    own_labels: tuple[str, ...] = ()
    recipe: Any = field(default=None, compare=False)  # how it was made, where symgrad made it

    def __post_init__(self) -> None:
        title = " ".join(self.title.split())
        if not title.isprintable():
            raise SymgradError(f"a title is text that can be shown, but {self.title!r} came.")
        for part in parts_of(title):
            if part.kind == "formula":
                latex_text(part.inside, f"the title {title!r}")
        object.__setattr__(self, "title", title)

    def __str__(self) -> str:
        return self._repr_markdown_()

    def __repr__(self) -> str:
        equations = sum(len(block.lines) for block in self.blocks if isinstance(block, Display))
        return f"<{type(self).__name__} {self.title!r}, {len(self.blocks)} blocks, {equations} lines of equations>"

    def _repr_markdown_(self) -> str:
        return str(higher("symgrad.documents.markdown").markdown(self))


def numbers_of(document: Document) -> Numbers:
    """Label -> the number of its equation, from 1, or itself where the equation stands elsewhere.

    Raises SymgradError for a label that stands twice.

    >>> numbers_of(Document("Two", (Display(("a &= b", "c &= d"), ("eq:a", "eq:c")),)))
    {'eq:a': 1, 'eq:c': 2}
    """
    found: dict[str, int | str] = {}
    for block in document.blocks:
        for label in block.labels if isinstance(block, Display) else ():
            if label in found:
                raise SymgradError(f"{document.title}: two equations are labelled {label}; give one another label.")
            if label:
                found[label] = len(found) + 1
    return {label: label for label in document.own_labels} | found


def check_references(document: Document) -> None:
    """Raises SymgradError where a text of the document refers to an equation that it does not have.

    >>> check_references(Document("One", (Paragraph(r"From \\eqref{eq:a}."),)))
    Traceback (most recent call last):
    symgrad.errors.SymgradError: a reference to eq:a, but no equation has that label.
    """
    numbers = numbers_of(document)
    for text in _texts(document):
        for part in parts_of(text):
            if part.kind == "reference":
                number_in(numbers, part.inside)


def _texts(document: Document) -> Iterator[str]:
    yield document.title
    for block in document.blocks:
        if isinstance(block, (Heading, Paragraph)):
            yield block.text
        elif isinstance(block, Table):
            yield from block.header
            for row in block.rows:
                yield from row


class Part(NamedTuple):
    """A part of a text: what it is, what stands in it, and how it was written."""

    kind: Literal["plain", "formula", "code", "reference"]
    inside: str
    written: str


def parts_of(text: str) -> list[Part]:
    """Text in its parts: plain, ``$formula$``, ```code```, and ``\\eqref{label}``.

    >>> [part.kind for part in parts_of("the $x$ of `x`, for $5")]
    ['plain', 'formula', 'plain', 'code', 'plain']
    """
    parts: list[Part] = []
    start = 0
    for found in _PARTS.finditer(text):
        parts.append(Part("plain", text[start : found.start()], text[start : found.start()]))
        inside: str = found[found.lastgroup or 0]
        kind: Literal["formula", "reference", "code"] = "code"
        if found["formula"] is not None:
            kind = "formula"
        elif found["reference"] is not None:
            kind = "reference"
        parts.append(Part(kind, inside, found[0]))
        start = found.end()
    parts.append(Part("plain", text[start:], text[start:]))
    return [part for part in parts if part.written]


def number_in(numbers: Numbers, label: str) -> int | str:
    """The number of a label; SymgradError where no equation has it."""
    if label not in numbers:
        raise SymgradError(f"a reference to {label}, but no equation has that label.")
    return numbers[label]
