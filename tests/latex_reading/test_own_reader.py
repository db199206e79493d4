"""What the printer prints, the reader reads: cells, backward passes and random systems, as Systems again."""

import re

import pytest

import symgrad as sg

from . import own_reader
from .random_systems import systems

CELLS = [
    "elman",
    "gru",
    "gru_reset_after",
    "lstm",
    "lstm_peephole",
    "lstm_pytorch",
    "mgu",
    "attention",
    "layer_norm",
    "mlp",
]
# Papers write x y^T with the sign of a Kronecker product, and a number alone may be one for every entry.
KNOWN = re.compile(r"Kronecker|^\S+ where \S+ was printed$")
READ = 40  # of a hundred random systems, at the least; the others have functions that papers do not print


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_and_its_backward_pass(name):
    assert [one for one in own_reader.of_cells([name], ["plain", "bar", "greff", "nabla"]) if one[2]] == []


@pytest.mark.parametrize("name", ["sru", "rhn", "ugrnn", "linear_attention", "delta_net"])
def test_a_cell_that_came_later(name):
    assert [one for one in own_reader.of_cells([name], ["plain"]) if one[2]] == []


def test_random_systems_are_read_rightly_or_refused():
    wrong = [own_reader.wrong_in(sg.System(program)) for program in systems(30, 5)]
    other = [what for what in wrong if "was printed" in what and not KNOWN.search(what)]
    assert other == []
    assert wrong.count("") >= 30 * READ // 100


def test_a_wrong_sign_is_found(monkeypatch):
    monkeypatch.setattr(own_reader, "latex_sides", lambda *of: [(n, l, f"-({r})") for n, l, r in kept(*of)])
    assert "was printed" in own_reader.wrong_in(sg.cells.elman())


kept = own_reader.latex_sides
