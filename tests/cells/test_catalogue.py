"""The catalogue of cells: a row for each, found by a word, and the sources that cells state."""

import copy
import inspect
import pickle
import re
import subprocess
import sys

import pytest

import symgrad as sg
from symgrad.cells.catalogue import CATALOGUE
from symgrad.cells.catalogue.citing import cited
from symgrad.cells.catalogue.searching import symbols_named
from symgrad.citation import Citation
from tests.own_cells import REPRESENTATIVE


@pytest.mark.parametrize("name", sg.cells.__all__)
def test_every_cell_has_its_row_and_states_its_source(name):
    function, row = getattr(sg.cells, name), CATALOGUE[name]
    cell = function()
    assert function.__module__ == f"symgrad.cells.{row.module}"
    assert cell.source is row.source, "put @cited above the function"
    assert row.title
    assert row.family
    assert 1900 < row.source.year < 2100
    assert str(row.source.year) in str(row.source)
    assert row.source.authors
    assert row.source.title
    assert row.source.equations
    assert pickle.loads(pickle.dumps(function)) is function


def test_the_names_are_sorted_and_each_is_a_function():
    assert sorted(CATALOGUE) == sg.cells.__all__
    assert dir(sg.cells) == sg.cells.__all__
    assert all(inspect.isfunction(getattr(sg.cells, name)) for name in sg.cells.__all__)


def in_a_new_process(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_cells_are_loaded_when_asked_for():
    code = "import sys, symgrad as sg; sg.cells.__all__; print('sympy' in sys.modules, len(sys.modules)); "
    code += "sg.cells.elman(); print(sorted(n for n in sys.modules if n.startswith('symgrad.cells.')))"
    first, second = in_a_new_process(code).splitlines()
    assert first.startswith("False ")
    assert "symgrad.cells.elman" in second
    assert "symgrad.cells.lstm" not in second
    assert "comparison" not in second


@pytest.mark.parametrize(
    "load", ["import symgrad.cells.gru", "from symgrad.cells.gru import gru_chung", "sg.cells.gru_chung"]
)
def test_a_module_does_not_take_the_name_of_its_cell(load):
    assert "-> (h)" in in_a_new_process(f"import symgrad as sg\n{load}\nprint(repr(sg.cells.gru()))")


def test_an_unknown_cell_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"^module 'symgrad.cells' has no attribute 'lsmt'$"):
        sg.cells.lsmt  # noqa: B018


def test_a_source_stays_with_the_equations_and_is_no_part_of_equality():
    cell = sg.cells.gru()
    source = cell.source
    own = sg.System(cell.equations, cell.outputs, cell.parameters, cell.inputs, cell.carry)
    assert own.source is None
    assert own == cell
    assert hash(own) == hash(cell)
    for kept in (cell.replace(outputs=["h", "z"]), cell.replace(carry={}), copy.copy(cell), copy.deepcopy(cell)):
        assert kept.source == source
    for made in (cell.gradient(), cell.tangent(), cell.expand(n=1, m=1), cell.replace(cell.equations)):
        assert made.source is None
    assert pickle.loads(pickle.dumps(cell)).source == source
    assert sg.System(cell.equations, source=source).source is source
    with pytest.raises(sg.ArgumentError, match="source is a Citation, or None, but 'me' came"):
        sg.System(cell.equations, source="me")
    with pytest.raises(AttributeError):
        source.year = 2000


def test_a_citation_reads_as_prose():
    source = sg.cells.lstm().source
    assert str(source) == (
        "Gers, Schmidhuber and Cummins, Learning to Forget: Continual Prediction with LSTM, Neural Computation 12(10), "
        "2000, section 3, without peepholes"
    )
    assert source.short == "Gers et al. 2000"
    assert sg.cells.lstm_1997().source.short == "Hochreiter and Schmidhuber 1997"
    assert Citation("Elman", "T", "", 1990, "").short == "Elman 1990"


def test_a_cell_without_a_row_is_told():
    @cited
    def of_nobody():
        raise AssertionError("is not built")

    with pytest.raises(sg.SymgradError, match="of_nobody has no row in the catalogue of cells: add one"):
        of_nobody()


def untold(names, docstring):
    """The names that no row of a table tells: in full, or by what is before the _, as W_k tells W_f."""
    table = " ".join(line for line in docstring.splitlines() if line.startswith("    "))
    told = set(re.findall(r"\w+", table))
    before = {word.split("_")[0] for word in told if "_" in word}
    return {name for name in set(names) - told if "_" not in name or name.split("_")[0] not in before}


@pytest.mark.parametrize("name", sg.cells.__all__)
def test_the_docstring_of_the_file_tells_every_symbol(name):
    cell, docstring = getattr(sg.cells, name)(), inspect.getdoc(sys.modules[getattr(sg.cells, name).__module__])
    names = {symbol.name for symbol in (*cell.inputs, *cell.definitions)}
    assert untold(names, docstring) == set(), f"add a row to the table of symbols in the file of {name}"


def test_a_symbol_that_no_table_tells_is_found():
    assert untold(["W_f", "U_f", "U", "x"], "U\n\n    x    input\n    W_k  weights") == {"U_f", "U"}


# -- search ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gru", {"gru", "gru_chung", "gru_reset_after", "mgu", "min_gru"}),
        ("Chung", {"gru_chung"}),
        ("CIFG", {"lstm_coupled"}),
        ("peephole sak", {"lstm_projection"}),
        ("w_hn", {"gru_reset_after"}),
        ("i_bar", {"lstm_coupled", "lstm_peephole"}),
        ("Vaswani", {"attention"}),
    ],
)
def test_cells_are_found_by_what_is_told_of_them(text, expected):
    assert expected <= set(sg.cells.search(text))


def test_what_is_not_told_is_not_found():
    assert "lstm" not in sg.cells.search("cudnn gru")
    assert "elman" not in sg.cells.search("gate")


def test_searching_builds_no_cell(monkeypatch):
    monkeypatch.setattr(sg.System, "__init__", lambda *_, **__: pytest.fail("a cell was built"))
    assert "lstm_peephole" in sg.cells.search("p_i")


def test_nothing_found_is_empty_and_says_what_was_meant():
    found = sg.cells.search("transformr")
    assert (len(found), list(found), found.rows, found.suggestion) == (0, [], (), "transformer")
    assert str(found) == repr(found) == found.markdown() == "no cell; did you mean transformer?"
    assert found._repr_html_() == "<p>no cell; did you mean transformer?</p>"
    assert str(sg.cells.search("qqqqqqqqq")) == "no cell"


def test_what_was_found_is_a_table():
    found = sg.cells.search("minimal 2024")
    assert list(found) == ["min_gru", "min_lstm"]
    assert [row.source.year for row in found.rows] == [2024, 2024]
    assert str(found).splitlines()[0] == "min_gru   minimal GRU, whose gate sees the input alone   Feng et al.  2024"
    assert found.markdown().splitlines()[0] == "| cell | what it is | paper | year |"
    assert "<code>min_gru</code>" in found._repr_html_()
    assert pickle.loads(pickle.dumps(found)) == found
    assert set(found._repr_mimebundle_()) == {"text/plain", "text/html", "text/markdown"}


@pytest.mark.parametrize("wrong", ["", " ", None, 5, ["lstm"]])
def test_a_search_is_for_a_word(wrong):
    with pytest.raises(sg.ArgumentError, match="search: text is a word or several, as a string"):
        sg.cells.search(wrong)


@pytest.mark.parametrize("name", REPRESENTATIVE)
def test_every_symbol_of_a_cell_is_found(name):
    cell = getattr(sg.cells, name)()
    own = {symbol.name.lower() for symbol in (*cell.inputs, *cell.definitions)}
    assert own - symbols_named(CATALOGUE[name].module, name) == set()
