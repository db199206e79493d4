"""The committed documents of the notebook are what its script writes, and the LaTeX compiles."""

import importlib.util
import shutil
import subprocess
from pathlib import Path

import mpmath as mp
import numpy as np
import pytest

import symgrad as sg
from symgrad.documents import markdown, tex

FOLDER = Path(__file__).parents[2] / "derivations" / "notebook"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("derive_notebook", FOLDER / "derive.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def document(script):
    return script.document(sg.cells.notebook())


def test_the_committed_documents_are_up_to_date(document):
    assert (FOLDER / "notebook.md").read_text(encoding="utf-8") == markdown(document)
    assert (FOLDER / "notebook.tex").read_text(encoding="utf-8") == tex(document)


def test_a_change_of_the_cell_would_show(script):
    other = sg.cells.notebook().substitute({"f_1": 2 * sg.scalar("f_1")})
    assert (FOLDER / "notebook.md").read_text(encoding="utf-8") != markdown(script.document(other))


def test_the_values_beside_their_differences(script):
    cell = sg.cells.notebook()
    with mp.workdps(40):  # all ones: the argument of a_1 is 5
        slope = mp.sech(5) ** 2
        whole = slope * mp.sech(mp.tanh(5) + 1) ** 2
    expected = [2.0, 1.0, 0.07067807364430378, float(slope), float(whole)]
    for value, number in zip(script.VALUES, expected, strict=True):
        result = script.evaluated(cell, value)
        np.testing.assert_allclose(np.ravel(result.value), number, rtol=1e-14)
        assert result.relative < 1e-5


def test_the_product_by_hand(script):
    hand = script.by_hand(sg.cells.notebook())
    assert hand.product == pytest.approx(hand.whole, rel=1e-14)
    assert hand.rounded == pytest.approx(1.28377e-05, rel=1e-6)
    assert hand.rounded - hand.whole == pytest.approx(6.455e-09, rel=1e-3)
    assert "off by 6.455e-09" in script.told(sg.cells.notebook())


def test_the_latex_compiles_without_a_line_too_wide(tmp_path):
    if shutil.which("pdflatex") is None:
        reason = "no LaTeX on this machine: pdflatex is not found"
        print(reason)
        pytest.skip(reason)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", f"-output-directory={tmp_path}"]
    run = subprocess.run([*command, str(FOLDER / "notebook.tex")], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-2000:]
    assert "Overfull" not in run.stdout
