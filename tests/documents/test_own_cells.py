"""Cells that are in no library, as pages: nothing left out, nothing too wide, every mark told."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.documents import Display, Paragraph
from symgrad.printing import NOTATIONS
from tests.documents.latex_runs import complaints, needs
from tests.own_cells import OWN
from tests.properties.marks import authors_of, beside, undefined


@pytest.mark.parametrize("name", OWN)
def test_its_gradients_are_right(name):
    report = OWN[name]().check(method="complex")
    assert report
    assert np.isfinite([entry.relative_error for entry in report.entries]).all()


@pytest.mark.parametrize("name", OWN)
def test_every_mark_is_told(name):
    cell = OWN[name]()
    assert list(beside(cell.value_and_gradient(), authors_of(cell))) == []
    for notation in NOTATIONS:
        assert undefined(sg.document(cell, notation=notation, check=False), authors_of(cell)) == []


@needs("longtable.sty")
@pytest.mark.parametrize("columns", [1, 2])
@pytest.mark.parametrize(("name", "notation"), list(zip(OWN, list(NOTATIONS)[1:], strict=True)))
def test_its_pages(name, notation, columns, tmp_path):
    cell = OWN[name]()
    made = sg.document(cell, notation=notation, check=False, label=name)
    assert not any("too long" in block.text for block in made.blocks if isinstance(block, Paragraph))
    assert complaints(tmp_path, paper=sg.tex(made, columns=columns)) == []


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_carry_is_told_by_time_whatever_its_name(notation):
    cell = OWN["two_states"]()
    lines = "\n".join(cell.gradient().latex(None, notation=notation))
    assert (r"\mathrm{old}" in lines) == (notation == "plain")


def test_the_backward_pass_alone_defines_its_arguments():
    made = sg.document(sg.cells.gru(), sections="backward", check=False)
    first, second = (block for block in made.blocks if isinstance(block, Display))
    assert [line.partition(" &=")[0] for line in first.lines] == [
        r"\hat{\star}", r"\hat{\tilde{h}}^{(2)}", r"\hat{\tilde{h}}"
    ]  # fmt: skip
    assert second.lines[0].startswith(r"\bar{\hat{\tilde{h}}} &= \bar{h}")
    own = {"r": "eq:mine:r", "z": "eq:mine:z", "h_tilde": "eq:mine:c", "h": "eq:mine:h"}
    told = sg.document(sg.cells.gru(), sections="backward", references=own, check=False)
    assert len([block for block in told.blocks if isinstance(block, Display)]) == 1
    assert any(r"\eqref{eq:mine:r}, \eqref{eq:mine:z} and" in getattr(block, "text", "") for block in told.blocks)
    assert r"\eqref{eq:mine:c}" in sg.tex(told)


BEAMER = r"""\documentclass{beamer}
\usepackage{amsmath}
\begin{document}
\begin{frame}[allowframebreaks]{Forward}\input{forward}\end{frame}
\begin{frame}[allowframebreaks]{Backward}\input{backward}\end{frame}
\begin{frame}[allowframebreaks]{Gradients}\input{gradients}\end{frame}
\end{document}
"""


@needs("beamer.cls")
@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_three_fragments_in_beamer(cell, tmp_path):
    parts = {"forward": "forward", "backward": "backward", "gradients": "parameter gradients"}
    made = {
        name: sg.tex(sg.document(getattr(sg.cells, cell)(), sections=section, label=name, check=False),
                     fragment=True, documentclass="beamer")
        for name, section in parts.items()
    }  # fmt: skip
    assert complaints(tmp_path, paper=BEAMER, **made) == []
    assert complaints(tmp_path, paper=BEAMER.replace("{gradients}", "{nothing}"), **made) != []
