"""The gallery: documents of each cell and of its way through time, in Markdown and LaTeX."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import symgrad as sg
from symgrad.documents import Document

FOLDER = Path(__file__).parent / "cells"


def documents() -> Iterator[tuple[str, Document]]:
    """Name and document of each cell that ``sg.cells`` lists, and of what it does through time if it carries something.

    The first line of a cell's docstring is the title.
    """
    for name in sg.cells.__all__:
        make = getattr(sg.cells, name)
        cell = make()
        title = (make.__doc__ or name).strip().splitlines()[0].rstrip(".")
        yield name, sg.document(cell, title, label=name)
        if cell.carry:
            over_time = sg.Recurrence(cell.replace(outputs=cell.outputs[:1]))  # what the layer above sees
            notation = "greff" if name == "lstm_peephole" else "plain"  # the paper's own marks
            yield f"{name}_through_time", sg.document(over_time, f"{title}; through time", notation, label=name)


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
