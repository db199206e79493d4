"""Documents in Typst: the whole text of a small one, and every cell compiled."""

import pytest

import symgrad as sg
from symgrad.documents import Display, Document, Heading, Listing, Paragraph, Table
from symgrad.errors import SymgradError
from symgrad.printing import NOTATIONS
from tests.documents.typst_program import compiled, needs_typst, too_wide
from tests.own_cells import REPRESENTATIVE, notations_in_turn

TWO = Document(
    "Two & more",
    (
        Heading("First_part"),
        Paragraph(r"See \eqref{eq:y}, with $x_1$ & `a_b`."),
        Display(("y &= a", r"&\quad {} + \frac{b}{2}", "z &= c"), ("", "eq:y", "eq:z")),
        Display(("u &= v",)),
        Table(("symbol", "of"), (("$u$", r"\eqref{eq:z}"),)),
        Listing('x = "a"\ny = 1\n'),
    ),
)
TOLD = r"""#align(center)[
#text(size: 17pt)[Two & more]
]

= First\_part

See (@eq:y), with $x_1$ & `a_b`.

#equations[
$ y &= a \
  &quad + frac(b, 2) $ <eq:y>
$ z &= c $ <eq:z>
]

#equations[
$ u &= v $
]

#table(columns: 2, stroke: none, align: left, table.hline(y: 1, stroke: 0.5pt),
  table.header([symbol], [of]),
  [$u$], [(@eq:z)],
)

#raw(block: true, lang: "python", "x = \"a\"\ny = 1")
"""


def body(page):
    """What stands below the preamble."""
    return page[page.index("#align(center)") :]


def test_a_document_as_it_is_written():
    assert body(sg.typst(TWO)) == TOLD


def test_equations_are_printed_and_not_read_from_latex():
    n, m = sg.dims("n m")
    x, y, W = sg.vector("x", m), sg.vector("y", n), sg.matrix("W", n, m)
    cell = sg.System([(y, sg.tanh(W * x)), (sg.scalar("L"), sg.norm(y) / 2)], outputs=["L"])
    made = body(sg.typst(sg.document(cell, check=False)))
    assert r"$ L &= frac(1, 2) norm(y)_2 $ <eq:L>" in made
    assert r"$ macron(W) &= macron(hat(y)) x^top $ <eq:bar_W>" in made
    assert "\\frac" not in made
    assert "\\bar" not in made


def test_names_of_an_author_are_read():
    x = sg.vector("x", 3, latex=r"\boldsymbol{\theta}_{\mathrm{in}}")
    made = body(sg.typst(sg.document(sg.System([(sg.scalar("L"), sg.dot(x, x))]), check=False)))
    assert '[$bold(theta)_"in"$], [`x`]' in made


def test_a_command_without_a_spelling_is_an_error_by_name():
    x = sg.scalar("x", latex=r"\vh")
    made = sg.document(sg.System([(sg.scalar("y"), x**2)]), check=False)
    assert r"\vh" in sg.tex(made)  # a macro of the author's
    with pytest.raises(SymgradError, match=r"Typst: in the LaTeX .* stands \\vh.*latex="):
        sg.typst(made)


def test_a_reference_to_nothing_is_an_error():
    with pytest.raises(SymgradError, match="a reference to eq:q"):
        sg.typst(Document("A", (Paragraph(r"See \eqref{eq:q}."),)))


@needs_typst
def test_what_stands_in_text_has_no_meaning():
    signs = "a_b *c* #let $5 <d> @e ~ `` [f] // g /* h \\ = - 1. \"i\" 'j' -- ..."
    compiled(sg.typst(Document(signs, (Paragraph(signs), Heading(signs), Table((signs,), ((signs,),))))))


@needs_typst
def test_a_page_that_is_not_typst_does_not_compile():
    with pytest.raises(Exception, match="unknown variable"):
        compiled(sg.typst(TWO).replace("frac(b, 2)", "fraction(b, 2)"))


@needs_typst
def test_a_reference_to_no_label_does_not_compile():
    with pytest.raises(Exception, match="label"):
        compiled(sg.typst(TWO).replace("(@eq:y)", "(@eq:q)"))


@needs_typst
@pytest.mark.parametrize("name", REPRESENTATIVE)
def test_every_cell_compiles(name):
    cell = getattr(sg.cells, name)()
    for notation in notations_in_turn(REPRESENTATIVE.index(name)):
        page = sg.typst(sg.document(cell, notation=notation, check=False, label=name))
        assert compiled(page).startswith(b"%PDF")
        assert max(too_wide(page), default=0) < 15.0, notation  # a matrix in angles of lstm_pytorch has no break


@needs_typst
@pytest.mark.parametrize("notation", NOTATIONS)
def test_through_time_compiles(notation):
    compiled(sg.typst(sg.document(sg.Recurrence(sg.cells.lstm()), notation=notation, check=False)))


@needs_typst
def test_a_line_that_is_too_wide_is_seen():
    wide = Display(("y &= " + "a + " * 40 + "a",), ("eq:y",))
    assert too_wide(sg.typst(Document("A", (wide,))))[0] > 100
