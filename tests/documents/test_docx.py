"""Documents for Word: the equations in the file are its own, one for each formula."""

import io
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
import zipfile

import pytest

import symgrad as sg
from symgrad.documents import Display, Document, Heading, Paragraph, Table
from symgrad.documents.document import parts_of
from symgrad.errors import MissingPackageError, SymgradError
from symgrad.printing import NOTATIONS

NO_PANDOC = "pandoc is not on this machine: apt-get install pandoc"
if shutil.which("pandoc") is None:
    print(NO_PANDOC)
needs_pandoc = pytest.mark.skipif(shutil.which("pandoc") is None, reason=NO_PANDOC)

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

SMALL = Document(
    "Two & more",
    (
        Heading("First_part"),
        Paragraph(r"See \eqref{eq:y}, with $x_1$ & `a_b`, at a@b [c] ^d^."),
        Display(("y &= a", r"&\quad {} + \frac{b}{2}", "z &= c"), ("", "eq:y", "eq:z")),
        Display((r"u &= \begin{bmatrix} a & b \end{bmatrix}", "v &= w")),
        Table(("symbol", "of"), (("$u$", r"\eqref{eq:z}"),)),
    ),
)


def parsed(data):
    return ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))


def formulas(document):
    """How many formulas a document has: in its text, and equations in its displays."""
    count = sum(part.kind == "formula" for part in parts_of(document.title))
    for block in document.blocks:
        if isinstance(block, Display):
            count += len(block.equations) if any(block.labels) else len(block.lines)
        elif isinstance(block, Table):
            cells = [*block.header, *(cell for row in block.rows for cell in row)]
            count += sum(part.kind == "formula" for cell in cells for part in parts_of(cell))
        elif isinstance(block, (Paragraph, Heading)):
            count += sum(part.kind == "formula" for part in parts_of(block.text))
    return count


def equations(data):
    return len(parsed(data).findall(f".//{_MATH}oMath"))


def words(data):
    return "".join(found.text or "" for found in parsed(data).iter(f"{_WORD}t"))


@needs_pandoc
def test_a_small_document():
    made = sg.docx(SMALL)
    assert equations(made) == formulas(SMALL) == 6
    assert words(made) == "Two & moreFirst_partSee (1), with  & a_b, at a@b [c] ^d^.(1)(2)symbolof(2)"
    marks = {mark.get(f"{_WORD}name") for mark in parsed(made).iter(f"{_WORD}bookmarkStart")}
    assert {"eq:y", "eq:z"} <= marks
    assert {link.get(f"{_WORD}anchor") for link in parsed(made).iter(f"{_WORD}hyperlink")} == {"eq:y", "eq:z"}


@needs_pandoc
@pytest.mark.parametrize("notation", NOTATIONS)
def test_every_formula_is_an_equation_of_words(notation):
    for name in ("lstm", "lstm_layer_norm", "mlstm", "attention"):
        made = sg.document(getattr(sg.cells, name)(), notation=notation, check=False)
        assert equations(sg.docx(made)) == formulas(made), name


@needs_pandoc
def test_a_formula_that_is_none_is_an_error():
    with pytest.raises(SymgradError, match=r"pandoc failed on 'Broken': .*frac"):
        sg.docx(Document("Broken", (Display((r"y &= \frac{a",)),)))


@needs_pandoc
def test_markdown_without_dollars_has_no_equations():
    """The count sees what is missing."""
    run = subprocess.run(
        ["pandoc", "-f", "markdown-tex_math_dollars", "-t", "docx", "-o", "-"],
        input=sg.markdown(SMALL).encode(), capture_output=True, check=True,
    )  # fmt: skip
    assert equations(run.stdout) == 0


def test_without_pandoc_the_error_says_how_to_install_it():
    with pytest.raises(MissingPackageError, match=re.escape("apt-get install pandoc")):
        sg.docx(SMALL, program="no-pandoc")
