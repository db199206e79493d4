"""Documents of systems and derivations: what stands in them, and how each writer writes it."""

import importlib.util
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

import symgrad as sg
from symgrad.documents import Display, Document, Heading, Paragraph, Table
from symgrad.documents.document import numbers_of
from symgrad.errors import MissingPackageError, SymgradError
from symgrad.printing import NOTATIONS
from tests.systems import lstm

NO_LATEX = "no LaTeX on this machine: pdflatex is not found"
NO_MATHML = "latex2mathml is not installed: python3 -m pip install '.[test]'"
for reason, there in ((NO_LATEX, shutil.which("pdflatex")), (NO_MATHML, importlib.util.find_spec("latex2mathml"))):
    if not there:
        print(reason)
needs_latex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason=NO_LATEX)
needs_mathml = pytest.mark.skipif(importlib.util.find_spec("latex2mathml") is None, reason=NO_MATHML)

TWO = Document(
    "Two & more",
    (
        Heading("First_part"),
        Paragraph(r"See \eqref{eq:y}, with $x_1$ & `a_b`."),
        Display(("y &= a", r"&\quad {} + b", "z &= c"), ("", "eq:y", "eq:z")),
        Display(("u &= v",)),
        Table(("symbol", "of"), (("$u$", r"\eqref{eq:z}"),)),
    ),
)


@pytest.fixture(scope="module", params=NOTATIONS)
def written(request):
    return sg.document(lstm(), "The standard LSTM", notation=request.param, label="lstm")


def test_what_stands_in_the_document_of_a_cell():
    made = sg.document(lstm(), label="lstm", steps=[("h", "b_i"), ("c", "c_prev")])
    assert [block.text for block in made.blocks if isinstance(block, Heading)] == [
        "Names", "Forward pass", "Backward pass", "The derivative of $h$ with respect to $b_i$",
        "The derivative of $c$ with respect to $c_{\\mathrm{prev}}$", "Check",
    ]  # fmt: skip
    names, check = (block for block in made.blocks if isinstance(block, Table))
    assert ("$W_i$", "`W_i`", "$(n, m)$", "parameter") in names.rows
    assert ("$c_{\\mathrm{prev}}$", "`c_prev`", "$(n)$", "carried over") in names.rows
    assert ("`bar_W_i`", "6", "1e-10", "pass") in check.rows
    labels = [label for block in made.blocks if isinstance(block, Display) for label in block.labels if label]
    assert labels[:6] == [f"eq:lstm:{name}" for name in ("pre_i", "i", "g", "c", "h", "bar_c")]
    paragraphs = [block.text for block in made.blocks if isinstance(block, Paragraph)]
    assert r"Differential, from \eqref{eq:lstm:i}, \eqref{eq:lstm:c} and \eqref{eq:lstm:h}:" in paragraphs
    assert not any("inside the equation" in text for text in paragraphs)  # they have lines of their own


def test_the_document_of_one_derivative():
    made = sg.document(sg.cells.notebook().derivative("h_1", "V_a1"), notation="greff")
    assert made.title == r"The derivative $\frac{\partial h_1^t}{\partial V_{a1}}$"
    check = made.blocks[-1]
    assert check.rows == (("`d_h_1_d_V_a1`", "2", "1e-10", "pass"),)


def test_each_gradient_has_one_row_in_the_table_of_the_check():
    table = sg.document(sg.cells.attention()).blocks[-1]
    assert [row[:2] for row in table.rows] == [("`dy/dq`", "8"), ("`dy/dK`", "24"), ("`dy/dV`", "48")]


def test_a_failing_check_shows():
    wrong = sg.elementwise("f", slope=lambda x, y: 3 * x, definition=lambda x: x**2)
    x, y = sg.scalars("x y")
    table = sg.document(sg.System([(y, wrong(x))])).blocks[-1]
    assert table.rows[0][-1] == "FAIL"
    assert float(table.rows[0][2]) > 0.01


def test_neither_a_system_nor_a_derivation():
    with pytest.raises(SymgradError, match=r"^a document is of a System or a Derivation, but str came\.$"):
        sg.document("lstm")


def test_equations_are_numbered_in_order_and_once():
    assert numbers_of(TWO) == {"eq:y": 1, "eq:z": 2}
    twice = Document("Twice", (Display(("a &= b", "c &= d"), ("eq:a", "eq:a")),))
    with pytest.raises(SymgradError, match="Twice: two equations are labelled eq:a; give one another label"):
        numbers_of(twice)


@pytest.mark.parametrize("writer", [sg.markdown, sg.tex])
def test_a_reference_to_nothing_is_an_error(writer):
    with pytest.raises(SymgradError, match="a reference to eq:a, but no equation has that label"):
        writer(Document("One", (Paragraph(r"See \eqref{eq:a}."),)))


@pytest.mark.parametrize("writer", [sg.markdown, sg.tex, sg.slides, sg.typst])
@pytest.mark.parametrize(
    "document",
    [
        Document(r"By \eqref{eq:a}", (Paragraph("text"),)),
        Document("One", (Heading(r"By \eqref{eq:a}"),)),
        Document("One", (Table(("by",), ((r"\eqref{eq:a}",),)),)),
        Document("One", (Table((r"\eqref{eq:a}",), (("by",),)),)),
    ],
)
def test_a_reference_to_nothing_is_an_error_in_each_text(writer, document):
    with pytest.raises(SymgradError, match="a reference to eq:a, but no equation has that label"):
        writer(document)


def test_markdown():
    assert sg.markdown(TWO).split("\n\n")[1:] == [
        "## First_part",
        "See (1), with $x_1$ & `a_b`.",
        "$$\n\\begin{aligned}\ny &= a \\\\\n&\\quad {} + b && \\text{(1)} \\\\\nz &= c && \\text{(2)}\n"
        "\\end{aligned}\n$$",
        "$$\n\\begin{aligned}\nu &= v\n\\end{aligned}\n$$",
        "| symbol | of |\n| --- | --- |\n| $u$ | (2) |\n",
    ]


def test_tex():
    text = sg.tex(TWO)
    assert r"\title{Two \& more}" in text
    assert "See \\eqref{eq:y}, with $x_1$ \\& \\texttt{a\\_b}.\n\\begin{align}\n" in text
    assert "y &= a \\notag \\\\*\n&\\quad {} + b \\label{eq:y} \\\\\nz &= c \\label{eq:z}\n\\end{align}" in text
    assert "\\begin{align*}\nu &= v\n\\end{align*}" in text
    assert re.findall(r"\\usepackage(?:\[.*?\])?\{(.*?)\}", text) == ["inputenc", "amsmath"]


@pytest.mark.parametrize(("count", "star"), [(12, "*"), (13, ""), (80, "")])
def test_an_equation_that_may_be_taller_than_a_page_goes_over_pages(count, star):
    lines = ("y &= a", *[r"&\quad {} + b"] * (count - 1), "z &= c")
    text = sg.tex(Document("Tall", (Display(lines, labels=(*[""] * (count - 1), "eq:y", "eq:z")),)))
    assert text.count("\\notag \\\\" + star + "\n") == count - 1
    assert ("\\notag \\\\*" in text) == bool(star)


def test_a_long_table_is_one_that_goes_over_pages_and_in_two_columns_pieces():
    rows = tuple((str(k), "") for k in range(65))
    long = Document("Long", (Table(("a", "b"), rows),))
    text = sg.tex(long)
    assert (text.count(r"\begin{longtable}"), text.count(r"\begin{tabular}")) == (1, 0)
    assert r"\usepackage{longtable}" in text
    assert sg.tex(long, columns=2).count(r"\begin{tabular}") == 2


def test_marks_are_explained_where_they_are_used():
    def told(system, notation):
        return [
            block.text for block in sg.document(system, notation=notation, check=False).blocks if "slope" in str(block)
        ]

    assert told(lstm(), "greff") != []
    assert told(lstm(), "plain") == []
    assert told(sg.cells.mlstm(), "plain") == []  # f' is a variable there


@needs_mathml
def test_html(written):
    text = sg.html(written)
    # Parsed as XML, where nothing is mended that is not closed.
    body = ElementTree.fromstring(text[text.index("<body>") : text.index("</html>")])
    rows = body.findall(".//table[@class='equations']/tr")
    lines = [line for block in written.blocks if isinstance(block, Display) for line in block.lines]
    assert len(rows) == len(lines)
    assert all(row.find("./td[2]/{*}math") is not None for row in rows)
    targets = {link.get("href") for link in body.findall(".//a")}
    assert targets <= {f"#{row.get('id')}" for row in rows}
    assert len(targets) > 5
    namespace = "http://www.w3.org/1998/Math/MathML"
    assert set(re.findall(r"https?://[^\"'<> ]*", text)) <= {namespace}  # it names its language, and loads nothing
    assert not re.search(r"<(script|link|img|iframe|object)|@import|url\(", text)
    assert "\\" not in "".join(body.itertext())


@needs_mathml
def test_html_draws_a_word_as_a_word_and_a_prime_as_a_prime():
    text = sg.html(Document("P", (Paragraph(r"$\operatorname{diag}(\sigma'(x))$"),)))
    assert "<mi>diag</mi>" in text
    assert "<mrow><mi>&#x003C3;</mi><mo>&#x02032;</mo></mrow>" in text


def test_html_says_how_to_install_what_it_needs(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "latex2mathml.converter", None)
    with pytest.raises(MissingPackageError, match=r"HTML needs the package .* install '\.\[html\]'\.$"):
        sg.html(TWO)


@needs_latex
def test_the_tex_compiles_without_a_line_too_wide(written, tmp_path):
    (tmp_path / "page.tex").write_text(sg.tex(written), encoding="utf-8")
    for _ in range(2):
        command = ["pdflatex", "-interaction=nonstopmode", "page.tex"]
        run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace")
    wrong = [line for line in run.stdout.splitlines() if line.startswith(("!", "Overfull", "LaTeX Warning: Ref"))]
    assert wrong == []


@needs_latex
def test_pdf():
    assert sg.pdf(TWO).startswith(b"%PDF")


@needs_latex
def test_what_latex_complains_of_is_shown():
    broken = Document("Broken", (Display((r"h_1^{a}^2 &= 1",)),))
    with pytest.raises(SymgradError) as caught:
        sg.pdf(broken)
    first, second, *_ = str(caught.value).splitlines()
    assert first == "pdflatex failed on 'Broken'. Its log ends:"
    assert second == "! Double superscript."


def test_without_latex_the_error_says_so():
    with pytest.raises(MissingPackageError, match="a PDF needs LaTeX, but there is no nolatex on this machine"):
        sg.pdf(TWO, program="nolatex")


BOLD = [(r"\mathbf{1}", 0x1D7CF), (r"\boldsymbol{\alpha}", 0x1D736), (r"\boldsymbol{\Omega}", 0x1D734)]


@pytest.mark.parametrize(("latex", "drawn"), BOLD)
def test_html_draws_bold_numbers_and_letters_bold(latex, drawn):
    text = sg.html(Document("P", (Paragraph(f"${latex} + x$"),)))
    assert f"&#x{drawn:X};" in text or chr(drawn) in text


@pytest.mark.parametrize(
    ("latex", "told"),
    [
        (r"\mathsf{1}^{\top} x", "<msup><mn>\U0001d7e3</mn>"),
        (r"\operatorname{\mathsf{act}}(x)", "<mi>\U0001d5ba\U0001d5bc\U0001d5cd</mi>"),
        (r"\operatorname{\mathtt{max}}(x)", "<mi>\U0001d696\U0001d68a\U0001d6a1</mi>"),
        (r"\operatorname{\mathsf{f\_1}}(x)", "<mi>\U0001d5bf&#x0005F;\U0001d7e3</mi>"),
        (r"\operatorname{foo\_bar}(x)", "<mi>foo&#x0005F;bar</mi>"),
    ],
)
def test_type_without_serifs_keeps_its_form_in_html(latex, told):
    """The vector of ones is no number 1, and a function that gives way to a variable is told from it."""
    pytest.importorskip("latex2mathml")
    text = sg.html(Document("P", (Paragraph(f"${latex}$"),)))
    assert told in text
    assert "<mn>1</mn>" not in text
    assert "sans-serif" not in text.partition("</style>")[2]
