"""Every cell in every notation through LaTeX: ``python3 -m tests.documents.every_notation``.

Forward and backward pass, each derivative of an output, and the way through time, in one document for each cell and
notation, and what sg.document makes in two columns; cells of no library (``tests/own_cells.py``) too. Ends with status
1 when one does not compile, or has a line wider than the page by more than 1 pt.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import symgrad as sg
from symgrad.documents import Display, Document, Heading, document, tex
from symgrad.printing import ARTICLE, NOTATIONS
from tests.own_cells import OWN

CELLS = {name: getattr(sg.cells, name) for name in sg.cells.__all__} | OWN
_OVERFULL = re.compile(r"^Overfull \\hbox \(([0-9.]+)pt")


def whole(name, notation):
    """The document of a cell: what sg.document tells, each derivative in one line, and the cell through time."""
    cell = CELLS[name]()
    blocks = list(document(cell, notation=notation, check=False, label=name).blocks)
    blocks.append(Heading("Each derivative"))
    for output in cell.outputs:
        for source in cell.inputs:
            line = cell.derivative(output, source).latex(notation=notation)
            left, _, right = line.partition(" = ")
            rows = sg.printing.aligned_lines([(left, right)], ARTICLE)
            blocks.append(Display(tuple(row for parts in rows for row in parts)))
    if cell.carry:
        over_time = sg.Recurrence(cell).gradient(of=cell.outputs[0])
        blocks += document(over_time, notation=notation, label=f"{name}-time").blocks
    return Document(f"{name}, {notation}", tuple(blocks))


def faults(text):
    """What LaTeX says against a document: errors, lines too wide by more than 1 pt, references to nothing."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "whole.tex").write_text(text, encoding="utf-8")
        command = ["pdflatex", "-interaction=nonstopmode", "-no-shell-escape", "whole.tex"]
        for _ in range(2):
            run = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    lines = run.stdout.splitlines()
    wide = [line for line in lines if (found := _OVERFULL.match(line)) and float(found[1]) > 1.0]
    return wide + [line for line in lines if line.startswith(("!", "LaTeX Warning: Reference"))]


def main(arguments=None):
    """Compiles the documents; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.documents.every_notation")
    parser.add_argument("cells", nargs="*", help="names of cells; by default all")
    options = parser.parse_args(arguments)
    count = bad = 0
    for name in options.cells or CELLS:
        for notation in NOTATIONS:
            cell = CELLS[name]()
            told = [document(cell, notation=notation, check=False)]
            told += [document(sg.Recurrence(cell).gradient(of=cell.outputs[0]), notation=notation)] * bool(cell.carry)
            pages = [tex(whole(name, notation)), *(tex(made, columns=2) for made in told)]
            found = [fault for page in pages for fault in faults(page)]
            count += len(pages)
            bad += bool(found)
            print(f"{name}, {notation}: {'; '.join(found[:3]) or 'compiles'}", flush=True)
    print(f"{count} documents, {bad} with faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
