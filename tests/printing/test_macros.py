"""An author's own macros in print: which are taken, and what is printed with them in every notation."""

import dataclasses
import re

import pytest

import symgrad as sg
from symgrad.printing import NOTATIONS, width_of
from symgrad.printing.macros import Macros, expanded
from symgrad.printing.widths import measuring

ROWS = {"h": r"\vh", "W": r"\mW", r"\vh": r"\mathbf{h}", r"\mW": r"\mat{W}", r"\mat": r"\mathbf{#1}"}


def elman(notation):
    return sg.cells.elman().gradient().latex(environment=None, notation=notation)


def test_macros_stand_for_their_names_and_under_their_marks():
    lines = elman(sg.Notation(macros=ROWS))
    assert r"\hat{\vh} = \mW x + U \vh_{\mathrm{prev}} + b" in lines
    assert r"\bar{\hat{\vh}} = \bar{\vh} \odot (1 - \vh^{\odot 2})" in lines
    assert r"\bar{\vh}_{\mathrm{prev}} = U^{\top} \bar{\hat{\vh}}" in lines
    assert r"\bar{\mW} = \bar{\hat{\vh}} x^{\top}" in lines


def test_a_macro_takes_the_time_of_its_name():
    assert r"\bar{\vh}^t = \mW x^t + U \vh^{t-1} + b" in elman(NOTATIONS["greff"].with_macros(ROWS))
    over_time = sg.Recurrence(sg.cells.elman()).latex(environment=None, notation=sg.Notation(macros=ROWS))
    assert over_time == [r"\vh_0 = \vh_{\mathrm{prev}}", r"\vh_t = \tanh(\mW x_t + U \vh_{t-1} + b)"]


def test_bold_type_leaves_macros_and_what_is_bold_as_they_are():
    lines = elman(NOTATIONS["bar"].with_macros(ROWS))
    assert r"\hat{\vh}_t = \mW \mathbf{x}_t + \mathbf{U} \vh_{t-1} + \mathbf{b}" in lines
    x, y = sg.vector("x", 3, latex=r"\vx"), sg.vector("y", 3, latex=r"\mathbf{y}_1")
    z = sg.vector("z", 3, latex=r"\alpha")
    bold = sg.System([(y, sg.tanh(x) + z)]).latex(environment=None, notation="bar")
    assert bold == [r"\mathbf{y}_1 = \tanh(\vx) + \boldsymbol{\alpha}"]


def test_a_macro_with_scripts_of_its_own_stands_in_braces():
    rows = {"h": r"\vh", r"\vh": r"\mathbf{h}_i"}
    assert r"{\vh}_t = \tanh(\widehat{{\vh}}_t)" in elman(NOTATIONS["bar"].with_macros(rows))
    assert r"\overline{{\vh}}_{\mathrm{prev}}" in "".join(elman(sg.Notation(macros=rows)))


def test_a_macro_with_an_argument_and_scripts_wears_its_marks_on_its_letter():
    rows = {"W": r"\mat{W}_{x}", r"\mat": r"\mathbf{#1}"}
    assert any(line.startswith(r"\bar{\mat{W}}_{x} = ") for line in elman(NOTATIONS["bar"].with_macros(rows)))


def test_a_size_and_a_plain_expression_have_macros_too():
    n = sg.dims("n")
    x = sg.vector("x", n)
    notation = sg.Notation(macros={"n": r"\dimh", "x": r"\vx"})
    assert sg.latex(sg.total(x) / n, notation=notation) == r"\frac{\mathbf{1}^{\top} \vx}{\dimh}"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ({"h": r"\alpha"}, r"by a macro of your own (\vh), but '\\alpha' came, which LaTeX has"),
        ({r"\vec": "h"}, r"macros: \vec is a command of LaTeX itself"),
        ({r"\v1": "h"}, "a macro is a backslash and letters"),
        ({"h": r"\vh{"}, "a bracket does not close"),
        ({"h": r"\vh", "x": r"\vh"}, r"h and x are both \vh; give each a macro of its own"),
        ({r"\vh": r"\input{x}"}, r"\input reads or writes files"),
        ({r"\vh": r"h_#2"}, "its arguments are #1, #2, ... without a gap"),
        ({r"\va": r"\vb", r"\vb": r"\va"}, r"\va is defined by itself"),
        ({"h": 5}, "two strings, but 'h': 5 came"),
    ],
)
def test_what_is_no_macro_is_refused_by_name(rows, told):
    with pytest.raises(sg.ArgumentError, match=re.escape(told)):
        Macros(rows)
    with pytest.raises(sg.ArgumentError, match=re.escape(told)):
        sg.Notation(macros=rows)


def test_two_names_that_look_alike_by_their_definitions_are_refused():
    """Each has a macro of its own, and what LaTeX sets is one and the same."""
    rows = {"h": r"\vh", "x": r"\vx", r"\vh": r"\mathbf{h}", r"\vx": r"\mathbf{h}"}
    with pytest.raises(sg.NameClashError, match=r"x and h both print as|h and x both print as"):
        elman(sg.Notation(macros=rows))


def test_definitions_are_written_where_they_are_given():
    made = Macros(ROWS)
    assert made.lines == [
        r"\newcommand{\vh}{\mathbf{h}}", r"\newcommand{\mW}{\mat{W}}", r"\newcommand{\mat}[1]{\mathbf{#1}}",
    ]  # fmt: skip
    assert made.undefined == []
    assert Macros({"h": r"\vh", "W": r"\mat{W}", r"\mat": r"\bm{#1}"}).undefined == [r"\vh", r"\bm"]


def test_notations_with_macros_are_values():
    one, other = (sg.Notation(macros=dict(ROWS)) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert dataclasses.replace(one, bold=True).macros == one.macros


def test_a_macro_is_as_wide_as_its_definition():
    definitions = {r"\state": r"\mathrm{state}_{#1}"}
    assert expanded(r"W \state{t}+\state1", definitions) == r"W \mathrm{state}_{t}+\mathrm{state}_{1}"
    with measuring(definitions):
        assert width_of(r"\state{t}") == width_of(r"\mathrm{state}_{t}")
    assert width_of(r"\state{t}") != width_of(r"\mathrm{state}_{t}")
    assert width_of(r"\vh") > width_of(r"\alpha")  # of which nothing is known


def test_lines_are_broken_for_the_width_of_the_definitions():
    wide = {"h": r"\vh", r"\vh": r"\mathrm{a\ very\ long\ word\ for\ a\ state}"}
    cell = sg.cells.elman()
    assert cell.latex(width=200, notation=sg.Notation(macros={"h": r"\vh"})).count(r"\quad") == 0
    assert cell.latex(width=200, notation=sg.Notation(macros=wide)).count(r"\quad") > 0
