"""What a prompt and a notebook show; the parts that need IPython or a kernel are skipped, with the reason, without."""

import os

import pytest

import symgrad as sg
from symgrad import display
from tests.systems import cho_gru, lstm

CELL = sg.cells.notebook()
SHOWN = {
    "system": CELL,
    "gradient": CELL.gradient(),
    "derivation": CELL.derivative("h_1", "V_a1"),
    "steps": CELL.derivative("h_1", "V_a1").steps,
    "step": CELL.derivative("h_1", "V_a1").steps[3],
    "by a matrix": lstm().derivative("h", "W_i"),
    "many paths": cho_gru().derivative("h", "h_prev").steps,
}
DISPLAYED = (r"\begin{align}", r"\begin{align*}", r"\begin{equation}", "$$", r"\begin{gather}")


@pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN)
def test_a_notebook_gets_equations_in_an_inner_environment(shown):
    bundle = shown._repr_mimebundle_()
    assert list(bundle) == ["text/plain", "text/latex"]
    latex = bundle["text/latex"]
    assert latex == shown._repr_latex_()
    assert latex.startswith(r"$\displaystyle ")
    assert latex.endswith("$")
    for environment in DISPLAYED:
        assert environment not in latex
    assert latex.count("{") == latex.count("}")
    assert latex.count(r"\begin{aligned}") == latex.count(r"\end{aligned}")


def test_a_bundle_holds_what_was_asked_for():
    assert list(CELL._repr_mimebundle_(include={"text/plain"})) == ["text/plain"]
    assert list(CELL._repr_mimebundle_(exclude={"text/plain"})) == ["text/latex"]


def test_a_display_environment_would_be_found():
    assert any(environment in CELL.latex("align") for environment in DISPLAYED)


@pytest.mark.parametrize("columns", ["40", "60", "80", "200"])
def test_a_terminal_gets_lines_that_fit(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    cell = lstm()
    for shown in (cell, cell.gradient(), cell.derivative("h", "h_prev")):
        text = display.text_of(shown)
        assert max(map(len, text.splitlines())) <= int(columns)
        assert " ".join(text.split()) == " ".join(str(shown).split())


def test_a_system_that_fits_has_one_line_for_each_equation(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert display.text_of(CELL) == str(CELL)
    assert len(str(lstm().gradient()).splitlines()) == len(lstm().gradient().equations)


REPRS = [
    (CELL, "<System (x_1, h_1_prev, s_1_prev, i_1, f_1, o_1; V_a1, U_a1, b_1) -> (h_1), 3 equations>"),
    (SHOWN["derivation"], "<Derivation dh_1/dV_a1, 1 path>"),
    (SHOWN["steps"], "<Steps of h_1 by V_a1, 14 lines>"),
    (SHOWN["step"], "<DerivationStep da_1 = (1 - a_1²) x_1·dV_a1 (derivative of tanh)>"),
    (SHOWN["derivation"].check_steps(), "<StepReports: 13 lines, all pass>"),
    (CELL.equations[1], "<Equation s_1 = a_1*i_1 + f_1*s_1_prev>"),
    (CELL.names, "<SymbolNames x_1, h_1_prev, s_1_prev, i_1, f_1, o_1, V_a1, U_a1, b_1, a_1, s_1, h_1>"),
    (
        CELL.check(method="complex"),
        "<CheckReport: all 15 entries pass (complex step, step 1.0e-200, tolerance 9.1e-13, seed 0)>",
    ),
    (sg.lambdify(sg.scalar("b") ** 2), "<NumPy function (b) -> (value)>"),
    (sg.tanh, "<elementwise function tanh>"),
    (sg.softmax, "<vector function softmax>"),
]


@pytest.mark.parametrize(("thing", "told"), REPRS, ids=[type(thing).__name__ for thing, _ in REPRS])
def test_a_repr_is_short_and_says_what_the_thing_is(thing, told):
    assert repr(thing) == told


def test_a_report_is_a_table():
    report = CELL.check()
    bundle = report._repr_mimebundle_()
    assert list(bundle) == ["text/plain", "text/html", "text/markdown"]
    table = bundle["text/html"]
    assert table.count("<tr>") == 13
    assert "<code>bar_V_a1[0]</code>" in table
    assert table.startswith("<p>all 15 entries pass.</p>")
    assert table.endswith("<p>... 3 more, all pass</p>")


def test_names_are_attributes_of_names():
    assert CELL.names.V_a1 == CELL.symbol("V_a1")
    public = [name for name in dir(CELL.names) if not name.startswith("_")]
    assert sorted(public) == sorted(symbol.name for symbol in (*CELL.inputs, *CELL.definitions))


# -- in a real IPython -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shell():
    interactiveshell = pytest.importorskip("IPython.core.interactiveshell", reason="IPython is not installed")
    with pytest.MonkeyPatch.context() as environment:
        # In another environment that happens to be active it would look for packages, and warn.
        environment.delenv("VIRTUAL_ENV", raising=False)
        made = interactiveshell.InteractiveShell()
    made.run_cell("import symgrad as sg\ncell = sg.cells.notebook()\nd = cell.derivative('h_1', 'V_a1')")
    return made


def completions(shell, text):
    from IPython.core.completer import provisionalcompleter

    with provisionalcompleter():
        return [completion.text for completion in shell.Completer.completions(text, len(text))]


def test_ipython_completes_the_names_of_a_system(shell):
    assert completions(shell, "cell.names.V") == ["V_a1"]
    assert {"x_1", "U_a1", "s_1_prev"} <= set(completions(shell, "cell.names."))
    assert completions(shell, "cell.na") == ["names"]
    assert completions(shell, "d.st") == ["steps"]


def test_ipython_shows_text_and_latex(shell):
    data, _ = shell.display_formatter.format(shell.ev("cell"))
    assert data["text/plain"] == str(CELL)
    assert data["text/latex"] == CELL._repr_latex_()
    assert shell.display_formatter.format(shell.ev("cell.check()"))[0].keys() >= {"text/plain", "text/html"}


def test_ipython_at_a_terminal_fits_its_width(shell, monkeypatch):
    from IPython.lib.pretty import pretty

    monkeypatch.setenv("COLUMNS", "40")
    text = pretty(CELL.gradient())
    assert max(map(len, text.splitlines())) <= 40
    assert text.splitlines()[0] == "a_1 = tanh(V_a1·x_1 + U_a1·h_1_prev"
    assert pretty([CELL]) == f"[{CELL!r}]"


def test_a_notebook_is_executed_and_holds_equations():
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    source = [
        "import symgrad as sg\ncell = sg.cells.notebook()\ncell",
        "cell.derivative('h_1', 'V_a1').steps",
        "cell.check()",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in source])
    path = os.pathsep.join([os.getcwd(), os.environ.get("PYTHONPATH", "")])
    nbclient.NotebookClient(notebook, timeout=120).execute(env={**os.environ, "PYTHONPATH": path})
    system, steps, report = (cell.outputs[0].data for cell in notebook.cells)
    assert system["text/latex"] == CELL._repr_latex_()
    assert steps["text/plain"] == str(SHOWN["steps"])
    assert steps["text/latex"].startswith(r"$\displaystyle \begin{aligned}")
    assert "<table>" in report["text/html"]
