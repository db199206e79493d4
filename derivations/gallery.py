"""The gallery: one document for each cell of the library, as Markdown and as LaTeX; ``python3 -m derivations``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import symgrad as sg
from symgrad.documents import Document

FOLDER = Path(__file__).parent / "cells"


def documents() -> Iterator[tuple[str, Document]]:
    """Name and document of each cell that ``sg.cells`` lists; its docstring's first line is the title."""
    for name in sg.cells.__all__:
        make = getattr(sg.cells, name)
        title = (make.__doc__ or name).strip().splitlines()[0].rstrip(".")
        yield name, sg.document(make(), title, label=name)


def files() -> Iterator[tuple[str, str]]:
    """Name and text of each file of the gallery."""
    for name, document in documents():
        yield f"{name}.md", sg.markdown(document)
        yield f"{name}.tex", sg.tex(document)


def write() -> list[Path]:
    """Writes the gallery; the files that it wrote. Files of cells that are no more are removed."""
    FOLDER.mkdir(exist_ok=True)
    written = []
    for name, text in files():
        path = FOLDER / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    for path in FOLDER.iterdir():
        if path not in written:
            path.unlink()
    return written
