"""Equations as comments of code."""

import pytest

import symgrad as sg
from symgrad.errors import ArgumentError
from tests.own_cells import REPRESENTATIVE


def test_a_comment_as_it_is_pasted():
    assert sg.comment(sg.cells.dense().gradient(), width=30) == (
        "# y = tanh(W x + b)\n# bar_pre_y = bar_y ⊙ (1 - y²)\n# bar_x = Wᵀ bar_pre_y\n"
        "# bar_W = bar_pre_y xᵀ\n# bar_b = bar_pre_y"
    )


@pytest.mark.parametrize("name", REPRESENTATIVE)
@pytest.mark.parametrize("width", [60, 88])
def test_every_line_fits_and_is_a_comment(name, width):
    made = sg.comment(getattr(sg.cells, name)().gradient(), width=width)
    assert made.isprintable() is False
    assert all(line.startswith("# ") and len(line) <= width for line in made.split("\n"))
    scope = {}
    exec(made + "\nx = 1", scope)
    assert scope["x"] == 1


def test_a_narrower_comment_has_more_lines():
    cell = sg.cells.lstm_layer_norm().gradient()
    assert sg.comment(cell, width=50).count("\n") > sg.comment(cell, width=88).count("\n")


def test_another_prefix_and_an_expression():
    x = sg.vector("x", 3)
    assert sg.comment(sg.Equation(sg.vector("y", 3), sg.exp(x)), prefix="// ") == "// y = exp(x)"
    assert sg.comment(sg.tanh(x), prefix=" * ") == " * tanh(x)"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"width": 10}, "give at least 18"),
        ({"prefix": "#\n"}, "prefix"),
        ({"width": 0}, "width"),
        ({"prefix": 1}, "prefix"),
    ],
)
def test_what_leaves_no_room_or_breaks_out_is_refused(arguments, told):
    with pytest.raises(ArgumentError, match=told):
        sg.comment(sg.cells.elman(), **arguments)
