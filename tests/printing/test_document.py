"""A document with all of it goes through pdflatex; what it would complain about is found."""

import shutil
import subprocess

import pytest
from test_matrix_forms import FORMS as MATRIX_FORMS
from test_scalar_forms import FORMS as SCALAR_FORMS
from test_systems_in_print import lstm, notebook

from symgrad.calculus.modes import gradient_program, tangent_program
from symgrad.printing import latex_equations
from symgrad.printing.notation import Notation

pytestmark = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")

DOCUMENT = r"""\documentclass{article}
\usepackage[margin=1cm]{geometry}
\usepackage{amsmath,amssymb}
\allowdisplaybreaks
\begin{document}
%s
\end{document}
"""


def complaints(body, folder):
    (folder / "page.tex").write_text(DOCUMENT % body, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "page.tex"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace")
    return [line for line in run.stdout.splitlines() if line.startswith(("!", "Overfull \\hbox"))]


def test_everything_goes_through_pdflatex(tmp_path):
    gradient = gradient_program(lstm())
    blocks = [
        latex_equations(notebook(), "align", labels="eq:"),
        latex_equations(gradient, "align*"),
        latex_equations(gradient, "gather*", Notation("bold", bold=True, dot="cdot", outer="otimes")),
        latex_equations(tangent_program(gradient_program(lstm(), ["h"]), ["W_i"]), "align*"),
        *(rf"\[ {in_latex} \]" for _, in_latex, _ in (*SCALAR_FORMS, *MATRIX_FORMS)),
    ]
    assert complaints("\n".join(blocks), tmp_path) == []


def test_a_double_superscript_is_complained_of(tmp_path):
    assert complaints(r"\[ h_1^{\mathrm{prev}}^2 \]", tmp_path) == ["! Double superscript."]
