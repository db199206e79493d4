"""A family is read back as the equations that it was made of."""

import re

import pytest

import symgrad as sg
from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.tex.starred_lines import expanded_families, expanded_stacks
from symgrad.printing.notation import NOTATIONS
from tests.own_cells import REPRESENTATIVE

CELLS = REPRESENTATIVE


def gradients(name):
    cell = getattr(sg.cells, name)()
    yield cell.gradient()
    if cell.carry:
        yield sg.Recurrence(cell).gradient()


def without_blanks(lines):
    return sorted(re.sub(r"\s", "", line) for line in lines)


def display(system, notation):
    """The lines of an environment, in which a range is told once."""
    text = system.latex("align*", notation=notation, families=True)
    return [line.replace("&=", "=").removesuffix(r" \\") for line in text.splitlines()[1:-1]]


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("cell", CELLS)
def test_families_are_read_back(cell, notation):
    for system in gradients(cell):
        plain = without_blanks(system.latex(None, notation=notation))
        told = system.latex(None, notation=notation, families=True)
        assert without_blanks(expanded_families(told)) == plain
        assert without_blanks(expanded_families(display(system, notation))) == plain
        assert len(told) <= len(plain)


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("cell", ["lstm", "gru", "gru_chung", "lstm_1997", "min_lstm"])
def test_stacked_gates_are_read_back(cell, notation):
    for system in (getattr(sg.cells, cell)(), *gradients(cell)):
        plain = without_blanks(system.latex(None, notation=notation))
        told = system.latex(None, notation=notation, families="stacked")
        assert without_blanks(expanded_stacks(expanded_families(told))) == plain
        assert any(r"\begin{bmatrix}" in line for line in told)


def test_a_stack_with_two_rows_exchanged_is_seen():
    system = sg.cells.lstm()
    told = [line.replace(r"b_i \\ b_f", r"b_f \\ b_i") for line in system.latex(None, families="stacked")]
    assert without_blanks(expanded_stacks(told)) != without_blanks(system.latex(None))


def test_a_family_with_one_letter_wrong_is_seen():
    gradient = sg.cells.lstm().gradient()
    told = [line.replace(r"\{i, f, o, g\}", r"\{i, f, o, c\}") for line in gradient.latex(None, families=True)]
    assert without_blanks(expanded_families(told)) != without_blanks(gradient.latex(None))


def test_a_star_that_nobody_tells():
    with pytest.raises(LatexSyntaxError, match="a star that no line says the letters of"):
        expanded_families([r"U_\star = d_\star h"])


def test_a_letter_in_a_script_keeps_no_blank():
    lines = [r"W_{\star h} = \star h \quad (\star \in \{i, f\})"]
    assert expanded_families(lines) == ["W_{ih} = i h", "W_{fh} = f h"]
