"""The command line, as one calls it."""

import io
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
        (["show", "missing.py"], "symgrad show: UnboundNameError: no file missing.py."),
    ],
)
def test_wrong_input_is_an_exit_status_of_two(arguments, message, capsys):
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith(message)
