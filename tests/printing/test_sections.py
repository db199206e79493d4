"""Sections of a display: each equation is in one, and has the label that it has in the whole."""

import re

import pytest

import symgrad as sg
from symgrad.errors import ArgumentError
from symgrad.printing.sections import SECTIONS
from tests.own_cells import REPRESENTATIVE

CELLS = REPRESENTATIVE


@pytest.mark.parametrize("cell", CELLS)
def test_each_equation_is_in_one_section(cell):
    cell = getattr(sg.cells, cell)()
    systems = [cell.gradient(), *([sg.Recurrence(cell).gradient()] if cell.carry else [])]
    for system in systems:
        whole = system.latex(None)
        parts = [system.latex(None, sections=section) for section in SECTIONS]
        assert sorted(line for part in parts for line in part) == sorted(whole)
        assert system.latex(None, sections=SECTIONS) == whole


def labels(text):
    return dict(re.findall(r"^(.*?) &=.*\\label\{(.*?)\}", text, re.MULTILINE))


def test_labels_are_the_same_in_each_section():
    system = sg.cells.gru().gradient()
    whole = labels(system.latex("align", labels="eq:"))
    parts = [labels(system.latex("align", labels="eq:", sections=section)) for section in SECTIONS]
    assert {name: label for part in parts for name, label in part.items()} == whole


def test_what_a_section_holds():
    system = sg.Recurrence(sg.cells.elman()).gradient()
    assert system.latex(None, sections="boundary") == [
        r"h_0 = h_{\mathrm{prev}}", r"\bar{\hat{h}}_{T+1} = 0",
        r"\bar{h}_0 = U^{\top} \bar{\hat{h}}_1",
    ]  # fmt: skip
    assert system.latex(None, sections=["parameter gradients"])[-1] == r"\bar{b} = \sum_{t=1}^{T} \bar{\hat{h}}_t"


def test_a_section_that_is_none():
    with pytest.raises(ArgumentError, match="sections is None or one or several of 'forward', 'boundary'"):
        sg.cells.gru().gradient().latex(sections="backwards")
