"""The command line for an author's paper: macros, sections, labels, width, columns."""

import pytest

import symgrad as sg
from symgrad.cli import main
from symgrad.printing import NOTATIONS
from symgrad.printing.macro_files import macros_in

MACROS = "h = \\vh  % the state\n\n\\newcommand{\\vh}{\\mathbf{h}}\n"


@pytest.fixture
def macros(tmp_path):
    (tmp_path / "macros.tex").write_text(MACROS)
    return str(tmp_path / "macros.tex")


def test_equations_as_a_paper_wants_them(macros, capsys):
    options = ["--notation", "greff", "--labels", "elman", "--macros", macros, "--sections", "backward"]
    assert main(["derive", "elman", "--format", "latex", *options]) == 0
    notation = NOTATIONS["greff"].with_macros({"h": r"\vh", r"\vh": r"\mathbf{h}"})
    back = sg.cells.elman().gradient()
    told = back.latex("align", notation=notation, labels="eq:elman:", sections=["backward"])
    assert capsys.readouterr().out == f"{told}\n"
    assert r"\label{eq:elman:bar_pre_h}" in told
    assert main(["derive", "elman", "--format", "latex", "--width", "100"]) == 0
    assert capsys.readouterr().out.count(r"\quad") > 0


@pytest.mark.parametrize("prefix", ["elman", "elman:", "eq:elman:"])
def test_a_prefix_is_one_however_it_is_spelled(prefix, capsys):
    assert main(["derive", "elman", "--format", "latex", "--labels", prefix]) == 0
    assert r"\label{eq:elman:h}" in capsys.readouterr().out


def test_a_fragment_for_an_appendix(macros, tmp_path):
    where = tmp_path / "appendix.tex"
    options = ["--fragment", "--columns", "2", "--references", "cref", "--macros", macros, "--labels", "el"]
    assert main(["derive", "elman", *options, "-o", str(where)]) == 0
    text = where.read_text()
    assert text.startswith("% A cell and its gradients: h. The preamble of the paper needs:\n% \\usepackage{amsmath}\n")
    assert "% \\newcommand{\\vh}{\\mathbf{h}}\n" in text
    assert "for a text 246 pt wide" in text
    assert r"\label{eq:el:h}" in text
    assert r"\begin{document}" not in text


def test_an_algorithm_and_one_derivative(tmp_path, capsys):
    where = tmp_path / "algorithm.tex"
    options = ["--through-time", "--format", "algorithm", "--labels", "el", "--sections", "backward"]
    assert main(["derive", "elman", *options, "-o", str(where)]) == 0
    assert where.read_text().startswith("\\begin{algorithm}\n\\caption{Backpropagation through time}\n\\label{alg:el}")
    assert main(["derive", "elman", "--of", "h", "--wrt", "b", "--format", "latex", "--labels", "el"]) == 0
    assert r"\label{eq:el:d_h_d_b}" in capsys.readouterr().out


def test_a_class_with_its_options(tmp_path):
    where = tmp_path / "paper.tex"
    assert main(["derive", "elman", "--documentclass", "article,twocolumn", "-o", str(where)]) == 0
    assert where.read_text().startswith("\\documentclass[twocolumn]{article}\n")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--columns", "2"], "--columns is of the format tex or pdf, but the format is text"),
        (["--fragment", "--format", "markdown"], "--fragment is of the format tex, but the format is markdown"),
        (["--macros", "no.tex", "--format", "latex"], "--macros no.tex cannot be read: No such file"),
        (["--macros", "no.tex"], "--macros are of tex, latex, pdf, algorithm, but the format is text"),
        (["--sections", "end", "--format", "latex"], "sections is None or one or several of 'forward'"),
        (["--documentclass", "a b", "--format", "tex"], "documentclass is the name of a class"),
    ],
)
def test_what_does_not_go_together_is_an_exit_status_of_two(options, told, capsys):
    assert main(["derive", "elman", *options]) == 2
    assert told in capsys.readouterr().err


def test_a_width_is_a_number(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["derive", "elman", "--width", "wide"])
    assert ended.value.code == 2
    assert "a width is a number of points above 0, but 'wide' came" in capsys.readouterr().err


def test_a_file_that_stood_there_stays_where_something_fails(tmp_path, capsys):
    where = tmp_path / "appendix.tex"
    where.write_text("mine")
    assert main(["derive", "elman", "--macros", "no.tex", "-o", str(where)]) == 2
    assert where.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["appendix.tex"]


def test_macros_are_read_from_a_preamble():
    text = r"""
    % of the paper
    h = \vh
    \newcommand{\vh}{\mathbf{h}}
    \renewcommand*\mat[1]{\mathbf{#1}}
    \def\Wi{\mat{W}_i}   % one more
    W_i = \Wi
    """
    assert dict(macros_in(text)) == {
        "h": r"\vh", r"\vh": r"\mathbf{h}", r"\mat": r"\mathbf{#1}", r"\Wi": r"\mat{W}_i", "W_i": r"\Wi",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("h = \\vh\nh \\vx", r"paper.tex, line 2: a line is a name and its macro"),
        ("h = \\vh\nh = \\vx", "paper.tex, line 2: h stands twice"),
        ("\\newcommand{\\vh}{", "paper.tex, line 1: a line is a name"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(text, told):
    with pytest.raises(sg.ArgumentError, match=told):
        macros_in(text, "paper.tex")
