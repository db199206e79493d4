"""Slides: whole strings, and frames that nothing leaves."""

import re
import subprocess

import pytest

import symgrad as sg
from symgrad.documents import Display, Document, Heading, Listing, Paragraph, Table
from symgrad.errors import SymgradError
from tests.documents.latex_runs import needs
from tests.own_cells import notations_in_turn

needs_beamer = needs("beamer.cls")

SHOWN = ("lstm", "lstm_layer_norm", "mlstm", "gru")
SMALL = Document(
    "Two & more",
    (
        Heading("First_part"),
        Paragraph(r"See \eqref{eq:y}:"),
        Display(("y &= a", r"&\quad {} + b", "z &= c"), ("", "eq:y", "eq:z")),
        Heading("A table"),
        Table(("symbol", "of"), (("$u$", r"\eqref{eq:z}"),)),
        Listing("x = 1\ny = 2\n"),
    ),
)
TOLD = r"""\title{Two \& more}
\date{}

\begin{document}
\frame{\titlepage}

\begin{frame}
\frametitle{First\_part}
See \eqref{eq:y}:
\begin{align}
y &= a \notag \\*
&\quad {} + b \label{eq:y} \\
z &= c \label{eq:z}
\end{align}
\end{frame}

\begin{frame}[fragile]
\frametitle{A table}
{\renewcommand{\arraystretch}{1.4}
\begin{tabular}{ll}
symbol & of \\ \hline
$u$ & \eqref{eq:z} \\
\end{tabular}
}

{\scriptsize
\begin{verbatim}
x = 1
y = 2
\end{verbatim}
}
\end{frame}

\end{document}
"""


def faults(text, folder):
    """What LaTeX says against slides: errors, what leaves a frame by more than 1 pt, lost references."""
    (folder / "slides.tex").write_text(text, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-no-shell-escape", "slides.tex"]
    for _ in range(2):
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    lines = run.stdout.splitlines()
    over = [line for line in lines if (found := re.match(r"Overfull .*\(([0-9.]+)pt", line)) and float(found[1]) > 1.0]
    return over + [line for line in lines if line.startswith(("!", "LaTeX Warning: Reference"))]


def test_slides_as_they_are_written():
    made = sg.slides(SMALL)
    assert made[made.index(r"\title") :] == TOLD


def test_what_is_long_goes_on_in_frames_that_are_numbered():
    lines = tuple(f"a_{{{k}}} &= b" for k in range(30))
    made = sg.slides(Document("A", (Heading("Long"), Display(lines, tuple(f"eq:{k}" for k in range(30))))))
    assert re.findall(r"\\frametitle\{(.*)\}", made) == [f"Long ({k})" for k in (1, 2, 3)]
    assert re.findall(r"\\label\{eq:(\d+)\}", made) == [str(k) for k in range(30)]
    assert made.count(r"\begin{align}") == 3


def test_a_paragraph_that_leads_stands_with_what_it_leads_to():
    many = Display(tuple("a &= b" for _ in range(9)), tuple(f"eq:{k}" for k in range(9)))
    made = sg.slides(Document("A", (Heading("B"), many, Paragraph("Result:"), Display(("c &= d",), ("eq:c",)))))
    frame = made.split(r"\begin{frame}")[-1]
    assert "Result:" in frame
    assert r"\label{eq:c}" in frame


def test_a_reference_to_nothing_is_an_error():
    with pytest.raises(SymgradError, match="a reference to eq:q"):
        sg.slides(Document("A", (Paragraph(r"See \eqref{eq:q}."),)))


@needs_beamer
@pytest.mark.parametrize("name", SHOWN)
def test_slides_compile_and_nothing_leaves_a_frame(name, tmp_path):
    for notation in notations_in_turn(SHOWN.index(name)):
        made = sg.document(getattr(sg.cells, name)(), notation=notation, check=False)
        assert faults(sg.slides(made), tmp_path) == [], notation


@needs_beamer
def test_a_frame_that_is_too_full_is_seen(tmp_path):
    full = sg.slides(SMALL).replace(r"y &= a \notag", r"y &= a \notag \\ " * 30 + r"y &= a \notag")
    assert any("vbox" in fault for fault in faults(full, tmp_path))
