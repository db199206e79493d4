"""The command line, as one calls it."""

import io
import os
import re
import shutil
import subprocess
import sys

import numpy as np
import pytest

import symgrad as sg
from symgrad import cli_options
from symgrad.cells.catalogue.overview import overview, size_of
from symgrad.cli import main
from symgrad.targets.compiling import TARGETS

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
    assert "\n  bar_W_i = (bar_c ⊙ i ⊙ g ⊙ (1 - i)) xᵀ                             back to W_i\n" in out


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
    assert "bar_U = Σ[t=1..T] bar_pre_h[t] h[t-1]ᵀ\n" in capsys.readouterr().out
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
        (["show", "nothing"], "symgrad show: UnboundNameError: no cell named nothing. There are "),
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


# -- files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "begins"),
    [
        (".txt", "a_1 ="),
        (".tex", "\\documentclass"),
        (".md", "# A cell and its gradients: h_1\n"),
        (".html", "<!DOCTYPE html>"),
        (".typ", '#set document(title: "A cell and its gradients: h_1")\n'),
    ],
)
def test_the_format_follows_the_suffix(suffix, begins, tmp_path):
    out = tmp_path / f"cell{suffix}"
    assert main(["derive", "notebook", "-o", str(out)]) == 0
    assert out.read_text(encoding="utf-8").startswith(begins)


def test_slides_and_comments(tmp_path, capsys):
    out = tmp_path / "slides.tex"
    assert main(["derive", "notebook", "--format", "slides", "-o", str(out)]) == 0
    assert "{beamer}" in out.read_text(encoding="utf-8")
    assert main(["derive", "elman", "--wrt", "b", "--format", "comment", "-o", str(tmp_path / "cell.py")]) == 0
    told = "# h = tanh(W x + U h_prev + b)\n# bar_b = bar_h ⊙ (1 - h²)\n"
    assert (tmp_path / "cell.py").read_text(encoding="utf-8") == told
    assert main(["derive", "elman", "--wrt", "b", "--format", "comment"]) == 0
    assert capsys.readouterr().out == told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["derive", "-o", "x.pdf", "--format", "tex"], "x.pdf names the format pdf, but --format says tex."),
        (["derive", "--format", "docx"], "a file of Word is no text for a terminal; say -o FILE."),
        (["show", "-o", "x.pdf"], "x.pdf: show writes text, latex, but no pdf."),
        (["check", "-o", "x.py"], "x.py: check writes text, markdown, latex, html, but no numpy."),
        (["derive", "-o", "no/such/folder.txt"], "no/such/folder.txt cannot be written: No such file or directory."),
        (["derive", "-o", "."], ". cannot be written: Is a directory."),
        (["derive", "-o", ""], "'' cannot be written: Is a directory."),
        (["compile", "-o", "x.f90"],
         "x.f90: nothing is known to belong into a file that ends in .f90; there are .txt, .tex, .md, .html, .pdf, "
         ".typ, .docx, .py, .c, .h, .diff, .patch, and --format says it for any other."),
        (["derive", "-o", "/dev/full"], "/dev/full cannot be written: No space left on device."),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_an_exit_status_of_two(arguments, message, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main([arguments[0], "notebook", *arguments[1:]]) == 2
    assert capsys.readouterr().err == f"symgrad {arguments[0]}: SymgradError: {message}\n"
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch, capsys):
    out = tmp_path / "cell.txt"
    out.write_text("what stood there")
    out.chmod(0o640)

    def full(*arguments):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.replace", full)
        assert main(["derive", "notebook", "-o", str(out)]) == 2
    assert out.read_text() == "what stood there"
    assert [path.name for path in tmp_path.iterdir()] == ["cell.txt"]
    assert main(["derive", "notebook", "-o", str(out)]) == 0
    assert out.read_text(encoding="utf-8").startswith("a_1 =")
    assert out.stat().st_mode & 0o777 == 0o640


def test_a_link_is_followed(tmp_path):
    out, link = tmp_path / "cell.txt", tmp_path / "link.txt"
    out.write_text("what stood there")
    link.symlink_to(out)
    assert main(["show", "notebook", "-o", str(link)]) == 0
    assert link.is_symlink()
    assert out.read_text(encoding="utf-8").startswith("inputs")


def test_compile_writes_code_that_runs(tmp_path, capsys):
    out = tmp_path / "cell.py"
    assert main(["compile", "notebook", "--wrt", "V_a1", "-o", str(out)]) == 0
    scope = {}
    exec(out.read_text(encoding="utf-8"), scope)
    assert callable(scope["cell"])
    assert main(["compile", "elman", "--through-time", "--wrt", "U"]) == 0
    assert "def elman_gradient(*, x, W, U, b, bar_h, h_prev=None):" in capsys.readouterr().out


def test_compile_for_c_writes_a_file_and_its_header(tmp_path):
    for out in (tmp_path / "one.c", tmp_path / "two.h"):
        assert main(["compile", "elman", "--wrt", "U", "-o", str(out)]) == 0
        assert f"int {out.stem}(" in out.with_suffix(".c").read_text(encoding="utf-8")
        assert f"int {out.stem}(" in out.with_suffix(".h").read_text(encoding="utf-8")


@pytest.mark.parametrize(("dtype", "real"), [("float32", "float"), ("float64", "double")])
def test_compile_with_a_type_says_it(dtype, real, tmp_path):
    out = tmp_path / "one.c"
    assert main(["compile", "elman", "--wrt", "U", "--dtype", dtype, "-o", str(out)]) == 0
    assert f"const {real} *h_prev" in out.with_suffix(".h").read_text(encoding="utf-8")
    assert main(["compile", "elman", "--wrt", "U", "--dtype", dtype, "-o", str(tmp_path / "one.py")]) == 0
    told = (tmp_path / "one.py").read_text(encoding="utf-8")
    assert f"Checked{' in float32' * (dtype == 'float32')} at a random point" in told
    with pytest.raises(SystemExit):
        main(["compile", "elman", "--dtype", "float16"])


def test_compile_takes_the_targets_that_there_are():
    assert {*cli_options.FORMATS["compile"], "auto"} == {*TARGETS}


def test_compile_for_a_library_of_arrays(tmp_path):
    out = tmp_path / "arrays.py"
    assert main(["compile", "elman", "--wrt", "U", "--target", "array-api", "-o", str(out)]) == 0
    scope = {}
    exec(out.read_text(encoding="utf-8"), scope)
    one = np.ones((2, 2))
    assert scope["arrays"](x=one[0], h_prev=one[0], W=one, U=one, b=one[0], bar_h=one[0]).shape == (2, 2)


def test_compile_with_the_value_gives_both(tmp_path):
    out = tmp_path / "both.py"
    assert main(["compile", "elman", "--through-time", "--value", "--wrt", "U", "-o", str(out)]) == 0
    scope = {}
    exec(out.read_text(encoding="utf-8"), scope)
    x, U, h = np.ones((3, 2)), np.eye(2), np.ones((3, 2))
    assert list(scope["both"](x=x, W=U, U=U, b=U[0], bar_h=h)) == ["h", "bar_U"]


def test_several_names(capsys):
    assert main(["derive", "lstm", "--of", "h", "--wrt", "W_i", "--wrt", "U_i"]) == 0
    first = capsys.readouterr().out
    assert "bar_W_i = " in first
    assert "bar_U_i = " in first
    assert main(["derive", "lstm", "--of", "h", "--wrt", "W_i,U_i"]) == 0
    assert capsys.readouterr().out == first
    assert main(["check", "lstm", "--of", "h", "--of", "c", "--wrt", "b_i", "--seed", "3"]) == 0
    assert "dh/db_i[0, 0]" in capsys.readouterr().out


# -- what there is, and what is wrong --------------------------------------------------------------------------------


def test_the_cells_that_there_are(capsys):
    assert main(["show"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if line and not line.startswith(" ")] == sg.cells.__all__
    assert max(map(len, lines)) <= 80


def test_the_table_of_cells_has_paper_carry_parameters_and_sizes():
    wide = overview(width=200).splitlines()
    (line,) = (line for line in wide if line.startswith("lstm_peephole "))
    assert re.split(r" {2,}", line) == ["lstm_peephole", "Greff et al.", "2017", "y, c", "4 m n + 4 n² + 7 n", "23/92"]
    assert overview(["dense"], width=40).splitlines()[:2] == ["dense  Goodfellow et al.  2016  -", "    m n + n  4/11"]
    assert "symgrad show NAME" in wide[-1]


def test_the_size_of_a_backward_pass_is_that_of_what_is_printed():
    cell = sg.cells.dense()
    own = str(cell.gradient()).splitlines()[len(cell.equations) :]
    assert size_of("dense").lines == len(own) == 4  # bar_pre_y, bar_x, bar_W, bar_b
    written = re.sub("[ᵀ²]", "", " ".join(own))
    assert size_of("dense").symbols == len(re.findall(r"bar_\w+|\b[xyWb]\b", written))


def test_the_version(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"symgrad {sg.__version__}\n")


@pytest.mark.parametrize("seed", ["-1", "x", "1.5", "²"])
def test_a_seed_is_a_whole_number(seed, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["check", "notebook", "--seed", seed])
    assert ended.value.code == 2
    assert f"argument --seed: a seed is a whole number, 0 or more, but {seed!r} came" in capsys.readouterr().err


def test_a_name_that_is_nearly_right_is_suggested(capsys):
    assert main(["show", "lsmt"]) == 2
    assert capsys.readouterr().err.startswith("symgrad show: UnboundNameError: no cell named lsmt. Did you mean lstm? ")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("def f():\n    return 1/0\nf()\n",
         '  File "cell.py", line 3, in <module>\n    f()\n  File "cell.py", line 2, in f\n    return 1/0\n'
         "ZeroDivisionError: division by zero\n"),
        ("x = (1,\n", '  File "cell.py", line 1\n    x = (1,\nSyntaxError: \'(\' was never closed\n'),
        ("import sys\nsys.exit(1)\n", '  File "cell.py", line 2, in <module>\n    sys.exit(1)\nSystemExit: 1\n'),
    ],
)  # fmt: skip
def test_a_script_that_fails_tells_its_own_last_lines(source, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cell.py").write_text(source)
    assert main(["check", "cell.py"]) == 2
    assert _without_marks(capsys.readouterr().err) == f"symgrad check: SymgradError: cell.py fails:\n{told}"


def _without_marks(text):
    """A traceback without the lines that point at a place: each Python points at other ones."""
    return "".join(line for line in text.splitlines(True) if line.strip(" ~^\n"))


def test_what_a_script_prints_is_not_in_the_output(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"print('loud')\n{SOURCE}"))
    assert main(["derive", "-"]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("y = tanh(x)\nbar_x = bar_y (1 - y²)\n", "loud\n")


def test_a_script_may_have_what_looks_its_module_up(tmp_path, capsys):
    """Dataclasses, type hints that are text and pickle go by the module of a class."""
    source = """\
from __future__ import annotations
import dataclasses, pickle, typing
import symgrad as sg

@dataclasses.dataclass
class Sizes:
    hidden: int = 3

assert typing.get_type_hints(Sizes) == {"hidden": int}
assert pickle.loads(pickle.dumps(Sizes(4))) == Sizes(4)
x, y = sg.vectors("x y", Sizes().hidden)
cell = sg.System([(y, sg.tanh(x))])
if __name__ == "__main__":
    raise AssertionError("it is not the program")
"""
    (tmp_path / "cell.py").write_text(source)
    assert main(["show", str(tmp_path / "cell.py")]) == 0, capsys.readouterr().err
    assert "<symgrad>" not in sys.modules


def test_a_script_finds_what_lies_beside_it(tmp_path, capsys):
    (tmp_path / "beside_it.py").write_text(SOURCE)
    (tmp_path / "cell.py").write_text("from beside_it import cell\n")
    before = sys.path[:]
    assert main(["show", str(tmp_path / "cell.py")]) == 0
    assert sys.path == before


def run(*arguments, **environment):
    command = [sys.executable, "-m", "symgrad", *arguments]
    return subprocess.run(command, capture_output=True, env={**os.environ, **environment}, check=False)


def test_another_encoding_spells_out_what_it_lacks():
    told = run("derive", "dense", PYTHONIOENCODING="latin-1")
    assert told.returncode == 0
    assert rb"bar_pre_y = bar_y \u2299 (1 - y\xb2)" in told.stdout or rb"\u2299" in told.stdout
    assert told.stderr.startswith(b"symgrad: standard output is ")


def test_input_that_is_no_text():
    told = subprocess.run(
        [sys.executable, "-m", "symgrad", "show", "-"], input=b"x = '\xff'", capture_output=True, check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert told.returncode == 2
    assert told.stderr == b"symgrad show: SymgradError: standard input is not text in utf-8: invalid start byte.\n"


def test_a_fault_of_symgrad_itself_is_no_traceback(monkeypatch, capsys):
    def broken(*arguments):
        raise RecursionError("maximum recursion depth exceeded")

    monkeypatch.setattr("symgrad.cli.system_of", broken)
    assert main(["show", "lstm"]) == 2
    assert capsys.readouterr().err == "symgrad show: RecursionError: maximum recursion depth exceeded\n"


def test_a_suffix_that_says_nothing_needs_a_format(tmp_path):
    out = tmp_path / "cell.out"
    assert main(["derive", "notebook", "--format", "text", "-o", str(out)]) == 0
    assert out.read_text().startswith("a_1 =")


def test_a_recurrence_in_a_file_is_told(tmp_path, capsys):
    script = tmp_path / "cell.py"
    script.write_text("import symgrad as sg\ncell = sg.Recurrence(sg.cells.elman())\n")
    assert main(["derive", str(script)]) == 2
    assert capsys.readouterr().err == (
        f"symgrad derive: UnboundNameError: {script} should make one sg.System, or name one of them cell, but it makes "
        f"none; cell is one over time: give its cell, and say --through-time.\n"
    )


def test_verify_judges_a_file(tmp_path, capsys):
    paper = tmp_path / "paper.tex"
    paper.write_text(
        "\\begin{align}\nh &= \\tanh(z) \\\\\nL &= c^T h\n\\end{align}\n"
        "$$\\frac{\\partial L}{\\partial z} = c \\odot (1 - h)$$\n$$\\frac{\\partial L}{\\partial h} = c$$\n",
        encoding="utf-8",
    )
    assert main(["verify", str(paper)]) == 1
    printed = capsys.readouterr().out
    assert "5:3: wrong" in printed
    assert printed.endswith("1 right, 1 wrong\n")
    assert main(["verify", str(paper), "-o", str(tmp_path / "paper.patch")]) == 1
    assert "+$$\\frac{\\partial L}{\\partial z} = c \\odot (1 - h^2)$$" in (tmp_path / "paper.patch").read_text()


def test_verify_takes_shapes_conventions_and_a_forward_pass(tmp_path, capsys):
    (tmp_path / "model.tex").write_text("$$y = W * x$$", encoding="utf-8")
    claims = tmp_path / "claims.md"
    claims.write_text("$$dW = \\delta * x^T$$", encoding="utf-8")
    options = ["--shape", "W=n,m", "--shape", "x=m", "--convention", "*=matrix product"]
    options += ["--convention", r"\delta=given cotangent of y", "--forward", str(tmp_path / "model.tex")]
    assert main(["verify", str(claims), *options]) == 0
    assert capsys.readouterr().out.endswith("1 right\n")
    assert main(["verify", str(claims), "--convention", r"\delta=cotangent of"]) == 2
    with pytest.raises(SystemExit):
        main(["verify", str(claims), "--shape", "W"])
