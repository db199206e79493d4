"""What the catalogue knows of a cell without building it."""

from __future__ import annotations

from typing import NamedTuple

from symgrad.citation import Citation


class CatalogueRow(NamedTuple):
    """One cell.

    name      of the function, ``sg.cells.NAME``
    module    the file in ``symgrad/cells/`` that has it
    family    of cells that are told together: "LSTM", "GRU", "recurrent", "linear recurrence", "layer", ...
    title     what it is, in a few words
    source    the paper that its equations are taken from, and where they stand there
    keywords  words that one may look for and that stand in no other part of the row
    """

    name: str
    module: str
    family: str
    title: str
    source: Citation
    keywords: str = ""
