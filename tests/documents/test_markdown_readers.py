"""The one form of Markdown: what GitHub, Obsidian, Quarto and pandoc each need of it."""

import json
import re
import shutil
import subprocess

import pytest

import symgrad as sg
from symgrad.documents import Display, Document, Paragraph, Table
from tests.documents.test_docx import NO_PANDOC, formulas

needs_pandoc = pytest.mark.skipif(shutil.which("pandoc") is None, reason=NO_PANDOC)
# Quarto reads pandoc's own Markdown; GitHub's and that of Obsidian are CommonMark with dollar signs.
DIALECTS = ("markdown", "gfm+tex_math_dollars", "commonmark_x")


@pytest.fixture(scope="module", params=["plain", "greff", "nabla"])
def written(request):
    made = sg.document(sg.cells.lstm_layer_norm(), notation=request.param, check=False)
    return made, sg.markdown(made)


def math(text, dialect):
    """The formulas that pandoc finds in Markdown: how each is displayed, and its LaTeX."""
    run = subprocess.run(["pandoc", "-f", dialect, "-t", "json"], input=text.encode(), capture_output=True, check=True)
    found = []

    def walk(node):
        if isinstance(node, dict):
            if node.get("t") == "Math":
                found.append((node["c"][0]["t"], node["c"][1]))
            node = list(node.values())
        for part in node if isinstance(node, list) else ():
            walk(part)

    walk(json.loads(run.stdout))
    return found


@needs_pandoc
@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_finds_every_formula(written, dialect):
    made, text = written
    found = math(text, dialect)
    displays = [block for block in made.blocks if isinstance(block, Display)]
    numbered = sum(len(block.equations) for block in displays)
    assert sum(kind == "DisplayMath" for kind, _ in found) == len(displays)
    assert sum(kind == "InlineMath" for kind, _ in found) == formulas(made) - numbered


@needs_pandoc
def test_a_formula_that_is_lost_is_seen():
    text = sg.markdown(Document("A", (Paragraph("It has $n$ units."),)))
    assert len(math(text, "markdown")) == 1
    assert math(text.replace("$n$", "$ n $"), "markdown") == []


def test_displays_stand_on_lines_of_their_own(written):
    """GitHub and Obsidian."""
    lines = written[1].splitlines()
    places = [place for place, line in enumerate(lines) if "$$" in line]
    assert places
    assert len(places) % 2 == 0
    assert all(lines[place] == "$$" for place in places)
    assert all(lines[place - 1] == "" for place in places[::2])


def test_no_backslash_that_github_takes_away(written):
    r"""GitHub reads \{ and \, in a formula as { and a comma; the \\ of a row stays."""
    for line in written[1].splitlines():
        assert not re.search(r"\\[^A-Za-z]", re.sub(r"\\\\|\\_|\\\*", "", line)), line


def test_a_dollar_touches_its_formula_and_no_letter(written):
    """GitHub and pandoc: no blank inside, and nothing but a blank or a bracket or a sign of punctuation outside."""
    for line in written[1].splitlines():
        for found in re.finditer(r"(.?)\$([^$]+)\$(.?)", line.replace(r"\$", "")):
            before, inside, after = found.groups()
            assert inside == inside.strip()
            assert not before.isalnum()
            assert not after.isalnum()


def test_signs_by_name():
    made = Document("A", (Paragraph(r"$\{a,\,b\}$"), Table(("$a$",), ((r"$\{x\}$",),)), Display((r"a &= \{b\} \;c",))))
    assert sg.markdown(made) == (
        "# A\n\n$\\lbrace a,\\thinspace b\\rbrace$\n\n| $a$ |\n| --- |\n| $\\lbrace x\\rbrace$ |\n\n"
        "$$\n\\begin{aligned}\na &= \\lbrace b\\rbrace  \\thickspace c\n\\end{aligned}\n$$\n"
    )


def test_no_label_and_no_tag(written):
    assert not re.search(r"\\(?:label|tag|notag|eqref)", written[1])
