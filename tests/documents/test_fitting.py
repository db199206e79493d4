"""What does not fit a page is left out, and nothing refers to it."""

import re

import symgrad as sg
from symgrad.documents import Display, Heading, Paragraph
from symgrad.documents.fitting import MOST_LINES, fitting

WIDE = r"\frac{" + " + ".join(f"a_{{{k}}}" for k in range(40)) + "}{b}"


def test_an_equation_that_is_too_wide_is_left_out_and_no_other():
    display = Display((r"x &= c", rf"y &= {WIDE}", "z &= c", r"&\quad {} + d"), ("eq:x", "eq:y", "", "eq:z"))
    told = Paragraph("One equation that belongs here is too long for a page.")
    assert list(fitting([display], 345.0)) == [
        Display(("x &= c", "z &= c", r"&\quad {} + d"), ("eq:x", "", "eq:z")),
        told,
    ]
    assert list(fitting([display], 5000.0)) == [display]
    assert list(fitting([Display((rf"y &= {WIDE}",), ("eq:y",))], 345.0)) == [told]


def test_one_of_too_many_lines_is_left_out():
    lines = ("y &= a", *([r"&\quad {} + b"] * MOST_LINES))
    found = list(fitting([Display(lines, (*[""] * MOST_LINES, "eq:y"))], 345.0))
    assert [type(block) for block in found] == [Paragraph]


def test_nothing_refers_to_what_is_left_out():
    blocks = [
        Display((rf"y &= {WIDE}", "z &= c"), ("eq:y", "eq:z")),
        Paragraph(r"Result, from \eqref{eq:y} and \eqref{eq:z}:"),
        Paragraph(r"Result, from \eqref{eq:z}:"),
        Heading("Check"),
    ]
    assert list(fitting(blocks, 345.0))[2:] == [
        Paragraph("Result:"),
        Paragraph(r"Result, from \eqref{eq:z}:"),
        Heading("Check"),
    ]


def test_a_document_in_a_narrow_column_is_whole():
    n = sg.dims("n")
    x, y = sg.vectors("x y", n)
    layer = sg.System([(y, sg.softmax(sg.layer_norm(x)))], inputs=[x])
    made = sg.document(layer, width=120.0, check=False, steps=[("y", "x")])
    labels = {label for block in made.blocks if isinstance(block, Display) for label in block.labels}
    used = {label for block in made.blocks for label in re.findall(r"\\eqref\{(.*?)\}", getattr(block, "text", ""))}
    assert used <= labels
    assert any("too long for a page" in getattr(block, "text", "") for block in made.blocks)
    assert sg.markdown(made)
