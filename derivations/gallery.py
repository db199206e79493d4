"""The gallery: documents of each cell and of its way through time, in Markdown and LaTeX, and a page that shows all."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

import symgrad as sg
from derivations.gallery_index import index_html, index_markdown
from symgrad.documents import Document

FOLDER = Path(__file__).parent / "cells"


def documents(names: Sequence[str] | None = None) -> Iterator[tuple[str, Document]]:
    """Name and document of each of these cells, by default of all, and of what it does through time if it carries.

    The first line of a cell's docstring is the title.
    """
    for name in names or sg.cells.__all__:
        make = getattr(sg.cells, name)
        cell = make()
        title = (make.__doc__ or name).strip().splitlines()[0].rstrip(".")
        yield name, sg.document(cell, title, label=name)
        if cell.carry:
            over_time = sg.Recurrence(cell.replace(outputs=cell.outputs[:1]))  # what the layer above sees
            notation = "greff" if name == "lstm_peephole" else "plain"  # the paper's own marks
            yield f"{name}_through_time", sg.document(over_time, f"{title}; through time", notation, label=name)


def files(names: Sequence[str] | None = None) -> Iterator[tuple[str, str]]:
    """Name and text of each file of these cells, by default of all."""
    for name, document in documents(names):
        yield f"{name}.md", sg.markdown(document)
        yield f"{name}.tex", sg.tex(document)


def index() -> Iterator[tuple[str, str]]:
    """Name and text of the page that shows all cells, in each of its forms."""
    yield "index.md", index_markdown(sg.cells.__all__)
    yield "index.html", index_html(sg.cells.__all__)


def write() -> list[Path]:
    """Writes the gallery; the files that it wrote. Files of cells that are no more are removed."""
    FOLDER.mkdir(exist_ok=True)
    written = []
    for name, text in itertools.chain(index(), files()):
        path = FOLDER / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    for path in FOLDER.iterdir():
        if path not in written:
            path.unlink()
    return written
