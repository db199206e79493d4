"""The command line, as one calls it."""

import io
import shutil
import subprocess
import sys

import pytest

from symgrad.cli import main

SOURCE = """
import symgrad as sg
x, y = sg.scalars("x y")
cell = sg.System([(y, sg.tanh(x))])
"""


def test_show(capsys):
    assert main(["show", "notebook"]) == 0
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "a_1 = tanh(V_a1·x_1 + U_a1·h_1_prev + b_1)",
        "s_1 = i_1 a_1 + f_1 s_1_prev",
        "h_1 = o_1 tanh(s_1)",
    ]


def test_derive_the_backward_pass_and_one_derivative(capsys):
    assert main(["derive", "notebook"]) == 0
    assert "bar_V_a1 = bar_pre_a_1 x_1" in capsys.readouterr().out
    assert main(["derive", "notebook", "--of", "h_1", "--wrt", "V_a1"]) == 0
    assert "∂h_1/∂V_a1 = ∂h_1/∂s_1 ∂s_1/∂a_1 ∂a_1/∂V_a1" in capsys.readouterr().out
    assert main(["derive", "notebook", "--of", "h_1", "--wrt", "V_a1", "--format", "latex"]) == 0
    assert capsys.readouterr().out.startswith("\\begin{aligned}")


LSTM = "from tests.systems import lstm\ncell = lstm()"


@pytest.mark.parametrize(
    "arguments", [[], ["--of", "h"], ["--of", "h", "--wrt", "W_i"], ["--of", "h", "--wrt", "h_prev"]]
)
def test_what_derive_prints_fits_eighty_columns(arguments, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO(LSTM))
    assert main(["derive", "-", *arguments]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80
    monkeypatch.setattr(sys, "stdin", io.StringIO(LSTM))
    assert main(["derive", "-", *arguments, "--format", "latex"]) == 0
    latex = capsys.readouterr().out
    assert latex.startswith("\\begin{aligned}\n")
    assert latex.count("{") == latex.count("}")


def test_derive_by_a_matrix_tells_the_steps(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO(LSTM))
    assert main(["derive", "-", "--of", "h", "--wrt", "W_i"]) == 0
    out = capsys.readouterr().out
    assert "\npaths\n  h ← c ← i ← W_i                                                  the only path\n" in out
    assert "\n  bar_W_i = (bar_h ⊙ i ⊙ o ⊙ g ⊙ (1 - i) ⊙ (1 - tanh²(c))) xᵀ\n" in out


def test_show_fits_eighty_columns(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO(LSTM))
    assert main(["show", "-"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[1:3] == [
        "parameters  W_i (n, m), U_i (n, n), b_i (n,), W_f (n, m), U_f (n, n), b_f (n,),",
        "            W_o (n, m), U_o (n, n), b_o (n,), W_g (n, m), U_g (n, n), b_g (n,)",
    ]


def test_derive_writes_documents(tmp_path, capsys):
    assert main(["derive", "notebook", "--format", "markdown", "--notation", "greff"]) == 0
    assert r"\delta V_{a1} &= \delta \bar{a}_1^t x_1^t" in capsys.readouterr().out
    out = tmp_path / "cell.tex"
    assert main(["derive", "notebook", "--of", "h_1", "--wrt", "V_a1", "--format", "tex", "-o", str(out)]) == 0
    assert out.read_text().startswith("\\documentclass[a4paper]{article}\n")
    assert out.read_text().endswith("\\end{document}\n")
    assert main(["derive", "notebook", "--format", "latex", "--notation", "leibniz"]) == 0
    assert r"\frac{\partial L}{\partial V_{a1}} &=" in capsys.readouterr().out


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
def test_derive_writes_a_pdf(tmp_path):
    out = tmp_path / "cell.pdf"
    assert main(["derive", "notebook", "--format", "pdf", "-o", str(out)]) == 0
    assert out.read_bytes().startswith(b"%PDF")


def test_through_time(tmp_path, capsys):
    assert main(["derive", "elman", "--through-time", "--wrt", "U"]) == 0
    assert "bar_U = Σ[t=0..T-1] bar_pre_h[t+1] h[t]ᵀ\n" in capsys.readouterr().out
    arguments = ["lstm_peephole", "--through-time", "--of", "y", "--format", "latex", "--notation", "greff"]
    assert main(["derive", *arguments]) == 0
    assert r"\delta b_z &= \sum_{t=1}^{T} \delta \bar{z}^t" in capsys.readouterr().out
    out = tmp_path / "gru.md"
    assert main(["derive", "gru", "--through-time", "--format", "markdown", "-o", str(out)]) == 0
    assert out.read_text().startswith("# Through time\n")
    assert main(["check", "elman", "--through-time", "--method", "complex"]) == 0
    assert "entries pass" in capsys.readouterr().out
    assert main(["derive", "dense", "--through-time"]) == 2
    assert "nothing says what is carried" in capsys.readouterr().err


def test_check_answers_with_its_exit_status(capsys):
    assert main(["check", "notebook"]) == 0
    assert main(["check", "notebook", "--method", "complex"]) == 0
    assert "all 15 entries pass" in capsys.readouterr().out


def test_a_failing_check_is_an_exit_status_of_one(tmp_path, capsys):
    script = tmp_path / "wrong.py"
    script.write_text(
        "import symgrad as sg\n"
        "f = sg.elementwise('f', slope=lambda x, y: 3 * x, definition=lambda x: x**2)\n"
        "x, y = sg.scalars('x y')\n"
        "cell = sg.System([(y, f(x))])\n"
    )
    assert main(["check", str(script)]) == 1
    assert "FAIL" in capsys.readouterr().out


def test_a_file_standard_input_and_an_output_file(tmp_path, monkeypatch, capsys):
    script, out = tmp_path / "cell.py", tmp_path / "out.txt"
    script.write_text(SOURCE)
    assert main(["derive", str(script), "-o", str(out)]) == 0
    assert out.read_text() == "y = tanh(x)\nbar_x = bar_y (1 - y²)\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(SOURCE))
    assert main(["show", "-"]) == 0
    assert "y = tanh(x)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "nothing"], "symgrad show: UnboundNameError: no cell named nothing. There are attention, dense, "),
        (["derive", "notebook", "--of", "q"], "symgrad derive: UnboundNameError: no q here. There are inputs x_1,"),
        (["derive", "notebook", "--format", "pdf"], "symgrad derive: SymgradError: a PDF is no text for a terminal;"),
        (["derive", "notebook", "--format", "tex", "--of", "h_1"], "symgrad derive: SymgradError: a document is of"),
        (["show", "missing.py"], "symgrad show: UnboundNameError: no file missing.py."),
    ],
)
def test_wrong_input_is_an_exit_status_of_two(arguments, message, capsys):
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith(message)


def test_a_reader_that_has_seen_enough_is_no_error():
    command = [sys.executable, "-m", "symgrad", "show", "notebook"]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    writer.stdout.close()  # before anything is written, as head -0 does
    assert writer.stderr.read() == b""
    assert writer.wait() == 0
    writer.stderr.close()
