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


# What each cell has that others have not: diag of a vector, \\max of one, names with arguments, cases, layers, ...
LATER = [
    *(("plain", name) for name in ("sru", "ugrnn", "mixture_of_experts", "phased_lstm", "hopfield_energy", "gcn")),
    *(("plain", name) for name in ("rwkv4_plain", "mamba2", "variational_autoencoder", "s4d_real", "hmm_forward")),
    *(("greff", name) for name in ("delta_net", "rhn", "slstm", "linear_attention", "bahdanau_attention")),
    *(("nabla", name) for name in ("lstm_layer_norm", "rhn", "real_nvp", "neural_ode_euler", "squeeze_excitation")),
    *(("leibniz", name) for name in ("janet", "on_lstm", "linear_attention")),
    *(("bar", name) for name in ("mlstm", "rg_lru")),
]


@pytest.mark.parametrize(("notation", "name"), LATER)
def test_a_cell_that_came_later(notation, name):
    assert [one for one in own_reader.of_cells([name], [notation]) if one[2]] == []


@pytest.mark.parametrize(
    ("name", "notation"), [(name, next(iter(notations))) for name, _, notations, _ in own_reader.NOT_READ]
)
def test_what_is_not_read_is_refused_by_name(name, notation):
    found = [wrong for _, _, wrong in own_reader.of_cells([name], [notation]) if wrong]
    assert found
    assert all(re.match(r"[A-Za-z]+Error: ", wrong) for wrong in found)


def test_the_table_says_what_is_not_read():
    assert own_reader.why_not("ntm_head, backward", "bar")
    assert own_reader.why_not("notebook", "plain") == ""
    assert own_reader.why_not("lstm", "plain") == ""


def test_random_systems_are_read_rightly_or_refused():
    wrong = [own_reader.wrong_in(sg.System(program)) for program in systems(30, 5)]
    other = [what for what in wrong if "was printed" in what and not KNOWN.search(what)]
    assert other == []
    assert wrong.count("") >= 30 * READ // 100


def test_a_wrong_sign_is_found(monkeypatch):
    monkeypatch.setattr(own_reader, "latex_sides", lambda *of: [(n, l, f"-({r})") for n, l, r in kept(*of)])
    assert "was printed" in own_reader.wrong_in(sg.cells.elman())


kept = own_reader.latex_sides
