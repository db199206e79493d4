"""Why gradients vanish: the Jacobian of a state by an earlier one, its bounds, and its norm along runs of three cells.

Run it to print the derivation, and to write its documents and, where matplotlib is installed, the picture.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

import symgrad as sg
from symgrad.documents import Display, Document, Heading, Paragraph, Table
from symgrad.documents.pictures import curves
from symgrad.errors import MissingPackageError
from symgrad.printing import ARTICLE
from symgrad.recurrence.state_jacobian import StateJacobian, StateNorms

FOLDER = Path(__file__).parent
CELLS = {"Elman": "elman", "LSTM": "lstm", "GRU": "gru"}
SIZE, STEPS = 16, 60
SHOWN = (0, 1, 2, 5, 10, 20, 40, 60)


def jacobians() -> dict[str, StateJacobian]:
    """The Jacobian of the state for each cell."""
    return {title: sg.Recurrence(getattr(sg.cells, name)()).state_jacobian() for title, name in CELLS.items()}


def norms(jacobian: StateJacobian) -> StateNorms:
    """Norms along a run at random weights of the usual size; the forget bias of an LSTM is 1, as one starts it."""
    source = np.random.default_rng(0)
    arrays = {}
    for symbol in jacobian.cell.parameters:
        shape = (SIZE,) if symbol.shape[1] == 1 else (SIZE, SIZE)
        drawn = source.standard_normal(shape) / np.sqrt(SIZE)
        arrays[symbol.name] = np.zeros(shape) if symbol.shape[1] == 1 else drawn
    for bias in {"b_f", "b_z"} & arrays.keys():
        arrays[bias] = np.ones(SIZE)
    return jacobian.norms(x=0.3 * source.standard_normal((STEPS, SIZE)), **arrays)


def document(found: dict[str, StateNorms]) -> Document:
    """The products, their bounds, and the numbers."""
    blocks: list[object] = [
        Paragraph(
            "How much the state at $t$ depends on the one $k$ steps before is a product of $k$ Jacobians. A norm of a "
            "product is at most the product of the norms: where each is below 1, the gradient vanishes as a power."
        )
    ]
    for title, jacobian in jacobians().items():
        blocks += [Heading(title), Display(tuple(jacobian.latex_lines(ARTICLE)))]
    rows = [(f"$k = {k}$", *(f"{run.norms[k]:.2e}" for run in found.values())) for k in SHOWN]
    blocks += [
        Heading("Along a run"),
        Paragraph(
            f"The spectral norm of $\\partial h_T / \\partial h_{{T-k}}$ for cells of {SIZE} units at random weights "
            f"of the usual size (the biases of the gates that keep the state are 1), $T = {STEPS}$."
        ),
        Table(("steps", *found), tuple(rows)),
    ]
    return Document("Why gradients vanish", tuple(blocks))  # type: ignore[arg-type]


def picture(found: dict[str, StateNorms]) -> str:
    """The norms against k."""
    runs = {title: run.norms for title, run in found.items()}
    return curves(runs, "$k$", r"$\Vert \partial h_T / \partial h_{T-k} \Vert$")


def main() -> int:
    """Prints the derivation, and writes the documents and the picture."""
    for title, jacobian in jacobians().items():
        print(f"{title}\n{jacobian}\n")
    found = {title: norms(jacobian) for title, jacobian in jacobians().items()}
    written = document(found)
    shown = sg.markdown(written).replace("\n\n", "\n\n![The norms against k](norms.svg)\n\n", 1)
    files = {"vanishing_gradients.md": shown, "vanishing_gradients.tex": sg.tex(written)}
    try:
        files["norms.svg"] = picture(found)
    except MissingPackageError as error:
        print(f"no picture: {error}")
    for name, text in files.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"written: derivations/vanishing_gradients/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
