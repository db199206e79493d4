"""Rows of the catalogue: recurrent cells whose state no gate keeps."""

from symgrad.cells.catalogue.catalogue_row import CatalogueRow
from symgrad.citation import Citation

RECURRENT: tuple[CatalogueRow, ...] = (
    CatalogueRow(
        "elman", "elman", "recurrent", "Elman's recurrent network",
        Citation("Elman", "Finding Structure in Time", "Cognitive Science 14(2)", 1990, "figure 2"),
        "simple vanilla rnn srn context units",
    ),
)  # fmt: skip
