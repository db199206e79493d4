r"""A paper of two pages in two columns: own macros, fragments taken in by \input, cleveref, an algorithm; Beamer."""

import re

import pytest

import symgrad as sg
from symgrad.printing.macro_files import macros_in
from tests.documents.latex_runs import complaints, needs

MACROS = r"""
\newcommand{\mat}[1]{\mathbf{#1}}
\newcommand{\vh}{\mathbf{h}}
\newcommand{\vx}{\mathbf{x}}
\newcommand{\vc}{\mathbf{c}}
\newcommand{\vz}{\mathbf{z}}
"""
NAMES = r"""
h = \vh
x = \vx
c = \vc
W_i = \mat{W}_{i}
W = \mat{W}
"""
WIDTH = 221.0  # of a column of article, a4paper, twocolumn
PAPER = r"""\documentclass[a4paper,twocolumn]{article}
\usepackage{amsmath,algorithm,algpseudocode}
\usepackage{cleveref}
\input{mine}
\title{A backward pass that nobody typed}
\author{}\date{}
\begin{document}
\maketitle
\section{Introduction}
We derive the gradients of two cells. The backward pass of the LSTM ends in \cref{eq:lstm:bar_c_prev}, and that of the
gated unit in \cref{eq:gru:bar_h_prev}; \cref{alg:elman} runs backward through time. We write $\vh$ for the state and
$\vx$ for the input of a cell.
\section{The LSTM}
\input{lstm}
\section{The gated recurrent unit}
\input{gru}
\section{Through time}
\Cref{eq:unit:bar_h-t} is the recursion of the unit of Elman.
\input{elman}
\input{loop}
\end{document}
"""
SLIDES = r"""\documentclass{beamer}
\usepackage{amsmath,algorithm,algpseudocode}
\input{mine}
\begin{document}
\begin{frame}[allowframebreaks]
\frametitle{The gated recurrent unit}
\input{gru}
\end{frame}
\end{document}
"""


def files(references="cref"):
    """The fragments of the paper, and the author's macros."""
    macros = macros_in(NAMES)
    how = {"fragment": True, "documentclass": ("article", "a4paper,twocolumn"), "macros": macros}
    parts = ["forward", "boundary", "backward", "parameter gradients"]
    over_time = sg.Recurrence(sg.cells.elman()).gradient()
    made = {
        "lstm": sg.document(sg.cells.lstm(), label="lstm", notation="bar", check=False, sections=parts),
        "gru": sg.document(sg.cells.gru(), label="gru", notation="bar", check=False, sections=parts),
        "elman": sg.document(over_time, label="unit", notation="bar", check=False, sections=parts),
    }
    told = {name: sg.tex(one, references=references, **how) for name, one in made.items()}
    notation = sg.printing.NOTATIONS["bar"].with_macros(macros)
    loop = sg.algorithm(over_time, notation=notation, label="elman", width=WIDTH)
    return {**told, "loop": loop, "mine": MACROS}


@pytest.fixture(scope="module")
def written():
    return files()


def test_the_fragments_call_the_authors_macros_and_define_none(written):
    for name in ("lstm", "gru", "elman"):
        head, _, body = written[name].partition("\n\n")
        assert re.search(r"% and your own .*\\vh", head)
        assert r"\vh_t" in body
        assert r"\newcommand{" not in body
    assert r"\mat{W}_{i}" in written["lstm"]


@needs("cleveref.sty", "algorithm.sty", "algpseudocode.sty")
def test_the_paper_compiles_without_a_complaint(written, tmp_path):
    assert complaints(tmp_path, paper=PAPER, **written) == []


@needs("cleveref.sty", "algorithm.sty", "algpseudocode.sty")
def test_what_would_be_wrong_with_it_is_found(written, tmp_path):
    assert "! Undefined control sequence." in complaints(tmp_path, paper=PAPER, **{**written, "mine": "% none"})
    lost = {**written, "loop": written["loop"].replace("alg:elman", "alg:other")}
    assert any("Reference `alg:elman'" in line for line in complaints(tmp_path, paper=PAPER, **lost))


@needs("beamer.cls", "algorithm.sty", "algpseudocode.sty")
def test_the_same_fragments_stand_on_slides(tmp_path):
    assert complaints(tmp_path, paper=SLIDES, **files("eqref")) == []
