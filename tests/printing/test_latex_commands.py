"""The list of LaTeX's own commands is what LaTeX says."""

import shutil
import subprocess

import pytest

from symgrad.printing.latex_commands import LATEX_COMMANDS

NO_LATEX = "no LaTeX on this machine: pdflatex is not found"
if shutil.which("pdflatex") is None:
    print(NO_LATEX)
ASKED = r"\ifcsname %s\endcsname\else\immediate\write\asked{%s}\fi"
DOCUMENT = r"""\documentclass{article}
\usepackage{amsmath,amssymb}
\begin{document}
\newwrite\asked
\immediate\openout\asked=unknown.txt
%s
\immediate\closeout\asked
\end{document}
"""


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason=NO_LATEX)
def test_every_command_of_the_list_is_latexs(tmp_path):
    names = [*sorted(LATEX_COMMANDS - {"fi", "else", "or"}), "vh", "mW"]
    (tmp_path / "ask.tex").write_text(DOCUMENT % "\n".join(ASKED % (name, name) for name in names))
    subprocess.run(["pdflatex", "-interaction=batchmode", "ask.tex"], cwd=tmp_path, capture_output=True, check=False)
    unknown = (tmp_path / "unknown.txt").read_text().split()
    assert unknown[-2:] == ["vh", "mW"]  # as many are not known in another year's LaTeX as one hand counts
    assert len(unknown[:-2]) <= 40
