"""Documents in an author's own paper: fragments, classes, two columns, own macros, cleveref."""

import re

import pytest

import symgrad as sg
from symgrad.documents import Document, Paragraph
from symgrad.documents.cross_references import REFERENCES
from symgrad.documents.paper import paper_of
from symgrad.printing import NOTATIONS
from tests.documents.latex_runs import complaints, needs
from tests.own_cells import REPRESENTATIVE
from tests.systems import lstm

ROWS = {
    "h": r"\vh", "x": r"\vx", "W_i": r"\Wi", r"\vh": r"\mathbf{h}", r"\vx": r"\vect{x}", r"\vect": r"\mathbf{#1}",
    r"\Wi": r"\mathbf{W}_{\!i}",
}  # fmt: skip
HAND = Document("By hand", (Paragraph("It has $n$ units."),))


@pytest.fixture(scope="module", params=NOTATIONS)
def made(request):
    return sg.document(lstm(), notation=request.param, label="lstm", check=False)


def test_a_fragment_says_what_its_paper_needs():
    cell = sg.cells.dense()
    made = sg.document(cell, "A layer", label="layer", check=False, steps=[])
    text = sg.tex(made, fragment=True, macros={"W": r"\mW", "x": r"\vx", r"\vx": r"\mathbf{x}"}, references="cref")
    head, _, body = text.partition("\n\n")
    assert head == (
        "% A layer. The preamble of the paper needs:\n% \\usepackage{amsmath}\n% \\usepackage{cleveref}\n"
        "% \\newcommand{\\vx}{\\mathbf{x}}\n% and your own \\mW\n% Lines are broken for a text 345 pt wide."
    )
    assert body.startswith("\\begingroup\\allowdisplaybreaks[2]\n\n\\subsection*{Names}")
    assert body.endswith("\\endgroup\n")
    assert r"\mW \vx" in body
    for word in ("documentclass", "usepackage", r"\begin{document}", r"\newcommand", r"\title"):
        assert word not in body


def test_a_document_by_hand_has_a_fragment_too_but_no_names_to_change():
    assert sg.tex(HAND, fragment=True).splitlines()[-1] == "It has $n$ units."
    with pytest.raises(sg.ArgumentError, match="'By hand' was made by hand; write them"):
        sg.tex(HAND, macros={"n": r"\nn"})


def test_titles_are_short():
    cells = [getattr(sg.cells, name)() for name in REPRESENTATIVE]
    made = [sg.document(cell, check=False, sections=["names"]) for cell in cells]
    recurrent = [sg.Recurrence(cell) for cell in cells if cell.carry]
    made += [sg.document(one.gradient(of=one.outputs[0]), sections=["names"]) for one in recurrent]
    assert max(len(one.title) for one in made) <= 50
    assert made[-1].title == "Backpropagation through time"


def test_an_equation_of_several_lines_stays_on_one_page():
    made = sg.document(sg.cells.slstm(), notation="leibniz", check=False, sections=["backward"])
    text = sg.tex(made, columns=2)
    assert r"\notag \\*" in text
    assert r"\notag \\" + "\n" not in text


def test_a_fragment_has_no_preamble():
    with pytest.raises(sg.ArgumentError, match="a fragment has no preamble"):
        sg.tex(HAND, fragment=True, preamble=r"\usepackage{bm}")


def test_the_preamble_has_class_macros_and_own_lines():
    made = sg.document(sg.cells.dense(), check=False, steps=[])
    text = sg.tex(made, documentclass=("report", "11pt"), preamble="\\usepackage{bm}", macros={r"\vh": r"\bm{h}"})
    assert text.startswith("\\documentclass[11pt]{report}\n")
    assert "\\newcommand{\\vh}{\\bm{h}}\n\\usepackage{bm}\n\n\\begin{document}\n\\title" in text
    with pytest.raises(sg.ArgumentError, match=r"but \\begin\{document\} stands in it"):
        sg.tex(made, preamble=r"\begin{document}")


@pytest.mark.parametrize(
    ("documentclass", "columns", "width", "told"),
    [
        (None, None, 345.0, 1),
        (None, 2, 246.0, 2),
        ("article", None, 345.0, 1),
        ("article", 2, 221.0, 2),
        (r"\documentclass[11pt]{article}", None, 360.0, 1),
        (r"\documentclass[a4paper,twocolumn]{article}", None, 221.0, 2),
        ("IEEEtran", None, 252.0, 2),
        (("acmart", "sigconf"), None, 241.1, 2),
        ("mine", 2, 246.0, 2),
    ],
)
def test_the_width_of_the_text_is_that_of_the_class(documentclass, columns, width, told):
    paper = paper_of(documentclass, columns)
    assert (paper.width, paper.columns) == (width, told)


@pytest.mark.parametrize("wrong", ["", "a b", r"\documentclass{a}{b}", ("article", "}"), ("article", "$")])
def test_what_is_no_class_is_refused_by_name(wrong):
    with pytest.raises(sg.ArgumentError, match="documentclass is the name of a class"):
        sg.tex(HAND, documentclass=wrong)


def test_one_column_of_a_class_that_has_two_is_refused():
    with pytest.raises(sg.ArgumentError, match=r"columns=1, but the class article with twocolumn has two"):
        sg.tex(HAND, documentclass=("article", "twocolumn"), columns=1)


def test_a_document_is_made_again_for_its_columns():
    made = sg.document(lstm(), notation="leibniz", check=False)
    wide, narrow = sg.tex(made), sg.tex(made, columns=2)
    assert narrow.count(r"\quad") > wide.count(r"\quad")
    assert sg.tex(made) == wide  # the document itself stays


def test_references_by_cleveref():
    text = r"\eqref{a} holds. From \eqref{a}, \eqref{b} and \eqref{c}; inside the equations \eqref{a} to \eqref{c}."
    assert REFERENCES["eqref"](text) == text
    assert REFERENCES["cref"](text) == r"\Cref{a} holds. From \cref{a,b,c}; inside \crefrange{a}{c}."


def test_a_macro_without_a_definition_is_told_where_latex_fails():
    made = sg.document(sg.cells.dense(), check=False, steps=[], notation=sg.Notation(macros={"x": r"\vx"}))
    with pytest.raises(sg.SymgradError, match=r"(?s)Undefined control sequence.*give its definition in macros="):
        sg.pdf(made)


test_a_macro_without_a_definition_is_told_where_latex_fails = needs()(
    test_a_macro_without_a_definition_is_told_where_latex_fails
)


@needs()
def test_a_pdf_in_two_columns_with_own_macros_and_a_file_of_ones_own(tmp_path, monkeypatch):
    (tmp_path / "mine.sty").write_text(r"\newcommand{\vx}{\mathbf{x}}")
    monkeypatch.chdir(tmp_path)
    made = sg.document(sg.cells.dense(), check=False, steps=[])
    assert sg.pdf(made, columns=2, preamble=r"\usepackage{mine}", macros={"x": r"\vx"}).startswith(b"%PDF")


@needs("cleveref.sty")
def test_two_columns_with_own_macros_compile_in_every_notation(made, tmp_path):
    text = sg.tex(made, columns=2, macros=ROWS, references="cref")
    assert complaints(tmp_path, paper=text) == []


PAPER = r"""\documentclass[a4paper,twocolumn]{article}
\usepackage{amsmath}
\usepackage{cleveref}
%s
\begin{document}
\section{Two cells}
\input{lstm}
\section{Another one}
\input{gru}
\end{document}
"""


def fragments(**changes):
    options = {"fragment": True, "documentclass": ("article", "a4paper,twocolumn"), "references": "cref", **changes}
    return {
        name: sg.tex(sg.document(getattr(sg.cells, name)(), label=name, check=False, notation="bar"), **options)
        for name in ("lstm", "gru")
    }


@needs("cleveref.sty")
def test_fragments_compile_in_a_paper_that_has_what_they_ask_for(tmp_path):
    made = fragments(macros=ROWS)
    asked = re.findall(r"^% (\\newcommand.*)$", made["lstm"], re.MULTILINE)
    assert complaints(tmp_path, paper=PAPER % "\n".join(asked), **made) == []


@needs("cleveref.sty")
def test_what_is_wrong_with_a_paper_is_found(tmp_path):
    """Negative control: without the macros, and with lines for a wider text."""
    made = fragments(macros=ROWS)
    assert "! Undefined control sequence." in complaints(tmp_path, paper=PAPER % "", **made)
    wide = fragments(documentclass=None)
    assert any(line.startswith("Overfull") for line in complaints(tmp_path, paper=PAPER % "", **wide))
