"""Shapes that equations settle one after the other, before anything is tried; sums of sizes made equal."""

import pytest

from symgrad.latex_reading.nodes.sizes_unified import Sizes
from symgrad.latex_reading.parsing.text_read import text_read
from symgrad.latex_reading.resolving.statements import statements_of
from symgrad.latex_reading.shapes.node_shapes import OF
from symgrad.latex_reading.shapes.shape_search import Search
from symgrad.latex_reading.shapes.shapes_propagated import EVERY_RANK, propagated
from symgrad.latex_reading.tex.tex_tokens import Source

DECLARED = {"W": ("n", "m"), "x": ("m", 1), r"\bar{h}": ("n", 1)}
TEXT = r"""$$a = W x \\ h = \tanh(a) \\ \bar{a} = \bar{h} \odot (1 - h \odot h) \\
\bar{W} = \bar{a} x^{\top} \\ \bar{x} = W^{\top} \bar{a}$$"""


def settled(text, steps):
    statements = statements_of(text_read(Source(text)).rows, {}).statements
    names = {node.variable for one in statements for node in one.walk() if hasattr(node, "variable")}
    spent = []

    def searching(some, known, most):
        search = Search(some, known, dict.fromkeys(names, EVERY_RANK), {}, OF, 60, most)
        spent.append(search)
        return search

    return propagated(statements, DECLARED, {}, searching, steps), spent


def test_a_backward_pass_is_settled_without_a_search():
    found, spent = settled(TEXT, 2_000)
    assert found == {
        **DECLARED, "a": ("n", 1), "h": ("n", 1), r"\bar{a}": ("n", 1), r"\bar{W}": ("n", "m"), r"\bar{x}": ("m", 1),
    }  # fmt: skip
    assert len(spent) == 5


def test_without_steps_nothing_is_settled():
    assert settled(TEXT, 0)[0] == DECLARED


def test_what_may_be_two_things_stays_open():
    assert "y" not in settled(r"$$y = z \odot x \\ u = 1$$", 2_000)[0]


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (("n", "m"), ("m", "n"), True),
        (("n", "n"), ("n", "m"), False),
        (("n", "m", "k"), ("k", "n"), False),
        (("n", "m"), ("n", "n", "m"), False),
    ],
)
def test_sums_of_sizes(left, right, equal):
    assert Sizes().same(left, right) == equal


def test_an_open_size_of_a_sum_is_what_is_left():
    sizes = Sizes()
    first, second = sizes.fresh(), sizes.fresh()
    assert sizes.same((first, "m"), ("m", "n"))
    assert sizes.now(first) == "n"
    assert sizes.same((second, "m"), ("m", "n", "k"))
    assert sizes.same(sizes.now(second), ("n", "k"))
    assert not sizes.same(sizes.now(second), ("n", "m"))
