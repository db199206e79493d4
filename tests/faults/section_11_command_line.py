"""The command line."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import symgrad as sg
from tests.faults.row import Row


def _run(*arguments, source=None, **environment):
    """Status, output and errors of one command, in a folder of its own; the files that it leaves."""
    root = str(Path(sg.__file__).parent.parent)
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "symgrad", *arguments], cwd=folder, input=source, capture_output=True, check=False,
            env={**os.environ, "PYTHONPATH": root, "PYTHONIOENCODING": "utf-8", **environment},
        )  # fmt: skip
        files = {path.name: path.read_bytes() for path in Path(folder).iterdir()}
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr.decode(), files


def _suffix():
    for suffix, begins in ((".tex", b"\\documentclass"), (".md", b"# ")):
        status, _, _, files = _run("derive", "dense", "-o", f"out{suffix}")
        assert status == 0
        assert files[f"out{suffix}"].startswith(begins)
    status, _, told, files = _run("show", "dense", "-o", "out.pdf")
    assert (status, files) == (2, {})
    return f"the format follows the suffix; {told.strip()}"


def _several():
    status, out, _, _ = _run("derive", "lstm", "--wrt", "W_i", "--wrt", "U_i")
    assert status == 0
    assert b"bar_W_i = " in out
    assert b"bar_U_i = " in out
    return "bar_W_i and bar_U_i"


def _unwritable():
    status, _, told, _ = _run("show", "dense", "-o", "no/such/file.txt")
    assert (status, told) == (
        2,
        "symgrad show: SymgradError: no/such/file.txt cannot be written: No such file or directory.\n",
    )
    return told


def _seed():
    status, _, told, _ = _run("check", "dense", "--seed", "-1")
    assert status == 2
    assert told.endswith("error: argument --seed: a seed is a whole number, 0 or more, but '-1' came\n")
    return told.splitlines()[-1]


def _whole():
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out.txt")
        out.write_text("what stood there")
        status, *_ = _run("derive", "dense", "--of", "nothing", "-o", str(out))
        assert (status, out.read_text()) == (2, "what stood there")
        status, *_ = _run("derive", "dense", "-o", str(out))
        assert status == 0
        assert "bar_W" in out.read_text(encoding="utf-8")
        assert os.listdir(folder) == ["out.txt"]
    return "a file is replaced whole or not at all"


def _script():
    status, _, told, _ = _run("check", "-", source=b"1/0\n")
    assert (status, told.splitlines()[-1]) == (2, "ZeroDivisionError: division by zero")
    status, _, wrong, _ = _run("show", "-", source=b"x = (1,\n")
    assert (status, wrong.splitlines()[-1]) == (2, "SyntaxError: '(' was never closed")
    return told


def _encoding():
    status, out, told, _ = _run("derive", "dense", PYTHONIOENCODING="ascii")
    assert status == 0
    assert rb"bar_y \u2299" in out
    assert told == "symgrad: standard output is ascii; with PYTHONIOENCODING=utf-8 it shows every sign.\n"
    return told


def _listed():
    status, out, _, _ = _run("show")
    assert (status, out.split()[0]) == (0, sg.cells.__all__[0].encode())
    status, out, _, _ = _run("--version")
    assert (status, out.decode()) == (0, f"symgrad {sg.__version__}\n")
    return "the cells with what they are; " + out.decode()


def _hint():
    code = "import sys; sys.modules['latex2mathml.converter'] = None; from symgrad.cli import main; main()"
    root = Path(sg.__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code, "derive", "dense", "--format", "html"], cwd=root, capture_output=True, check=False
    )
    told = done.stderr.decode()
    assert told.endswith("install it with python3 -m pip install '.[html]'.\n")
    return told


ROWS = (
    Row("-o out.pdf, .tex, .md, .html", "text in a file of that name", "the format follows", _suffix),
    Row("--wrt W_i --wrt U_i", "the last alone", "both", _several),
    Row("-o into what cannot be written", "a traceback", "an error", _unwritable),
    Row("check --seed -1", "a traceback", "an error", _seed),
    Row("-o FILE", "truncated first", "whole or not at all", _whole),
    Row("a script that raises, or with a syntax error", "status 1, a traceback through runpy", "status 2", _script),
    Row("standard output in another encoding", "a traceback", "spelled out", _encoding),
    Row("a list of cells, --version", "none", "there are", _listed),
    Row("the hint of a missing extra, in a clone", "symgrad[html]", ".[html]", _hint),
)
