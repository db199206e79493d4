"""A document for Word, by pandoc: each equation is one of Word's own, to be edited there."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
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
from symgrad.documents.markdown import escaped, fenced
from symgrad.errors import MissingPackageError, SymgradError

_LONGEST = 120  # seconds
_SIZED = re.compile(r"\\([bB]igg?)([lr])\s*(\\[A-Za-z]+|\\.|.)")
_WIDE = "| " + ":" + "-" * 89 + " | " + "-" * 9 + ": |"  # of a table whose cells share the width of the text


@taking()
def docx(document: Document, program: str = "pandoc") -> bytes:
    """The document as the bytes of a ``.docx`` file; equations are OMML, which Word edits, with numbers beside them.

    Raises MissingPackageError where there is no pandoc, SymgradError with its message where it fails.

    >>> docx(Document("A cell", (Paragraph("It has $n$ units."),)), program="no-pandoc")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    symgrad.errors.MissingPackageError: a document for Word needs pandoc, but there is no no-pandoc on this machine; ...
    """
    text = _markdown(document)
    if shutil.which(program) is None:
        raise MissingPackageError(
            f"a document for Word needs pandoc, but there is no {program} on this machine; install it (apt-get install "
            f"pandoc, brew install pandoc, or from pandoc.org), or write Markdown and convert it elsewhere."
        )
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "document.docx"
        command = [program, "--from", "markdown-auto_identifiers", "--to", "docx", "--output", str(made)]
        run = subprocess.run(command, input=text.encode(), capture_output=True, check=False, timeout=_LONGEST)
        told = run.stderr.decode("utf-8", errors="replace").strip()
        if run.returncode or "Could not convert TeX math" in told:
            raise SymgradError(f"{program} failed on {document.title!r}: {told}")
        return made.read_bytes()


def _markdown(document: Document) -> str:
    """The document in pandoc's Markdown."""
    numbers = numbers_of(document)
    blocks = [_WRITTEN[type(block)](block, numbers) for block in document.blocks]
    return "\n\n".join([f"% {_text(document.title, numbers)}", *blocks]) + "\n"


def _text(text: str, numbers: Numbers) -> str:
    return "".join(_part(part, numbers) for part in parts_of(text))


def _part(part: Part, numbers: Numbers) -> str:
    if part.kind == "formula":
        return f"${_formula(part.inside)}$"
    if part.kind == "code":
        return part.written
    if part.kind == "reference":
        number = number_in(numbers, part.inside)
        return f"[({number})](#{part.inside})" if isinstance(number, int) else f"({number})"
    return re.sub(r"[\^@#|\[\]!]|^[%:+-]", r"\\\g<0>", escaped(part.written))


def _formula(latex: str) -> str:
    """A formula whose brackets Word sizes, for pandoc drops sizes around signs that it does not know."""
    return _SIZED.sub(r"\3", latex).strip()


def _display(block: Display, numbers: Numbers) -> str:
    rows = []
    for lines, label in block.equations if any(block.labels) else [((line,), "") for line in block.lines]:
        body = _formula(" \\\\ ".join(lines))
        whole = rf"\begin{{aligned}}{body}\end{{aligned}}" if len(lines) > 1 else body.replace("&", "", 1)
        number = f"[({numbers[label]})]{{#{label}}}" if label else ""
        rows.append(f"| $${_in_a_cell(whole)}$$ | {number} |")
    return "\n".join(["|  |  |", _WIDE, *rows])


def _in_a_cell(text: str) -> str:
    return text.replace("|", r"\vert ")


def _table(block: Table, numbers: Numbers) -> str:
    def row(cells: Sequence[str]) -> str:
        return "| " + " | ".join(_text(cell, numbers) for cell in cells) + " |"

    return "\n".join([row(block.header), "|" + " --- |" * len(block.header), *map(row, block.rows)])


_WRITTEN: Mapping[type, Callable[[Any, Numbers], str]] = {
    Heading: lambda block, numbers: f"{'#' * block.level} {_text(block.text, numbers)}",
    Paragraph: lambda block, numbers: _text(block.text, numbers),
    Display: _display,
    Table: _table,
    Listing: lambda block, numbers: fenced(block),
}
