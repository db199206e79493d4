"""The classes that are known here: their widths are what LaTeX says, and a document compiles in each."""

import re
import subprocess

import pytest

import symgrad as sg
from symgrad.documents.paper import WIDTHS, paper_of
from tests.documents.latex_runs import complaints, lacking

A4 = frozenset({"article", "report", "book", "elsarticle"})  # narrower on it than on the letter paper of LaTeX
CASES = [
    (name, option, columns)
    for name, options in WIDTHS.items()
    for option in options
    for columns in (None, 2)
    if columns or paper_of((name, option), None).columns == 1
]
PAPER = r"""%s
\begin{document}
%s
\typeout{width: \the\columnwidth}
x
\end{document}
"""
TITLE = r"\title{T}\author{A}%s\maketitle"
ACM = r"\affiliation{\institution{I}\country{C}}"


def width_of(head, name, tmp_path):
    """The width of a column, in points, where LaTeX has set a title."""
    begun = r"\begin{frame}" if name == "beamer" else TITLE % (ACM if name == "acmart" else "")
    begun = "" if name in ("elsarticle", "revtex4-2") else begun  # these set a title across both columns
    text = PAPER % (head, begun)
    text = text.replace("x\n", "x\\end{frame}\n") if name == "beamer" else text
    (tmp_path / "paper.tex").write_text(text, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "paper.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False)
    return float(re.search(r"width: ([0-9.]+)pt", run.stdout)[1])


@pytest.mark.parametrize(("name", "option", "columns"), CASES)
def test_a_width_is_what_latex_says(name, option, columns, tmp_path):
    if reason := lacking(f"{name}.cls"):
        pytest.skip(reason)
    paper = paper_of((name, ",".join(filter(None, ["a4paper" if name in A4 else "", option]))), columns)
    assert 0.0 <= width_of(paper.head, name, tmp_path) - paper.width < 0.5


@pytest.mark.parametrize("columns", [None, 2])
@pytest.mark.parametrize("name", sorted(set(WIDTHS) - {"beamer"}))
def test_a_document_compiles_in_each_class(name, columns, tmp_path):
    if reason := lacking(f"{name}.cls"):
        pytest.skip(reason)
    made = sg.document(sg.cells.gru(), check=False)
    found = complaints(tmp_path, paper=sg.tex(made, documentclass=name, columns=columns))
    # Its empty front matter, and no line of ours.
    assert [one for one in found if not (name == "elsarticle" and r"while \output" in one)] == []
