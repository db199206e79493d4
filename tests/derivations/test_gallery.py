"""The committed gallery is what the code prints, and each of its documents goes through LaTeX."""

import shutil
import subprocess

import pytest

import symgrad as sg
from derivations import gallery
from tests.own_cells import REPRESENTATIVE

CELLS = REPRESENTATIVE
DOCUMENTS = [*CELLS, *(f"{name}_through_time" for name in CELLS if getattr(sg.cells, name)().carry)]
REASON = "no LaTeX on this machine: pdflatex is not found"
if shutil.which("pdflatex") is None:
    print(REASON)


@pytest.fixture(scope="module")
def files():
    return dict(gallery.files())


def test_the_gallery_has_each_cell(files):
    assert sorted(files) == sorted(f"{name}.{kind}" for name in DOCUMENTS for kind in ("md", "tex"))
    assert {path.name for path in gallery.FOLDER.iterdir()} == set(files)


def test_the_committed_documents_are_what_the_code_prints(files):
    stale = [name for name, text in files.items() if (gallery.FOLDER / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run python3 -m derivations, and read git diff"


def test_a_changed_printed_form_is_found(monkeypatch, files):
    changed = {name: text.replace("tanh", "sinh") for name, text in files.items()}
    monkeypatch.setattr(gallery, "files", lambda: iter(changed.items()))
    with pytest.raises(AssertionError, match="python3 -m derivations"):
        test_the_committed_documents_are_what_the_code_prints(dict(gallery.files()))


def test_it_writes_the_files_and_removes_the_others(tmp_path, monkeypatch, files):
    monkeypatch.setattr(gallery, "FOLDER", tmp_path / "cells")
    monkeypatch.setattr(gallery, "files", lambda: iter(files.items()))
    (tmp_path / "cells").mkdir()
    (tmp_path / "cells" / "gone.md").touch()
    gallery.write()
    assert {path.name: path.read_text(encoding="utf-8") for path in gallery.FOLDER.iterdir()} == files


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason=REASON)
@pytest.mark.parametrize("cell", DOCUMENTS)
def test_each_compiles_without_a_line_too_wide(cell, tmp_path):
    command = ["pdflatex", "-interaction=nonstopmode", f"-output-directory={tmp_path}"]
    for _ in range(2):
        run = subprocess.run(
            [*command, str(gallery.FOLDER / f"{cell}.tex")], capture_output=True, text=True, errors="replace"
        )
    assert [line for line in run.stdout.splitlines() if line.startswith(("!", "Overfull", "LaTeX Warning: Ref"))] == []
