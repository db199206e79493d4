"""The LSTM through time: run it to derive backpropagation through time, and to write its documents.

No unrolling and no recursion by hand: the cell's own tangents and transposes, told at t, with t - 1 and t + 1.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

import symgrad as sg
from symgrad.documents import Document, Heading, Paragraph, Table

FOLDER = Path(__file__).parent
LENGTHS = (1, 2, 5, 50)


def recurrence() -> sg.Recurrence:
    """The standard LSTM over time, as the layer above sees it: h comes out."""
    cell = sg.cells.lstm()
    return sg.Recurrence(cell.replace(outputs=["h"]))


def checked(over_time: sg.Recurrence) -> Table:
    """The gradients beside the complex step, for some lengths."""
    rows = []
    for steps in LENGTHS:
        x = np.random.default_rng(steps).standard_normal((steps, 2))
        report = over_time.check(at={"x": x}, method="complex")
        worst = max(entry.relative_error for entry in report.entries)
        rows.append((f"$T = {steps}$", str(len(report.entries)), "below 1e-11" if worst < 1e-11 else f"{worst:.0e}",
                     "pass" if report else "FAIL"))  # fmt: skip
    return Table(("length", "entries", "relative error", "verdict"), tuple(rows))


def document() -> Document:
    """The whole derivation."""
    over_time = recurrence()
    told = sg.document(over_time, "The LSTM through time", check=False, label="lstm")
    words = Paragraph(
        "The equations of the cell hold at every $t$. What the cell carries from $t-1$ to $t$ has a cotangent that its "
        "transpose carries from $t+1$ to $t$; parameters stay the same, so their gradients are sums over $t$. "
        "$\\Delta_h$ is the cotangent that comes from above."
    )
    check = Paragraph("Every gradient beside the complex step of the outputs of all steps:")
    return Document(told.title, (words, *told.blocks, Heading("Check"), check, checked(over_time)))


def main() -> int:
    """Prints the equations, and writes the documents."""
    print(recurrence().gradient())
    written = document()
    for name, text in (("lstm_through_time.md", sg.markdown(written)), ("lstm_through_time.tex", sg.tex(written))):
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"\nwritten: derivations/lstm_through_time/{name}", end="")
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
